/** What the benchmark asks of an engine, ours or a peer. */

import { BaseError } from '../../src/primitives/errors.ts'
import type { Hex } from '../../src/primitives/hex.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'

/** Times one short batch. */
export type Sample = {
  /** Wall time of the batch, nanoseconds. */
  readonly elapsedNs: number
  /** Return data of the last call, for the caller to check. A copy. */
  readonly output: Uint8Array
}

/** One deployed benchmark contract in one engine. */
export type World = {
  /** Address of the bench contract and of the contract that `target()` names, as the engine writes them. */
  readonly bench: string
  readonly target: string
  /**
   * Calls `to` from the actor `times` times and goes back to the deployed state after each: no call sees an earlier
   * one. Throws if any of them does not succeed.
   */
  readonly call: (to: string, input: Uint8Array, times: number) => Promise<Sample>
  /**
   * Sends the same transaction `times` times, each on the state that the one before left, with nonce, fees and block
   * rules; then goes back to the deployed state outside the measured time. `output` is what `readBack` returns when
   * called on the target before going back. Throws if any transaction does not succeed.
   */
  readonly transact?: (to: string, input: Uint8Array, times: number, readBack: Uint8Array) => Promise<Sample>
}

/** An engine that runs in this process. */
export type Engine = {
  readonly name: string
  /** Deploys a bench contract from its creation code. */
  readonly open: (initcode: Uint8Array, targetInput: Uint8Array) => Promise<World>
}

/** The engine cannot run here, for a reason that is no fault of its own: a missing package or binary. */
export class EngineUnavailableError extends BaseError {
  readonly code = 'BENCH_ENGINE_UNAVAILABLE'
}

/** Gas for one call: more than any case needs, and a number that every engine takes. */
export const CALL_GAS: bigint = 1n << 50n

/** Nanoseconds on a clock that only goes forward. */
export function nowNs(): number {
  return performance.now() * 1e6
}

/** The address in an ABI word. */
export function addressOfWord(output: Uint8Array): Hex {
  return bytesToHex(output.subarray(12, 32))
}
