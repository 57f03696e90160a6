import { expect, test } from 'vitest'
import { BaseError } from './errors.ts'
import { bytesToHex, HexError, hexToBytes, isHex, wordToAddress } from './hex.ts'

test('every byte value is written as two lower-case digits', () => {
  expect(bytesToHex(new Uint8Array())).toBe('0x')
  expect(bytesToHex(Uint8Array.of(0, 1, 0x0f, 0x10, 0xab, 0xff))).toBe('0x00010f10abff')
})

test('digits of any case are read', () => {
  expect(hexToBytes('0x')).toEqual(new Uint8Array())
  expect(hexToBytes('0x00AbfF')).toEqual(Uint8Array.of(0, 0xab, 0xff))
})

test.each([
  ['ab', 0, 'does not start with 0x'],
  ['', 0, 'does not start with 0x'],
  ['0Xab', 0, 'does not start with 0x'],
  [' 0xab', 0, 'does not start with 0x'],
  ['0xabc', 5, 'odd number of digits'],
  ['0xag', 3, 'no hex digit'],
  ['0xga', 2, 'no hex digit'],
  ['0xab c', 4, 'no hex digit'],
  ['0xab+1', 4, 'no hex digit'],
  ['0xabé0', 4, 'no hex digit'],
  // Full-width digits, and a letter whose code is a digit's plus 256: neither is a digit.
  ['0x１２', 2, 'no hex digit'],
  ['0xšš', 2, 'no hex digit'],
  ['0x@`', 2, 'no hex digit'],
])('%j is refused at character %i', (text, position, reason) => {
  const error = caught(() => hexToBytes(text))
  expect(error).toBeInstanceOf(HexError)
  expect(error).toBeInstanceOf(BaseError)
  expect(error).toMatchObject({ code: 'HEX_MALFORMED', position })
  expect((error as HexError).message).toContain(reason)
  expect(isHex(text)).toBe(false)
})

test('the message shows the start of a long text only', () => {
  const error = caught(() => hexToBytes(`0x${'zz'.repeat(100_000)}`)) as HexError
  expect(error.message.length).toBeLessThan(150)
  expect(error.details).toEqual({ position: 2, length: 200_002 })
})

test('an address is the low 160 bits of a word', () => {
  expect(wordToAddress(0n)).toBe(`0x${'0'.repeat(40)}`)
  expect(wordToAddress((1n << 160n) + 0xabn)).toBe(`0x${'0'.repeat(38)}ab`)
})

test('isHex accepts text of whole bytes only', () => {
  expect(isHex('0x')).toBe(true)
  expect(isHex('0xDEADbeef')).toBe(true)
  expect(isHex('0xab\n')).toBe(false)
  expect(isHex(0xab)).toBe(false)
  expect(isHex(null)).toBe(false)
  expect(isHex(['0xab'])).toBe(false)
})

function caught(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('expected an error')
}
