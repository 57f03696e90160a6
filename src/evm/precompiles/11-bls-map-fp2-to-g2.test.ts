import { createRequire } from 'node:module'
import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { expect, test } from 'vitest'
import { concatBytes } from '../../primitives/bytes.ts'
import { bytesToHex, hexToBytes } from '../../primitives/hex.ts'
import { blsMapFp2ToG2 } from './11-bls-map-fp2-to-g2.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

const fp2 = (c0: bigint, c1: bigint): Uint8Array =>
  concatBytes(...[c0, c1].map((part) => hexToBytes(`0x${part.toString(16).padStart(128, '0')}`)))
const PAD = '00'.repeat(16)
const PRIME = bls.fields.Fp.ORDER

test('maps as RFC 9380 does', () => {
  // Appendix J.10.2 (BLS12381G2_XMD:SHA-256_SSWU_NU_): u and P for the message "".
  const output = blsMapFp2ToG2.run(
    fp2(
      0x07355d25caf6e7f2f0cb2812ca0e513bd026ed09dda65b177500fa31714e09ea0ded3a078b526bed3307f804d4b93b04n,
      0x02829ce3c021339ccb5caf3e187f6370e1e2a311dec9b75363117063ab2015603ff52c3d3b98f19c2f65575e99e8b78cn,
    ),
    context,
  )!
  const coordinates = [
    '00e7f4568a82b4b7dc1f14c6aaa055edf51502319c723c4dc2688c7fe5944c213f510328082396515734b6612c4e7bb7',
    '126b855e9e69b1f691f816e48ac6977664d24d99f8724868a184186469ddfd4617367e94527d4b74fc86413483afb35b',
    '0caead0fd7b6176c01436833c79d305c78be307da5f6af6c133c47311def6ff1e0babf57a0fb5539fce7ee12407b0a42',
    '1498aadcf7ae2b345243e281ae076df6de84455d766ab6fcdaad71fab60abb2e8b980a440043cd305db09d283c895e3d',
  ]
  expect(bytesToHex(output)).toBe(`0x${coordinates.map((part) => PAD + part).join('')}`)
})

test('0 and the largest element are mapped too', () => {
  expect(blsMapFp2ToG2.run(fp2(0n, 0n), context)).toHaveLength(256)
  expect(blsMapFp2ToG2.run(fp2(PRIME - 1n, PRIME - 1n), context)).toHaveLength(256)
})

test('refuses what is no element of the field, in either part', () => {
  expect(blsMapFp2ToG2.run(fp2(PRIME, 0n), context)).toBeUndefined()
  expect(blsMapFp2ToG2.run(fp2(0n, PRIME), context)).toBeUndefined()
  expect(blsMapFp2ToG2.run(fp2(0n, 1n << 511n), context)).toBeUndefined()
})

test.each([0, 64, 127, 129])('refuses %i bytes', (length) => {
  expect(blsMapFp2ToG2.run(new Uint8Array(length), context)).toBeUndefined()
})

test('costs 23800 gas', () => {
  expect(blsMapFp2ToG2.gas(new Uint8Array(0), 'prague')).toBe(23_800n)
})
