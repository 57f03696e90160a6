// Round trips of a lane: each is made, judged as any walk is, and climbed if it brought something and cost something else.

import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import type { TripKind } from '../episodes.ts'
import type { Lane, Start } from '../lane.ts'
import type { LargeTrade } from '../attacker/attacker-moves.ts'
import { nestedCall } from '../attacker/reaction-writer.ts'
import type { Call, CallReaction, CallSequence, UsersWay } from '../types.ts'
import { Allowance } from '../allowance.ts'
import { AmountTrials } from './amount-trials.ts'
import { climb } from './climb.ts'
import { grown } from './crumbs.ts'
import { Edges } from './edges.ts'
import type { Guide } from './guide.ts'
import { Life } from './life.ts'
import { onlyInTheMiddle } from './middle.ts'
import { Partners } from './partners.ts'
import { Patience } from './patience.ts'
import { Player } from './player.ts'
import { squeeze } from './squeeze.ts'
import { Trip, type TripParts } from './trip.ts'
import { SURPLUS_LEAST } from './wealth.ts'

/** Climbs have this part of a lane's executions, crumbs that are to grow and looks at the middle of calls theirs: and more if they pay. */
const CLIMBS_ONE_IN = 5
const CRUMBS_ONE_IN = 24
const MIDDLES_ONE_IN = 8
const SQUEEZES_ONE_IN = 10
/** Trips of the same functions are climbed so often. */
const CLIMBS_OF_ONE_WAY_MAX = 2
const AGAIN_MAX = 3
/** What one function does in the middle of another is looked at so often in a lane. */
const MIDDLES_OF_PAIR_MAX = 4
/** Tries to get out with what could be done only there. */
const WAYS_OUT_OF_MIDDLE = 6
/** Short ones are worth going on from. */
const UNFINISHED_MAX = 12
const UNFINISHED_CALLS_MAX = 4
/** Of trips that begin with a course, one in so many begins with next to nothing. */
const LITTLE_ONE_IN = 8
/** Of those that begin with what a user did, one in so many does it with another contract. */
const SIBLINGS_ONE_IN = 5
/** After a trade little may be pledged, and then all is taken that it allows; or of each call nearly all that goes well, or half of it. */
const AFTER_TRADE = [
  { parts: 6, lastParts: 1 },
  { parts: 3, lastParts: 3 },
] as const
const NOTHING_MORE: Guide = { next: () => undefined, note: () => undefined, failed: () => undefined }

/**
 * What a trip begins with: these calls, what is taken for them, then those with as much as goes well or a part of it; `steps`: how many
 * of its own.
 * `isElsewhere`: where no user has been, and where the way out is looked for at the edge of what is allowed.
 */
type Beginning = {
  readonly first: readonly Call[]
  readonly taken?: LargeTrade['taken']
  readonly rest?: readonly Call[]
  readonly steps?: number | undefined
  readonly isElsewhere?: boolean
  /** All of as much as goes well, half of it, ...: so many, and for the last of them. */
  readonly parts?: number
  readonly lastParts?: number
}
const NOTHING: Beginning = { first: [] }

/** Calls with better amounts, and what finding them took of which allowance. */
type Better = {
  readonly ways: readonly [CallSequence, ...CallSequence[]]
  readonly allowance: Allowance
  readonly cost: number
}

export class Travels {
  readonly #lane: Lane
  readonly #climbs = new Allowance(CLIMBS_ONE_IN)
  readonly #crumbs = new Allowance(CRUMBS_ONE_IN)
  /** Of looks at what goes well only in the middle of a call, and of climbs from there. */
  readonly #looks = new Allowance(MIDDLES_ONE_IN)
  /** Of looks at what one account does to another one, and of what makes it pay. */
  readonly #squeezes = new Allowance(SQUEEZES_ONE_IN)
  /** How often trips of the same functions were climbed. */
  readonly #climbed = new Map<string, number>()
  /** How often it was looked at what one function does in the middle of another. */
  readonly #middles = new Map<string, number>()
  readonly #trials = new AmountTrials()
  readonly #edges: Edges
  /** Trips from the first state that brought something and cost something else, with their best amounts. */
  readonly #unfinished: (readonly Call[])[] = []

  constructor(lane: Lane) {
    this.#lane = lane
    this.#edges = new Edges(lane)
  }

  /** Executions of climbs, looks and growing crumbs so far: they are no part of any trip's. */
  get climbed(): number {
    return (
      this.#climbs.spent + this.#looks.spent + this.#crumbs.spent + this.#edges.spent + this.#squeezes.spent
    )
  }

  /** Whether there is anything that such a trip could be made of. */
  isPossible(kind: TripKind): boolean {
    const { moves, target, courses, patientCourses } = this.#lane.parts
    if (kind === 'user') return target.attacker!.ways.length + patientCourses.length > 0
    if (kind === 'begun') return courses.usual.length + this.#unfinished.length > 0
    if (kind === 'price') return courses.usual.length > 0 && moves!.hasTrades
    if (kind === 'life') return target.attacker!.things.length > 0
    if (kind === 'partners') return target.attacker!.dealings.length > 0
    if (kind === 'middle') return moves!.isCalledBack && moves!.learned.outs.length > 0
    return kind !== 'patience' || !moves!.proposals.isEmpty
  }

  /** One trip, from the state after setup or another in which no time has passed. */
  go(kind: TripKind): void {
    const lane = this.#lane
    const { prng, record } = lane
    const { moves, target, world } = lane.parts
    const facts = target.attacker
    if (moves === undefined || facts === undefined) return
    if (kind === 'patience') {
      this.#wait()
      return
    }
    if (kind === 'user') {
      const drawn = prng.nextBelow(facts.ways.length + lane.parts.patientCourses.length)
      const way = facts.ways[drawn]
      if (way === undefined) this.#goPatiently(lane.parts.patientCourses[drawn - facts.ways.length]!)
      else this.#goAsUser(way)
      return
    }
    const parts = { ...lane.parts, moves, facts, functions: target.functions, trials: this.#trials }
    if (kind === 'life') {
      const start = prng.nextBelow(2) === 0 ? lane.startAt(0)! : lane.startAtOnce()
      world.load(start.state)
      const guide = new Life(parts, prng)
      lane.walk(start, [], { isAtOnce: false, guide })
      return
    }
    if (kind === 'partners') {
      this.#goAsPartners(parts)
      return
    }
    const isMiddle = kind === 'middle'
    const isFromRoot = isMiddle ? prng.nextBelow(3) > 0 : kind !== 'onwards'
    const start = isFromRoot ? lane.startAt(0)! : lane.startAtOnce()
    const {
      first,
      taken,
      rest = [],
      steps,
      isElsewhere = false,
      parts: partsOfLimit,
      lastParts,
    } = isFromRoot ? this.#beginningOf(kind) : NOTHING
    world.load(start.state)
    const own = moves.wealth.own()
    const before = moves.wealth.standing(own)
    // What was begun is gone on with by whoever began it.
    const beginner = first.find(({ from }) => facts.attackers.includes(from))?.from
    const isIntoMiddle = isMiddle && (beginner === undefined || beginner === ATTACKER_CONTRACT)
    const limits = isElsewhere ? this.#edges : undefined
    const trip = isIntoMiddle
      ? Trip.intoTheMiddle(parts, prng)
      : new Trip({ ...parts, limits }, prng, beginner, steps)
    if (taken !== undefined) trip.take(taken)
    trip.begin(rest, partsOfLimit, lastParts)
    lane.walk(start, first, { isAtOnce: true, guide: trip })
    if (this.#isCrumb(trip, own)) {
      this.#grow(start, trip)
      return
    }
    const { surplus, deficit } = trip.standing
    if (deficit === 0 || record.isOver) return
    if (surplus === before.surplus && deficit === before.deficit) return
    const isGain = surplus >= SURPLUS_LEAST
    const better =
      (isIntoMiddle || !isGain ? this.#climbFromMiddle(start, trip) : undefined) ??
      (isGain ? this.#climbGain(start, trip) : undefined)
    if (better === undefined) return
    const { ways, allowance, cost } = better
    const [calls] = ways
    if (isFromRoot && isGain && calls.length <= UNFINISHED_CALLS_MAX) this.#unfinished.push(calls)
    if (this.#unfinished.length > UNFINISHED_MAX) this.#unfinished.shift()
    const { bestCount } = record
    // What goes well only in the middle is rare: the way out of it is worth several tries.
    const tries = allowance === this.#looks ? WAYS_OUT_OF_MIDDLE : 1
    for (let i = 0; i < tries && !record.isOver; i++) {
      world.load(start.state)
      lane.walk(start, ways[i % ways.length]!, { isAtOnce: true, guide: new Trip(parts, prng, undefined, 0) })
    }
    allowance.note(cost, record.bestCount > bestCount)
  }

  /** One account acts, another one does something to it; what goes well only then is made to pay. */
  #goAsPartners(parts: TripParts): void {
    const lane = this.#lane
    const { prng, record } = lane
    const { world, moves } = lane.parts
    const start = lane.startAt(0)!
    const first = prng.nextBelow(4) === 0 ? [] : this.#course()
    world.load(start.state)
    const player = new Player(lane, start)
    const partners = new Partners(parts, prng, player, first[0]?.from)
    lane.walk(start, first, { isAtOnce: true, guide: partners })
    const { calls, dealt, partner } = partners
    if (dealt === undefined || record.isOver || !this.#squeezes.isLeft(record.executions)) return
    const pair = `${calls.at(-2)?.target} by ${dealt.target}`
    const times = this.#middles.get(pair) ?? 0
    if (times >= MIDDLES_OF_PAIR_MAX) return
    const { executions, bestCount } = record
    const found = squeeze({ lane, moves: moves!, player }, calls, partner)
    // What did not need the step before it is no sign of anything.
    if (found === undefined) this.#middles.set(pair, times + 1)
    const cost = record.executions - executions
    if (found !== undefined) lane.walk(start, found, { isAtOnce: true, guide: NOTHING_MORE })
    this.#squeezes.note(cost, record.bestCount > bestCount)
  }

  #climbGain(start: Start, trip: Trip): Better | undefined {
    const lane = this.#lane
    const { record, parts } = lane
    const { executions } = record
    if (!this.#climbs.isLeft(executions) || !this.#isWorthClimbing(trip.calls)) return undefined
    const calls = climb(lane, parts.moves!, start, trip.calls, 'gain')
    return this.#better(calls && [calls], this.#climbs, record.executions - executions)
  }

  /** Calls that are none have cost something all the same. */
  #better(ways: Better['ways'] | undefined, allowance: Allowance, cost: number): Better | undefined {
    if (ways === undefined) allowance.note(cost, false)
    return ways && { ways, allowance, cost }
  }

  /** One that brought nothing may have done what can be done only in the middle of a call. Looks at what was looked at least. */
  #climbFromMiddle(start: Start, trip: Trip): Better | undefined {
    const lane = this.#lane
    const moves = lane.parts.moves!
    const { calls } = trip
    const { executions } = lane.record
    if (trip.nested.length === 0 || !this.#looks.isLeft(executions)) return undefined
    const looked = trip.nested.map(({ at, inner }) => {
      const pair = `${calls[at]!.target} ${inner.target}`
      return { at, inner, pair, times: this.#middles.get(pair) ?? 0 }
    })
    const { at, inner, pair, times } = looked.reduce((a, b) => (b.times < a.times ? b : a))
    if (times >= MIDDLES_OF_PAIR_MAX) return undefined
    this.#middles.set(pair, times + 1)
    const found = onlyInTheMiddle(lane, moves, start, calls.slice(0, at + 1), inner)
    const climbed = found === undefined ? undefined : climb(lane, moves, start, found, 'return')
    // A climb may end where there is less to be had: what it began with is gone on with, too.
    const ways: Better['ways'] | undefined = found && (climbed === undefined ? [found] : [climbed, found])
    return this.#better(ways, this.#looks, lane.record.executions - executions)
  }

  /** What a trip of the kind begins with, if it sets out from the first state. */
  #beginningOf(kind: TripKind): Beginning {
    if (kind === 'trip') return NOTHING
    if (kind === 'middle') return { first: this.#entered() }
    return kind === 'price' ? this.#afterTrade() : this.#begun()
  }

  /** Something that a user did, or that an earlier trip has left undone. */
  #begun(): Beginning {
    const { prng, parts } = this.#lane
    // One that ended badly may only lack a step.
    const { usual, siblings, little } = parts.courses
    if (this.#unfinished.length > 0 && (usual.length === 0 || prng.nextBelow(2) === 0))
      return { first: this.#unfinished[prng.nextBelow(this.#unfinished.length)]! }
    if (little.length > 0 && prng.nextBelow(LITTLE_ONE_IN) === 0) return this.#withGift(little)
    const isElsewhere = siblings.length > 0 && prng.nextBelow(SIBLINGS_ONE_IN) === 0
    return { first: this.#course(isElsewhere ? siblings : usual), isElsewhere }
  }

  /**
   * One of the courses that begin with next to nothing, and in the middle of it a gift to one of the contracts that were called before:
   * what is worth so much more then may be what the rest of it needs.
   */
  #withGift(courses: readonly CallSequence[]): Beginning {
    const { prng, parts } = this.#lane
    const course = courses[prng.nextBelow(courses.length)]!
    const at = 1 + prng.nextBelow(course.length)
    const gift = parts.moves!.gift(prng, course[0]!)
    const first = [...course.slice(0, at), ...gift]
    return {
      first,
      rest: course.slice(at),
      steps: prng.nextBelow(2) === 0 ? 0 : undefined,
      isElsewhere: true,
    }
  }

  /** A large trade, then the last part of what a user did, with as much as goes well then: what is lent against a price follows it. */
  #afterTrade(): Beginning {
    const { prng, parts } = this.#lane
    const courses = parts.courses.usual
    const course = courses[prng.nextBelow(courses.length)]!
    const rest = course.slice(prng.nextBelow(course.length))
    const trade = parts.moves!.tradeMuch(prng, rest[0]!.from)
    return {
      first: trade === undefined ? [] : [trade.call],
      taken: trade?.taken,
      rest,
      steps: 0,
      isElsewhere: true,
      ...AFTER_TRADE[prng.nextBelow(AFTER_TRADE.length)],
    }
  }

  /** What a user of the setup did, or the first part of it; nothing if there is none. */
  #course(courses: readonly CallSequence[] = this.#lane.parts.courses.usual): readonly Call[] {
    const { prng } = this.#lane
    if (courses.length === 0) return []
    const course = courses[prng.nextBelow(courses.length)]!
    return prng.nextBelow(2) === 0 ? course : course.slice(0, 1 + prng.nextBelow(course.length))
  }

  /** A course, half of the time with as much as goes well in its first call: then most of what there is may be the attacker's. */
  #entered(): readonly Call[] {
    const { prng, parts } = this.#lane
    const { entered } = parts.courses
    const course = entered[prng.nextBelow(Math.max(1, entered.length))]
    return course === undefined || prng.nextBelow(2) === 0
      ? this.#course()
      : course.slice(0, 1 + prng.nextBelow(course.length))
  }

  /** What a user of the setup did, or the first part of it, with as much as goes well; nothing if there is none. */
  #grownCourse(): readonly Call[] {
    const { prng, parts } = this.#lane
    const { grown: courses } = parts.courses
    const course = courses[prng.nextBelow(Math.max(1, courses.length))] ?? []
    return prng.nextBelow(2) === 0 ? course : course.slice(0, 1 + prng.nextBelow(course.length || 1))
  }

  /** Proposes something, waits, and makes calls that it may need. */
  #wait(): void {
    const lane = this.#lane
    const { prng } = lane
    const { moves, target } = lane.parts
    const facts = target.attacker
    if (moves === undefined || facts === undefined) return
    const isFromRoot = prng.nextBelow(2) === 0
    const start = isFromRoot ? lane.startAt(0)! : lane.startAtOnce()
    const parts = { ...lane.parts, moves, facts, functions: target.functions, trials: this.#trials }
    // Who has entered with as much as can be may decide alone.
    const first = isFromRoot && prng.nextBelow(2) === 0 ? this.#grownCourse() : []
    const guide = new Patience(parts, prng, target.maxSeconds, first[0]?.from)
    lane.walk(start, first, { isAtOnce: false, guide })
  }

  /** Whether it cost nothing and brought a little of something, since it began. */
  #isCrumb({ calls }: Trip, before: readonly bigint[]): boolean {
    const { moves, target } = this.#lane.parts
    const { wealth } = moves!
    const change = wealth.own().map((amount, asset) => (wealth.isShare(asset) ? 0n : amount - before[asset]!))
    return (
      calls.length > 0 &&
      change.every((amount) => amount >= 0n) &&
      change.some((amount, asset) => amount > 0n && target.attacker!.heldByContracts(asset) > 0n)
    )
  }

  #grow(start: Start, trip: Trip): void {
    const lane = this.#lane
    const { record } = lane
    const { executions } = record
    if (!this.#crumbs.isLeft(executions) || !this.#isWorthClimbing(trip.calls)) return
    for (const calls of grown(trip.calls, lane.parts.moves!)) {
      if (record.isOver) break
      lane.walk(start, calls, { isAtOnce: true, guide: NOTHING_MORE })
    }
    this.#crumbs.note(record.executions - executions, false)
  }

  /**
   * In and out again as users are, waiting as long as they do; but the attacker's contract plays on when it is called back, mostly by
   * getting out once more. Whatever of it works, other walks go on from.
   */
  #goAsUser({ enter, exit }: UsersWay): void {
    const lane = this.#lane
    const { prng } = lane
    const { corpus, reactions, writer } = lane.parts
    const last = exit.at(-1)!
    const isSame = prng.nextBelow(2) === 0
    const out = isSame ? this.#madeAgain(last) : reactions.react(prng, corpus, last)
    const calls = [enter, ...exit.slice(0, -1), out]
    const changed = prng.nextBelow(2 * calls.length)
    lane.walk(
      lane.startAt(0)!,
      calls.map((call, i) => (i === changed && call.target >= 0 ? writer.change(prng, call) : call)),
    )
  }

  /**
   * What a user did who let time pass, as the attacker's contract does it, which plays on when it is called back in the middle of one of the
   * calls: mostly by that call once more.
   */
  #goPatiently(course: CallSequence): void {
    const lane = this.#lane
    const { prng } = lane
    const { corpus, reactions, writer } = lane.parts
    const at = prng.nextBelow(course.length)
    const changed = prng.nextBelow(3 * course.length)
    lane.walk(
      lane.startAt(0)!,
      course.map((call, i) => {
        if (call.target < 0) return call
        if (i === changed) return writer.change(prng, call)
        if (i !== at) return call
        return prng.nextBelow(2) === 0 ? this.#madeAgain(call) : reactions.react(prng, corpus, call)
      }),
    )
  }

  /** The call, and once more whenever the attacker's contract is called back, so often at most. */
  #madeAgain(call: Call): Call {
    const again: CallReaction = { calls: [nestedCall(call)] }
    return {
      ...call,
      reactions: new Array<CallReaction>(1 + this.#lane.prng.nextBelow(AGAIN_MAX)).fill(again),
    }
  }

  /** Trips of the same functions are climbed more than once: amounts decide where a climb ends. */
  #isWorthClimbing(calls: CallSequence): boolean {
    const way = calls.map(({ target, from, reactions }) => `${target} ${from} ${reactions?.length}`).join()
    const times = this.#climbed.get(way) ?? 0
    this.#climbed.set(way, times + 1)
    return times < CLIMBS_OF_ONE_WAY_MAX
  }
}
