/** Values of options. */

import { BaseError } from '../../src/primitives/errors.ts'

/** The command was called wrongly. */
export class UsageError extends BaseError {
  readonly code: string = 'BENCH_USAGE'
}

/**
 * The number that an option was given.
 * @throws UsageError if it is none
 */
export function wholeNumber(text: string, option: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option} needs a whole number, not "${text}".`)
  return Number(text)
}

/**
 * What a list such as `--only a,b` chooses; all if there is none.
 * @param what what the names name: 'scenario'
 * @throws UsageError if there is none of a name
 */
export function chosenNames(
  only: string | undefined,
  names: readonly string[],
  what: string,
): readonly string[] {
  const wanted = only?.split(',')
  const unknown = wanted?.filter((name) => !names.includes(name)) ?? []
  if (unknown.length > 0)
    throw new UsageError(`There is no ${what} ${unknown.join(', ')}. There are: ${names.join(', ')}.`)
  return wanted ?? names
}
