// vm.startMappingRecording and its answers: which keys of mappings were written. As crates/common/src/mapping_slots.rs, but
// what a slot is the hash of comes from the Machine's memory of hashes.

import type { StorageTouch } from '../../../evm/intercept.ts'
import type { Address } from '../../../evm/types.ts'
import { bigIntToBytes32, bytesToBigInt } from '../../../primitives/bytes.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'

type MappingSlots = {
  /** Slot of a mapping to the slots of its values, in order of their first write. */
  readonly children: ReadonlyMap<bigint, readonly bigint[]>
  readonly known: ReadonlySet<bigint>
}

/** By account; undefined: not recorded. */
export const mappingSlotsSlot: CheatSlot<ReadonlyMap<Address, MappingSlots> | undefined> = cheatSlot(
  'mappingSlots',
  undefined,
)

type Place = { readonly key: Uint8Array; readonly parent: bigint }

const NONE: MappingSlots = { children: new Map(), known: new Set() }
const WORD = 32

/** The key and the mapping that a slot belongs to. */
function placeOf(context: CheatContext, slot: bigint): Place | undefined {
  const preimage = context.machine.preimage(slot)
  if (preimage?.length !== 2 * WORD) return undefined
  return { key: preimage.slice(0, WORD), parent: bytesToBigInt(preimage.subarray(WORD)) }
}

/** A storage access is about to happen. */
export function recordMapping(context: CheatContext, touch: StorageTouch): void {
  const accounts = context.get(mappingSlotsSlot)
  if (accounts === undefined || touch.kind !== 'write') return
  const before = accounts.get(touch.address) ?? NONE
  const after = withSlot(context, before, touch.slot)
  if (after !== before) context.set(mappingSlotsSlot, new Map(accounts).set(touch.address, after))
}

function withSlot(context: CheatContext, slots: MappingSlots, slot: bigint): MappingSlots {
  if (slots.known.has(slot)) return slots
  const place = placeOf(context, slot)
  if (place === undefined) return slots
  const children = new Map(slots.children)
  children.set(place.parent, [...(children.get(place.parent) ?? []), slot])
  // A mapping in a mapping is a value of the outer one.
  return withSlot(context, { children, known: new Set(slots.known).add(slot) }, place.parent)
}

function childrenOf(context: CheatContext, account: AbiValue, slot: AbiValue): readonly bigint[] {
  const slots = context.get(mappingSlotsSlot)?.get(account as Address)
  return slots?.children.get(bytesToBigInt(slot as Uint8Array)) ?? []
}

const ZERO_WORD = new Uint8Array(WORD)

export const mappingCheats: CheatTable = {
  'startMappingRecording()': (context) => {
    if (context.get(mappingSlotsSlot) === undefined) context.set(mappingSlotsSlot, new Map())
  },
  'stopMappingRecording()': (context) => context.set(mappingSlotsSlot, undefined),
  'getMappingLength(address,bytes32)': (context, [account, slot]) => [
    BigInt(childrenOf(context, account!, slot!).length),
  ],
  'getMappingSlotAt(address,bytes32,uint256)': (context, [account, slot, index]) => {
    const found = childrenOf(context, account!, slot!)[Number(index)]
    return [found === undefined ? ZERO_WORD : bigIntToBytes32(found)]
  },
  'getMappingKeyAndParentOf(address,bytes32)': (context, [, slot]) => {
    const isRecording = context.get(mappingSlotsSlot) !== undefined
    const place = isRecording ? placeOf(context, bytesToBigInt(slot as Uint8Array)) : undefined
    return place === undefined
      ? [false, ZERO_WORD, ZERO_WORD]
      : [true, place.key, bigIntToBytes32(place.parent)]
  },
}
