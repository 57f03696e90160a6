// EIP-2681: a nonce is at most 2^64 - 2 where it still has to rise.

import { describe, expect, it } from 'vitest'
import {
  bytecode,
  call,
  create,
  create2,
  deployer,
  op,
  ret,
  returnWord,
  type Code,
} from '../helpers/bytecode.ts'
import { created2Address, createdAddress } from './created-address.ts'
import {
  creation,
  expectHalt,
  INTERPRETERS,
  memoryGas,
  OTHER,
  PUSH,
  run,
  sendCreation,
  SENDER,
  SENDER_BALANCE,
  stage,
  TARGET,
  transaction,
  wordOf,
  wordsOf,
} from './stage.ts'

const NONCE_MAX = (1n << 64n) - 1n
const INITCODE = deployer(Uint8Array.of(0x5b))
const KINDS: readonly (readonly [string, Code, (nonce: bigint) => string])[] = [
  ['CREATE', create(INITCODE), (nonce) => createdAddress(TARGET, nonce)],
  ['CREATE2', create2(INITCODE, 4), () => created2Address(TARGET, 4n, INITCODE)],
]

describe.each(INTERPRETERS)('EIP-2681: nonces end (%s)', (interpreter) => {
  describe.each(KINDS)('%s', (name, code, addressOfNonce) => {
    it('works up to 2^64 - 2, and leaves the creator at 2^64 - 1', () => {
      const machine = stage(interpreter)
      machine.setNonce(TARGET, NONCE_MAX - 1n)
      expect(wordOf(run(machine, returnWord(code)))).toBe(BigInt(addressOfNonce(NONCE_MAX - 1n)))
      expect(machine.getNonce(TARGET)).toBe(NONCE_MAX)
    })

    it('leaves 0 at 2^64 - 1, and gives back the gas of the initcode', () => {
      const machine = stage(interpreter)
      machine.setNonce(TARGET, NONCE_MAX)
      // MSTORE with pushes 9 and a word of memory; the pushes; 32,000; 2 for a word of initcode, 6 for hashing it.
      const spent = 9n + memoryGas(1) + (name === 'CREATE2' ? 4n * PUSH + 32_008n : 3n * PUSH + 32_002n)
      const result = run(machine, code)
      expect(result).toMatchObject({ status: 'success', gasUsed: spent })
      expect(wordOf(run(machine, returnWord(code)))).toBe(0n)
      expect(machine.getNonce(TARGET)).toBe(NONCE_MAX)
      expect(machine.exists(created2Address(TARGET, 4n, INITCODE))).toBe(false)
    })

    it('leaves no return data at 2^64 - 1', () => {
      const machine = stage(interpreter)
      machine.setNonce(TARGET, NONCE_MAX)
      machine.setAccount(OTHER, { code: bytecode(ret(0, 64)) })
      const program = [
        ...op('POP', call('CALL', { to: BigInt(OTHER) })),
        ...op('MSTORE', 32, op('RETURNDATASIZE')),
        ...op('POP', code),
        ...op('MSTORE', 64, op('RETURNDATASIZE')),
        ...ret(32, 64),
      ]
      expect(wordsOf(run(machine, program))).toEqual([64n, 0n])
    })
  })

  it('a creation by a message from an account at 2^64 - 1 is refused, its gas comes back', () => {
    const machine = stage(interpreter)
    machine.setNonce(SENDER, NONCE_MAX)
    expectHalt(sendCreation(machine, INITCODE), 'nonceOverflow', 0n)
    expect(machine.getNonce(SENDER)).toBe(NONCE_MAX)
  })

  it.each([
    ['a call', transaction()],
    ['a creation', creation(INITCODE)],
  ])('%s by transaction is invalid at 2^64 - 1 and raises the nonce before', (_, base) => {
    const machine = stage(interpreter)
    machine.setNonce(SENDER, NONCE_MAX)
    expect(machine.transact({ ...base, nonce: NONCE_MAX })).toMatchObject({
      kind: 'invalid',
      reason: 'nonceOverflow',
    })
    expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE)
    machine.setNonce(SENDER, NONCE_MAX - 1n)
    expect(machine.transact({ ...base, nonce: NONCE_MAX - 1n })).toMatchObject({
      kind: 'included',
      status: 'success',
    })
    expect(machine.getNonce(SENDER)).toBe(NONCE_MAX)
  })
})
