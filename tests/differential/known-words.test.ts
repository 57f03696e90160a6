// What compiled code knows of words (src/jit/words, src/jit/block), one fact after the other: each kind of word, each way to learn
// something of it, each place where it may lie. The checked loop knows nothing.

import { describe as group, test } from 'vitest'
import { opcodesOf } from '../../src/evm/opcodes.ts'
import { WORD_MAX } from '../../src/primitives/bytes.ts'
import { bytecode, label, op, placeOf, push, ret, type Code } from '../helpers/bytecode.ts'
import { createPrng } from '../../src/primitives/prng.ts'
import { compare, createPair, GAS, type Way } from './against-checked.ts'

const ZERO_AT = 1
const ONES_AT = 4

/** Any of the four limbs all ones, the others zero. */
const LIMB_MASKS = Array.from({ length: 16 }, (_, limbs) =>
  [0, 1, 2, 3].reduce(
    (mask, i) => mask | ((BigInt((limbs >> i) & 1) * ((1n << 64n) - 1n)) << BigInt(64 * i)),
    0n,
  ),
)

/** The lowest bit of each limb. */
const LIMB_BITS = LIMB_MASKS[15]! / ((1n << 64n) - 1n)

/** A word of calldata behind a mask of so many bits. */
function masked(at: number, bits: number): Code {
  return op('AND', (1n << BigInt(bits)) - 1n, op('CALLDATALOAD', 32 * at))
}

/** A call of nothing: behind it another block begins, which finds all words in memory and knows nothing of them. */
const NEXT_BLOCK: Code = op('POP', op('STATICCALL', 0, 4, 0, 0, 0, 0))

/** The sequence; what it leaves above a last word on the stack is returned. Jumps to `end` return it, too. */
function showing(words: number, sequence: Code): Uint8Array {
  return bytecode(
    ...Array.from({ length: words }, () => push(7)),
    sequence,
    label('end'),
    ...Array.from({ length: words }, () => op('MSTORE', op('MSIZE'))),
    ret(0, op('MSIZE')),
  )
}

/** Words that differ, small enough for offsets and lengths; a block that begins behind them finds them in memory. */
const WORDS_IN_MEMORY: Code = [
  ...Array.from({ length: 20 }, (_, i) => push(0x60 - 3 * i)).flat(),
  ...NEXT_BLOCK,
]
const WORDS_SHOWN = 18

/** Steps that leave words elsewhere than they were. */
const MOVES: readonly Code[] = [
  [],
  op('SWAP1'),
  [...op('SWAP1'), ...op('POP')],
  [...op('SWAP3'), ...op('POP'), ...op('POP')],
  [...op('DUP1'), ...op('SWAP2')],
  [...op('DUP3'), ...op('SWAP2'), ...op('SWAP1')],
  [...op('SWAP2'), ...op('SWAP1'), ...op('POP'), ...op('DUP2')],
  [...op('DUP2'), ...op('ADD'), ...op('SWAP4')],
]

/** Compiling is slow: of the second form, one case of so many. */
function sharing(way: Way): number {
  return way === 'compiled code' ? 1 : 5
}

group.each<Way>(['compiled code', 'compiled code that notes operands'])('%s', (way) => {
  test('a product is divided by its factors whatever was learned of them meanwhile', () => {
    const pair = createPair(way)
    const every = sharing(way)
    const factors = [ZERO_AT, ONES_AT].flatMap((at) => [64, 128, 129, 256].map((bits) => masked(at, bits)))
    factors.push(push(0), push(3), push(1n << 70n))
    /** Above a product and its factors: a comparison of one of them, and the jump that it decides. */
    const learned = ['DUP1', 'DUP2', 'DUP3'].flatMap((name) =>
      [
        [],
        op('ISZERO'),
        [...op('ISZERO'), ...op('ISZERO')],
        [...push(2), ...op('GT')],
        [...push(0), ...op('EQ')],
      ].map((comparison) => [...op(name), ...comparison, ...placeOf('end'), ...op('JUMPI')]),
    )
    for (const [i, a] of factors.entries())
      for (const [j, b] of factors.entries())
        for (const [k, fact] of [[], ...learned].entries()) {
          // The divisor, and whether the factors lie in memory, change from case to case.
          if ((i + j + k) % every !== 0) continue
          const divisor = op((i + k) % 2 === 0 ? 'DUP2' : 'DUP3')
          const moved = (j + k) % 3 === 0 ? NEXT_BLOCK : []
          const divided = [...divisor, ...op('DUP2'), ...op('DIV'), ...op('DUP1'), ...op('SHR', 63)]
          const sequence = [a, b, moved, op('DUP2'), op('DUP2'), op('MUL'), fact, divided]
          compare(pair, showing(6, sequence.flat()), GAS)
        }
  })

  test('every opcode finds its operands, and leaves the other words what they are, after words were moved about', () => {
    const pair = createPair(way)
    const every = sharing(way)
    for (const [i, { name }] of opcodesOf('osaka').entries())
      for (const [j, moves] of MOVES.entries()) {
        if ((i + j) % every !== 0) continue
        const code = showing(WORDS_SHOWN, [
          ...WORDS_IN_MEMORY,
          ...moves,
          ...op(name),
          ...op('SWAP1'),
          ...op('DUP2'),
        ])
        const { gasUsed } = compare(pair, code, GAS)
        compare(pair, code, gasUsed - 1n)
      }
  })

  test('words of which some limbs change where they lie are stored', () => {
    const pair = createPair(way)
    const every = sharing(way)
    for (const [i, mask] of LIMB_MASKS.entries())
      for (const [j, name] of ['AND', 'OR', 'XOR'].entries())
        for (const [k, moves] of MOVES.entries()) {
          if ((i + j + k) % every !== 0) continue
          const change = op(name, mask)
          const words = [WORD_MAX, mask, WORD_MAX, mask ^ WORD_MAX].flatMap((word) => push(word))
          const sequence = [
            ...[...WORDS_IN_MEMORY, ...words, ...NEXT_BLOCK],
            ...[...change, ...op('SWAP1'), ...change, ...op('SWAP1'), ...moves],
            ...((j + k) % 2 === 0 ? NEXT_BLOCK : op('JUMPI', placeOf('end'), op('EQ', 0, op('DUP2')))),
          ]
          compare(pair, showing(WORDS_SHOWN, sequence), GAS)
        }
  })

  test('a word decides a jump by all of its limbs, whatever is known of them', () => {
    const pair = createPair(way)
    const every = sharing(way)
    const values = [0n, 1n, 1n << 64n, 1n << 128n, 1n << 192n]
    /** Masks of limbs that are zero, one bit or all ones. */
    const masks = LIMB_MASKS.flatMap((mask) => LIMB_MASKS.map((ones) => mask & (ones | LIMB_BITS)))
    for (const [i, mask] of [...new Set(masks)].entries()) {
      if (i % every !== 0) continue
      const tests = values.map((_, n) => [
        ...[...op('DUP' + (n + 1)), ...op('AND', mask)],
        ...Array.from({ length: (i + n) % 3 }, () => op('ISZERO')).flat(),
        ...[...placeOf('after ' + n), ...op('JUMPI'), ...op('MSTORE8', n, 1), ...label('after ' + n)],
      ])
      const sequence = [
        ...values.toReversed().flatMap((value) => push(value)),
        ...NEXT_BLOCK,
        ...tests.flat(),
      ]
      compare(pair, showing(5, sequence), GAS)
    }
  })

  test('what a comparison tells of its operands holds on both sides of the jump', () => {
    const pair = createPair(way)
    const every = sharing(way)
    const values = [0n, 1n, 2n, (1n << 64n) - 1n, 1n << 64n, 1n << 255n, WORD_MAX]
    /** All that is known of the word on top, and then of the one that was below it. */
    const results = ['SHR', 'SHL', 'ADD', 'MUL', 'SUB', 'AND', 'LT', 'GT', 'DIV'].flatMap((name) => [
      ...[...op('DUP1'), ...op(name, 1), ...op('SWAP1')],
    ])
    const used = [...results, ...op('SWAP10'), ...results]
    const prng = createPrng(2n)
    for (const a of values)
      for (const b of values)
        for (const name of ['ISZERO', 'LT', 'GT', 'SLT', 'SGT', 'EQ'])
          for (const isKnown of [false, true]) {
            if (prng.nextBelow(every) !== 0) continue
            const [not, isLocal] = [prng.nextBelow(3), prng.nextBelow(2) === 0]
            const sequence = [
              ...[...push(a), ...push(b), ...NEXT_BLOCK],
              ...(isLocal ? 'NOT NOT SWAP1 NOT NOT SWAP1'.split(' ').flatMap((name) => op(name)) : []),
              ...(isKnown ? op('DUP2') : op('DUP1')),
              ...(name === 'ISZERO' ? [] : isKnown ? push(b) : op('DUP3')),
              ...op(name),
              ...Array.from({ length: not }, () => op('ISZERO')).flat(),
              ...[...placeOf('other side'), ...op('JUMPI')],
              ...[...used, ...placeOf('end'), ...op('JUMP'), ...label('other side'), ...used],
            ]
            compare(pair, showing(20, sequence), GAS)
          }
  })

  test('a result may have as many bits as the largest operands give it', () => {
    const pair = createPair(way)
    const every = sharing(way)
    const sizes = [1, 2, 31, 32, 33, 63, 64, 65, 96, 127, 128, 192, 255, 256]
    /** The highest bits of the word on top, carries into it and out of its limbs. */
    const used = (bits: number): Code => [
      ...[bits - 1, bits - 2, bits - 64, 64 - (bits % 64), 1].flatMap((shift) =>
        shift < 0 ? [] : [...op('DUP1'), ...op('SHR', shift), ...op('SWAP1')],
      ),
      ...[...op('DUP1'), ...op('ADD', (1n << 64n) - 1n), ...op('SWAP1')],
      ...[...op('DUP1'), ...op('MUL', (1n << 64n) - 1n), ...op('SWAP1')],
      ...[...op('DUP1'), ...op('SHL', 1), ...op('SHR', bits), ...op('SWAP1')],
    ]
    for (const [i, a] of sizes.entries())
      for (const [j, b] of sizes.entries())
        for (const [k, name] of ['ADD', 'MUL', 'OR', 'XOR', 'SHL', 'SHR', 'BYTE', 'SUB'].entries()) {
          if ((i + j + k) % every !== 0) continue
          const isShift = name === 'SHL' || name === 'SHR'
          const other = isShift
            ? push(b - 1)
            : name === 'BYTE'
              ? push(b >> 3)
              : masked(name === 'XOR' || name === 'SUB' ? ZERO_AT : ONES_AT, b)
          const sequence = [...masked(ONES_AT, a), ...other, ...op(name)]
          const largest = { MUL: a + b, SHL: a + b - 1, ADD: Math.max(a, b) + 1, BYTE: 8 }[name] ?? a
          compare(pair, showing(9, [...sequence, ...used(Math.min(256, largest))]), GAS)
        }
  })

  test('a word is shifted by every number of bits, and its bytes are taken', () => {
    const pair = createPair(way)
    const SHOWN = 16
    const values = [WORD_MAX / 255n, (WORD_MAX / 255n) << 7n]
    for (const [i, name] of ['SHL', 'SHR', 'SAR', 'BYTE', 'SIGNEXTEND'].entries())
      for (let first = 0; first <= (i < 3 ? 256 : 32); first += SHOWN) {
        if (way !== 'compiled code' && (first / SHOWN + i) % 3 !== 0) continue
        for (const value of values)
          for (const isLocal of [false, true]) {
            const word = [...push(value), ...NEXT_BLOCK, ...(isLocal ? op('NOT', op('NOT')) : [])]
            const results = Array.from({ length: SHOWN }, (_, n) => [
              ...[...op('DUP1'), ...op(name, first + n), ...op('SWAP1')],
            ])
            compare(pair, showing(SHOWN + 1, [...word, ...results.flat()]), GAS)
          }
      }
  })
})
