// Threads for Machines. Calls between contracts cost no native stack, but host accounts that call back in do: 1,024 of
// them nested end the stack of a main thread. A worker gets a stack that holds them.

import { Worker } from 'node:worker_threads'
import { withCodeCache } from './code-cache.ts'

/** Megabytes of native stack: room for 1,024 nested host accounts with plenty to spare. */
export const ENGINE_STACK_MB = 64

export type EngineWorkerOptions = {
  /** What the worker finds in `workerData` of node:worker_threads. */
  readonly data?: unknown
}

/**
 * Starts a worker that can nest Machines to any depth the EVM allows.
 * @param entry Made with `workerEntry(name, import.meta.url)`, so that it works unbuilt and built.
 */
export function startEngineWorker(entry: URL, options: EngineWorkerOptions = {}): Worker {
  return new Worker(entry, {
    workerData: options.data,
    resourceLimits: { stackSizeMb: ENGINE_STACK_MB },
    env: withCodeCache(process.env),
  })
}
