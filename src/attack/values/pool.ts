// A bounded set from which one is drawn: adding and drawing in constant time, in an order that repeats.
//
// What is known from the beginning (constants of the code) stays; what is seen later goes round in a ring, the newest in
// the place of the oldest.

import type { Prng } from '../../primitives/prng.ts'

/** What a pool holds, as plain data: to keep it on disk, or send it to another worker. */
export type PoolState<Item> = {
  readonly kept: readonly Item[]
  readonly recent: readonly Item[]
  /** Where in `recent` the next one goes once it is full. */
  readonly next: number
}

/** A bounded set of items that are equal if their keys are. */
export class Pool<Item> {
  readonly #keptMax: number
  readonly #recentMax: number
  readonly #keyOf: (item: Item) => bigint | number | string
  readonly #keys = new Set<bigint | number | string>()
  readonly #kept: Item[] = []
  readonly #recent: Item[] = []
  #next = 0

  /**
   * @param capacity Items at most; three quarters may be kept for good.
   * @param keyOf Two items of one key are taken for the same.
   */
  constructor(capacity: number, keyOf: (item: Item) => bigint | number | string) {
    this.#keptMax = Math.floor((capacity * 3) / 4)
    this.#recentMax = capacity - this.#keptMax
    this.#keyOf = keyOf
  }

  get size(): number {
    return this.#kept.length + this.#recent.length
  }

  /** Adds what was seen; false if it is known already. */
  add(item: Item): boolean {
    const key = this.#keyOf(item)
    if (this.#keys.has(key)) return false
    this.#keys.add(key)
    if (this.#recent.length < this.#recentMax) {
      this.#recent.push(item)
      return true
    }
    this.#keys.delete(this.#keyOf(this.#recent[this.#next]!))
    this.#recent[this.#next] = item
    this.#next = (this.#next + 1) % this.#recentMax
    return true
  }

  /** Adds for good, as long as there is room for such; false if it is known already or there is none. */
  keep(item: Item): boolean {
    const key = this.#keyOf(item)
    if (this.#kept.length >= this.#keptMax || this.#keys.has(key)) return false
    this.#keys.add(key)
    this.#kept.push(item)
    return true
  }

  /** Any item, all equally likely; undefined if there is none. */
  pick(prng: Prng): Item | undefined {
    const count = this.size
    if (count === 0) return undefined
    const index = prng.nextBelow(count)
    return index < this.#kept.length ? this.#kept[index] : this.#recent[index - this.#kept.length]
  }

  /** What it holds; a copy. */
  save(): PoolState<Item> {
    return { kept: [...this.#kept], recent: [...this.#recent], next: this.#next }
  }

  /** Holds what was saved and nothing else. Of more than the capacity the rest is dropped. */
  load(state: PoolState<Item>): void {
    this.#keys.clear()
    this.#kept.length = 0
    this.#recent.length = 0
    this.#next = 0
    for (const item of state.kept) this.keep(item)
    for (const item of state.recent.slice(0, this.#recentMax)) this.add(item)
    this.#next = this.#recent.length === this.#recentMax ? state.next % this.#recentMax : 0
  }
}
