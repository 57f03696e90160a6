// vm.broadcast and its family. Nothing is sent anywhere: calls are made by the account that would sign them, as foundry
// simulates them (crates/cheatcodes/src/script.rs).

import { isCreation } from '../../../evm/host.ts'
import type { HostFrame } from '../../../evm/host.ts'
import type { InterceptAnswer, InterceptedCall } from '../../../evm/intercept.ts'
import type { Address } from '../../../evm/types.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { cheatcodeErrorBytes } from '../cheatcode-error.ts'
import { type CheatContext, CheatcodeError, type CheatTable } from '../context.ts'
import { meetAccount } from '../meet-account.ts'
import { broadcastSlot } from './broadcast-state.ts'
import { prankAt, pranksSlot } from './prank.ts'
import { attachedNonces } from '../plain/delegations.ts'
import { runPlain } from '../run-plain.ts'

/**
 * Changes sender and origin of a call that is about to be made, and counts it as a transaction of the sender.
 * @param isForFactory it is a creation that becomes a call of the CREATE2 factory
 */
export function applyBroadcast(
  context: CheatContext,
  call: InterceptedCall,
  depth: number,
  isForFactory = false,
): InterceptAnswer | undefined {
  const broadcast = context.get(broadcastSlot)
  if (broadcast === undefined || call.kind === 'delegatecall' || call.caller !== broadcast.by)
    return undefined
  const creates = isCreation(call.kind)
  if (creates ? depth < broadcast.depth : depth !== broadcast.depth) return undefined
  const { machine } = context
  machine.setOrigin(broadcast.sender)
  if (depth !== broadcast.depth) return undefined
  call.setCaller(broadcast.sender)
  // A creation counts by itself.
  if (creates && !isForFactory) return undefined
  if (!call.isStatic) {
    // An isolated call counts by itself. One more for a delegation of its own that goes along with the transaction.
    const counted = machine.isIsolating ? 0n : 1n
    const used = takeAttached(context).has(broadcast.sender) ? counted + 1n : counted
    machine.setNonce(broadcast.sender, machine.getNonce(broadcast.sender) + used)
  }
  if (call.isStatic && broadcast.isSingle)
    return {
      status: 'revert',
      output: cheatcodeErrorBytes(
        '`staticcall`s are not allowed after `broadcast`; use `startBroadcast` instead',
      ),
    }
  return undefined
}

/** The delegations that go along with a transaction: the next one has none of them. */
function takeAttached(context: CheatContext): ReadonlyMap<Address, bigint> {
  const attached = context.get(attachedNonces)
  if (attached.size > 0) context.set(attachedNonces, new Map())
  return attached
}

/** A call at `depth` came back; not for calls of cheatcodes. */
export function endBroadcast(context: CheatContext, depth: number): void {
  const broadcast = context.get(broadcastSlot)
  if (broadcast === undefined || broadcast.depth !== depth) return
  context.machine.setOrigin(broadcast.originBefore)
  if (broadcast.isSingle) context.set(broadcastSlot, undefined)
}

function broadcast(
  context: CheatContext,
  frame: HostFrame,
  isSingle: boolean,
  sender: Address = context.machine.origin,
): void {
  if (prankAt(context.get(pranksSlot), frame.depth) !== undefined)
    throw new CheatcodeError('you have an active prank; broadcasting and pranks are not compatible')
  if (context.get(broadcastSlot) !== undefined) throw new CheatcodeError('a broadcast is active already')
  const originBefore = context.machine.origin
  meetAccount(context, sender)
  context.set(broadcastSlot, { sender, by: frame.caller, originBefore, depth: frame.depth, isSingle })
}

function addressOfKey(context: CheatContext, key: AbiValue, frame: HostFrame): Address {
  const [address] = runPlain(context, 'addr(uint256)', [key], frame)
  return address as Address
}

export const broadcastCheats: CheatTable = {
  'broadcast()': (context, _, frame) => broadcast(context, frame, true),
  'broadcast(address)': (context, [signer], frame) => broadcast(context, frame, true, signer as Address),
  'broadcast(uint256)': (context, [key], frame) =>
    broadcast(context, frame, true, addressOfKey(context, key!, frame)),
  'startBroadcast()': (context, _, frame) => broadcast(context, frame, false),
  'startBroadcast(address)': (context, [signer], frame) =>
    broadcast(context, frame, false, signer as Address),
  'startBroadcast(uint256)': (context, [key], frame) =>
    broadcast(context, frame, false, addressOfKey(context, key!, frame)),
  'stopBroadcast()': (context) => {
    if (context.get(broadcastSlot) === undefined) throw new CheatcodeError('no broadcast in progress to stop')
    context.set(broadcastSlot, undefined)
  },
}

const CALLER_MODES = { none: 0n, broadcast: 1n, recurrentBroadcast: 2n, prank: 3n, recurrentPrank: 4n }

/** vm.readCallers: who the sender of the next call would be. */
export const readCallersCheats: CheatTable = {
  'readCallers()': (context, _, frame) => {
    const { origin } = context.machine
    const prank = prankAt(context.get(pranksSlot), frame.depth)
    if (prank !== undefined)
      return [
        prank.isSingle ? CALLER_MODES.prank : CALLER_MODES.recurrentPrank,
        prank.sender,
        prank.origin ?? origin,
      ]
    const active = context.get(broadcastSlot)
    if (active !== undefined)
      return [
        active.isSingle ? CALLER_MODES.broadcast : CALLER_MODES.recurrentBroadcast,
        active.sender,
        active.sender,
      ]
    return [CALLER_MODES.none, origin, origin]
  },
}
