// The asking side of the worker: starts it when the first question comes, so that a run that finds all in the cache
// has no second thread, and starts another one if it was lost.

import { workerEntry } from '../worker-entry.ts'
import { type BlockingWorker, startBlockingWorker, WorkerLostError } from './blocking-worker.ts'
import { ForkError } from './fork-error.ts'
import type { BlockTag, Pin, StateAnswer, StateQuestion } from './fork-queries.ts'
import type {
  ForkWorkerAnswer,
  ForkWorkerOutcome,
  ForkWorkerRequest,
  ForkWorkerSettings,
  ForkWorkerStatistics,
} from './fork-worker-protocol.ts'

export type ForkAsker = {
  /** @throws ForkError */
  pin(block: bigint | BlockTag): Pin
  /** What was learnt, and the failure if there was one. @throws ForkError only if the worker is lost or closed. */
  state(question: StateQuestion): StateAnswer
  statistics(): ForkWorkerStatistics
  close(): Promise<void>
}

/** The statistics of one that was never asked. */
export const NOTHING_ASKED: ForkWorkerStatistics = {
  requests: 0,
  calls: 0,
  bytes: 0,
  retries: 0,
  rateLimits: 0,
  waitedMs: 0,
}

export function createForkAsker(settings: ForkWorkerSettings): ForkAsker {
  let worker: BlockingWorker<ForkWorkerRequest, ForkWorkerAnswer> | undefined
  let isClosed = false
  let statistics = NOTHING_ASKED
  // Of workers that were lost: the counts of a new one start at zero.
  let statisticsBefore = NOTHING_ASKED

  function ask(request: ForkWorkerRequest): ForkWorkerOutcome {
    if (isClosed) {
      throw new ForkError({
        code: 'FORK_CLOSED',
        message: 'The fork source is closed and asks nothing more.',
      })
    }
    worker ??= startBlockingWorker(workerEntry('fork-worker', import.meta.url), settings)
    try {
      const answer = worker.ask(request)
      statistics = sumOf(statisticsBefore, answer.statistics)
      return answer.outcome
    } catch (error) {
      if (!(error instanceof WorkerLostError)) throw error
      void worker.close()
      worker = undefined
      statisticsBefore = statistics
      throw lost('stopped answering')
    }
  }

  return {
    pin(block) {
      const outcome = ask({ kind: 'pin', block })
      if (outcome.kind !== 'pin') throw lost(whyNot(outcome))
      if (outcome.answer.kind === 'failed') throw new ForkError(outcome.answer.failure)
      return outcome.answer.pin
    },
    state(question) {
      const outcome = ask({ kind: 'state', question })
      if (outcome.kind !== 'state') throw lost(whyNot(outcome))
      return outcome.answer
    },
    statistics: () => statistics,
    async close() {
      isClosed = true
      const open = worker
      worker = undefined
      await open?.close()
    },
  }
}

function whyNot(outcome: ForkWorkerOutcome): string {
  return outcome.kind === 'crashed' ? `failed: ${outcome.message}` : 'answered another question'
}

function lost(what: string): ForkError {
  return new ForkError({
    code: 'FORK_WORKER_LOST',
    message: `The thread that asks the endpoint ${what}.`,
    hint: 'Run again; what was fetched before is in the cache, if there is one.',
  })
}

function sumOf(left: ForkWorkerStatistics, right: ForkWorkerStatistics): ForkWorkerStatistics {
  return {
    requests: left.requests + right.requests,
    calls: left.calls + right.calls,
    bytes: left.bytes + right.bytes,
    retries: left.retries + right.retries,
    rateLimits: left.rateLimits + right.rateLimits,
    waitedMs: left.waitedMs + right.waitedMs,
  }
}
