// What vm.assume compares inputs with. A test that wants one number of all is refused nearly everything that is drawn; forge draws
// from the literals of its source, which an artifact need not have.

import type { World } from '../../world/types.ts'

/** Inputs that were refused before anybody looks: most tests are never refused as many. */
const REFUSED_LEAST = 512
/** Runs that are looked at, and in how many of them a word has to be compared to be one of the code and not of the input. */
const RUNS = 32
const RUNS_LEAST = 24
/** A loop compares its counter with everything. */
const WORDS_MAX = 256

/** Learns while inputs are refused. */
export class RefusedInputs {
  readonly #world: World
  readonly #counts = new Map<bigint, number>()
  #looked = 0
  #words: readonly bigint[] = []

  constructor(world: World) {
    this.#world = world
  }

  /** Words that inputs are compared with, whatever the input; none before enough was seen. */
  get words(): readonly bigint[] {
    return this.#words
  }

  /** Runs a test, and looks at what it compares if so many inputs were refused. */
  watch<Result>(refused: number, run: () => Result): Result {
    if (refused < REFUSED_LEAST || this.#looked === RUNS) return run()
    const { observations } = this.#world.machine
    observations.observe({ comparisons: true })
    try {
      const result = run()
      this.#note(new Set(observations.comparisons().flatMap(({ left, right }) => [left, right])))
      return result
    } finally {
      observations.observe({})
    }
  }

  #note(seen: ReadonlySet<bigint>): void {
    for (const word of seen) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1)
    if (++this.#looked < RUNS) return
    const always = [...this.#counts].flatMap(([word, count]) => (count >= RUNS_LEAST ? [word] : []))
    this.#words = always.slice(0, WORDS_MAX)
  }
}
