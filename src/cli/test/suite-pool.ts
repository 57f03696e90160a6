// Runs suites on several workers and hands their results on in the order of the suites, whichever is ready first.

import type { Worker } from 'node:worker_threads'
import { BaseError, errorFromJson } from '../../primitives/errors.ts'
import { startEngineWorker } from '../../world/engine-worker.ts'
import { workerEntry } from '../../world/worker-entry.ts'
import type { SuiteResult } from './document.ts'
import type { SuiteReply, SuiteRequest, SuiteWorkerData } from './suite-protocol.ts'

export type SuitePoolOptions = {
  readonly data: SuiteWorkerData
  readonly workers: number
  /** One that was started before; it is ended with the others. */
  readonly first?: Worker
  /** Called for each suite in the order of the ids. */
  readonly onSuite: (suite: SuiteResult) => void
}

/** A worker ended while it ran a suite: most likely it had no memory left. */
export class SuiteWorkerError extends BaseError {
  readonly code = 'TEST_WORKER_ENDED'
}

/** A worker that loads what it needs, and waits for a project. */
export function startSuiteWorker(): Worker {
  const worker = startEngineWorker(workerEntry('suite-worker', import.meta.url))
  // If it ends before it is asked for anything, whoever asks is told.
  worker.on('error', () => undefined)
  return worker
}

/**
 * @throws the error of the first suite that could not be run, after all workers have ended; SuiteWorkerError if one ended
 * by itself.
 */
export async function runSuites(
  ids: readonly string[],
  options: SuitePoolOptions,
): Promise<readonly SuiteResult[]> {
  const results: (SuiteResult | undefined)[] = ids.map(() => undefined)
  let next = 0
  let shown = 0
  const finish = (index: number, suite: SuiteResult): void => {
    results[index] = suite
    for (let ready = results[shown]; ready !== undefined; ready = results[++shown]) options.onSuite(ready)
  }
  const count = Math.max(1, Math.min(options.workers, ids.length))
  const { first = startSuiteWorker() } = options
  const workers = [first, ...Array.from({ length: count - 1 }, startSuiteWorker)]
  for (const worker of workers) worker.postMessage({ begin: options.data } satisfies SuiteRequest)
  const work = async (worker: Worker): Promise<void> => {
    while (next < ids.length) {
      const index = next++
      finish(index, await ask(worker, ids[index]!))
    }
  }
  try {
    await Promise.all(workers.map(work))
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  return results.filter((suite) => suite !== undefined)
}

function ask(worker: Worker, id: string): Promise<SuiteResult> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
    }
    const onMessage = (reply: SuiteReply): void => {
      settle()
      if ('suite' in reply) resolve(reply.suite)
      else reject(errorFromJson(reply.error))
    }
    const onError = (cause: unknown): void => {
      settle()
      const message = cause instanceof Error ? cause.message : String(cause)
      reject(new SuiteWorkerError(`The worker of ${id} ended: ${message}`, { cause }))
    }
    const onExit = (code: number): void => {
      settle()
      reject(new SuiteWorkerError(`The worker of ${id} ended with exit code ${code}.`))
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    if (worker.threadId < 0) onExit(1)
    worker.postMessage({ id } satisfies SuiteRequest)
  })
}
