import { wordCount } from './input.ts'
import type { Precompile } from './precompile.ts'

/** RIPEMD-160 of the input, as a word with twelve zeros in front (Yellow Paper, appendix E). */
export const ripemd160: Precompile = {
  address: 0x03,
  name: 'ripemd160',
  since: 'london',
  isCostly: false,
  gas: (input) => BigInt(600 + 120 * wordCount(input.length)),
  run(input, { load }) {
    const output = new Uint8Array(32)
    output.set(load('@noble/hashes/legacy.js').ripemd160(input), 12)
    return output
  },
}
