import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import { designator } from './authorization.ts'
import {
  ABSENT,
  forksBefore,
  forksSince,
  INTERPRETERS,
  OTHER,
  SENDER,
  SENDER_BALANCE,
  sendCreation,
  stage,
  TARGET,
  transaction,
} from './stage.ts'

describe.each(INTERPRETERS)('EIP-3607: senders with code (%s)', (interpreter) => {
  it.each(FORKS)('cannot begin a transaction in %s', (fork) => {
    const machine = stage(interpreter, fork)
    machine.setCode(SENDER, Uint8Array.of(0))
    expect(machine.transact(transaction())).toMatchObject({ kind: 'invalid', reason: 'senderNotEoa' })
    expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE)
    expect(machine.getNonce(SENDER)).toBe(0n)
  })

  it.each(forksSince('prague'))('can when the code is a delegation in %s (EIP-7702)', (fork) => {
    const machine = stage(interpreter, fork)
    machine.setCode(SENDER, designator(ABSENT))
    expect(machine.transact(transaction())).toMatchObject({ kind: 'included', status: 'success' })
    expect(machine.getCode(SENDER)).toEqual(designator(ABSENT))
  })

  it.each(forksBefore('prague'))('cannot, whatever the code is, in %s', (fork) => {
    const machine = stage(interpreter, fork)
    machine.setCode(SENDER, designator(ABSENT))
    expect(machine.transact(transaction())).toMatchObject({ kind: 'invalid', reason: 'senderNotEoa' })
  })

  it.each([
    ['a byte too short', designator(ABSENT).subarray(0, 22)],
    ['a byte too long', Uint8Array.of(...designator(ABSENT), 0)],
    ['of another version', Uint8Array.of(0xef, 0x01, 0x01, ...designator(ABSENT).subarray(3))],
  ])('cannot when the delegation is %s', (_, code) => {
    const machine = stage(interpreter)
    machine.setCode(SENDER, code)
    expect(machine.transact(transaction())).toMatchObject({ kind: 'invalid', reason: 'senderNotEoa' })
  })

  it('are free to send bare messages, which are no transactions', () => {
    const machine = stage(interpreter)
    machine.setAccount(OTHER, { code: Uint8Array.of(0), balance: 4n })
    expect(machine.call({ from: OTHER, to: TARGET, value: 4n }).status).toBe('success')
    expect(machine.getBalance(TARGET)).toBe(4n)
    expect(sendCreation(machine, new Uint8Array(0), { from: OTHER }).status).toBe('success')
  })
})
