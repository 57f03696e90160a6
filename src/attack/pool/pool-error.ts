import { BaseError, type ErrorOptions } from '../../primitives/errors.ts'

/** Why a pool has no result for a task. */
export type PoolErrorCode =
  /** Every worker that it was given to died or hung. */
  | 'POOL_TASK_LOST'
  /** It was cancelled before it had a result. */
  | 'POOL_TASK_CANCELLED'
  /** Workers do not start at all. */
  | 'POOL_BROKEN'
  /** The pool was closed. */
  | 'POOL_CLOSED'

/** A task that could not be run. `details` has task and attempts where they apply. */
export class PoolError extends BaseError {
  readonly code: PoolErrorCode

  constructor(code: PoolErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options)
    this.code = code
  }
}

/** For a task that was cancelled while it waited for a worker. */
export function taskCancelled(task: string): PoolError {
  return new PoolError('POOL_TASK_CANCELLED', `${task} was cancelled before it had a result.`, {
    details: { task },
  })
}
