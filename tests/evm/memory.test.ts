// Memory grows by words of 32 bytes: 3a + a^2 / 512 gas for a words (Yellow Paper, appendix H).

import { describe, expect, it } from 'vitest'
import { bytecode, call, op, ret, returnWord, type Code, type Operand } from '../helpers/bytecode.ts'
import {
  expectGas,
  expectHalt,
  INTERPRETERS,
  memoryGas,
  OTHER,
  PUSH,
  run,
  stage,
  wordOf,
  wordsOf,
} from './stage.ts'

const MAX = (1n << 256n) - 1n
const CALL_KINDS = ['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL'] as const

/** An instruction that uses a range of memory; where it uses two, the other is empty. */
type RangeUser = readonly [string, (offset: Operand, size: Operand) => Code]
const RANGE_USERS: readonly RangeUser[] = [
  ['KECCAK256', (offset, size) => op('KECCAK256', offset, size)],
  ['CALLDATACOPY', (offset, size) => op('CALLDATACOPY', offset, 0, size)],
  ['CODECOPY', (offset, size) => op('CODECOPY', offset, 0, size)],
  ['EXTCODECOPY', (offset, size) => op('EXTCODECOPY', op('ADDRESS'), offset, 0, size)],
  ['MCOPY to', (offset, size) => op('MCOPY', offset, 0, size)],
  ['MCOPY from', (offset, size) => op('MCOPY', 0, offset, size)],
  ['LOG0', (offset, size) => op('LOG0', offset, size)],
  ['LOG4', (offset, size) => op('LOG4', offset, size, 1, 2, 3, 4)],
  ['CREATE', (offset, size) => op('CREATE', 0, offset, size)],
  ['CREATE2', (offset, size) => op('CREATE2', 0, offset, size, 0)],
  ['RETURN', (offset, size) => op('RETURN', offset, size)],
  ['REVERT', (offset, size) => op('REVERT', offset, size)],
  ...CALL_KINDS.flatMap((kind): RangeUser[] => {
    const value = kind === 'CALL' || kind === 'CALLCODE' ? [0] : []
    return [
      [`${kind} input`, (offset, size) => op(kind, 0, 0xffff, ...value, offset, size, 0, 0)],
      [`${kind} output`, (offset, size) => op(kind, 0, 0xffff, ...value, 0, 0, offset, size)],
    ]
  }),
]

describe.each(INTERPRETERS)('memory (%s)', (interpreter) => {
  describe('its price', () => {
    it.each([
      [0, 1],
      [1, 2],
      [31, 2],
      [32, 2],
      [33, 3],
      [1_000, 33],
      [22_000, 689],
      [100_000, 3_126],
    ])('MSTORE and MLOAD at %i need %i words', (offset, words) => {
      const machine = stage(interpreter)
      expectGas(machine, op('MSTORE', offset, 1), 2n * PUSH + 3n + memoryGas(words))
      expectGas(machine, op('MLOAD', offset), PUSH + 3n + memoryGas(words))
    })

    it.each([
      [0, 1],
      [31, 1],
      [32, 2],
      [1_023, 32],
      [1_024, 33],
    ])('MSTORE8 at %i needs %i words', (offset, words) => {
      expectGas(stage(interpreter), op('MSTORE8', offset, 1), 2n * PUSH + 3n + memoryGas(words))
    })

    it('is paid for what is new only, by the difference of the whole', () => {
      const machine = stage(interpreter)
      const store = 2n * PUSH + 3n
      const code = [0, 31_968, 64, 63_968].flatMap((offset) => op('MSTORE', offset, 1))
      // 1, 1,000 and 2,000 words: only the last counts.
      expectGas(machine, code, 4n * store + memoryGas(2_000))
    })

    it('is paid at the gas limit exactly, for every size', () => {
      const machine = stage(interpreter)
      for (const words of [1, 22, 23, 32, 511, 512, 513, 724, 725, 1_024, 5_000]) {
        expectGas(machine, op('MSTORE', 32 * (words - 1), 1), 2n * PUSH + 3n + memoryGas(words))
      }
    })

    it.each(RANGE_USERS)('%s pays for its range, whether it is aligned or not', (_, use) => {
      const machine = stage(interpreter)
      const mark = machine.mark()
      // Each time from the same state: CREATE2 would collide with itself.
      const gasOf = (code: Code): bigint => {
        machine.rollback(mark)
        return run(machine, code).gasUsed
      }
      const gasFor = (offset: number, size: number): bigint => gasOf(use(offset, size))
      // What the instruction costs for 64 bytes beside the memory, taken where the memory is there: MSTORE at 96 makes 4
      // words and costs two pushes and 3.
      const made = op('MSTORE', 96, 0)
      const madeGas = 2n * PUSH + 3n + memoryGas(4)
      const beside = gasOf([...made, ...use(0, 64)]) - madeGas
      expect(gasFor(0, 64)).toBe(beside + memoryGas(2))
      expect(gasFor(1, 64)).toBe(beside + memoryGas(3))
      expect(gasFor(31, 64)).toBe(beside + memoryGas(3))
      expect(gasFor(32, 64)).toBe(beside + memoryGas(3))
      expect(gasFor(33, 64)).toBe(beside + memoryGas(4))
    })

    it('a call pays for input and output together only once', () => {
      const machine = stage(interpreter)
      const both = run(machine, op('STATICCALL', 0, 4, 0, 64, 32, 96)).gasUsed
      // Six pushes, warm, no gas for the identity; 128 bytes.
      expect(both).toBe(6n * PUSH + 100n + memoryGas(4))
    })
  })

  describe('ranges of no bytes', () => {
    it.each(RANGE_USERS)('%s of nothing costs no memory wherever it is', (_, use) => {
      const machine = stage(interpreter)
      const mark = machine.mark()
      const here = run(machine, use(0, 0))
      for (const offset of [1n << 20n, 1n << 32n, 1n << 40n, 1n << 64n, MAX]) {
        machine.rollback(mark)
        const { status, gasUsed } = run(machine, use(offset, 0))
        expect({ offset, status, gasUsed }).toEqual({ offset, status: here.status, gasUsed: here.gasUsed })
      }
    })

    it('leave MSIZE alone', () => {
      const machine = stage(interpreter)
      for (const [, use] of RANGE_USERS.filter(([name]) => !['RETURN', 'REVERT'].includes(name))) {
        expect(wordOf(run(machine, [...use(MAX, 0), ...returnWord(op('MSIZE'))]))).toBe(0n)
      }
    })
  })

  describe('ranges that nobody can pay for', () => {
    const OFFSETS = [
      1n << 31n,
      1n << 32n,
      (1n << 32n) + 32n,
      1n << 40n,
      (1n << 64n) - 32n,
      1n << 64n,
      1n << 128n,
      MAX - 31n,
      MAX,
    ]

    it.each(OFFSETS)('MLOAD, MSTORE and MSTORE8 at %i run out of gas', (offset) => {
      const machine = stage(interpreter)
      for (const code of [op('MLOAD', offset), op('MSTORE', offset, 1), op('MSTORE8', offset, 1)]) {
        expectHalt(run(machine, code), 'outOfGas')
        // Also with what a message has by default, 2^40: 2^31 bytes cost 2^43 and more.
        expectHalt(run(machine, code, { gas: 1n << 40n }), 'outOfGas', 1n << 40n)
      }
    })

    it.each(RANGE_USERS)('%s runs out of gas', (name, use) => {
      const machine = stage(interpreter)
      for (const offset of OFFSETS) expectHalt(run(machine, use(offset, 1)), 'outOfGas')
      // Initcode that large is refused first (EIP-3860).
      const halt = name.startsWith('CREATE') ? 'initcodeTooLarge' : 'outOfGas'
      for (const size of OFFSETS) {
        expectHalt(run(machine, use(0, size)), halt)
        expectHalt(run(machine, use(MAX, size)), halt)
      }
    })
  })

  describe('MSIZE', () => {
    it('is the end of the last word that was touched', () => {
      const machine = stage(interpreter)
      const sizeAfter = (...code: Code[]): bigint =>
        wordOf(run(machine, [...code.flat(), ...returnWord(op('MSIZE'))]))
      expect(sizeAfter()).toBe(0n)
      expect(sizeAfter(op('MSTORE8', 0, 1))).toBe(32n)
      expect(sizeAfter(op('MSTORE8', 31, 1))).toBe(32n)
      expect(sizeAfter(op('MSTORE8', 32, 1))).toBe(64n)
      expect(sizeAfter(op('MLOAD', 1))).toBe(64n)
      expect(sizeAfter(op('MSTORE', 1_000, 1))).toBe(1_056n)
      expect(sizeAfter(op('MSTORE', 1_000, 1), op('MLOAD', 5))).toBe(1_056n)
      expect(sizeAfter(op('KECCAK256', 10, 60))).toBe(96n)
    })

    it('costs 2', () => {
      expectGas(stage(interpreter), op('MSIZE'), 2n)
    })
  })

  describe('its bytes', () => {
    it('words lie most significant byte first and may overlap', () => {
      const machine = stage(interpreter)
      const code = [
        ...op('MSTORE', 0, MAX),
        ...op('MSTORE', 1, 0x1234),
        ...op('MSTORE8', 2, 0x5678),
        ...ret(0, 64),
      ]
      const expected = (0xffn << 248n) | (0x78n << 232n)
      // Byte 2 is 0x78, and 0x1234 ends at byte 32.
      expect(wordsOf(run(machine, code))).toEqual([expected | 0x12n, 0x34n << 248n])
    })

    it('are zero at first in every frame, whatever ran before there', () => {
      const machine = stage(interpreter)
      const fills = [...op('MSTORE', 0, MAX), ...op('MSTORE', 32, MAX), ...op('MSTORE', 5_000, MAX)]
      const reads = bytecode(
        op('MSTORE', 0, op('OR', op('OR', op('MLOAD', 0), op('MLOAD', 32)), op('MLOAD', 5_000))),
        ret(0, 32),
      )
      for (const end of [op('STOP'), op('REVERT', 0, 64), op('INVALID'), op('MSTORE', 1n << 40n, 1)]) {
        machine.setAccount(OTHER, { code: bytecode(fills, end) })
        const first = op('POP', call('CALL', { gas: 20_000, to: BigInt(OTHER) }))
        const reader = '0x4ead0000000000000000000000000000004ead00'
        machine.setAccount(reader, { code: reads })
        const code = [
          ...first,
          ...op('POP', call('CALL', { to: BigInt(reader), output: [0, 32] })),
          ...ret(0, 32),
        ]
        expect(wordOf(run(machine, code))).toBe(0n)
      }
    })

    it('of the caller are not the callee’s, which writes only where output goes', () => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, {
        code: bytecode(op('MSTORE', 0, 7), op('MSTORE', 32, 8), op('MSTORE', 640, 9), ret(0, 64)),
      })
      const code = [
        ...[0, 32, 64, 96].flatMap((offset) => op('MSTORE', offset, 0xaa)),
        ...op('POP', call('CALL', { to: BigInt(OTHER), output: [32, 32] })),
        ...ret(0, 128),
      ]
      expect(wordsOf(run(machine, code))).toEqual([0xaan, 7n, 0xaan, 0xaan])
    })

    it('beyond short output stay as they were', () => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, { code: bytecode(op('MSTORE8', 0, 0x77), ret(0, 1)) })
      const code = [
        ...op('MSTORE', 0, MAX),
        ...op('POP', call('CALL', { to: BigInt(OTHER), output: [0, 32] })),
        ...ret(0, 32),
      ]
      expect(wordOf(run(machine, code))).toBe((0x77n << 248n) | ((1n << 248n) - 1n))
    })
  })
})
