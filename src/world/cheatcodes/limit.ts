import { BaseError } from '../../primitives/errors.ts'

/** Cheatcodes remember more than a test can mean. It ends the run: their memory is copied when it changes. */
export class CheatLimitError extends BaseError {
  readonly code = 'WORLD_CHEATCODE_LIMIT'

  constructor(what: string, max: number) {
    super(`A test keeps more than ${max} ${what} at once.`, {
      hint: 'Look for a loop around a cheatcode in the test.',
      details: { what, max },
    })
  }
}

/** @throws CheatLimitError if there are more than `max` */
export function checkLimit(what: string, count: number, max: number): void {
  if (count > max) throw new CheatLimitError(what, max)
}
