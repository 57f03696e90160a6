import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { bytesToHex, hexToBytes } from '../../primitives/hex.ts'
import { blake2f } from './09-blake2f.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

// The state and message of RFC 7693, appendix A: BLAKE2b-512 of "abc".
const H =
  '48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5' +
  'd182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b'
const M = `616263${'00'.repeat(125)}`
const T = `03${'00'.repeat(15)}`

const input = (rounds: string, final: string): Uint8Array => hexToBytes(`0x${rounds}${H}${M}${T}${final}`)

// Test vectors 4 to 7 of EIP-152.
describe('the examples of EIP-152', () => {
  test.each([
    [
      'no rounds',
      '00000000',
      '01',
      '08c9bcf367e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5' +
        'd282e6ad7f520e511f6c3e2b8c68059b9442be0454267ce079217e1319cde05b',
    ],
    [
      '12 rounds: BLAKE2b',
      '0000000c',
      '01',
      'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1' +
        '7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923',
    ],
    [
      '12 rounds, not the final block',
      '0000000c',
      '00',
      '75ab69d3190a562c51aef8d88f1c2775876944407270c42c9844252c26d28752' +
        '98743e7f6d5ea2f2d3e8d226039cd31b4e426ac4f2d3d666a610c2116fde4735',
    ],
    [
      'one round',
      '00000001',
      '01',
      'b63a380cb2897d521994a85234ee2c181b5f844d2c624c002677e9703449d2fb' +
        'a551b3a8333bcdf5f2f7e08993d53923de3d64fcc68c034e717b9293fed7a421',
    ],
  ])('%s', (_name, rounds, final, output) => {
    const call = input(rounds, final)
    expect(bytesToHex(blake2f.run(call, context)!)).toBe(`0x${output}`)
    expect(blake2f.gas(call, 'london')).toBe(BigInt(`0x${rounds}`))
  })
})

test.each([
  ['no bytes', new Uint8Array(0)],
  ['one byte too few', input('0000000c', '')],
  ['one byte too many', input('0000000c', '0100')],
  ['a final flag of 2', input('0000000c', '02')],
])('refuses %s', (_name, call) => {
  expect(blake2f.run(call, context)).toBeUndefined()
})

test('an input of the wrong length costs nothing before it fails; four thousand million rounds cost as much', () => {
  expect(blake2f.gas(new Uint8Array(212), 'london')).toBe(0n)
  expect(blake2f.gas(input('ffffffff', '01'), 'london')).toBe(4_294_967_295n)
})

test('a view into a larger array is read from where it starts', () => {
  const call = input('0000000c', '01')
  const memory = new Uint8Array(300).fill(0xee)
  memory.set(call, 3)
  expect(blake2f.run(memory.subarray(3, 3 + call.length), context)).toEqual(blake2f.run(call, context))
})
