import type { Trace } from '../../evm/trace.ts'
import type { ErrorOptions } from '../../primitives/errors.ts'
import { BaseError } from '../../primitives/errors.ts'

/** A setup or property in TypeScript that asks for what is not there, or gives values that do not fit. */
export class SetupError extends BaseError {
  readonly code = 'WORLD_SETUP'
}

/** A call or deployment that a setup or property made did not succeed. */
export class ContractCallError extends BaseError {
  readonly code = 'WORLD_CALL_FAILED'
  /** What the call reverted with. */
  readonly output: Uint8Array
  /** Of the call, if it was made by a setup. */
  readonly trace: Trace | undefined
  /** vm.skip was called. */
  readonly isSkip: boolean

  constructor(
    message: string,
    failed: { readonly output: Uint8Array; readonly trace: Trace | undefined; readonly isSkip: boolean },
    options: ErrorOptions = {},
  ) {
    super(message, options)
    this.output = failed.output
    this.trace = failed.trace
    this.isSkip = failed.isSkip
  }
}
