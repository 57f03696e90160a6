import { describe, expect, it } from 'vitest'
import type { Machine } from '../../src/evm/machine.ts'
import { bytecode, call, create, create2, deployer, op, ret, returnWord } from '../helpers/bytecode.ts'
import { created2Address, createdAddress } from './created-address.ts'
import {
  COLD_ACCOUNT,
  expectGas,
  expectHalt,
  forksBefore,
  forksSince,
  include,
  INTERPRETERS,
  OTHER,
  PUSH,
  run,
  sendCreation,
  SENDER,
  stage,
  TARGET,
  THIRD,
  wordOf,
  wordsOf,
} from './stage.ts'

const DESTROYS = bytecode(op('SELFDESTRUCT', BigInt(THIRD)))
const DESTROYS_TO_ITSELF = bytecode(op('SELFDESTRUCT', op('ADDRESS')))
const KILL_OTHER = op('POP', call('CALL', { to: BigInt(OTHER) }))

function stageWithOther(machine: Machine, code: Uint8Array): Machine {
  machine.setAccount(OTHER, { balance: 9n, nonce: 3n, code, storage: new Map([[1n, 2n]]) })
  return machine
}

describe.each(INTERPRETERS)('EIP-6780: SELFDESTRUCT (%s)', (interpreter) => {
  describe.each(forksBefore('cancun'))('before the fork: %s', (fork) => {
    it('deletes the account when the transaction ends, and moves its balance at once', () => {
      const machine = stageWithOther(stage(interpreter, fork), DESTROYS)
      const code = [
        ...KILL_OTHER,
        ...op('MSTORE', 0, op('BALANCE', BigInt(OTHER))),
        ...op('MSTORE', 32, op('BALANCE', BigInt(THIRD))),
        ...op('MSTORE', 64, op('EXTCODESIZE', BigInt(OTHER))),
        ...ret(0, 96),
      ]
      expect(wordsOf(run(machine, code))).toEqual([0n, 9n, BigInt(DESTROYS.length)])
      expect(machine.exists(OTHER)).toBe(false)
      expect(machine.getStorage(OTHER, 1n)).toBe(0n)
      expect(machine.getNonce(OTHER)).toBe(0n)
      expect(machine.getCode(OTHER).length).toBe(0)
    })

    it('burns the balance of an account that names itself', () => {
      const machine = stageWithOther(stage(interpreter, fork), DESTROYS_TO_ITSELF)
      run(machine, [...KILL_OTHER, ...returnWord(op('BALANCE', BigInt(OTHER)))])
      expect(machine.exists(OTHER)).toBe(false)
      expect(machine.getBalance(OTHER)).toBe(0n)
    })
  })

  describe.each(forksSince('cancun'))('since the fork: %s', (fork) => {
    it('moves the balance and leaves the account', () => {
      const machine = stageWithOther(stage(interpreter, fork), DESTROYS)
      run(machine, KILL_OTHER)
      expect(machine.dump().get(OTHER)).toEqual({
        balance: 0n,
        nonce: 3n,
        code: DESTROYS,
        storage: new Map([[1n, 2n]]),
      })
      expect(machine.getBalance(THIRD)).toBe(9n)
    })

    it('does nothing for an account that names itself', () => {
      const machine = stageWithOther(stage(interpreter, fork), DESTROYS_TO_ITSELF)
      run(machine, KILL_OTHER)
      expect(machine.getBalance(OTHER)).toBe(9n)
      expect(machine.getCode(OTHER)).toEqual(DESTROYS_TO_ITSELF)
    })

    it('deletes an account that was created in the same transaction', () => {
      const machine = stage(interpreter, fork)
      machine.setBalance(TARGET, 10n)
      const initcode = deployer(DESTROYS)
      const made = created2Address(TARGET, 0n, initcode)
      const code = [
        ...op('POP', create2(initcode, 0, 4)),
        ...op('POP', call('CALL', { to: BigInt(made) })),
        ...returnWord(op('EXTCODESIZE', BigInt(made))),
      ]
      // Until the transaction ends it is there.
      expect(wordOf(run(machine, code))).toBe(BigInt(DESTROYS.length))
      expect(machine.exists(made)).toBe(false)
      expect(machine.getBalance(THIRD)).toBe(4n)
      // A transaction does the same.
      machine.setNonce(TARGET, 0n)
      expect(wordOf(include(machine))).toBe(BigInt(DESTROYS.length))
      expect(machine.exists(made)).toBe(false)
      expect(machine.getBalance(THIRD)).toBe(8n)
    })

    it('leaves it when it was created in an earlier transaction', () => {
      const machine = stage(interpreter, fork)
      const { created } = sendCreation(machine, deployer(DESTROYS))
      expect(machine.call({ from: SENDER, to: created!, value: 4n }).status).toBe('success')
      expect(machine.getCode(created!)).toEqual(DESTROYS)
      expect(machine.getBalance(THIRD)).toBe(4n)
    })

    it('deletes an account that destroys itself in its initcode', () => {
      const machine = stage(interpreter, fork)
      const result = sendCreation(machine, bytecode(op('SSTORE', 1, 1), op('SELFDESTRUCT', BigInt(THIRD))), {
        value: 4n,
      })
      const made = createdAddress(SENDER, 0n)
      expect(result).toMatchObject({ status: 'success', created: made })
      expect(machine.exists(made)).toBe(false)
      expect(machine.getStorage(made, 1n)).toBe(0n)
      expect(machine.getBalance(THIRD)).toBe(4n)
    })

    it('burns the balance of a new account that names itself', () => {
      const machine = stage(interpreter, fork)
      sendCreation(machine, DESTROYS_TO_ITSELF, { value: 4n })
      expect(machine.exists(createdAddress(SENDER, 0n))).toBe(false)
      expect(machine.getBalance(createdAddress(SENDER, 0n))).toBe(0n)
    })

    it('burns what a new account receives after it destroyed itself', () => {
      const machine = stage(interpreter, fork)
      machine.setBalance(TARGET, 10n)
      const initcode = bytecode(op('SELFDESTRUCT', BigInt(THIRD)))
      const made = createdAddress(TARGET, 0n)
      run(machine, [
        ...op('POP', create(initcode)),
        ...op('POP', call('CALL', { to: BigInt(made), value: 3 })),
      ])
      expect(machine.getBalance(TARGET)).toBe(7n)
      expect(machine.exists(made)).toBe(false)
    })

    it('leaves an account that only ran in the storage of another', () => {
      const machine = stage(interpreter, fork)
      machine.setAccount(OTHER, { code: DESTROYS })
      const made = createdAddress(TARGET, 0n)
      // The new account runs OTHER's SELFDESTRUCT as its own: it goes, OTHER stays.
      const initcode = bytecode(op('POP', call('DELEGATECALL', { to: BigInt(OTHER) })))
      run(machine, create(initcode))
      expect(machine.exists(made)).toBe(false)
      expect(machine.getCode(OTHER)).toEqual(DESTROYS)
    })
  })

  it('is undone with the frame that reverts', () => {
    for (const fork of ['shanghai', 'osaka'] as const) {
      const machine = stageWithOther(stage(interpreter, fork), DESTROYS)
      const before = machine.dump().get(OTHER)
      run(machine, [...KILL_OTHER, ...op('REVERT', 0, 0)])
      expect(machine.dump().get(OTHER)).toEqual(before)
      expect(machine.getBalance(THIRD)).toBe(0n)
    }
  })

  it('ends the frame with success and no output', () => {
    const machine = stage(interpreter)
    const result = run(machine, [
      ...op('MSTORE', 0, 1),
      ...op('SELFDESTRUCT', BigInt(THIRD)),
      ...op('INVALID'),
    ])
    expect(result.status).toBe('success')
    expect(result.output.length).toBe(0)
  })

  it('lets an account destroy itself twice in a transaction', () => {
    const machine = stageWithOther(stage(interpreter, 'london'), DESTROYS)
    machine.setBalance(TARGET, 10n)
    const again = op('POP', call('CALL', { to: BigInt(OTHER), value: 2 }))
    expect(run(machine, [...KILL_OTHER, ...again]).status).toBe('success')
    expect(machine.getBalance(THIRD)).toBe(11n)
    expect(machine.exists(OTHER)).toBe(false)
  })

  it('costs 5,000, and 2,600 for a cold beneficiary', () => {
    const machine = stage(interpreter)
    machine.setAccount(THIRD, { balance: 1n })
    expectGas(machine, op('SELFDESTRUCT', BigInt(THIRD)), PUSH + 5_000n + COLD_ACCOUNT)
  })

  it('violates a static call and needs an operand', () => {
    const machine = stage(interpreter)
    expectHalt(run(machine, op('SELFDESTRUCT', 1), { static: true }), 'staticViolation')
    expectHalt(run(machine, op('SELFDESTRUCT')), 'stackUnderflow')
  })
})
