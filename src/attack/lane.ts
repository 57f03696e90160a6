// One lane of an epoch: a search of so many executions, as a function of the corpus at its beginning and a random stream.
// Here it is chosen what to try; LaneRecord makes the calls, judges them and keeps what is worth it.

import type { Prng } from '../primitives/prng.ts'
import type { Address } from '../evm/types.ts'
import { UnsupportedCheatcodeError } from '../world/cheatcodes/unsupported.ts'
import type { WorldState } from '../world/types.ts'
import type { Move } from './attacker/attacker-moves.ts'
import { CallDrawer } from './call-drawer.ts'
import { comparisonStage } from './comparison-stage.ts'
import { lookWhereAllHaveLeft } from './deserted.ts'
import { lookAtWhatIsDoneToUsers } from './done-to-users.ts'
import { Effort } from './effort.ts'
import { type EpisodeKind, isTrip, SHARES } from './episodes.ts'
import type { Entry } from './entry.ts'
import { type Purpose, solvingStage } from './solving-stage.ts'
import { withHint } from './error-text.ts'
import { LaneRecord } from './lane-record.ts'
import type { LaneParts, LaneResult, LaneTask } from './lane-task.ts'
import { Travels } from './trips/travels.ts'
import type { Guide } from './trips/guide.ts'
import { lookIntoLists } from './lists/lists.ts'
import { withResult } from './recent-results.ts'
import { withPlayed } from './attacker/reaction-writer.ts'
import type { Call, Property } from './types.ts'

const STEPS_MAX = 60
const REPEATS_MAX = 30
const AT_ONCE = { seconds: 0, blocks: 0 } as const
const AT_ONCE_TRIES = 4
/** One in so many walks of an attack in one transaction follows a plan. */
const PLANNED_ONE_IN = 3
const TRIP_STEPS_MAX = 24
/** Executions that comparison stages have. */
const STAGE_RUNS_LEAST = 150
const STAGE_RUNS_ONE_IN = 30
/** The time that solving stages have, in calls, beside what paid. */
const SOLVING_LEAST = 100
const SOLVING_ONE_IN = 5
/** In a campaign of sequences plain calls of the lane save up for its first stage of each kind: about what one takes. */
const STAGE_RUNS_SAVED = 15
const SAVED_ONE_IN = 4
const SOLVING_SAVED = 40
/** The same of an attacker's: money is seldom behind conditions that stand together, and what is written to where is seldom free. */
const ATTACKERS_ONE_IN = { side: 16, aim: 40 } as const

/** A state that a walk begins on: an entry's, or one of this lane's own making. */
export type Start = {
  readonly number: number
  readonly state: WorldState
  readonly depth: number
  /** What the last calls before it gave back. */
  readonly recent: readonly bigint[]
}

/** How a walk goes on from the calls that it is given. */
type Manner = {
  /** No time passes. */
  readonly isAtOnce: boolean
  /** What kind of call each step is to be. */
  readonly plan?: readonly Move[] | undefined
  /** Who says what each step is, and when it is over. */
  readonly guide?: Guide | undefined
  /** Where the given calls lead is kept, whether it looks new or not. */
  readonly isKept?: boolean
  /** After the given calls everything is asked, whether they look new or not. */
  readonly isAsked?: boolean
  /** No state of it is kept. */
  readonly leavesNothing?: boolean
}

const FREELY: Manner = { isAtOnce: false }

export class Lane {
  readonly parts: LaneParts
  readonly prng: Prng
  readonly record: LaneRecord
  readonly #task: LaneTask
  /** States that this lane reached and kept. */
  readonly #local: Start[] = []
  /** Functions that may be called in sequences. */
  readonly #functions: readonly number[]
  /** Comparisons that a stage tried to turn around, by site: those that resist are left alone. */
  readonly pursued: Map<number | string, number> = new Map()
  /** Executions of comparison stages. */
  stageRuns = 0
  /** What solving stages took, in calls, and how much of it paid. */
  readonly #solving = { side: { cost: 0, paid: 0 }, aim: { cost: 0, paid: 0 } }
  readonly #travels: Travels
  readonly #drawer: CallDrawer
  /** Of an attacker's. */
  readonly #effort = new Effort(SHARES)

  constructor(parts: LaneParts, task: LaneTask, prng: Prng) {
    this.parts = parts
    this.prng = prng
    this.#task = task
    this.record = new LaneRecord(parts, task, prng)
    this.#travels = new Travels(this)
    this.#drawer = new CallDrawer(parts, prng)
    this.#functions = parts.target.functions.filter(({ isTest }) => !isTest).map(({ index }) => index)
  }

  run(): LaneResult {
    let endedBy: string | undefined
    try {
      lookWhereAllHaveLeft(this, this.#task)
      lookIntoLists(this, this.#task)
      lookAtWhatIsDoneToUsers(this, this.#task)
      while (!this.#isOver()) this.#episode()
    } catch (error) {
      if (!(error instanceof UnsupportedCheatcodeError)) throw error
      endedBy = withHint(error)
    }
    return this.record.result(endedBy)
  }

  #isOver(): boolean {
    return this.record.isOver || (this.#functions.length === 0 && this.record.stateless.length === 0)
  }

  #episode(): void {
    const { prng } = this
    const { open, stateless } = this.record
    if (stateless.length > 0) {
      const stateful = this.#functions.length === 0 ? 0 : Math.max(1, open.length)
      if (prng.nextBelow(stateful + stateless.length) >= stateful) {
        if (prng.nextBelow(5) > 0 || !this.#pursues())
          this.#statelessEpisode(stateless[prng.nextBelow(stateless.length)]!)
        return
      }
    }
    if (this.#functions.length === 0) return
    if (this.parts.moves !== undefined) {
      this.#attack()
      return
    }
    const kind = prng.nextBelow(100)
    if (kind < 58) this.#explore()
    else if (kind < 78) this.#changeInput()
    else if (kind < 86) this.#splice()
    else if (kind < 90) this.#repeat()
    else if (!this.#pursues()) this.#explore()
  }

  /** An attacker's episode. */
  #attack(): void {
    const { record, prng } = this
    const kind = this.#effort.choose(prng, (each) => !isTrip(each) || this.#travels.isPossible(each))
    const { keptCount } = record
    const before = record.executions - this.#travels.climbed
    this.#attackBy(kind)
    const executions = record.executions - this.#travels.climbed - before
    this.#effort.note(kind, executions, record.keptCount - keptCount)
  }

  #attackBy(kind: EpisodeKind): void {
    if (isTrip(kind)) this.#travels.go(kind)
    else if (kind === 'at once') this.#exploreAtOnce()
    else if (kind === 'change') this.#changeInput()
    else if (kind === 'splice') this.#splice()
    else if (kind === 'repeat') this.#repeat()
    else if (kind === 'explore' || !this.#pursues()) this.#explore()
  }

  /** A comparison stage, unless stages had their part of the lane: their executions take several times as long. */
  #pursues(): boolean {
    if (this.#solves()) return true
    const { effort, progress } = this.record
    const least = this.#savesUp
      ? Math.min(STAGE_RUNS_LEAST, progress / SAVED_ONE_IN) - STAGE_RUNS_SAVED
      : STAGE_RUNS_LEAST
    if (this.stageRuns > least + effort / STAGE_RUNS_ONE_IN) return false
    return comparisonStage(this)
  }

  /**
   * Stages come after plain calls: those of the first epochs, whose lanes are short, find what is easy, and stages take many times as
   * long. What single calls with the right arguments break is for stages from the beginning.
   */
  get #savesUp(): boolean {
    return this.parts.target.attacker === undefined && this.record.stateless.length === 0
  }

  /** A solving stage, of those that have not had their part: what one finds gives it more. */
  #solves(): boolean {
    if (this.parts.target.attacker === undefined) return this.#solvesFor('side')
    return this.prng.nextBelow(2) === 0
      ? this.#solvesFor('aim') || this.#solvesFor('side')
      : this.#solvesFor('side') || this.#solvesFor('aim')
  }

  #solvesFor(purpose: Purpose): boolean {
    const { record } = this
    const isOfAttacker = this.parts.target.attacker !== undefined
    const spent = this.#solving[purpose]
    const oneIn = isOfAttacker ? ATTACKERS_ONE_IN[purpose] : SOLVING_ONE_IN
    const least = this.#savesUp
      ? Math.min(SOLVING_LEAST, record.progress / oneIn) - SOLVING_SAVED
      : SOLVING_LEAST
    if (spent.cost > least + record.effort / oneIn + spent.paid) return false
    const kept = record.keptCount
    const { cost, isRun } = solvingStage(this, purpose)
    spent.cost += cost
    if (record.keptCount > kept) spent.paid += cost
    // Looking for one takes an attacker's lane its turn.
    return isOfAttacker ? cost > 0 : isRun
  }

  // ---- episodes --------------------------------------------------------------------------------------------------

  /** Goes to a kept state and makes some calls from there. */
  #explore(): void {
    const { corpus } = this.parts
    if (this.#local.length > 0 && this.prng.nextBelow(4) === 0) {
      this.walk(this.#local[this.prng.nextBelow(this.#local.length)]!, [])
      return
    }
    this.walk(this.startAt(corpus.chooseState(this.prng))!, [])
  }

  /** The same without any time that passes, as an attack in one transaction. */
  #exploreAtOnce(): void {
    const { moves } = this.parts
    const plan = this.prng.nextBelow(PLANNED_ONE_IN) === 0 ? moves?.choosePlan(this.prng) : undefined
    this.walk(this.startAtOnce(), [], { isAtOnce: true, plan })
  }

  /** A kept state in which no time has passed. */
  startAtOnce(): Start {
    const { corpus } = this.parts
    const { block } = corpus.stateOf(0)!
    let number = corpus.chooseState(this.prng)
    for (let i = 0; i < AT_ONCE_TRIES && corpus.stateOf(number)!.block !== block; i++)
      number = corpus.chooseState(this.prng)
    if (corpus.stateOf(number)!.block !== block) number = 0
    return this.startAt(number)!
  }

  /** Changes the last call of an entry, on the state that it was made on. */
  #changeInput(): void {
    const chosen = this.#chooseInput()
    const start = chosen && this.startAt(chosen.entry.parent)
    if (chosen === undefined || start === undefined) {
      this.#explore()
      return
    }
    const calls = chosen.entry.calls.slice(0, -1)
    let changed = this.#drawer.changed(chosen.last)
    while (this.prng.nextBelow(3) === 0) changed = this.#drawer.changed(changed)
    this.walk(start, [...calls, changed])
  }

  /** Makes the last call of an entry over and over: what each time takes a little is empty in the end. */
  #repeat(): void {
    const chosen = this.#chooseInput()
    // Often on the first state: others may have gone past the point where it works.
    const start = this.startAt(chosen === undefined || this.prng.nextBelow(2) === 0 ? 0 : chosen.number)
    if (chosen === undefined || start === undefined) {
      this.#explore()
      return
    }
    const times = 2 + this.prng.nextBelow(REPEATS_MAX)
    this.walk(start, new Array<Call>(times).fill(chosen.last))
  }

  /** An entry of a sequence whose last call is one of a function. */
  #chooseInput(): { readonly number: number; readonly entry: Entry; readonly last: Call } | undefined {
    const number = this.parts.corpus.chooseInput(this.prng)
    if (number === undefined) return undefined
    const entry = this.parts.corpus.entry(number)
    const last = entry.calls.at(-1)
    return entry.stateless >= 0 || last === undefined || last.target < 0 ? undefined : { number, entry, last }
  }

  /** Makes the calls of one entry's way, or a part of them with omissions, on the state of another. */
  #splice(): void {
    const { corpus } = this.parts
    const from = corpus.chooseInput(this.prng)
    const path = from === undefined || corpus.entry(from).stateless >= 0 ? [] : corpus.pathOf(from)
    if (path.length === 0) {
      this.#explore()
      return
    }
    const length = 1 + this.prng.nextBelow(Math.min(path.length, 12))
    const first = this.prng.nextBelow(path.length - length + 1)
    const calls: Call[] = []
    for (let i = first; i < first + length; i++) {
      const what = this.prng.nextBelow(8)
      if (what === 0) continue
      const call = path[i]!
      calls.push(what < 3 && call.target >= 0 ? this.#drawer.changed(call) : call)
      if (what === 3) calls.push(call)
    }
    this.walk(this.startAt(corpus.chooseState(this.prng))!, calls)
  }

  /** The state of an entry, if it is held. */
  startAt(number: number): Start | undefined {
    const { corpus } = this.parts
    const state = corpus.stateOf(number)
    return state && { number, state, depth: corpus.depthOf(number), recent: corpus.recentOf(number) }
  }

  /** From a state: the given calls, then more of our own choice. */
  walk(start: Start, given: readonly Call[], manner: Manner = FREELY): void {
    const { isAtOnce, plan, guide, isKept, isAsked, leavesNothing } = manner
    const { record } = this
    const { world, writer, target } = this.parts
    const { dictionary } = writer.pools
    const { depth } = start
    world.load(start.state)
    record.begin()
    let { number, recent } = start
    let path: Call[] = []
    const room = Math.max(1, Math.min(target.depth - depth, STEPS_MAX))
    // Short walks mostly; one in eight goes as far as it may.
    let steps = given.length + (this.prng.nextBelow(8) === 0 ? room : this.prng.nextBelow(9))
    if (given.length === 0) steps++
    steps = Math.min(steps, Math.max(room, given.length))
    if (plan !== undefined) steps = Math.min(plan.length, room)
    if (guide !== undefined) steps = Math.min(given.length + TRIP_STEPS_MAX, Math.max(room, given.length))
    let last: Call | undefined
    let hasCalled = false
    let sender = given[0]?.from
    for (let step = 0; step < steps && !this.#isOver(); step++) {
      const kept = given[step]
      dictionary.recent = recent
      let call: Call | undefined
      if (kept !== undefined) call = writer.fit(this.prng, kept)
      else if (guide === undefined) call = this.#drawer.draw(plan?.[step], last, sender)
      else {
        call = guide.next(recent)
        if (call === undefined) break
      }
      if (call === undefined) continue
      const made = isAtOnce && (call.seconds > 0 || call.blocks > 0) ? { ...call, ...AT_ONCE } : call
      const outcome = record.make(made)
      path.push(withPlayed(made, world.reactionsPlayed))
      if (outcome === 'failed') {
        record.noteFailure(number, path)
        return
      }
      if (outcome === 'discarded') {
        // Its delay and its effects go: begin again from the last state that has a number.
        path.pop()
        if (path.length > 0 || made.seconds > 0 || made.blocks > 0 || record.leftTraces) return
        continue
      }
      hasCalled = true
      if (outcome === 'success') last = made
      sender = made.from
      if (outcome === 'reverted') {
        guide?.failed(made)
        if (record.gain && leavesNothing !== true)
          record.keep({ parent: number, calls: [...path], isReverted: true, stateless: -1 })
        // A revert leaves nothing behind but the time that passed, and what cheatcodes did to the block and to later calls.
        if (record.leftTraces) continue
        path.pop()
        if (made.seconds > 0 || made.blocks > 0) path.push(waited(made))
        continue
      }
      recent = withResult(recent, record.lastResult, target.functions[made.target]?.abi.outputs)
      guide?.note(path.at(-1)!, world.reactionCalls)
      record.examine(number, path)
      if (isAsked === true && step === given.length - 1) record.insist()
      const answer = record.ask(number, path)
      if (answer === 'broken') return
      if (leavesNothing === true) continue
      if (record.gain || answer === 'best' || (isKept === true && step === given.length - 1)) {
        number = record.keep({ parent: number, calls: path, isReverted: false, stateless: -1 })
        this.#local.push({ number, state: world.save(), depth: depth + step + 1, recent })
        path = []
      }
    }
    record.askLast(number, path, hasCalled)
  }

  #statelessEpisode(property: Property): void {
    const { corpus, writer, world } = this.parts
    const call = {
      ...writer.write(this.prng, corpus, property.target, world.sender),
      from: world.sender,
      value: 0n,
      seconds: 0,
      blocks: 0,
    }
    this.tryStateless(property, call)
  }

  /** Runs a test with these arguments on the state after setup. */
  tryStateless(property: Property, call: Call): void {
    const { corpus, world } = this.parts
    world.load(corpus.stateOf(0)!)
    const { record } = this
    const outcome = record.make(call)
    const { isFailed } = record.lastResult
    if (outcome === 'discarded' && !isFailed) return
    if (outcome !== 'success' || isFailed) record.addFailure(property, [call], property.name)
    else if (record.gain)
      record.keep({ parent: 0, calls: [call], isReverted: false, stateless: property.index })
  }

  /** Runs the call on the state of an entry, as a walk of one step that may go on; for stages. */
  tryOn(entry: Entry, changed: Call): void {
    if (entry.stateless >= 0) {
      const property = this.parts.target.properties[entry.stateless]!
      if (this.record.stateless.includes(property)) this.tryStateless(property, changed)
      return
    }
    const start = this.startAt(entry.parent)
    if (start !== undefined) this.walk(start, [...entry.calls.slice(0, -1), changed])
  }

  /** The same with all calls of the entry as given. */
  tryInstead(entry: Entry, calls: readonly Call[], manner: Manner = FREELY): void {
    if (entry.stateless >= 0) {
      this.tryOn(entry, calls.at(-1)!)
      return
    }
    const start = this.startAt(entry.parent)
    if (start !== undefined) this.walk(start, calls, manner)
  }
}

/** A call that does nothing but let its delay pass. */
function waited(call: Call): Call {
  return { ...call, target: -1, to: NOBODY, value: 0n, data: NO_DATA }
}

const NO_DATA = new Uint8Array(0)
// The sender may be a contract, which would run.
const NOBODY: Address = '0x0000000000000000000000000000000000000000'
