// States in which properties were asked and held: in the same state they say the same again. Searches come back to states often, as many
// calls do the same whatever their arguments are.

import type { World, WorldMark } from '../world/types.ts'

/** Of so many states the last is known. A power of two. */
const PLACES = 8_192
/** Numbers of 32 bits of a state's hash that are compared; another one says where it is kept. */
const TAG = 3

const HELD = 1
const COMPARED = 2

/** What one lane has asked, about states of one block in which cheatcodes remember the same: of others nothing is known. */
export class AskedStates {
  readonly #world: World
  #first: WorldMark | undefined
  readonly #tags = new Uint32Array(PLACES * TAG)
  /** Whom the question concerned, as bits. */
  readonly #concerned = new BigUint64Array(PLACES)
  /** HELD, and COMPARED if comparisons were looked at; 0: nothing is kept here. */
  readonly #answers = new Uint8Array(PLACES)
  readonly #state = new Uint32Array(1 + TAG)
  /** Where the present state is kept; -1: nowhere. */
  #place = -1

  constructor(world: World) {
    this.#world = world
  }

  /** Whether the same was asked about the present state, and held. @param compares comparisons are looked at */
  has(concerned: bigint, compares: boolean): boolean {
    const world = this.#world
    const first = (this.#first ??= world.mark())
    this.#place = -1
    if (!world.isInBlockOf(first) || !world.remembersSame(first)) return false
    const state = this.#state
    world.machine.stateHashInto(state)
    const place = state[0]! & (PLACES - 1)
    this.#place = place
    if (this.#answers[place]! < (compares ? COMPARED : HELD)) return false
    const at = place * TAG
    const tags = this.#tags
    const isSame = tags[at] === state[1] && tags[at + 1] === state[2] && tags[at + 2] === state[3]
    return isSame && this.#concerned[place] === concerned
  }

  /** What `has` was asked about last has held. */
  note(concerned: bigint, compares: boolean): void {
    const place = this.#place
    if (place < 0) return
    const state = this.#state
    const at = place * TAG
    const tags = this.#tags
    tags[at] = state[1]!
    tags[at + 1] = state[2]!
    tags[at + 2] = state[3]!
    this.#concerned[place] = concerned
    this.#answers[place] = compares ? COMPARED : HELD
  }
}
