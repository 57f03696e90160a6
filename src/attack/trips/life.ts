// The life of a thing: it is made, something is done about it, time passes, and something is done about it again; by accounts of the
// attacker's that are all that have to do with it. What pays twice, or after it is over, pays from what belongs to others.

import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32 } from '../../primitives/bytes.ts'
import type { Prng } from '../../primitives/prng.ts'
import { blocksIn } from '../../world/passing-time.ts'
import type { World } from '../../world/types.ts'
import { knobsOf } from '../knobs.ts'
import { type Call, type CampaignTarget, withoutReactions } from '../types.ts'
import { withEnoughEther } from './enough-ether.ts'
import type { Guide } from './guide.ts'
import { waitOf } from './patience.ts'
import { drawAmount, type PlayedStep } from './related-amounts.ts'
import type { Thing } from './things.ts'
import type { TripParts } from './trip.ts'

/** Most calls that make something fail where their numbers are drawn: so many are tried. */
const MAKING_TRIES = 4
/** Calls about it, those that fail among them; so many of them are left for when time has passed. */
const TRIES = 14
const TRIES_AFTER = 8
const BEFORE_MAX = 3
const AFTER_MAX = 4
/** One in so many numbers of what is made is next to nothing: a goal, a price, a number of seconds. */
const LITTLE_ONE_IN = 3
const LITTLE: readonly bigint[] = [0n, 1n, 2n, 3_600n, 1_000_000n]
/** Of a life, one in so many calls is another account's than the maker's. */
const OTHERS_ONE_IN = 4

export type LifeParts = TripParts & { readonly world: World; readonly target: CampaignTarget }

export class Life implements Guide {
  readonly #parts: LifeParts
  readonly #prng: Prng
  readonly #thing: Thing
  readonly #maxSeconds: number
  readonly #maker: Address
  #made: Call | undefined
  #number: bigint | undefined
  #making = MAKING_TRIES
  #before: number
  #after: number
  #tries = TRIES
  #hasWaited = false
  /** To be made once more. */
  #again: Call | undefined
  #isAgain = false
  #own: readonly bigint[]
  readonly #played: PlayedStep[] = []

  /** The present state is where it begins. */
  constructor(parts: LifeParts, prng: Prng) {
    this.#parts = parts
    this.#prng = prng
    this.#maxSeconds = parts.target.maxSeconds
    const { attackers, things } = parts.facts
    this.#thing = things[prng.nextBelow(things.length)]!
    this.#maker = attackers[prng.nextBelow(attackers.length)]!
    this.#before = prng.nextBelow(BEFORE_MAX + 1)
    this.#after = 1 + prng.nextBelow(AFTER_MAX)
    this.#own = parts.moves.wealth.own()
  }

  next(recent: readonly bigint[]): Call | undefined {
    if (this.#made === undefined) return this.#making-- > 0 ? this.#make() : undefined
    this.#number ??= this.#numberOf(recent)
    const again = this.#again
    this.#again = undefined
    this.#isAgain = again !== undefined
    if (again !== undefined) return again
    if (this.#tries-- <= 0) return undefined
    if (this.#before > 0) return this.#about(recent)
    if (this.#after <= 0) return undefined
    const call = this.#about(recent)
    if (this.#hasWaited) return call
    this.#hasWaited = true
    const seconds = this.#wait()
    return { ...call, seconds, blocks: blocksIn(seconds) }
  }

  note(call: Call): void {
    const { moves } = this.#parts
    const now = moves.wealth.own()
    const change = now.map((amount, asset) => amount - this.#own[asset]!)
    this.#own = now
    const numbers = moves.learned.amountsOf(call).flatMap((knob) => knob.get(call) || [])
    this.#played.push({ call, change, numbers })
    if (this.#made === undefined) this.#made = call
    else {
      if (!this.#hasWaited) this.#before--
      else if (!this.#isAgain) this.#after--
      // What gives something may give it as often as one likes.
      const gives = change.some((amount) => amount > 0n)
      if (gives ? this.#prng.nextBelow(4) > 0 : !this.#isAgain && this.#prng.nextBelow(2) === 0)
        this.#again = { ...withoutReactions(call), seconds: 0, blocks: 0 }
    }
  }

  failed(): void {
    if (this.#made !== undefined && !this.#hasWaited && this.#tries <= TRIES_AFTER) this.#before = 0
  }

  #make(): Call {
    const call = this.#written(this.#thing.maker, this.#maker)
    const prng = this.#prng
    return withEnoughEther(
      prng,
      knobsOf(call, this.#parts)
        .filter(({ place }) => place >= 0)
        .reduce((now, knob) => {
          const number = LITTLE[prng.nextBelow(LITTLE_ONE_IN * LITTLE.length)]
          return number === undefined || number < knob.min || number > knob.max ? now : knob.set(now, number)
        }, call),
      this.#parts,
    )
  }

  #numberOf(recent: readonly bigint[]): bigint {
    const prng = this.#prng
    const back = this.#thing.returnsNumber ? recent.at(prng.nextBelow(4) === 0 ? -2 : -1) : undefined
    return back ?? this.#parts.facts.countNow(prng) ?? BigInt(prng.nextBelow(2))
  }

  /** A call about the thing. */
  #about(recent: readonly bigint[]): Call {
    const { facts, moves, functions, writer } = this.#parts
    const prng = this.#prng
    const { index, place } = this.#thing.about[prng.nextBelow(this.#thing.about.length)]!
    const { attackers } = facts
    const isOther = prng.nextBelow(OTHERS_ONE_IN) === 0
    const account = isOther ? attackers[prng.nextBelow(attackers.length)]! : this.#maker
    let call = this.#written(index, account)
    const surplus = moves.wealth.change(this.#own)
    const scene = { facts, played: this.#played, surplus, account, recent }
    for (const knob of moves.learned.numbersOf(call)) {
      const amount = knob.place === place || prng.nextBelow(4) === 0 ? undefined : drawAmount(prng, scene)
      if (amount !== undefined && amount >= knob.min && amount <= knob.max) call = knob.set(call, amount)
    }
    const values = writer.valuesOf(call)
    const { kind } = functions[index]!.abi.inputs[place]!.type
    const number = this.#number!
    const named =
      values &&
      writer.withValues(call, values.with(place, kind === 'uint' ? number : bigIntToBytes32(number)))
    return withEnoughEther(prng, named ?? call, this.#parts)
  }

  /** As it was seen to work, half of the time, or anew. */
  #written(index: number, account: Address): Call {
    const { moves, writer, corpus } = this.#parts
    const prng = this.#prng
    const learned = prng.nextBelow(2) === 0 ? moves.learned.pick(prng, index) : undefined
    const call = learned?.call ?? writer.write(prng, corpus, index, account)
    return withoutReactions(moves.sentBy(call, account))
  }

  /** As long as the maker said, if it said a time, and a second more; or as things are made to wait mostly. */
  #wait(): number {
    const prng = this.#prng
    const made = this.#made!
    const now = this.#parts.world.machine.block.timestamp
    const said = knobsOf(made, this.#parts).flatMap((knob) => {
      const number = knob.place < 0 ? 0n : (knob.get(made) ?? 0n)
      return [number, number - now].filter((each) => each > 0n && each < BigInt(this.#maxSeconds))
    })
    const drawn = said[prng.nextBelow(2 * Math.max(1, said.length))]
    return drawn === undefined ? waitOf(prng, this.#maxSeconds) : Number(drawn) + 1
  }
}
