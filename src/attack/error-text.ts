import type { BaseError } from '../primitives/errors.ts'

/** What an error says, and what can be done about it. */
export function withHint(error: BaseError): string {
  return error.hint === undefined ? error.message : `${error.message} ${error.hint}`
}
