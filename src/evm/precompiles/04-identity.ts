import { wordCount } from './input.ts'
import type { Precompile } from './precompile.ts'

/** The input, copied (Yellow Paper, appendix E). */
export const identity: Precompile = {
  address: 0x04,
  name: 'identity',
  since: 'london',
  isCostly: false,
  gas: (input) => BigInt(15 + 3 * wordCount(input.length)),
  run: (input) => input.slice(),
}
