import { haltReason } from './halts.ts'
import type { Address, ExecutionResult, Log } from './types.ts'

/** Result of one execution; logs are decoded when asked for. */
export class Result implements ExecutionResult {
  readonly status: 'success' | 'revert' | 'halt'
  declare readonly halt?: ExecutionResult['halt'] & string
  readonly gasUsed: bigint
  readonly gasRefund: bigint
  readonly output: Uint8Array
  declare readonly created?: Address
  readonly #readLogs: () => readonly Log[]
  #logs: readonly Log[] | undefined

  constructor(
    readLogs: () => readonly Log[],
    status: number,
    halt: number,
    gasUsed: bigint,
    gasRefund: bigint,
    output: Uint8Array,
    created: Address | undefined,
  ) {
    this.#readLogs = readLogs
    this.status = status === 0 ? 'success' : status === 1 ? 'revert' : 'halt'
    if (status === 2) this.halt = haltReason(halt)
    this.gasUsed = gasUsed
    this.gasRefund = gasRefund
    this.output = output
    if (created !== undefined) this.created = created
  }

  get logs(): readonly Log[] {
    this.#logs ??= this.#readLogs()
    return this.#logs
  }
}
