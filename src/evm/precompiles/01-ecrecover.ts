import { readWord } from '../../primitives/bytes.ts'
import { zeroExtended } from './input.ts'
import type { Libraries, Precompile, PrecompileContext } from './precompile.ts'

// hash, v, r, s: a word each.
const INPUT_BYTES = 128
const NOBODY = new Uint8Array(0)

/**
 * ECRECOVER: the address that signed a 32-byte hash with secp256k1 (Yellow Paper, appendix E and F).
 * Output is the address as a word, or no bytes if there is no such signer. High s is accepted: EIP-2 restricts
 * signatures of transactions only.
 */
export const ecrecover: Precompile = {
  address: 0x01,
  name: 'ecrecover',
  since: 'london',
  isCostly: true,
  gas: () => 3000n,
  run(input, context) {
    const words = zeroExtended(input, INPUT_BYTES)
    const v = readWord(words, 32)
    if (v !== 27n && v !== 28n) return NOBODY
    const hash = readWord(words, 0)
    const signer = recoverAddress(hash, v === 28n, readWord(words, 64), readWord(words, 96), context)
    if (signer === undefined) return NOBODY
    const output = new Uint8Array(32)
    output.set(signer, 12)
    return output
  },
}

// The 20 bytes of the address whose key made this signature; undefined if no key can have made it. r and s may be any
// words.
function recoverAddress(
  hash: bigint,
  isOddY: boolean,
  r: bigint,
  s: bigint,
  { load }: PrecompileContext,
): Uint8Array | undefined {
  const { Point } = load('@noble/curves/secp256k1.js').secp256k1
  const { Fn } = Point
  if (!Fn.isValidNot0(r) || !Fn.isValidNot0(s)) return undefined
  const signed = pointAt(r, isOddY, Point)
  if (signed === undefined) return undefined
  // Public key = (s R - hash G) / r (SEC 1, 4.1.6). Points are not checked again: R is on the curve by construction,
  // and the curve has no other subgroup.
  const inverse = Fn.inv(r)
  const key = Point.BASE.mulAddUnsafe(Fn.create(-hash * inverse), signed, Fn.mul(s, inverse))
  if (key.is0()) return undefined
  const { keccak_256 } = load('@noble/hashes/sha3.js')
  return keccak_256(key.toBytes(false).subarray(1)).subarray(12)
}

type PointConstructor = Libraries['@noble/curves/secp256k1.js']['secp256k1']['Point']
type Point = PointConstructor['BASE']

// r is below the group order, hence below the field's prime; x = r + n, possible for r < p - n, has v 29 or 30 and
// Ethereum accepts neither.
function pointAt(x: bigint, isOddY: boolean, Point: PointConstructor): Point | undefined {
  const { Fp } = Point
  const square = Fp.add(Fp.mul(Fp.sqr(x), x), Point.CURVE().b)
  let y: bigint
  try {
    y = Fp.sqrt(square)
  } catch {
    // How the library says that half of all x are on no point.
    return undefined
  }
  return Point.fromAffine({ x, y: (y & 1n) === (isOddY ? 1n : 0n) ? y : Fp.neg(y) })
}
