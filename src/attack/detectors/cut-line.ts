// The line that cuts a number. What several conversions make may be written by one store, that of the last of them: a struct whose parts
// share a word.

/** Further up it is hardly the same function. */
const LINES_MAX = 40

/**
 * The last line, from 1, at or above `line` in the same function where `what` is converted to `width` bits; undefined if none is found.
 *
 * @param line from 1
 * @param what as the source calls it: 'amount', 'msg.value'
 */
export function cutLine(
  text: string,
  { line, what, width }: { readonly line: number; readonly what: string; readonly width: number },
): number | undefined {
  const lines = text.split('\n')
  const name = what.replaceAll('.', '\\.')
  const conversion = new RegExp(`\\buint${width}\\s*\\(\\s*${name}\\s*\\)`)
  for (let at = line; at > Math.max(0, line - LINES_MAX); at--) {
    const shown = lines[at - 1] ?? ''
    if (conversion.test(shown)) return at
    if (/^\s*(?:function|modifier|constructor|receive|fallback)\b/.test(shown)) return undefined
  }
  return undefined
}
