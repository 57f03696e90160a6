// Numbers of what contracts count: loans, lockers, proposals. Whoever made the last one knows its number, though no function says
// it: storage is public.

import type { Machine } from '../evm/machine.ts'
import type { Address } from '../evm/types.ts'
import type { Prng } from '../primitives/prng.ts'
import type { Survey } from '../world/survey/types.ts'

/** Variables of a contract lie in its first slots; entries of mappings and lists do not. */
const SLOTS = 256n
/** Greater numbers are amounts and times. */
const COUNTED_MAX = 10_000n
const COUNTERS_MAX = 64

/** Slots of the protocol that hold small numbers after the setup, and what is in them now. */
export class Counters {
  readonly #machine: Machine
  readonly #places: readonly { readonly address: Address; readonly slot: bigint }[]

  constructor(machine: Machine, { contracts }: Survey) {
    this.#machine = machine
    const storages = machine.dump()
    this.#places = contracts
      .filter(({ origin }) => origin === 'protocol')
      .flatMap(({ address }) =>
        [...(storages.get(address)?.storage ?? [])]
          .filter(([slot, word]) => slot < SLOTS && word > 0n && word < COUNTED_MAX)
          .map(([slot]) => ({ address, slot })),
      )
      .slice(0, COUNTERS_MAX)
  }

  get size(): number {
    return this.#places.length
  }

  /** The number of the last thing that was counted, if it begins with 0 or with 1; undefined if that is none. */
  draw(prng: Prng): bigint | undefined {
    if (this.size === 0) return undefined
    const place = this.#places[prng.nextBelow(this.size)]!
    const counted = this.#machine.getStorage(place.address, place.slot) - BigInt(prng.nextBelow(2))
    return counted < 0n ? undefined : counted
  }
}
