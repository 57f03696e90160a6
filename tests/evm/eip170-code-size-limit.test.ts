// EIP-170, and the price of storing code (Yellow Paper, section 7: 200 gas a byte, or the creation fails).

import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import { bytecode, create, create2, op, ret, returnWord } from '../helpers/bytecode.ts'
import { createdAddress } from './created-address.ts'
import {
  creation,
  expectHalt,
  include,
  INTERPRETERS,
  memoryGas,
  PUSH,
  run,
  sendCreation,
  SENDER,
  stage,
  TARGET,
  wordOf,
} from './stage.ts'

const CODE_MAX = 24_576
const GAS_ENOUGH = 10_000_000n

/** Deploys this many zeros. */
function deploysZeros(bytes: number): Uint8Array {
  return bytecode(ret(0, bytes))
}

describe.each(INTERPRETERS)('EIP-170: code size limit (%s)', (interpreter) => {
  it.each(FORKS)('is 24,576 bytes in %s', (fork) => {
    const machine = stage(interpreter, fork)
    const result = sendCreation(machine, deploysZeros(CODE_MAX), { gas: GAS_ENOUGH })
    expect(result.status).toBe('success')
    expect(machine.getCode(result.created!).length).toBe(CODE_MAX)
    expectHalt(
      sendCreation(machine, deploysZeros(CODE_MAX + 1), { gas: GAS_ENOUGH }),
      'codeTooLarge',
      GAS_ENOUGH,
    )
    expect(machine.exists(createdAddress(SENDER, 1n))).toBe(false)
  })

  it.each([
    ['CREATE', create],
    ['CREATE2', (initcode: Uint8Array) => create2(initcode, 0)],
  ] as const)('holds for %s, which leaves 0 and loses the gas of the initcode', (_, creates) => {
    const machine = stage(interpreter)
    expect(wordOf(run(machine, returnWord(creates(deploysZeros(CODE_MAX))), { gas: GAS_ENOUGH }))).not.toBe(
      0n,
    )
    const failed = run(machine, returnWord(creates(deploysZeros(CODE_MAX + 1))), { gas: GAS_ENOUGH })
    expect(wordOf(failed)).toBe(0n)
    // All but one 64th of what was left after CREATE, 32,000 and less than 100.
    expect(failed.gasUsed).toBeGreaterThan(((GAS_ENOUGH - 32_100n) * 63n) / 64n)
  })

  it('holds for transactions', () => {
    const machine = stage(interpreter)
    const nonce = machine.getNonce(SENDER)
    const ok = include(machine, creation(deploysZeros(CODE_MAX), { gasLimit: GAS_ENOUGH }))
    expect(ok).toMatchObject({ status: 'success', created: createdAddress(SENDER, nonce) })
    const failed = include(machine, creation(deploysZeros(CODE_MAX + 1), { gasLimit: GAS_ENOUGH, nonce: 1n }))
    expect(failed).toMatchObject({ status: 'halt', halt: 'codeTooLarge', gasPaid: GAS_ENOUGH })
  })

  it('does not limit code that is put into the state', () => {
    const machine = stage(interpreter)
    machine.setCode(TARGET, new Uint8Array(CODE_MAX + 1000))
    expect(machine.getCode(TARGET).length).toBe(CODE_MAX + 1000)
  })
})

describe.each(INTERPRETERS)('the price of storing code (%s)', (interpreter) => {
  it.each([0, 1, 31, 32, 33, 1_000, CODE_MAX])('is 200 a byte: %i bytes', (bytes) => {
    const machine = stage(interpreter)
    const gas = 2n * PUSH + memoryGas(Math.ceil(bytes / 32)) + 200n * BigInt(bytes)
    const exact = sendCreation(machine, deploysZeros(bytes), { gas })
    expect(exact).toMatchObject({ status: 'success', gasUsed: gas })
    expect(machine.getCode(exact.created!).length).toBe(bytes)
    expectHalt(sendCreation(machine, deploysZeros(bytes), { gas: gas - 1n }), 'outOfGas', gas - 1n)
  })

  it('is not paid for what a reverting initcode returns', () => {
    const machine = stage(interpreter)
    const result = sendCreation(machine, bytecode(op('REVERT', 0, 1_000)))
    expect(result).toMatchObject({ status: 'revert', gasUsed: 2n * PUSH + memoryGas(32) })
    expect(result.output.length).toBe(1_000)
  })

  it('undoes everything that the initcode did if it cannot be paid', () => {
    const machine = stage(interpreter)
    const initcode = bytecode(op('SSTORE', 1, 1), op('LOG0', 0, 0), ret(0, 10_000))
    const result = sendCreation(machine, initcode, { gas: 100_000n, value: 3n })
    expectHalt(result, 'outOfGas', 100_000n)
    const address = createdAddress(SENDER, 0n)
    expect(machine.exists(address)).toBe(false)
    expect(machine.getStorage(address, 1n)).toBe(0n)
    expect(result.logs).toEqual([])
    expect(machine.getNonce(SENDER)).toBe(1n)
  })
})
