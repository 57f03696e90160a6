// Where the number that a view function returns is stored, if it is stored as it is: to read it without running code.

import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { WORD_MAX } from '../../primitives/bytes.ts'
import { readByCall, readsOf, type SlotPlace, withWord } from './storage-reads.ts'

/** The number is the low bits of a slot. */
export type NumberSlot = SlotPlace & { readonly mask: bigint }

/** Widths of numbers that tokens pack with something else. */
const WIDTHS: readonly bigint[] = [256n, 255n, 248n, 224n, 192n, 160n, 128n, 112n, 96n, 88n, 64n]
/** A number that is not 0. */
const SAMPLE = 77_777n

/**
 * The slot that holds what a static call returns, and nothing else decides it: writing the slot is seen by the call, writing
 * any other that it reads changes nothing. Undefined for numbers that are computed, from an index or from time, say.
 */
export function findNumberSlot(machine: Machine, to: Address, data: Uint8Array): NumberSlot | undefined {
  const { word, slots, looksElsewhere } = readsOf(machine, to, data)
  if (word === undefined || looksElsewhere) return undefined
  const found = firstMatch(machine, to, data, slots)
  if (found === undefined) return undefined
  // Nothing times an index is nothing, whatever the index: so the number is another one than 0 for the comparison.
  const rest = machine.getStorage(found.address, found.slot) & ~found.mask & WORD_MAX
  const isDecidedElsewhere = withWord(machine, found, rest | SAMPLE, () => {
    const reads = readsOf(machine, to, data)
    return (
      reads.looksElsewhere ||
      reads.slots.some(
        (place) =>
          (place.slot !== found.slot || place.address !== found.address) &&
          decides(machine, to, data, place, SAMPLE),
      )
    )
  })
  return isDecidedElsewhere ? undefined : found
}

/** Reads it. */
export function readNumberSlot(machine: Machine, { address, slot, mask }: NumberSlot): bigint {
  return machine.getStorage(address, slot) & mask
}

/** Writes it; what else is in the slot stays. False if it does not fit. */
export function writeNumberSlot(machine: Machine, place: NumberSlot, value: bigint): boolean {
  const { address, slot, mask } = place
  if (value > mask) return false
  machine.setStorage(address, slot, (machine.getStorage(address, slot) & ~mask & WORD_MAX) | value)
  return true
}

function firstMatch(
  machine: Machine,
  to: Address,
  data: Uint8Array,
  slots: readonly SlotPlace[],
): NumberSlot | undefined {
  for (const place of slots) {
    const before = machine.getStorage(place.address, place.slot)
    for (const width of WIDTHS) {
      const mask = (1n << width) - 1n
      // A large number for the width, and a small one: a number that is scaled or cut off differs in one of them.
      const fits = [mask - 12_345n, SAMPLE].every((number) => {
        const written = (before & ~mask & WORD_MAX) | number
        return withWord(machine, place, written, () => readByCall(machine, to, data)) === number
      })
      if (fits) return { ...place, mask }
    }
  }
  return undefined
}

/** Whether the answer is another one if the slot holds another word. A call that fails then says nothing: proxies do. */
function decides(machine: Machine, to: Address, data: Uint8Array, place: SlotPlace, answer: bigint): boolean {
  const before = machine.getStorage(place.address, place.slot)
  return [before + 1n, before * 2n + 4_096n, before >> 1n].some((word) => {
    const other = withWord(machine, place, word & WORD_MAX, () => readByCall(machine, to, data))
    return other !== undefined && other !== answer
  })
}
