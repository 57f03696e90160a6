import { describe, expect, it } from 'vitest'
import { bytesToHex } from '../../src/primitives/hex.ts'
import {
  bytecode,
  call,
  create,
  deployer,
  op,
  ret,
  returnWord,
  storeBytes,
  type Code,
} from '../helpers/bytecode.ts'
import { ABSENT, expectGas, expectHalt, INTERPRETERS, memoryGas, OTHER, run, stage, wordOf } from './stage.ts'

const DATA = Uint8Array.from({ length: 70 }, (_, index) => index + 1)
const RETURNS = bytecode(storeBytes(0, DATA), ret(0, DATA.length))
const REVERTS = bytecode(storeBytes(0, DATA), op('REVERT', 0, DATA.length))
const SIZE = op('RETURNDATASIZE')
const KINDS = ['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL'] as const

describe.each(INTERPRETERS)('EIP-211: return data (%s)', (interpreter) => {
  const sizeAfter = (code: Code, callee: Uint8Array = RETURNS): bigint => {
    const machine = stage(interpreter)
    machine.setAccount(OTHER, { code: callee })
    return wordOf(run(machine, [...code, ...op('POP'), ...returnWord(SIZE)]))
  }

  it('RETURNDATASIZE costs 2', () => {
    expectGas(stage(interpreter), SIZE, 2n)
  })

  describe('RETURNDATASIZE', () => {
    it('is 0 before any call', () => {
      expect(sizeAfter(op('CALLVALUE'))).toBe(0n)
    })

    it.each(KINDS)('is what the callee returned, or reverted with, after %s', (kind) => {
      expect(sizeAfter(call(kind, { to: BigInt(OTHER) }))).toBe(70n)
      expect(sizeAfter(call(kind, { to: BigInt(OTHER) }), REVERTS)).toBe(70n)
    })

    it.each(KINDS)('does not depend on the room that %s gives for output', (kind) => {
      expect(sizeAfter(call(kind, { to: BigInt(OTHER), output: [0, 5] }))).toBe(70n)
      expect(sizeAfter(call(kind, { to: BigInt(OTHER), output: [0, 500] }))).toBe(70n)
    })

    it('is 0 after a callee that halts', () => {
      const code = [
        ...op('POP', call('CALL', { to: BigInt(OTHER) })),
        ...call('CALL', { gas: 10, to: BigInt(OTHER) }),
      ]
      expect(sizeAfter(code)).toBe(0n)
    })

    it.each(KINDS)('is 0 after %s of an account without code', (kind) => {
      const code = [...op('POP', call('CALL', { to: BigInt(OTHER) })), ...call(kind, { to: BigInt(ABSENT) })]
      expect(sizeAfter(code)).toBe(0n)
    })

    it('is 0 after a call that the balance does not allow', () => {
      const code = [
        ...op('POP', call('CALL', { to: BigInt(OTHER) })),
        ...call('CALL', { to: BigInt(OTHER), value: 1 }),
      ]
      expect(sizeAfter(code)).toBe(0n)
    })

    it('is 0 after a creation, as what it returned became the code', () => {
      const code = [...op('POP', call('CALL', { to: BigInt(OTHER) })), ...create(deployer(DATA))]
      expect(sizeAfter(code)).toBe(0n)
    })

    it('is what the initcode reverted with after a creation that reverts', () => {
      expect(sizeAfter(create(REVERTS))).toBe(70n)
    })

    it('is 0 after a creation that halts, or that the balance does not allow', () => {
      const first = op('POP', call('CALL', { to: BigInt(OTHER) }))
      expect(sizeAfter([...first, ...create(bytecode(op('INVALID')))])).toBe(0n)
      expect(sizeAfter([...first, ...create(bytecode(op('STOP')), 1)])).toBe(0n)
    })

    it('is what a precompile gave', () => {
      expect(sizeAfter(call('STATICCALL', { to: 4, input: [0, 33] }))).toBe(33n)
      expect(sizeAfter(call('STATICCALL', { to: 2 }))).toBe(32n)
      // Not enough gas for SHA-256.
      expect(sizeAfter(call('STATICCALL', { to: 2, gas: 59 }))).toBe(0n)
    })

    it('is 0 in a new frame', () => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, { code: RETURNS })
      machine.setAccount(ABSENT, { code: bytecode(returnWord(SIZE)) })
      const code = [
        ...op('POP', call('CALL', { to: BigInt(OTHER) })),
        ...op('POP', call('CALL', { to: BigInt(ABSENT), output: [0, 32] })),
        ...ret(0, 32),
      ]
      expect(wordOf(run(machine, code))).toBe(0n)
    })
  })

  describe('RETURNDATACOPY', () => {
    const copies = (to: number, from: bigint | number, bytes: bigint | number): Code => [
      ...op('POP', call('CALL', { to: BigInt(OTHER) })),
      ...op('RETURNDATACOPY', to, from, bytes),
    ]
    const machineWithCallee = (): ReturnType<typeof stage> => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, { code: RETURNS })
      return machine
    }

    it('copies any part', () => {
      const machine = machineWithCallee()
      for (const [from, bytes] of [
        [0, 70],
        [0, 1],
        [69, 1],
        [31, 33],
        [70, 0],
      ] as const) {
        const result = run(machine, [...copies(3, from, bytes), ...ret(3, bytes)])
        expect(bytesToHex(result.output)).toBe(bytesToHex(DATA.subarray(from, from + bytes)))
      }
    })

    it.each<readonly [bigint, bigint]>([
      [0n, 71n],
      [70n, 1n],
      [71n, 0n],
      [69n, 2n],
      [(1n << 256n) - 1n, 1n],
      [1n, (1n << 256n) - 1n],
      [(1n << 256n) - 1n, (1n << 256n) - 1n],
      [(1n << 64n) - 1n, 1n],
      [1n << 64n, 0n],
      [1n << 32n, 1n],
      [0n, 1n << 32n],
    ])('from %i, %i bytes is beyond the end and halts', (from, bytes) => {
      expectHalt(run(machineWithCallee(), copies(0, from, bytes)), 'returnDataOutOfBounds')
    })

    it('halts for one byte, and not for none, where there is no return data', () => {
      const machine = stage(interpreter)
      expectHalt(run(machine, op('RETURNDATACOPY', 0, 0, 1)), 'returnDataOutOfBounds')
      expect(run(machine, op('RETURNDATACOPY', 0, 0, 0)).status).toBe('success')
      expect(run(machine, op('RETURNDATACOPY', (1n << 256n) - 1n, 0, 0)).status).toBe('success')
    })

    it.each([
      [0, 0],
      [1, 1],
      [32, 1],
      [33, 2],
      [70, 3],
    ])('costs 3 and 3 a word, and the memory: %i bytes', (bytes, words) => {
      // The identity precompile returns 70 zeros: 6 pushes, 100, 15 + 3 * 3, memory of three words; POP 2. Then three
      // pushes 9, 3, and the words, into memory that is there.
      const setUp = [...call('STATICCALL', { gas: 1_000, to: 4, input: [0, 70] }), ...op('POP')]
      const code = [...setUp, ...op('RETURNDATACOPY', 0, 0, bytes)]
      const used = run(stage(interpreter), code).gasUsed
      expect(used).toBe(18n + 100n + 24n + memoryGas(3) + 2n + 9n + 3n + 3n * BigInt(words))
    })

    it('outlives memory that is overwritten', () => {
      const machine = machineWithCallee()
      const code = [
        ...op('POP', call('CALL', { to: BigInt(OTHER), output: [0, 70] })),
        ...op('MSTORE', 0, 0),
        ...op('RETURNDATACOPY', 0, 0, 70),
        ...ret(0, 70),
      ]
      expect(bytesToHex(run(machine, code).output)).toBe(bytesToHex(DATA))
    })
  })
})
