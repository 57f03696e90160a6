// Calls of a lane's own choice: of which function, about what, and what the attacker's contract does when it is called back.

import type { Address } from '../evm/types.ts'
import type { Prng } from '../primitives/prng.ts'
import { ATTACKER_CONTRACT } from '../world/attacker/attacker.ts'
import { BORROWED_STORAGE } from '../world/attacker/borrowed-storage.ts'
import { DELEGATE } from '../world/attacker/conduct.ts'
import type { Move } from './attacker/attacker-moves.ts'
import { LURE } from './attacker/lure.ts'
import type { LaneParts } from './lane-task.ts'
import { aboutTheSame } from './trips/same-names.ts'
import type { Call } from './types.ts'

/** One in so many calls is about what the call before it was about. */
const SAME_ONE_IN = 3
/** How often another call is drawn instead of one that only tells the attacker's contract something. */
const OWN_REDRAWN = 6
const TOLD_ONE_IN = 8

export class CallDrawer {
  readonly #parts: LaneParts
  readonly #prng: Prng
  readonly #canDelegate: boolean
  /** By function: it is what the attacker does for itself, and nobody else is called. */
  readonly #isOwn: readonly boolean[]
  readonly #isAttackers: boolean

  constructor(parts: LaneParts, prng: Prng) {
    this.#parts = parts
    this.#prng = prng
    const { functions, attacker } = parts.target
    this.#canDelegate = functions.some(({ abi }) => abi === DELEGATE)
    this.#isOwn = functions.map(
      ({ to, abi }) => to === BORROWED_STORAGE || (to === ATTACKER_CONTRACT && abi !== LURE),
    )
    this.#isAttackers = attacker !== undefined
  }

  /** A call of our own choice. `last`: the call before it that went well. */
  draw(planned: Move | undefined, last: Call | undefined, sender: Address | undefined): Call {
    const { writer, corpus, target } = this.#parts
    const prng = this.#prng
    const move = this.#move(planned, sender)
    if (move !== undefined) return this.#reacting(move)
    const call = writer.write(prng, corpus, this.#chooseFunction(last?.target ?? -1), sender)
    return this.#reacting(
      last === undefined || prng.nextBelow(SAME_ONE_IN) > 0
        ? call
        : aboutTheSame(call, last, target.functions, writer, prng).call,
    )
  }

  /** A changed copy of a call. */
  changed(call: Call): Call {
    const { reactions, writer, corpus } = this.#parts
    const reacts = call.from === ATTACKER_CONTRACT || call.reactions !== undefined
    return reacts && this.#prng.nextBelow(2) === 0
      ? reactions.react(this.#prng, corpus, call)
      : writer.change(this.#prng, call)
  }

  /** How the attacker's contract behaves is always news, and mostly no help. */
  #chooseFunction(last: number): number {
    const { influence, created, target } = this.#parts
    const prng = this.#prng
    let index = influence.choose(prng, created.callable(), last)
    for (let i = 0; i < OWN_REDRAWN && this.#isOwn[index]!; i++) {
      const isTold = target.functions[index]!.to === ATTACKER_CONTRACT
      if (isTold && prng.nextBelow(TOLD_ONE_IN) === 0) break
      index = influence.choose(prng, created.callable(), last)
    }
    return index
  }

  /** A move of an attacker's: what the plan says, or one at times. */
  #move(planned: Move | undefined, sender: Address | undefined): Call | undefined {
    const { moves } = this.#parts
    return planned === undefined ? moves?.draw(this.#prng) : moves?.play(planned, this.#prng, sender)
  }

  /** A new call; the attacker's contract may do something when it is called back. */
  #reacting(call: Call): Call {
    if (!this.#isAttackers) return call
    const { reactions, corpus } = this.#parts
    const isCode = call.from === ATTACKER_CONTRACT || this.#isDelegated(call.from)
    const mayReact = isCode ? this.#prng.nextBelow(3) === 0 : isLure(call)
    return mayReact ? reactions.react(this.#prng, corpus, call) : call
  }

  /** An account of the attacker's that has the contract's code now. */
  #isDelegated(account: Address): boolean {
    return this.#canDelegate && this.#parts.world.machine.getCode(account).length > 0
  }
}

/** Nothing is said to the attacker's contract: it does what its reactions say. */
function isLure({ to, data }: Call): boolean {
  return to === ATTACKER_CONTRACT && data.length === 0
}
