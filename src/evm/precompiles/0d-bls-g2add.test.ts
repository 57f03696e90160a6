import { createRequire } from 'node:module'
import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { expect, test } from 'vitest'
import { concatBytes } from '../../primitives/bytes.ts'
import { hexToBytes } from '../../primitives/hex.ts'
import { blsG2Add } from './0d-bls-g2add.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

const { Fp, Fp2 } = bls.fields
const PRIME = Fp.ORDER

const fps = (...values: readonly bigint[]): Uint8Array =>
  concatBytes(...values.map((value) => hexToBytes(`0x${value.toString(16).padStart(128, '0')}`)))

// The generator (EIP-2537, "Curve parameters").
const G = [
  0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8n,
  0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7en,
  0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801n,
  0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79ben,
] as const
const ONE = fps(...G)
const TWO = fps(
  0x1638533957d540a9d2370f17cc7ed5863bc0b995b8825e0ee1ea1e1e4d00dbae81f14b0bf3611b78c952aacab827a053n,
  0x0a4edef9c1ed7f729f520e47730a124fd70662a904ba1074728114d1031e1572c6c886f6b57ec72a6178288c47c33577n,
  0x0468fb440d82b0630aeb8dca2b5256789a66da69bf91009cbfe6bd221e47aa8ae88dece9764bf3bd999d95d71e4c9899n,
  0x0f6d4552fa65dd2638b361543f887136a43253d9c66c411697003f7a13c308f5422e1aa0a59c8967acdefd8b6e36ccf3n,
)
const INFINITY = new Uint8Array(256)

test.each([
  ['a point and itself', ONE, ONE, TWO],
  ['a point and its opposite', ONE, fps(G[0], G[1], PRIME - G[2], PRIME - G[3]), INFINITY],
  ['infinity and a point', INFINITY, ONE, ONE],
  ['a point and infinity', TWO, INFINITY, TWO],
  ['infinity twice', INFINITY, INFINITY, INFINITY],
])('adds %s', (_name, left, right, sum) => {
  expect(blsG2Add.run(concatBytes(left, right), context)).toEqual(sum)
})

test('adds points outside the subgroup: twice a point and its opposite give the point', () => {
  const [c0, c1] = outsideSubgroup()
  const point = fps(c0.c0, c0.c1, c1.c0, c1.c1)
  const opposite = fps(c0.c0, c0.c1, Fp.neg(c1.c0), Fp.neg(c1.c1))
  const double = blsG2Add.run(concatBytes(point, point), context)!
  expect(blsG2Add.run(concatBytes(double, opposite), context)).toEqual(point)
})

function outsideSubgroup(): [x: typeof Fp2.ZERO, y: typeof Fp2.ZERO] {
  for (let c0 = 1n; ; c0++) {
    const x = Fp2.fromBigTuple([c0, 0n])
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), bls.G2.Point.CURVE().b))
      if (!bls.G2.Point.fromAffine({ x, y }).isTorsionFree()) return [x, y]
    } catch {
      // No point has this x.
    }
  }
}

test.each([
  ['not on the curve', fps(G[0], G[1], G[2], G[3] + 1n)],
  ['the real part of x not below the prime', fps(G[0] + PRIME, G[1], G[2], G[3])],
  ['the imaginary part of x not below the prime', fps(G[0], G[1] + PRIME, G[2], G[3])],
  ['the real part of y not below the prime', fps(G[0], G[1], G[2] + PRIME, G[3])],
  ['the imaginary part of y not below the prime', fps(G[0], G[1], G[2], G[3] + PRIME)],
  ['a bit in the first 16 bytes of a part', fps(G[0], G[1], G[2], (1n << 400n) | G[3])],
  ['parts in the order of bn254', fps(G[1], G[0], G[3], G[2])],
])('refuses a point with %s, on either side', (_name, bad) => {
  expect(blsG2Add.run(concatBytes(bad, ONE), context)).toBeUndefined()
  expect(blsG2Add.run(concatBytes(ONE, bad), context)).toBeUndefined()
})

test.each([0, 256, 511, 513])('refuses %i bytes', (length) => {
  expect(blsG2Add.run(new Uint8Array(length), context)).toBeUndefined()
})

test('costs 600 gas', () => {
  expect(blsG2Add.gas(new Uint8Array(0), 'prague')).toBe(600n)
})
