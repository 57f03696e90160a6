// Is what forge compiled still what the sources say?

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'

import type { ProjectError } from '../project-error.ts'
import { readBytesIfThere } from '../read-file.ts'
import { statIfThere, walkFiles } from '../walk-files.ts'
import type { BuildCache, CachedSource } from './build-cache.ts'
import { pathFromRoot } from './build-cache.ts'
import { xxh3 } from './xxh3.ts'

/**
 * Why a build is not good, as a sentence without its stop. 'touched': only the configuration is newer, and it may be
 * that nothing of it matters.
 */
export type Staleness =
  | { readonly kind: 'missing' | 'changed' | 'touched'; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string; readonly error: ProjectError }

/** What belongs to a build besides what its cache lists. */
export type BuildInputs = {
  /** Sources, tests and scripts, absolute. */
  readonly folders: readonly string[]
  /** Files that forge does not compile on purpose, by path from the root. */
  readonly isSkipped: (name: string) => boolean
  /** foundry.toml and what it extends, absolute. */
  readonly configFiles: readonly string[]
}

/** Why forge should build again; undefined if it need not. */
export function stalenessOf(cache: BuildCache, root: string, inputs: BuildInputs): Staleness | undefined {
  const known = new Set<string>()
  for (const source of cache.sources) {
    known.add(source.path)
    // A source that was removed leaves artifacts behind, which nobody lists any more.
    if (!existsSync(path.resolve(root, source.path))) continue
    if (!isUnchanged(source, root)) return changed(`${source.path} has changed since it was compiled`)
    const missing = source.artifacts.find(({ file }) => !existsSync(file))
    if (missing !== undefined) return changed(`the artifact of ${source.path}:${missing.name} is gone`)
  }
  for (const folder of inputs.folders)
    for (const file of walkFiles(
      folder,
      (each) => each.endsWith('.sol'),
      (name) => name === 'node_modules',
    )) {
      const name = pathFromRoot(file, root)
      if (!known.has(name) && !inputs.isSkipped(name)) return changed(`${name} was never compiled`)
    }
  const builtMs = statIfThere(cache.file)?.mtimeMs ?? 0
  const newer = inputs.configFiles.find((file) => (statIfThere(file)?.mtimeMs ?? 0) > builtMs)
  if (newer === undefined) return undefined
  return { kind: 'touched', reason: `${pathFromRoot(newer, root)} is newer than the build` }
}

function changed(reason: string): Staleness {
  return { kind: 'changed', reason }
}

/** Whether a source on disk is still the text that was compiled. False if it is gone. */
export function isUnchanged(source: CachedSource, root: string): boolean {
  const file = path.resolve(root, source.path)
  const stat = statIfThere(file)
  if (stat === undefined) return false
  // Reading every file to hash it is what takes time; a clone or a copy changes the date and not the text.
  if (Math.floor(stat.mtimeMs) === source.modifiedMs) return true
  const bytes = readBytesIfThere(file)
  return bytes !== undefined && hashLike(source.contentHash, bytes) === source.contentHash
}

function hashLike(known: string, bytes: Uint8Array): string | undefined {
  if (known.length === 16) return xxh3(bytes).toString(16).padStart(16, '0')
  if (known.length === 32) return createHash('md5').update(bytes).digest('hex')
  return undefined
}
