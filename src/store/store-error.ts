import { BaseError, type ErrorOptions } from '../primitives/errors.ts'

/** Why stored state cannot be used. */
export type StoreErrorCode =
  /** Another run has it open. */
  | 'STORE_LOCKED'
  /** What is stored is not what this version writes. Handled by the store: the file is set aside. */
  | 'STORE_DATA_INVALID'

/** Stored state that cannot be used. STORE_LOCKED has the details file and, if known, pid and startedMs. */
export class StoreError extends BaseError {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options)
    this.code = code
  }
}
