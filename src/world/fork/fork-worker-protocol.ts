// What passes between the thread that waits for forked state and the worker that asks for it. Plain data only: it is
// copied by the structured clone algorithm.

import type { BlockTag, PinAnswer, StateAnswer, StateQuestion } from './fork-queries.ts'
import type { RpcLimits, RpcStatistics } from './rpc-client.ts'

/** What the worker is started with. */
export type ForkWorkerSettings = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly limits: RpcLimits
  readonly codeBytesMax: number
  /** Seed of the jitter between attempts. */
  readonly jitterSeed: bigint
}

export type ForkWorkerRequest =
  | { readonly kind: 'pin'; readonly block: bigint | BlockTag }
  | { readonly kind: 'state'; readonly question: StateQuestion }

export type ForkWorkerAnswer = {
  readonly outcome: ForkWorkerOutcome
  /** Since the worker started. */
  readonly statistics: ForkWorkerStatistics
}

export type ForkWorkerOutcome =
  | { readonly kind: 'pin'; readonly answer: PinAnswer }
  | { readonly kind: 'state'; readonly answer: StateAnswer }
  /** A mistake in the program of the worker. */
  | { readonly kind: 'crashed'; readonly message: string }

export type ForkWorkerStatistics = RpcStatistics & {
  /** Milliseconds that requests to the worker took, all told, by the worker's clock. */
  readonly waitedMs: number
}
