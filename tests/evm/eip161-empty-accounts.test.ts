import { describe, expect, it } from 'vitest'
import type { Address } from '../../src/evm/types.ts'
import { FORKS } from '../../src/evm/forks.ts'
import { BLOCK } from '../helpers/block.ts'
import { bytecode, call, create, op, type Code } from '../helpers/bytecode.ts'
import { createdAddress } from './created-address.ts'
import {
  ABSENT,
  COLD_ACCOUNT,
  expectGas,
  expectHalt,
  include,
  INTERPRETERS,
  OTHER,
  PUSH,
  run,
  sendCreation,
  SENDER,
  stage,
  TARGET,
} from './stage.ts'

const STIPEND = 2_300n
// Seven pushes, a cold callee, a value transfer; the stipend comes back from a callee without code.
const TRANSFER = 7n * PUSH + COLD_ACCOUNT + 9_000n - STIPEND
const NEW_ACCOUNT = 25_000n

function pay(to: Address, value: number): Code {
  return call('CALL', { gas: 0, to: BigInt(to), value })
}

describe.each(INTERPRETERS)('EIP-161: empty accounts (%s)', (interpreter) => {
  describe('the price of a new account', () => {
    it('is paid for value sent to an account that does not exist', () => {
      const machine = stage(interpreter)
      machine.setBalance(TARGET, 10n)
      expect(run(machine, pay(ABSENT, 1)).gasUsed).toBe(TRANSFER + NEW_ACCOUNT)
      expect(machine.getBalance(ABSENT)).toBe(1n)
    })

    it('is paid for value sent to an account that exists but is empty', () => {
      const machine = stage(interpreter)
      machine.setBalance(TARGET, 10n)
      machine.setAccount(ABSENT, {})
      expect(machine.exists(ABSENT)).toBe(true)
      expect(run(machine, pay(ABSENT, 1)).gasUsed).toBe(TRANSFER + NEW_ACCOUNT)
    })

    it.each([
      ['balance', { balance: 1n }],
      ['nonce', { nonce: 1n }],
      ['code', { code: Uint8Array.of(0) }],
    ])('is not paid for an account with a %s', (_, account) => {
      const machine = stage(interpreter)
      machine.setBalance(TARGET, 10n)
      machine.setAccount(OTHER, account)
      expect(run(machine, pay(OTHER, 1)).gasUsed).toBe(TRANSFER)
    })

    it('is not paid for a call without value', () => {
      expectGas(stage(interpreter), pay(ABSENT, 0), 7n * PUSH + COLD_ACCOUNT)
    })

    it('is not paid for a CALLCODE with value: the value stays', () => {
      const machine = stage(interpreter)
      machine.setBalance(TARGET, 10n)
      const code = call('CALLCODE', { gas: 0, to: BigInt(ABSENT), value: 1 })
      expect(run(machine, code).gasUsed).toBe(TRANSFER)
      expect(machine.exists(ABSENT)).toBe(false)
    })

    it('is paid by SELFDESTRUCT that moves a balance to an empty account', () => {
      const machine = stage(interpreter)
      machine.setBalance(TARGET, 10n)
      const code = op('SELFDESTRUCT', BigInt(ABSENT))
      expectGas(machine, code, PUSH + 5_000n + COLD_ACCOUNT + NEW_ACCOUNT)
      machine.setAccount(ABSENT, { balance: 1n })
      expectGas(machine, code, PUSH + 5_000n + COLD_ACCOUNT)
    })

    it('is not paid by SELFDESTRUCT without a balance', () => {
      expectGas(stage(interpreter), op('SELFDESTRUCT', BigInt(ABSENT)), PUSH + 5_000n + COLD_ACCOUNT)
    })
  })

  describe('what exists afterwards', () => {
    it('a call without value makes no account', () => {
      const machine = stage(interpreter)
      run(machine, pay(ABSENT, 0))
      expect(machine.exists(ABSENT)).toBe(false)
      expect(machine.dump().has(ABSENT)).toBe(false)
    })

    it.each([
      ['a call without value', pay(ABSENT, 0)],
      ['a SELFDESTRUCT that names it', op('SELFDESTRUCT', BigInt(ABSENT))],
    ])('an empty account leaves the state by %s', (_, code) => {
      const machine = stage(interpreter)
      machine.setAccount(ABSENT, {})
      expect(machine.exists(ABSENT)).toBe(true)
      run(machine, code)
      expect(machine.exists(ABSENT)).toBe(false)
    })

    it.each([
      ['reading its balance', op('BALANCE', BigInt(ABSENT))],
      ['reading its code hash', op('EXTCODEHASH', BigInt(ABSENT))],
      ['running its code as one’s own', call('DELEGATECALL', { to: BigInt(ABSENT) })],
      ['a call that is undone', [...pay(ABSENT, 0), ...op('REVERT', 0, 0)]],
    ])('an empty account stays in spite of %s', (_, code) => {
      const machine = stage(interpreter)
      machine.setAccount(ABSENT, {})
      run(machine, code)
      expect(machine.exists(ABSENT)).toBe(true)
    })

    it('an empty coinbase leaves the state with a fee of nothing, and a transaction to an empty account removes that', () => {
      const machine = stage(interpreter)
      machine.setAccount(BLOCK.coinbase, {})
      machine.setAccount(ABSENT, {})
      include(machine, { to: ABSENT, maxFeePerGas: BLOCK.baseFee, maxPriorityFeePerGas: 0n })
      expect(machine.exists(BLOCK.coinbase)).toBe(false)
      expect(machine.exists(ABSENT)).toBe(false)
    })
  })

  describe('the nonce of a new contract', () => {
    it.each(FORKS)('is 1 while its initcode runs, and after, in %s', (fork) => {
      const machine = stage(interpreter, fork)
      // The initcode creates a contract in turn: at nonce 1, not 0.
      const initcode = bytecode(op('POP', create(bytecode(op('STOP')))))
      const outer = createdAddress(SENDER, 0n)
      expect(sendCreation(machine, initcode).created).toBe(outer)
      expect(machine.getNonce(outer)).toBe(2n)
      expect(machine.getNonce(createdAddress(outer, 1n))).toBe(1n)
      expect(machine.exists(createdAddress(outer, 0n))).toBe(false)
    })

    it('keeps a contract without code in the state', () => {
      const machine = stage(interpreter)
      const { created } = sendCreation(machine, new Uint8Array(0))
      expect(machine.getCode(created!)).toEqual(new Uint8Array(0))
      expect(machine.exists(created!)).toBe(true)
    })

    it('of the creator rises even if the creation fails', () => {
      const machine = stage(interpreter)
      machine.setNonce(TARGET, 5n)
      run(machine, create(bytecode(op('INVALID'))))
      expect(machine.getNonce(TARGET)).toBe(6n)
      expectHalt(sendCreation(machine, bytecode(op('INVALID'))), 'invalidOpcode')
      expect(machine.getNonce(SENDER)).toBe(1n)
    })
  })
})
