import { expect, test } from 'vitest'

import { asksCodeOfCaller, BALANCE, CALLER, ORIGIN, SELFBALANCE, usesOpcode } from './uses-opcode.ts'

test('an opcode counts where it stands as one, and not in the data of a push', () => {
  expect(usesOpcode(Uint8Array.of(0x30, 0x31), BALANCE, SELFBALANCE)).toBe(true)
  expect(usesOpcode(Uint8Array.of(0x47), BALANCE, SELFBALANCE)).toBe(true)
  expect(usesOpcode(Uint8Array.of(0x60, 0x47, 0x61, 0x31, 0x31, 0x00), BALANCE, SELFBALANCE)).toBe(false)
  expect(usesOpcode(Uint8Array.of(0x7f, 0x31), BALANCE)).toBe(false)
  expect(usesOpcode(new Uint8Array(0), BALANCE)).toBe(false)
})

test('metadata at the end is no code', () => {
  // { "a": 0x32 } in CBOR, and its length.
  const metadata = [0xa1, 0x61, 0x61, 0x18, 0x32, 0x00, 0x05]
  expect(usesOpcode(Uint8Array.of(0x00, ...metadata), ORIGIN)).toBe(false)
  expect(usesOpcode(Uint8Array.of(0x32, ...metadata), ORIGIN)).toBe(true)
})

test('whether its caller has code is asked at once', () => {
  expect(asksCodeOfCaller(Uint8Array.of(0x33, 0x3b))).toBe(true)
  expect(asksCodeOfCaller(Uint8Array.of(0x33, 0x50, 0x30, 0x3b))).toBe(false)
  expect(asksCodeOfCaller(Uint8Array.of(0x60, CALLER, 0x3b))).toBe(false)
})
