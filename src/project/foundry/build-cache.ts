// cache/solidity-files-cache.json: what forge compiled, from which text, into which files. Its `_format` is empty in
// forge 1.7 and says nothing; three layouts of `artifacts` exist.

import path from 'node:path'

import type { JsonObject } from '../read-file.ts'
import { fieldOf, isObject, objectAt, readJsonObject, textAt } from '../read-file.ts'

/** The hint of everything that forge can repair. */
export const REBUILD_HINT =
  'Run "forge build" again. If that says that nothing changed, delete the file first and build once more.'

/** One artifact that forge says it wrote. */
export type CachedArtifact = {
  readonly name: string
  /** '0.8.30'; older forges wrote '0.8.19+commit.7dd6d404.Linux.gcc'. */
  readonly version: string
  /** foundry.toml's compilation profile, 'default' mostly. */
  readonly profile: string
  /** Absolute. */
  readonly file: string
  /** Names build-info/<build>.json; undefined if forge did not say. */
  readonly build: string | undefined
}

/** One source file that forge compiled. */
export type CachedSource = {
  /** From the root with forward slashes; absolute if it lies elsewhere. */
  readonly path: string
  /** Of the file's text: 16 hex digits are XXH3 (since forge 1.4), 32 are MD5. */
  readonly contentHash: string
  /** Milliseconds since 1970, when it was compiled. */
  readonly modifiedMs: number
  readonly artifacts: readonly CachedArtifact[]
}

export type BuildCache = {
  readonly file: string
  /** Absolute. */
  readonly artifactsFolder: string
  readonly buildInfosFolder: string
  readonly sources: readonly CachedSource[]
}

/**
 * Reads forge's cache.
 * @param root absolute path of the project
 * @throws ProjectError if it is there but cannot be used
 */
export function readBuildCache(file: string, root: string, artifactsFolder: string): BuildCache {
  const json = readJsonObject(file, "forge's list of what it compiled", REBUILD_HINT)
  const paths = objectAt(json, 'paths')
  const artifacts = path.resolve(root, textAt(paths, 'artifacts') ?? artifactsFolder)
  const sources: CachedSource[] = []
  for (const [name, entry] of Object.entries(objectAt(json, 'files'))) {
    const modified = fieldOf(entry, 'lastModificationDate')
    sources.push({
      path: pathFromRoot(name, root),
      contentHash: textAt(entry, 'contentHash') ?? '',
      modifiedMs: typeof modified === 'number' ? modified : -1,
      artifacts: artifactsOf(objectAt(entry, 'artifacts'), artifacts),
    })
  }
  return {
    file,
    artifactsFolder: artifacts,
    buildInfosFolder: path.resolve(root, textAt(paths, 'build_infos') ?? path.join(artifacts, 'build-info')),
    sources,
  }
}

/** A path as ids have it: from the root, forward slashes; one outside of the root stays absolute. */
export function pathFromRoot(name: string, root: string): string {
  const relative = path.isAbsolute(name) ? path.relative(root, name) : path.normalize(name)
  const isOutside = relative.startsWith('..') || path.isAbsolute(relative)
  const chosen = isOutside && path.isAbsolute(name) ? name : relative
  return path.sep === '\\' ? chosen.replaceAll('\\', '/') : chosen
}

function artifactsOf(byName: JsonObject, folder: string): CachedArtifact[] {
  return Object.entries(byName).flatMap(([name, versions]) => {
    if (!isObject(versions)) return []
    return Object.entries(versions).flatMap(([version, value]) => {
      const make = (profile: string, place: unknown): CachedArtifact[] => {
        const file = typeof place === 'string' ? place : textAt(place, 'path')
        if (file === undefined) return []
        return [
          { name, version, profile, file: path.resolve(folder, file), build: textAt(place, 'build_id') },
        ]
      }
      if (typeof value === 'string' || textAt(value, 'path') !== undefined) return make('default', value)
      return isObject(value) ? Object.entries(value).flatMap(([profile, place]) => make(profile, place)) : []
    })
  })
}
