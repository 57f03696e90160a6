// Where a Hardhat project keeps what it compiled. Its configuration is a program of somebody else and is never run by us; what we
// need of it is looked for in its text.

import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'

import { fieldOf, readTextIfThere } from '../read-file.ts'

const CONFIG_NAMES = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map(
  (extension) => `hardhat.config.${extension}`,
)

// Only what names its folders in plain strings, as nearly all do.
const PATHS_BLOCK = /\bpaths\s*:\s*\{([^}]*)\}/
const ENTRY = /\b(artifacts|cache|sources)\s*:\s*(["'`])([^"'`$\n]+)\2/g

export type HardhatLayout = {
  /** hardhat.config.*, absolute; undefined if there is none. */
  readonly config: string | undefined
  /** Absolute, whether they exist or not. */
  readonly artifacts: string
  readonly cache: string
  readonly sources: string
  /** Hardhat's own package.json as installed for this project; undefined if it is not. */
  readonly package: { readonly folder: string; readonly major: number; readonly bin: string } | undefined
}

/** Where things are, or would be. Undefined if nothing at `root` looks like Hardhat. */
export function findHardhat(root: string): HardhatLayout | undefined {
  const config = CONFIG_NAMES.map((name) => path.join(root, name)).find((file) => existsSync(file))
  const folders = foldersOf(config === undefined ? undefined : readTextIfThere(config))
  const artifacts = path.resolve(root, folders.get('artifacts') ?? 'artifacts')
  if (config === undefined && !isArtifactsFolder(artifacts)) return undefined
  return {
    config,
    artifacts,
    cache: path.resolve(root, folders.get('cache') ?? 'cache'),
    sources: path.resolve(root, folders.get('sources') ?? 'contracts'),
    package: findPackage(root),
  }
}

/** True for a folder with artifacts in it, also one that was published without its build-info. */
export function isArtifactsFolder(folder: string): boolean {
  return folderEntries(folder).some(
    ({ name }) => name === 'build-info' || name === 'contracts' || name.endsWith('.sol'),
  )
}

export type FolderEntry = { readonly name: string; readonly isFolder: boolean; readonly isFile: boolean }

/** Sorted by name; nothing if it is no folder or may not be read. Symbolic links are neither file nor folder. */
export function folderEntries(folder: string): readonly FolderEntry[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory(), isFile: entry.isFile() }))
      .sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0))
  } catch {
    return []
  }
}

/** When the newest file of a folder with one of these ends was written, in milliseconds; 0 if there is none. */
export function newestFileMs(folder: string, ends: readonly string[]): number {
  let newest = 0
  for (const entry of folderEntries(folder)) {
    const inside = path.join(folder, entry.name)
    if (entry.isFolder && entry.name !== 'node_modules') newest = Math.max(newest, newestFileMs(inside, ends))
    else if (entry.isFile && ends.some((end) => entry.name.endsWith(end)))
      newest = Math.max(newest, statSync(inside, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  }
  return newest
}

function foldersOf(config: string | undefined): ReadonlyMap<string, string> {
  const block = config === undefined ? undefined : PATHS_BLOCK.exec(config)?.[1]
  const folders = new Map<string, string>()
  for (const [, name, , folder] of (block ?? '').matchAll(ENTRY)) folders.set(name!, folder!)
  return folders
}

// In a workspace it is hoisted to a folder above.
function findPackage(root: string): HardhatLayout['package'] {
  for (let folder = root; ; folder = path.dirname(folder)) {
    const home = path.join(folder, 'node_modules', 'hardhat')
    const text = readTextIfThere(path.join(home, 'package.json'))
    if (text !== undefined) return packageOf(home, text)
    if (folder === path.dirname(folder)) return undefined
  }
}

function packageOf(folder: string, text: string): HardhatLayout['package'] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  const bin = fieldOf(json, 'bin')
  const command = typeof bin === 'string' ? bin : fieldOf(bin, 'hardhat')
  const major = Number.parseInt(String(fieldOf(json, 'version')), 10)
  if (typeof command !== 'string' || Number.isNaN(major)) return undefined
  return { folder, major, bin: path.join(folder, command) }
}
