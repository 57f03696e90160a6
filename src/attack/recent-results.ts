// What the last calls of a way gave back: ids, amounts and addresses that the next call may be about.

import { readWord } from '../primitives/bytes.ts'
import type { AbiParameter } from '../project/abi/types.ts'
import type { WorldResult } from '../world/types.ts'

const RESULTS_MAX = 6
const WORDS_OF_ONE = 2
/** Longer answers are lists and texts. */
const BYTES_MAX = 128

/**
 * The list with what a call gave back at its end; the list itself if that was nothing. Of 0 and 1 only what the function says to
 * be a number: the first of something, and not false or true.
 * @param outputs of the function that was called
 */
export function withResult(
  recent: readonly bigint[],
  { output }: WorldResult,
  outputs: readonly AbiParameter[] = [],
): readonly bigint[] {
  if (output.length < 32 || output.length > BYTES_MAX) return recent
  let out: bigint[] | undefined
  for (let at = 0; at + 32 <= output.length && at < 32 * WORDS_OF_ONE; at += 32) {
    const word = readWord(output, at)
    if (word <= 1n && outputs[at / 32]?.type.kind !== 'uint') continue
    if ((out ?? recent).at(-1) === word) continue
    out = [...(out ?? recent).filter((known) => known !== word), word]
  }
  if (out === undefined) return recent
  return out.length > RESULTS_MAX ? out.slice(-RESULTS_MAX) : out
}
