// forge's build-info files: which number means which source. Each compilation counts from 0 anew.

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

import {
  fieldOf,
  isObject,
  objectAt,
  parseJsonObject,
  readTextIfThere,
  textAt,
  unreadable,
} from '../read-file.ts'
import { ProjectError } from '../project-error.ts'
import type { SourceTable } from '../types.ts'
import { REBUILD_HINT, pathFromRoot } from './build-cache.ts'

// "ethers-rs-sol-build-info-1" in full build-infos; the light ones name no format.
const KNOWN_FORMAT = /^(ethers-rs-sol-build-info-\d+)?$/
const FULL_FORMAT = /"_format"\s*:\s*"([^"]{0,100})"/
// The light part comes first; a full one can have hundreds of megabytes after it.
const HEAD_BYTES = 4096
const SOURCE_FILE = /\.(sol|vy|vyi|yul)$/

/** What the source tables need to know of the rest. */
export type SourceTableOptions = {
  /** Absolute. */
  readonly root: string
  readonly buildInfosFolder: string
  /** Whether the file on disk is still the text that was compiled. */
  readonly isUnchanged: (path: string) => boolean
}

/** The source tables of a project, each read when somebody asks it something. */
export type SourceTables = {
  /** @throws ProjectError when it is first asked, if build-info/<build>.json cannot be read. */
  ofBuild(build: string | undefined): SourceTable
}

/** @returns tables that read files of the project, and cache them for as long as they live */
export function createSourceTables(options: SourceTableOptions): SourceTables {
  const tables = new Map<string | undefined, SourceTable>()
  return {
    ofBuild(build) {
      const known = tables.get(build)
      if (known !== undefined) return known
      const table = createTable(build, options)
      tables.set(build, table)
      return table
    },
  }
}

function createTable(build: string | undefined, options: SourceTableOptions): SourceTable {
  const file =
    build === undefined ? undefined : path.join(options.buildInfosFolder, `${path.basename(build)}.json`)
  let paths: ReadonlyMap<number, string> | undefined
  let compiledTexts: ReadonlyMap<string, string> | undefined
  const readSource = (name: string): string | undefined => {
    if (file !== undefined && !options.isUnchanged(name)) {
      compiledTexts ??= readCompiledTexts(file, options.root)
      const compiled = compiledTexts.get(name)
      if (compiled !== undefined) return compiled
    }
    // An artifact may name any file of this machine, and what is read is printed and put into reports.
    return SOURCE_FILE.test(name) ? readTextIfThere(path.resolve(options.root, name)) : undefined
  }
  const texts = new Map<string, string | undefined>()
  return {
    pathOf(sourceId) {
      paths ??= file === undefined ? new Map<number, string>() : readSourcePaths(file, options.root)
      return paths.get(sourceId)
    },
    textOf(name) {
      if (!texts.has(name)) texts.set(name, readSource(name))
      return texts.get(name)
    },
  }
}

/**
 * `source_id_to_path` of a build-info file, paths as in ids.
 * @throws ProjectError if the file cannot be read, is no JSON or has a format that we do not know
 */
export function readSourcePaths(file: string, root: string): ReadonlyMap<number, string> {
  const what = 'the build-info of forge'
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (cause) {
    throw unreadable(file, what, REBUILD_HINT, cause)
  }
  const table = leadingTable(bytes) ?? parseJsonObject(bytes.toString('utf8'), file, what, REBUILD_HINT)
  checkFormat(
    textAt(table, '_format') ?? FULL_FORMAT.exec(bytes.toString('latin1', 0, HEAD_BYTES))?.[1],
    file,
  )
  const found = new Map<number, string>()
  const ids = fieldOf(table, 'source_id_to_path')
  if (!isObject(ids)) {
    throw new ProjectError('PROJECT_FORMAT_UNKNOWN', `${file}: ${what} has no source_id_to_path.`, {
      hint: 'It was written by a forge older than 0.3 or by another tool. Run "forge build" with a newer one.',
      details: { file },
    })
  }
  for (const [id, name] of Object.entries(ids))
    if (typeof name === 'string') found.set(Number(id), pathFromRoot(name, root))
  return found
}

function checkFormat(format: string | undefined, file: string): void {
  if (format === undefined || KNOWN_FORMAT.test(format)) return
  throw new ProjectError(
    'PROJECT_FORMAT_UNKNOWN',
    `${file}: build-info of format "${format}", and we know "ethers-rs-sol-build-info-1".`,
    { hint: REBUILD_HINT, details: { file, format } },
  )
}

// A full build-info begins as a light one does: {"id":"..","source_id_to_path":{..}. Only that much is parsed.
function leadingTable(bytes: Buffer): Record<string, unknown> | undefined {
  const key = '"source_id_to_path":'
  const start = bytes.indexOf(key)
  if (start < 0 || start > HEAD_BYTES) return undefined
  const open = start + key.length
  let isInString = false
  for (let at = open; at < bytes.length; at++) {
    const byte = bytes[at]
    if (isInString && byte === 0x5c) at++
    else if (byte === 0x22) isInString = !isInString
    else if (byte === 0x7d && !isInString) {
      try {
        return { source_id_to_path: JSON.parse(bytes.toString('utf8', open, at + 1)) as unknown }
      } catch {
        return undefined
      }
    }
  }
  return undefined
}

// Only full build-infos have the texts.
function readCompiledTexts(file: string, root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  if (!existsSync(file)) return found
  const text = readTextIfThere(file) ?? '{}'
  const json = parseJsonObject(text, file, 'the build-info of forge', REBUILD_HINT)
  for (const [name, source] of Object.entries(objectAt(objectAt(json, 'input'), 'sources'))) {
    const content = textAt(source, 'content')
    if (content !== undefined) found.set(pathFromRoot(name, root), content)
  }
  return found
}
