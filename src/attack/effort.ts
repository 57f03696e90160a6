// How a lane shares its executions among kinds of episodes. Each kind has a share, of executions and not of episodes: some take two
// calls and others two hundred. What brings more that is new for what it costs gets more than its share, and what brings less gets
// less, within limits: what will find the failure at last may bring nothing until then.

import type { Prng } from '../primitives/prng.ts'

/** A kind has this part of its share at least, and so many times its share at most. */
const LEAST = 1 / 2
const MOST = 2
/** Before so many executions of a kind its share says more than what it brought. */
const EXECUTIONS_OF_DOUBT = 300
/** Before so many episodes of a kind they are taken to cost what others do. */
const EPISODES_OF_DOUBT = 4
const COST_AT_FIRST = 8

type Account = { readonly share: number; episodes: number; executions: number; brought: number }

export class Effort<Kind extends string> {
  readonly #accounts: ReadonlyMap<Kind, Account>
  #executions = 0
  #brought = 0

  /** @param shares Of all executions, in any unit. */
  constructor(shares: Readonly<Record<Kind, number>>) {
    this.#accounts = new Map(
      (Object.keys(shares) as Kind[]).map((kind) => [
        kind,
        { share: shares[kind], episodes: 0, executions: 0, brought: 0 },
      ]),
    )
  }

  /** The kind of the next episode, one of those that are possible now. */
  choose(prng: Prng, isPossible: (kind: Kind) => boolean): Kind {
    const kinds = [...this.#accounts.keys()].filter(isPossible)
    const weights = kinds.map((kind) =>
      Math.max(1, Math.round(UNIT * this.#weight(this.#accounts.get(kind)!))),
    )
    let drawn = prng.nextBelow(weights.reduce((sum, weight) => sum + weight, 0))
    return kinds.find((_, i) => (drawn -= weights[i]!) < 0)!
  }

  /** An episode of the kind took so many executions and brought so many new things. */
  note(kind: Kind, executions: number, brought: number): void {
    const account = this.#accounts.get(kind)!
    account.episodes++
    account.executions += executions
    account.brought += brought
    this.#executions += executions
    this.#brought += brought
  }

  /** How often the kind is chosen: its share, by what an episode costs and by what its executions bring. */
  #weight({ share, episodes, executions, brought }: Account): number {
    const cost = (executions + EPISODES_OF_DOUBT * COST_AT_FIRST) / (episodes + EPISODES_OF_DOUBT)
    const usual = (this.#brought + 1) / (this.#executions + EXECUTIONS_OF_DOUBT)
    const yields = (brought + usual * EXECUTIONS_OF_DOUBT) / (executions + EXECUTIONS_OF_DOUBT)
    return (share * Math.min(MOST, Math.max(LEAST, yields / usual))) / cost
  }
}

/** Weights are whole numbers. */
const UNIT = 1_000
