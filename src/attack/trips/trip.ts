// A round trip: some steps, each related to those before it, then the way out. Something goes in, something is done, more comes out:
// which steps these are is drawn each time, from what calls were seen to do and from who writes what others read. Amounts are drawn
// from what earlier steps named, took and gave, as those of a theft are; the same is done again from another account of the
// attacker's, with the same tokens.

import type { Address } from '../../evm/types.ts'
import type { Prng } from '../../primitives/prng.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import type { AttackerMoves } from '../attacker/attacker-moves.ts'
import type { CallWriter } from '../call-writer.ts'
import type { Corpus } from '../corpus.ts'
import type { CreatedContracts } from '../created-contracts.ts'
import type { Influence } from '../influence.ts'
import type { Knob } from '../knobs.ts'
import { nestedCall, type ReactionWriter } from '../attacker/reaction-writer.ts'
import { type AttackerFacts, type Call, type TargetFunction, withoutReactions } from '../types.ts'
import type { AmountTrials } from './amount-trials.ts'
import type { Edges } from './edges.ts'
import { type EnoughEther, withEnoughEther } from './enough-ether.ts'
import type { Guide } from './guide.ts'
import type { LearnedCall } from './learned-calls.ts'
import { ladder, neverWell } from './nested-calls.ts'
import { drawAmount, type PlayedStep } from './related-amounts.ts'
import { signedOf, takenBack, withSigned } from './signed-amounts.ts'
import { aboutTheSame, isNamedAfter, lastOfTheSame, samePlaces } from './same-names.ts'
import { type Standing, SURPLUS_LEAST } from './wealth.ts'

const STEPS_MAX = 5
/** Most calls that are drawn fail: so many are drawn for each step that is to be made. */
const TRIES_OF_STEP = 3
/** Calls on the way out. */
const EXITS_MAX = 4
/** A step that failed is tried with smaller amounts: so many bits less each time. */
const SMALLER_BITS: readonly bigint[] = [4n, 8n, 16n]
/** A smaller payment is next to nothing. */
const LITTLE = 1_000n
/** One in so many numbers that are no amounts is about one of the things that were counted last: of so many. */
const THING_ONE_IN = 3
const THINGS_BACK = 4
/** All, half, ... */
const PARTS = 10
/** About a thousandth of what came back. */
const LITTLE_BITS = 10n

export type TripParts = EnoughEther & {
  readonly facts: AttackerFacts
  readonly moves: AttackerMoves
  readonly writer: CallWriter
  readonly functions: readonly TargetFunction[]
  readonly reactions: ReactionWriter
  readonly corpus: Corpus
  readonly influence: Influence
  readonly created: CreatedContracts
  readonly trials: AmountTrials
  /** Undefined: the way out is made with the amounts that are drawn. */
  readonly limits?: Edges | undefined
}

/** A call that went well in the middle of another: of the one at this position among those of the trip. */
export type Nested = { readonly at: number; readonly inner: Call }

export class Trip implements Guide {
  readonly #parts: TripParts
  readonly #prng: Prng
  readonly #account: Address
  #stepsLeft: number
  #triesLeft: number
  #isStep = false
  #exitsLeft: number
  /** What has to follow before anything else is drawn. */
  #queue: (() => Call | undefined)[] = []
  readonly #played: PlayedStep[] = []
  readonly #nested: Nested[] = []
  #own: readonly bigint[]
  /** The way out that was tried last, and those that went well and gave nothing. */
  #exiting: readonly LearnedCall[] | undefined
  readonly #vain = new Set<readonly LearnedCall[]>()
  /** A call that an honest user was about to send is a step of it: none or one. */
  #isPendingMade = false
  /** How often the present step was tried with smaller amounts. */
  #smaller = 0
  /** Amounts of the call that was adapted last which are not what they were, and those of the step that is being made. */
  #changed: number[] = []
  #trial: readonly number[] = []
  /** A step of it had a number with a sign: what is bought and sold, a change of a position. */
  #hasSigned = false
  /** Its first step is to be one that gives the attacker's contract something, with another call in the middle of it. */
  #isIntoMiddle = false

  /** The present state is where it begins. `account`: whose trip it is. `steps`: 0 for the way out alone. `exits`: tries of it. */
  constructor(
    parts: TripParts,
    prng: Prng,
    account?: Address,
    steps: number = 1 + prng.nextBelow(STEPS_MAX),
    exits: number = EXITS_MAX,
  ) {
    this.#parts = parts
    this.#prng = prng
    const { attackers } = parts.facts
    this.#account = account ?? attackers[prng.nextBelow(attackers.length)]!
    this.#stepsLeft = steps
    this.#exitsLeft = exits
    this.#triesLeft = steps * TRIES_OF_STEP
    this.#own = parts.moves.wealth.own()
  }

  /** A trip of one step: a call that gives something, and another call in the middle of it. */
  static intoTheMiddle(parts: TripParts, prng: Prng): Trip {
    const trip = new Trip(parts, prng, ATTACKER_CONTRACT, 1)
    trip.#isIntoMiddle = true
    return trip
  }

  /** This call comes next, with as much as goes well then. */
  take({ call, knob }: { readonly call: Call; readonly knob: Knob }): void {
    this.#queue.push(() => {
      const limit = this.#parts.limits?.limitOf(call, knob)
      return limit === undefined ? call : knob.set(call, limit)
    })
  }

  /**
   * These calls come first, each with as much as goes well then, or a part of that: half, a quarter, ..., of `parts` one; the last of them
   * of `lastParts`.
   */
  begin(calls: readonly Call[], parts: number = PARTS, lastParts: number = parts): void {
    const last = calls.length - 1
    this.#queue.push(
      ...calls.map((call, i) => () => this.#withPartOfLimit(call, i === last ? lastParts : parts)),
    )
  }

  #withPartOfLimit(call: Call, parts: number): Call {
    const { limits, moves } = this.#parts
    const [knob] = moves.learned.amountsOf(call)
    const limit = knob && limits?.limitOf(call, knob)
    return knob === undefined || limit === undefined
      ? call
      : knob.set(call, limit >> BigInt(this.#prng.nextBelow(parts)))
  }

  /** The calls that went well. */
  get calls(): readonly Call[] {
    return this.#played.map(({ call }) => call)
  }
  get standing(): Standing {
    return this.#parts.moves.wealth.standing(this.#own)
  }

  /** The next call; undefined: the trip is over. `recent`: what the last calls gave back. */
  next(recent: readonly bigint[]): Call | undefined {
    while (this.#queue.length > 0) {
      const call = this.#queue.shift()!()
      if (call !== undefined) return call
    }
    this.#smaller = 0
    this.#isStep = this.#stepsLeft > 0 && this.#triesLeft-- > 0
    if (this.#isStep) return this.#step(recent)
    if (this.#exitsLeft-- <= 0 || this.standing.deficit === 0) return undefined
    return this.#exit(recent)
  }

  /** What went well in the middle of its calls, of each other function the first: of calls with ever smaller amounts the greatest. */
  get nested(): readonly Nested[] {
    return this.#nested
  }

  /** A call went well. */
  note(call: Call, done: readonly object[]): void {
    this.#noteTrial(call, true)
    this.#noteNested(call, done)
    if (this.#isStep) this.#stepsLeft--
    this.#isStep = false
    const now = this.#parts.moves.wealth.own()
    const change = now.map((amount, asset) => amount - this.#own[asset]!)
    this.#own = now
    const hasGiven = change.some((amount) => amount > 0n)
    if (this.#exiting !== undefined && !hasGiven) this.#vain.add(this.#exiting)
    if (this.#exiting !== undefined && hasGiven && this.#hasSigned && this.standing.deficit === 0)
      this.#queue.push(() => this.#littleMore(call))
    this.#exiting = undefined
    const { learned } = this.#parts.moves
    const numbers = learned.amountsOf(call).flatMap((knob) => knob.get(call) || [])
    this.#played.push({ call, change, numbers })
  }

  /** Where gains and losses are booked on an account of one's own, all that was put in came back, and what was gained is still there. */
  #littleMore(call: Call): Call | undefined {
    const [knob] = this.#parts.moves.learned.amountsOf(call)
    const amount = (knob?.get(call) ?? 0n) >> LITTLE_BITS
    return knob === undefined || amount === 0n ? undefined : knob.set(call, amount)
  }

  #noteTrial({ target }: Call, wentWell: boolean): void {
    for (const place of this.#trial) this.#parts.trials.note(target, place, wentWell)
    this.#trial = []
  }

  #noteNested(outer: Call, done: readonly object[]): void {
    const at = this.#played.length
    const first = this.#nested.length
    for (const { calls } of outer.reactions ?? []) {
      for (const inner of calls) {
        const isKnown = this.#nested.slice(first).some((each) => each.inner.target === inner.target)
        if (inner.target !== outer.target && !isKnown && done.includes(inner))
          this.#nested.push({ at, inner })
      }
    }
  }

  /** A call failed: perhaps it was too much. */
  failed(call: Call): void {
    this.#noteTrial(call, false)
    const bits = SMALLER_BITS[this.#smaller]
    if (bits === undefined || this.#queue.length > 0) return
    const large = this.#parts.moves.learned
      .numbersOf(call)
      .filter((knob) => (knob.get(call) ?? 0n) >> bits > 0n)
    if (large.length === 0) return
    const knob = large[this.#prng.nextBelow(large.length)]!
    this.#smaller++
    this.#queue.push(() => knob.set(call, knob.get(call)! >> bits))
  }

  // ---- steps -----------------------------------------------------------------------------------------------------

  #step(recent: readonly bigint[]): Call {
    const { moves } = this.#parts
    const prng = this.#prng
    if (this.#played.length > 0 && !this.#isPendingMade && moves.hasPending && prng.nextBelow(4) === 0) {
      this.#isPendingMade = true
      return moves.pending(prng)!
    }
    const middle = this.#isIntoMiddle ? this.#intoTheMiddle(recent) : undefined
    if (middle !== undefined) return middle
    const kind = prng.nextBelow(16)
    if (kind === 0 || (this.#hasPaidLittle && kind < 6)) {
      const call = moves.donationTo(prng, this.#account, this.#played.at(-1)?.call.to, this.#draw(recent))
      if (call !== undefined) return call
    }
    if (kind === 3 && prng.nextBelow(2) === 0) {
      // To itself: who reads both balances before writing either makes it more.
      const call = moves.handOver(prng, this.#account, this.#account)
      if (call !== undefined) return call
    }
    if (kind < 3 && this.#again()) {
      this.#isStep = false
      return this.next(recent)!
    }
    const last = this.#played.at(-1)?.call.target ?? -1
    const learned = kind < 7 ? undefined : this.#learned(last)
    if (learned === undefined) return this.#fresh(last, recent)
    const call = this.#adapted(learned, recent)
    this.#trial = this.#changed
    return this.#reacting(withEnoughEther(prng, call, this.#parts), recent)
  }

  /** What the contract may take out, all or half of it, and another call in the middle; undefined: nothing is known. */
  #intoTheMiddle(recent: readonly bigint[]): Call | undefined {
    const { learned } = this.#parts.moves
    const prng = this.#prng
    const { outs, functions } = learned
    const examples = outs[prng.nextBelow(Math.max(1, outs.length))]
    if (examples === undefined) return undefined
    const out = examples[prng.nextBelow(examples.length)]!
    let outer = this.#sentByAccount(out.call)
    for (const { knob, asset } of out.amounts) {
      const all = asset >= 0 ? this.#all(asset, out) >> BigInt(prng.nextBelow(2)) : this.#draw(recent)
      if (all !== undefined && all >= knob.min && all <= knob.max) outer = knob.set(outer, all)
    }
    const others = functions.filter((index) => index !== out.call.target)
    const inner = (): Call[] => {
      const drawn = learned.pick(prng, others[prng.nextBelow(Math.max(1, others.length))] ?? -1)
      return drawn === undefined
        ? []
        : ladder(this.#parts.moves.learned, prng, nestedCall(this.#adapted(drawn, recent)))
    }
    const never = prng.nextBelow(4) === 0 ? neverWell(this.#parts, prng, this.#account, out.call.target) : []
    const calls = never.length > 0 ? never : [...inner(), ...inner()]
    if (calls.length === 0) return undefined
    return { ...outer, reactions: [{ calls }] }
  }

  /** The last step cost next to nothing: what a gift does to those who come next is seen best then. */
  get #hasPaidLittle(): boolean {
    const change = this.#played.at(-1)?.change ?? []
    return change.some((amount) => amount < 0n) && change.every((amount) => amount > -LITTLE)
  }

  /** A call of any function, of those rather that never went well: perhaps what was done so far is what they need. */
  #fresh(last: number, recent: readonly bigint[]): Call {
    const { moves, influence, created, writer, corpus } = this.#parts
    const prng = this.#prng
    const { functions } = moves.learned
    const callable = created.callable().filter((index) => !moves.isOfToken(index))
    const unlearned = prng.nextBelow(2) === 0 ? callable.filter((index) => !functions.includes(index)) : []
    const related = prng.nextBelow(3) === 0 ? this.#related(callable) : []
    const from = [related, unlearned, callable].find(({ length }) => length > 0) ?? created.callable()
    const index = influence.choose(prng, from, last)
    const call = { ...writer.write(prng, corpus, index, this.#account), seconds: 0, blocks: 0 }
    const about = this.#withIds(this.#sentByAccount(call), moves.learned.numbersOf(call), recent)
    return this.#reacting(withEnoughEther(prng, about, this.#parts), recent)
  }

  /** Functions of the contract that was called last which speak of the same things, by their names. */
  #related(callable: readonly number[]): readonly number[] {
    const { functions } = this.#parts
    const last = this.#played.at(-1)?.call
    const before = last === undefined ? undefined : functions[last.target]
    if (last === undefined || before === undefined) return []
    return callable.filter((index) => {
      const { to, abi } = functions[index]!
      return index !== before.index && to === before.to && samePlaces(abi, before.abi).size > 0
    })
  }

  /** One that reads what the last step wrote, or gives something: that is what a trip is for. */
  #learned(last: number): LearnedCall | undefined {
    const { moves, influence } = this.#parts
    const { functions, outs } = moves.learned
    const prng = this.#prng
    if (this.#played.length > 0 && outs.length > 0 && prng.nextBelow(4) === 0) {
      const examples = outs[prng.nextBelow(outs.length)]!
      return examples[prng.nextBelow(examples.length)]
    }
    return functions.length === 0
      ? undefined
      : moves.learned.pick(prng, influence.choose(prng, functions, last))
  }

  /** The call from the trip's account, with amounts and ids of this trip. */
  #adapted(learned: LearnedCall, recent: readonly bigint[]): Call {
    const { moves } = this.#parts
    const prng = this.#prng
    let call = this.#sentByAccount(learned.call)
    this.#changed = []
    for (const { knob, asset } of learned.amounts) {
      if (this.#parts.trials.stays(prng, call.target, knob.place)) continue
      const part = asset >= 0 && prng.nextBelow(2) === 0 ? this.#partOf(asset, learned) : 0n
      // Of what is newly made no contract has any.
      const amount = part > 0n ? part : this.#draw(recent)
      if (amount === undefined || amount < knob.min || amount > knob.max || amount === knob.get(call))
        continue
      call = knob.set(call, amount)
      this.#changed.push(knob.place)
    }
    const ids = learned.knobs.filter((knob) => !learned.amounts.some((amount) => amount.knob === knob))
    // The first is what the call is about; the others may be amounts that were never seen to move anything.
    for (const knob of ids.slice(1)) {
      const amount = prng.nextBelow(2) === 0 ? this.#draw(recent) : undefined
      if (amount !== undefined && amount <= knob.max) call = knob.set(call, amount)
    }
    if (prng.nextBelow(3) === 0) call = moves.aboutOneself(prng, call)
    const signed = signedOf(learned.knobs)
    if (signed.length === 0) return this.#withIds(call, ids, recent)
    this.#hasSigned = true
    const back = takenBack(call, signed, this.calls, prng)
    if (back !== undefined) return back
    const plain = ids.filter((knob) => !signed.includes(knob))
    return this.#withIds(
      withSigned(call, signed, prng, () => this.#draw(recent)),
      plain,
      recent,
    )
  }

  #sentByAccount(call: Call): Call {
    const sent = this.#parts.moves.sentBy(call, this.#account)
    return this.#account === ATTACKER_CONTRACT ? sent : withoutReactions(sent)
  }

  /** The attacker's contract may do something when it is called back: mostly what gives it something, or reads what is half done. */
  #reacting(call: Call, recent: readonly bigint[]): Call {
    const { reactions, corpus } = this.#parts
    const prng = this.#prng
    if (call.from !== ATTACKER_CONTRACT || call.target < 0 || prng.nextBelow(3) > 0) return call
    const learned = prng.nextBelow(4) === 0 ? undefined : this.#learned(call.target)
    if (learned === undefined) return reactions.react(prng, corpus, call)
    const nested = nestedCall(this.#adapted(learned, recent))
    return { ...call, reactions: [{ calls: ladder(this.#parts.moves.learned, prng, nested) }] }
  }

  /** About what the step before it was about, mostly, and about what that gave back; other numbers are often those of things there are. */
  #withIds(call: Call, knobs: LearnedCall['knobs'], recent: readonly bigint[]): Call {
    const { functions, writer } = this.#parts
    const things = this.#withThings(call, knobs)
    const before = this.#stepBefore(call)
    if (before === undefined || this.#prng.nextBelow(3) === 0) return this.#withId(things, knobs, recent)
    const same = aboutTheSame(things, before, functions, writer, this.#prng)
    const others = knobs.filter(({ place }) => !same.places.has(place))
    return this.#withId(same.call, others, recent)
  }

  /** The step that a call goes on from: the last one, or mostly the last of the same things where that was made somewhere else. */
  #stepBefore(call: Call): Call | undefined {
    const last = this.#played.at(-1)?.call
    const own = lastOfTheSame(call, this.calls, this.#parts.functions)
    return own === undefined || this.#prng.nextBelow(4) === 0 ? last : own
  }

  /** Small numbers may say which of the things that a contract has counted are meant. */
  #withThings(call: Call, knobs: LearnedCall['knobs']): Call {
    const prng = this.#prng
    let changed = call
    for (const knob of knobs) {
      if (knob.place < 0 || prng.nextBelow(THING_ONE_IN) > 0) continue
      const last = this.#parts.facts.countNow(prng)
      if (last === undefined || last > knob.max) continue
      const back = BigInt(prng.nextBelow(THINGS_BACK))
      changed = knob.set(changed, last > back ? last - back : 1n)
    }
    return changed
  }

  /** About what a call gave back just now, mostly: the number that is named after it, or the first of its numbers. */
  #withId(call: Call, knobs: LearnedCall['knobs'], recent: readonly bigint[]): Call {
    const prng = this.#prng
    const { functions } = this.#parts
    const inputs = functions[call.target]?.abi.inputs ?? []
    const last = functions[this.#played.at(-1)?.call.target ?? -1]
    const named = last && knobs.find(({ place }) => isNamedAfter(inputs[place]?.name ?? '', last))
    const knob = named ?? knobs[0]
    if (knob === undefined || recent.length === 0 || prng.nextBelow(3) === 0) return call
    const back = prng.nextBelow(3) === 0 ? prng.nextBelow(recent.length) : 0
    const id = recent[recent.length - 1 - back]!
    return id > knob.max ? call : knob.set(call, id)
  }

  /** A part of what there is of it to be paid, or got. */
  #partOf(asset: number, learned: LearnedCall): bigint {
    return this.#all(asset, learned) >> BigInt(this.#prng.nextBelow(PARTS))
  }

  #all(asset: number, { pays }: LearnedCall): bigint {
    const { facts } = this.#parts
    return pays.includes(asset) ? facts.amountOf(asset, this.#account) : facts.heldByContracts(asset)
  }

  #draw(recent: readonly bigint[]): bigint | undefined {
    const { facts, moves } = this.#parts
    const surplus = moves.wealth.change(this.#own)
    const scene = { facts, played: this.#played, surplus, account: this.#account, recent }
    return drawAmount(this.#prng, scene)
  }

  /** A step once more, from other accounts, which get the tokens of the one before. */
  #again(): boolean {
    const { facts, moves } = this.#parts
    const prng = this.#prng
    if (this.#played.length === 0) return false
    // Later ones rather: what is to be done twice is what was just done.
    const first = prng.nextBelow(this.#played.length)
    const step = this.#played[first + prng.nextBelow(this.#played.length - first)]!.call
    // Who was lured gives nothing away.
    if (!facts.attackers.includes(step.from)) return false
    const others = facts.attackers.filter((each) => each !== step.from)
    const count = prng.nextBelow(3) === 0 ? 1 : others.length
    const start = prng.nextBelow(others.length)
    let from = step.from
    for (let i = 0; i < count; i++) {
      const giver = from
      const taker = others[(start + i) % others.length]!
      this.#queue.push(() => moves.handOver(prng, giver, taker))
      this.#queue.push(() => withoutReactions(moves.sentBy(step, taker)))
      from = taker
    }
    return true
  }

  // ---- the way out -----------------------------------------------------------------------------------------------

  /** A call that gives something of which too little is there, for what there is too much of or for nothing. */
  #exit(recent: readonly bigint[]): Call | undefined {
    const { moves } = this.#parts
    const prng = this.#prng
    const surplus = moves.wealth.change(this.#own)
    const isMissing = (asset: number): boolean => surplus[asset]! < 0n && !moves.wealth.isShare(asset)
    const canPay = (asset: number): boolean => surplus[asset]! > 0n
    const prepaid = this.#prepaidExit(isMissing, surplus)
    if (prepaid !== undefined) return prepaid
    const fitting = moves.learned.outs.filter((examples) => {
      if (this.#vain.has(examples)) return false
      const { gets, pays } = examples[0]!
      return gets.some(isMissing) && pays.every(canPay)
    })
    // Where something was put in there may be something to be got.
    const called = new Set(this.#played.map(({ call }) => call.to))
    const near = prng.nextBelow(4) === 0 ? [] : fitting.filter(([first]) => called.has(first!.call.to))
    const from = near.length > 0 ? near : fitting
    const examples = from[prng.nextBelow(Math.max(1, from.length))]
    if (examples === undefined) return undefined
    this.#exiting = examples
    const learned = examples[prng.nextBelow(examples.length)]!
    // What one account put in may have become another's on the way.
    const { attackers } = this.#parts.facts
    const isOther = prng.nextBelow(3) === 0
    let call = isOther
      ? withoutReactions(moves.sentBy(learned.call, attackers[prng.nextBelow(attackers.length)]!))
      : this.#sentByAccount(learned.call)
    for (const { knob, asset } of learned.amounts) {
      // What moves nothing may be what is wanted at least.
      const isLimit = asset < 0 && prng.nextBelow(2) === 0
      const amount = isLimit ? 0n : (this.#amountOut(asset, surplus, learned) ?? this.#draw(recent))
      if (amount !== undefined && amount >= knob.min && amount <= knob.max) call = knob.set(call, amount)
    }
    const ids = learned.knobs.filter((knob) => !learned.amounts.some((amount) => amount.knob === knob))
    const about = withEnoughEther(prng, this.#withId(call, ids, recent), this.#parts)
    return this.#asMuchAsGoesWell(this.#reacting(about, recent), learned, surplus)
  }

  /** All that there is too much of for what is missing, half of the time, where a pool wants to be paid first and amounts can be tried. */
  #prepaidExit(isMissing: (asset: number) => boolean, surplus: readonly bigint[]): Call | undefined {
    const { facts, moves, limits } = this.#parts
    if (limits === undefined || facts.prepaidTrades.length === 0) return undefined
    const fitting = facts.prepaidTrades.filter(({ pays, takes }) => surplus[pays]! > 0n && isMissing(takes))
    const trade = fitting[this.#prng.nextBelow(Math.max(1, 2 * fitting.length))]
    const made = trade && moves.prepaid(trade, this.#account, surplus[trade.pays]!)
    if (made?.taken === undefined) return undefined
    this.take(made.taken)
    return made.call
  }

  /** What has brought something already is worth the most that can be got back. */
  #asMuchAsGoesWell(call: Call, { amounts, pays }: LearnedCall, surplus: readonly bigint[]): Call {
    const moved = amounts.find(({ asset }) => asset >= 0)
    if (moved === undefined || this.standing.surplus < SURPLUS_LEAST) return call
    const { knob, asset } = moved
    const all = pays.includes(asset) ? surplus[asset]! : -surplus[asset]!
    return this.#parts.limits?.most(call, knob, all) ?? call
  }

  /** What is paid: all that there is too much of. What is got: all that is missing, half of the time. */
  #amountOut(asset: number, surplus: readonly bigint[], { pays, gets }: LearnedCall): bigint | undefined {
    if (asset < 0) return undefined
    if (pays.includes(asset)) return surplus[asset]
    return gets.includes(asset) && this.#prng.nextBelow(2) === 0 ? -surplus[asset]! : undefined
  }
}
