import { wordCount } from './input.ts'
import type { Precompile } from './precompile.ts'

/** SHA2-256 of the input (Yellow Paper, appendix E). */
export const sha256: Precompile = {
  address: 0x02,
  name: 'sha256',
  since: 'london',
  isCostly: false,
  gas: (input) => BigInt(60 + 12 * wordCount(input.length)),
  run: (input, { load }) => load('@noble/hashes/sha2.js').sha256(input),
}
