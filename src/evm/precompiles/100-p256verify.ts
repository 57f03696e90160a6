import { readWord } from '../../primitives/bytes.ts'
import type { Precompile } from './precompile.ts'

// hash, r, s, x and y of the public key: a word each.
const INPUT_BYTES = 160
const NO = new Uint8Array(0)

/**
 * P256VERIFY: the word 1 if the key signed the 32-byte hash with secp256r1, no bytes if it did not or the input makes
 * no sense (EIP-7951). It never fails. High s is accepted.
 */
export const p256Verify: Precompile = {
  address: 0x100,
  name: 'p256Verify',
  since: 'osaka',
  isCostly: true,
  gas: () => 6900n,
  run(input, { load }) {
    if (input.length !== INPUT_BYTES) return NO
    const { Point } = load('@noble/curves/nist.js').p256
    const { Fp, Fn } = Point
    const { a, b } = Point.CURVE()
    const r = readWord(input, 32)
    const s = readWord(input, 64)
    if (!Fn.isValidNot0(r) || !Fn.isValidNot0(s)) return NO
    const x = readWord(input, 96)
    const y = readWord(input, 128)
    if (!Fp.isValid(x) || !Fp.isValid(y)) return NO
    // Also refuses (0, 0), which would be infinity: b is not 0.
    if (!Fp.eql(Fp.sqr(y), Fp.add(Fp.mul(Fp.add(Fp.sqr(x), a), x), b))) return NO
    const key = Point.fromAffine({ x, y })
    const inverse = Fn.inv(s)
    const hash = Fn.create(readWord(input, 0))
    const nonce = Point.BASE.mulAddUnsafe(Fn.mul(hash, inverse), key, Fn.mul(r, inverse))
    // r is that point's x modulo the group's order, and the order is below the field's prime: comparing x itself would
    // refuse valid signatures, as RIP-7212 did.
    // Infinity has x = 0 here, which r is not.
    if (Fn.create(nonce.toAffine().x) !== r) return NO
    const output = new Uint8Array(32)
    output[31] = 1
    return output
  },
}
