// The engine of one campaign in one worker: the world, and everything that follows from the list of entries.
//
// Two engines that were given the same entries are in the same state, wherever they run and whatever else they did: lanes
// leave nothing behind, and appending entries is the only way to change it.

import { readWord } from '../primitives/bytes.ts'
import { createPrng, type Prng } from '../primitives/prng.ts'
import type { Address } from '../evm/types.ts'
import type { StorageAccess } from '../evm/observations.ts'
import type { World, WorldResult, WorldState } from '../world/types.ts'
import { askProperty, callProperty, outcomeOf, tryCall } from './arena.ts'
import { PropertyWatch, type WatchCopy } from './property-watch.ts'
import { CallWriter } from './call-writer.ts'
import { BORROWED_STORAGE } from '../world/attacker/borrowed-storage.ts'
import { Answers } from './attacker/answers.ts'
import { AttackerMoves } from './attacker/attacker-moves.ts'
import { Corpus, type EntryGain } from './corpus.ts'
import { CreatedContracts } from './created-contracts.ts'
import { JumpSides } from './formulas/jump-sides.ts'
import type { Entry } from './entry.ts'
import { Influence } from './influence.ts'
import { Lane } from './lane.ts'
import type { LaneResult, LaneTask } from './lane-task.ts'
import { RECEIVE } from '../project/abi/plain-ether.ts'
import { ReactionWriter } from './attacker/reaction-writer.ts'
import { withResult } from './recent-results.ts'
import { type Courses, coursesFrom, NO_COURSES } from './trips/courses.ts'
import { patientCourses } from './trips/patient-courses.ts'
import { Seen, type SeenCopy } from './seen.ts'
import { selectorOfCall, selectorOfProperty } from './selector-word.ts'
import {
  type Call,
  type CallSequence,
  type CampaignTarget,
  isAskedAfterCalls,
  type Property,
} from './types.ts'
import { createPools } from './pools.ts'
import { Ways } from './ways.ts'

export type EngineOptions = {
  readonly world: World
  readonly target: CampaignTarget
  /** 0 to 2^64-1. */
  readonly seed: bigint
}

/** Entries that are remembered to have passed a jump. */
const PASSERS_MAX = 6

const NO_GAIN: EntryGain = {
  newEdges: 0,
  newBuckets: 0,
  newFeatures: 0,
  closer: 0,
  isNearBreak: false,
  isBest: false,
}

export class Engine {
  readonly world: World
  readonly target: CampaignTarget
  readonly corpus: Corpus
  readonly root: WorldState
  readonly #seen: Seen
  readonly writer: CallWriter
  readonly #reactions: ReactionWriter
  readonly #moves: AttackerMoves | undefined
  readonly #courses: Courses
  readonly #patientCourses: readonly CallSequence[]
  readonly #influence: Influence
  readonly #created: CreatedContracts
  readonly #watch: PropertyWatch
  readonly #prng: Prng
  readonly #asked: readonly Property[]
  readonly #sides: JumpSides
  readonly #ways: Ways
  /** By the side of a jump that nobody took: how many entries passed the jump. */
  readonly #passers = new Map<number, number>()
  readonly #standing: ReadonlySet<Address>
  /** What was seen with all entries so far: every lane begins from it. */
  #copy: SeenCopy
  /** How much of a copy is set: every lane tells, and most begin from the same one. */
  #counted: { readonly of: SeenCopy; readonly edges: Engine['edges'] } | undefined
  /** What properties read in the states of all entries so far. */
  #watched: WatchCopy
  /** What ran before the campaign began: hit counts by edge id. Contracts that were created have none of their constructors. */
  readonly setupHits: Uint8Array

  constructor(options: EngineOptions) {
    const { world, target } = options
    this.world = world
    this.target = target
    this.#prng = createPrng(options.seed)
    this.root = world.save()
    this.corpus = new Corpus(this.root)
    this.#seen = new Seen(world.machine)
    this.#watch = new PropertyWatch(world)
    const ether = target.functions.filter(({ abi }) => abi === RECEIVE).map(({ index }) => index)
    this.#influence = new Influence(target.functions.length, new Set(ether), target.attacker?.closed)
    this.#created = new CreatedContracts(world, target)
    this.writer = new CallWriter(target, createPools(world, target), world.machine, this.#created)
    this.#reactions = new ReactionWriter(
      this.writer,
      target.functions
        .filter(({ isTest, senders }) => !isTest && senders.length === 0)
        .map(({ index }) => index),
      new Answers(target, this.writer.pools),
      target.functions.find(({ to }) => to === BORROWED_STORAGE)?.index,
    )
    this.#moves =
      target.attacker === undefined ? undefined : new AttackerMoves(target, target.attacker, this.writer)
    for (const call of target.seeds ?? []) this.corpus.seed(call)
    this.#asked = target.properties.filter(
      (property) => !property.isAtEnd && (isAskedAfterCalls(property) || property.kind === 'optimize'),
    )
    this.#sides = new JumpSides(world.machine)
    const { corpus, writer } = this
    this.#ways = new Ways({ world, target, corpus, writer, sides: this.#sides })
    this.#standing = new Set([world.test.address, ...target.functions.flatMap(({ to }) => to ?? [])])
    this.setupHits = world.machine.coverage.hits().slice()
    const courseParts = this.#moves && { world, root: this.root, writer: this.writer, moves: this.#moves }
    this.#courses =
      courseParts === undefined
        ? NO_COURSES
        : coursesFrom(courseParts, target.attacker!.courses, target.functions)
    this.#patientCourses =
      courseParts === undefined ? [] : patientCourses(courseParts, target.attacker!.patientCourses)
    world.machine.coverage.merge('drop')
    world.machine.coverage.reset()
    this.#lookAtProperties()
    this.#copy = this.#seen.copy()
    this.#watched = this.#watch.copy()
  }

  /** Edges seen in calls that succeeded and in those that failed. */
  get edges(): { readonly success: number; readonly failure: number } {
    if (this.#counted?.of !== this.#copy) {
      const { success, failure } = this.#copy
      this.#counted = { of: this.#copy, edges: { success: countSet(success), failure: countSet(failure) } }
    }
    return this.#counted.edges
  }
  /** What calls of the campaign covered, as copies of Coverage.seen. */
  get seen(): SeenCopy {
    return this.#copy
  }

  /** Appends entries that lanes found, in the order that the campaign gave them; parents are numbers of the whole list. */
  append(entries: readonly Entry[]): void {
    // Lanes of one epoch begin with the same list.
    if (entries.length === 0) return
    this.#begin()
    for (const entry of entries) this.#append(entry)
    this.#copy = this.#seen.copy()
    this.#watched = this.#watch.copy()
  }

  /** Searches. The engine is afterwards as it was. `onFailure` is called when a failure is found, in their order. */
  runLane(
    task: LaneTask,
    isStopped: (executions: number) => boolean,
    onFailure: () => void = () => undefined,
  ): LaneResult {
    this.corpus.forgetChoices()
    this.#begin()
    const parts = {
      world: this.world,
      target: this.target,
      corpus: this.corpus,
      seen: this.#seen,
      writer: this.writer,
      reactions: this.#reactions,
      moves: this.#moves,
      courses: this.#courses,
      patientCourses: this.#patientCourses,
      created: this.#created,
      influence: this.#influence,
      sides: this.#sides,
      ways: this.#ways,
      watch: this.#watch,
      standing: this.#standing,
      edges: this.edges.success,
      isStopped,
      onFailure,
    }
    const prng = this.#prng.fork(`epoch ${task.epoch} lane ${task.lane}`)
    // A call that is changed before any state is loaded looks at amounts in the present one.
    this.world.load(this.root)
    try {
      return new Lane(parts, task, prng).run()
    } finally {
      this.world.machine.observations.observe({})
      this.writer.pools.dictionary.recent = []
      this.world.load(this.root)
    }
  }

  /** The property's answer on the state after setup; those that are broken there need no search. */
  brokenAtRoot(): Property[] {
    this.world.load(this.root)
    return this.target.properties.filter(
      (property) =>
        isAskedAfterCalls(property) &&
        // What is asked at the end of a sequence need not hold before its beginning.
        !property.isAtEnd &&
        askProperty(this.world, this.world.sender, property).isBroken,
    )
  }

  /** What anybody executed here since is no news, and no part of anything. */
  #begin(): void {
    this.target.attacker?.forgetJudged()
    this.world.machine.coverage.merge('drop')
    this.#seen.restore(this.#copy)
    this.#watch.restore(this.#watched)
  }

  // ---- inside ----------------------------------------------------------------------------------------------------

  #append(entry: Entry): void {
    const { world, corpus } = this
    const { machine } = world
    const parent = entry.stateless >= 0 ? this.root : corpus.stateOf(entry.parent)
    // Its parent brought nothing once others had come before: its state was not kept, and this one cannot be reached.
    if (parent === undefined) {
      corpus.add(entry, undefined, NO_GAIN)
      return
    }
    world.load(parent)
    let gain = NO_GAIN
    let result: WorldResult | undefined
    let recent = entry.stateless >= 0 ? [] : corpus.recentOf(entry.parent)
    let isFrontier = false
    const last = entry.calls.length - 1
    for (const [i, call] of entry.calls.entries()) {
      const mark = machine.mark()
      const amounts = this.#moves?.amounts()
      result = tryCall(world, call)
      const outcome = outcomeOf(result)
      if (outcome === 'discarded') {
        machine.coverage.merge('drop')
        continue
      }
      if (i === last) isFrontier = this.#isFrontier()
      if (outcome === 'success') {
        const { isNew } = machine.feedback.addFeatures(mark)
        const nested = this.#seen.addNested(call, world.reactionCalls) + this.#addAlone(call)
        gain = added(gain, machine.coverage.merge('success'), isNew + nested)
        this.#learn(result)
        this.#influence.open(call.target)
        recent = withResult(recent, result, this.target.functions[call.target]?.abi.outputs)
        const isCalledBack = world.answeredHook !== undefined
        if (amounts !== undefined) this.#moves!.learn(call, amounts, world.reactionCalls, isCalledBack)
        this.#rememberNested(call, world.reactionCalls)
      } else gain = added(gain, machine.coverage.merge('failure'), 0)
    }
    if (entry.stateless < 0 && !entry.isReverted) {
      for (const property of this.#asked) {
        const { value } = this.#watch.ask(world.sender, property)
        if (value !== undefined && this.#seen.isBest(property.index, value)) gain = { ...gain, isBest: true }
      }
      if (this.#isFrontier()) isFrontier = true
      gain = added(gain, this.#watch.done(), 0)
    }
    const state = entry.isReverted || entry.stateless >= 0 ? undefined : world.save()
    gain = this.#lookCloser(entry, parent, gain)
    corpus.add(entry, state, gain, recent, isFrontier)
  }

  #addAlone({ target }: Call): number {
    return this.target.attacker === undefined ? 0 : this.#seen.addAlone(target)
  }

  /**
   * What went well in the middle of a call may go well by itself. Nothing else says so: the code that it ran is no news any more, so
   * who makes it alone by chance would not be kept.
   */
  #rememberNested({ reactions = [] }: Call, succeeded: readonly object[]): void {
    for (const { calls } of reactions)
      for (const inner of calls) if (succeeded.includes(inner)) this.corpus.seedUnlessKnown(inner)
  }

  /** Whether what ran since coverage was merged is among the first to pass a jump of which nobody took one side. */
  #isFrontier(): boolean {
    let isFirst = false
    for (const side of this.#sides.openNow()) {
      const passers = this.#passers.get(side) ?? 0
      if (passers >= PASSERS_MAX) continue
      this.#passers.set(side, passers + 1)
      isFirst = true
    }
    return isFirst
  }

  /** Runs the last call and the properties once more, with accesses and comparisons noted. */
  #lookCloser(entry: Entry, parent: WorldState, gain: EntryGain): EntryGain {
    const { world } = this
    const { machine } = world
    const last = entry.calls.at(-1)
    if (last === undefined) return gain
    world.load(parent)
    for (const call of entry.calls.slice(0, -1)) tryCall(world, call)
    machine.observations.observe({ accesses: true, comparisons: true })
    tryCall(world, last)
    let closer = this.#seen.addComparisons(selectorOfCall(last))
    this.#learnOperands()
    const accesses = machine.observations.accesses()
    this.#influence.addCall(last.target, accesses)
    this.#learnStorage(accesses)
    const nearer = entry.stateless < 0 && !entry.isReverted ? this.#lookAtAsked() : 0
    closer += nearer
    machine.observations.observe({})
    machine.coverage.merge('drop')
    return closer === 0 ? gain : { ...gain, closer: gain.closer + closer, isNearBreak: nearer > 0 }
  }

  /** What properties read and compare in the present state. Observing must be on. */
  #lookAtAsked(): number {
    const { world } = this
    let closer = 0
    for (const property of this.#asked) {
      const mark = world.mark()
      callProperty(world, world.sender, property)
      closer += this.#seen.addComparisons(selectorOfProperty(property))
      this.#influence.addProperty(world.machine.observations.accesses())
      world.rollback(mark)
    }
    return closer
  }

  #lookAtProperties(): void {
    const { machine } = this.world
    for (const property of this.#asked) {
      const { value } = this.#watch.ask(this.world.sender, property)
      if (value !== undefined) this.#seen.isBest(property.index, value)
    }
    this.#watch.done()
    machine.observations.observe({ accesses: true, comparisons: true })
    this.#lookAtAsked()
    machine.observations.observe({})
    machine.coverage.merge(this.target.attacker === undefined ? 'success' : 'drop')
  }

  /** Values that a call gave back or logged may be asked for later. */
  #learn(result: WorldResult): void {
    const { dictionary } = this.writer.pools
    learnWords(result.output, 8, (word) => dictionary.addWord(word))
    for (const log of result.logs.slice(0, 8)) {
      for (const topic of log.topics.slice(1)) dictionary.addWord(topic)
      learnWords(log.data, 4, (word) => dictionary.addWord(word))
    }
  }

  /** What was compared with something is what a value should have been. */
  #learnOperands(): void {
    const { dictionary } = this.writer.pools
    const { observations } = this.world.machine
    observations.scan(64, (_site, _opcode, at) => {
      dictionary.addWord(observations.left(at))
      dictionary.addWord(observations.right(at))
    })
  }

  #learnStorage(accesses: readonly StorageAccess[]): void {
    const { dictionary } = this.writer.pools
    const { machine } = this.world
    let left = 16
    for (const access of accesses) {
      if (access.kind !== 'write') continue
      if (left-- === 0) return
      dictionary.addWord(machine.getStorage(access.address, access.slot))
    }
  }
}

function added(
  gain: EntryGain,
  coverage: { readonly newEdges: number; readonly newBuckets: number },
  newFeatures: number,
): EntryGain {
  return {
    ...gain,
    newEdges: gain.newEdges + coverage.newEdges,
    newBuckets: gain.newBuckets + coverage.newBuckets,
    newFeatures: gain.newFeatures + newFeatures,
  }
}

function learnWords(bytes: Uint8Array, wordsMax: number, learn: (word: bigint) => void): void {
  for (let at = 0; at + 32 <= bytes.length && at < 32 * wordsMax; at += 32) learn(readWord(bytes, at))
}

/** @param seen mostly zeros; its own memory, in fours */
function countSet(seen: Uint8Array): number {
  let count = 0
  const fours = new Uint32Array(seen.buffer, seen.byteOffset, seen.length / 4)
  for (let i = 0; i < fours.length; i++) {
    if (fours[i] === 0) continue
    for (let at = 4 * i; at < 4 * i + 4; at++) if (seen[at] !== 0) count++
  }
  return count
}
