import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { bytesToHex, hexToBytes } from '../../primitives/hex.ts'
import type { Fork } from '../types.ts'
import { modexp } from './05-modexp.ts'

const load = createRequire(import.meta.url)
const prague = { fork: 'prague', load } as const
const osaka = { fork: 'osaka', load } as const

function header(base: bigint, exponent: bigint, modulus: bigint): Uint8Array {
  return concatBytes(bigIntToBytes32(base), bigIntToBytes32(exponent), bigIntToBytes32(modulus))
}

function call(base: string, exponent: string, modulus: string): Uint8Array {
  const parts = [base, exponent, modulus].map((digits) => hexToBytes(`0x${digits}`))
  const [baseLength, exponentLength, modulusLength] = parts.map(({ length }) => BigInt(length))
  return concatBytes(header(baseLength!, exponentLength!, modulusLength!), ...parts)
}

// secp256k1's field.
const PRIME = 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f'
const PRIME_MINUS_1 = 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e'

describe('the examples of EIP-198', () => {
  test('3 to the power p - 1 is 1 modulo a prime p', () => {
    const output = modexp.run(call('03', PRIME_MINUS_1, PRIME), osaka)!
    expect(bytesToHex(output)).toBe(`0x${'00'.repeat(31)}01`)
  })

  test('base of no bytes is 0, and 0 to the power p - 1 is 0', () => {
    expect(modexp.run(call('', PRIME_MINUS_1, PRIME), osaka)).toEqual(new Uint8Array(32))
  })

  test('an exponent that claims 2^256 - 1 bytes can never be paid for', () => {
    const input = concatBytes(header(0n, 2n ** 256n - 1n, 32n), hexToBytes(`0x${PRIME}`))
    expect(modexp.gas(input, 'prague')).toBeGreaterThan(2n ** 200n)
    expect(modexp.gas(input, 'osaka')).toBeGreaterThan(2n ** 200n)
    // Its modulus would lie behind the end of the input: 32 zero bytes.
    expect(modexp.run(input, prague)).toEqual(new Uint8Array(32))
  })

  test('input ends in endless zeros', () => {
    // 3^65535 modulo 2^255: the modulus is given by its first byte.
    const whole = call('03', 'ffff', `80${'00'.repeat(31)}`)
    const output = modexp.run(whole, osaka)!
    expect(output).toEqual(modexp.run(whole.subarray(0, 100), osaka))
    expect(bytesToHex(output)).toBe('0x3b01b01ac41f2d6e917c6d6a221ce793802469026d9ab7578fa2e79e4da6aaab')
  })
})

describe('values', () => {
  test.each([
    ['any power modulo 0 is 0, as long as the modulus', '05', '03', '0000', '0x0000'],
    ['any power modulo 1 is 0', '05', '03', '01', '0x00'],
    ['0 to the power 0 is 1', '00', '00', '07', '0x01'],
    ['0 to the power 0 is 0 modulo 1', '00', '00', '01', '0x00'],
    ['an exponent of no bytes is 0', '05', '', '07', '0x01'],
    ['zeros in front of the exponent change nothing', '05', '00000003', '0d', '0x08'],
    ['the base may be above the modulus', 'ff', '02', '07', '0x02'],
    ['output is padded to the length of the modulus', '02', '03', '00000009', '0x00000008'],
    ['the modulus may be even', '03', '05', '10', '0x03'],
    ['a modulus of no bytes gives no bytes', '05', '03', '', '0x'],
  ])('%s', (_name, base, exponent, modulus, output) => {
    expect(bytesToHex(modexp.run(call(base, exponent, modulus), osaka)!)).toBe(output)
  })

  test('no base and no modulus give no bytes before Osaka, however long the exponent is said to be', () => {
    expect(modexp.run(header(0n, 2n ** 255n, 0n), prague)).toEqual(new Uint8Array(0))
  })

  test('a base or exponent that is longer than the input leaves nothing for the modulus, which is 0', () => {
    expect(modexp.run(header(2n ** 40n, 1n, 1n), prague)).toEqual(new Uint8Array(1))
    expect(modexp.run(header(1n, 2n ** 64n, 2n), prague)).toEqual(new Uint8Array(2))
  })
})

describe('lengths', () => {
  test.each<[Fork, boolean]>([
    ['london', true],
    ['prague', true],
    ['osaka', false],
  ])('in %s, 1025 bytes are valid: %s (EIP-7823)', (fork, isValid) => {
    for (const input of [header(1025n, 1n, 1n), header(1n, 1025n, 1n), header(1n, 1n, 1025n)]) {
      expect(modexp.run(input, { fork, load }) !== undefined).toBe(isValid)
    }
    for (const input of [header(1024n, 1n, 1n), header(1n, 1024n, 1n), header(1n, 1n, 1024n)]) {
      expect(modexp.run(input, { fork, load })).toBeDefined()
    }
  })

  test('a modulus that no gas limit allows is refused without being read', () => {
    expect(modexp.run(header(1n, 1n, 2n ** 255n), prague)).toBeUndefined()
    expect(modexp.run(header(1n, 1n, 2n ** 24n + 1n), prague)).toBeUndefined()
    expect(modexp.gas(header(0n, 0n, 2n ** 24n + 1n), 'london')).toBeGreaterThan(2n ** 40n)
    expect(modexp.run(header(1n, 1n, 2n ** 24n), prague)).toHaveLength(2 ** 24)
  })
})

describe('gas', () => {
  test.each<[string, Uint8Array, bigint, bigint]>([
    ['nothing', new Uint8Array(0), 200n, 500n],
    // 4 words, 255 squarings: 16 * 255 / 3; from Osaka 16 * 255.
    ['the first example of EIP-198', call('03', PRIME_MINUS_1, PRIME), 1360n, 4080n],
    ['exponents of 0 and 1 count as one squaring', call('03', '01', '07'), 200n, 500n],
    // Above 32 bytes, Osaka doubles: 5 words, one squaring; then 17 squarings.
    ['33 bytes, exponent 3', call('03', '03', '01'.repeat(33)), 200n, 500n],
    ['33 bytes, exponent 2^17', call('03', '020000', '01'.repeat(33)), 200n, 850n],
    // 128 words, 16 bits in front: 16384 * 16 / 3; 2 * 16384 * 16.
    ['1024 bytes, exponent 65537', call('03', '010001', '01'.repeat(1024)), 87_381n, 524_288n],
    // 248 squarings for the first 32 bytes, 8 (16) for the byte after them.
    ['33 bytes of exponent', call('03', `01${'00'.repeat(32)}`, '07'), 200n, 4224n],
  ])('%s', (_name, input, berlin, osakaGas) => {
    expect(modexp.gas(input, 'london')).toBe(berlin)
    expect(modexp.gas(input, 'prague')).toBe(berlin)
    expect(modexp.gas(input, 'osaka')).toBe(osakaGas)
  })

  test('an exponent behind the end of the input is zero', () => {
    const input = header(2n ** 200n, 32n, 1n)
    const words = 2n ** 197n
    expect(modexp.gas(input, 'prague')).toBe((words * words) / 3n)
  })
})
