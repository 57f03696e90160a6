import { expect, test } from 'vitest'

import { MECHANISM_IDS } from '../../attack/mechanisms/types.ts'
import { classify } from './classify.ts'
import { VECTOR_IDS, VECTOR_OF_MECHANISM, vectorOf } from './vectors.ts'

test('the most specific mechanism that was shown says what kind of attack it is', () => {
  expect(classify('theft', [{ id: 'donation' }, { id: 'price-manipulation' }]).id).toBe('donation')
  expect(classify('frozen', [{ id: 'missing-caller-check' }]).id).toBe('access-control')
})

test('where nothing was shown, what the detector itself shows, and else the design', () => {
  expect(classify('frozen', []).id).toBe('denial-of-service')
  expect(classify('blocked', []).id).toBe('denial-of-service')
  expect(classify('dilution', []).id).toBe('donation')
  expect(classify('takeover', []).id).toBe('access-control')
  expect(classify('theft', []).id).toBe('design')
})

test('every mechanism has a vector, and every vector has a title and a place in a known list', () => {
  expect(Object.keys(VECTOR_OF_MECHANISM).sort()).toEqual([...MECHANISM_IDS].sort())
  for (const id of VECTOR_IDS) {
    const { title, owasp, swc } = vectorOf(id)
    expect(title).toMatch(/^[A-Z][\w -]+$/)
    expect(owasp ?? swc).toMatch(/^(SC(0[1-9]|10):202[56]|SWC-1\d\d)$/)
  }
})
