import { expect, test } from 'vitest'

import {
  asksCodeOfCaller,
  BALANCE,
  CALLER,
  namesFunction,
  ORIGIN,
  SELFBALANCE,
  usesOpcode,
} from './uses-opcode.ts'

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

test('a function is named by its selector, wherever in a word it stands and however short it was made', () => {
  // transferFrom, and Error(string), which ends in five zeros.
  const wanted = new Set([0x23b872dd, 0x08c379a0])
  const push = (...data: number[]): Uint8Array => Uint8Array.of(0x5f, 0x5f + data.length, ...data, 0x00)
  expect(namesFunction(push(0x23, 0xb8, 0x72, 0xdd), wanted)).toBe(true)
  expect(namesFunction(push(0x23, 0xb8, 0x72, 0xdd, ...Array<number>(28).fill(0)), wanted)).toBe(true)
  expect(namesFunction(push(0x46, 0x1b, 0xcd), wanted)).toBe(true)
  expect(namesFunction(push(0x23, 0xb8, 0x72, 0xde), wanted)).toBe(false)
  expect(namesFunction(push(0x01, 0x23, 0xb8, 0x72, 0xdd), wanted)).toBe(false)
  expect(namesFunction(push(0), wanted)).toBe(false)
  expect(namesFunction(Uint8Array.of(0x23, 0xb8, 0x72, 0xdd), wanted)).toBe(false)
})
