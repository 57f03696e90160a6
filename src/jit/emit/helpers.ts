// What compiled code calls: functions of the core (wasm/core/compiled.ts says what each does), and what it is given.

import { TYPE_I32, TYPE_I64 } from './wasm-opcodes.ts'

export type HelperName =
  | 'compiledHalt'
  | 'compiledStop'
  | 'compiledReturn'
  | 'compiledChecked'
  | 'compiledSection'
  | 'compiledJump'
  | 'compiledCall'
  | 'compiledGrow'
  | 'compiledCalldata'
  | 'compiledEdgeId'
  | 'compiledTouch'
  | 'compiledCompare'
  | 'compiledCondition'
  | 'compiledWrap'
  | 'compiledSload'
  | 'compiledOp'
  | 'opKeccak'
  | 'keccakMemo32'
  | 'keccakMemo64'
  | 'opSstore'
  | 'mul'
  | 'div'
  | 'sdiv'
  | 'mod'
  | 'smod'
  | 'signextend'
  | 'byte'
  | 'shl'
  | 'shr'
  | 'sar'
  | 'addmod'
  | 'mulmod'
  | 'clz'

export type Helper = {
  readonly name: HelperName
  readonly params: readonly number[]
  /** Undefined: none. */
  readonly result: number | undefined
}

const I = TYPE_I32
const L = TYPE_I64

/** Frame, stack pointer, gas; gives the gas left, or minus a halt. */
const STEP: readonly number[] = [I, I, L]
/** Destination and operands: places of words. */
const BINARY: readonly number[] = [I, I, I]

/** In the order of their indices in every module, from 0. */
export const HELPERS: readonly Helper[] = [
  { name: 'compiledHalt', params: [I], result: undefined },
  { name: 'compiledStop', params: [I, L], result: undefined },
  { name: 'compiledReturn', params: [I, I, L, I], result: undefined },
  { name: 'compiledChecked', params: [I, I, L, I], result: undefined },
  { name: 'compiledSection', params: [I, I, L, I], result: undefined },
  { name: 'compiledJump', params: [I, I, L, I, I, I], result: undefined },
  { name: 'compiledCall', params: [I, I, L, I, I], result: undefined },
  { name: 'compiledGrow', params: [I, L, L, L], result: L },
  { name: 'compiledCalldata', params: [I, I, L], result: undefined },
  { name: 'compiledEdgeId', params: [I, I, I], result: I },
  { name: 'compiledTouch', params: [I], result: undefined },
  { name: 'compiledCompare', params: [I, I, I, I, I], result: undefined },
  { name: 'compiledCondition', params: [I, I, I], result: undefined },
  { name: 'compiledWrap', params: [I, I, I, I, I], result: undefined },
  { name: 'compiledSload', params: STEP, result: L },
  { name: 'compiledOp', params: [I, I, L, I], result: L },
  { name: 'opKeccak', params: STEP, result: L },
  { name: 'opSstore', params: STEP, result: L },
  ...(['mul', 'div', 'sdiv', 'mod', 'smod', 'signextend', 'byte', 'shl', 'shr', 'sar'] as const).map(
    (name): Helper => ({ name, params: BINARY, result: undefined }),
  ),
  { name: 'addmod', params: [I, I, I, I], result: undefined },
  { name: 'mulmod', params: [I, I, I, I], result: undefined },
  { name: 'clz', params: [I, I], result: undefined },
  { name: 'keccakMemo32', params: [I, I], result: undefined },
  { name: 'keccakMemo64', params: [I, I], result: undefined },
]

const INDEX: ReadonlyMap<HelperName, number> = new Map(HELPERS.map(({ name }, index) => [name, index]))

/** Index of the function in every module. */
export function helperIndex(name: HelperName): number {
  return INDEX.get(name)!
}

/** Globals that are given to every instance, by index. */
export const GLOBAL = {
  /** Length of the return data: the core's own variable. */
  returnBytes: 0,
  /** Number of the merge of coverage that is to come: the core's own variable. */
  generation: 1,
  /** First edge id of the code's coverage group. */
  edges: 2,
  /** Where the code's JUMP_TARGETS begin. */
  targets: 3,
  /** The first that a module has for itself. */
  own: 4,
} as const

/** Functions that every module has for itself, behind the helpers. */
export const OWN_FUNCTION: Readonly<Record<'enter' | 'dispatch' | 'hit' | 'blocks', number>> = {
  /** Entered by the core. */
  enter: HELPERS.length,
  /** To the function that has a block. */
  dispatch: HELPERS.length + 1,
  /** Counts an edge by its id. */
  hit: HELPERS.length + 2,
  /** The first that holds blocks. */
  blocks: HELPERS.length + 3,
}
