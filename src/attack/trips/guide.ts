// Who says what each call of a walk is.

import type { Call } from '../types.ts'

export type Guide = {
  /** The next call; undefined: it is over. `recent`: what the last calls gave back. */
  next(recent: readonly bigint[]): Call | undefined
  /** A call went well, and `done` of those in the middle of it. */
  note(call: Call, done: readonly object[]): void
  failed(call: Call): void
}
