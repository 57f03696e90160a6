// What a pool and its workers tell each other. Payloads travel as bytes of v8.serialize: they are encoded once, where
// they come from, and a view is encoded as its own bytes. (postMessage would copy the whole buffer under a view, and that
// may be a memory of WebAssembly.)

import type { ErrorJson } from '../../primitives/errors.ts'

/** From the pool to the process of a worker. */
export type ToWorker =
  /** Loads the module of the task runner: known before anything else is. */
  | { readonly kind: 'load'; readonly runner: string }
  /** Makes the task runner. */
  | { readonly kind: 'start'; readonly start: Uint8Array }
  | { readonly kind: 'run'; readonly id: number; readonly work: Uint8Array }
  | { readonly kind: 'cancel'; readonly id: number }

/** From the process of a worker to the pool. */
export type FromWorker =
  | FromEngine
  /** Since the last beat, the engine has done something. */
  | { readonly kind: 'beat'; readonly id: number; readonly executions: number }
  /** The engine has ended and nothing more will come; the process waits to be ended. */
  | { readonly kind: 'ended'; readonly error: ErrorJson }

/** From the engine's thread to the main thread of its process, and on to the pool. */
export type FromEngine =
  | { readonly kind: 'ready' }
  /** The task runner could not be made. */
  | { readonly kind: 'broken'; readonly error: ErrorJson }
  | {
      readonly kind: 'done'
      readonly id: number
      readonly result: Uint8Array
      readonly residentBytes: number
    }
  | {
      readonly kind: 'failed'
      readonly id: number
      readonly error: ErrorJson
      readonly residentBytes: number
    }

/** From the main thread of a worker's process to the engine's thread. */
export type ToEngine =
  /** The first message. */
  { readonly start: Uint8Array } | { readonly id: number; readonly work: Uint8Array }

/** What the engine's thread finds in workerData. */
export type EngineData = {
  readonly runner: string
  /** SIGNAL_INTS 32-bit integers that both threads see. */
  readonly signal: Int32Array
}

// The shared memory, as 32-bit integers.
/** Changes whenever the engine shows that it works; wraps around. */
export const BEATS_INDEX = 0
/** Executions of the running task. */
export const EXECUTIONS_INDEX = 1
/** The task whose rest nobody wants; task numbers begin at 1. */
export const CANCELLED_INDEX = 2
export const SIGNAL_INTS = 3
