// The artifacts of a project without forge's cache: `cache = false`, or an `out` that was brought without it.

import path from 'node:path'

import { keccak_256 } from '@noble/hashes/sha3.js'

import { bytesToHex } from '../../primitives/hex.ts'
import { ProjectError } from '../project-error.ts'
import { readBytesIfThere } from '../read-file.ts'
import { statIfThere, walkFiles } from '../walk-files.ts'
import type { ListedArtifact } from './artifact-list.ts'
import { pathFromRoot } from './build-cache.ts'
import { readTarget } from './read-artifact.ts'
import { readSourcePaths } from './source-tables.ts'

/** What lies in `out`. */
export type OutFolder = {
  readonly listed: readonly ListedArtifact[]
  /** A source that is not any more what its artifacts were made of; undefined if there is none. */
  readonly changed: string | undefined
}

/**
 * Lists the artifacts below `out`. Every file is read once. Left out are files that are no artifact, those whose source
 * is gone, and those of an older text of a source whose present text is there as well.
 * @throws ProjectError if an artifact is broken
 */
export function listOutFolder(outFolder: string, buildInfosFolder: string, root: string): OutFolder {
  const builds = readBuilds(buildInfosFolder, root)
  const hashOf = createSourceHashes(root)
  const found = artifactFiles(outFolder).flatMap((file) => {
    const target = readTarget(file)
    if (target === undefined) return []
    const source = pathFromRoot(target.source, root)
    const present = hashOf(source)
    if (present === undefined) return []
    const isPresent = target.sourceHash === undefined || target.sourceHash === present
    const build = builds.find(({ paths }) => paths.get(target.sourceId) === source)?.id
    const version = target.version?.split('+')[0] ?? ''
    return [{ source, name: target.name, version, profile: 'default', file, build, isPresent }]
  })
  const bySource = Map.groupBy(found, ({ source }) => source)
  const kept = [...bySource.values()].flatMap((same) => {
    const present = same.filter(({ isPresent }) => isPresent)
    return newestOfEach(present.length > 0 ? present : same)
  })
  return { listed: kept, changed: kept.find(({ isPresent }) => !isPresent)?.source }
}

/** Absolute paths of what may be artifacts. */
export function artifactFiles(outFolder: string): string[] {
  return walkFiles(
    outFolder,
    (file) => file.endsWith('.json'),
    (name) => name === 'build-info',
  )
}

function newestOfEach<Artifact extends ListedArtifact>(artifacts: readonly Artifact[]): Artifact[] {
  const byTarget = Map.groupBy(artifacts, ({ name, version }) => `${name}#${version}`)
  return [...byTarget.values()].map((same) =>
    same.reduce((newest, each) => (modifiedMs(each.file) > modifiedMs(newest.file) ? each : newest)),
  )
}

function readBuilds(
  folder: string,
  root: string,
): { id: string; paths: ReadonlyMap<number | undefined, string> }[] {
  return walkFiles(folder, (file) => file.endsWith('.json'))
    .map((file) => ({
      id: path.basename(file, '.json'),
      modifiedMs: modifiedMs(file),
      paths: sourcePathsOrNone(file, root),
    }))
    .sort((left, right) => right.modifiedMs - left.modifiedMs)
}

function sourcePathsOrNone(file: string, root: string): ReadonlyMap<number, string> {
  try {
    return readSourcePaths(file, root)
  } catch (error) {
    // It is not known yet whether anybody needs this one.
    if (error instanceof ProjectError) return new Map()
    throw error
  }
}

// The compiler's metadata has the hash of each source.
function createSourceHashes(root: string): (source: string) => string | undefined {
  const hashes = new Map<string, string | undefined>()
  return (source) => {
    if (!hashes.has(source)) {
      const bytes = readBytesIfThere(path.resolve(root, source))
      hashes.set(source, bytes === undefined ? undefined : bytesToHex(keccak_256(bytes)))
    }
    return hashes.get(source)
  }
}

function modifiedMs(file: string): number {
  return statIfThere(file)?.mtimeMs ?? 0
}
