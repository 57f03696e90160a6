// Where calls are made and properties asked: the world of a campaign with the bookkeeping that every execution needs.
// This is the hot path of the search: nothing here allocates per call beyond what the world does.

import { MachineLimitError } from '../evm/errors.ts'
import type { Address } from '../evm/types.ts'
import { readWord } from '../primitives/bytes.ts'
import { selectorIn } from '../project/abi/selector.ts'
import type { World, WorldMark, WorldResult } from '../world/types.ts'
import type { Call, Property } from './types.ts'

/** How a call ended: 'discarded' by vm.assume or vm.skip, whose effects are undone. */
export type CallOutcome = 'success' | 'reverted' | 'discarded'

/** Panic(uint256) with code 1: a failed assert. */
const PANIC_SELECTOR = 0x4e487b71
/** keccak256 of AssertionFailed() and its versions with one argument, as Echidna and Medusa know them. */
const ASSERTION_FAILED_TOPICS: ReadonlySet<bigint> = new Set([
  0xf92d4a94d1d5014696dcfc65a0a061af97608eebd7fea0519ff4fdbca71bae9fn,
  0xb42604cb105a16c8f6db8a41e6b00c0c1b4826465e8bc504b3eb3e88b3e6a4a0n,
  0xf7889b86ffab17fff0fcdf4cd268e14d338480cb7058f6fdfed3975f6524a6cfn,
  0xd6fd9c42cff7435a5c9ac6bea49a5b9c6b10531630e9c6650a75b62d44d9f0c2n,
  0xc8e5bc9e7a6fde2e75af79f6e0cbdb9adf84c7bd94637060969254656351b37dn,
  0x255a3d5fdc907cd990c5210e79b7c74d542d799553e3b29d7bc7619d25de607cn,
  0xcc8876869c19db16f6f6ec67799270de3573e87caea365939ef960b2f228817en,
  0xb7ba8bdc8d57bd9782969658f4c5ec43b3d9fc88f141e4c529440aef99d4e425n,
])

const CALLDATA_OF = new WeakMap<object, Uint8Array>()

/** Four selector bytes and nothing else: how a property is called. */
export function propertyCalldata(property: Property): Uint8Array {
  let data = CALLDATA_OF.get(property)
  if (data === undefined) {
    const selector = property.abi?.selector ?? 0
    data = new Uint8Array([selector >>> 24, (selector >>> 16) & 255, (selector >>> 8) & 255, selector & 255])
    CALLDATA_OF.set(property, data)
  }
  return data
}

/**
 * Gas of one call of a search: what a block of mainnet holds (EIP-7935). Tests have eighteen times as much, and an endless
 * loop would burn it for seconds. What is reported has been made again with the gas that tests have.
 */
export const SEARCH_GAS = 60_000_000n

/**
 * What a call comes to that filled a region of the Machine: it is undone, and says nothing about the contracts. Treated as
 * one that vm.assume refused.
 */
export const MACHINE_FULL: WorldResult = {
  status: 'halt',
  halt: 'outOfGas',
  gasUsed: SEARCH_GAS,
  gasRefund: 0n,
  output: new Uint8Array(0),
  logs: [],
  verdict: 'assume',
  isFailed: false,
  isAssertion: false,
}

/** As makeCall, for a search: with less gas. */
export function tryCall(world: World, call: Call): WorldResult {
  return makeCall(world, call, SEARCH_GAS)
}

/** Whether it succeeds in the present state, which stays. */
export function wouldSucceed(world: World, call: Call): boolean {
  const mark = world.mark()
  const outcome = outcomeOf(tryCall(world, call))
  world.rollback(mark)
  return outcome === 'success'
}

/** Lets the call's delay pass and makes it. @param gasMax less gas than tests have */
export function makeCall(world: World, call: Call, gasMax?: bigint): WorldResult {
  const { from, to, data, value, seconds, blocks, reactions } = call
  if (seconds !== 0 || blocks !== 0) {
    world.noteWait()
    world.advance(BigInt(seconds), BigInt(blocks))
  }
  return callUnlessFull(world, { from, to, data, value, gasMax, reactions })
}

/** Whether the sender could not pay the call's value: the contract was never asked. */
export function couldNotPay(result: WorldResult): boolean {
  return result.halt === 'insufficientBalance' && result.gasUsed === 0n
}

/** `world.call`, with MACHINE_FULL for an answer instead of the Machine's error. */
function callUnlessFull(world: World, message: Parameters<World['call']>[0]): WorldResult {
  try {
    return world.call(message)
  } catch (error) {
    if (error instanceof MachineLimitError) return MACHINE_FULL
    throw error
  }
}

export function outcomeOf(result: WorldResult): CallOutcome {
  if (result.verdict !== 'ran') return 'discarded'
  return result.status === 'success' ? 'success' : 'reverted'
}

/** Whether a call failed an assertion: assert(), an assert* cheatcode, ds-test's fail(). */
export function failsAssertion(result: WorldResult): boolean {
  return (
    result.isFailed || (result.status !== 'success' && (result.isAssertion || isAssertPanic(result.output)))
  )
}

function isAssertPanic(output: Uint8Array): boolean {
  if (output.length !== 36 || output[35] !== 1) return false
  if (selectorIn(output) !== PANIC_SELECTOR) return false
  for (let i = 4; i < 35; i++) if (output[i] !== 0) return false
  return true
}

/** Whether logs of a result tell of a failed assertion. */
export function logsAssertion(result: WorldResult): boolean {
  for (const log of result.logs) {
    if (log.topics.length === 1 && ASSERTION_FAILED_TOPICS.has(log.topics[0]!)) return true
  }
  return false
}

/** What a property says about the present state. */
export type PropertyAnswer = {
  readonly isBroken: boolean
  /** 'optimize': the value. 'detector': how near it is to reporting something, if it can say. */
  readonly value: bigint | undefined
}

const HOLDS: PropertyAnswer = { isBroken: false, value: undefined }
const BROKEN: PropertyAnswer = { isBroken: true, value: undefined }
const INT_SIGN = 1n << 255n
const INT_RANGE = 1n << 256n

/** Calls a property; what that changes stays. */
export function callProperty(
  world: World,
  sender: Address,
  property: Property,
  gasMax?: bigint,
): WorldResult {
  return callUnlessFull(world, { from: sender, to: property.to, data: propertyCalldata(property), gasMax })
}

/** Asks a property; what that changes is undone. */
export function askProperty(
  world: World,
  sender: Address,
  property: Property,
  meter?: { used: number },
): PropertyAnswer {
  const mark: WorldMark = world.mark()
  const result = callProperty(world, sender, property)
  // Who asks a contract that takes all gas has used what a test has, and no time.
  if (meter !== undefined) meter.used += Math.min(Number(result.gasUsed), Number(SEARCH_GAS))
  const answer = judge(property, result)
  world.rollback(mark)
  return answer
}

/** What a property's result means. */
export function judge(property: Property, result: WorldResult): PropertyAnswer {
  if (result.verdict !== 'ran') return HOLDS
  if (property.kind === 'optimize') return result.status === 'success' ? scoreOf(result) : HOLDS
  if (result.status !== 'success' || result.isFailed) return BROKEN
  if (property.kind === 'detector') return scoreOf(result)
  if (property.kind !== 'boolean') return HOLDS
  // false, or nothing at all.
  return result.output.length >= 32 && result.output[31] !== 0 ? HOLDS : BROKEN
}

/** The int256 that it returned, if any. */
function scoreOf({ output }: WorldResult): PropertyAnswer {
  if (output.length < 32) return HOLDS
  const word = readWord(output, 0)
  return { isBroken: false, value: word >= INT_SIGN ? word - INT_RANGE : word }
}
