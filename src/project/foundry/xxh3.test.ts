import { expect, test } from 'vitest'

import { xxh3 } from './xxh3.ts'

// Made with hash-wasm 4.12.0 from bytes (7 i + 3) mod 256: every length at which the algorithm changes.
test.each([
  [0, '2d06800538d394c2'],
  [1, '13e608bc156defed'],
  [3, 'a9088dda485b481c'],
  [4, '6d9253b16c8b1ed3'],
  [8, '60539db630471163'],
  [9, 'feff668361d723a8'],
  [16, 'b8c859b0f030b585'],
  [17, '714a04408e79b80f'],
  [128, '67425a03650261bf'],
  [129, 'c664bf3311c6abc4'],
  [240, '64556dc6b462a6cf'],
  [241, '8beadd3a8874fe17'],
  [1024, '9b81661c641c72b1'],
  [1025, '806c2072ed713576'],
  [1088, '2f8781e01841f0da'],
  [5000, '799aaddd7339581d'],
])('XXH3 of %i bytes', (length, expected) => {
  const bytes = Uint8Array.from({ length }, (_, index) => index * 7 + 3)
  expect(xxh3(bytes).toString(16).padStart(16, '0')).toBe(expected)
})

test('is the hash that forge 1.7.1 wrote for this source', () => {
  expect(xxh3(Buffer.from('contract A{}')).toString(16)).toBe('432ccacd6f716465')
})
