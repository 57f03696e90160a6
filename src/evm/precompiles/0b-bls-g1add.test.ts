import { createRequire } from 'node:module'
import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { expect, test } from 'vitest'
import { concatBytes } from '../../primitives/bytes.ts'
import { hexToBytes } from '../../primitives/hex.ts'
import { blsG1Add } from './0b-bls-g1add.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

const PRIME = bls.fields.Fp.ORDER

const fp = (value: bigint): Uint8Array => hexToBytes(`0x${value.toString(16).padStart(128, '0')}`)
const point = (x: bigint, y: bigint): Uint8Array => concatBytes(fp(x), fp(y))

// The generator and its double (EIP-2537, "bls_g1add_g1+g1=2*g1").
const G_X =
  0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bbn
const G_Y =
  0x08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1n
const ONE = point(G_X, G_Y)
const TWO = point(
  0x0572cbea904d67468808c8eb50a9450c9721db309128012543902d0ac358a62ae28f75bb8f1c7c42c39a8c5529bf0f4en,
  0x166a9d8cabc673a322fda673779d8e3822ba3ecb8670e461f73bb9021d5fd76a4c56d9d4cd16bd1bba86881979749d28n,
)
const INFINITY = new Uint8Array(128)

test.each([
  ['a point and itself', ONE, ONE, TWO],
  ['a point and its opposite', ONE, point(G_X, PRIME - G_Y), INFINITY],
  ['infinity and a point', INFINITY, ONE, ONE],
  ['a point and infinity', TWO, INFINITY, TWO],
  ['infinity twice', INFINITY, INFINITY, INFINITY],
  // (0, 2) has order 3.
  ['a point outside the subgroup and itself', point(0n, 2n), point(0n, 2n), point(0n, PRIME - 2n)],
])('adds %s', (_name, left, right, sum) => {
  expect(blsG1Add.run(concatBytes(left, right), context)).toEqual(sum)
})

test.each([
  ['not on the curve', point(G_X, G_Y + 1n)],
  ['zero in y only', point(1n, 0n)],
  ['x not below the prime, though its remainder is valid', point(PRIME, 2n)],
  ['y not below the prime, though its remainder is valid', point(0n, PRIME + 2n)],
  ['a bit in the first 16 bytes of x', point((1n << 384n) | G_X, G_Y)],
  ['the highest bit of y', point(G_X, (1n << 511n) | G_Y)],
])('refuses a point with %s, on either side', (_name, bad) => {
  expect(blsG1Add.run(concatBytes(bad, ONE), context)).toBeUndefined()
  expect(blsG1Add.run(concatBytes(ONE, bad), context)).toBeUndefined()
})

test.each([0, 128, 255, 257, 384])('refuses %i bytes', (length) => {
  expect(blsG1Add.run(new Uint8Array(length), context)).toBeUndefined()
})

test('costs 375 gas', () => {
  expect(blsG1Add.gas(new Uint8Array(0), 'prague')).toBe(375n)
})
