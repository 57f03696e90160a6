// Where an import leads: beside the file, through a remapping, from the project's root, in node_modules or in a library folder.

import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'

import { parse, TomlError } from 'smol-toml'

import { fieldOf, objectAt, readTextIfThere } from '../read-file.ts'

/** 'context:prefix=target'. Paths are absolute. */
export type Remapping = { readonly context: string; readonly prefix: string; readonly target: string }

export type ResolverOptions = {
  /** Absolute. */
  readonly root: string
  /** As in foundry.toml or remappings.txt, before those that are found. */
  readonly remappings?: readonly string[] | undefined
  readonly libraryFolders?: readonly string[] | undefined
}

/** The file that `imported` means in `importer` (both absolute), and where it was looked for. */
export type Resolve = (
  importer: string,
  imported: string,
) => { readonly file: string | undefined; readonly tried: readonly string[] }

/** A resolver for one project; what it found on disk is remembered. */
export function createResolver(options: ResolverOptions): Resolve {
  const { root, libraryFolders = ['lib'] } = options
  const given = (options.remappings ?? []).flatMap((line) => parseRemapping(line, root))
  const own = [...given, ...remappingsIn(root)]
  const known = new Map<string, readonly Remapping[]>([[root, own]])

  return (importer, imported) => {
    const tried: string[] = []
    const find = (candidate: string): string | undefined => {
      tried.push(candidate)
      return isSource(candidate) ? candidate : undefined
    }
    const resolve = (): string | undefined => {
      if (imported.startsWith('./') || imported.startsWith('../'))
        return find(path.resolve(path.dirname(importer), imported))
      if (path.isAbsolute(imported)) return undefined
      const remapped = findRemapped(importer, imported, root, known, find)
      return (
        remapped ??
        find(path.resolve(root, imported)) ??
        findInPackages(importer, imported, find) ??
        findInLibraries(importer, imported, root, libraryFolders, find) ??
        findBehindLibraries(imported, root, libraryFolders, known, find)
      )
    }
    return { file: resolve(), tried }
  }
}

/** The remapping that a line of remappings.txt means; none for empty lines and comments. */
export function parseRemapping(line: string, folder: string): readonly Remapping[] {
  const text = line.trim()
  const equals = text.indexOf('=')
  if (equals <= 0 || text.startsWith('#')) return []
  const left = text.slice(0, equals)
  const colon = left.indexOf(':')
  const prefix = left.slice(colon + 1)
  const target = text.slice(equals + 1)
  // The end of a folder's name is kept: 'a/' and 'a' are different prefixes. Of 'a/=b' forge makes 'a/=b/'.
  const isFolder = target.endsWith('/') || target === '' || (prefix.endsWith('/') && !target.endsWith('.sol'))
  return [
    {
      context: path.resolve(folder, colon < 0 ? '' : left.slice(0, colon)),
      prefix,
      target: path.resolve(folder, target) + (isFolder ? path.sep : ''),
    },
  ]
}

/** Those of remappings.txt, then those of foundry.toml: a library may have either. */
function remappingsIn(folder: string): readonly Remapping[] {
  const text = readTextIfThere(path.join(folder, 'remappings.txt')) ?? ''
  return [...text.split('\n'), ...remappingsInToml(path.join(folder, 'foundry.toml'))].flatMap((line) =>
    parseRemapping(line, folder),
  )
}

function remappingsInToml(file: string): readonly string[] {
  const text = readTextIfThere(file)
  if (text === undefined || !text.includes('remappings')) return []
  try {
    const lines = fieldOf(objectAt(objectAt(parse(text), 'profile'), 'default'), 'remappings')
    return Array.isArray(lines) ? lines.filter((line) => typeof line === 'string') : []
  } catch (error) {
    // Somebody else's file: if it is needed, the import that is missing is told.
    if (error instanceof TomlError) return []
    throw error
  }
}

function remappingsOf(folder: string, known: Map<string, readonly Remapping[]>): readonly Remapping[] {
  let remappings = known.get(folder)
  if (remappings === undefined) known.set(folder, (remappings = remappingsIn(folder)))
  return remappings
}

// The project's own come first. A library that brings remappings.txt means its own files by it.
function findRemapped(
  importer: string,
  imported: string,
  root: string,
  known: Map<string, readonly Remapping[]>,
  find: (candidate: string) => string | undefined,
): string | undefined {
  const folders = [root, ...foldersAbove(importer, root)]
  for (const folder of folders) {
    const best = remappingsOf(folder, known)
      .filter(({ context, prefix }) => imported.startsWith(prefix) && importer.startsWith(context))
      .sort(
        (left, right) =>
          right.context.length - left.context.length || right.prefix.length - left.prefix.length,
      )[0]
    const file = best === undefined ? undefined : find(best.target + imported.slice(best.prefix.length))
    if (file !== undefined) return file
  }
  return undefined
}

// As Node finds packages, also above the root (workspaces) and from where a symbolic link leads (pnpm).
function findInPackages(
  importer: string,
  imported: string,
  find: (candidate: string) => string | undefined,
): string | undefined {
  const starts = new Set([importer, realPath(importer)])
  for (const start of starts)
    for (let folder = path.dirname(start); ; folder = path.dirname(folder)) {
      const file = find(path.join(folder, 'node_modules', imported))
      if (file !== undefined) return file
      if (folder === path.dirname(folder)) break
    }
  return undefined
}

// 'forge-std/Test.sol' is lib/forge-std/src/Test.sol, as forge guesses when nobody says.
function findInLibraries(
  importer: string,
  imported: string,
  root: string,
  libraryFolders: readonly string[],
  find: (candidate: string) => string | undefined,
): string | undefined {
  const slash = imported.indexOf('/')
  if (slash < 0) return undefined
  const [name, rest] = [imported.slice(0, slash), imported.slice(slash + 1)]
  for (const folder of [...foldersAbove(importer, root), root])
    for (const libraries of libraryFolders) {
      const home = path.join(folder, libraries)
      const file = findInLibrary(path.join(home, name), rest, find)
      if (file !== undefined) return file
      // '@openzeppelin/contracts/…' is lib/openzeppelin-contracts/contracts/…
      if (name.startsWith('@'))
        for (const library of subfolders(home)) {
          const wanted = imported.slice(1)
          if (wanted.replace('/', '-').startsWith(`${library}/`)) {
            const inside = wanted.slice(library.length + 1)
            const file =
              find(path.join(home, library, 'contracts', inside)) ?? find(path.join(home, library, inside))
            if (file !== undefined) return file
          }
        }
    }
  return undefined
}

function findInLibrary(
  library: string,
  rest: string,
  find: (candidate: string) => string | undefined,
): string | undefined {
  return (
    find(path.join(library, 'src', rest)) ??
    find(path.join(library, 'contracts', rest)) ??
    find(path.join(library, rest))
  )
}

/** Libraries that are looked through for an import which is nowhere else. */
const LIBRARIES_MAX = 1_000

// What only a library brings, forge gives to all files: a library inside of it, or a name from its remappings. Nearer ones first.
function findBehindLibraries(
  imported: string,
  root: string,
  libraryFolders: readonly string[],
  known: Map<string, readonly Remapping[]>,
  find: (candidate: string) => string | undefined,
): string | undefined {
  const slash = imported.indexOf('/')
  if (slash < 0) return undefined
  const [name, rest] = [imported.slice(0, slash), imported.slice(slash + 1)]
  const librariesIn = (folder: string): readonly string[] =>
    libraryFolders.flatMap((libraries) => {
      const home = path.join(folder, libraries)
      return subfolders(home).map((library) => path.join(home, library))
    })
  const queue = [...librariesIn(root)]
  for (let at = 0; at < Math.min(queue.length, LIBRARIES_MAX); at++) {
    const library = queue[at]!
    for (const { prefix, target } of remappingsOf(library, known)) {
      const file = imported.startsWith(prefix) ? find(target + imported.slice(prefix.length)) : undefined
      if (file !== undefined) return file
    }
    const inner = librariesIn(library)
    const named = inner.find((each) => path.basename(each) === name)
    const file = named && findInLibrary(named, rest, find)
    if (file !== undefined) return file
    queue.push(...inner)
  }
  return undefined
}

// From the importer's folder up to, and without, the root; nothing for files outside.
function foldersAbove(importer: string, root: string): readonly string[] {
  const folders: string[] = []
  if (!importer.startsWith(root + path.sep)) return folders
  for (let folder = path.dirname(importer); folder !== root; folder = path.dirname(folder))
    folders.push(folder)
  return folders
}

function subfolders(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

// An import can name any file of this machine; only Solidity is read.
function isSource(file: string): boolean {
  return file.endsWith('.sol') && existsSync(file) && statSync(file).isFile()
}

function realPath(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}
