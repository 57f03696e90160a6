import { expect, test } from 'vitest'
import { FORKS } from '../forks.ts'
import type { Fork } from '../types.ts'
import { PRECOMPILES, precompileAt, precompilesOf } from './registry.ts'

const UP_TO_LONDON = [1, 2, 3, 4, 5, 6, 7, 8, 9]
const UP_TO_CANCUN = [...UP_TO_LONDON, 0x0a]
const UP_TO_PRAGUE = [...UP_TO_CANCUN, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11]

test.each<[Fork, readonly number[]]>([
  ['london', UP_TO_LONDON],
  ['paris', UP_TO_LONDON],
  ['shanghai', UP_TO_LONDON],
  ['cancun', UP_TO_CANCUN],
  ['prague', UP_TO_PRAGUE],
  ['osaka', [...UP_TO_PRAGUE, 0x100]],
])('%s has the precompiles at %j', (fork, addresses) => {
  expect(precompilesOf(fork).map(({ address }) => address)).toEqual(addresses)
  for (let address = 0; address <= 0x101; address++) {
    expect(precompileAt(address, fork)?.address).toBe(addresses.includes(address) ? address : undefined)
  }
})

test('what is no small whole number is no precompile', () => {
  for (const address of [-1, 0.5, 2 ** 32 + 1, 2 ** 160, Number.NaN, Infinity]) {
    expect(precompileAt(address, 'osaka')).toBeUndefined()
  }
})

test('a precompile stays, and is itself in every later fork', () => {
  for (const precompile of PRECOMPILES) {
    const first = FORKS.indexOf(precompile.since)
    for (const [index, fork] of FORKS.entries()) {
      expect(precompileAt(precompile.address, fork)).toBe(index < first ? undefined : precompile)
    }
  }
})

test('names are unique', () => {
  expect(new Set(PRECOMPILES.map(({ name }) => name)).size).toBe(PRECOMPILES.length)
})
