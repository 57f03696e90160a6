// vm.setArbitraryStorage: what nobody wrote into an account's storage is a random number that stays. As ArbitraryStorage in
// foundry's inspector.rs, where a slot counts as written while it is warm, so until the transaction ends; here it does from
// when the account was named, however many transactions later.

import type { StorageTouch } from '../../../evm/intercept.ts'
import type { Address } from '../../../evm/types.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, CheatcodeError, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { checkLimit } from '../limit.ts'
import { drawWord } from '../plain/random.ts'
import { addressOf, boolOf } from '../plain/values.ts'
import { type AppendMap, emptyMap, mapEntries, mapValue, withEntry } from './append-map.ts'

const SLOTS_MAX = 100_000

type Target = {
  /** Whose numbers these are: its own, or of the account that it was copied from. */
  readonly source: Address
  /** What stood in its slots before is replaced, too. */
  readonly overwrites: boolean
}

type ArbitraryStorage = {
  readonly targets: ReadonlyMap<Address, Target>
  /** By account and slot: the number that was drawn, or that the slot was written since. */
  readonly slots: AppendMap<string, bigint | 'written'>
}

/** Undefined: no account has such a storage. */
export const arbitraryStorageSlot: CheatSlot<ArbitraryStorage | undefined> = cheatSlot(
  'arbitraryStorage',
  undefined,
)

/** A storage access is about to happen. */
export function applyArbitraryStorage(context: CheatContext, { kind, address, slot }: StorageTouch): void {
  if (kind === 'write') noteWritten(context, address, slot)
  else fillSlot(context, address, slot)
}

/** A slot gets what it is now: nothing random takes its place. */
export function noteWritten(context: CheatContext, address: Address, slot: bigint): void {
  const state = context.get(arbitraryStorageSlot)
  if (state?.targets.has(address) !== true || mapValue(state.slots, keyOf(address, slot)) === 'written')
    return
  context.set(arbitraryStorageSlot, withSlot(state, address, slot, 'written'))
}

/** A slot is about to be read: it gets its number, if it is still to be one. */
export function fillSlot(context: CheatContext, address: Address, slot: bigint): void {
  const state = context.get(arbitraryStorageSlot)
  const target = state?.targets.get(address)
  if (state === undefined || target === undefined) return
  const known = mapValue(state.slots, keyOf(address, slot))
  const isReplaced = target.overwrites && known === undefined
  if (known === 'written' || (context.machine.getStorage(address, slot) !== 0n && !isReplaced)) return
  // A frame that failed has undone the number, and not that it was drawn.
  const drawn = known ?? mapValue(state.slots, keyOf(target.source, slot))
  const number = typeof drawn === 'bigint' ? drawn : drawWord(context)
  const accounts = drawn === undefined ? new Set([target.source, address]) : [address]
  let after = state
  for (const account of accounts) {
    after = withSlot(after, account, slot, number)
    context.machine.setStorage(account, slot, number)
  }
  context.set(arbitraryStorageSlot, after)
}

/**
 * The storage of one account is about to be copied over that of another, which then shares its numbers.
 * @throws CheatcodeError if the other has numbers of its own.
 */
export function copyArbitraryStorage(context: CheatContext, from: Address, to: Address): void {
  const state = context.get(arbitraryStorageSlot)
  if (state === undefined) return
  if (state.targets.get(to)?.source === to)
    throw new CheatcodeError('target address cannot have arbitrary storage')
  if (state.targets.get(from)?.source !== from) return
  let slots = withoutAccount(state.slots, to)
  for (const [key, value] of mapEntries(slots)) {
    if (value === 'written' && key.startsWith(from))
      slots = withEntry(slots, to + key.slice(from.length), value)
  }
  const targets = new Map(state.targets).set(to, { source: from, overwrites: false })
  context.set(arbitraryStorageSlot, { targets, slots })
}

function setArbitraryStorage(context: CheatContext, [account, overwrites]: readonly AbiValue[]): void {
  const address = addressOf(account)
  const { targets, slots } = context.get(arbitraryStorageSlot) ?? { targets: new Map(), slots: emptyMap() }
  const target = { source: address, overwrites: overwrites !== undefined && boolOf(overwrites) }
  context.set(arbitraryStorageSlot, {
    targets: new Map(targets).set(address, target),
    slots: withoutAccount(slots, address),
  })
}

function keyOf(address: Address, slot: bigint): string {
  return `${address}:${slot.toString(16)}`
}

function withSlot(
  state: ArbitraryStorage,
  address: Address,
  slot: bigint,
  value: bigint | 'written',
): ArbitraryStorage {
  checkLimit('slots of arbitrary storage', state.slots.size, SLOTS_MAX)
  return { ...state, slots: withEntry(state.slots, keyOf(address, slot), value) }
}

function withoutAccount(slots: ArbitraryStorage['slots'], address: Address): ArbitraryStorage['slots'] {
  let left: ArbitraryStorage['slots'] = emptyMap()
  for (const [key, value] of mapEntries(slots)) {
    if (!key.startsWith(address)) left = withEntry(left, key, value)
  }
  return left
}

export const arbitraryStorageCheats: CheatTable = {
  'setArbitraryStorage(address)': setArbitraryStorage,
  'setArbitraryStorage(address,bool)': setArbitraryStorage,
}
