import { createRequire } from 'node:module'
import { p256 } from '@noble/curves/nist.js'
import { expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { p256Verify } from './100-p256verify.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

const { Fp, Fn, BASE } = p256.Point
const YES = bigIntToBytes32(1n)
const NO = new Uint8Array(0)

// RFC 6979, appendix A.2.5: the message "sample" with SHA-256.
const HASH = 0xaf2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bfn
const R = 0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716n
const S = 0xf7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8n
const X = 0x60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6n
const Y = 0x7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299n

const input = (...words: readonly bigint[]): Uint8Array => concatBytes(...words.map(bigIntToBytes32))

test('the signature of RFC 6979 is valid, with either s', () => {
  expect(p256Verify.run(input(HASH, R, S, X, Y), context)).toEqual(YES)
  expect(p256Verify.run(input(HASH, R, Fn.ORDER - S, X, Y), context)).toEqual(YES)
})

test('a hash above the order counts modulo the order', () => {
  const small = 5n
  const nonce = 1234567n
  const r = Fn.create(BASE.multiplyUnsafe(nonce).toAffine().x)
  const s = Fn.mul(Fn.inv(nonce), Fn.add(small, Fn.mul(r, 99n)))
  const { x, y } = BASE.multiplyUnsafe(99n).toAffine()
  expect(p256Verify.run(input(small, r, s, x, y), context)).toEqual(YES)
  expect(p256Verify.run(input(small + Fn.ORDER, r, s, x, y), context)).toEqual(YES)
})

test('the x of the nonce counts modulo the order, which RIP-7212 left out', () => {
  // A point whose x is at or above the order: r is the difference. The key that makes it a signature of 0 with s = r
  // is that point itself: R = (0 / s) G + (r / s) Q = Q.
  let x = Fn.ORDER
  let y: bigint | undefined
  for (; y === undefined; x++) {
    try {
      y = Fp.sqrt(Fp.add(Fp.mul(Fp.add(Fp.sqr(x), p256.Point.CURVE().a), x), p256.Point.CURVE().b))
    } catch {
      // No point has this x.
    }
  }
  x--
  const r = x - Fn.ORDER
  expect(x < Fp.ORDER && r > 0n).toBe(true)
  expect(p256Verify.run(input(0n, r, r, x, y), context)).toEqual(YES)
})

test.each([
  ['another hash', [HASH + 1n, R, S, X, Y]],
  ['another r', [HASH, R - 1n, S, X, Y]],
  ['another s', [HASH, R, S - 1n, X, Y]],
  ['the opposite key', [HASH, R, S, X, Fp.ORDER - Y]],
  ['r = 0', [HASH, 0n, S, X, Y]],
  ['s = 0', [HASH, R, 0n, X, Y]],
  ['r = the order', [HASH, Fn.ORDER, S, X, Y]],
  ['s above the order with a valid remainder', [0n, R, Fn.ORDER + 1n, X, Y]],
  ['a key that is not on the curve', [HASH, R, S, X, Y + 1n]],
  ['a key that is infinity', [HASH, R, S, 0n, 0n]],
  ['x not below the prime', [HASH, R, S, Fp.ORDER, Y]],
  ['y not below the prime', [HASH, R, S, X, Fp.ORDER + 1n]],
])('not verified, but no failure: %s', (_name, words) => {
  expect(p256Verify.run(input(...words), context)).toEqual(NO)
})

test('not verified if the nonce would be infinity', () => {
  // R = (hash / s) G + (r / s) Q with Q = G and hash = -r.
  const { x, y } = BASE.toAffine()
  expect(p256Verify.run(input(Fn.ORDER - 5n, 5n, 7n, x, y), context)).toEqual(NO)
})

test('any other length is not verified, whatever it starts with', () => {
  const call = input(HASH, R, S, X, Y)
  expect(p256Verify.run(call.subarray(0, 159), context)).toEqual(NO)
  expect(p256Verify.run(concatBytes(call, Uint8Array.of(0)), context)).toEqual(NO)
  expect(p256Verify.run(new Uint8Array(0), context)).toEqual(NO)
})

test('costs 6900 gas', () => {
  expect(p256Verify.gas(new Uint8Array(0), 'osaka')).toBe(6900n)
})
