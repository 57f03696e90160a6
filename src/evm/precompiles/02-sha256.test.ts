import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { bytesToHex } from '../../primitives/hex.ts'
import { sha256 } from './02-sha256.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

// FIPS 180-4, examples of the NIST.
test.each([
  ['', '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', '0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '0x248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
])('the hash of "%s"', (text, hash) => {
  expect(bytesToHex(sha256.run(new TextEncoder().encode(text), context)!)).toBe(hash)
})

test.each([
  [0, 60n],
  [1, 72n],
  [32, 72n],
  [33, 84n],
  [320, 180n],
])('%i bytes cost %i gas', (length, gas) => {
  expect(sha256.gas(new Uint8Array(length), 'london')).toBe(gas)
})
