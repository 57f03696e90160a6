// Which function writes what others read. A call is worth more if its predecessor changed something that it looks at, or if
// it changes what a property looks at.

import type { Prng } from '../primitives/prng.ts'
import type { StorageAccess } from '../evm/observations.ts'

/** Slots that are remembered per function: enough to see who touches whom. */
const SLOTS_MAX = 256
const WEIGHT_PLAIN = 4
/** Ether that comes by itself changes a state in ways that hardly ever matter. */
const WEIGHT_ETHER = 1
/** What is for somebody else is tried at times: perhaps what was done before has opened it. */
const WEIGHT_CLOSED = 1
const WEIGHT_FED = 12
const WEIGHT_FEEDS_PROPERTY = 6

export class Influence {
  readonly #reads: Set<string>[] = []
  readonly #writes: Set<string>[] = []
  readonly #readByProperties = new Set<string>()
  /** Functions that read what the function of this position writes; undefined: to be computed. */
  readonly #fed: (ReadonlySet<number> | undefined)[] = []
  #feedsProperty: boolean[] = []
  /** How likely functions are, by the function before them (or -1) from 1 on. */
  #odds: (Odds | undefined)[] = []
  readonly #functions: number
  readonly #ether: ReadonlySet<number>
  readonly #closed: Set<number>

  /**
   * @param functions How many target functions there are.
   * @param ether Those that only take ether.
   * @param closed Those that are for somebody else.
   */
  constructor(functions: number, ether: ReadonlySet<number> = new Set(), closed: Iterable<number> = []) {
    this.#functions = functions
    this.#ether = ether
    this.#closed = new Set(closed)
    for (let i = 0; i < functions; i++) {
      this.#reads.push(new Set())
      this.#writes.push(new Set())
    }
  }

  /** Takes in what a call of the function touched. */
  addCall(target: number, accesses: readonly StorageAccess[]): void {
    const reads = this.#reads[target]
    const writes = this.#writes[target]
    if (reads === undefined || writes === undefined) return
    const before = reads.size + writes.size
    for (const access of accesses) add(access.kind === 'read' ? reads : writes, access)
    if (reads.size + writes.size !== before) this.#forget()
  }

  /** A call of the function went well: it is for everybody now. */
  open(target: number): void {
    if (this.#closed.delete(target)) this.#odds.length = 0
  }

  /** Takes in what a property read. */
  addProperty(accesses: readonly StorageAccess[]): void {
    const before = this.#readByProperties.size
    for (const access of accesses) if (access.kind === 'read') add(this.#readByProperties, access)
    if (this.#readByProperties.size !== before) this.#forget()
  }

  /** One of `functions`, likelier if `last` (the function called before, or -1) feeds it. */
  choose(prng: Prng, functions: readonly number[], last: number): number {
    let odds = this.#odds[last + 1]
    if (odds?.functions !== functions) this.#odds[last + 1] = odds = this.#oddsOf(functions, last)
    const { weights, total } = odds
    let drawn = prng.nextBelow(total)
    for (let i = 0; i < weights.length; i++) {
      drawn -= weights[i]!
      if (drawn < 0) return functions[i]!
    }
    return functions[0]!
  }

  #oddsOf(functions: readonly number[], last: number): Odds {
    const fed = last < 0 ? undefined : (this.#fed[last] ??= this.#readersOf(last))
    const weights = functions.map((index) => this.#weight(index, fed))
    return { functions, weights, total: weights.reduce((sum, weight) => sum + weight, 0) }
  }

  #weight(index: number, fed: ReadonlySet<number> | undefined): number {
    if (this.#ether.has(index)) return WEIGHT_ETHER
    if (this.#closed.has(index)) return WEIGHT_CLOSED
    return (fed?.has(index) ? WEIGHT_FED : WEIGHT_PLAIN) + (this.#feeds(index) ? WEIGHT_FEEDS_PROPERTY : 0)
  }

  #feeds(index: number): boolean {
    return (this.#feedsProperty[index] ??= intersects(this.#writes[index]!, this.#readByProperties))
  }

  #readersOf(last: number): ReadonlySet<number> {
    const readers = new Set<number>()
    const written = this.#writes[last]
    if (written === undefined) return readers
    for (let i = 0; i < this.#functions; i++) {
      if (i !== last && intersects(written, this.#reads[i]!)) readers.add(i)
    }
    return readers
  }

  #forget(): void {
    this.#fed.length = 0
    this.#feedsProperty = []
    this.#odds.length = 0
  }
}

/** Weights of a list of functions, and their sum. */
type Odds = {
  readonly functions: readonly number[]
  readonly weights: readonly number[]
  readonly total: number
}

function add(set: Set<string>, access: StorageAccess): void {
  if (set.size < SLOTS_MAX) set.add(`${access.address}${access.slot.toString(36)}`)
}

function intersects(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a]
  for (const key of small) if (large.has(key)) return true
  return false
}
