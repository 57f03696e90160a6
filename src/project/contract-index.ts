// All contracts of a project, read one by one as they are asked for.

import { createHash } from 'node:crypto'

import { fitOf, metadataBytes, metadataBytesOfHex } from './bytecode-template.ts'
import { ProjectError } from './project-error.ts'
import type { ContractArtifact, ContractIndex } from './types.ts'

/** A contract that is known to be there but was not read yet. */
export type ContractEntry = {
  /** As ContractArtifact. */
  readonly id: string
  readonly name: string
  readonly source: string
  /** Reads it. Called once. @throws ProjectError */
  load(): ContractArtifact
  /**
   * The two codes as hex, cheaper than `load`; undefined if there is no cheaper way. Placeholders stay in.
   * @throws ProjectError
   */
  codes?(): { readonly creation: string; readonly runtime: string } | undefined
}

// What distinguishes codes without keeping them.
type Shape = {
  readonly entry: ContractEntry
  readonly creationLength: number
  /** Hex of the creation code's first bytes, and of bytes within its metadata hash. */
  readonly creationHead: string
  readonly creationSample: string
  /** Without metadata. */
  readonly runtimeLength: number
}

const HEAD_DIGITS = 64
const PREFIX_DIGITS = 8
// The last 13 bytes of a code are the same for all contracts of a compiler; the hash comes before them.
const SAMPLE_DIGITS = 64
const SAMPLE_END_DIGITS = 26

// Contracts under attack can create code without end.
const REMEMBERED_CODES_MAX = 4096

const VERSION_TAIL = /:v?(\d+\.\d+\.\d+)$/

/** An index over `entries`; ids must be unique. */
export function createContractIndex(entries: Iterable<ContractEntry>): ContractIndex {
  const byId = new Map<string, ContractEntry>()
  const byName = new Map<string, ContractEntry[]>()
  for (const entry of entries) {
    byId.set(entry.id, entry)
    const namesakes = byName.get(entry.name)
    if (namesakes === undefined) byName.set(entry.name, [entry])
    else namesakes.push(entry)
  }
  for (const namesakes of byName.values()) namesakes.sort(byIdOrder)
  const ids = [...byId.keys()].sort()

  const loaded = new Map<string, ContractArtifact>()
  const load = (entry: ContractEntry): ContractArtifact => {
    const known = loaded.get(entry.id)
    if (known !== undefined) return known
    const artifact = entry.load()
    loaded.set(entry.id, artifact)
    return artifact
  }

  const lookups = createCodeLookups(() => inOrderOfTrust(ids.map((id) => byId.get(id)!)), load)
  return {
    ids,
    get(id) {
      const entry = byId.get(id)
      if (entry === undefined) throw unknownContract(id, ids)
      return load(entry)
    },
    named(name) {
      const exact = byId.get(name)
      if (exact !== undefined) return [load(exact)]
      const version = VERSION_TAIL.exec(name)?.[1]
      const plain = version === undefined ? name : name.replace(VERSION_TAIL, '')
      const found = findNamed(plain, byName, ids, byId).map(load)
      if (version === undefined) return found
      return found.filter(({ compilerVersion }) => compilerVersion?.split('+')[0] === version)
    },
    ...lookups,
  }
}

function findNamed(
  name: string,
  byName: ReadonlyMap<string, readonly ContractEntry[]>,
  ids: readonly string[],
  byId: ReadonlyMap<string, ContractEntry>,
): readonly ContractEntry[] {
  const colon = name.lastIndexOf(':')
  if (colon >= 0) {
    const file = name.slice(0, colon)
    return (byName.get(name.slice(colon + 1)) ?? []).filter(({ source }) => isPathEnd(source, file))
  }
  if (!/\.(sol|vy)$/.test(name)) return byName.get(name) ?? []
  // 'Token.sol': the contract named after its file, or whatever the file has.
  const inFile = ids.map((id) => byId.get(id)!).filter(({ source }) => isPathEnd(source, name))
  const stem = name.slice(name.lastIndexOf('/') + 1).replace(/\.(sol|vy)$/, '')
  const sameName = inFile.filter((entry) => entry.name === stem)
  return sameName.length > 0 ? sameName : inFile
}

// Whole folder names only: 'Token.sol' is not the end of 'src/MyToken.sol'.
function isPathEnd(path: string, end: string): boolean {
  const tail = end.replace(/^(\.\/)+/, '')
  return path === tail || path.endsWith(`/${tail}`)
}

function createCodeLookups(
  all: () => readonly ContractEntry[],
  load: (entry: ContractEntry) => ContractArtifact,
): Pick<ContractIndex, 'byRuntimeCode' | 'byCreationCode' | 'creatableBy'> {
  let shapes: readonly Shape[] | undefined
  const allShapes = (): readonly Shape[] => (shapes ??= all().flatMap((entry) => shapeOf(entry, load)))
  const remembered = new Map<string, ContractArtifact | undefined>()

  const remember = (kind: string, code: Uint8Array, find: () => ContractArtifact | undefined) => {
    const key = kind + createHash('sha1').update(code).digest('base64')
    if (remembered.has(key)) return remembered.get(key)
    if (remembered.size >= REMEMBERED_CODES_MAX) remembered.clear()
    const found = find()
    remembered.set(key, found)
    return found
  }

  const findRuntime = (code: Uint8Array): ContractArtifact | undefined => {
    const length = code.length - metadataBytes(code)
    let similar: ContractArtifact | undefined
    for (const { entry, runtimeLength } of allShapes()) {
      if (runtimeLength !== length) continue
      const artifact = loadIfWhole(entry, load)
      if (artifact === undefined) continue
      const fit = fitOf(artifact.runtime, artifact.immutables, code)
      if (fit === 'same') return artifact
      if (fit === 'code') similar ??= artifact
    }
    return similar
  }

  const findCreation = (code: Uint8Array): ContractArtifact | undefined => {
    const hex = Buffer.from(code.buffer, code.byteOffset, code.byteLength).toString('hex')
    const fitting = allShapes().filter(
      ({ creationLength, creationHead }) => creationLength <= code.length && isHexPrefix(creationHead, hex),
    )
    // Longest first: a short code may be the beginning of another. Those whose metadata agrees before the others.
    fitting.sort((left, right) => right.creationLength - left.creationLength)
    const sampled = fitting.filter((shape) => hex.startsWith(shape.creationSample, sampleStart(shape)))
    for (const { entry } of [...sampled, ...fitting]) {
      const artifact = loadIfWhole(entry, load)
      if (artifact !== undefined && fitOf(artifact.creation, [], code) !== undefined) return artifact
    }
    return undefined
  }

  // By the first bytes of creation codes, which most contracts of a compiler share, then by the head.
  let heads: ReadonlyMap<string, ReadonlyMap<string, readonly Shape[]>> | undefined

  const findCreatable = (code: Uint8Array): readonly ContractArtifact[] => {
    heads ??= byHead(allShapes())
    const hex = Buffer.from(code.buffer, code.byteOffset, code.byteLength).toString('hex')
    const found = new Map<string, ContractArtifact>()
    for (const [prefix, shapesByHead] of heads) {
      for (let at = hex.indexOf(prefix); at >= 0; at = hex.indexOf(prefix, at + 1)) {
        if (at % 2 !== 0) continue
        const alike = shapesByHead.get(hex.slice(at, at + HEAD_DIGITS)) ?? []
        const sampled = alike.filter((shape) => hex.startsWith(shape.creationSample, at + sampleStart(shape)))
        const fitting = (sampled.length > 0 ? sampled : alike).flatMap(({ entry, creationLength }) => {
          const artifact = found.get(entry.id) ?? loadIfWhole(entry, load)
          const part = code.subarray(at >> 1, (at >> 1) + creationLength)
          return artifact === undefined || fitOf(artifact.creation, [], part) === undefined ? [] : [artifact]
        })
        // What another run of the compiler made has other metadata: then one of those that are the same but for that.
        for (const artifact of sampled.length > 0 ? fitting : fitting.slice(0, 1))
          found.set(artifact.id, artifact)
      }
    }
    return [...found.keys()].sort().map((id) => found.get(id)!)
  }

  return {
    creatableBy: findCreatable,
    byRuntimeCode: (code) =>
      code.length === 0 ? undefined : remember('runtime', code, () => findRuntime(code)),
    byCreationCode: (code) =>
      code.length === 0 ? undefined : remember('creation', code, () => findCreation(code)),
  }
}

/** Where the sample stands in the creation code, in digits. */
function sampleStart({ creationLength, creationSample }: Shape): number {
  return creationLength * 2 - SAMPLE_END_DIGITS - creationSample.length
}

/** Shapes by the first digits of their creation code, then by its head. Those with placeholders in it are left out. */
function byHead(shapes: readonly Shape[]): ReadonlyMap<string, ReadonlyMap<string, readonly Shape[]>> {
  const heads = new Map<string, Map<string, Shape[]>>()
  for (const shape of shapes) {
    const { creationHead } = shape
    if (creationHead.length < HEAD_DIGITS || creationHead.includes('_')) continue
    const prefix = creationHead.slice(0, PREFIX_DIGITS)
    let same = heads.get(prefix)
    if (same === undefined) heads.set(prefix, (same = new Map()))
    const alike = same.get(creationHead)
    if (alike === undefined) same.set(creationHead, [shape])
    else alike.push(shape)
  }
  return heads
}

function shapeOf(entry: ContractEntry, load: (entry: ContractEntry) => ContractArtifact): Shape[] {
  const codes = ifWhole(() => entry.codes?.() ?? codesOf(load(entry)))
  if (codes === undefined) return []
  const { creation, runtime } = codes
  if (creation.length === 0 && runtime.length === 0) return []
  return [
    {
      entry,
      // Interfaces and abstract contracts have none and fit nothing.
      creationLength: creation.length === 0 ? Infinity : creation.length >> 1,
      creationHead: creation.slice(0, HEAD_DIGITS),
      creationSample: creation.slice(-SAMPLE_END_DIGITS - SAMPLE_DIGITS, -SAMPLE_END_DIGITS),
      runtimeLength: runtime.length === 0 ? Infinity : (runtime.length >> 1) - metadataBytesOfHex(runtime),
    },
  ]
}

function loadIfWhole(
  entry: ContractEntry,
  load: (entry: ContractEntry) => ContractArtifact,
): ContractArtifact | undefined {
  return ifWhole(() => load(entry))
}

// A broken artifact must not keep the others from being found; whoever asks for it by name gets its error.
function ifWhole<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProjectError) return undefined
    throw error
  }
}

function codesOf(artifact: ContractArtifact): { creation: string; runtime: string } {
  return { creation: artifact.creation.object, runtime: artifact.runtime.object }
}

// Contracts without metadata can have the same code; what lies in a library is then the less likely one.
function inOrderOfTrust(entries: readonly ContractEntry[]): readonly ContractEntry[] {
  const isForeign = ({ source }: ContractEntry): boolean => /^(lib|node_modules)\//.test(source)
  return [...entries.filter((entry) => !isForeign(entry)), ...entries.filter(isForeign)]
}

// `start` may have placeholders, which fit anything: they begin with two underscores.
function isHexPrefix(start: string, hex: string): boolean {
  const placeholder = start.indexOf('_')
  return hex.startsWith(placeholder < 0 ? start : start.slice(0, placeholder))
}

function byIdOrder(left: ContractEntry, right: ContractEntry): number {
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0
}

function unknownContract(id: string, ids: readonly string[]): ProjectError {
  const name = id.slice(id.lastIndexOf(':') + 1)
  const similar = ids.filter((each) => each.endsWith(`:${name}`)).slice(0, 3)
  return new ProjectError('PROJECT_CONTRACT_UNKNOWN', `There is no contract ${id} in this project.`, {
    hint:
      similar.length > 0
        ? `There is ${similar.join(', ')}.`
        : 'Build the project again if the contract is new; otherwise check its file and name.',
    details: { id, contracts: ids.length },
  })
}
