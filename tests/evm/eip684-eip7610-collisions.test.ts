// EIP-684 and EIP-7610: a contract cannot be created where an account has a nonce, code or storage.

import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import type { AccountState, Address } from '../../src/evm/types.ts'
import { bytecode, create, create2, jumpIf, label, op, returnWord, type Code } from '../helpers/bytecode.ts'
import { created2Address, createdAddress } from './created-address.ts'
import {
  creation,
  expectHalt,
  GAS,
  include,
  INTERPRETERS,
  memoryGas,
  PUSH,
  run,
  sendCreation,
  SENDER,
  stage,
  TARGET,
  WARM,
  wordOf,
} from './stage.ts'

const INITCODE = bytecode(op('SSTORE', 1, 2))
const TAKEN: readonly (readonly [string, AccountState])[] = [
  ['a nonce', { nonce: 1n }],
  ['code', { code: Uint8Array.of(0) }],
  ['storage', { storage: new Map([[9n, 1n]]) }],
  ['a nonce, a balance and storage', { nonce: 1n, balance: 5n, storage: new Map([[9n, 1n]]) }],
]
const FREE: readonly (readonly [string, AccountState])[] = [
  ['nothing', {}],
  ['a balance only', { balance: 5n }],
]

const OPCODES: readonly (readonly [name: string, code: Code, address: Address])[] = [
  ['CREATE', create(INITCODE), createdAddress(TARGET, 0n)],
  ['CREATE2', create2(INITCODE, 7), created2Address(TARGET, 7n, INITCODE)],
]

describe.each(INTERPRETERS)('EIP-684 and EIP-7610: address collisions (%s)', (interpreter) => {
  describe.each(OPCODES)('%s', (name, code, address) => {
    describe.each(FORKS)('in %s', (fork) => {
      it.each(TAKEN)('leaves 0 and changes nothing where there is %s', (_, account) => {
        const machine = stage(interpreter, fork)
        machine.setAccount(address, account)
        const before = machine.dump().get(address)
        expect(wordOf(run(machine, returnWord(code)))).toBe(0n)
        expect(machine.dump().get(address)).toEqual(before)
        // The creator's nonce rose all the same.
        expect(machine.getNonce(TARGET)).toBe(1n)
      })

      it.each(FREE)('creates where there is %s, and keeps the balance', (_, account) => {
        const machine = stage(interpreter, fork)
        machine.setAccount(address, account)
        expect(wordOf(run(machine, returnWord(code)))).toBe(BigInt(address))
        expect(machine.getNonce(address)).toBe(1n)
        expect(machine.getStorage(address, 1n)).toBe(2n)
        expect(machine.getBalance(address)).toBe(account.balance ?? 0n)
      })
    })

    it('takes the gas that the initcode would have had, as if it had halted', () => {
      const machine = stage(interpreter)
      machine.setAccount(address, { nonce: 1n })
      // MSTORE with pushes 9 and one word; the pushes; 32,000, 2 for a word of initcode, which CREATE2 also hashes for 6.
      const isCreate2 = name === 'CREATE2'
      const spent = 9n + memoryGas(1) + PUSH * (isCreate2 ? 4n : 3n) + 32_000n + (isCreate2 ? 8n : 2n)
      const left = GAS - spent
      expect(run(machine, code).gasUsed).toBe(spent + (left - left / 64n))
    })

    it('leaves the address warm (EIP-2929)', () => {
      const machine = stage(interpreter)
      machine.setAccount(address, { nonce: 1n })
      const measured = [
        ...op('POP', code),
        ...op('GAS'),
        ...op('POP', op('BALANCE', BigInt(address))),
        ...op('GAS'),
        ...op('SWAP1'),
        ...op('SUB'),
      ]
      // Between the two GAS: PUSH20 3, BALANCE 100, POP 2, GAS 2.
      expect(wordOf(run(machine, returnWord(measured)))).toBe(PUSH + WARM + 2n + 2n)
    })
  })

  it.each(TAKEN)('holds for creations by a message where there is %s', (_, account) => {
    const machine = stage(interpreter)
    const address = createdAddress(SENDER, 0n)
    machine.setAccount(address, account)
    const before = machine.dump().get(address)
    const result = sendCreation(machine, INITCODE)
    expectHalt(result, 'createCollision')
    expect(result.created).toBeUndefined()
    expect(machine.dump().get(address)).toEqual(before)
    expect(machine.getNonce(SENDER)).toBe(1n)
  })

  it.each(TAKEN)('holds for creations by a transaction where there is %s', (_, account) => {
    const machine = stage(interpreter)
    const address = createdAddress(SENDER, 0n)
    machine.setAccount(address, account)
    const before = machine.dump().get(address)
    expect(include(machine, creation(INITCODE))).toMatchObject({
      status: 'halt',
      halt: 'createCollision',
      gasPaid: GAS,
    })
    expect(machine.dump().get(address)).toEqual(before)
    expect(machine.getNonce(SENDER)).toBe(1n)
  })

  it('a contract that was created collides with its own second creation', () => {
    const machine = stage(interpreter)
    const code = returnWord(create2(INITCODE, 1))
    expect(wordOf(run(machine, code))).toBe(BigInt(created2Address(TARGET, 1n, INITCODE)))
    expect(wordOf(run(machine, code))).toBe(0n)
    // Also within one transaction.
    const twice = [...op('POP', create2(INITCODE, 2)), ...returnWord(create2(INITCODE, 2))]
    expect(wordOf(run(machine, twice))).toBe(0n)
  })

  it('an address is free again after the creation there failed', () => {
    const machine = stage(interpreter)
    // Reverts unless it is paid. The initcode is the same both times, so the address is.
    const initcode = bytecode(
      op('SSTORE', 1, 2),
      jumpIf('paid', op('CALLVALUE')),
      op('REVERT', 0, 0),
      label('paid'),
      op('STOP'),
    )
    machine.setBalance(TARGET, 1n)
    const address = created2Address(TARGET, 1n, initcode)
    expect(wordOf(run(machine, returnWord(create2(initcode, 1))))).toBe(0n)
    expect(machine.exists(address)).toBe(false)
    expect(machine.getStorage(address, 1n)).toBe(0n)
    expect(wordOf(run(machine, returnWord(create2(initcode, 1, 1))))).toBe(BigInt(address))
    expect(machine.getStorage(address, 1n)).toBe(2n)
  })
})
