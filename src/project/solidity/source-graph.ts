// The Solidity files of a project and all that they import.

import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'

import { ProjectError } from '../project-error.ts'
import { readText } from '../read-file.ts'
import { walkFiles } from '../walk-files.ts'
import { missingSubmodule } from './missing-submodule.ts'
import type { Resolve } from './resolve-import.ts'
import type { SourceScan } from './scan-source.ts'
import { scanSource } from './scan-source.ts'

/** A file larger than this is no source that somebody wrote. */
export const SOURCE_BYTES_MAX: number = 2 ** 23

/** Folders of a root that hold what others wrote or what tools made. */
const TOOL_FOLDERS = new Set(['lib', 'out', 'artifacts', 'cache', 'broadcast', 'typechain-types'])

export type SourceFile = {
  /** What the compiler knows it as: its path from the root with forward slashes. */
  readonly name: string
  readonly text: string
  readonly scan: SourceScan
  /** What each import means, in order. */
  readonly imports: readonly { readonly path: string; readonly name: string }[]
}

export type SourceGraph = {
  readonly files: ReadonlyMap<string, SourceFile>
  /** Names of the project's own files, sorted. */
  readonly own: readonly string[]
}

/**
 * The .sol files of the root itself and of these folders below it, absolute and sorted. '.' stands for all folders but those of
 * libraries and tools.
 */
export function findSources(root: string, folders: readonly string[]): readonly string[] {
  const isSolidity = (file: string): boolean => file.endsWith('.sol')
  const inside = (folder: string): string[] => walkFiles(folder, isSolidity, isForeign)
  const found = walkFiles(root, isSolidity, () => true)
  for (const folder of folders.map((each) => path.resolve(root, each)))
    if (folder !== root) found.push(...inside(folder))
    else
      for (const name of readdirSync(root))
        if (!TOOL_FOLDERS.has(name) && !isForeign(name)) found.push(...inside(path.join(root, name)))
  return [...new Set(found)].sort()
}

function isForeign(folderName: string): boolean {
  return folderName === 'node_modules' || folderName.startsWith('.')
}

/**
 * Reads the files and everything that they import.
 * @param files absolute
 * @throws ProjectError PROJECT_UNREADABLE for an import that leads nowhere, with the file and line that want it
 */
export function readSourceGraph(root: string, files: readonly string[], resolve: Resolve): SourceGraph {
  const nameOf = (file: string): string => path.relative(root, file).replaceAll(path.sep, '/')
  const graph = new Map<string, SourceFile>()
  const pending = [...files]
  const own = files.map(nameOf).sort()
  // Libraries bring libraries, and two of them the same one: its copies would declare everything twice.
  const copies = new Map<string, string>()
  const firstCopy = (imported: string, file: string): string => {
    if (imported.startsWith('.')) return file
    const key = `${imported}\n${readSource(file, nameOf(file))}`
    const first = copies.get(key)
    if (first === undefined) copies.set(key, file)
    return first ?? file
  }
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    const name = nameOf(file)
    if (graph.has(name)) continue
    const text = readSource(file, name)
    const scan = scanSource(text)
    const imports: SourceFile['imports'][number][] = []
    for (const imported of scan.imports) {
      const found = resolve(file, imported.path)
      if (found.file === undefined) throw missingImport(name, imported, found.tried, nameOf)
      const leads = firstCopy(imported.path, found.file)
      imports.push({ path: imported.path, name: nameOf(leads) })
      pending.push(leads)
    }
    graph.set(name, { name, text, scan, imports })
  }
  return { files: graph, own }
}

/** The names of a file and all that it imports, itself first, then as met. */
export function closureOf(graph: SourceGraph, names: Iterable<string>): ReadonlySet<string> {
  const closure = new Set<string>(names)
  // A set's iterator also comes by what is added on the way.
  for (const name of closure)
    for (const imported of graph.files.get(name)?.imports ?? []) closure.add(imported.name)
  return closure
}

function readSource(file: string, name: string): string {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (bytes > SOURCE_BYTES_MAX)
    throw new ProjectError(
      'PROJECT_UNREADABLE',
      `${name} has ${bytes} bytes; a source may have ${SOURCE_BYTES_MAX}.`,
      {
        hint: 'Move it out of the source folders if it is no Solidity.',
        details: { file, bytes },
      },
    )
  return readText(file, 'the source', 'Check that the file can be read.')
}

/** Where an import of an editor in the web comes from: no package is called so. */
const HOST = /^https?:$|\.(?:com|org|io|net)$/

function missingImport(
  name: string,
  imported: { readonly path: string; readonly line: number },
  tried: readonly string[],
  nameOf: (file: string) => string,
): ProjectError {
  const isRelative = imported.path.startsWith('.')
  const [first, second] = imported.path.split('/')
  const packageName = imported.path.startsWith('@') ? `${first}/${second}` : first
  // Of the many folders where a package may lie, the project's own says enough.
  const near = tried.map(nameOf).filter((each) => !each.startsWith('..') && !each.includes('/node_modules/'))
  const places = near.slice(0, 4).join(', ')
  const submodule = missingSubmodule(tried)
  return new ProjectError(
    'PROJECT_UNREADABLE',
    `${name}:${imported.line}: the import "${imported.path}" leads nowhere${places === '' ? '' : ` (looked for ${places})`}.`,
    {
      hint:
        submodule !== undefined
          ? `${nameOf(submodule)} is a git submodule that is not checked out: git submodule update --init --recursive`
          : isRelative
            ? 'Correct the path or restore the file.'
            : HOST.test(first ?? '')
              ? `Fetch it, and say in remappings.txt where ${first}/ is.`
              : `Install it (npm install ${packageName}), or say in remappings.txt where ${first}/ is.`,
      details: { file: name, line: imported.line, import: imported.path },
    },
  )
}
