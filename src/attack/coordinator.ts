// The coordinator of one campaign: hands lanes to workers epoch by epoch, puts their results together in order, has
// findings shrunk. It executes nothing itself, so it survives whatever the workers do.
//
// What it decides depends on results only, never on when they came: the same seed and budget in executions give the same
// findings with any number of workers. Time only decides when to stop.

import { BaseError } from '../primitives/errors.ts'
import { type Entry, numberEntries, ROOT_ENTRY } from './entry.ts'
import { withHint } from './error-text.ts'
import { FoundFailures } from './found-failures.ts'
import { LanesAhead } from './lanes-ahead.ts'
import type { Pool } from './pool/types.ts'
import type {
  CampaignAnswer,
  CampaignWork,
  CoverageSummary,
  EntryPart,
  FailureToShrink,
  LaneAnswer,
  LaneResult,
  LaneTask,
  PreparedCampaign,
  ShrunkFinding,
} from './tasks.ts'

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
const SHRINK_TRIES_MAX = 6_000
const SILENCE_SECONDS_MAX = 120
const CATCH_UPS_MAX = 4
/** Lanes that may end their workers before the campaign is given up. */
const LOST_LANES_MAX = 8

export type CampaignOptions = {
  /** 'test/Vault.t.sol:VaultTest'. */
  readonly contract: string
  readonly pool: Pool<CampaignWork, CampaignAnswer>
  /** Fixed: part of what a seed repeats. */
  readonly lanes: number
  /** Calls in all; a whole number of lanes is made, so a few more may be. Undefined: until the signal. */
  readonly executionsMax: number | undefined
  /** Aborted when the time is up or somebody wants the results: searching ends, shrinking goes on. */
  readonly searchSignal: AbortSignal
  /** Aborted when even shrinking must end. */
  readonly hardSignal: AbortSignal
  /** Seconds since the campaign's beginning. */
  readonly secondsSoFar: () => number
  /** Stop when there are this many failures; undefined: when all properties are broken. */
  readonly stopAfter: number | undefined
  readonly checkpoint: Checkpoint | undefined
  readonly onEvent: (event: CampaignEvent) => void
}

/** Where a campaign keeps what it must not lose. */
export type Checkpoint = {
  /** Whether `load` may give something. */
  readonly mayResume: boolean
  /** What was stored for this fingerprint; undefined: begin anew. */
  load(fingerprint: string): StoredCampaign | undefined
  /** One complete epoch, in one transaction. */
  saveEpoch(epoch: StoredEpoch): void
  saveFinding(key: string, finding: ShrunkFinding): void
}

export type StoredEpoch = {
  readonly epoch: number
  readonly entries: readonly Entry[]
  readonly failures: readonly StoredFailure[]
  readonly progress: CampaignProgress
}

export type StoredFailure = FailureToShrink & { readonly key: string }

export type StoredCampaign = {
  /** The last complete epoch. */
  readonly epoch: number
  /** Without the root. */
  readonly entries: readonly Entry[]
  readonly failures: readonly StoredFailure[]
  readonly progress: CampaignProgress
  /** Findings of failures that were shrunk already, by the failure's key. */
  readonly shrunk: readonly { readonly key: string; readonly finding: ShrunkFinding }[]
}

/** Sums over all epochs. */
export type CampaignProgress = {
  readonly executions: number
  /** Per function: calls, reverts, discards. */
  readonly counts: readonly number[]
  /** Taken by successful calls of the corpus, as far as the lanes of the last epoch knew it. */
  readonly edges: number
  /** Greatest values of optimisations, in decimal, and how to get there. */
  readonly best: readonly {
    readonly property: number
    readonly value: string
    readonly failure: FailureToShrink
  }[]
}

export type CampaignEvent =
  | { readonly kind: 'prepared'; readonly contract: string; readonly prepared: PreparedCampaign }
  | {
      readonly kind: 'progress'
      readonly contract: string
      readonly executions: number
      readonly entries: number
      /** Taken by successful calls of the corpus. */
      readonly edges: number
      readonly epoch: number
    }
  | {
      readonly kind: 'found'
      readonly contract: string
      readonly property: number
      readonly calls: number
      readonly executions: number
      readonly seconds: number
    }
  | {
      readonly kind: 'shrinking'
      readonly contract: string
      readonly property: number
      readonly calls: number
    }
  | { readonly kind: 'shrunk'; readonly contract: string; readonly finding: ShrunkFinding }
  | {
      readonly kind: 'shrinkingEnded'
      readonly contract: string
      readonly property: number
      /** It was told as found, and shows what another finding shows, or nothing. */
      readonly isDropped: boolean
    }

/** How a campaign ended. */
export type CampaignResult = {
  readonly contract: string
  readonly status: 'done' | 'stopped' | 'setupFailed' | 'skipped' | 'failed'
  /** Why, unless 'done' or 'stopped'. */
  readonly reason: string
  /** The trace of a failed setup. */
  readonly trace: string
  readonly prepared: PreparedCampaign | undefined
  readonly findings: readonly ShrunkFinding[]
  /** Broken properties whose failure could not be shrunk or made again in time. */
  readonly unshrunk: readonly FailureToShrink[]
  readonly progress: CampaignProgress
  readonly epochs: number
  readonly entries: number
  readonly seconds: number
  readonly coverage: CoverageSummary | undefined
  readonly warnings: readonly string[]
}

/** Runs one campaign. Rejects only for errors of our own. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  return new Coordinator(options).run()
}

class Coordinator {
  readonly #options: CampaignOptions
  readonly #entries: Entry[] = [ROOT_ENTRY]
  /** Workers that took part have these at least: where the part that is sent along begins. */
  #shared = 1
  #epoch = 0
  readonly #failures: FoundFailures
  readonly #warnings: string[] = []
  /** When the search began: setting up is not part of what it takes to find something. */
  #beganSeconds = 0
  #edges = 0
  #executions = 0
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
    this.#failures = new FoundFailures({
      contract,
      checkpoint,
      onEvent,
      shrink: async (failure) =>
        await this.#ask({ kind: 'shrink', contract, failure, triesMax: SHRINK_TRIES_MAX }, 'shrinking'),
      warn: (text) => this.#warnings.push(text),
    })
  }

  async run(): Promise<CampaignResult> {
    let prepared: PreparedCampaign | undefined
    try {
      const { contract, checkpoint } = this.#options
      // What was stored comes first, and whether it fits shows when the campaign is prepared.
      const lanes = checkpoint?.mayResume === true ? [] : this.#tasks()
      const answer = await this.#ask({ kind: 'prepare', contract, lanes }, 'setup')
      if (answer.kind === 'setupFailed') return this.#result('setupFailed', answer.reason, answer.trace)
      if (answer.kind === 'skipped') return this.#result('skipped', answer.reason || 'vm.skip in its setUp()')
      if (answer.kind !== 'prepared')
        throw new TypeError(`A worker answered 'prepare' with '${answer.kind}'.`)
      const { begun, ...campaign } = answer
      prepared = campaign
      this.#beganSeconds = this.#options.secondsSoFar() - (begun?.secondsAgo ?? 0)
      this.#begun = begun === undefined ? [] : this.#timed(begun.lanes)
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
      this.#ahead.discard()
      if (this.#options.searchSignal.aborted) status = 'stopped'
      if (this.#ended !== undefined) [status, reason] = ['failed', this.#ended]
    } catch (error) {
      if (!(error instanceof BaseError)) throw error
      // The workers cannot go on with this contract. What was found stays found.
      status = 'failed'
      reason = withHint(error)
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
    const ahead = begun.length > 0 ? [] : this.#ahead.take(tasks, this.#entries.length)
    const left = tasks.slice(ahead.length)
    const together = this.#lanesTogether(left)
    const running = [...ahead]
    for (let first = 0; first < left.length; first += together)
      running.push(this.#runLanes(left.slice(first, first + together)))
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
      while (isWanted && left > 0 && (pool.waitingFor?.(contract) ?? 0) > 0) {
        const task = next[this.#ahead.count]
        if (task === undefined) return
        const outcome = this.#ahead.begin(task, this.#entries.length, (signal) =>
          this.#runLanes([task], signal),
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
    return Array.from({ length: lanes }, (_, lane) => ({
      epoch,
      lane,
      executionsMax: each,
      gasMax: LANE_GAS_MAX,
      broken,
      knownFailures,
    }))
  }

  /** How many of these lanes a worker gets at once: early ones are shared evenly by those that wait. */
  #lanesTogether(tasks: readonly LaneTask[]): number {
    const { pool, contract } = this.#options
    const isShort = tasks[0] !== undefined && tasks[0].executionsMax <= LANE_EXECUTIONS_TOGETHER_MAX
    if (pool.waitingFor === undefined || !isShort || this.#seconds() >= TOGETHER_SECONDS) return 1
    return Math.ceil(tasks.length / Math.max(1, pool.waitingFor(contract)))
  }

  /** The results of these lanes of an epoch, which one worker runs. */
  async #runLanes(tasks: readonly LaneTask[], signal = this.#options.searchSignal): Promise<TimedResult[]> {
    const [first] = tasks as [LaneTask]
    const { epoch, lane } = first
    const lanes = tasks.length === 1 ? `lane ${lane}` : `lanes ${lane} to ${lane + tasks.length - 1}`
    try {
      const answer = await this.#ask(
        {
          kind: 'lanes',
          contract: this.#options.contract,
          corpus: this.#part(this.#shared),
          lanes: tasks,
        },
        `epoch ${epoch}, ${lanes}`,
        { lane: first, signal },
      )
      if (answer.kind !== 'lanes') throw new TypeError(`A worker answered 'lanes' with '${answer.kind}'.`)
      return this.#timed(answer.lanes)
    } catch (error) {
      if (!(error instanceof BaseError)) throw error
      // Which of them it is will show.
      if (tasks.length > 1)
        return (await Promise.all(tasks.map((task) => this.#runLanes([task], signal)))).flat()
      // Its turn had not come when the time was up.
      if (signal.aborted && isPoolError(error, 'POOL_TASK_CANCELLED')) return [NOTHING_DONE]
      // It took every worker down that tried.
      if (isPoolError(error, 'POOL_TASK_LOST')) {
        const missing = `Lane ${lane} of epoch ${epoch} is missing: ${withHint(error)}`
        return [{ ...NOTHING_DONE, isStopped: false, lostBy: { error: withHint(error), missing } }]
      }
      // The campaign ends with this epoch: what the other lanes found in it counts.
      return [{ ...NOTHING_DONE, endedBy: withHint(error) }]
    }
  }

  /** What a worker just answered. */
  #timed(lanes: readonly LaneAnswer[]): TimedResult[] {
    const seconds = this.#seconds()
    return lanes.map(({ result, failureAges }) => ({
      ...result,
      foundSeconds: failureAges.map((age) => Math.max(0, seconds - age)),
    }))
  }

  /**
   * Puts the lanes' results together, in the order of the lanes.
   * @param isEpoch whether they are all lanes of the present epoch
   */
  #merge(results: readonly TimedResult[], isEpoch = true): void {
    const first = this.#entries.length
    this.#ended = results.find(({ endedBy }) => endedBy !== undefined)?.endedBy
    for (const { lostBy } of results) {
      // The search goes on without some.
      if (lostBy !== undefined && this.#lost++ < LOST_LANES_MAX) this.#warnings.push(lostBy.missing)
      else if (lostBy !== undefined) this.#ended ??= lostBy.error
    }
    const isComplete = isEpoch && this.#ended === undefined && results.every(({ isStopped }) => !isStopped)
    this.#isExhausted = isComplete && this.#lost === 0 && results.every(({ executions }) => executions === 0)
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
      // An epoch that was cut short repeats nothing: its findings count, its corpus does not.
      if (isComplete) this.#entries.push(...numberEntries(result.entries, this.#entries.length))
    }
    const fresh = failures.filter((failure) => this.#failures.add(failure))
    if (!isComplete) return
    this.#shared = first
    this.#unkept = {
      epoch: this.#epoch,
      entries: this.#entries.slice(first),
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
      entries: this.#entries.length,
      edges: this.#edges,
      epoch: this.#epoch,
    })
  }

  #resume(fingerprint: string): void {
    const stored = this.#options.checkpoint?.load(fingerprint)
    if (stored === undefined) return
    this.#epoch = stored.epoch + 1
    this.#entries.push(...stored.entries)
    this.#executions = stored.progress.executions
    this.#counts = [...stored.progress.counts]
    this.#edges = stored.progress.edges
    for (const { property, value, failure } of stored.progress.best) {
      this.#best.set(property, { value: BigInt(value), failure })
    }
    this.#failures.resume(stored)
    this.#tell()
  }

  // ---- workers ---------------------------------------------------------------------------------------------------

  #part(first: number): EntryPart {
    return { first, entries: this.#entries.slice(first) }
  }

  /** Gives work to the pool; a worker that has fewer entries than the part presumes gets the rest. */
  async #ask(
    work: CampaignWork,
    what: string,
    {
      lane,
      signal = this.#options.hardSignal,
    }: { readonly lane?: LaneTask; readonly signal?: AbortSignal } = {},
  ): Promise<CampaignAnswer> {
    const { pool, contract, lanes } = this.#options
    let now = work
    for (let turn = 0; ; turn++) {
      const answer = await pool.run(
        {
          campaign: contract,
          name: `${contract}, ${what}`,
          work: now,
          silenceSecondsMax: SILENCE_SECONDS_MAX,
          preparation: { kind: 'prepare', contract },
          followedBy: work.kind === 'prepare' ? lanes : 0,
        },
        {
          signal,
          onProgress: (executions) => {
            if (lane !== undefined) {
              this.#running.set(lane, executions)
              this.#tell()
            } else if (now.kind === 'shrink' && executions > 0) {
              // A shrinking worker counts the calls that are left.
              const { property } = now.failure
              this.#options.onEvent({ kind: 'shrinking', contract, property, calls: executions })
            }
          },
        },
      )
      if (answer.kind !== 'behind' || !('corpus' in now)) return answer
      // Another worker may take it next: after some turns send everything.
      const first = turn < CATCH_UPS_MAX ? answer.length : 1
      now = { ...now, corpus: this.#part(Math.max(1, first)) }
    }
  }

  async #summarize(): Promise<CoverageSummary | undefined> {
    const { contract, hardSignal } = this.#options
    if (hardSignal.aborted) return undefined
    try {
      const answer = await this.#ask(
        { kind: 'summarize', contract, corpus: this.#part(this.#shared) },
        'summary',
      )
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
    return { executions: this.#executions, counts: [...this.#counts], edges: this.#edges, best }
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
      entries: this.#entries.length,
      seconds: this.#seconds(),
      coverage,
      warnings: this.#warnings,
    }
  }
}

function isPoolError(error: unknown, code: string): error is BaseError {
  return error instanceof BaseError && error.code === code
}

/** What a lane gave back, and when each of its failures was found, in seconds of the campaign. */
type TimedResult = LaneResult & {
  readonly foundSeconds: readonly number[]
  /** It ended every worker that had it: the error, and a sentence for the user. */
  readonly lostBy?: { readonly error: string; readonly missing: string }
}

/** Whether the lanes of the next epoch start from something else because of it, or do not start. */
function isNews({ entries, failures, executions, isStopped, endedBy, lostBy }: TimedResult): boolean {
  const isWhole = !isStopped && endedBy === undefined && lostBy === undefined
  return !isWhole || executions === 0 || entries.length > 0 || failures.length > 0
}

const NOTHING_DONE: TimedResult = {
  entries: [],
  failures: [],
  executions: 0,
  edges: 0,
  counts: new Uint32Array(0),
  best: [],
  warnings: [],
  isStopped: true,
  foundSeconds: [],
}
