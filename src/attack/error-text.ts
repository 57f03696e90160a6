import { type BaseError, UNKNOWN_ERROR_CODE } from '../primitives/errors.ts'

/** What an error says, and what can be done about it. One that nobody throws on purpose is said to be ours, with its place. */
export function withHint(error: BaseError): string {
  if (error.code === UNKNOWN_ERROR_CODE) return textOfOwn(error)
  return error.hint === undefined ? error.message : `${error.message} ${error.hint}`
}

function textOfOwn({ name, message, stack = '' }: BaseError): string {
  const place = /[^\s(/\\]+[/\\][^\s(/\\]+:\d+(?=:\d+\)?$)/m.exec(stack)?.[0]
  const at = place === undefined ? '' : ` at ${place}`
  return `An error in Faultline, not in your project: ${name}: ${message}${at}. Please report it; the same seed shows it again.`
}
