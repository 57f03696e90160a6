// The stack holds 1,024 words (Yellow Paper, section 9.1): an instruction that finds fewer operands than it takes, or
// no room for what it leaves, halts the frame.

import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import { bytecode, call, label, op, push, raw, ret, returnWord, type Code } from '../helpers/bytecode.ts'
import { isDefined, OPCODES } from '../helpers/opcode-spec.ts'
import { expectHalt, INTERPRETERS, OTHER, run, stage, wordOf, wordsOf } from './stage.ts'

const WORDS_MAX = 1_024
const SPECS = [...OPCODES.values()].filter(({ code }) => isDefined(code, 'osaka'))

function zeros(count: number): Code {
  return raw(Array.from({ length: count }, () => [0x60, 0x00]).flat())
}

describe.each(INTERPRETERS)('the stack (%s)', (interpreter) => {
  describe.each([
    ['in a block', (): Code => []],
    ['at the start of a block', (): Code => label('block')],
  ] as const)('%s', (_, boundary) => {
    it('every instruction underflows with one operand too few, and not with as many as it takes', () => {
      const machine = stage(interpreter)
      for (const { code, name, pops, immediateBytes } of SPECS) {
        const instruction = raw([code, ...new Uint8Array(immediateBytes)])
        const haltWith = (words: number): unknown =>
          run(machine, [...zeros(words), ...boundary(), ...instruction]).halt
        for (const words of new Set([0, 1, pops - 1])) {
          if (words >= 0 && words < pops)
            expect({ name, words, halt: haltWith(words) }).toEqual({ name, words, halt: 'stackUnderflow' })
        }
        expect(['stackUnderflow', 'stackOverflow'], name).not.toContain(haltWith(pops))
      }
    })

    it('every instruction that leaves more than it takes overflows at 1,024 words, and fits at 1,023', () => {
      const machine = stage(interpreter)
      for (const { code, name, pops, pushes, immediateBytes } of SPECS) {
        const instruction = raw([code, ...new Uint8Array(immediateBytes)])
        const haltWith = (words: number): unknown =>
          run(machine, [...zeros(words), ...boundary(), ...instruction]).halt
        if (pushes > pops)
          expect({ name, halt: haltWith(WORDS_MAX) }).toEqual({ name, halt: 'stackOverflow' })
        else expect(haltWith(WORDS_MAX), name).not.toBe('stackOverflow')
        expect(haltWith(WORDS_MAX - 1), name).not.toBe('stackOverflow')
      }
    })
  })

  it('no byte is an instruction that is none', () => {
    for (const fork of FORKS) {
      const machine = stage(interpreter, fork)
      for (let code = 0; code < 256; code++) {
        const { halt } = run(machine, [...zeros(17), ...raw([code])])
        expect({ fork, code, undefined: halt === 'invalidOpcode' }).toEqual({
          fork,
          code,
          undefined: !isDefined(code, fork),
        })
      }
    }
  })

  it('an undefined instruction is that before it is short of operands', () => {
    expectHalt(run(stage(interpreter), raw([0x0c])), 'invalidOpcode')
    expectHalt(run(stage(interpreter), op('INVALID')), 'invalidOpcode')
  })

  it('holds 1,024 words in order', () => {
    const words = Array.from({ length: WORDS_MAX }, (_, index) => index + 1)
    // Nothing can be pushed then, so words are added up two and two: the sums say that all are there.
    const adds = Array.from({ length: WORDS_MAX - 1 }, () => op('ADD')).flat()
    const code = [...words.flatMap((word) => push(word)), ...adds]
    expect(wordOf(run(stage(interpreter), returnWord(code)))).toBe(524_800n)
    // ((1 - (2 - (3 - ... 1,024))): the order counts.
    const subtractions = Array.from({ length: WORDS_MAX - 1 }, () => [...op('SWAP1'), ...op('SUB')]).flat()
    const expected = words.reduceRight((rest, word) => word - rest)
    const ordered = [...words.flatMap((word) => push(word)), ...subtractions]
    expect(BigInt.asIntN(256, wordOf(run(stage(interpreter), returnWord(ordered))))).toBe(BigInt(expected))
  })

  it.each(Array.from({ length: 16 }, (_, index) => index + 1))(
    'DUP%i and SWAP%i reach the right word',
    (place) => {
      const machine = stage(interpreter)
      const words = Array.from({ length: 17 }, (_, index) => index + 100)
      const pushes = words.flatMap((word) => push(word))
      // The top is place 1.
      expect(wordOf(run(machine, returnWord([...pushes, ...op(`DUP${place}`)])))).toBe(
        BigInt(words.at(-place)!),
      )
      // SWAP1 swaps the top with place 2.
      const swapped = [...pushes, ...op(`SWAP${place}`)]
      expect(wordOf(run(machine, returnWord(swapped)))).toBe(BigInt(words.at(-place - 1)!))
      const old = [...swapped, ...Array.from({ length: place }, () => op('POP')).flat()]
      expect(wordOf(run(machine, returnWord(old)))).toBe(BigInt(words.at(-1)!))
    },
  )

  it.each(Array.from({ length: 32 }, (_, index) => index + 1))(
    'PUSH%i takes its bytes, most significant first',
    (bytes) => {
      const word = BigInt(
        `0x${Array.from({ length: bytes }, (_, index) => (index + 0xa1).toString(16)).join('')}`,
      )
      expect(wordOf(run(stage(interpreter), returnWord(push(word, bytes))))).toBe(word)
    },
  )

  it('is a frame’s own: a callee has 1,024 words of its own and leaves the caller’s alone', () => {
    const machine = stage(interpreter)
    machine.setAccount(OTHER, { code: bytecode(zeros(WORDS_MAX), raw([0x00])) })
    // 1,000 words, a call that takes 7 and leaves 1.
    const code = [
      ...push(77),
      ...zeros(1_000),
      ...op('MSTORE', 0, call('CALL', { to: BigInt(OTHER) })),
      ...op('MSTORE', 32, op('DUP1')),
    ]
    const pops = Array.from({ length: 1_000 }, () => op('POP')).flat()
    expect(wordsOf(run(machine, [...code, ...pops, ...raw([0x60, 64, 0x52]), ...ret(0, 96)]))).toEqual([
      1n,
      0n,
      77n,
    ])
    // A callee finds none of its caller's words.
    machine.setAccount(OTHER, { code: bytecode(op('POP')) })
    expect(
      wordOf(run(machine, [...zeros(100), ...returnWord(call('CALL', { gas: 1_000, to: BigInt(OTHER) }))])),
    ).toBe(0n)
  })
})
