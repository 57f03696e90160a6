// What compiled code knows beside the stack: words in memory, whether gas suffices, and edges that it has met. One way to make it
// stale after the other, against the checked loop.

import { describe as group, test } from 'vitest'
import { createPrng } from '../../src/primitives/prng.ts'
import { bytecode, label, op, placeOf, push, ret, type Code, type Operand } from '../helpers/bytecode.ts'
import { compare, createPair, GAS, ONES_AT, type Way } from './against-checked.ts'
import { pick } from './random-values.ts'

const ZERO_AT = 1
const LIMB_AT = 13
/** Where the word lies that is known. */
const KNOWN = 64

/** What writes to memory, at a place and some bytes. Return data are there. */
const WRITES: Readonly<Record<string, (place: Operand, bytes: number) => Code>> = {
  MSTORE: (place) => op('MSTORE', place, op('CALLDATALOAD', 32 * ZERO_AT)),
  MSTORE8: (place) => op('MSTORE8', place, 0x80),
  CALLDATACOPY: (place, bytes) => op('CALLDATACOPY', place, 0, bytes),
  CODECOPY: (place, bytes) => op('CODECOPY', place, 0, bytes),
  EXTCODECOPY: (place, bytes) => op('EXTCODECOPY', op('ADDRESS'), place, 0, bytes),
  RETURNDATACOPY: (place, bytes) => op('RETURNDATACOPY', place, 0, bytes),
  MCOPY: (place, bytes) => op('MCOPY', place, 160, bytes),
}

/** Opcodes whose price their operands decide. */
const CHARGED: readonly Code[] = [
  op('POP', op('MLOAD', 500)),
  op('MSTORE', op('CALLDATASIZE'), 1),
  op('POP', op('KECCAK256', 300, 32)),
  op('POP', op('KECCAK256', 300, 64)),
  op('POP', op('KECCAK256', 0, op('CALLDATASIZE'))),
  op('POP', op('SLOAD', 9)),
  op('SSTORE', 9, 9),
  op('POP', op('BALANCE', op('CALLDATASIZE'))),
  op('POP', op('EXP', 2, op('CALLDATASIZE'))),
  op('CALLDATACOPY', 0, 0, 90),
]

/** What is noticed outside, or ends the block. */
const NOTICED: readonly Code[] = [
  [...op('CALLDATASIZE'), ...placeOf('end'), ...op('JUMPI')],
  [...op('ISZERO', op('CALLDATASIZE')), ...placeOf('end'), ...op('JUMPI')],
  [...op('CALLDATASIZE'), ...push(1), ...op('JUMPI')],
  [...placeOf('end'), ...op('JUMP')],
  [...op('XOR', placeOf('end'), op('CALLDATALOAD', 32 * ZERO_AT)), ...op('JUMP')],
  [...op('CALLDATASIZE'), ...op('XOR', placeOf('end'), op('CALLDATALOAD', 32 * ZERO_AT)), ...op('JUMPI')],
  op('JUMPI', placeOf('start'), op('LT', GAS / 2n, op('GAS'))),
  op('POP', op('LT', op('CALLDATASIZE'), 5)),
  op('POP', op('MUL', op('NOT', 0), op('CALLDATASIZE'))),
  op('MSTORE', 0, op('GAS')),
  op('SSTORE', 1, 2),
  op('TSTORE', 1, 2),
  op('LOG1', 0, 32, 1),
  op('POP', op('KECCAK256', 0, 32)),
  op('POP', op('STATICCALL', op('GAS'), 4, 0, 32, 0, 32)),
  op('POP', op('CREATE', 0, 0, 0)),
  op('STOP'),
  op('RETURN', 0, 32),
  op('REVERT', 0, 32),
  op('SELFDESTRUCT', 0),
  op('INVALID'),
]

group.each<Way>(['compiled code', 'compiled code that notes operands'])('%s', (way) => {
  /** Compiling is slow: of the second form, one case of so many. */
  const every = way === 'compiled code' ? 1 : 4

  test('a word in memory is what was written to any of its bytes last', () => {
    const pair = createPair(way)
    const lengths = [0, 1, 31, 32, 33]
    for (const [i, write] of Object.values(WRITES).entries())
      for (const [j, distance] of [-33, -32, -31, -1, 0, 1, 31, 32, 33].entries())
        for (const k of [0, 1, 2, 3]) {
          if ((i + j + k) % every !== 0) continue
          const place = KNOWN + distance
          // The place is known or not, and so is what was there.
          const at = k % 2 === 0 ? place : op('ADD', place, op('CALLDATALOAD', 32 * ZERO_AT))
          const before =
            k < 2 ? op('MSTORE', KNOWN, 0x1234) : op('MSTORE', KNOWN, op('CALLDATALOAD', 32 * ONES_AT))
          const cases = lengths.map((bytes) => [
            ...[...before, ...op('MLOAD', KNOWN + 1), ...write(at, bytes)],
            ...[...op('MLOAD', KNOWN), ...op('MLOAD', KNOWN + 1), ...op('MLOAD', KNOWN - 31)],
          ])
          const results = Array.from({ length: 4 * lengths.length }, () => op('MSTORE', op('MSIZE')))
          const returnData = op('POP', op('STATICCALL', 0xffff, 4, 0, 96, 0, 0))
          compare(pair, bytecode(returnData, cases.flat(), results.flat(), ret(0, op('MSIZE'))), GAS)
        }
  })

  test('an offset of any size is looked at as a whole, and what it tells is true', () => {
    const pair = createPair(way)
    const limb = 1n << 64n
    const masks = [1, 9, 31, 32, 33, 61, 62, 63, 64, 65, 256].map((bits) => (1n << BigInt(bits)) - 1n)
    // Small in the lowest limb only.
    masks.push(limb | 0xffn, (limb ** 2n) | 0x1ffn, (limb ** 3n) | 0x1ffn)
    for (const [i, mask] of masks.entries())
      for (const [j, word] of [
        op('CALLDATASIZE'),
        ...[ZERO_AT, ONES_AT, LIMB_AT].map((at) => op('CALLDATALOAD', 32 * at)),
      ].entries())
        for (const [name, rest] of [
          ['MLOAD', 2],
          ['CALLDATALOAD', 2],
          ['MSTORE', 0],
          ['MSTORE8', 0],
          ['KECCAK256', 1],
        ] as const) {
          if ((i + j) % every !== 0) continue
          const step = [...op('DUP2'), ...op(name), ...Array.from({ length: rest }, () => op('POP')).flat()]
          const code = [...op('AND', mask, word), ...push(32), ...step, ...op('DUP1'), ...op('SHR', 8)]
          const shown = Array.from({ length: 2 }, () => op('MSTORE', op('MSIZE')))
          compare(pair, bytecode(code, shown.flat(), ret(0, op('MSIZE'))), GAS)
        }
  })

  test('where gas ends nothing more is noticed, whatever was charged before', () => {
    const pair = createPair(way)
    const prng = createPrng(3n)
    for (const [i, charged] of CHARGED.entries())
      for (const [j, noticed] of NOTICED.entries()) {
        if ((i + j) % every !== 0) continue
        const start = [...label('start'), ...charged, ...op('POP', op('CALLDATASIZE')), ...noticed]
        const code = bytecode(
          start,
          op('POP', op('CALLDATASIZE')),
          label('end'),
          op('MSTORE', 0, 1),
          ret(0, 32),
        )
        const gasUsed = Number(compare(pair, code, GAS).gasUsed)
        for (let less = 1; less <= Math.min(45, gasUsed); less++) compare(pair, code, BigInt(gasUsed - less))
        for (let k = 0; k < 5; k++) compare(pair, code, BigInt(prng.nextBelow(gasUsed + 1)))
      }
  })

  test('each edge of a jump that goes to many places is counted as often as it was taken', () => {
    const pair = createPair(way)
    const prng = createPrng(4n)
    for (let number = 0; number < 40; number++) {
      const length = number === 0 ? 700 : 9
      const targets = Array.from({ length }, () => pick(prng, ['a', 'b', 'c'].slice(0, 1 + (number % 3))))
      const again = [
        ...op('DUP1'),
        ...op('GT', 3),
        ...op('POP'),
        ...op('ADD', 1),
        ...placeOf('again'),
        ...op('JUMP'),
      ]
      const code = bytecode(
        // Places that are on the stack where a block ends are compiled as places to return to.
        ...(number % 2 === 0 ? ['a', 'b', 'c', 'end'].map((target) => placeOf(target)) : []),
        ...[...targets, 'end'].map((target, i) => op('MSTORE', 32 * i, placeOf(target))),
        ...[push(0), label('again'), op('DUP1'), op('MUL', 32), op('MLOAD'), op('JUMP')],
        ...['a', 'b', 'c'].flatMap((target) => [label(target), again]),
        ...[label('end'), ret(0, op('MSIZE'))],
      )
      compare(pair, code, 200_000n)
    }
  })
})
