import { describe, expect, it } from 'vitest'
import { op } from '../helpers/bytecode.ts'
import {
  creation,
  expectGas,
  expectHalt,
  forksBefore,
  forksSince,
  include,
  INTERPRETERS,
  memoryGas,
  PUSH,
  run,
  SENDER,
  SENDER_BALANCE,
  stage,
  TARGET,
} from './stage.ts'

const INITCODE_MAX = 49_152
const KINDS = [
  ['CREATE', [], 0n],
  // Salt; 6 a word for hashing.
  ['CREATE2', [7], 6n],
] as const

describe.each(INTERPRETERS)('EIP-3860: initcode (%s)', (interpreter) => {
  describe.each(KINDS)('%s', (name, salt, hashGas) => {
    const pushes = PUSH * BigInt(3 + salt.length)

    it.each([0, 1, 32, 33, 1_000, INITCODE_MAX])('costs 2 a word: %i bytes', (bytes) => {
      const words = Math.ceil(bytes / 32)
      // The initcode is zeros: STOP.
      const code = op(name, 0, 0, bytes, ...salt)
      expectGas(
        stage(interpreter),
        code,
        pushes + memoryGas(words) + 32_000n + (2n + hashGas) * BigInt(words),
      )
    })

    it.each(forksSince('shanghai'))('halts the frame beyond 49,152 bytes in %s', (fork) => {
      const machine = stage(interpreter, fork)
      expect(run(machine, op(name, 0, 0, INITCODE_MAX, ...salt)).status).toBe('success')
      const nonce = machine.getNonce(TARGET)
      expectHalt(run(machine, op(name, 0, 0, INITCODE_MAX + 1, ...salt)), 'initcodeTooLarge')
      expectHalt(run(machine, op(name, 0, 0, 1n << 64n, ...salt)), 'initcodeTooLarge')
      expect(machine.getNonce(TARGET)).toBe(nonce)
    })

    it.each(forksBefore('shanghai'))('has no limit and no price in %s', (fork) => {
      const words = (INITCODE_MAX + 32) / 32
      const gas = pushes + memoryGas(words) + 32_000n + hashGas * BigInt(words)
      expect(run(stage(interpreter, fork), op(name, 0, 0, INITCODE_MAX + 32, ...salt))).toMatchObject({
        status: 'success',
        gasUsed: gas,
      })
    })
  })

  describe('transactions', () => {
    // Zeros cost 4 each: STOP, then nothing.
    const intrinsic = (bytes: number, wordGas: bigint): bigint =>
      53_000n + 4n * BigInt(bytes) + wordGas * BigInt(Math.ceil(bytes / 32))

    it.each([0, 1, 32, 33, INITCODE_MAX])('cost 2 a word: %i bytes', (bytes) => {
      const machine = stage(interpreter, 'shanghai')
      const gas = intrinsic(bytes, 2n)
      const initcode = new Uint8Array(bytes)
      expect(machine.transact(creation(initcode, { gasLimit: gas - 1n }))).toMatchObject({
        reason: 'intrinsicGas',
      })
      expect(include(machine, creation(initcode, { gasLimit: gas }))).toMatchObject({
        status: 'success',
        gasPaid: gas,
      })
    })

    it.each(forksSince('shanghai'))('are invalid beyond 49,152 bytes in %s', (fork) => {
      const machine = stage(interpreter, fork)
      const tooLarge = creation(new Uint8Array(INITCODE_MAX + 1))
      expect(machine.transact(tooLarge)).toMatchObject({ kind: 'invalid', reason: 'initcodeTooLarge' })
      expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE)
      expect(machine.transact(creation(new Uint8Array(INITCODE_MAX))).kind).toBe('included')
    })

    it.each(forksBefore('shanghai'))('have no limit and no price in %s', (fork) => {
      const machine = stage(interpreter, fork)
      const gas = intrinsic(INITCODE_MAX + 1, 0n)
      expect(include(machine, creation(new Uint8Array(INITCODE_MAX + 1)))).toMatchObject({
        status: 'success',
        gasPaid: gas,
      })
    })

    it('that call may carry more data than that', () => {
      expect(include(stage(interpreter), { data: new Uint8Array(INITCODE_MAX + 1) }).status).toBe('success')
    })
  })
})
