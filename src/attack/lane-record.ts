// What a lane has to show: makes its calls, judges each, asks the properties, keeps what is new and what broke.

import type { Mark } from '../evm/types.ts'
import type { Prng } from '../primitives/prng.ts'
import type { WorldMark, WorldResult } from '../world/types.ts'
import { ATTACKER_CONTRACT } from '../world/attacker/attacker.ts'
import { couldNotPay, failsAssertion, logsAssertion, MACHINE_FULL, outcomeOf, tryCall } from './arena.ts'
import { AskedStates } from './asked-states.ts'
import { CallExaminer } from './call-examiner.ts'
import type { Entry } from './entry.ts'
import { detectorKey, failureKey } from './failure-key.ts'
import type { LaneFailure, LaneParts, LaneResult, LaneTask } from './lane-task.ts'
import { Freshness } from './freshness.ts'
import { reenact } from './reenact.ts'
import { selectorOfCall, selectorOfProperty } from './selector-word.ts'
import { type Call, type CallSequence, isAskedAfterCalls, type Property } from './types.ts'

const ENTRIES_MAX = 400
/** Every so many calls the comparisons of call and properties are looked at. */
const SAMPLED_EVERY = 64
/** What a property compares is what the search is after: looked at more often, in case it comes closer, and less where nothing does. */
const PROPERTIES_SAMPLED_EVERY = { fresh: 4, stale: 16 } as const
/** Costly properties are asked after one of so many calls that bring nothing new. */
const COSTLY_ONE_IN = 4
/** What they are owed is asked at the end of one of so many walks. */
const OWED_ONE_IN = 2
/** Rare ones after one of so many, also at the end of a walk. */
const RARE_ONE_IN = 8
const STOP_ASKED_EVERY = 64
const FAILURES_MAX = 64

export class LaneRecord {
  readonly #parts: LaneParts
  readonly #task: LaneTask
  readonly #prng: Prng
  readonly #entries: Entry[] = []
  readonly #failures: LaneFailure[] = []
  readonly #known: Set<string>
  readonly #counts: Uint32Array
  readonly #best = new Map<number, { property: number; value: bigint; sequence: CallSequence }>()
  /** Asked after calls: invariants, booleans, detectors, optimisations. */
  #open: Property[]
  #atEnd: Property[]
  #stateless: Property[]
  readonly #assertion: Property | undefined
  readonly #noRevert: Property | undefined
  readonly #hasCostly: boolean
  readonly #hasRare: boolean
  readonly #isOfAttacker: boolean
  readonly #examiner: CallExaminer
  readonly #freshness: Freshness
  /** Not of an attacker's: what detectors look at is more than the state, and some are asked now and then. */
  readonly #asked: AskedStates | undefined
  #executions = 0
  #bestCount = 0
  #gas = 0
  #isStopped = false
  readonly #warnings = new Set<string>()

  constructor(parts: LaneParts, task: LaneTask, prng: Prng) {
    const { properties, functions } = parts.target
    this.#parts = parts
    this.#task = task
    this.#prng = prng
    this.#known = new Set(task.knownFailures)
    this.#freshness = new Freshness(task.isStale)
    this.#counts = new Uint32Array(functions.length * 3)
    const broken = new Set(task.broken)
    const open = properties.filter(({ index }) => !broken.has(index))
    this.#open = open.filter(
      (property) => !property.isAtEnd && (isAskedAfterCalls(property) || property.kind === 'optimize'),
    )
    this.#atEnd = open.filter(({ isAtEnd }) => isAtEnd)
    this.#stateless = open.filter(({ kind }) => kind === 'stateless')
    this.#assertion = properties.find(({ kind }) => kind === 'assertion')
    this.#noRevert = open.find(({ kind }) => kind === 'noRevert')
    this.#hasCostly = open.some(({ isCostly }) => isCostly === true)
    this.#hasRare = open.some(({ isRare }) => isRare === true)
    this.#isOfAttacker = parts.target.attacker !== undefined
    this.#examiner = new CallExaminer(parts, open)
    const isEach = !this.#isOfAttacker && !this.#hasCostly && !this.#hasRare
    this.#asked = isEach ? new AskedStates(parts.world) : undefined
  }

  get executions(): number {
    return this.#executions
  }
  /** The same, or what part of the lane's gas is used, as so many of the calls that it may make. */
  get progress(): number {
    const { executionsMax, gasMax } = this.#task
    return Math.max(this.#executions, (executionsMax * this.#gas) / gasMax)
  }
  /** Executions as far as they give reason to look closer; see Freshness. Of an attacker's lane, whose calls cost more, all of them. */
  get effort(): number {
    return this.#isOfAttacker ? this.#executions : this.#freshness.effort(this.#executions)
  }
  /** Entries so far. */
  get keptCount(): number {
    return this.#entries.length
  }
  /** How often a call came nearer to what is searched than any before. */
  get bestCount(): number {
    return this.#bestCount
  }
  /** Properties that are asked after calls and not broken yet. */
  get open(): readonly Property[] {
    return this.#open
  }
  /** Tests with arguments that are not broken yet. */
  get stateless(): readonly Property[] {
    return this.#stateless
  }

  /** The lane's budget is used, or nobody wants the rest. */
  get isOver(): boolean {
    return (
      this.#isStopped ||
      this.#executions >= this.#task.executionsMax ||
      this.#gas >= this.#task.gasMax ||
      this.#entries.length >= ENTRIES_MAX
    )
  }

  /** @param endedBy why the campaign cannot go on, if it cannot */
  result(endedBy: string | undefined): LaneResult {
    return {
      entries: this.#entries,
      failures: this.#failures,
      executions: this.#executions,
      edges: this.#parts.edges,
      counts: this.#counts,
      best: [...this.#best.values()],
      isStopped: this.#isStopped,
      warnings: [...this.#warnings],
      ...(endedBy !== undefined && { endedBy }),
    }
  }

  // ---- one call --------------------------------------------------------------------------------------------------

  /** Whether the last call brought something new. */
  #gain = false
  /** Watchers of what changed since properties were asked last, as bits. */
  #concerned = 0n
  /** Those of them whose costly properties were not asked. */
  #owed = 0n
  /** The same of rare ones. */
  #owedRarely = 0n
  #result: WorldResult | undefined
  /** Before the last call. */
  #before: WorldMark | undefined
  /** The last call failed or was refused, but what cheatcodes remember is not as before. */
  #leftTraces = false
  /** The property that the last call broke by itself. */
  #broken: Property | undefined

  get gain(): boolean {
    return this.#gain
  }
  get leftTraces(): boolean {
    return this.#leftTraces
  }
  /** Of the last call. Its output is a view: valid until the next execution. */
  get lastResult(): WorldResult {
    return this.#result!
  }

  /** Another state was loaded: nothing has changed since properties were asked. */
  begin(): void {
    this.#concerned = 0n
    this.#owed = 0n
    this.#owedRarely = 0n
  }

  /** Makes a call and judges it: 'failed' if it broke a property by itself that was not known to break so. */
  make(call: Call): 'success' | 'reverted' | 'discarded' | 'failed' {
    const { world, seen } = this.#parts
    const { machine } = world
    this.#executions++
    const counts = this.#counts
    if (call.target >= 0) counts[call.target * 3]!++
    const sampled = this.#executions % SAMPLED_EVERY === 0
    if (this.#executions % STOP_ASKED_EVERY === 0 && this.#parts.isStopped(this.#executions))
      this.#isStopped = true
    if (sampled) machine.observations.observe({ comparisons: true })
    const mark = world.mark()
    this.#before = mark
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
      (hasPassed || !world.isInBlockOf(mark) || !world.remembersSame(mark))
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
      if (hasPassed) this.#concerned |= this.#parts.watch.ofTime
      if (this.#leftTraces) this.#concerned = this.#parts.watch.everybody
      failed = this.#failsBy(call, result)
    } else {
      const { isNew, changes } = machine.feedback.addFeatures(mark.machine as Mark)
      const { newEdges, newBuckets } = machine.coverage.merge('success')
      const nested =
        (call.reactions === undefined ? 0 : seen.addNested(call, world.reactionCalls)) +
        (this.#isOfAttacker ? seen.addAlone(call.target) : 0)
      // How the attacker's contract behaves is looked up by host code: nobody saw who read it. It is no news by itself.
      const isTold = this.#isOfAttacker && call.to === ATTACKER_CONTRACT && call.data.length > 0
      this.#gain = closer > 0 || (!isTold && (newEdges > 0 || newBuckets > 0 || isNew > 0 || nested > 0))
      if (changes > 0 || hasPassed || world.cheatcodeEffects !== effects)
        this.#concerned |= this.#parts.watch.concernedSince(mark)
      if (isTold) this.#concerned = this.#parts.watch.everybody
      failed =
        this.#assertion !== undefined &&
        (result.isFailed || (this.#parts.target.logsAssertions && logsAssertion(result))) &&
        this.#isNewFailure(call, result, this.#assertion)
    }
    if (sampled) machine.observations.observe({})
    if (failed) return 'failed'
    // The mark of a failure that is known stays: everything would seem to fail from here on.
    return result.isFailed ? 'discarded' : outcome
  }

  /** A stage made a call of its own. */
  countStageRun({ gasUsed }: WorldResult): void {
    this.countStageRuns(1, Number(gasUsed))
  }
  /** The same of so many calls. */
  countStageRuns(runs: number, gas: number): void {
    this.#executions += runs
    this.#gas += gas
  }

  /** The same of one whose gas is limited elsewhere. */
  countApart(): void {
    this.#executions++
    if (this.#executions % STOP_ASKED_EVERY === 0 && this.#parts.isStopped(this.#executions))
      this.#isStopped = true
  }

  /** vm.etch with an address that the search chose: what is asked afterwards is no longer what the test asks. */
  #replacesCode(mark: WorldMark): boolean {
    const { world, standing } = this.#parts
    const changed = world.machine.feedback.codeChangesSince(mark.machine as Mark)
    return changed.some((address) => standing.has(address))
  }

  #warnOf(call: Call, why: string): void {
    const name = call.target < 0 ? 'a transfer' : this.#parts.target.functions[call.target]!.abi.signature
    this.#warnings.add(`Some calls of ${name} were left out: ${why}.`)
  }

  #failsBy(call: Call, result: WorldResult): boolean {
    if (this.#assertion !== undefined && failsAssertion(result))
      return this.#isNewFailure(call, result, this.#assertion)
    if (this.#noRevert === undefined || couldNotPay(result)) return false
    return this.#isNewFailure(call, result, this.#noRevert)
  }

  #isNewFailure(call: Call, result: WorldResult, property: Property): boolean {
    if (call.target >= 0 && this.#parts.target.functions[call.target]!.isTest) return false
    if (this.#known.has(failureKey(call, result, property))) return false
    this.#broken = property
    return true
  }

  /** The last call, at the end of this way, broke a property by itself. */
  noteFailure(number: number, path: readonly Call[]): void {
    const call = path.at(-1)!
    const property = this.#broken!
    this.addFailure(property, [...this.#pathOf(number), ...path], failureKey(call, this.#result!, property))
  }

  /** Makes the sequence again from the beginning: only what shows a second time is a failure. Leaves the state anywhere. */
  addFailure(property: Property, sequence: CallSequence, key: string): void {
    this.#known.add(key)
    const { world, target, corpus } = this.#parts
    const found = reenact({ world, root: corpus.stateOf(0)!, target }, property, sequence)
    world.machine.coverage.merge('drop')
    if (found === undefined) return
    if (this.#failures.length < FAILURES_MAX) {
      const calls = sequence.slice(0, found.calls)
      this.#failures.push({ property: property.index, sequence: calls, key, executions: this.#executions })
      this.#parts.onFailure()
    }
    // There may be many of them; properties that have one function are broken once.
    if (property.kind === 'assertion' || property.kind === 'detector') return
    const others = (open: Property[]): Property[] => open.filter(({ index }) => index !== property.index)
    this.#open = others(this.#open)
    this.#atEnd = others(this.#atEnd)
    this.#stateless = others(this.#stateless)
  }

  /**
   * Has detectors of calls look at the last call of this way, which succeeded, where it brought something new, and at times elsewhere.
   * The state is afterwards as it was.
   */
  examine(number: number, path: readonly Call[]): void {
    if (!this.#examiner.isDue(this.#gain, this.#executions)) return
    const { world } = this.#parts
    const call = path.at(-1)!
    const isKnown = (each: Property): boolean => this.#known.has(detectorKey(each, call))
    const { property, gasUsed } = this.#examiner.lookAt(call, this.#before!, isKnown)
    this.#gas += gasUsed
    if (property === undefined) return
    const state = world.save()
    this.#judge(property, [...this.#pathOf(number), ...path], detectorKey(property, call))
    world.load(state)
  }

  #judge(property: Property, sequence: CallSequence, key: string): void {
    const { world, target, corpus } = this.#parts
    const found = reenact({ world, root: corpus.stateOf(0)!, target }, property, sequence)
    world.machine.coverage.merge('drop')
    if (found === undefined || this.#failures.length >= FAILURES_MAX) return
    this.#known.add(key)
    this.#failures.push({ property: property.index, sequence, key, executions: this.#executions })
    this.#parts.onFailure()
  }

  // ---- properties ------------------------------------------------------------------------------------------------

  /** The last call counts as one that brought something new: all is asked that it may concern. */
  insist(): void {
    this.#gain = true
  }

  /** Asks about the present state, to which this way leads, what it may concern. */
  ask(number: number, path: readonly Call[]): 'held' | 'broken' | 'best' {
    return this.#ask(this.#open, number, path, this.#gain)
  }

  /** A walk ends in the present state: asks what is still owed, and what is asked at the end. `hasCalled`: it made any call. */
  askLast(number: number, path: readonly Call[], hasCalled: boolean): void {
    if (this.#owed !== 0n && path.length > 0 && this.#prng.nextBelow(OWED_ONE_IN) === 0) {
      this.#concerned = this.#owed
      this.#gain = true
      if (this.#ask(this.#open, number, path, false) === 'broken') return
    }
    if (this.#atEnd.length > 0 && hasCalled) this.#ask(this.#atEnd, number, path, false)
  }

  /** @param isNew the last call brought something new */
  #ask(
    properties: readonly Property[],
    number: number,
    path: readonly Call[],
    isNew: boolean,
  ): 'held' | 'broken' | 'best' {
    const { world, seen, watch } = this.#parts
    const isAtEnd = properties !== this.#open
    const concerned = isAtEnd ? watch.everybody : this.#concerned
    if (concerned === 0n) return 'held'
    if (!isAtEnd) this.#concerned = 0n
    const ofCostly = concerned | this.#owed
    const skipsCostly = this.#hasCostly && !this.#gain && this.#prng.nextBelow(COSTLY_ONE_IN) !== 0
    this.#owed = skipsCostly ? ofCostly : 0n
    const ofRare = concerned | this.#owedRarely
    const skipsRare = this.#hasRare && !isNew && this.#prng.nextBelow(RARE_ONE_IN) !== 0
    this.#owedRarely = skipsRare ? ofRare : 0n
    let answer: 'held' | 'best' = 'held'
    const broken: Property[] = []
    const { fresh, stale } = PROPERTIES_SAMPLED_EVERY
    const isFresh = this.#isOfAttacker || this.#freshness.isFresh(this.#executions)
    const sampled = this.#executions % (isFresh ? fresh : stale) === 0
    const asked = isAtEnd || !watch.followsAll ? undefined : this.#asked
    if (asked?.has(concerned, sampled) === true) return 'held'
    if (sampled) world.machine.observations.observe({ comparisons: true })
    for (const property of properties) {
      const { isCostly, isRare } = property
      if (isRare === true ? skipsRare : isCostly === true && skipsCostly) continue
      const since = isRare === true ? ofRare : isCostly === true ? ofCostly : concerned
      if (!watch.isConcerned(property, since)) continue
      const { isBroken, value } = watch.ask(world.sender, property)
      if (sampled && !isBroken && seen.addComparisons(selectorOfProperty(property)) > 0) this.#gain = true
      if (isBroken) broken.push(property)
      else if (value !== undefined && seen.isBest(property.index, value)) {
        answer = 'best'
        this.#bestCount++
        // How near a detector is helps to search and is told to nobody.
        if (property.kind === 'detector') continue
        this.#best.set(property.index, {
          property: property.index,
          value,
          sequence: [...this.#pathOf(number), ...path],
        })
      }
    }
    if (watch.done().newEdges > 0) this.#gain = true
    if (sampled) world.machine.observations.observe({})
    if (broken.length === 0) {
      if (watch.followsAll) asked?.note(concerned, sampled)
      return answer
    }
    const passed = broken.filter((each) => each.leadsOn === true && this.#isBehind(each, number, path))
    if (passed.length === broken.length) return answer
    // Behind what is known may lie what somebody says must never be.
    if (broken.every((each) => this.#isKnownDetector(each, path)) && this.#isStatedOpen) return answer
    const sequence = [...this.#pathOf(number), ...path]
    // One story for one state: after a theft there is nothing to be withdrawn either.
    const news = broken.filter((each) => !passed.includes(each))
    const firstDetector = news.find(({ kind }) => kind === 'detector')
    for (const property of news) {
      if (property.kind === 'detector' && property !== firstDetector) continue
      const key = property.kind === 'detector' ? detectorKey(property, path.at(-1)) : property.name
      if (!this.#known.has(key)) this.addFailure(property, sequence, key)
    }
    return 'broken'
  }

  #isKnownDetector(property: Property, path: readonly Call[]): boolean {
    return property.kind === 'detector' && this.#known.has(detectorKey(property, path.at(-1)))
  }

  /** A call on this way is known to break it. */
  #isBehind(property: Property, number: number, path: readonly Call[]): boolean {
    return [...this.#pathOf(number), ...path].some((call) => this.#known.has(detectorKey(property, call)))
  }

  /** In an attacker's campaign: something that the user's test says has not been broken yet. */
  get #isStatedOpen(): boolean {
    return this.#parts.target.attacker !== undefined && this.#open.some(({ kind }) => kind !== 'detector')
  }

  // ---- entries ---------------------------------------------------------------------------------------------------

  /** Adds an entry of this lane; its number counts down from -1. */
  keep(entry: Entry): number {
    this.#freshness.renew(this.#executions)
    this.#entries.push({ ...entry, calls: entry.calls.map(withOwnData) })
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
    return [...this.#parts.corpus.pathOf(at), ...parts.reverse().flat()]
  }
}

/** The call with calldata that shares its memory with nobody: what is kept for long would keep all of that. */
function withOwnData(call: Call): Call {
  return call.data.buffer.byteLength === call.data.length ? call : { ...call, data: call.data.slice() }
}
