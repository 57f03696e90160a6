import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import { bytesToBigInt } from '../../src/primitives/bytes.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'
import {
  bytecode,
  call,
  create,
  deployer,
  op,
  raw,
  ret,
  returnWord,
  storeBytes,
} from '../helpers/bytecode.ts'
import { createdAddress } from './created-address.ts'
import {
  creation,
  expectGas,
  expectHalt,
  GAS,
  include,
  INTERPRETERS,
  NO_BYTES,
  OTHER,
  PUSH,
  run,
  sendCreation,
  SENDER,
  SENDER_BALANCE,
  stage,
  TARGET,
  wordOf,
  wordsOf,
} from './stage.ts'

const RUNTIME = bytecode(returnWord(0x77))

describe.each(INTERPRETERS)('creation (%s)', (interpreter) => {
  it('the address is one that is known: the first contract of the first test account of Hardhat and Foundry', () => {
    const machine = stage(interpreter)
    const deployer0 = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266'
    const { created } = machine.call({ from: deployer0, data: deployer(RUNTIME) })
    expect(created).toBe('0x5fbdb2315678afecb367f032d93f642f64180aa3')
  })

  it.each([
    0n,
    1n,
    0x7fn,
    0x80n,
    0xffn,
    0x100n,
    0xffffn,
    1n << 24n,
    1n << 32n,
    1n << 56n,
    (1n << 63n) - 1n,
    1n << 63n,
    (1n << 64n) - 2n,
  ])('the address comes from the nonce: %i', (nonce) => {
    const machine = stage(interpreter)
    machine.setNonce(SENDER, nonce)
    expect(sendCreation(machine, deployer(RUNTIME)).created).toBe(createdAddress(SENDER, nonce))
    machine.setNonce(TARGET, nonce)
    expect(wordOf(run(machine, returnWord(create(deployer(RUNTIME)))))).toBe(
      BigInt(createdAddress(TARGET, nonce)),
    )
    expect(machine.getNonce(TARGET)).toBe(nonce + 1n)
    machine.setNonce(SENDER, nonce)
    machine.deleteAccount(createdAddress(SENDER, nonce))
    expect(include(machine, creation(deployer(RUNTIME), { nonce })).created).toBe(
      createdAddress(SENDER, nonce),
    )
  })

  it.each(FORKS)('deploys what the initcode returns, and the contract runs, in %s', (fork) => {
    const machine = stage(interpreter, fork)
    const result = sendCreation(machine, deployer(RUNTIME))
    expect(result).toMatchObject({ status: 'success', created: createdAddress(SENDER, 0n) })
    expect(result.output.length).toBe(0)
    expect(machine.getCode(result.created!)).toEqual(RUNTIME)
    expect(machine.getNonce(SENDER)).toBe(1n)
    expect(wordOf(machine.call({ from: SENDER, to: result.created! }))).toBe(0x77n)
  })

  it('CREATE costs 32,000', () => {
    expectGas(stage(interpreter), op('CREATE', 0, 0, 0), 3n * PUSH + 32_000n)
  })

  it('initcode sees itself as code, no calldata, no code at its address, and its creator as caller', () => {
    const machine = stage(interpreter)
    machine.setBalance(TARGET, 10n)
    const initcode = bytecode(
      op('MSTORE', 0, op('ADDRESS')),
      op('MSTORE', 32, op('CALLER')),
      op('MSTORE', 64, op('ORIGIN')),
      op('MSTORE', 96, op('CALLVALUE')),
      op('MSTORE', 128, op('CODESIZE')),
      op('MSTORE', 160, op('CALLDATASIZE')),
      op('MSTORE', 192, op('EXTCODESIZE', op('ADDRESS'))),
      op('MSTORE', 224, op('CALLDATALOAD', 0)),
      op('MSTORE', 256, op('SELFBALANCE')),
      ret(0, 288),
    )
    const expected = [BigInt(TARGET), BigInt(SENDER), 4n, BigInt(initcode.length), 0n, 0n, 0n, 4n]
    expect(run(machine, create(initcode, 4)).status).toBe('success')
    const made = createdAddress(TARGET, 0n)
    const words = (code: Uint8Array): bigint[] =>
      Array.from({ length: 9 }, (_, index) => bytesToBigInt(code.subarray(32 * index, 32 * index + 32)))
    expect(words(machine.getCode(made))).toEqual([BigInt(made), ...expected])
    // The same for a message: its data is the initcode, not calldata.
    const { created } = sendCreation(machine, initcode, { value: 4n })
    expect(words(machine.getCode(created!))).toEqual([BigInt(created!), BigInt(SENDER), ...expected.slice(1)])
  })

  it('moves the value, and leaves 0 if the balance is too small: no nonce rises, no gas is gone', () => {
    const machine = stage(interpreter)
    machine.setBalance(TARGET, 10n)
    expect(wordOf(run(machine, returnWord(create(deployer(RUNTIME), 10))))).toBe(
      BigInt(createdAddress(TARGET, 0n)),
    )
    expect(machine.getBalance(createdAddress(TARGET, 0n))).toBe(10n)
    const refused = run(machine, op('CREATE', 1, 0, 0))
    expect(refused).toMatchObject({ status: 'success', gasUsed: 3n * PUSH + 32_000n })
    expect(machine.getNonce(TARGET)).toBe(1n)
  })

  it('by a message without the balance is refused, and its gas comes back', () => {
    const machine = stage(interpreter)
    expectHalt(sendCreation(machine, NO_BYTES, { value: SENDER_BALANCE + 1n }), 'insufficientBalance', 0n)
    expect(machine.getNonce(SENDER)).toBe(0n)
  })

  it.each([
    ['reverts', op('REVERT', 0, 0)],
    ['halts', op('INVALID')],
  ])('that %s is undone: value, storage, logs, what it created', (_, end) => {
    const machine = stage(interpreter)
    machine.setBalance(TARGET, 10n)
    const made = createdAddress(TARGET, 0n)
    const initcode = bytecode(op('SSTORE', 0, 1), op('LOG0', 0, 0), op('POP', op('CREATE', 0, 0, 0)), end)
    const result = run(machine, returnWord(create(initcode, 3)))
    expect(wordOf(result)).toBe(0n)
    expect(result.logs).toEqual([])
    expect(machine.exists(made)).toBe(false)
    expect(machine.exists(createdAddress(made, 1n))).toBe(false)
    expect(machine.getStorage(made, 0n)).toBe(0n)
    expect([machine.getBalance(TARGET), machine.getNonce(TARGET)]).toEqual([10n, 1n])
  })

  it('that reverts hands its data to the creator', () => {
    const machine = stage(interpreter)
    const initcode = bytecode(op('MSTORE', 0, 0xabcd), op('REVERT', 30, 2))
    const code = [
      ...op('POP', create(initcode)),
      ...op('RETURNDATACOPY', 0, 0, op('RETURNDATASIZE')),
      ...ret(0, op('RETURNDATASIZE')),
    ]
    expect(bytesToHex(run(machine, code).output)).toBe('0xabcd')
    const message = sendCreation(machine, initcode)
    expect(message.status).toBe('revert')
    expect(message.created).toBeUndefined()
    expect(bytesToHex(message.output)).toBe('0xabcd')
  })

  it('takes initcode from anywhere in memory, also beyond what was written', () => {
    const machine = stage(interpreter)
    const code = [
      ...storeBytes(77, deployer(RUNTIME)),
      ...returnWord(op('CREATE', 0, 77, deployer(RUNTIME).length)),
    ]
    expect(wordOf(run(machine, code))).toBe(BigInt(createdAddress(TARGET, 0n)))
    expect(machine.getCode(createdAddress(TARGET, 0n))).toEqual(RUNTIME)
    expect(wordOf(run(machine, returnWord(op('CREATE', 0, 5_000, 100))))).toBe(
      BigInt(createdAddress(TARGET, 1n)),
    )
    expect(machine.getCode(createdAddress(TARGET, 1n))).toEqual(NO_BYTES)
  })

  it('twice in a frame gives two contracts, which work at once', () => {
    const machine = stage(interpreter)
    const code = [
      ...op('POP', create(deployer(bytecode(returnWord(1))))),
      ...op('POP', create(deployer(bytecode(returnWord(2))))),
      ...op('POP', call('CALL', { to: BigInt(createdAddress(TARGET, 0n)), output: [0, 32] })),
      ...op('POP', call('CALL', { to: BigInt(createdAddress(TARGET, 1n)), output: [32, 32] })),
      ...ret(0, 64),
    ]
    expect(wordsOf(run(machine, code))).toEqual([1n, 2n])
  })

  it('a contract may call others and write storage while it is made', () => {
    const machine = stage(interpreter)
    machine.setAccount(OTHER, { code: bytecode(op('SSTORE', 9, op('CALLER'))) })
    const initcode = bytecode(op('SSTORE', 3, 4), op('POP', call('CALL', { to: BigInt(OTHER) })))
    const { created } = sendCreation(machine, initcode)
    expect(machine.getStorage(created!, 3n)).toBe(4n)
    expect(machine.getStorage(OTHER, 9n)).toBe(BigInt(created!))
  })

  it('needs three operands', () => {
    const machine = stage(interpreter)
    expectHalt(run(machine, [...raw([0x5f, 0x5f]), ...op('CREATE')]), 'stackUnderflow', GAS)
    expect(run(machine, [...raw([0x5f, 0x5f, 0x5f]), ...op('CREATE')]).status).toBe('success')
  })
})
