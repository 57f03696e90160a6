// One lane of an epoch: a search of so many executions, as a function of the corpus at its beginning and a random stream.

import type { Prng } from '../primitives/prng.ts'
import type { Address, Mark } from '../evm/types.ts'
import { UnsupportedCheatcodeError } from '../world/cheatcodes/unsupported.ts'
import { ATTACKER_CONTRACT } from '../world/attacker/attacker.ts'
import type { World, WorldMark, WorldResult, WorldState } from '../world/types.ts'
import { couldNotPay, failsAssertion, logsAssertion, MACHINE_FULL, outcomeOf, tryCall } from './arena.ts'
import type { AttackerMoves, Move } from './attacker-moves.ts'
import type { CallWriter } from './call-writer.ts'
import { comparisonStage } from './comparison-stage.ts'
import type { Corpus } from './corpus.ts'
import type { CreatedContracts } from './created-contracts.ts'
import type { Entry } from './entry.ts'
import { withHint } from './error-text.ts'
import type { Influence } from './influence.ts'
import type { PropertyWatch } from './property-watch.ts'
import { withResult } from './recent-results.ts'
import { type ReactionWriter, withPlayed } from './reaction-writer.ts'
import { reenact } from './reenact.ts'
import type { Seen } from './seen.ts'
import { selectorOfCall, selectorOfProperty } from './selector-word.ts'
import {
  type Call,
  type CallSequence,
  type CampaignTarget,
  isAskedAfterCalls,
  type Property,
} from './types.ts'

export type LaneTask = {
  readonly epoch: number
  readonly lane: number
  /** Calls to make. */
  readonly executionsMax: number
  /** The lane ends early when its calls used this much gas: epochs of slow contracts must not take minutes. */
  readonly gasMax: number
  /** Positions of properties that are broken already. */
  readonly broken: readonly number[]
  /** Keys of failed assertions and reverts that are known already; see LaneFailure. */
  readonly knownFailures: readonly string[]
}

/** A property that broke in a lane. */
export type LaneFailure = {
  readonly property: number
  readonly sequence: CallSequence
  /** Tells failures of one property apart without looking closer: by function and revert data. */
  readonly key: string
  /** Calls that the lane had made, this one included. */
  readonly executions: number
}

export type LaneResult = {
  readonly entries: readonly Entry[]
  readonly failures: readonly LaneFailure[]
  readonly executions: number
  /** Edges that successful calls of the corpus took when the lane began. */
  readonly edges: number
  /** Per target function: calls, reverts, discards. */
  readonly counts: Uint32Array
  /** Greatest values of optimisations that this lane raised: property, value, calls. */
  readonly best: readonly {
    readonly property: number
    readonly value: bigint
    readonly sequence: CallSequence
  }[]
  /** It was told to stop before its budget was used. */
  readonly isStopped: boolean
  /** Sentences for the user. */
  readonly warnings: readonly string[]
  /** Why the campaign cannot go on, if it cannot: a contract asked for a cheatcode that nobody has. */
  readonly endedBy?: string
}

/** What lanes work with. */
export type LaneParts = {
  readonly world: World
  readonly target: CampaignTarget
  readonly corpus: Corpus
  readonly seen: Seen
  readonly writer: CallWriter
  readonly reactions: ReactionWriter
  /** Of an attacker's campaign. */
  readonly moves: AttackerMoves | undefined
  readonly created: CreatedContracts
  readonly influence: Influence
  readonly watch: PropertyWatch
  /** The test contract and the targets that stand after setup. */
  readonly standing: ReadonlySet<Address>
  /** Edges that successful calls of the corpus took. */
  readonly edges: number
  /** Asked now and then with the calls made so far; true: stop. */
  readonly isStopped: (executions: number) => boolean
  /** A failure was found: the last of the result so far. */
  readonly onFailure: () => void
}

const ENTRIES_MAX = 400
const STEPS_MAX = 60
/** Every so many calls the comparisons of call and properties are looked at. */
const SAMPLED_EVERY = 64
/** What a property compares is what the search is after: looked at more often, in case it comes closer. */
const PROPERTIES_SAMPLED_EVERY = 4
const REPEATS_MAX = 30
/** Costly properties are asked after one of so many calls that bring nothing new. */
const COSTLY_ONE_IN = 4
const AT_ONCE = { seconds: 0, blocks: 0 } as const
const AT_ONCE_TRIES = 4
/** One in so many walks of an attack in one transaction follows a plan. */
const PLANNED_ONE_IN = 3
const STOP_ASKED_EVERY = 64
const FAILURES_MAX = 64
const STAGE_RUNS_LEAST = 150
const STAGE_RUNS_ONE_IN = 30

/** A state of this lane's own making. */
type LocalState = {
  readonly number: number
  readonly state: WorldState
  readonly depth: number
  readonly recent: readonly bigint[]
}

export class Lane {
  readonly parts: LaneParts
  readonly prng: Prng
  readonly #task: LaneTask
  readonly #entries: Entry[] = []
  readonly #local: LocalState[] = []
  readonly #failures: LaneFailure[] = []
  readonly #known: Set<string>
  readonly #counts: Uint32Array
  readonly #best = new Map<number, { property: number; value: bigint; sequence: CallSequence }>()
  /** Invariants, booleans and optimisations that are asked after calls. */
  #open: Property[]
  #atEnd: Property[]
  #stateless: Property[]
  readonly #assertion: Property | undefined
  readonly #noRevert: Property | undefined
  /** Functions that may be called in sequences. */
  readonly #functions: readonly number[]
  readonly #hasCostly: boolean
  /** Comparisons that a stage tried to turn around, by site: those that resist are left alone. */
  readonly pursued: Map<number, number> = new Map()
  /** Executions of comparison stages. */
  stageRuns = 0
  executions = 0
  #gas = 0
  #isStopped = false
  readonly #warnings = new Set<string>()

  constructor(parts: LaneParts, task: LaneTask, prng: Prng) {
    this.parts = parts
    this.prng = prng
    this.#task = task
    this.#known = new Set(task.knownFailures)
    this.#counts = new Uint32Array(parts.target.functions.length * 3)
    const broken = new Set(task.broken)
    const open = parts.target.properties.filter(({ index }) => !broken.has(index))
    this.#open = open.filter(
      (property) => !property.isAtEnd && (isAskedAfterCalls(property) || property.kind === 'optimize'),
    )
    this.#atEnd = open.filter(({ isAtEnd }) => isAtEnd)
    this.#stateless = open.filter(({ kind }) => kind === 'stateless')
    this.#assertion = parts.target.properties.find(({ kind }) => kind === 'assertion')
    this.#noRevert = open.find(({ kind }) => kind === 'noRevert')
    this.#hasCostly = open.some(({ isCostly }) => isCostly === true)
    this.#functions = parts.target.functions.filter(({ isTest }) => !isTest).map(({ index }) => index)
  }

  get openProperties(): readonly Property[] {
    return this.#open
  }

  run(): LaneResult {
    let endedBy: string | undefined
    try {
      while (!this.#isOver()) this.#episode()
    } catch (error) {
      if (!(error instanceof UnsupportedCheatcodeError)) throw error
      endedBy = withHint(error)
    }
    return {
      entries: this.#entries,
      failures: this.#failures,
      executions: this.executions,
      edges: this.parts.edges,
      counts: this.#counts,
      best: [...this.#best.values()],
      isStopped: this.#isStopped,
      warnings: [...this.#warnings],
      ...(endedBy !== undefined && { endedBy }),
    }
  }

  #isOver(): boolean {
    return (
      this.#isStopped ||
      this.executions >= this.#task.executionsMax ||
      this.#gas >= this.#task.gasMax ||
      this.#entries.length >= ENTRIES_MAX ||
      (this.#functions.length === 0 && this.#stateless.length === 0)
    )
  }

  #episode(): void {
    const { prng } = this
    if (this.#stateless.length > 0) {
      const stateful = this.#functions.length === 0 ? 0 : Math.max(1, this.#open.length)
      if (prng.nextBelow(stateful + this.#stateless.length) >= stateful) {
        if (prng.nextBelow(5) > 0 || !this.#pursues())
          this.#statelessEpisode(this.#stateless[prng.nextBelow(this.#stateless.length)]!)
        return
      }
    }
    if (this.#functions.length === 0) return
    const kind = prng.nextBelow(100)
    if (kind < 58) this.#explore()
    else if (kind < 78) this.#changeInput()
    else if (kind < 86) this.#splice()
    else if (kind < 90) this.#repeat()
    else if (!this.#pursues()) this.#explore()
  }

  /** A comparison stage, unless stages had their part of the lane: their executions take several times as long. */
  #pursues(): boolean {
    if (this.stageRuns > STAGE_RUNS_LEAST + this.executions / STAGE_RUNS_ONE_IN) return false
    return comparisonStage(this)
  }

  // ---- episodes --------------------------------------------------------------------------------------------------

  /** Goes to a kept state and makes some calls from there. */
  #explore(): void {
    const { corpus } = this.parts
    const local = this.#local
    if (local.length > 0 && this.prng.nextBelow(4) === 0) {
      const { number, state, depth, recent } = local[this.prng.nextBelow(local.length)]!
      this.#walk(number, state, depth, [], recent)
      return
    }
    if (this.parts.moves !== undefined && this.prng.nextBelow(2) === 0) {
      this.#exploreAtOnce()
      return
    }
    const number = corpus.chooseState(this.prng)
    this.#walk(number, corpus.stateOf(number)!, corpus.depthOf(number), [])
  }

  /** The same without any time that passes, as an attack in one transaction. */
  #exploreAtOnce(): void {
    const { corpus } = this.parts
    const { block } = corpus.stateOf(0)!
    let number = corpus.chooseState(this.prng)
    for (let i = 0; i < AT_ONCE_TRIES && corpus.stateOf(number)!.block !== block; i++)
      number = corpus.chooseState(this.prng)
    if (corpus.stateOf(number)!.block !== block) number = 0
    const { moves } = this.parts
    this.#isAtOnce = true
    if (this.prng.nextBelow(PLANNED_ONE_IN) === 0) this.#plan = moves?.choosePlan(this.prng)
    this.#walk(number, corpus.stateOf(number)!, corpus.depthOf(number), [])
    this.#plan = undefined
    this.#isAtOnce = false
  }

  /** Changes the last call of an entry, on the state that it was made on. */
  #changeInput(): void {
    const { corpus } = this.parts
    const chosen = this.#chooseInput()
    const state = chosen && corpus.stateOf(chosen.entry.parent)
    if (chosen === undefined || state === undefined) {
      this.#explore()
      return
    }
    const { entry, last } = chosen
    const calls = entry.calls.slice(0, -1)
    let changed = this.#changed(last)
    while (this.prng.nextBelow(3) === 0) changed = this.#changed(changed)
    this.#walk(entry.parent, state, corpus.depthOf(entry.parent), [...calls, changed])
  }

  /** A changed copy of a call. */
  #changed(call: Call): Call {
    const { reactions, writer, corpus } = this.parts
    return call.from === ATTACKER_CONTRACT && this.prng.nextBelow(2) === 0
      ? reactions.react(this.prng, corpus, call)
      : writer.change(this.prng, call)
  }

  /** A new call; the attacker's contract may do something when it is called back. */
  #reacting(call: Call): Call {
    const { reactions, corpus } = this.parts
    return call.from === ATTACKER_CONTRACT && this.prng.nextBelow(3) === 0
      ? reactions.react(this.prng, corpus, call)
      : call
  }

  /** A move of an attacker's: what the plan says, or one at times. */
  #move(planned: Move | undefined, sender: Address | undefined): Call | undefined {
    const { moves } = this.parts
    return planned === undefined ? moves?.draw(this.prng) : moves?.play(planned, this.prng, sender)
  }

  /** Makes the last call of an entry over and over: what each time takes a little is empty in the end. */
  #repeat(): void {
    const { corpus } = this.parts
    const chosen = this.#chooseInput()
    // Often on the first state: others may have gone past the point where it works.
    const base = chosen === undefined || this.prng.nextBelow(2) === 0 ? 0 : chosen.number
    const state = corpus.stateOf(base)
    if (chosen === undefined || state === undefined) {
      this.#explore()
      return
    }
    const times = 2 + this.prng.nextBelow(REPEATS_MAX)
    this.#walk(base, state, corpus.depthOf(base), new Array<Call>(times).fill(chosen.last))
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
      calls.push(what < 3 && call.target >= 0 ? this.#changed(call) : call)
      if (what === 3) calls.push(call)
    }
    const number = corpus.chooseState(this.prng)
    this.#walk(number, corpus.stateOf(number)!, corpus.depthOf(number), calls)
  }

  /** From a state: the given calls, then more of our own choice. */
  #walk(
    base: number,
    state: WorldState,
    depth: number,
    given: readonly Call[],
    results: readonly bigint[] = this.parts.corpus.recentOf(base),
  ): void {
    const { world, writer, created, corpus, influence, target } = this.parts
    const { dictionary } = writer.pools
    world.load(state)
    let recent = results
    const plan = this.#plan
    this.#concerned = 0n
    this.#owed = 0n
    let number = base
    let path: Call[] = []
    const room = Math.max(1, Math.min(target.depth - depth, STEPS_MAX))
    // Short walks mostly; one in eight goes as far as it may.
    let steps = given.length + (this.prng.nextBelow(8) === 0 ? room : this.prng.nextBelow(9))
    if (given.length === 0) steps++
    steps = Math.min(steps, Math.max(room, given.length))
    if (plan !== undefined) steps = Math.min(plan.length, room)
    let last = -1
    let sender = given[0]?.from
    for (let step = 0; step < steps && !this.#isOver(); step++) {
      const kept = given[step]
      dictionary.recent = recent
      const call =
        kept === undefined
          ? this.#reacting(
              this.#move(plan?.[step], sender) ??
                writer.write(
                  this.prng,
                  corpus,
                  influence.choose(this.prng, created.callable(), last),
                  sender,
                ),
            )
          : writer.fit(this.prng, kept)
      if (call === undefined) continue
      const made = this.#isAtOnce && (call.seconds > 0 || call.blocks > 0) ? { ...call, ...AT_ONCE } : call
      const outcome = this.#make(made)
      path.push(withPlayed(made, world.reactionsPlayed))
      if (outcome === 'failed') {
        this.#noteFailure(number, path)
        return
      }
      if (outcome === 'discarded') {
        // Its delay and its effects go: begin again from the last state that has a number.
        path.pop()
        if (path.length > 0 || call.seconds > 0 || call.blocks > 0 || this.#leftTraces) return
        continue
      }
      last = call.target
      sender = call.from
      if (outcome === 'reverted') {
        if (this.#gain) this.#keep({ parent: number, calls: [...path], isReverted: true, stateless: -1 })
        // A revert leaves nothing behind but the time that passed, and what cheatcodes did to the block and to later calls.
        if (this.#leftTraces) continue
        path.pop()
        if (call.seconds > 0 || call.blocks > 0) path.push(waited(call))
        continue
      }
      recent = withResult(recent, this.#result!)
      const answer = this.#ask(this.#open, number, path)
      if (answer === 'broken') return
      if (this.#gain || answer === 'best') {
        number = this.#keep({ parent: number, calls: path, isReverted: false, stateless: -1 })
        this.#local.push({ number, state: world.save(), depth: depth + step + 1, recent })
        path = []
      }
    }
    if (this.#owed !== 0n && path.length > 0) {
      // What is left over is asked of the last state.
      this.#concerned = this.#owed
      this.#gain = true
      if (this.#ask(this.#open, number, path) === 'broken') return
    }
    if (this.#atEnd.length > 0 && last >= 0) this.#ask(this.#atEnd, number, path)
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
    const outcome = this.#make(call)
    const isFailed = this.#result?.isFailed === true
    if (outcome === 'discarded' && !isFailed) return
    if (outcome !== 'success' || isFailed) {
      this.#addFailure(property, [call], property.name)
      return
    }
    if (this.#gain) this.#keep({ parent: 0, calls: [call], isReverted: false, stateless: property.index })
  }

  /** Runs the call on the state of an entry, as a walk of one step that may go on; for stages. */
  tryOn(entry: Entry, changed: Call): void {
    const { corpus, target } = this.parts
    if (entry.stateless >= 0) {
      const property = target.properties[entry.stateless]!
      if (this.#stateless.includes(property)) this.tryStateless(property, changed)
      return
    }
    const state = corpus.stateOf(entry.parent)
    if (state === undefined) return
    this.#walk(entry.parent, state, corpus.depthOf(entry.parent), [...entry.calls.slice(0, -1), changed])
  }

  // ---- one call --------------------------------------------------------------------------------------------------

  /** What kind of call each step of the present walk is to be. */
  #plan: readonly Move[] | undefined
  /** No time passes in the present walk. */
  #isAtOnce = false
  /** Whether the last call brought something new. */
  #gain = false
  /** Watchers of what changed since properties were asked last, as bits. */
  #concerned = 0n
  /** Those of them whose costly properties were not asked. */
  #owed = 0n
  #result: WorldResult | undefined
  /** The last call failed or was refused, but what cheatcodes remember is not as before. */
  #leftTraces = false

  #make(call: Call): 'success' | 'reverted' | 'discarded' | 'failed' {
    const { world, seen } = this.parts
    const { machine } = world
    this.executions++
    const counts = this.#counts
    if (call.target >= 0) counts[call.target * 3]!++
    const sampled = this.executions % SAMPLED_EVERY === 0
    if (this.executions % STOP_ASKED_EVERY === 0 && this.parts.isStopped(this.executions))
      this.#isStopped = true
    if (sampled) machine.observations.observe({ comparisons: true })
    const mark = world.mark()
    const effects = world.cheatcodeEffects
    const result = tryCall(world, call)
    const hasPassed = call.seconds > 0 || call.blocks > 0
    this.#result = result
    this.#gas += Number(result.gasUsed)
    let outcome = outcomeOf(result)
    if (outcome === 'success' && world.cheatcodeEffects !== effects && this.#replacesCode(mark)) {
      this.#warnOf(call, 'they replace the code of the test contract or of a target')
      world.rollback(mark)
      outcome = 'discarded'
    }
    this.#gain = false
    this.#leftTraces =
      outcome !== 'success' &&
      world.cheatcodeEffects !== effects &&
      (hasPassed || !isSameButForState(mark, world.mark()))
    let closer = 0
    if (sampled) closer = seen.addComparisons(selectorOfCall(call))
    let failed = false
    if (outcome === 'discarded') {
      if (call.target >= 0) counts[call.target * 3 + (result === MACHINE_FULL ? 1 : 2)]!++
      if (result === MACHINE_FULL) this.#warnOf(call, 'they need more memory than the Machine has')
      machine.coverage.merge('drop')
    } else if (outcome === 'reverted') {
      if (call.target >= 0) counts[call.target * 3 + 1]!++
      this.#gain = machine.coverage.merge('failure').newEdges > 0
      if (hasPassed) this.#concerned |= this.parts.watch.ofTime
      if (this.#leftTraces) this.#concerned = this.parts.watch.everybody
      failed = this.#failsBy(call, result)
    } else {
      const { isNew, changes } = machine.feedback.addFeatures(mark.machine as Mark)
      const { newEdges, newBuckets } = machine.coverage.merge('success')
      const nested = call.reactions === undefined ? 0 : seen.addNested(call, world.reactionCalls)
      this.#gain = newEdges > 0 || newBuckets > 0 || isNew > 0 || closer > 0 || nested > 0
      if (changes > 0 || hasPassed || world.cheatcodeEffects !== effects)
        this.#concerned |= this.parts.watch.concernedSince(mark)
      failed =
        this.#assertion !== undefined &&
        (result.isFailed || (this.parts.target.logsAssertions && logsAssertion(result))) &&
        this.#isNewFailure(call, result, this.#assertion)
    }
    if (sampled) machine.observations.observe({})
    if (failed) return 'failed'
    // The mark of a failure that is known stays: everything would seem to fail from here on.
    return result.isFailed ? 'discarded' : outcome
  }

  /** A stage made a call of its own. */
  addGas({ gasUsed }: WorldResult): void {
    this.#gas += Number(gasUsed)
  }

  /** vm.etch with an address that the search chose: what is asked afterwards is no longer what the test asks. */
  #replacesCode(mark: WorldMark): boolean {
    const { world, standing } = this.parts
    const changed = world.machine.feedback.codeChangesSince(mark.machine as Mark)
    return changed.some((address) => standing.has(address))
  }

  #warnOf(call: Call, why: string): void {
    const name = call.target < 0 ? 'a transfer' : this.parts.target.functions[call.target]!.abi.signature
    this.#warnings.add(`Some calls of ${name} were left out: ${why}.`)
  }

  /** The property that the last call broke by itself. */
  #broken: Property | undefined

  #failsBy(call: Call, result: WorldResult): boolean {
    if (this.#assertion !== undefined && failsAssertion(result))
      return this.#isNewFailure(call, result, this.#assertion)
    if (this.#noRevert === undefined || couldNotPay(result)) return false
    return this.#isNewFailure(call, result, this.#noRevert)
  }

  #isNewFailure(call: Call, result: WorldResult, property: Property): boolean {
    if (call.target >= 0 && this.parts.target.functions[call.target]!.isTest) return false
    if (this.#known.has(failureKey(call, result, property))) return false
    this.#broken = property
    return true
  }

  #noteFailure(number: number, path: readonly Call[]): void {
    const call = path.at(-1)!
    const property = this.#broken!
    this.#addFailure(property, [...this.#pathOf(number), ...path], failureKey(call, this.#result!, property))
  }

  /** Makes the sequence again from the beginning: only what shows a second time is a failure. Leaves the state anywhere. */
  #addFailure(property: Property, sequence: CallSequence, key: string): void {
    this.#known.add(key)
    const { world, target, corpus } = this.parts
    const found = reenact({ world, root: corpus.stateOf(0)!, target }, property, sequence)
    world.machine.coverage.merge('drop')
    if (found === undefined) return
    if (this.#failures.length < FAILURES_MAX) {
      const calls = sequence.slice(0, found.calls)
      this.#failures.push({ property: property.index, sequence: calls, key, executions: this.executions })
      this.parts.onFailure()
    }
    // There may be many of them; properties that have one function are broken once.
    if (property.kind === 'assertion' || property.kind === 'detector') return
    const others = (open: Property[]): Property[] => open.filter(({ index }) => index !== property.index)
    this.#open = others(this.#open)
    this.#atEnd = others(this.#atEnd)
    this.#stateless = others(this.#stateless)
  }

  /** Asks properties about the present state. */
  #ask(properties: readonly Property[], number: number, path: readonly Call[]): 'held' | 'broken' | 'best' {
    const { world, seen, watch } = this.parts
    const isAtEnd = properties !== this.#open
    const concerned = isAtEnd ? watch.everybody : this.#concerned
    if (concerned === 0n) return 'held'
    if (!isAtEnd) this.#concerned = 0n
    const ofCostly = concerned | this.#owed
    const skipsCostly = this.#hasCostly && !this.#gain && this.prng.nextBelow(COSTLY_ONE_IN) !== 0
    this.#owed = skipsCostly ? ofCostly : 0n
    let answer: 'held' | 'best' = 'held'
    const broken: Property[] = []
    const sampled = this.executions % PROPERTIES_SAMPLED_EVERY === 0
    if (sampled) world.machine.observations.observe({ comparisons: true })
    for (const property of properties) {
      if (property.isCostly === true && skipsCostly) continue
      if (!watch.isConcerned(property, property.isCostly === true ? ofCostly : concerned)) continue
      const { isBroken, value } = watch.ask(world.sender, property)
      if (sampled && !isBroken && seen.addComparisons(selectorOfProperty(property)) > 0) this.#gain = true
      if (isBroken) broken.push(property)
      else if (value !== undefined && seen.isBest(property.index, value)) {
        answer = 'best'
        // How near a detector is helps to search and is told to nobody.
        if (property.kind === 'detector') continue
        this.#best.set(property.index, {
          property: property.index,
          value,
          sequence: [...this.#pathOf(number), ...path],
        })
      }
    }
    watch.done()
    if (sampled) world.machine.observations.observe({})
    if (world.machine.coverage.merge('success').newEdges > 0) this.#gain = true
    if (broken.length === 0) return answer
    const sequence = [...this.#pathOf(number), ...path]
    // One story for one state: after a theft there is nothing to be withdrawn either.
    const firstDetector = broken.find(({ kind }) => kind === 'detector')
    for (const property of broken) {
      if (property.kind === 'detector' && property !== firstDetector) continue
      const key = property.kind === 'detector' ? detectorKey(property, path.at(-1)) : property.name
      if (!this.#known.has(key)) this.#addFailure(property, sequence, key)
    }
    return 'broken'
  }

  /** Adds an entry of this lane; its number counts down from -1. */
  #keep(entry: Entry): number {
    this.#entries.push(entry)
    return -this.#entries.length
  }

  #pathOf(number: number): CallSequence {
    const parts: (readonly Call[])[] = []
    let at = number
    while (at < 0) {
      const entry = this.#entries[-1 - at]!
      parts.push(entry.calls)
      at = entry.parent
    }
    return [...this.parts.corpus.pathOf(at), ...parts.reverse().flat()]
  }
}

/** A call that does nothing but let its delay pass. */
function waited(call: Call): Call {
  return { ...call, target: -1, to: NOBODY, value: 0n, data: NO_DATA }
}

const NO_DATA = new Uint8Array(0)
// The sender may be a contract, which would run.
const NOBODY: Address = '0x0000000000000000000000000000000000000000'

function isSameButForState(a: WorldMark, b: WorldMark): boolean {
  return a.block === b.block && a.cheats === b.cheats
}

/** Thefts are told apart by the function that was called last. */
function detectorKey({ index }: Property, last: Call | undefined): string {
  return last === undefined ? `detector ${index}` : `detector ${index} ${last.to} ${selectorOfCall(last)}`
}

function failureKey(call: Call, result: WorldResult, property: Property): string {
  const { output } = result
  let text = `${property.kind} ${call.target}`
  // Selector and, of a panic or text, what follows: enough to tell causes apart, not values.
  for (let i = 0; i < Math.min(4, output.length); i++) text += ` ${output[i]}`
  if (property.kind === 'assertion') text += ` ${output.length}`
  return text
}
