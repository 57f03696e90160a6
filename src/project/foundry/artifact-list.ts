// Which contracts a Foundry project has, without reading them. File names say nothing: two Token.sol become
// out/Token.sol/Token.json and out/b/Token.sol/Token.json, and two compilers Token.0.8.25.json and Token.0.8.30.json.

import { existsSync } from 'node:fs'
import path from 'node:path'

import type { ContractEntry } from '../contract-index.ts'
import type { BuildCache } from './build-cache.ts'
import { readArtifact, readCodes } from './read-artifact.ts'
import type { SourceTables } from './source-tables.ts'

/** One artifact, before ids are given. */
export type ListedArtifact = {
  /** From the root, as in ids. */
  readonly source: string
  readonly name: string
  readonly version: string
  readonly profile: string
  /** Absolute. */
  readonly file: string
  readonly build: string | undefined
}

/** The contracts that forge's cache lists and whose source is still there. */
export function listCache(cache: BuildCache, root: string): ListedArtifact[] {
  return cache.sources
    .filter((source) => source.artifacts.length > 0 && existsSync(path.resolve(root, source.path)))
    .flatMap((source) => source.artifacts.map((artifact) => ({ ...artifact, source: source.path })))
}

/**
 * Entries with ids: 'src/A.sol:A'. If several compilers made it '#0.8.25' follows, if several profiles of one
 * compiler did '#0.8.25/profile'.
 * @param root absolute path of the project
 */
export function toEntries(
  listed: readonly ListedArtifact[],
  tables: SourceTables,
  root: string,
): ContractEntry[] {
  const byName = Map.groupBy(listed, ({ source, name }) => `${source}:${name}`)
  return [...byName].flatMap(([plainId, same]) => {
    const perVersion = Map.groupBy(same, versionOf)
    return same.map((artifact) => {
      const version = versionOf(artifact)
      const profile = perVersion.get(version)!.length > 1 ? `/${artifact.profile}` : ''
      const id = same.length === 1 ? plainId : `${plainId}#${version}${profile}`
      const { name, source, file } = artifact
      return {
        id,
        name,
        source,
        load: () => readArtifact({ id, name, source, file, sources: tables.ofBuild(artifact.build), root }),
        codes: () => readCodes(file),
      }
    })
  })
}

// Older forges wrote '0.8.19+commit.7dd6d404.Linux.gcc'.
function versionOf({ version }: ListedArtifact): string {
  return version.split('+')[0]!
}
