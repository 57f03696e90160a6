import type { Address, ExecutionResult, Log } from '../evm/types.ts'
import type { WorldResult } from './types.ts'

/** The result of an execution with what a world says about it. */
export class CallResult implements WorldResult {
  readonly status: ExecutionResult['status']
  declare readonly halt?: ExecutionResult['halt'] & string
  readonly gasUsed: bigint
  readonly gasRefund: bigint
  readonly output: Uint8Array
  declare readonly created?: Address
  readonly verdict: WorldResult['verdict']
  readonly isFailed: boolean
  readonly isAssertion: boolean
  readonly #result: ExecutionResult

  constructor(
    result: ExecutionResult,
    verdict: WorldResult['verdict'],
    isFailed: boolean,
    isAssertion = false,
  ) {
    this.#result = result
    this.status = result.status
    if (result.halt !== undefined) this.halt = result.halt
    this.gasUsed = result.gasUsed
    this.gasRefund = result.gasRefund
    this.output = result.output
    if (result.created !== undefined) this.created = result.created
    this.verdict = verdict
    this.isFailed = isFailed
    this.isAssertion = isAssertion
  }

  get logs(): readonly Log[] {
    return this.#result.logs
  }
}
