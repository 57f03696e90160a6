import { createRequire } from 'node:module'
import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { expect, test } from 'vitest'
import { bytesToHex, hexToBytes } from '../../primitives/hex.ts'
import { blsMapFpToG1 } from './10-bls-map-fp-to-g1.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

const fp = (value: bigint): Uint8Array => hexToBytes(`0x${value.toString(16).padStart(128, '0')}`)
const PAD = '00'.repeat(16)

// RFC 9380, appendix J.9.2 (BLS12381G1_XMD:SHA-256_SSWU_NU_): u and P for the messages "" and "abc".
test.each([
  [
    0x156c8a6a2c184569d69a76be144b5cdc5141d2d2ca4fe341f011e25e3969c55ad9e9b9ce2eb833c81a908e5fa4ac5f03n,
    '184bb665c37ff561a89ec2122dd343f20e0f4cbcaec84e3c3052ea81d1834e192c426074b02ed3dca4e7676ce4ce48ba',
    '04407b8d35af4dacc809927071fc0405218f1401a6d15af775810e4e460064bcc9468beeba82fdc751be70476c888bf3',
  ],
  [
    0x147e1ed29f06e4c5079b9d14fc89d2820d32419b990c1c7bb7dbea2a36a045124b31ffbde7c99329c05c559af1c6cc82n,
    '009769f3ab59bfd551d53a5f846b9984c59b97d6842b20a2c565baa167945e3d026a3755b6345df8ec7e6acb6868ae6d',
    '1532c00cf61aa3d0ce3e5aa20c3b531a2abd2c770a790a2613818303c6b830ffc0ecf6c357af3317b9575c567f11cd2c',
  ],
])('maps %s as RFC 9380 does', (u, x, y) => {
  expect(bytesToHex(blsMapFpToG1.run(fp(u), context)!)).toBe(`0x${PAD}${x}${PAD}${y}`)
})

test('0 and the largest element are mapped too', () => {
  expect(blsMapFpToG1.run(fp(0n), context)).toHaveLength(128)
  expect(blsMapFpToG1.run(fp(bls.fields.Fp.ORDER - 1n), context)).toHaveLength(128)
})

test('refuses what is no element of the field', () => {
  expect(blsMapFpToG1.run(fp(bls.fields.Fp.ORDER), context)).toBeUndefined()
  expect(blsMapFpToG1.run(fp(1n << 384n), context)).toBeUndefined()
})

test.each([0, 63, 65, 128])('refuses %i bytes', (length) => {
  expect(blsMapFpToG1.run(new Uint8Array(length), context)).toBeUndefined()
})

test('costs 5500 gas', () => {
  expect(blsMapFpToG1.gas(new Uint8Array(0), 'prague')).toBe(5500n)
})
