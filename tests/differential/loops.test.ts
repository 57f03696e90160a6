// The fast loop and compiled code against the checked loop, without a reference: short sequences of the opcodes that the decoder folds,
// pairs or turns into jumps (wasm/core/decoder), in every order and at every edge of gas and stack. All must
// end alike, with the same gas, output, logs and state, and must have counted the same edges.

import fc from 'fast-check'
import { describe as group, expect, test } from 'vitest'
import { WORD_MAX } from '../../src/primitives/bytes.ts'
import { createPrng, type Prng } from '../../src/primitives/prng.ts'
import { bytecode, label, op, placeOf, push, raw, type Code } from '../helpers/bytecode.ts'
import { compare, createPair, GAS, onDeepStack, ONES_AT, type Way } from './against-checked.ts'
import { between, pick } from './random-values.ts'

/** The properties' own (tests/helpers/property-runs.ts): fixed in ordinary runs, new in each long one. */
const SEED = BigInt.asUintN(64, BigInt(fc.readConfigureGlobal().seed ?? 1))

const STACK_WORDS_MAX = 1024

/** What sequences are made of; `start` and `end` are the places in front of and behind the sequence. */
const STEPS: readonly Code[] = [
  ...[0, 1, 2, 32, 255, 256].map((value) => push(value)),
  ...[0xffff_ffffn, 1n << 32n, (1n << 160n) - 1n, WORD_MAX].map((value) => push(value)),
  push(1, 20),
  // A JUMPDEST that is data.
  push(0x5b5b),
  placeOf('start'),
  placeOf('end'),
  [...placeOf('end'), ...op('JUMP')],
  [...placeOf('end'), ...op('JUMPI')],
  [...op('ISZERO'), ...placeOf('end'), ...op('JUMPI')],
  [...placeOf('end'), ...push(1), ...op('ADD'), ...op('JUMPI')],
  // Jumps whose target the decoder cannot know: a JUMPDEST ends what it holds back.
  [...placeOf('end'), ...op('JUMPDEST')],
  [...placeOf('end'), ...op('JUMPDEST'), ...op('SWAP1'), ...op('POP'), ...op('JUMP')],
  [...op('SWAP2'), ...op('POP'), ...op('POP'), ...op('JUMP')],
  // Once more from the start while there is much gas, by a conditional jump and by a jump that has two targets.
  op('JUMPI', placeOf('start'), op('LT', GAS / 2n, op('GAS'))),
  op(
    'JUMP',
    op(
      'XOR',
      placeOf('end'),
      op('MUL', op('LT', GAS / 2n, op('GAS')), op('XOR', placeOf('start'), placeOf('end'))),
    ),
  ),
  ...'PUSH0 DUP1 DUP2 DUP3 DUP16 SWAP1 SWAP2 SWAP3 SWAP16 POP'.split(' ').map((name) => op(name)),
  ...'ADD SUB MUL DIV SDIV MOD EXP LT GT SLT SGT EQ ISZERO AND OR XOR NOT BYTE SHL SHR SAR'
    .split(' ')
    .map((name) => op(name)),
  ...'MLOAD MSTORE MSTORE8 KECCAK256 CALLDATALOAD SLOAD SSTORE TLOAD TSTORE LOG1 RETURNDATACOPY'
    .split(' ')
    .map((name) => op(name)),
  ...'JUMP JUMPI JUMPDEST PC GAS MSIZE STOP RETURN REVERT INVALID'.split(' ').map((name) => op(name)),
  // No opcode of any fork.
  raw([0x0c]),
]

/** Steps that leave words elsewhere than they were. */
const MOVES: readonly Code[] = [
  ...'DUP1 DUP2 DUP3 SWAP1 SWAP2 SWAP3 POP'.split(' ').map((name) => op(name)),
  [...push(WORD_MAX), ...op('CALLDATALOAD')],
]

/** Places in memory that overlap, and some that do not. */
const PLACES: readonly number[] = [0, 1, 31, 32, 33, 64, 70, 96, 128]

/** A step that writes or reads memory, at a place that is known or one that the code reads from memory or calldata. */
function memoryStep(prng: Prng): Code {
  const place = pick(prng, PLACES)
  const [from, bytes] = [pick(prng, PLACES), pick(prng, [0, 1, 31, 32, 33, 64, 96])]
  return pick(prng, [
    op('MSTORE', place),
    op('MSTORE', place, pick(prng, [0, 0x80, 5, WORD_MAX])),
    op('MSTORE', place, op('CALLDATALOAD', 32 * prng.nextBelow(15))),
    op('MSTORE', place, op('AND', 0xff, op('CALLDATALOAD', 32 * prng.nextBelow(15)))),
    op('MLOAD', place),
    op('MLOAD', place),
    op('MSTORE8', place, pick(prng, [0, 0x80])),
    op('KECCAK256', place, bytes),
    op('CALLDATACOPY', place, from, bytes),
    op('MCOPY', place, from, bytes),
    // What a place has told, and what follows from it.
    op('MLOAD', op('AND', 0xff, op('MLOAD', place))),
    op('MSTORE', op('MLOAD', place), place),
    [
      ...op('MLOAD', place),
      ...op('DUP1'),
      ...op('MLOAD'),
      ...op('DUP2'),
      ...op('ADD', 4),
      ...op('MSTORE', bytes),
    ],
    [...op('DUP1'), ...op('MLOAD'), ...op('SUB')],
    op('LOG1', place, bytes),
    op('SWAP1'),
    op('DUP2'),
    op('POP'),
    op('SLOAD'),
    op('MSIZE'),
    op('GAS'),
  ])
}

/** Bits of numbers, at the edges of limbs and of their halves. */
const BITS: readonly number[] = [0, 1, 2, 31, 32, 33, 62, 63, 64, 65, 96, 127, 128, 160, 191, 192, 224, 255]

/** A step of numbers that have few bits, as masks and shifts make them. */
function narrowStep(prng: Prng): Code {
  const mask = (): bigint => (1n << BigInt(pick(prng, BITS))) - 1n
  const value = op('CALLDATALOAD', 32 * prng.nextBelow(15))
  const ones = (): Code => op('AND', mask(), op('CALLDATALOAD', 32 * ONES_AT))
  return pick(prng, [
    op('AND', mask(), value),
    op('AND', mask()),
    op('SHR', pick(prng, BITS)),
    op('SHR', pick(prng, BITS), value),
    op('SHL', pick(prng, BITS)),
    // Both are as large as they can be.
    ...['ADD', 'SUB', 'MUL', 'MUL', 'MUL', 'OR', 'XOR'].map((name) => op(name, ones(), ones())),
    // What follows knows what was compared, or the jump is taken.
    ...['LT', 'GT', 'EQ', 'SLT'].map((name): Code => [
      ...pick(prng, [
        [...op('DUP2'), ...op('DUP2')],
        [...push(mask()), ...op('DUP2')],
        [...op('DUP1'), ...push(mask())],
      ]),
      ...op(name),
      ...Array.from({ length: prng.nextBelow(3) }, () => op('ISZERO')).flat(),
      ...placeOf('end'),
      ...op('JUMPI'),
    ]),
    [
      ...op('DUP1'),
      ...op('DUP1'),
      ...op('AND', mask()),
      ...op('EQ'),
      ...op('ISZERO'),
      ...placeOf('end'),
      ...op('JUMPI'),
    ],
    // A product divided by a factor, by what was one, or by something else.
    ...['DUP2', 'DUP3', 'DUP4'].map((name): Code => [
      ...pick(prng, [[...ones(), ...ones()], []]),
      ...op('DUP2'),
      ...op('DUP2'),
      ...op('MUL'),
      ...pick(prng, [
        op(name),
        [...op('SWAP1'), ...op('DUP1'), ...op('SWAP2')],
        [...op('DUP1'), ...op('SWAP2')],
      ]),
      ...pick(prng, [op('SWAP1'), []]),
      ...op('DIV'),
    ]),
    // The divisor lies where the product is to be stored.
    [
      ...op('AND', mask()),
      ...op('SWAP1'),
      ...push(1),
      ...op('SWAP1'),
      ...op('SDIV'),
      ...['SWAP1', 'DUP2', 'MUL', 'DIV'].flatMap((name) => op(name)),
    ],
    [...op('DUP2'), ...op('MUL'), ...op('DIV')],
    [...op('DUP1'), ...placeOf('end'), ...op('JUMPI')],
    [...op('DUP1'), ...op('ISZERO'), ...placeOf('end'), ...op('JUMPI')],
    // Once more, with the words where a block finds them that begins there.
    op('JUMPI', placeOf('start'), op('LT', GAS / 2n, op('GAS'))),
    op('CALLDATASIZE'),
    op('CALLER'),
    op('BYTE', prng.nextBelow(32)),
    ...'ADD ADD ADD SUB SUB SUB MUL MUL MUL DIV LT GT SLT EQ ISZERO AND OR XOR NOT DUP1 DUP2 DUP3 SWAP1 SWAP2'
      .split(' ')
      .map((name) => op(name)),
  ])
}

const LIMB_MAX = (1n << 64n) - 1n

/** The sequence on a stack of `words` words, at the end of the code. */
function onStackOf(words: number, sequence: Code): Uint8Array {
  return bytecode(...Array.from({ length: words }, () => op('MSIZE')), label('start'), label('end'), sequence)
}

function randomSequence(prng: Prng, stepsMax: number): Code {
  return Array.from({ length: between(prng, 1, stepsMax) }, () => pick(prng, STEPS)).flat()
}

/** Many times the runs of a property: a case takes some microseconds, but compiling a code takes milliseconds. */
function randomCases(way: Way, share: number): number {
  return Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) * (way === 'fast loop' ? share : share / 8))
}

group.each<Way>(['fast loop', 'compiled code', 'compiled code that notes operands'])('%s', (way) => {
  test('every pair of steps does the same in both loops', () => {
    const pair = createPair(way)
    // Compiling is slow: of the third way, a part.
    const every = way === 'compiled code that notes operands' ? 6 : 1
    for (const [i, first] of STEPS.entries())
      for (const [j, second] of STEPS.entries())
        if ((i + j) % every === 0) compare(pair, onDeepStack([...first, ...second]), GAS)
  })

  test('so do longer sequences, with any gas up to what they need', () => {
    const pair = createPair(way)
    const prng = createPrng(SEED).fork('sequences')
    let successful = 0
    for (let left = randomCases(way, 60); left > 0; left--) {
      const code = onDeepStack(randomSequence(prng, 10))
      const { status, gasUsed } = compare(pair, code, GAS)
      if (status !== 'success') continue
      successful++
      compare(pair, code, gasUsed)
      compare(pair, code, gasUsed - 1n)
      compare(pair, code, BigInt(prng.nextBelow(Number(gasUsed))))
    }
    expect(successful).toBeGreaterThan(randomCases(way, 15))
  })

  test('so do steps between words that were moved about', () => {
    const pair = createPair(way)
    const prng = createPrng(SEED).fork('moved words')
    for (let left = randomCases(way, 50); left > 0; left--) {
      const sequence = Array.from({ length: between(prng, 2, 5) }, () => [
        ...Array.from({ length: between(prng, 1, 4) }, () => pick(prng, MOVES)).flat(),
        ...pick(prng, STEPS),
      ])
      compare(pair, onDeepStack(sequence.flat()), GAS)
    }
  })

  test('so do words in memory that are written over one another', () => {
    const pair = createPair(way)
    const prng = createPrng(SEED).fork('memory')
    for (let left = randomCases(way, way === 'fast loop' ? 10 : 60); left > 0; left--) {
      const sequence = Array.from({ length: between(prng, 2, 12) }, () => memoryStep(prng)).flat()
      const { status, gasUsed } = compare(pair, onDeepStack(sequence), GAS)
      if (status === 'success') compare(pair, onDeepStack(sequence), BigInt(prng.nextBelow(Number(gasUsed))))
    }
  })

  test('so do numbers of few bits', () => {
    const pair = createPair(way)
    const prng = createPrng(SEED).fork('few bits')
    for (let left = randomCases(way, way === 'fast loop' ? 10 : 60); left > 0; left--) {
      const sequence = Array.from({ length: between(prng, 2, 12) }, () => narrowStep(prng)).flat()
      compare(pair, onDeepStack(sequence), GAS)
    }
  })

  test('so do words of which any limbs are known to be zero', () => {
    const pair = createPair(way)
    const masks = Array.from({ length: 16 }, (_, limbs) =>
      [0, 1, 2, 3].reduce((mask, i) => mask | ((BigInt((limbs >> i) & 1) * LIMB_MAX) << BigInt(64 * i)), 0n),
    )
    for (const left of masks)
      for (const right of masks) {
        const sequence = 'ADD SUB MUL LT SLT EQ XOR'
          .split(' ')
          .flatMap((name) => [
            ...op('AND', right, op('CALLDATALOAD', 32 * ONES_AT)),
            ...op('AND', left, op('CALLDATALOAD', 32 * ONES_AT)),
            ...op(name),
          ])
        compare(pair, onDeepStack(sequence), GAS)
      }
  })

  test('so do sequences on a stack that has too few words', () => {
    const pair = createPair(way)
    const prng = createPrng(SEED).fork('short stacks')
    for (let left = randomCases(way, 60); left > 0; left--) {
      compare(pair, onStackOf(prng.nextBelow(6), randomSequence(prng, 8)), GAS)
    }
  })

  test('so do sequences on a stack that is nearly full', () => {
    const pair = createPair(way)
    const prng = createPrng(SEED).fork('full stacks')
    for (let left = randomCases(way, 8); left > 0; left--) {
      compare(pair, onStackOf(STACK_WORDS_MAX - prng.nextBelow(6), randomSequence(prng, 8)), GAS)
    }
  })

  test('so does code that is cut off anywhere', () => {
    const pair = createPair(way)
    const prng = createPrng(SEED).fork('cut code')
    for (let left = randomCases(way, 3); left > 0; left--) {
      const code = onStackOf(3, randomSequence(prng, 10))
      for (let length = 0; length <= code.length; length++) compare(pair, code.subarray(0, length), GAS)
    }
  })

  test('so do random bytes', () => {
    const pair = createPair(way)
    const prng = createPrng(SEED).fork('bytes')
    for (let left = randomCases(way, 40); left > 0; left--) {
      const code = Uint8Array.from({ length: prng.nextBelow(40) }, () => prng.nextU32() & 0xff)
      compare(pair, code, GAS)
    }
  })
})
