// What the last calls of a way gave back: ids, amounts and addresses that the next call may be about.

import { readWord } from '../primitives/bytes.ts'
import type { WorldResult } from '../world/types.ts'

const RESULTS_MAX = 6
const WORDS_OF_ONE = 2
/** Longer answers are lists and texts. */
const BYTES_MAX = 128

/** The list with what a call gave back at its end; the list itself if that was nothing, or only 0 or 1 (false, true, the first). */
export function withResult(recent: readonly bigint[], { output }: WorldResult): readonly bigint[] {
  if (output.length < 32 || output.length > BYTES_MAX) return recent
  let out: bigint[] | undefined
  for (let at = 0; at + 32 <= output.length && at < 32 * WORDS_OF_ONE; at += 32) {
    const word = readWord(output, at)
    if (word <= 1n || recent.includes(word)) continue
    out ??= [...recent]
    out.push(word)
  }
  if (out === undefined) return recent
  return out.length > RESULTS_MAX ? out.slice(-RESULTS_MAX) : out
}
