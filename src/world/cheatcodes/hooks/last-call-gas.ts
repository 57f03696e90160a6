// vm.lastCallGas and its relatives: what the last call took. Every call would have to be watched for it, so they are only in
// tests that name one of these cheatcodes.

import type { InterceptedCall } from '../../../evm/intercept.ts'
import { selectorOf, selectorText } from '../../../project/abi/selector.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import type { ContractArtifact } from '../../../project/types.ts'
import { type CheatContext, CheatcodeError, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { isCreation } from '../../../evm/host.ts'
import type { EndedCall } from './ended-call.ts'

type FrameGas = { readonly limit: bigint; readonly left: bigint; readonly refund: bigint }

/** Whether calls are watched. */
export const measuresCallsSlot: CheatSlot<boolean> = cheatSlot('measuresCalls', false)

const lastCallSlot: CheatSlot<FrameGas | undefined> = cheatSlot('lastCall', undefined)
const lastFrameSlot: CheatSlot<FrameGas | undefined> = cheatSlot('lastFrame', undefined)

// Gas that frames were given, by depth; nothing of it outlives a transaction.
const GIVEN = new WeakMap<CheatContext, bigint[]>()

const NO_CALL = 'no external call was made yet'
const NO_FRAME = 'no external call or create was made yet'

const gasUsed: (slot: CheatSlot<FrameGas | undefined>, none: string) => CheatTable[string] =
  (slot, none) => (context) => {
    const { limit, left } = lastOf(context, slot, none)
    return [limit - left]
  }

export const lastCallGasCheats: CheatTable = {
  'lastCallGas()': (context) => [gasStruct(lastOf(context, lastCallSlot, NO_CALL))],
  'lastFrameGas()': (context) => [gasStruct(lastOf(context, lastFrameSlot, NO_FRAME))],
  'snapshotGasLastCall(string)': gasUsed(lastCallSlot, NO_CALL),
  'snapshotGasLastCall(string,string)': gasUsed(lastCallSlot, NO_CALL),
  'snapshotGasLastFrame(string)': gasUsed(lastFrameSlot, NO_FRAME),
  'snapshotGasLastFrame(string,string)': gasUsed(lastFrameSlot, NO_FRAME),
}

const SELECTORS: readonly string[] = Object.keys(lastCallGasCheats).map((signature) =>
  selectorText(selectorOf(signature)).slice(2),
)

/** Whether the test, or what it creates, may ask what calls took. */
export function asksForCallGas({ creation, runtime }: ContractArtifact): boolean {
  return SELECTORS.some((selector) => creation.object.includes(selector) || runtime.object.includes(selector))
}

/** A frame is about to begin at this depth. */
export function noteGasGiven(context: CheatContext, call: InterceptedCall, depth: number): void {
  if (!context.get(measuresCallsSlot)) return
  let given = GIVEN.get(context)
  if (given === undefined) GIVEN.set(context, (given = []))
  given[depth] = call.gas
}

/** A frame ended, and is no cheatcode's. */
export function noteGasLeft(context: CheatContext, call: EndedCall): void {
  if (!context.get(measuresCallsSlot)) return
  // Transactions of the world have the configured limit.
  const limit = call.depth === 0 ? context.project.config.test.gasLimit : GIVEN.get(context)?.[call.depth]
  if (limit === undefined || call.gas === undefined) return
  const gas = { limit, left: call.gas < limit ? call.gas : limit, refund: call.refund ?? 0n }
  context.set(lastFrameSlot, gas)
  if (!isCreation(call.kind)) context.set(lastCallSlot, gas)
}

function lastOf(context: CheatContext, slot: CheatSlot<FrameGas | undefined>, none: string): FrameGas {
  const gas = context.get(slot)
  if (gas === undefined) throw new CheatcodeError(none)
  return gas
}

/** Gas { gasLimit, gasTotalUsed, gasMemoryUsed, gasRefunded, gasRemaining }. */
function gasStruct({ limit, left, refund }: FrameGas): AbiValue {
  return [limit, limit - left, 0n, refund, left]
}
