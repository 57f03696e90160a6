// The point evaluation precompile (EIP-4844): does the polynomial behind a KZG commitment take the value y at z?
//
// Yes if e(proof, [tau - z]) = e(commitment - [y], [1]), where [tau] on G2 is the only number that the check takes from
// the trusted setup of Ethereum's KZG ceremony. It is written down here, so that the setup's 4,096 other points need
// not be loaded (43 ms with the setup that is quickest to read, and two more dependencies); a test compares it with the
// published setup. Moving z to the other side,
//
//     e(proof, [tau]) * e([y] - commitment - z proof, [1]) = 1,
//
// keeps every multiplication on G1, and both points of G2 fixed, so that their lines are computed once.

import { equalBytes, readWord, writeWord } from '../../primitives/bytes.ts'
import { loadBls } from './bls12-381-points.ts'
import type { Bls, BlsG1Point } from './bls12-381-points.ts'
import { isLinesProductOne } from './pairing.ts'
import type { G2Lines } from './pairing.ts'
import type { Precompile } from './precompile.ts'

// versioned hash (32 bytes), z (32), y (32), commitment (48), proof (48).
const COMMITMENT_AT = 96
const PROOF_AT = 144
const INPUT_BYTES = 192

// First byte of the versioned hash of a KZG commitment.
const VERSION_KZG = 0x01

const FIELD_ELEMENTS_PER_BLOB = 4096n

/** [tau] on G2 of the mainnet ceremony: entry 1 of `g2_monomial` in the published setup, uncompressed. */
export const KZG_TAU_G2: {
  readonly x: { readonly c0: bigint; readonly c1: bigint }
  readonly y: { readonly c0: bigint; readonly c1: bigint }
} = {
  x: {
    c0: 0x185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2n,
    c1: 0x15bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72n,
  },
  y: {
    c0: 0x14353bdb96b626dd7d5ee8599d1fca2131569490e28de18e82451a496a9c9794ce26d105941f383ee689bfbbb832a99n,
    c1: 0x1666c54b0a32529503432fcae0181b4bef79de09fc63671fda5ed1ba9bfa07899495346f3d7ac9cd23048ef30d0a154fn,
  },
}

/**
 * POINT_EVALUATION: the words 4096 and the order of the scalar field if the proof holds and the commitment has the given
 * versioned hash. Everything else is invalid.
 */
export const pointEvaluation: Precompile = {
  address: 0x0a,
  name: 'pointEvaluation',
  since: 'cancun',
  isCostly: true,
  gas: () => 50_000n,
  run(input, { load }) {
    if (input.length !== INPUT_BYTES) return undefined
    const commitmentBytes = input.subarray(COMMITMENT_AT, PROOF_AT)
    const commitmentHash = load('@noble/hashes/sha2.js').sha256(commitmentBytes)
    commitmentHash[0] = VERSION_KZG
    if (!equalBytes(commitmentHash, input.subarray(0, 32))) return undefined

    const bls = loadBls(load)
    const { Fr } = bls.fields
    const z = readWord(input, 32)
    const y = readWord(input, 64)
    if (!Fr.isValid(z) || !Fr.isValid(y)) return undefined
    const commitment = decompress(bls, commitmentBytes)
    const proof = decompress(bls, input.subarray(PROOF_AT))
    if (commitment === undefined || proof === undefined) return undefined
    const { BASE } = bls.G1.Point
    const value = BASE.multiplyUnsafe(y).subtract(commitment).subtract(proof.multiplyUnsafe(z))
    if (!isProductOne(bls, proof, value)) return undefined

    const output = new Uint8Array(64)
    writeWord(output, 0, FIELD_ELEMENTS_PER_BLOB)
    writeWord(output, 32, Fr.ORDER)
    return output
  },
}

// e(onTau, [tau]) * e(onOne, [1]) = 1
function isProductOne(bls: Bls, onTau: BlsG1Point, onOne: BlsG1Point): boolean {
  const { tau, one } = fixedLines(bls)
  const pairs = [
    { g1: onTau, lines: tau },
    { g1: onOne, lines: one },
  ]
  return isLinesProductOne(
    bls,
    pairs.filter(({ g1 }) => !g1.is0()),
  )
}

type FixedLines = { readonly tau: G2Lines; readonly one: G2Lines }

const linesOf = new WeakMap<Bls, FixedLines>()

function fixedLines(bls: Bls): FixedLines {
  const known = linesOf.get(bls)
  if (known !== undefined) return known
  const { Point } = bls.G2
  const { calcPairingPrecomputes } = bls.utils
  const lines = {
    tau: calcPairingPrecomputes(Point.fromAffine(KZG_TAU_G2)),
    one: calcPairingPrecomputes(Point.BASE),
  }
  linesOf.set(bls, lines)
  return lines
}

// 48 bytes as the consensus specifications encode a point of G1 (flags in the first three bits, then x). Checks that it
// is on the curve and in the subgroup of prime order, and that the encoding is the only one for it.
function decompress(bls: Bls, bytes: Uint8Array): BlsG1Point | undefined {
  try {
    return bls.G1.Point.fromBytes(bytes)
  } catch {
    // The library's only way to say no.
    return undefined
  }
}
