// The coordinator of one campaign: hands lanes to workers epoch by epoch, puts their results together in order, has
// findings shrunk. It executes nothing itself, so it survives whatever the workers do.
//
// What it decides depends on results only, never on when they came: the same seed and budget in executions give the same
// findings with any number of workers. Time only decides when to stop.

import { BaseError } from '../primitives/errors.ts'
import type {
  CampaignOptions,
  CampaignProgress,
  CampaignResult,
  StoredEpoch,
  StoredFailure,
} from './campaign.ts'
import { CampaignWorkers, type TimedResult } from './campaign-workers.ts'
import { type Entry, numberEntries } from './entry.ts'
import { withHint } from './error-text.ts'
import { FoundFailures } from './found-failures.ts'
import { LanesAhead } from './lanes-ahead.ts'
import type { CoverageSummary, FailureToShrink, LaneTask, PreparedCampaign } from './tasks.ts'

/** Calls of one lane in the first epoch; doubled until the maximum: workers learn from each other early. */
const LANE_EXECUTIONS_FIRST = 32
const LANE_EXECUTIONS_MAX = 16_384
/**
 * Lanes of up to so many calls, in the first epochs, are given together to the workers that wait for them: one after the other they take
 * less time than to ask for them one by one. So for this long a search keeps to the worker that prepared it: what is broken by then needs no
 * other, and would wait for the processor beside others that load the project.
 */
const LANE_EXECUTIONS_TOGETHER_MAX = 128
const TOGETHER_SECONDS = 0.05
/** A lane ends when its calls used this much gas, whatever their number. */
const LANE_GAS_MAX = 400_000_000
/** Calls without anything new after which lanes begin stale: some epochs of the longest lanes. */
const STALE_CALLS = 400_000
/** Lanes that may end their workers before the campaign is given up. */
const LOST_LANES_MAX = 8

/** Runs one campaign. Rejects only for errors of our own. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  return new Coordinator(options).run()
}

class Coordinator {
  readonly #options: CampaignOptions
  readonly #workers: CampaignWorkers
  #epoch = 0
  readonly #failures: FoundFailures
  readonly #warnings: string[] = []
  /** When the search began: setting up is not part of what it takes to find something. */
  #beganSeconds = 0
  #edges = 0
  #executions = 0
  /** How many there were after the last epoch that brought something new. */
  #newsAt = 0
  /** Why the search cannot go on, if it cannot. */
  #ended: string | undefined
  /** Lanes of the first epoch that the worker ran which prepared the campaign. */
  #begun: readonly TimedResult[] = []
  /** There is nothing left to call. */
  #isExhausted = false
  #lost = 0
  /** The last complete epoch, as long as it is not stored: the next one begins first. */
  #unkept: StoredEpoch | undefined
  #counts: number[] = []
  readonly #best = new Map<number, { value: bigint; failure: FailureToShrink }>()
  /** Executions of lanes that are not merged, for the live line. */
  readonly #running = new Map<LaneTask, number>()
  readonly #ahead: LanesAhead<TimedResult[]>

  constructor(options: CampaignOptions) {
    this.#options = options
    const { contract, checkpoint, onEvent } = options
    this.#ahead = new LanesAhead(options.searchSignal)
    this.#workers = new CampaignWorkers({
      ...options,
      seconds: () => this.#seconds(),
      onLane: (lane, executions) => {
        this.#running.set(lane, executions)
        this.#tell()
      },
    })
    this.#failures = new FoundFailures({
      contract,
      checkpoint,
      onEvent,
      shrink: async (failure) => await this.#workers.shrink(failure),
      warn: (text) => this.#warnings.push(text),
    })
  }

  async run(): Promise<CampaignResult> {
    let prepared: PreparedCampaign | undefined
    try {
      const { checkpoint } = this.#options
      // What was stored comes first, and whether it fits shows when the campaign is prepared.
      const lanes = checkpoint?.mayResume === true ? [] : this.#tasks()
      const answer = await this.#workers.prepare(lanes)
      if (answer.kind === 'setupFailed') return this.#result('setupFailed', answer.reason, answer.trace)
      if (answer.kind === 'skipped') return this.#result('skipped', answer.reason || 'vm.skip in its setUp()')
      if (answer.kind !== 'prepared')
        throw new TypeError(`A worker answered 'prepare' with '${answer.kind}'.`)
      const { begun, ...campaign } = answer
      prepared = campaign
      this.#beganSeconds = this.#options.secondsSoFar() - (begun?.secondsAgo ?? 0)
      this.#begun = begun === undefined ? [] : this.#workers.timed(begun.lanes)
    } catch (error) {
      if (this.#options.searchSignal.aborted) return this.#result('skipped', 'there was no time left for it')
      if (!(error instanceof BaseError)) throw error
      return this.#result('failed', withHint(error))
    }
    this.#options.onEvent({ kind: 'prepared', contract: this.#options.contract, prepared })
    this.#warnings.push(...prepared.warnings)
    // Before what was stored: as in a run that nobody interrupted.
    for (const property of prepared.brokenAtRoot) {
      this.#failures.add({
        property,
        sequence: [],
        executions: 0,
        seconds: 0,
        key: `${property} before any call`,
      })
    }
    this.#resume(prepared.fingerprint)
    let status: 'done' | 'stopped' | 'failed' = 'done'
    let reason = ''
    try {
      // What was begun counts, however soon the time is up.
      while (this.#ended === undefined && (this.#begun.length > 0 || !this.#isOver(prepared)))
        await this.#runEpoch()
      if (this.#options.searchSignal.aborted) status = 'stopped'
      if (this.#ended !== undefined) [status, reason] = ['failed', this.#ended]
    } catch (error) {
      if (!(error instanceof BaseError)) throw error
      // The workers cannot go on with this contract. What was found stays found.
      status = 'failed'
      reason = withHint(error)
    } finally {
      this.#ahead.discard()
    }
    this.#keepEpoch()
    await this.#failures.end([...this.#best.values()].map(({ failure }) => failure))
    return this.#result(status, reason, '', prepared, await this.#summarize())
  }

  #isOver(prepared: PreparedCampaign): boolean {
    const { searchSignal, executionsMax, stopAfter } = this.#options
    if (searchSignal.aborted || this.#isExhausted) return true
    if (executionsMax !== undefined && this.#executions >= executionsMax) return true
    if (prepared.functions.length === 0) return true
    if (stopAfter !== undefined && this.#failures.count >= stopAfter) return true
    // The greatest value is never known to be reached.
    if (prepared.properties.some(({ kind }) => kind === 'optimize')) return false
    const explicit = prepared.properties.filter(({ isExplicit }) => isExplicit)
    return explicit.length > 0 && explicit.every(({ index }) => this.#failures.broken.has(index))
  }

  // ---- epochs ----------------------------------------------------------------------------------------------------

  async #runEpoch(): Promise<void> {
    const begun = this.#begun
    this.#begun = []
    const tasks = this.#tasks().slice(begun.length)
    const ahead = begun.length > 0 ? [] : this.#ahead.take(tasks, this.#workers.entryCount)
    const left = tasks.slice(ahead.length)
    const together = this.#lanesTogether(left)
    const running = [...ahead]
    for (let first = 0; first < left.length; first += together)
      running.push(this.#workers.runLanes(left.slice(first, first + together)))
    // While the workers are at it.
    this.#keepEpoch()
    const results = [...begun, ...(await this.#goAhead(tasks, running)).flat()]
    for (const task of this.#running.keys()) if (task.epoch === this.#epoch) this.#running.delete(task)
    this.#merge(results)
    // What was found ahead counts: nobody will look there again.
    if (this.#options.searchSignal.aborted) this.#merge((await this.#ahead.end()).flat(), false)
  }

  /** Waits for lanes of the present epoch. Workers that have nothing to do meanwhile begin with the next one. */
  async #goAhead(
    tasks: readonly LaneTask[],
    running: readonly Promise<TimedResult[]>[],
  ): Promise<TimedResult[][]> {
    const { pool, contract, searchSignal, executionsMax = Infinity } = this.#options
    const most = tasks.reduce((sum, task) => sum + task.executionsMax, this.#executions)
    const next = this.#tasks(this.#epoch + 1, most)
    // Short ones bring much, and those at the end of the budget depend on what the lanes before them used.
    let isWanted =
      (next[0]?.executionsMax ?? 0) > LANE_EXECUTIONS_TOGETHER_MAX &&
      (next[0]?.executionsMax ?? 0) * next.length + most <= executionsMax
    let left = running.length
    const begin = (): void => {
      const isIdle = (): boolean => (pool.waitingFor?.(contract) ?? 0) > 0
      while (isWanted && left > 0 && !searchSignal.aborted && isIdle()) {
        const task = next[this.#ahead.count]
        if (task === undefined) return
        const outcome = this.#ahead.begin(task, this.#workers.entryCount, (signal) =>
          this.#workers.runLanes([task], signal),
        )
        // Who is done with it may go on.
        void outcome.then(begin, () => undefined)
      }
    }
    return await Promise.all(
      running.map(async (lanes) => {
        const results = await lanes
        left--
        if (results.some(isNews)) {
          isWanted = false
          if (!searchSignal.aborted) this.#ahead.discard()
        }
        begin()
        return results
      }),
    )
  }

  /** The lanes of an epoch before which so many calls were made; none if no call may be made. */
  #tasks(epoch = this.#epoch, executions = this.#executions): LaneTask[] {
    const { lanes, executionsMax } = this.#options
    const size = Math.min(LANE_EXECUTIONS_MAX, LANE_EXECUTIONS_FIRST * 2 ** Math.min(epoch, 20))
    const left = executionsMax === undefined ? Infinity : executionsMax - executions
    if (left <= 0) return []
    const each = Math.min(size, Math.ceil(left / lanes))
    const broken = [...this.#failures.broken]
    const knownFailures = [...this.#failures.keys]
    const isStale = executions - this.#newsAt > STALE_CALLS
    return Array.from({ length: lanes }, (_, lane) => ({
      epoch,
      lane,
      executionsMax: each,
      gasMax: LANE_GAS_MAX,
      broken,
      knownFailures,
      isStale,
    }))
  }

  /** How many of these lanes a worker gets at once: early ones are shared evenly by those that wait. */
  #lanesTogether(tasks: readonly LaneTask[]): number {
    const { pool, contract } = this.#options
    const isShort = tasks[0] !== undefined && tasks[0].executionsMax <= LANE_EXECUTIONS_TOGETHER_MAX
    if (pool.waitingFor === undefined || !isShort || this.#seconds() >= TOGETHER_SECONDS) return 1
    return Math.ceil(tasks.length / Math.max(1, pool.waitingFor(contract)))
  }

  /**
   * Puts the lanes' results together, in the order of the lanes.
   * @param isEpoch whether they are all lanes of the present epoch
   */
  #merge(results: readonly TimedResult[], isEpoch = true): void {
    this.#ended ??= results.find(({ endedBy }) => endedBy !== undefined)?.endedBy
    for (const { lostBy } of results) {
      // The search goes on without some.
      if (lostBy !== undefined && this.#lost++ < LOST_LANES_MAX) this.#warnings.push(lostBy.missing)
      else if (lostBy !== undefined) this.#ended ??= lostBy.error
    }
    const isComplete = isEpoch && this.#ended === undefined && results.every(({ isStopped }) => !isStopped)
    this.#isExhausted = isComplete && this.#lost === 0 && results.every(({ executions }) => executions === 0)
    const entries: Entry[] = []
    const failures: StoredFailure[] = []
    const seconds = this.#seconds()
    for (const result of results) {
      for (const [i, failure] of result.failures.entries()) {
        const { property, sequence, key } = failure
        const executions = this.#executions + failure.executions
        failures.push({ property, sequence, key, executions, seconds: result.foundSeconds[i] ?? seconds })
      }
      this.#executions += result.executions
      this.#edges = Math.max(this.#edges, result.edges)
      for (const text of result.warnings) if (!this.#warnings.includes(text)) this.#warnings.push(text)
      for (const [i, count] of result.counts.entries()) this.#counts[i] = (this.#counts[i] ?? 0) + count
      for (const { property, value, sequence } of result.best) {
        const best = this.#best.get(property)
        if (best !== undefined && best.value >= value) continue
        this.#best.set(property, {
          value,
          failure: { property, sequence, executions: this.#executions, seconds },
        })
      }
      entries.push(...numberEntries(result.entries, this.#workers.entryCount + entries.length))
    }
    const fresh = failures.filter((failure) => this.#failures.add(failure))
    // An epoch that was cut short repeats nothing: its findings count, its corpus does not.
    if (!isComplete) return
    this.#workers.append(entries)
    if (entries.length > 0) this.#newsAt = this.#executions
    this.#unkept = {
      epoch: this.#epoch,
      entries,
      failures: fresh,
      progress: this.#progress(),
    }
    this.#epoch++
  }

  /** Stores and tells the last complete epoch, unless that was done. */
  #keepEpoch(): void {
    const epoch = this.#unkept
    if (epoch === undefined) return
    this.#unkept = undefined
    this.#options.checkpoint?.saveEpoch(epoch)
    this.#tell()
  }

  #tell(): void {
    let running = 0
    for (const executions of this.#running.values()) running += executions
    this.#options.onEvent({
      kind: 'progress',
      contract: this.#options.contract,
      executions: this.#executions + running,
      entries: this.#workers.entryCount,
      edges: this.#edges,
      epoch: this.#epoch,
    })
  }

  #resume(fingerprint: string): void {
    const stored = this.#options.checkpoint?.load(fingerprint)
    if (stored === undefined) return
    this.#epoch = stored.epoch + 1
    this.#workers.append(stored.entries)
    this.#executions = stored.progress.executions
    this.#newsAt = stored.progress.newsAt
    this.#counts = [...stored.progress.counts]
    this.#edges = stored.progress.edges
    for (const { property, value, failure } of stored.progress.best) {
      this.#best.set(property, { value: BigInt(value), failure })
    }
    this.#failures.resume(stored)
    this.#tell()
  }

  async #summarize(): Promise<CoverageSummary | undefined> {
    if (this.#options.hardSignal.aborted) return undefined
    try {
      const answer = await this.#workers.summarize()
      return answer.kind === 'summary' ? answer.summary : undefined
    } catch (error) {
      if (!(error instanceof BaseError)) throw error
      this.#warnings.push(`Coverage could not be summarized: ${withHint(error)}`)
      return undefined
    }
  }

  #seconds(): number {
    return Math.max(0, this.#options.secondsSoFar() - this.#beganSeconds)
  }

  // ---- result ----------------------------------------------------------------------------------------------------

  #progress(): CampaignProgress {
    const best = [...this.#best].map(([property, { value, failure }]) => ({
      property,
      value: value.toString(),
      failure,
    }))
    const counts = [...this.#counts]
    return { executions: this.#executions, newsAt: this.#newsAt, counts, edges: this.#edges, best }
  }

  #result(
    status: CampaignResult['status'],
    reason = '',
    trace = '',
    prepared?: PreparedCampaign,
    coverage?: CoverageSummary,
  ): CampaignResult {
    return {
      contract: this.#options.contract,
      status,
      reason,
      trace,
      prepared,
      findings: this.#failures.findings,
      unshrunk: this.#failures.unshrunk,
      progress: this.#progress(),
      epochs: this.#epoch,
      entries: this.#workers.entryCount,
      seconds: this.#seconds(),
      coverage,
      warnings: this.#warnings,
    }
  }
}

/** Whether the lanes of the next epoch start from something else because of it, or do not start. */
function isNews({ entries, failures, executions, isStopped, endedBy, lostBy }: TimedResult): boolean {
  const isWhole = !isStopped && endedBy === undefined && lostBy === undefined
  return !isWhole || executions === 0 || entries.length > 0 || failures.length > 0
}
