// Who says what each call of a walk is.

import type { Call } from '../types.ts'

export type Guide = {
  /** The next call; undefined: it is over. `recent`: what the last calls gave back. */
  next(recent: readonly bigint[]): Call | undefined
  /** A call went well. */
  note(call: Call): void
  failed(call: Call): void
}
