import fc from 'fast-check'
import { expect, test } from 'vitest'

import { words } from './arbitrary-words.ts'
import type { Operation, Predicate } from './kernels.ts'
import { createKernels } from './kernels.ts'
import { bitLength, OPERATIONS, PREDICATES } from './u256-reference.ts'

// Cheap inputs, and rare branches to be met: more of them than other properties get by default.
const RUNS_MIN = 3000
const runs = { numRuns: Math.max(RUNS_MIN, fc.readConfigureGlobal().numRuns ?? 0) }

const { exports, slot, readWord, writeWord } = createKernels()

// Three operands, then a place that is none of them.
const SLOTS = 4

test.each(Object.entries(OPERATIONS))(
  '%s is what bigints say, wherever the result goes',
  (name, { operands, f }) => {
    const kernel = exports[name] as Operation
    const places = [0, 1, 2].slice(0, operands).map(slot)
    fc.assert(
      fc.property(words, (values) => {
        const result = f(...values)
        const actual: bigint[] = []
        const expected: bigint[] = []
        for (let dst = 0; dst < SLOTS; dst++) {
          values.forEach((value, index) => writeWord(slot(index), value))
          kernel(slot(dst), ...places)
          // The result in its place, the other operands as they were.
          values.forEach((value, index) => {
            actual.push(readWord(slot(index)))
            expected.push(index === dst ? result : value)
          })
          if (dst < values.length) continue
          actual.push(readWord(slot(dst)))
          expected.push(result)
        }
        expect(actual).toEqual(expected)
      }),
      runs,
    )
  },
)

test.each(Object.entries(OPERATIONS).filter(([, { operands }]) => operands > 1))(
  '%s of one and the same place is what bigints say',
  (name, { operands, f }) => {
    const kernel = exports[name] as Operation
    const places = [0, 0, 2].slice(0, operands).map(slot)
    fc.assert(
      fc.property(words, ([a, , modulus]) => {
        const result = f(a, a, modulus)
        for (const dst of [0, 3]) {
          writeWord(slot(0), a)
          writeWord(slot(2), modulus)
          kernel(slot(dst), ...places)
          expect(readWord(slot(dst))).toBe(result)
        }
      }),
      runs,
    )
  },
)

test.each(Object.entries(PREDICATES))('%s is what bigints say', (name, { operands, f }) => {
  const kernel = exports[name] as Predicate
  const places = [0, 1].slice(0, operands).map(slot)
  fc.assert(
    fc.property(words, ([a, b]) => {
      writeWord(slot(0), a)
      writeWord(slot(1), b)
      expect(kernel(...places)).toBe(Number(f(a, b)))
      expect(kernel(slot(0), slot(0))).toBe(Number(f(a, a)))
    }),
    runs,
  )
})

test('lengths in bits and bytes', () => {
  fc.assert(
    fc.property(words, ([value]) => {
      writeWord(slot(0), value)
      expect(exports.bitLength(slot(0))).toBe(bitLength(value))
      expect(exports.byteLength(slot(0))).toBe(Math.ceil(bitLength(value) / 8))
    }),
    runs,
  )
})

test.each([
  ['shiftLeft', 'shl'],
  ['shiftRight', 'shr'],
] as const)('%s takes a number for a word, and is %s otherwise', (name, like) => {
  fc.assert(
    fc.property(words, fc.nat({ max: 255 }), ([value], amount) => {
      writeWord(slot(0), value)
      exports[name]!(slot(0), slot(0), amount)
      expect(readWord(slot(0))).toBe(OPERATIONS[like]!.f(BigInt(amount), value))
    }),
    runs,
  )
})
