// What a compiler was given and what it made, in the JSON file that Hardhat and our own cache keep of it: once gone through to
// note where each contract and each source lies, and then read piece by piece. Little of it stays in memory.

import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import path from 'node:path'

import { immutablesOf, templateOf } from '../bytecode-template.ts'
import { ProjectError } from '../project-error.ts'
import type { JsonObject } from '../read-file.ts'
import { fieldOf, isObject, objectAt, readTextIfThere, textAt, unreadable } from '../read-file.ts'
import type { BytecodeTemplate, ImmutableReference, SourceTable, StorageLayout } from '../types.ts'
import type { Notices } from './notices.ts'
import { NO_NOTICES, noticesOfAst, noticesOfDocs, noticesOfMetadata } from './notices.ts'
import type { Place, Wanted } from './pick-json.ts'
import { pickJson, PickJsonError } from './pick-json.ts'

export type BuildInfoOptions = {
  /** Absolute. Has `input`, and `output` unless that is in `outputFile`. */
  readonly file: string
  readonly outputFile?: string
  /** Where the JSON begins, in bytes. */
  readonly start?: number
  /** Absolute path of the project. */
  readonly root: string
  /** The path from the root of a source that the compiler knew under this name. */
  readonly pathOf: (sourceName: string) => string
  /** What to do if the file is broken. */
  readonly hint: string
}

/** One contract of a compilation. */
export type CompiledContract = {
  readonly abi: unknown
  readonly creation: BytecodeTemplate
  readonly runtime: BytecodeTemplate
  readonly immutables: readonly ImmutableReference[]
  readonly storageLayout: StorageLayout | undefined
  /** Read when asked for. */
  notices(): Notices
}

export type BuildInfo = {
  readonly file: string
  readonly format: string | undefined
  readonly compilerVersion: string | undefined
  readonly evmVersion: string | undefined
  readonly sources: SourceTable
  /** Names of the contracts by the compiler's name of their source, in the order of the file. */
  readonly contracts: ReadonlyMap<string, readonly string[]>
  /** What the user calls a source (Hardhat 3). */
  readonly userSourceNames: ReadonlyMap<string, string>
  /** @throws ProjectError if the file was changed after it was opened. */
  contract(sourceName: string, name: string): CompiledContract | undefined
}

const INPUT: Wanted = {
  _format: 'value',
  solcVersion: 'value',
  solcLongVersion: 'value',
  userSourceNameMap: 'value',
  input: { settings: { evmVersion: 'value' }, sources: { '*': { content: 'place' } } },
}
const OUTPUT: Wanted = {
  output: { sources: { '*': { id: 'value', ast: 'place' } }, contracts: { '*': { '*': 'place' } } },
}
const BOTH: Wanted = { ...INPUT, ...OUTPUT }

const CODE: Wanted = {
  object: 'value',
  linkReferences: 'value',
  sourceMap: 'value',
  immutableReferences: 'value',
}
const CONTRACT: Wanted = {
  abi: 'value',
  userdoc: 'value',
  devdoc: 'value',
  metadata: 'value',
  storageLayout: 'value',
  evm: { bytecode: CODE, deployedBytecode: CODE, methodIdentifiers: 'value' },
}

/**
 * Goes through the file once. Nothing of it but names and places is kept.
 * @throws ProjectError PROJECT_UNREADABLE or PROJECT_JSON_INVALID
 */
export function openBuildInfo(options: BuildInfoOptions): BuildInfo {
  const { file, outputFile, root, hint, pathOf } = options
  const main = openPlaces(file, hint, options.start ?? 0, outputFile === undefined ? BOTH : INPUT)
  const out = outputFile === undefined ? main : openPlaces(outputFile, hint, 0, OUTPUT)
  const sources = objectAt(objectAt(out.picked, 'output'), 'sources')
  const places = objectAt(objectAt(out.picked, 'output'), 'contracts')
  const contracts = new Map(Object.entries(places).map(([source, each]) => [source, namesOf(each)]))

  const contract = (sourceName: string, name: string): CompiledContract | undefined => {
    const place = placeAt(fieldOf(places, sourceName), name)
    if (place === undefined) return undefined
    const json = out.pick(place, CONTRACT)
    const evm = objectAt(json, 'evm')
    const creation = objectAt(evm, 'bytecode')
    const runtime = objectAt(evm, 'deployedBytecode')
    return {
      abi: fieldOf(json, 'abi'),
      creation: templateOf(creation, pathOf),
      runtime: templateOf(runtime, pathOf),
      immutables: immutablesOf(fieldOf(runtime, 'immutableReferences')),
      storageLayout: storageLayoutOf(fieldOf(json, 'storageLayout')),
      notices() {
        const written =
          noticesOfMetadata(fieldOf(json, 'metadata')) ??
          noticesOfDocs(fieldOf(json, 'userdoc'), fieldOf(json, 'devdoc'))
        if (written !== undefined) return written
        const ast = placeAt(fieldOf(sources, sourceName), 'ast')
        return ast === undefined
          ? NO_NOTICES
          : noticesOfAst(out.pick(ast, 'value'), name, fieldOf(evm, 'methodIdentifiers'))
      },
    }
  }

  return {
    file,
    format: textAt(main.picked, '_format'),
    compilerVersion: textAt(main.picked, 'solcLongVersion') ?? textAt(main.picked, 'solcVersion'),
    evmVersion: textAt(objectAt(objectAt(main.picked, 'input'), 'settings'), 'evmVersion'),
    sources: createSourceTable(main, sources, root, pathOf),
    contracts,
    userSourceNames: userNamesOf(objectAt(main.picked, 'userSourceNameMap')),
    contract,
  }
}

// solc writes it whole or not at all; `types` is null for contracts without storage.
function storageLayoutOf(layout: unknown): StorageLayout | undefined {
  const storage = fieldOf(layout, 'storage')
  if (!Array.isArray(storage)) return undefined
  return {
    storage: storage as StorageLayout['storage'],
    types: objectAt(layout, 'types') as StorageLayout['types'],
  }
}

function createSourceTable(
  main: Places,
  sources: JsonObject,
  root: string,
  pathOf: (sourceName: string) => string,
): SourceTable {
  const pathById = new Map<number, string>()
  for (const [sourceName, source] of Object.entries(sources)) {
    const id = fieldOf(source, 'id')
    if (typeof id === 'number') pathById.set(id, pathOf(sourceName))
  }
  const contents = new Map<string, Place>()
  for (const [sourceName, source] of Object.entries(objectAt(objectAt(main.picked, 'input'), 'sources'))) {
    const place = placeAt(source, 'content')
    if (place !== undefined) contents.set(pathOf(sourceName), place)
  }
  return {
    pathOf: (sourceId) => pathById.get(sourceId),
    textOf(sourcePath) {
      const place = contents.get(sourcePath)
      const text = place === undefined ? undefined : main.pick(place, 'value')
      return typeof text === 'string' ? text : readTextIfThere(path.join(root, sourcePath))
    },
  }
}

function userNamesOf(map: JsonObject): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const [user, input] of Object.entries(map)) if (typeof input === 'string') names.set(input, user)
  return names
}

function namesOf(contracts: unknown): readonly string[] {
  return isObject(contracts) ? Object.keys(contracts) : []
}

function placeAt(value: unknown, name: string): Place | undefined {
  const place = fieldOf(value, name)
  return isObject(place) ? (place as unknown as Place) : undefined
}

type Places = {
  readonly picked: unknown
  pick(place: Place, wanted: Wanted): unknown
}

function openPlaces(file: string, hint: string, start: number, wanted: Wanted): Places {
  const what = 'what the compiler made'
  let bytes: Buffer
  let version: string
  try {
    version = versionOf(file)
    bytes = readFileSync(file)
  } catch (cause) {
    throw unreadable(file, what, hint, cause)
  }
  const picked = pickOf(bytes, wanted, start, file, hint)
  if (!isObject(picked))
    throw new ProjectError('PROJECT_JSON_INVALID', `${file}: ${what} is JSON, but no object.`, {
      hint,
      details: { file, byte: start },
    })
  return {
    picked,
    pick(place, inner) {
      const part = readPart(file, place, version, hint)
      return pickOf(part, inner, 0, file, hint)
    },
  }
}

function readPart(file: string, place: Place, version: string, hint: string): Uint8Array {
  const part = new Uint8Array(place.end - place.start)
  let read = 0
  try {
    const handle = openSync(file, 'r')
    try {
      while (read < part.length) {
        const count = readSync(handle, part, read, part.length - read, place.start + read)
        if (count === 0) break
        read += count
      }
    } finally {
      closeSync(handle)
    }
    if (read === part.length && versionOf(file) === version) return part
  } catch (cause) {
    throw unreadable(file, 'what the compiler made', hint, cause)
  }
  throw new ProjectError('PROJECT_UNREADABLE', `${file} was written again while we were reading it.`, {
    hint: 'Start again when the compiler has finished.',
    details: { file },
  })
}

function versionOf(file: string): string {
  const { size, mtimeMs, ino } = statSync(file)
  return `${size} ${mtimeMs} ${ino}`
}

function pickOf(bytes: Uint8Array, wanted: Wanted, start: number, file: string, hint: string): unknown {
  try {
    return pickJson(bytes, wanted, start)
  } catch (cause) {
    if (!(cause instanceof PickJsonError)) throw cause
    const text = cause.isCutOff
      ? `is cut off: its JSON ends in the middle, at byte ${cause.byte}`
      : `is no valid JSON: byte ${cause.byte} should not be there`
    throw new ProjectError('PROJECT_JSON_INVALID', `${file}: what the compiler made ${text}.`, {
      hint,
      cause,
      details: { file, byte: cause.byte },
    })
  }
}
