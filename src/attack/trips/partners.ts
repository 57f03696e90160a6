// Two accounts of the attacker's: one does something, mostly to its own disadvantage, then another one does to it what users of the setup
// did to each other, and may win more than the first one lost. Who liquidates, challenges or outbids itself is its own counterparty.

import type { Address } from '../../evm/types.ts'
import type { Prng } from '../../primitives/prng.ts'
import { type Call, withoutReactions } from '../types.ts'
import { aboutAnother, fromAnotherAccount } from './from-another-account.ts'
import type { Guide } from './guide.ts'
import { LITTLE, type Player } from './player.ts'
import { aboutTheSame } from './same-names.ts'
import { Trip, type TripParts } from './trip.ts'

const STEPS_MAX = 2
/** Contracts that the steps named, tried in the place of those that the user named. */
const OTHERS_MAX = 3
const TRIES_MAX = 24
/** Quarters of the most. */
const PARTS = 4

export class Partners implements Guide {
  /** Who does it to the account that made the steps. */
  readonly partner: Address
  readonly #parts: TripParts
  readonly #prng: Prng
  readonly #account: Address
  readonly #trip: Trip
  readonly #player: Player
  #hasGivenUp = false
  #tries: Call[] | undefined
  #dealt: Call | undefined

  /** `account`: who makes the steps; undefined: any. The present state is where they begin. */
  constructor(parts: TripParts, prng: Prng, player: Player, account: Address | undefined) {
    const { attackers } = parts.facts
    this.#parts = parts
    this.#prng = prng
    this.#player = player
    this.#account = account ?? attackers[prng.nextBelow(attackers.length)]!
    const others = attackers.filter((each) => each !== this.#account)
    this.partner = others[prng.nextBelow(others.length)]!
    this.#trip = new Trip(parts, prng, this.#account, prng.nextBelow(STEPS_MAX + 1), 0)
  }

  /** The calls that went well. */
  get calls(): readonly Call[] {
    return this.#trip.calls
  }
  /** What the partner did, the last of the calls; undefined if nothing went well. */
  get dealt(): Call | undefined {
    return this.#dealt
  }

  next(recent: readonly bigint[]): Call | undefined {
    if (this.#dealt !== undefined) return undefined
    if (this.#tries === undefined) {
      const step = this.#trip.next(recent)
      if (step !== undefined) return step
      const last = this.#hasGivenUp ? undefined : this.#much()
      this.#hasGivenUp = true
      if (last !== undefined) return last
      this.#tries = this.#dealings()
    }
    return this.#tries.shift()
  }

  note(call: Call, done: readonly object[]): void {
    this.#trip.note(call, done)
    if (this.#tries !== undefined) this.#dealt = call
  }

  failed(call: Call): void {
    if (this.#tries === undefined) this.#trip.failed(call)
  }

  /** The last step: any call that is known, with as much as goes well or a part of it. What ruins somebody is not little. */
  #much(): Call | undefined {
    const { moves, functions, writer } = this.#parts
    const prng = this.#prng
    const known = moves.learned.functions.filter((index) => !moves.isOfToken(index))
    const learned = moves.learned.pick(prng, known[prng.nextBelow(Math.max(1, known.length))] ?? -1)
    if (learned === undefined) return undefined
    const sent = withoutReactions(moves.sentBy(learned.call, this.#account))
    const before = this.#trip.calls.at(-1)
    const call = before === undefined ? sent : aboutTheSame(sent, before, functions, writer, prng).call
    const knobs = moves.learned.amountsOf(call)
    const knob = knobs[prng.nextBelow(Math.max(1, knobs.length))]
    const most = knob && this.#player.most(call, knob, knob.get(call) ?? 0n)
    return most === undefined
      ? call
      : knob!.set(
          call,
          (most * BigInt(prng.nextBelow(2) === 0 ? PARTS : 1 + prng.nextBelow(PARTS))) / BigInt(PARTS),
        )
  }

  /** One of what users did to each other, as the partner does it: with next to nothing, and about what the steps were about. */
  #dealings(): Call[] {
    const { facts, writer, moves } = this.#parts
    const { call, about } = facts.dealings[this.#prng.nextBelow(facts.dealings.length)]!
    const named = aboutAnother(call, about, this.#account, writer)
    const sent = fromAnotherAccount(named, this.partner, writer)
    const tries = [sent, ...this.#aboutOthers(sent)].flatMap((each) => {
      const numbers = moves.learned.numbersOf(each)
      const little = numbers.map((number) =>
        numbers.reduce((now, knob) => knob.set(now, knob === number ? LITTLE : 0n), each),
      )
      return [...little, each]
    })
    return tries.slice(0, TRIES_MAX)
  }

  /** The call with what the steps named in the place of contracts that the user named. */
  #aboutOthers(call: Call): Call[] {
    const { writer, facts } = this.#parts
    const values = writer.valuesOf(call)
    if (values === undefined) return []
    const isOther = (value: unknown): value is Address =>
      typeof value === 'string' && value.startsWith('0x') && !facts.attackers.some((each) => each === value)
    const types = writer.typesOf(call.target)
    const places = types.flatMap(({ kind }, i) => (kind === 'address' && isOther(values[i]) ? i : []))
    if (places.length === 0) return []
    const named = this.#trip.calls.flatMap((each) =>
      writer.typesOf(each.target).flatMap(({ kind }, i) => {
        const value = kind === 'address' ? writer.valuesOf(each)?.[i] : undefined
        return isOther(value) ? value : []
      }),
    )
    return [...new Set(named)].slice(-OTHERS_MAX).map((other) =>
      writer.withValues(
        call,
        places.reduce((now, place) => now.with(place, other), values),
      ),
    )
  }
}
