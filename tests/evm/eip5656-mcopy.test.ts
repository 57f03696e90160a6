import { describe, expect, it } from 'vitest'
import { bytesToHex, hexToBytes } from '../../src/primitives/hex.ts'
import { op, ret, returnWord, storeBytes, type Code } from '../helpers/bytecode.ts'
import {
  expectGas,
  expectHalt,
  INTERPRETERS,
  itIsUndefinedBefore,
  memoryGas,
  run,
  stage,
  wordOf,
} from './stage.ts'

const ROOM = 160
const HUGE = 1n << 255n

/** 1, 2, 3, ... so that every byte says where it came from. */
const PATTERN = Uint8Array.from({ length: ROOM }, (_, index) => index + 1)

describe.each(INTERPRETERS)('EIP-5656: MCOPY (%s)', (interpreter) => {
  itIsUndefinedBefore(interpreter, 'cancun', 'MCOPY', [0, 0, 0])

  // The cases of the EIP: destination, source, length, memory before and after.
  const zeros = '00'.repeat(32)
  const counting = Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, '0')).join('')
  it.each([
    [0, 32, 32, zeros + counting, counting + counting],
    [0, 0, 32, '01'.repeat(32), '01'.repeat(32)],
    [0, 1, 8, '000102030405060708' + '00'.repeat(23), '010203040506070808' + '00'.repeat(23)],
    [1, 0, 8, '000102030405060708' + '00'.repeat(23), '000001020304050607' + '00'.repeat(23)],
  ])('MCOPY %i %i %i', (to, from, bytes, before, after) => {
    const memory = hexToBytes(`0x${before}`)
    const code = [...storeBytes(0, memory), ...op('MCOPY', to, from, bytes), ...ret(0, memory.length)]
    expect(bytesToHex(run(stage(interpreter), code).output)).toBe(`0x${after}`)
  })

  it('copies as if through a buffer, however source and destination overlap', () => {
    const machine = stage(interpreter)
    for (const to of [0, 1, 31, 32, 33, 64]) {
      for (const from of [0, 1, 31, 32, 33, 64]) {
        for (const bytes of [0, 1, 31, 32, 33, 63, 64, 65, 96]) {
          const code = [...storeBytes(0, PATTERN), ...op('MCOPY', to, from, bytes), ...ret(0, ROOM)]
          const expected = PATTERN.slice().copyWithin(to, from, from + bytes)
          expect(bytesToHex(run(machine, code).output), `${to} ${from} ${bytes}`).toBe(bytesToHex(expected))
        }
      }
    }
  })

  it.each([
    [1, 1],
    [32, 1],
    [33, 2],
    [256, 8],
  ])('costs 3 and 3 a word: %i bytes are %i words', (bytes, words) => {
    // Three pushes 9, MCOPY 3, the words, and memory of as many words.
    expectGas(stage(interpreter), op('MCOPY', 0, 0, bytes), 12n + 3n * BigInt(words) + memoryGas(words))
  })

  it('pays for memory up to the end of the source or of the destination, whichever is higher', () => {
    const machine = stage(interpreter)
    // To 64 bytes: two words; 9 + 3 + 3.
    expectGas(machine, op('MCOPY', 32, 0, 32), 15n + memoryGas(2))
    expectGas(machine, op('MCOPY', 0, 32, 32), 15n + memoryGas(2))
    expectGas(machine, op('MCOPY', 1024, 512, 32), 15n + memoryGas(33))
    expectGas(machine, op('MCOPY', 512, 1024, 32), 15n + memoryGas(33))
  })

  it('counts as memory use: MSIZE rises to whole words', () => {
    const machine = stage(interpreter)
    const sizeAfter = (code: Code): bigint => wordOf(run(machine, [...code, ...returnWord(op('MSIZE'))]))
    expect(sizeAfter(op('MCOPY', 0, 33, 1))).toBe(64n)
    expect(sizeAfter(op('MCOPY', 63, 0, 2))).toBe(96n)
  })

  it('copies nothing for nothing, wherever that is', () => {
    const machine = stage(interpreter)
    expectGas(machine, op('MCOPY', HUGE, HUGE, 0), 12n)
    expect(wordOf(run(machine, [...op('MCOPY', HUGE, HUGE, 0), ...returnWord(op('MSIZE'))]))).toBe(0n)
  })

  it.each([
    ['destination', HUGE, 0n, 1n],
    ['destination of 2^32', 1n << 32n, 0n, 1n],
    ['source', 0n, HUGE, 1n],
    ['source of 2^32', 0n, 1n << 32n, 1n],
    ['source of 2^64', 0n, 1n << 64n, 1n],
    ['length', 0n, 0n, HUGE],
    ['length of 2^64', 0n, 0n, 1n << 64n],
  ])('cannot pay for a huge %s', (_, to, from, bytes) => {
    expectHalt(run(stage(interpreter), op('MCOPY', to, from, bytes)), 'outOfGas')
  })

  it('needs three operands', () => {
    const machine = stage(interpreter)
    for (const count of [0, 1, 2]) {
      const pushes = Array.from({ length: count }, () => op('PUSH0')).flat()
      expectHalt(run(machine, [...pushes, ...op('MCOPY')]), 'stackUnderflow')
    }
  })
})
