import { readWord } from '../../primitives/bytes.ts'
import { BN254_G1_BYTES, bn254G1ToBytes, loadBn254, readBn254G1 } from './bn254-points.ts'
import { zeroExtended } from './input.ts'
import type { Precompile } from './precompile.ts'

/** BN254_MUL: a point of G1 times any word (EIP-196; gas by EIP-1108). */
export const bn254Mul: Precompile = {
  address: 0x07,
  name: 'bn254Mul',
  since: 'london',
  isCostly: true,
  gas: () => 6000n,
  run(input, { load }) {
    const bn254 = loadBn254(load)
    const operands = zeroExtended(input, BN254_G1_BYTES + 32)
    const point = readBn254G1(bn254, operands, 0)
    if (point === undefined) return undefined
    // The group has prime order, so a factor counts modulo that.
    const factor = bn254.fields.Fr.create(readWord(operands, BN254_G1_BYTES))
    return bn254G1ToBytes(point.multiplyUnsafe(factor))
  },
}
