import type { Log } from '../../../evm/types.ts'
import { equalBytes } from '../../../primitives/bytes.ts'
import { bytesToHex } from '../../../primitives/hex.ts'
import type { LogChecks } from './log-counts.ts'

const WORD = 32

/** How a log differs from the one that was expected, in foundry's words (it names events only if it can look them up online). */
export function emitMismatch(checks: LogChecks, expected: Log, actual: Log, isAnonymous: boolean): string {
  const different = 'log != expected log'
  if (actual.topics.length !== expected.topics.length) return different
  if (!isAnonymous && checks[0] && expected.topics.length > 0 && expected.topics[0] !== actual.topics[0])
    return different
  const isDataChecked = checks[4] && !equalBytes(expected.data, actual.data)
  if (isDataChecked) {
    const bytes = expected.data.length
    if (bytes !== actual.data.length || bytes % WORD !== 0 || bytes === 0) return different
  }
  const first = isAnonymous ? 0 : 1
  const mismatches: string[] = []
  for (const [i, topic] of expected.topics.entries()) {
    const got = actual.topics[i]!
    if (i >= first && checks[i as 0] && topic !== got)
      mismatches.push(`param ${i - first}: expected=${hexWord(topic)}, got=${hexWord(got)}`)
  }
  if (isDataChecked) {
    const indexed = Math.max(expected.topics.length - first, 0)
    for (let at = 0; at < expected.data.length; at += WORD) {
      const want = expected.data.subarray(at, at + WORD)
      const got = actual.data.subarray(at, at + WORD)
      if (!equalBytes(want, got))
        mismatches.push(`param ${indexed + at / WORD}: expected=${bytesToHex(want)}, got=${bytesToHex(got)}`)
    }
  }
  if (mismatches.length === 0) return different
  return `${isAnonymous ? 'anonymous log' : 'log'} mismatch at ${mismatches.join(', ')}`
}

function hexWord(word: bigint): string {
  return `0x${word.toString(16).padStart(64, '0')}`
}
