// Accounts that were given storage but nothing else: no chain has them, a test or a fork of old state may.

import { expect, it } from 'vitest'
import { bytecode, call, op, returnWord } from '../../tests/helpers/bytecode.ts'
import { Machine } from './machine.ts'
import type { Address } from './types.ts'

const USER: Address = '0x00000000000000000000000000000000000000a1'
const CODE: Address = '0x00000000000000000000000000000000000000c3'
const GIVEN: Address = '0x00000000000000000000000000000000000000d4'

function machineWith(code: Uint8Array): Machine {
  const machine = new Machine()
  machine.setAccount(CODE, { code, balance: 10n })
  machine.setStorage(GIVEN, 1n, 5n)
  return machine
}

it('are there until a transaction that touched them ends (EIP-161)', () => {
  const machine = machineWith(bytecode(call('CALL', { to: BigInt(GIVEN) }), returnWord([])))
  expect(machine.dump().get(GIVEN)?.storage.get(1n)).toBe(5n)
  machine.call({ from: USER, to: CODE })
  expect(machine.exists(GIVEN)).toBe(false)
  expect(machine.getStorage(GIVEN, 1n)).toBe(0n)
})

it('stay if the touch was undone', () => {
  const machine = machineWith(bytecode(call('CALL', { to: BigInt(GIVEN) }), op('REVERT', 0, 0)))
  machine.call({ from: USER, to: CODE })
  expect(machine.getStorage(GIVEN, 1n)).toBe(5n)
})

it('stay with their storage if the touch paid them', () => {
  const machine = machineWith(bytecode(op('SELFDESTRUCT', BigInt(GIVEN))))
  machine.call({ from: USER, to: CODE })
  expect(machine.getBalance(GIVEN)).toBe(10n)
  expect(machine.getStorage(GIVEN, 1n)).toBe(5n)
})

it('refuse a creation, also after a touch in the same transaction (EIP-7610)', () => {
  const machine = new Machine()
  const created = machine.call({ from: USER, data: Uint8Array.of(0) }).created!
  const again = new Machine()
  again.setStorage(created, 1n, 5n)
  const result = again.call({ from: USER, data: Uint8Array.of(0) })
  expect([result.status, result.halt]).toEqual(['halt', 'createCollision'])
  // A slot that was set back to zero is no storage.
  again.setNonce(USER, 0n)
  again.setStorage(created, 1n, 0n)
  expect(again.call({ from: USER, data: Uint8Array.of(0) }).created).toBe(created)
})
