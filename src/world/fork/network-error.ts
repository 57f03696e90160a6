// What fetch says when there is no answer.

const NOBODY_THERE: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND'])

/** No program listens at the address, or there is no such name. */
export function isNobodyThere(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && NOBODY_THERE.has(cause.code)
}

/** fetch says "fetch failed" and puts what happened into the cause. */
export function textOfNetworkError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  const code = 'code' in cause && typeof cause.code === 'string' ? `${cause.code}: ` : ''
  return `${code}${cause.message === '' ? error.message : cause.message}`
}
