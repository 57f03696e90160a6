import { describe, expect, test } from 'vitest'

import { WORD_MAX } from '../../src/primitives/bytes.ts'
import { clamp } from './arbitrary-words.ts'
import type { Operation } from './kernels.ts'
import { createKernels } from './kernels.ts'
import { OPERATIONS } from './u256-reference.ts'

const { exports, slot, readWord, writeWord } = createKernels()

const MIN_SIGNED = 1n << 255n
const LIMB = 1n << 64n

describe('every pair and triple of edge words', () => {
  const edges = edgeWords()
  const few = edges.filter((_, index) => index % 3 === 0)

  test.each(Object.entries(OPERATIONS))('%s', (name, { operands, f }) => {
    const wrong: string[] = []
    for (const a of edges)
      for (const b of operands > 1 ? edges : [0n])
        for (const c of operands > 2 ? few : [0n]) {
          const values = [a, b, c].slice(0, operands)
          const actual = run(name, values)
          if (actual !== f(...values) && wrong.length < 10)
            wrong.push(`${values.map(hex).join(', ')}: ${hex(actual)}, expected ${hex(f(...values))}`)
        }
    expect(wrong).toEqual([])
  })
})

describe('rules of the Yellow Paper that arithmetic alone does not give', () => {
  test.each(['div', 'mod', 'sdiv', 'smod'])('%s by 0 is 0', (name) => {
    for (const a of [0n, 1n, WORD_MAX, MIN_SIGNED]) expect(run(name, [a, 0n])).toBe(0n)
  })

  test.each(['addmod', 'mulmod'])('%s with modulus 0 is 0', (name) => {
    for (const a of [0n, 1n, WORD_MAX]) expect(run(name, [a, WORD_MAX, 0n])).toBe(0n)
  })

  test('-2^255 / -1 wraps', () => {
    expect(run('sdiv', [MIN_SIGNED, WORD_MAX])).toBe(MIN_SIGNED)
    expect(run('smod', [MIN_SIGNED, WORD_MAX])).toBe(0n)
  })

  test('sdiv rounds towards 0 and smod takes the sign of the dividend', () => {
    expect(run('sdiv', [clamp(-7n), 2n])).toBe(clamp(-3n))
    expect(run('sdiv', [7n, clamp(-2n)])).toBe(clamp(-3n))
    expect(run('smod', [clamp(-7n), 2n])).toBe(clamp(-1n))
    expect(run('smod', [7n, clamp(-2n)])).toBe(1n)
  })

  test('addmod and mulmod do not wrap at 2^256', () => {
    expect(run('addmod', [WORD_MAX, 2n, WORD_MAX])).toBe(2n)
    expect(run('addmod', [WORD_MAX, WORD_MAX, 7n])).toBe((WORD_MAX * 2n) % 7n)
    expect(run('mulmod', [WORD_MAX, WORD_MAX, 12n])).toBe((WORD_MAX * WORD_MAX) % 12n)
  })

  test('0 ^ 0 is 1', () => {
    expect(run('exp', [0n, 0n])).toBe(1n)
    expect(run('exp', [0n, 1n])).toBe(0n)
  })

  test('amounts and indexes beyond any limb count', () => {
    for (const big of [256n, LIMB, 1n << 128n, 1n << 192n, 1n << 255n, WORD_MAX, LIMB + 1n]) {
      expect(run('shl', [big, WORD_MAX])).toBe(0n)
      expect(run('shr', [big, WORD_MAX])).toBe(0n)
      expect(run('sar', [big, MIN_SIGNED])).toBe(WORD_MAX)
      expect(run('sar', [big, MIN_SIGNED - 1n])).toBe(0n)
      expect(run('byte', [big, WORD_MAX])).toBe(0n)
      expect(run('signextend', [big, 0x80n])).toBe(0x80n)
    }
  })

  test('clz of 0 is 256', () => {
    expect(run('clz', [0n])).toBe(256n)
    expect(run('clz', [1n])).toBe(255n)
    expect(run('clz', [WORD_MAX])).toBe(0n)
  })
})

describe('rare branches of division', () => {
  const divisors = [
    // Three limbs and four; least and most low limbs; with the top bit set and with one bit in the top limb.
    ...[LIMB ** 2n + 1n, LIMB ** 2n + LIMB - 1n, 2n * LIMB ** 2n - 1n, (1n << 191n) + LIMB ** 2n - 1n],
    ...[(1n << 191n) + 1n, LIMB ** 3n - 1n, LIMB ** 3n + 1n, LIMB ** 3n + LIMB ** 2n - 1n],
    ...[(1n << 255n) + 1n, (1n << 255n) + LIMB ** 2n - 1n, WORD_MAX - 1n, WORD_MAX - LIMB],
  ]

  test.each(divisors)('one below a multiple of %d: the estimated digit is taken back', (divisor) => {
    for (const factor of [2n, 3n, LIMB - 1n, LIMB, LIMB + 1n, LIMB ** 2n - 1n]) {
      const dividend = divisor * factor - 1n
      if (dividend > WORD_MAX) continue
      expect(run('div', [dividend, divisor])).toBe(factor - 1n)
      expect(run('mod', [dividend, divisor])).toBe(divisor - 1n)
    }
    // As products, up to 512 bits: (d + 1) * (d - 1) = d * d - 1, and with more digits.
    for (const a of [divisor - 1n, divisor + 1n, divisor >> 1n, divisor - LIMB])
      for (const b of [divisor - 1n, divisor + 1n, clamp(-divisor), LIMB, LIMB ** 3n, WORD_MAX])
        expect(run('mulmod', [a, b, divisor])).toBe((a * b) % divisor)
  })

  test.each(divisors)('a running remainder that starts like %d: the digit is 2^64 - 1', (divisor) => {
    for (const below of [1n, 2n, LIMB - 1n, LIMB, LIMB + 1n]) {
      const dividend = clamp(divisor * LIMB - below)
      expect(run('div', [dividend, divisor])).toBe(dividend / divisor)
      expect(run('mod', [dividend, divisor])).toBe(dividend % divisor)
      for (const shift of [64n, 65n, 127n, 128n, 192n, 255n])
        expect(run('mulmod', [divisor - below, 1n << shift, divisor])).toBe(
          ((divisor - below) << shift) % divisor,
        )
    }
  })

  test('results do not depend on divisors seen before', () => {
    // More divisors than remembered reciprocals, each used when it is new, when it is known, and when it was replaced.
    for (let round = 0; round < 3; round++)
      for (let seed = 1n; seed <= 300n; seed++)
        for (const limbCount of [1n, 2n, 3n, 4n]) {
          const divisor = clamp(seed * 0x9e3779b97f4a7c15f39cc0605cedc834n ** 2n) >> (256n - 64n * limbCount)
          const dividend = WORD_MAX - seed
          for (let repeat = 0; repeat < 2; repeat++)
            expect(run('div', [dividend, divisor])).toBe(dividend / divisor)
        }
  })
})

test('exp by the exponents that contracts use', () => {
  for (let exponent = 0n; exponent <= 80n; exponent++)
    for (const base of [2n, 10n, 256n, 1n << 128n, 3n, WORD_MAX, 6n])
      expect(run('exp', [base, exponent])).toBe(clamp(base ** exponent))
})

test('multiplyFull gives all 512 bits', () => {
  for (const a of edgeWords())
    for (const b of edgeWords()) {
      writeWord(slot(0), a)
      writeWord(slot(1), b)
      exports['multiplyFull']!(slot(2), slot(0), slot(1))
      expect((readWord(slot(3)) << 256n) | readWord(slot(2))).toBe(a * b)
    }
})

function run(name: string, values: readonly bigint[]): bigint {
  values.forEach((value, index) => writeWord(slot(index), value))
  const kernel = exports[name] as Operation
  kernel(slot(4), ...values.map((_, index) => slot(index)))
  return readWord(slot(4))
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`
}

/** Words around every limb boundary, with full and empty limbs. */
function edgeWords(): readonly bigint[] {
  const found = new Set<bigint>([0n, 1n, 2n, 3n, 7n, 10n, 31n, 32n, 255n, 256n, 10n ** 18n, 10n ** 27n])
  for (const bits of [32n, 63n, 64n, 65n, 127n, 128n, 160n, 191n, 192n, 224n, 255n, 256n])
    for (const delta of [-1n, 0n, 1n]) found.add(clamp((1n << bits) + delta))
  for (const limb of [1n, LIMB - 1n, 1n << 63n, 0xffff_fffe_ffff_ffffn]) {
    found.add(limb * LIMB ** 3n + limb)
    found.add(limb * LIMB ** 2n + LIMB - 1n)
    found.add(clamp(-(limb * LIMB)))
  }
  return [...found]
}
