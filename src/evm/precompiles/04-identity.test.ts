import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { identity } from './04-identity.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

test('gives a copy that does not follow the input', () => {
  const input = Uint8Array.of(1, 2, 3)
  const output = identity.run(input, context)!
  input[0] = 9
  expect(output).toEqual(Uint8Array.of(1, 2, 3))
})

test.each([
  [0, 15n],
  [1, 18n],
  [32, 18n],
  [33, 21n],
])('%i bytes cost %i gas', (length, gas) => {
  expect(identity.gas(new Uint8Array(length), 'london')).toBe(gas)
})
