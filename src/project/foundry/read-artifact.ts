// out/<File>.sol/<Contract>.json as forge writes it.

import { readFileSync } from 'node:fs'

import { BaseError } from '../../primitives/errors.ts'
import { parseAbi } from '../abi/parse-abi.ts'
import type { Abi } from '../abi/types.ts'
import { immutablesOf, templateOf } from '../bytecode-template.ts'
import { ProjectError } from '../project-error.ts'
import type { JsonObject } from '../read-file.ts'
import { fieldOf, isObject, objectAt, readJsonObject, textAt } from '../read-file.ts'
import type { ContractArtifact, SourceTable, StorageLayout } from '../types.ts'
import { pathFromRoot, REBUILD_HINT } from './build-cache.ts'

/** What is known of an artifact before it is read. */
export type ArtifactPlace = {
  readonly id: string
  readonly name: string
  readonly source: string
  /** Absolute. */
  readonly file: string
  readonly sources: SourceTable
  /** Absolute path of the project. */
  readonly root: string
}

/**
 * Reads one artifact.
 * @throws ProjectError if the file cannot be read, is no JSON, or is no artifact
 */
export function readArtifact(place: ArtifactPlace): ContractArtifact {
  const json = readJsonObject(place.file, `the artifact of ${place.id}`, REBUILD_HINT)
  if (!Array.isArray(json['abi'])) throw noArtifact(place.file)
  const creation = objectAt(json, 'bytecode')
  const runtime = objectAt(json, 'deployedBytecode')
  const metadata = metadataOf(json)
  const settings = objectAt(metadata, 'settings')
  // The compiler knows an import through a remapping by the path that it was written with: 'lib/x/src/../test/L.sol'.
  const pathOf = (sourceName: string): string => pathFromRoot(sourceName, place.root)
  return {
    id: place.id,
    name: place.name,
    source: place.source,
    abi: abiOf(json['abi'], place.file),
    creation: templateOf(creation, pathOf),
    runtime: templateOf(runtime, pathOf),
    immutables: immutablesOf(runtime['immutableReferences']),
    compilerVersion: textAt(objectAt(metadata, 'compiler'), 'version'),
    evmVersion: textAt(settings, 'evmVersion'),
    sources: place.sources,
    storageLayout: layoutOf(json['storageLayout']),
    notices: noticesOf(documentedIn(json, metadata)),
    file: place.file,
  }
}

function abiOf(json: unknown, file: string): Abi {
  try {
    return parseAbi(json)
  } catch (cause) {
    if (!(cause instanceof BaseError)) throw cause
    throw new ProjectError('PROJECT_FORMAT_UNKNOWN', `${file}: ${cause.message}`, {
      hint: REBUILD_HINT,
      cause,
      details: { file },
    })
  }
}

function layoutOf(json: unknown): StorageLayout | undefined {
  const isLayout = Array.isArray(fieldOf(json, 'storage')) && isObject(json)
  // solc writes null for a contract without any storage.
  return isLayout ? ({ ...json, types: objectAt(json, 'types') } as StorageLayout) : undefined
}

/** The two codes of an artifact's file, found without parsing the rest; undefined if it is written in another way. */
export function readCodes(file: string): { creation: string; runtime: string } | undefined {
  let text: string
  try {
    text = readFileSync(file, 'latin1')
  } catch {
    return undefined
  }
  const creation = codeAfter(text, '"bytecode":{"object":"0x')
  const runtime = codeAfter(text, '"deployedBytecode":{"object":"0x')
  return creation === undefined || runtime === undefined ? undefined : { creation, runtime }
}

// Names and texts that contracts choose cannot look like this: their quotes are escaped.
function codeAfter(text: string, key: string): string | undefined {
  const start = text.indexOf(key)
  const end = start < 0 ? -1 : text.indexOf('"', start + key.length)
  return end < 0 ? undefined : text.slice(start + key.length, end)
}

/** Which contract an artifact's file is about. */
export type ArtifactTarget = {
  /** As the compiler was given it. */
  readonly source: string
  readonly name: string
  /** '0.8.30+commit.73712a01' */
  readonly version: string | undefined
  /** The source's number in its compilation. */
  readonly sourceId: number | undefined
  /** keccak256 of the source's text, hex. */
  readonly sourceHash: string | undefined
}

/**
 * Reads that from the compiler's metadata; undefined if the file has none.
 * @throws ProjectError if the file cannot be read or is no JSON
 */
export function readTarget(file: string): ArtifactTarget | undefined {
  const json = readJsonObject(file, 'an artifact', REBUILD_HINT)
  const metadata = metadataOf(json)
  const [target] = Object.entries(objectAt(objectAt(metadata, 'settings'), 'compilationTarget'))
  if (target === undefined || typeof target[1] !== 'string') return undefined
  const sourceId = fieldOf(json, 'id')
  return {
    source: target[0],
    name: target[1],
    version: textAt(objectAt(metadata, 'compiler'), 'version'),
    sourceId: typeof sourceId === 'number' ? sourceId : undefined,
    sourceHash: textAt(objectAt(objectAt(metadata, 'sources'), target[0]), 'keccak256'),
  }
}

// `metadata` is absent if foundry.toml asks for less output; `rawMetadata` is the same as text.
function metadataOf(json: JsonObject): JsonObject {
  const metadata = fieldOf(json, 'metadata')
  if (isObject(metadata)) return metadata
  const raw = typeof metadata === 'string' ? metadata : textAt(json, 'rawMetadata')
  return raw === undefined ? {} : parsedMetadata(raw)
}

function parsedMetadata(text: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? parsed : {}
  } catch (cause) {
    if (cause instanceof SyntaxError) return {}
    throw cause
  }
}

// forge 1.7.1 loses what stands above the contract itself when it writes `metadata`: `rawMetadata` is the compiler's own text.
// Parsing that for every artifact would take twice as long.
function documentedIn(json: JsonObject, metadata: JsonObject): JsonObject {
  const raw = textAt(json, 'rawMetadata')
  return raw?.includes('forge-config:') === true ? parsedMetadata(raw) : metadata
}

/** The texts of userdoc and devdoc in solc's metadata: `forge-config:` may stand in either. */
export function noticesOf(metadata: JsonObject): ContractArtifact['notices'] {
  const output = objectAt(metadata, 'output')
  const [user, developer] = [objectAt(output, 'userdoc'), objectAt(output, 'devdoc')]
  const functions = new Map<string, string>()
  const [notices, details] = [objectAt(user, 'methods'), objectAt(developer, 'methods')]
  for (const signature of new Set([...Object.keys(notices), ...Object.keys(details)])) {
    const text = joined(textAt(notices[signature], 'notice'), textAt(details[signature], 'details'))
    if (text !== undefined) functions.set(signature, text)
  }
  return { contract: joined(textAt(user, 'notice'), textAt(developer, 'details')), functions }
}

function joined(...texts: readonly (string | undefined)[]): string | undefined {
  const present = texts.filter((text) => text !== undefined)
  return present.length > 0 ? present.join('\n') : undefined
}

function noArtifact(file: string): ProjectError {
  return new ProjectError('PROJECT_FORMAT_UNKNOWN', `${file} is no artifact of forge: it has no "abi".`, {
    hint: REBUILD_HINT,
    details: { file },
  })
}
