import { keccak_256 } from '@noble/hashes/sha3.js'
import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import { bytesToBigInt } from '../../src/primitives/bytes.ts'
import { bytecode, call, create2, deployer, op, ret, returnWord } from '../helpers/bytecode.ts'
import { created2Address } from './created-address.ts'
import {
  ABSENT,
  COLD_ACCOUNT,
  expectGas,
  expectHalt,
  INTERPRETERS,
  NO_BYTES,
  OTHER,
  PUSH,
  run,
  SENDER,
  stage,
  TARGET,
  WARM,
  wordOf,
  wordsOf,
} from './stage.ts'

// keccak256 of no bytes, as the EIP gives it.
const NO_CODE = 0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470n

function hashOf(bytes: Uint8Array): bigint {
  return bytesToBigInt(keccak_256(bytes))
}

describe.each(INTERPRETERS)('EIP-1052: EXTCODEHASH (%s)', (interpreter) => {
  const codeHash = (address: bigint): ReturnType<typeof op> => returnWord(op('EXTCODEHASH', address))

  it('costs 2,600 for a cold account and 100 for a warm one (EIP-2929)', () => {
    expectGas(stage(interpreter), op('EXTCODEHASH', BigInt(OTHER)), PUSH + COLD_ACCOUNT)
    expectGas(stage(interpreter), op('EXTCODEHASH', op('ADDRESS')), 2n + WARM)
  })

  it.each(FORKS)('is the hash of the code in %s', (fork) => {
    const machine = stage(interpreter, fork)
    const code = Uint8Array.of(0x60, 0x01, 0xfe)
    machine.setAccount(OTHER, { code })
    expect(wordOf(run(machine, codeHash(BigInt(OTHER))))).toBe(hashOf(code))
  })

  it('is zero for an account that does not exist', () => {
    expect(wordOf(run(stage(interpreter), codeHash(BigInt(ABSENT))))).toBe(0n)
  })

  it('is zero for an account that is empty (EIP-161)', () => {
    const machine = stage(interpreter)
    machine.setAccount(ABSENT, {})
    expect(wordOf(run(machine, codeHash(BigInt(ABSENT))))).toBe(0n)
  })

  it.each([
    ['balance', { balance: 1n }],
    ['nonce', { nonce: 1n }],
  ])('is that of no bytes for an account with a %s and no code', (_, account) => {
    const machine = stage(interpreter)
    machine.setAccount(OTHER, account)
    expect(wordOf(run(machine, codeHash(BigInt(OTHER))))).toBe(NO_CODE)
    expect(hashOf(NO_BYTES)).toBe(NO_CODE)
  })

  it('is zero for a precompile nobody sent anything to, and that of no bytes for the others', () => {
    const machine = stage(interpreter)
    expect(wordOf(run(machine, codeHash(1n)))).toBe(0n)
    machine.setBalance('0x0000000000000000000000000000000000000001', 1n)
    expect(wordOf(run(machine, codeHash(1n)))).toBe(NO_CODE)
  })

  it('ignores the upper 12 bytes of its operand', () => {
    const machine = stage(interpreter)
    const code = Uint8Array.of(0x00)
    machine.setAccount(OTHER, { code })
    expect(wordOf(run(machine, codeHash((0xffffn << 240n) | (1n << 160n) | BigInt(OTHER))))).toBe(
      hashOf(code),
    )
  })

  it('sees an account come into being: none, then a balance, then a contract', () => {
    const machine = stage(interpreter)
    machine.setBalance(TARGET, 5n)
    const runtime = Uint8Array.of(0x5b)
    const made = BigInt(created2Address(TARGET, 0n, deployer(runtime)))
    const code = [
      ...create2(deployer(runtime), 0),
      ...op('POP'),
      ...op('MSTORE', 0, op('EXTCODEHASH', BigInt(ABSENT))),
      ...op('POP', call('CALL', { to: BigInt(ABSENT), value: 1 })),
      ...op('MSTORE', 32, op('EXTCODEHASH', BigInt(ABSENT))),
      ...op('MSTORE', 64, op('EXTCODEHASH', made)),
      ...ret(0, 96),
    ]
    expect(wordsOf(run(machine, code))).toEqual([0n, NO_CODE, hashOf(runtime)])
  })

  it('is that of no bytes inside the initcode of the account itself', () => {
    const machine = stage(interpreter)
    const initcode = bytecode(returnWord(op('EXTCODEHASH', op('ADDRESS'))))
    const { created } = machine.call({ from: SENDER, data: initcode })
    expect(bytesToBigInt(machine.getCode(created!))).toBe(NO_CODE)
  })

  it('is what it was until the transaction ends for a contract that destroyed itself', () => {
    const machine = stage(interpreter, 'shanghai')
    const code = bytecode(op('SELFDESTRUCT', op('CALLER')))
    machine.setAccount(OTHER, { code, nonce: 1n })
    const program = [
      ...op('POP', call('CALL', { to: BigInt(OTHER) })),
      ...returnWord(op('EXTCODEHASH', BigInt(OTHER))),
    ]
    expect(wordOf(run(machine, program))).toBe(hashOf(code))
    expect(wordOf(run(machine, codeHash(BigInt(OTHER))))).toBe(0n)
  })

  it('needs an operand', () => {
    expectHalt(run(stage(interpreter), op('EXTCODEHASH')), 'stackUnderflow')
  })
})
