import { BaseError, type ErrorDetails } from '../../primitives/errors.ts'

/** Why the state of a forked chain could not be had. */
export type ForkErrorCode =
  /** An option makes no sense: a URL that is not http(s), a limit that is not a number. */
  | 'FORK_OPTION'
  /** No connection, or the connection broke. */
  | 'FORK_UNREACHABLE'
  | 'FORK_TIMEOUT'
  /** An HTTP status that is no answer: bad credentials, a redirect, a server error that stayed. */
  | 'FORK_HTTP'
  | 'FORK_RATE_LIMITED'
  /** The node answered with a JSON-RPC error that asking again does not change. */
  | 'FORK_REFUSED'
  /** The node knows the block, but has dropped the state at it. */
  | 'FORK_STATE_UNAVAILABLE'
  | 'FORK_BLOCK_UNKNOWN'
  /** The answer is not what the method returns. */
  | 'FORK_BAD_ANSWER'
  | 'FORK_ANSWER_TOO_LARGE'
  /** Something is not in the cache, and the network may not be used. */
  | 'FORK_OFFLINE'
  /** The endpoint, the cache and the caller do not speak of the same block of the same chain. */
  | 'FORK_WRONG_CHAIN'
  /** The thread that does the asking stopped answering. */
  | 'FORK_WORKER_LOST'
  | 'FORK_CLOSED'

/** A failure as plain data, the way it travels from the worker to the thread that waits. */
export type ForkFailure = {
  readonly code: ForkErrorCode
  readonly message: string
  readonly hint?: string
  readonly details?: ErrorDetails
}

/**
 * The state of a forked chain could not be had. `details` has, where they apply: endpoint (scheme and host only),
 * method, attempts and lastStatus (HTTP). Nothing in an error holds the path, query or credentials of the endpoint.
 */
export class ForkError extends BaseError {
  readonly code: ForkErrorCode

  constructor(failure: ForkFailure) {
    super(failure.message, {
      ...(failure.hint !== undefined && { hint: failure.hint }),
      ...(failure.details !== undefined && { details: failure.details }),
    })
    this.code = failure.code
  }
}
