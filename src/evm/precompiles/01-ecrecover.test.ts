import { createRequire } from 'node:module'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes, readWord } from '../../primitives/bytes.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import { ecrecover } from './01-ecrecover.ts'

const load = createRequire(import.meta.url)
const context = { fork: 'osaka', load } as const

const ORDER = secp256k1.Point.Fn.ORDER
const NOBODY = new Uint8Array(0)

// The transaction that EIP-155 signs with the key 0x4646…46; v there is 37, which is 27 of chain 1.
const HASH = 0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53n
const R = 18515461264373351373200002665853028612451056578545711640558177340181847433846n
const S = 46948507304638947509940763649030358759909902576025900602547168820602576006531n
const SIGNER = '0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f'

function input(hash: bigint, v: bigint, r: bigint, s: bigint): Uint8Array {
  return concatBytes(...[hash, v, r, s].map(bigIntToBytes32))
}

test('the signer of the EIP-155 example is found, as a word, for 3000 gas', () => {
  const call = input(HASH, 27n, R, S)
  expect(ecrecover.gas(call, 'london')).toBe(3000n)
  expect(bytesToHex(ecrecover.run(call, context)!)).toBe(`0x${'00'.repeat(12)}${SIGNER.slice(2)}`)
})

test('the other v names another signer', () => {
  const output = ecrecover.run(input(HASH, 28n, R, S), context)!
  expect(output).toHaveLength(32)
  expect(bytesToHex(output)).not.toContain(SIGNER.slice(2))
})

test('high s is accepted: negating s and flipping v leaves the signer', () => {
  const output = ecrecover.run(input(HASH, 28n, R, ORDER - S), context)!
  expect(bytesToHex(output.subarray(12))).toBe(SIGNER)
})

test.each([
  ['v is 0', HASH, 0n, R, S],
  ['v is 26', HASH, 26n, R, S],
  ['v is 29, which Bitcoin has for r + n', HASH, 29n, R, S],
  ['v has a bit beside its last byte', HASH, (1n << 255n) | 27n, R, S],
  ['r is 0', HASH, 27n, 0n, S],
  ['r is the order', HASH, 27n, ORDER, S],
  ['r is above the order and its remainder is valid', HASH, 27n, ORDER + 1n, S],
  ['r is the largest word', HASH, 27n, 2n ** 256n - 1n, S],
  ['s is 0', HASH, 27n, R, 0n],
  ['s is the order', HASH, 27n, R, ORDER],
  ['no point of the curve has x = 5', HASH, 27n, 5n, S],
])('nobody signed if %s', (_name, hash, v, r, s) => {
  expect(ecrecover.run(input(hash, v, r, s), context)).toEqual(NOBODY)
})

test('nobody signed if the key would be the point at infinity', () => {
  // s R = hash G for R = G, so r = x(G) and s = hash.
  const { x, y } = secp256k1.Point.BASE.toAffine()
  const v = 27n + (y & 1n)
  expect(ecrecover.run(input(12345n, v, x, 12345n), context)).toEqual(NOBODY)
})

test('input ends in endless zeros, and what follows the four words is ignored', () => {
  const call = input(HASH, 27n, R, S)
  const expected = ecrecover.run(call, context)
  expect(ecrecover.run(concatBytes(call, Uint8Array.of(1, 2, 3)), context)).toEqual(expected)
  expect(ecrecover.run(new Uint8Array(0), context)).toEqual(NOBODY)

  // A signature whose s ends in a zero byte may come without it.
  const short = input(HASH, 27n, R, S & ~0xffn)
  const signer = ecrecover.run(short, context)!
  expect(signer).toHaveLength(32)
  expect(ecrecover.run(short.subarray(0, 127), context)).toEqual(signer)
})

test('a hash above the order counts modulo the order', () => {
  const low = ecrecover.run(input(7n, 27n, R, S), context)
  expect(ecrecover.run(input(7n + ORDER, 27n, R, S), context)).toEqual(low)
})

test('the input is not changed', () => {
  const call = input(HASH, 27n, R, S)
  const before = call.slice()
  ecrecover.run(call, context)
  expect(call).toEqual(before)
  expect(readWord(call, 32)).toBe(27n)
})
