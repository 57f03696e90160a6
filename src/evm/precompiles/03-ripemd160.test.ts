import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { bytesToHex } from '../../primitives/hex.ts'
import { ripemd160 } from './03-ripemd160.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

// The examples that the authors of RIPEMD-160 published.
test.each([
  ['', '9c1185a5c5e9fc54612808977ee8f548b2258d31'],
  ['abc', '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc'],
  ['message digest', '5d0689ef49d2fae572b881b123a85ffa21595f36'],
])('the hash of "%s", as a word', (text, hash) => {
  const output = ripemd160.run(new TextEncoder().encode(text), context)!
  expect(bytesToHex(output)).toBe(`0x${'00'.repeat(12)}${hash}`)
})

test.each([
  [0, 600n],
  [1, 720n],
  [32, 720n],
  [33, 840n],
])('%i bytes cost %i gas', (length, gas) => {
  expect(ripemd160.gas(new Uint8Array(length), 'london')).toBe(gas)
})
