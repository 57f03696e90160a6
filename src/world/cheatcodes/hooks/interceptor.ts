// The hooks in the order in which foundry runs them (crates/cheatcodes/src/inspector.rs: call, call_end, create, create_end).

import type { InterceptAnswer, InterceptFlags, InterceptedCall, Interceptor } from '../../../evm/intercept.ts'
import type { Address, Log } from '../../../evm/types.ts'
import { CONSOLE_ADDRESS, VM_ADDRESS } from '../../addresses.ts'
import { cheatcodeErrorBytes } from '../cheatcode-error.ts'
import type { CheatContext, CheatSlot } from '../context.ts'
import { type CheatValues, type NeedsBesidePranks, slotValue } from '../memory.ts'
import { applyArbitraryStorage, arbitraryStorageSlot } from './arbitrary-storage.ts'
import { assumeNoRevertSlot, handleAssumeNoRevert } from './assume.ts'
import { applyBroadcast, endBroadcast } from './broadcast.ts'
import { broadcastSlot } from './broadcast-state.ts'
import { contractsSlot, noteContract } from './contracts.ts'
import { isCreation } from '../../../evm/host.ts'
import { alwaysFactorySlot, applyFactory, endFactory, usesFactory } from './create2-factory.ts'
import type { EndedCall } from './ended-call.ts'
import { expectedCallsSlot, missingCall, noteCall } from './expect-call.ts'
import { expectedCreationsSlot, missingCreation, noteCreation } from './expect-create.ts'
import {
  dueFailureSlot,
  expectedEmitsSlot,
  handleExpectedEmits,
  missingEmit,
  noteLog,
} from './expect-emit.ts'
import { expectedRevertSlot, handleExpectedRevert, noteDepth } from './expect-revert.ts'
import { handleInterceptedCreation, initcodeSlot, noteInitcode } from './intercept-initcode.ts'
import { measuresCallsSlot, noteGasGiven, noteGasLeft } from './last-call-gas.ts'
import { mappingSlotsSlot, recordMapping } from './mapping.ts'
import { applyMockedFunction, endMockedFunction, mockedFunctionsSlot, swapsSlot } from './mock-function.ts'
import { mockedAnswer, mocksSlot } from './mock.ts'
import { applyPrank, endPrank, plainPrank, type Prank, pranksSlot } from './prank.ts'
import { recordBegun, recordEnded, recordStorage, stateDiffSlot } from './state-diff.ts'
import { isRecordingSlot, recordAccess, recordedLogsSlot, recordLog } from './record.ts'

/** Why the hooks must be told of something: a slot, and whether what it holds is a reason. */
type Reason = { readonly slot: CheatSlot<unknown>; readonly isReason: (value: never) => boolean }

function reason<Value>(slot: CheatSlot<Value>, isReason: (value: Value) => boolean): Reason {
  return { slot, isReason }
}

const isList = ({ length }: { readonly length: number }): boolean => length > 0
const isThere = (value: unknown): boolean => value !== undefined
const isTrue = (value: boolean): boolean => value

/** Pranks are another one. */
const OF_FRAMES: readonly Reason[] = [
  reason(expectedEmitsSlot, isList),
  reason(expectedRevertSlot, isThere),
  reason(mocksSlot, ({ size }) => size > 0),
  reason(mockedFunctionsSlot, isList),
  reason(expectedCallsSlot, isList),
  reason(assumeNoRevertSlot, isThere),
  reason(broadcastSlot, isThere),
  reason(expectedCreationsSlot, isList),
  reason(initcodeSlot, isThere),
  reason(dueFailureSlot, isThere),
  reason(contractsSlot, ({ isWatching }) => isWatching),
  reason(measuresCallsSlot, isTrue),
  reason(stateDiffSlot, isThere),
  reason(alwaysFactorySlot, isTrue),
]
const OF_LOGS: readonly Reason[] = [reason(expectedEmitsSlot, isList), reason(recordedLogsSlot, isThere)]
const OF_ACCESSES: readonly Reason[] = [
  reason(isRecordingSlot, isTrue),
  reason(mappingSlotsSlot, isThere),
  reason(stateDiffSlot, isThere),
  reason(arbitraryStorageSlot, isThere),
]

function hasReason({ list }: CheatValues, reasons: readonly Reason[]): boolean {
  for (const { slot, isReason } of reasons) {
    const value = list[slot.index]
    // What slots hold at first is no reason.
    if (value !== undefined && isReason(value as never)) return true
  }
  return false
}

/** What the hooks must be told, by what cheatcodes remember now. */
export type NeededHooks = Required<InterceptFlags> & {
  /** It is the only reason to be told of frames, and a plain one. */
  readonly prank: Prank | undefined
  /** Nothing but pranks changes calls, or wants to be told of frames. */
  readonly isOnlyPranks: boolean
}

/** Asked whenever what cheatcodes remember changes, which is several times for each call that pranks. */
export function neededHooks(values: CheatValues): NeededHooks {
  const pranks = slotValue(values, pranksSlot)
  const { frames, logs, accesses, isSwapped } = (values.needs ??= needsBesidePranks(values))
  return {
    frames: frames || pranks.length > 0,
    prank: frames || isSwapped ? undefined : plainPrank(pranks),
    isOnlyPranks: !frames && !isSwapped,
    logs,
    accesses,
  }
}

function needsBesidePranks(values: CheatValues): NeedsBesidePranks {
  return {
    frames: hasReason(values, OF_FRAMES),
    logs: hasReason(values, OF_LOGS),
    accesses: hasReason(values, OF_ACCESSES),
    isSwapped: slotValue(values, swapsSlot).length > 0,
  }
}

/** Listens to a world's Machine on behalf of its cheatcodes, and of whoever wants to see logs. */
export function createInterceptor(context: CheatContext, onLog: (log: Log) => void): Required<Interceptor> {
  return {
    before: (call) => before(context, call),
    after: (frame) => after(context, frame),
    log(log, depth) {
      noteLog(context, log, depth)
      recordLog(context, log)
      onLog(log)
    },
    access(touch) {
      applyArbitraryStorage(context, touch)
      recordAccess(context, touch)
      recordMapping(context, touch)
      recordStorage(context, touch)
    },
  }
}

function isCheatAccount(address: Address | undefined): boolean {
  return address === VM_ADDRESS || address === CONSOLE_ADDRESS
}

function before(context: CheatContext, call: InterceptedCall): InterceptAnswer | undefined {
  const depth = call.depth + 1
  if (isCreation(call.kind)) {
    noteGasGiven(context, call, depth)
    noteInitcode(context, call, depth)
    noteDepth(context, depth)
    const isForFactory = usesFactory(context, call, depth)
    applyPrank(context, call, depth)
    const answer = applyBroadcast(context, call, depth, isForFactory)
    if (isForFactory) applyFactory(context, call, depth)
    recordBegun(context, call, depth)
    return answer
  }
  if (isCheatAccount(call.to)) return undefined
  noteGasGiven(context, call, depth)
  noteDepth(context, depth)
  noteCall(context, call)
  applyPrank(context, call, depth)
  const answer = mockedAnswer(context, call) ?? applyBroadcast(context, call, depth)
  if (answer !== undefined) return answer
  recordBegun(context, call, depth)
  applyMockedFunction(context, call, depth)
  return undefined
}

function after(context: CheatContext, call: EndedCall): InterceptAnswer | undefined {
  const { depth } = call
  const isCheatcode = isCheatAccount(call.codeAddress)
  if (!isCheatcode) noteGasLeft(context, call)
  if (isCreation(call.kind)) return afterCreation(context, call)
  if (!isCheatcode) {
    endPrank(context, depth, false)
    endBroadcast(context, depth)
    endMockedFunction(context, call)
  }
  const due = takeDueFailure(context, depth)
  const ended = due === undefined ? call : withAnswer(call, due)
  return afterCall(context, ended, isCheatcode) ?? due
}

function afterCall(
  context: CheatContext,
  call: EndedCall,
  isCheatcode: boolean,
): InterceptAnswer | undefined {
  const replaced =
    handleAssumeNoRevert(context, call, isCheatcode) ?? handleExpectedRevert(context, call, isCheatcode)
  if (replaced !== undefined || isCheatcode) return replaced
  recordEnded(context, call)
  if (call.status === 'return') noteContract(context, call)
  // What already failed keeps its reason.
  if (call.status === 'revert') return undefined
  const emits = handleExpectedEmits(context, call)
  if (emits !== undefined || call.depth > 0) return emits
  const hasSucceeded = call.status === 'return'
  const missing =
    missingCall(context, hasSucceeded) ?? missingEmit(context, hasSucceeded) ?? missingCreation(context)
  return missing === undefined ? undefined : { status: 'revert', output: cheatcodeErrorBytes(missing) }
}

function afterCreation(context: CheatContext, creation: EndedCall): InterceptAnswer | undefined {
  const { depth } = creation
  endFactory(context, creation, depth)
  endPrank(context, depth, true)
  endBroadcast(context, depth)
  const intercepted = handleInterceptedCreation(context, depth)
  if (intercepted !== undefined) return intercepted
  const due = takeDueFailure(context, depth)
  const ended = due === undefined ? creation : withAnswer(creation, due)
  const replaced = handleExpectedRevert(context, ended, false)
  if (replaced !== undefined) return replaced
  recordEnded(context, ended)
  noteCreation(context, ended)
  if (ended.status === 'return') noteContract(context, ended)
  return due
}

/** The failure of the frame that ends now, if a log that it wrote was not allowed. */
function takeDueFailure(context: CheatContext, depth: number): InterceptAnswer | undefined {
  const due = context.get(dueFailureSlot)
  if (due === undefined || due.depth !== depth) return undefined
  context.set(dueFailureSlot, undefined)
  return { status: 'revert', output: cheatcodeErrorBytes(due.message) }
}

function withAnswer(call: EndedCall, answer: InterceptAnswer): EndedCall {
  const { kind, depth, caller, address, codeAddress } = call
  const output = answer.output ?? new Uint8Array(0)
  return { kind, depth, caller, address, codeAddress, status: answer.status, output }
}
