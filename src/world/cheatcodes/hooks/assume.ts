// vm.assume, vm.assumeNoRevert and vm.skip: the run says nothing about the test. It reverts with data that mean so; a
// contract may catch them like any revert. As crates/cheatcodes/src/test/assume.rs and test.rs.

import type { HostFrame } from '../../../evm/host.ts'
import type { InterceptAnswer } from '../../../evm/intercept.ts'
import type { Address } from '../../../evm/types.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { concatBytes } from '../../../primitives/bytes.ts'
import {
  type CheatContext,
  type CheatOutcome,
  CheatcodeError,
  type CheatSlot,
  cheatSlot,
  type CheatTable,
} from '../context.ts'
import type { EndedCall } from './ended-call.ts'
import { mismatchOf, type RevertPattern } from './revert-match.ts'

const ASSUME = new TextEncoder().encode('FOUNDRY::ASSUME')
const SKIP = new TextEncoder().encode('FOUNDRY::SKIP')
const ZERO = '0x0000000000000000000000000000000000000000'

/** What revert data say about the run. */
export function verdictOf(output: Uint8Array): 'ran' | 'assume' | 'skip' {
  // Nearly every revert ends here.
  if (output.length < SKIP.length || output[0] !== 0x46) return 'ran'
  if (output.length === ASSUME.length && ASSUME.every((byte, i) => output[i] === byte)) return 'assume'
  return SKIP.every((byte, i) => output[i] === byte) ? 'skip' : 'ran'
}

/** The reason that vm.skip was given; empty if none. */
export function skipReason(output: Uint8Array): string {
  return new TextDecoder().decode(output.subarray(SKIP.length))
}

type AssumeNoRevert = {
  readonly depth: number
  /** Reverts that are assumed not to happen; none: all. */
  readonly patterns: readonly RevertPattern[]
  readonly revertedBy: Address | undefined
}

export const assumeNoRevertSlot: CheatSlot<AssumeNoRevert | undefined> = cheatSlot(
  'assumeNoRevert',
  undefined,
)

/** A call came back. Returns what its caller is to see instead. */
export function handleAssumeNoRevert(
  context: CheatContext,
  call: EndedCall,
  isCheatcode: boolean,
): InterceptAnswer | undefined {
  let assumed = context.get(assumeNoRevertSlot)
  if (assumed === undefined) return undefined
  const hasReverted = call.status === 'revert'
  if (hasReverted && assumed.revertedBy === undefined) {
    assumed = { ...assumed, revertedBy: call.address }
    context.set(assumeNoRevertSlot, assumed)
  }
  if (call.depth > assumed.depth || isCheatcode) return undefined
  context.set(assumeNoRevertSlot, undefined)
  if (!hasReverted) return undefined
  const { patterns, revertedBy } = assumed
  const isAssumed =
    patterns.length === 0 ||
    patterns.some((pattern) => mismatchOf(pattern, call.output, revertedBy, context.errorsOf) === undefined)
  return { status: 'revert', output: isAssumed ? ASSUME : call.output.slice() }
}

function assumeNoRevert(context: CheatContext, frame: HostFrame, reverts: readonly AbiValue[]): void {
  if (context.get(assumeNoRevertSlot) !== undefined)
    throw new CheatcodeError('you must make another external call prior to calling assumeNoRevert again')
  // PotentialRevert { address reverter; bool partialMatch; bytes revertData; }
  const patterns = reverts.map((revert): RevertPattern => {
    const [reverter, isPartial, reason] = revert as [Address, boolean, Uint8Array]
    return { reverter: reverter === ZERO ? undefined : reverter, isPartial, reason }
  })
  context.set(assumeNoRevertSlot, { depth: frame.depth, patterns, revertedBy: undefined })
}

function skip(isSkipped: AbiValue, reason: string, frame: HostFrame): CheatOutcome {
  if (isSkipped !== true) return undefined
  if (frame.depth > 1) throw new CheatcodeError('`skip` can only be used at test level')
  return { revert: concatBytes(SKIP, new TextEncoder().encode(reason)) }
}

const ASSUMED = { revert: ASSUME }

export const assumeCheats: CheatTable = {
  'assume(bool)': (_, [isMet]) => (isMet === true ? undefined : ASSUMED),
  'assumeNoRevert()': (context, _, frame) => assumeNoRevert(context, frame, []),
  'assumeNoRevert((address,bool,bytes))': (context, [revert], frame) =>
    assumeNoRevert(context, frame, [revert!]),
  'assumeNoRevert((address,bool,bytes)[])': (context, [reverts], frame) =>
    assumeNoRevert(context, frame, reverts as AbiValue[]),
  'skip(bool)': (_, [isSkipped], frame) => skip(isSkipped!, '', frame),
  'skip(bool,string)': (_, [isSkipped, reason], frame) => skip(isSkipped!, reason as string, frame),
}
