// vm.expectRevert and its family: the next call must fail, and its caller is told that it succeeded.
// As crates/cheatcodes/src/test/expect.rs and inspector.rs.

import type { HostFrame } from '../../../evm/host.ts'
import type { InterceptAnswer } from '../../../evm/intercept.ts'
import type { Address } from '../../../evm/types.ts'
import { checksumAddress } from '../../../project/abi/checksum-address.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { equalBytes } from '../../../primitives/bytes.ts'
import { cheatcodeErrorBytes } from '../cheatcode-error.ts'
import { type CheatContext, CheatcodeError, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { isCreation } from '../../../evm/host.ts'
import type { EndedCall } from './ended-call.ts'
import { innerText, mismatchOf, type RevertPattern, revertText } from './revert-match.ts'

type ExpectedRevert = RevertPattern & {
  readonly depth: number
  /** The deepest that calls went since. */
  readonly depthMax: number
  /** 'next': the cheatcode that says so has not returned yet. */
  readonly ofCheatcode: 'no' | 'next' | 'yes'
  readonly revertedBy: Address | undefined
  readonly count: bigint
  readonly seen: bigint
}

export const expectedRevertSlot: CheatSlot<ExpectedRevert | undefined> = cheatSlot(
  'expectedRevert',
  undefined,
)

// Solidity decodes what an expected revert returns: zeros, enough for 256 words.
const DUMMY_OUTPUT = new Uint8Array(8192)
const DUMMY_CREATED: Address = '0x0000000000000000000000000000000000000001'

/** A call is about to be made; the frame that it makes will be one deeper. */
export function noteDepth(context: CheatContext, depth: number): void {
  const expected = context.get(expectedRevertSlot)
  if (expected !== undefined && depth + 1 > expected.depthMax)
    context.set(expectedRevertSlot, { ...expected, depthMax: depth + 1 })
}

/** A call came back. Returns what its caller is to see instead. */
export function handleExpectedRevert(
  context: CheatContext,
  call: EndedCall,
  isCheatcode: boolean,
): InterceptAnswer | undefined {
  let expected = context.get(expectedRevertSlot)
  if (expected === undefined) return undefined
  const creates = isCreation(call.kind)
  if (creates && (call.depth > expected.depth || expected.ofCheatcode !== 'no')) return undefined
  if (
    call.status === 'revert' &&
    expected.reverter !== undefined &&
    (expected.revertedBy === undefined || expected.count > 1n)
  ) {
    expected = { ...expected, revertedBy: call.address }
    context.set(expectedRevertSlot, expected)
  }
  if (call.depth > expected.depth) return undefined
  const isDue = expected.ofCheatcode === 'no' ? !isCheatcode : isCheatcode && expected.ofCheatcode === 'yes'
  if (!isDue) {
    if (expected.ofCheatcode === 'next') context.set(expectedRevertSlot, { ...expected, ofCheatcode: 'yes' })
    return undefined
  }
  context.set(expectedRevertSlot, undefined)
  const failure = failureOf(context, expected, call, isCheatcode)
  if (failure !== undefined) return { status: 'revert', output: cheatcodeErrorBytes(failure) }
  const seen = expected.seen + 1n
  if (seen < expected.count) context.set(expectedRevertSlot, { ...expected, seen })
  return creates ? { status: 'return', created: DUMMY_CREATED } : { status: 'return', output: DUMMY_OUTPUT }
}

function failureOf(
  context: CheatContext,
  expected: ExpectedRevert,
  call: EndedCall,
  isCheatcode: boolean,
): string | undefined {
  if (!isCheatcode && !context.allowsInternalReverts && expected.depthMax <= expected.depth)
    return "call didn't revert at a lower depth than cheatcode call depth"
  const hasSucceeded = call.status === 'return'
  if (expected.count === 0n) return hasSucceeded ? undefined : unwantedRevert(expected, call)
  if (hasSucceeded) return 'next call did not revert as expected'
  return mismatchOf(expected, call.output, expected.revertedBy, context.errorsOf, isCheatcode)
}

/** Words for a revert that was expected 0 times. */
function unwantedRevert(expected: ExpectedRevert, call: EndedCall): string {
  const { reason, reverter, revertedBy } = expected
  if (reason === undefined && reverter === undefined)
    return 'call reverted when it was expected not to revert'
  const actual = innerText(call.output)
  const isReason = reason === undefined ? undefined : equalBytes(actual, reason)
  const isReverter = reverter === undefined ? undefined : reverter === revertedBy
  const wanted = revertText(reason ?? new Uint8Array(0))
  const by = checksumAddress(reverter ?? ZERO)
  if (isReason === true && isReverter === true)
    return `expected 0 reverts with reason: ${wanted}, from address: ${by}, but got one`
  if (isReason === true && isReverter === undefined)
    return `expected 0 reverts with reason: ${wanted}, but got one`
  if (isReason === undefined && isReverter === true)
    return `expected 0 reverts from address: ${by}, but got one`
  const got = revertText(actual)
  if (reverter === undefined) return `call reverted with '${got}' when it was expected not to revert`
  const from = checksumAddress(revertedBy ?? ZERO)
  return reason === undefined
    ? `call reverted with '${got}' from ${from}, but expected 0 reverts from ${by}`
    : `call reverted with '${got}' from ${from}, but expected 0 reverts with reason '${wanted}' from ${by}`
}

const ZERO: Address = '0x0000000000000000000000000000000000000000'

type Options = {
  readonly reason?: AbiValue | undefined
  readonly reverter?: AbiValue | undefined
  readonly count?: AbiValue | undefined
  readonly isPartial?: boolean
  readonly ofCheatcode?: boolean
}

function expectRevert(context: CheatContext, frame: HostFrame, options: Options): void {
  if (context.get(expectedRevertSlot) !== undefined)
    throw new CheatcodeError('you must call another function prior to expecting a second revert')
  context.set(expectedRevertSlot, {
    reason: options.reason as Uint8Array | undefined,
    isPartial: options.isPartial === true,
    reverter: options.reverter as Address | undefined,
    depth: frame.depth,
    depthMax: frame.depth,
    ofCheatcode: options.ofCheatcode === true ? 'next' : 'no',
    revertedBy: undefined,
    count: (options.count as bigint | undefined) ?? 1n,
    seen: 0n,
  })
}

export const expectRevertCheats: CheatTable = {
  'expectRevert()': (context, _, frame) => expectRevert(context, frame, {}),
  'expectRevert(bytes4)': (context, [reason], frame) => expectRevert(context, frame, { reason }),
  'expectRevert(bytes)': (context, [reason], frame) => expectRevert(context, frame, { reason }),
  'expectRevert(address)': (context, [reverter], frame) => expectRevert(context, frame, { reverter }),
  'expectRevert(bytes4,address)': (context, [reason, reverter], frame) =>
    expectRevert(context, frame, { reason, reverter }),
  'expectRevert(bytes,address)': (context, [reason, reverter], frame) =>
    expectRevert(context, frame, { reason, reverter }),
  'expectRevert(uint64)': (context, [count], frame) => expectRevert(context, frame, { count }),
  'expectRevert(bytes4,uint64)': (context, [reason, count], frame) =>
    expectRevert(context, frame, { reason, count }),
  'expectRevert(bytes,uint64)': (context, [reason, count], frame) =>
    expectRevert(context, frame, { reason, count }),
  'expectRevert(address,uint64)': (context, [reverter, count], frame) =>
    expectRevert(context, frame, { reverter, count }),
  'expectRevert(bytes4,address,uint64)': (context, [reason, reverter, count], frame) =>
    expectRevert(context, frame, { reason, reverter, count }),
  'expectRevert(bytes,address,uint64)': (context, [reason, reverter, count], frame) =>
    expectRevert(context, frame, { reason, reverter, count }),
  'expectPartialRevert(bytes4)': (context, [reason], frame) =>
    expectRevert(context, frame, { reason, isPartial: true }),
  'expectPartialRevert(bytes4,address)': (context, [reason, reverter], frame) =>
    expectRevert(context, frame, { reason, reverter, isPartial: true }),
  '_expectCheatcodeRevert()': (context, _, frame) => expectRevert(context, frame, { ofCheatcode: true }),
  '_expectCheatcodeRevert(bytes4)': (context, [reason], frame) =>
    expectRevert(context, frame, { reason, ofCheatcode: true }),
  '_expectCheatcodeRevert(bytes)': (context, [reason], frame) =>
    expectRevert(context, frame, { reason, ofCheatcode: true }),
}
