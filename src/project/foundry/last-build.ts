// What forge left behind the last time it ran, and whether that is still good.

import { existsSync } from 'node:fs'
import path from 'node:path'

import { createPathMatcher } from '../glob.ts'
import { ProjectError } from '../project-error.ts'
import { checkFolder } from '../walk-files.ts'
import type { ListedArtifact } from './artifact-list.ts'
import { listCache } from './artifact-list.ts'
import { readBuildCache } from './build-cache.ts'
import type { FoundryConfig } from './foundry-config.ts'
import type { Staleness } from './freshness.ts'
import { isUnchanged, stalenessOf } from './freshness.ts'
import { artifactFiles, listOutFolder } from './out-folder.ts'
import type { SourceTables } from './source-tables.ts'
import { createSourceTables } from './source-tables.ts'

export type LastBuild = {
  readonly artifacts: readonly ListedArtifact[]
  readonly tables: SourceTables
  /** Why forge should build again; undefined if it need not. */
  readonly staleness: Staleness | undefined
}

/**
 * Looks at `out` and `cache` without reading artifacts, unless there is no cache.
 * @throws ProjectError if `out` cannot be read, or there is no cache and an artifact is broken
 */
export function lookAtLastBuild(root: string, foundry: FoundryConfig): LastBuild {
  const { outFolder, buildInfosFolder, cacheFile } = foundry
  const tablesOf = (folder: string, isSame: (name: string) => boolean): SourceTables =>
    createSourceTables({ root, buildInfosFolder: folder, isUnchanged: isSame })
  checkFolder(
    outFolder,
    'the folder of compiled contracts',
    'Check its permissions, or "out" in foundry.toml.',
  )
  const nothing = { artifacts: [], tables: tablesOf(buildInfosFolder, () => true) }
  if (artifactFiles(outFolder).length === 0)
    return { ...nothing, staleness: { kind: 'missing', reason: 'nothing is compiled yet' } }
  if (!existsSync(cacheFile)) {
    const { listed, changed } = listOutFolder(outFolder, buildInfosFolder, root)
    const staleness = changed === undefined ? undefined : sourceChanged(changed)
    return { artifacts: listed, tables: tablesOf(buildInfosFolder, (name) => name !== changed), staleness }
  }
  const cache = readCacheOrError(cacheFile, root, outFolder)
  if (cache instanceof ProjectError)
    return { ...nothing, staleness: { kind: 'broken', reason: `${cacheFile} is broken`, error: cache } }
  const sources = new Map(cache.sources.map((source) => [source.path, source]))
  const { sourceFolder, testFolder, scriptFolder } = foundry.config
  const folders = [sourceFolder, testFolder, scriptFolder].map((folder) => path.resolve(root, folder))
  const isSkipped = createSkip(foundry.skip, root)
  const staleness: Staleness | undefined =
    cache.artifactsFolder === outFolder
      ? stalenessOf(cache, root, { folders, isSkipped, configFiles: foundry.files })
      : { kind: 'changed', reason: `forge last built into ${cache.artifactsFolder}` }
  const isSame = (name: string): boolean => {
    const source = sources.get(name)
    return source === undefined || isUnchanged(source, root)
  }
  return { artifacts: listCache(cache, root), tables: tablesOf(cache.buildInfosFolder, isSame), staleness }
}

// SkipBuildFilter in foundry's crates/config/src/filter.rs.
function createSkip(patterns: readonly string[], root: string): (name: string) => boolean {
  const words: Readonly<Record<string, string>> = {
    test: '.t.sol',
    tests: '.t.sol',
    script: '.s.sol',
    scripts: '.s.sol',
  }
  const matchers = patterns.map((pattern) => createPathMatcher(words[pattern] ?? pattern, root))
  return (name) => matchers.some((matches) => matches(name) || matches(`${root}/${name}`))
}

function sourceChanged(source: string): Staleness {
  return { kind: 'changed', reason: `${source} has changed since it was compiled` }
}

// A cache that was half-written is no obstacle to forge, which then compiles everything.
function readCacheOrError(
  file: string,
  root: string,
  outFolder: string,
): ReturnType<typeof readBuildCache> | ProjectError {
  try {
    return readBuildCache(file, root, outFolder)
  } catch (error) {
    if (error instanceof ProjectError) return error
    throw error
  }
}
