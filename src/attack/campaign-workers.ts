// What a campaign asks of workers: it sends along what they need to know of the corpus, and knows what an answer that does not come means.

import { BaseError } from '../primitives/errors.ts'
import type { CampaignOptions } from './campaign.ts'
import { type Entry, ROOT_ENTRY } from './entry.ts'
import { withHint } from './error-text.ts'
import type {
  CampaignAnswer,
  CampaignWork,
  EntryPart,
  FailureToShrink,
  LaneAnswer,
  LaneResult,
  LaneTask,
} from './tasks.ts'

const SHRINK_TRIES_MAX = 6_000
const SILENCE_SECONDS_MAX = 120
const CATCH_UPS_MAX = 4

/** What a lane gave back, and when each of its failures was found, in seconds of the campaign. */
export type TimedResult = LaneResult & {
  readonly foundSeconds: readonly number[]
  /** It ended every worker that had it: the error, and a sentence for the user. */
  readonly lostBy?: { readonly error: string; readonly missing: string }
}

export type WorkerOptions = Pick<
  CampaignOptions,
  'contract' | 'pool' | 'lanes' | 'searchSignal' | 'hardSignal' | 'onEvent'
> & {
  /** Seconds since the search began. */
  readonly seconds: () => number
  /** A lane made so many calls so far. */
  readonly onLane: (lane: LaneTask, executions: number) => void
}

/** The workers of one campaign, and the corpus that they share. */
export class CampaignWorkers {
  readonly #options: WorkerOptions
  readonly #entries: Entry[] = [ROOT_ENTRY]
  /** Who took part has these at least: where the part that is sent along begins. */
  #shared = 1

  constructor(options: WorkerOptions) {
    this.#options = options
  }

  /** Entries of the corpus, the state after setup included. */
  get entryCount(): number {
    return this.#entries.length
  }

  /** Appends what an epoch brought, or what was stored. Numbered already. */
  append(entries: readonly Entry[]): void {
    this.#shared = this.#entries.length
    this.#entries.push(...entries)
  }

  /** @param lanes of the first epoch, which the worker may begin at once */
  async prepare(lanes: readonly LaneTask[]): Promise<CampaignAnswer> {
    return await this.#ask({ kind: 'prepare', contract: this.#options.contract, lanes }, 'setup')
  }

  async shrink(failure: FailureToShrink): Promise<CampaignAnswer> {
    const { contract } = this.#options
    return await this.#ask({ kind: 'shrink', contract, failure, triesMax: SHRINK_TRIES_MAX }, 'shrinking')
  }

  async summarize(): Promise<CampaignAnswer> {
    const { contract } = this.#options
    return await this.#ask({ kind: 'summarize', contract, corpus: this.#part(this.#shared) }, 'summary')
  }

  /**
   * The results of these lanes of an epoch, which one worker runs. What goes wrong is told by the results; rejects for errors of our own.
   * @param signal ends them early
   */
  async runLanes(
    tasks: readonly LaneTask[],
    signal: AbortSignal = this.#options.searchSignal,
  ): Promise<TimedResult[]> {
    const [first] = tasks as [LaneTask]
    const { epoch, lane } = first
    const lanes = tasks.length === 1 ? `lane ${lane}` : `lanes ${lane} to ${lane + tasks.length - 1}`
    const { contract } = this.#options
    const work: CampaignWork = { kind: 'lanes', contract, corpus: this.#part(this.#shared), lanes: tasks }
    try {
      const answer = await this.#ask(work, `epoch ${epoch}, ${lanes}`, { lane: first, signal })
      if (answer.kind !== 'lanes') throw new TypeError(`A worker answered 'lanes' with '${answer.kind}'.`)
      return this.timed(answer.lanes)
    } catch (error) {
      if (!(error instanceof BaseError)) throw error
      // Which of them it is will show.
      if (tasks.length > 1)
        return (await Promise.all(tasks.map((task) => this.runLanes([task], signal)))).flat()
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
  timed(lanes: readonly LaneAnswer[]): TimedResult[] {
    const seconds = this.#options.seconds()
    return lanes.map(({ result, failureAges }) => ({
      ...result,
      foundSeconds: failureAges.map((age) => Math.max(0, seconds - age)),
    }))
  }

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
    const { pool, contract, lanes, onEvent, onLane } = this.#options
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
            if (lane !== undefined) onLane(lane, executions)
            // A shrinking worker counts the calls that are left.
            else if (now.kind === 'shrink' && executions > 0)
              onEvent({ kind: 'shrinking', contract, property: now.failure.property, calls: executions })
          },
        },
      )
      if (answer.kind !== 'behind' || !('corpus' in now)) return answer
      // Another worker may take it next: after some turns send everything.
      const first = turn < CATCH_UPS_MAX ? answer.length : 1
      now = { ...now, corpus: this.#part(Math.max(1, first)) }
    }
  }
}

function isPoolError(error: unknown, code: string): error is BaseError {
  return error instanceof BaseError && error.code === code
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
