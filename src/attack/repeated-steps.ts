// Steps that are made again and again are told once.

/**
 * Numbered lines of steps, from 1. A run of steps that comes several times in a row stands there once, and is followed by how
 * often it comes: numbers go on behind it as if all stood there.
 *
 * @param steps the lines of each step, the first without its number
 */
export function numberedSteps(steps: readonly (readonly string[])[]): readonly string[] {
  const keys = steps.map((lines) => lines.join('\n'))
  const out: string[] = []
  for (let at = 0; at < steps.length;) {
    const { period, times } = longestRun(keys, at)
    for (let i = at; i < at + period; i++) {
      const [first = '', ...more] = steps[i]!
      out.push(`${i + 1}. ${first}`, ...more.map((line) => `   ${line}`))
    }
    if (times > 1) {
      const which = period === 1 ? `step ${at + 1}` : `steps ${at + 1} to ${at + period}`
      out.push(`   then ${which} ${times === 2 ? 'once more' : `(${times - 1} times more)`}`)
    }
    at += period * times
  }
  return out
}

/** The run at this place that covers most steps, the shortest of those; one step once if nothing is repeated. */
function longestRun(
  keys: readonly string[],
  at: number,
): { readonly period: number; readonly times: number } {
  let best = { period: 1, times: 1 }
  for (let period = 1; period * 2 <= keys.length - at; period++) {
    let times = 1
    while (isSame(keys, at, at + period * times, period)) times++
    if (times > 1 && (best.times === 1 || times * period > best.times * best.period)) best = { period, times }
  }
  return best
}

function isSame(keys: readonly string[], at: number, other: number, length: number): boolean {
  if (other + length > keys.length) return false
  for (let i = 0; i < length; i++) if (keys[at + i] !== keys[other + i]) return false
  return true
}
