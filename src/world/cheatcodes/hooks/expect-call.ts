// vm.expectCall and vm.expectCallMinGas: calls that must have happened when the transaction ends.
// As crates/cheatcodes/src/test/expect.rs and inspector.rs.

import type { InterceptedCall } from '../../../evm/intercept.ts'
import type { Address } from '../../../evm/types.ts'
import { equalBytes } from '../../../primitives/bytes.ts'
import { bytesToHex } from '../../../primitives/hex.ts'
import { checksumAddress } from '../../../project/abi/checksum-address.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, CheatcodeError, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { checkLimit } from '../limit.ts'

type ExpectedCall = {
  readonly to: Address
  /** What the calldata begin with. */
  readonly data: Uint8Array
  readonly value: bigint | undefined
  readonly gas: bigint | undefined
  readonly gasMin: bigint | undefined
  readonly count: bigint
  /** Exactly `count` times, not at least. */
  readonly isExact: boolean
  readonly seen: bigint
}

export const expectedCallsSlot: CheatSlot<readonly ExpectedCall[]> = cheatSlot('expectedCalls', [])

/** Counts a call that is about to be made. */
export function noteCall(context: CheatContext, call: InterceptedCall): void {
  const expected = context.get(expectedCallsSlot)
  if (expected.length === 0 || call.to === undefined) return
  const { to, input, gas } = call
  const value = call.kind === 'delegatecall' ? undefined : call.value
  let isChanged = false
  const next = expected.map((each) => {
    if (
      each.to !== to ||
      each.data.length > input.length ||
      !equalBytes(each.data, input.subarray(0, each.data.length)) ||
      (each.value !== undefined && each.value !== value) ||
      (each.gas !== undefined && each.gas !== gas) ||
      (each.gasMin !== undefined && each.gasMin > gas)
    )
      return each
    isChanged = true
    return { ...each, seen: each.seen + 1n }
  })
  if (isChanged) context.set(expectedCallsSlot, next)
}

/** What is missing when the transaction ends, in foundry's words. */
export function missingCall(context: CheatContext, hasSucceeded: boolean): string | undefined {
  const missing = context
    .get(expectedCallsSlot)
    .find(({ isExact, count, seen }) => (isExact ? count !== seen : count > seen))
  if (missing === undefined) return undefined
  const { to, data, value, gas, gasMin, count, seen } = missing
  const values = [
    `data ${bytesToHex(data)}`,
    ...(value === undefined ? [] : [`value ${value}`]),
    ...(gas === undefined ? [] : [`gas ${gas}`]),
    ...(gasMin === undefined ? [] : [`minimum gas ${gasMin}`]),
  ].join(', ')
  const but = hasSucceeded
    ? `was called ${seen} time${seen === 1n ? '' : 's'}`
    : "the call reverted instead; ensure you're testing the happy path when using `expectCall`"
  return `expected call to ${checksumAddress(to)} with ${values} to be called ${count} time${count === 1n ? '' : 's'}, but ${but}`
}

const EXPECTED_MAX = 1_000
// A call that moves value gets this much gas on top.
const STIPEND = 2300n

type Options = {
  readonly value?: AbiValue | undefined
  readonly gas?: AbiValue | undefined
  readonly gasMin?: AbiValue | undefined
  readonly count?: AbiValue | undefined
}

function expectCall(
  context: CheatContext,
  to: AbiValue | undefined,
  data: AbiValue | undefined,
  options: Options,
): void {
  const expected = context.get(expectedCallsSlot)
  const value = options.value as bigint | undefined
  const stipend = value !== undefined && value > 0n ? STIPEND : 0n
  const withStipend = (gas: AbiValue | undefined): bigint | undefined =>
    gas === undefined ? undefined : (gas as bigint) + stipend
  const known = expected.find((each) => each.to === to && equalBytes(each.data, data as Uint8Array))
  const isExact = options.count !== undefined
  if (known !== undefined) {
    if (isExact) throw new CheatcodeError('counted expected calls can only bet set once')
    if (known.isExact)
      throw new CheatcodeError('cannot overwrite a counted expectCall with a non-counted expectCall')
    context.set(
      expectedCallsSlot,
      expected.map((each) => (each === known ? { ...each, count: each.count + 1n } : each)),
    )
    return
  }
  const added: ExpectedCall = {
    to: to as Address,
    data: data as Uint8Array,
    value,
    gas: withStipend(options.gas),
    gasMin: withStipend(options.gasMin),
    count: (options.count as bigint | undefined) ?? 1n,
    isExact,
    seen: 0n,
  }
  checkLimit('expected calls', expected.length, EXPECTED_MAX)
  context.set(expectedCallsSlot, [...expected, added])
}

export const expectCallCheats: CheatTable = {
  'expectCall(address,bytes)': (context, [to, data]) => expectCall(context, to, data, {}),
  'expectCall(address,bytes,uint64)': (context, [to, data, count]) =>
    expectCall(context, to, data, { count }),
  'expectCall(address,uint256,bytes)': (context, [to, value, data]) =>
    expectCall(context, to, data, { value }),
  'expectCall(address,uint256,bytes,uint64)': (context, [to, value, data, count]) =>
    expectCall(context, to, data, { value, count }),
  'expectCall(address,uint256,uint64,bytes)': (context, [to, value, gas, data]) =>
    expectCall(context, to, data, { value, gas }),
  'expectCall(address,uint256,uint64,bytes,uint64)': (context, [to, value, gas, data, count]) =>
    expectCall(context, to, data, { value, gas, count }),
  'expectCallMinGas(address,uint256,uint64,bytes)': (context, [to, value, gasMin, data]) =>
    expectCall(context, to, data, { value, gasMin }),
  'expectCallMinGas(address,uint256,uint64,bytes,uint64)': (context, [to, value, gasMin, data, count]) =>
    expectCall(context, to, data, { value, gasMin, count }),
}
