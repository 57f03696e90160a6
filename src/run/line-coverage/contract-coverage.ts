// What ran of one contract: its lines and its functions.
//
// A line has code if a place that the source map names begins on it, inside of a function or a modifier; the head of a function
// is such a line, since the compiler writes code for it that reads arguments and gives results back. A line ran if any of
// its instructions did. Where the optimiser let functions share code, what one of them ran counts for the others too.

import { typeName } from '../../project/abi/parse-abi.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { createSourceMap, type SourceMap } from '../../project/source-map.ts'
import type { ContractArtifact } from '../../project/types.ts'
import { canEndWell } from './can-end-well.ts'
import { codeThatRan } from './code-that-ran.ts'
import { functionEntries } from './function-entries.ts'
import { edgeKey, type HitEdges, IN_CALLS, IN_SETUP, IN_SUCCESS } from './hit-edges.ts'
import { nextPc } from './instructions.ts'
import { functionAt, sourceFile, type SourceFunction } from './source-functions.ts'

/** What ran of a function. */
export type FunctionCoverage = {
  /** Undefined if it is no part of the interface. */
  readonly abi: AbiFunction | undefined
  /** 'withdraw(uint256)', also of internal functions; 'receive()'. */
  readonly signature: string
  /** Undefined if there is no source of it: getters, code without a source map. */
  readonly source: SourceFunction | undefined
  /** Lines with code, modifiers not counted. */
  readonly lines: number
  readonly linesReached: number
  /** 'unknown': neither the code nor a source map tells. 'undone': whoever called it reverted, or it did. */
  readonly state: 'reached' | 'undone' | 'never entered' | 'unknown'
  /** It ran before the campaign began. */
  readonly isOfSetup: boolean
}

export type ContractCoverage = {
  readonly lines: number
  readonly linesReached: number
  /** Bits of `hit-edges.ts` of each line with code, by path and line. */
  readonly byPath: ReadonlyMap<string, ReadonlyMap<number, number>>
  /** All of the interface, and all that stand in sources that are counted, in order of the sources. */
  readonly functions: readonly FunctionCoverage[]
}

export type ContractOptions = {
  readonly artifact: ContractArtifact
  /** Deployed code. */
  readonly code: Uint8Array
  readonly hits: HitEdges
  /** Whether the lines of a file count. */
  readonly counts: (path: string) => boolean
  /** Selectors of functions whose lines are wanted even if their file does not count. */
  readonly wanted?: ReadonlySet<number>
  /** Functions that are left out, lines and all. */
  readonly leavesOut?: (fn: SourceFunction) => boolean
}

export function contractCoverage(options: ContractOptions): ContractCoverage {
  const { artifact, code, hits, counts, leavesOut } = options
  const map = createSourceMap(artifact.runtime, artifact)
  const ran = codeThatRan(code, hits)
  const evidence = evidenceByOffset(code, map, ran)
  let found = placesOf(artifact, evidence, counts, leavesOut)
  let interfaces = interfaceFunctions(options, map, found)
  const isMissing = ({ abi, source }: FunctionCoverage): boolean =>
    source === undefined && abi !== undefined && options.wanted?.has(abi.selector) === true
  if (interfaces.functions.some(isMissing)) {
    // Libraries have long texts, which are read only for functions that are asked about.
    found = placesOf(artifact, evidence, () => true, leavesOut)
    interfaces = interfaceFunctions(options, map, found)
  }
  const inside = [...found.values()].flatMap((place) => {
    const { source } = place
    const isListed = counts(source.path) && !source.isModifier && !interfaces.taken.has(source)
    return isListed ? [functionCoverage(undefined, place, stateOf(place.bits), place.bits)] : []
  })
  let lines = 0
  let linesReached = 0
  const byPath = linesByPath(found.values(), counts)
  for (const byLine of byPath.values()) {
    lines += byLine.size
    for (const bits of byLine.values()) if ((bits & IN_CALLS) !== 0) linesReached++
  }
  return { lines, linesReached, byPath, functions: [...interfaces.functions, ...inside].sort(bySource) }
}

/** A function of the sources that the code has instructions of. */
type Place = {
  readonly source: SourceFunction
  /** Of all its lines. */
  readonly bits: number
  /** By line. */
  readonly lines: ReadonlyMap<number, number>
}

// What only moves values on the stack may stand far before the line that it is for (Yul's stack layout): it says something
// about a line that has nothing else.
const POP = 0x50
const PUSH0 = 0x5f
const SWAP16 = 0x9f
const ALL_BITS = 7
const OTHERS_SHIFT = 3
const HAS_OTHERS = 64

/** Bits of an instruction, apart for those that only move values; they can be or-ed. */
function evidenceOf(opcode: number, bits: number): number {
  const isMove = opcode === POP || (opcode >= PUSH0 && opcode <= SWAP16)
  return isMove ? bits : bits | (bits << OTHERS_SHIFT) | HAS_OTHERS
}

function bitsOf(evidence: number): number {
  return (evidence & HAS_OTHERS) === 0 ? evidence & ALL_BITS : (evidence >> OTHERS_SHIFT) & ALL_BITS
}

type Evidence = ReadonlyMap<number, ReadonlyMap<number, number>>

/** What is known of each place that the source map names, by number of the file and offset. */
function evidenceByOffset(code: Uint8Array, map: SourceMap, ran: Uint8Array): Evidence {
  // Few places have many instructions each: they are put together before any text is looked at.
  const bySource = new Map<number, Map<number, number>>()
  for (let pc = 0; pc < code.length; pc = nextPc(code, pc)) {
    const range = map.rangeAt(pc)
    if (range === undefined) continue
    let byOffset = bySource.get(range.source)
    if (byOffset === undefined) bySource.set(range.source, (byOffset = new Map()))
    byOffset.set(range.offset, (byOffset.get(range.offset) ?? 0) | evidenceOf(code[pc]!, ran[pc]!))
  }
  return bySource
}

/** Functions in the files that are looked at, with their lines. */
function placesOf(
  artifact: ContractArtifact,
  bySource: Evidence,
  looksAt: (path: string) => boolean,
  leavesOut: ((fn: SourceFunction) => boolean) | undefined,
): Map<SourceFunction, Place> {
  const evidence = new Map<SourceFunction, Map<number, number>>()
  for (const [source, byOffset] of bySource) {
    const path = artifact.sources.pathOf(source)
    const file = path !== undefined && looksAt(path) ? sourceFile(artifact.sources, path) : undefined
    if (file === undefined) continue
    for (const [offset, each] of byOffset) {
      const fn = functionAt(file, offset)
      if (fn === undefined || leavesOut?.(fn) === true) continue
      let lines = evidence.get(fn)
      if (lines === undefined) evidence.set(fn, (lines = new Map()))
      const line = file.lines.lineAt(offset) ?? fn.line
      lines.set(line, (lines.get(line) ?? 0) | each)
    }
  }
  return new Map([...evidence].map(([source, lines]) => [source, placeOf(source, lines)]))
}

function placeOf(source: SourceFunction, evidence: ReadonlyMap<number, number>): Place {
  const lines = new Map<number, number>()
  let bits = 0
  for (const [line, each] of evidence) {
    lines.set(line, bitsOf(each))
    bits |= bitsOf(each)
  }
  return { source, bits, lines }
}

/** Lines of the files that count; functions on one line share it. */
function linesByPath(
  places: Iterable<Place>,
  counts: (path: string) => boolean,
): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const out = new Map<string, Map<number, number>>()
  for (const { source, lines } of places) {
    if (!counts(source.path)) continue
    let byLine = out.get(source.path)
    if (byLine === undefined) out.set(source.path, (byLine = new Map()))
    for (const [line, bits] of lines) byLine.set(line, (byLine.get(line) ?? 0) | bits)
  }
  return out
}

/** The functions of the interface, and which of the sources' functions they are. */
function interfaceFunctions(
  { artifact, code, hits }: ContractOptions,
  map: SourceMap,
  found: ReadonlyMap<SourceFunction, Place>,
): { readonly functions: readonly FunctionCoverage[]; readonly taken: ReadonlySet<SourceFunction> } {
  const taken = new Set<SourceFunction>()
  const entries = functionEntries(code, new Set(artifact.abi.functions.map(({ selector }) => selector)))
  const functions = artifact.abi.functions.map((abi) => {
    const entry = entries.get(abi.selector)
    const place =
      (entry === undefined ? undefined : placeAt(artifact, map, found, abi, entry.start)) ??
      placeNamed(artifact, found, abi)
    if (place !== undefined) taken.add(place.source)
    if (entry === undefined)
      return functionCoverage(abi, place, place === undefined ? 'unknown' : stateOf(place.bits), place?.bits)
    const bits = hits.jumps.get(edgeKey(entry.jump, entry.start)) ?? 0
    const isReached = (bits & IN_SUCCESS) !== 0 && canEndWell(code, hits, entry.start)
    const isEntered = (bits & IN_CALLS) !== 0
    const state =
      isReached || (!isEntered && ranInside(place)) ? 'reached' : isEntered ? 'undone' : 'never entered'
    return functionCoverage(abi, place, state, bits)
  })
  return { functions, taken }
}

/**
 * Whether other functions of the contract ran it: most of what is behind its head, which may be of code that it shares. A head alone says
 * nothing.
 */
function ranInside(place: Place | undefined): boolean {
  if (place === undefined || place.source.isExternal) return false
  const body = [...place.lines].filter(([line]) => line !== place.source.line)
  const ran = body.filter(([, bits]) => (bits & IN_SUCCESS) !== 0)
  return ran.length * 2 > body.length
}

function stateOf(bits: number): FunctionCoverage['state'] {
  if ((bits & IN_CALLS) === 0) return 'never entered'
  return (bits & IN_SUCCESS) !== 0 ? 'reached' : 'undone'
}

/** The function whose own place the code at its entry has. */
function placeAt(
  artifact: ContractArtifact,
  map: SourceMap,
  found: ReadonlyMap<SourceFunction, Place>,
  { name }: AbiFunction,
  start: number,
): Place | undefined {
  const range = map.rangeAt(start)
  const path = range === undefined ? undefined : artifact.sources.pathOf(range.source)
  if (range === undefined || path === undefined) return undefined
  for (const place of found.values()) {
    const { source } = place
    if (source.start === range.offset && source.path === path && source.name === name) return place
  }
  return undefined
}

/** The function of the name and types; of several (overridden ones) one of the contract's own file, the last of it. */
function placeNamed(
  artifact: ContractArtifact,
  found: ReadonlyMap<SourceFunction, Place>,
  abi: AbiFunction,
): Place | undefined {
  const fitting = [...found.values()].filter(({ source }) => fits(source, abi))
  const own = fitting.filter(({ source }) => source.path === artifact.source)
  return (own.length > 0 ? own : fitting).toSorted((a, b) => a.source.start - b.source.start).at(-1)
}

function fits({ name, types, isModifier }: SourceFunction, abi: AbiFunction): boolean {
  if (name !== abi.name || isModifier) return false
  if (types === undefined) return true
  // Names of the user's own types are not in the ABI.
  return (
    types.length === abi.inputs.length &&
    types.every((type, i) => !PLAIN_TYPE.test(type) || type === typeName(abi.inputs[i]!.type))
  )
}

const PLAIN_TYPE = /^(?:u?int\d+|address|bool|bytes\d*|string)(?:\[\d*\])*$/

function functionCoverage(
  abi: AbiFunction | undefined,
  place: Place | undefined,
  state: FunctionCoverage['state'],
  bits = 0,
): FunctionCoverage {
  const source = place?.source
  const lines = [...(place?.lines.values() ?? [])]
  return {
    abi,
    signature: abi?.signature ?? `${source?.name ?? ''}(${source?.types?.join() ?? '…'})`,
    source,
    lines: lines.length,
    linesReached: lines.filter((each) => (each & IN_CALLS) !== 0).length,
    state,
    isOfSetup: (bits & IN_SETUP) !== 0,
  }
}

function bySource({ source: a }: FunctionCoverage, { source: b }: FunctionCoverage): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return a.path === b.path ? a.start - b.start : a.path < b.path ? -1 : 1
}
