// EIP-7623: a transaction pays at least 21,000 and 10 for each token: a zero byte is one, another byte four.

import { describe, expect, it } from 'vitest'
import { BLOCK } from '../helpers/block.ts'
import { bytecode, op } from '../helpers/bytecode.ts'
import {
  creation,
  forksBefore,
  forksSince,
  GWEI,
  include,
  INTERPRETERS,
  SENDER,
  SENDER_BALANCE,
  stage,
  TARGET,
  transaction,
} from './stage.ts'

function ones(count: number): Uint8Array {
  return new Uint8Array(count).fill(1)
}

describe.each(INTERPRETERS)('EIP-7623: calldata floor (%s)', (interpreter) => {
  it.each(forksBefore('prague'))('there is none in %s: 16 for a byte, 4 for a zero', (fork) => {
    const machine = stage(interpreter, fork)
    expect(include(machine, { data: ones(1_000) }).gasPaid).toBe(21_000n + 16_000n)
    expect(include(machine, { data: new Uint8Array(1_000), nonce: 1n }).gasPaid).toBe(21_000n + 4_000n)
  })

  it.each(forksSince('prague'))(
    'a transaction that computes little pays 40 for a byte and 10 for a zero in %s',
    (fork) => {
      const machine = stage(interpreter, fork)
      expect(include(machine, { data: ones(1_000) }).gasPaid).toBe(21_000n + 40_000n)
      expect(include(machine, { data: new Uint8Array(1_000), nonce: 1n }).gasPaid).toBe(21_000n + 10_000n)
      expect(include(machine, { nonce: 2n }).gasPaid).toBe(21_000n)
      expect(machine.getBalance(SENDER)).toBe(
        SENDER_BALANCE - (61_000n + 31_000n + 21_000n) * (BLOCK.baseFee + GWEI),
      )
      expect(machine.getBalance(BLOCK.coinbase)).toBe((61_000n + 31_000n + 21_000n) * GWEI)
    },
  )

  it('a transaction that computes more than the difference pays as before', () => {
    const machine = stage(interpreter)
    // 100 bytes: 1,600, floor 4,000. Two cold loads: two PUSH1 and 4,200.
    machine.setCode(TARGET, bytecode(op('SLOAD', 0), op('SLOAD', 1)))
    expect(include(machine, { data: ones(100) }).gasPaid).toBe(21_000n + 1_600n + 4_206n)
    // One cold load: 2,103. 1,600 + 2,103 is below 4,000.
    machine.setCode(TARGET, bytecode(op('SLOAD', 0)))
    expect(include(machine, { data: ones(100), nonce: 1n }).gasPaid).toBe(25_000n)
  })

  it('holds after refunds', () => {
    const machine = stage(interpreter)
    machine.setStorage(TARGET, 0n, 1n)
    machine.setCode(TARGET, bytecode(op('SSTORE', 0, 0)))
    // 21,000 + 3,200 + two pushes 6 + 2,100 + 2,900 = 29,206, less 4,800 = 24,406; the floor is 21,000 + 200 * 40.
    expect(include(machine, { data: ones(200) })).toMatchObject({ gasPaid: 29_000n, gasRefund: 4_800n })
  })

  it('must be within the gas limit', () => {
    const machine = stage(interpreter)
    const data = ones(1_000)
    expect(machine.transact(transaction({ data, gasLimit: 60_999n }))).toMatchObject({
      reason: 'intrinsicGas',
    })
    expect(include(machine, { data, gasLimit: 61_000n })).toMatchObject({
      status: 'success',
      gasPaid: 61_000n,
    })
  })

  it('is not taken from what the code may use', () => {
    const machine = stage(interpreter)
    // 61,000 - 21,000 - 16,000 = 24,000 are left for the code: enough for a new slot, 22,106.
    machine.setCode(TARGET, bytecode(op('SSTORE', 0, 1)))
    expect(include(machine, { data: ones(1_000), gasLimit: 61_000n })).toMatchObject({
      status: 'success',
      gasUsed: 22_106n,
      gasPaid: 61_000n,
    })
  })

  it('is 21,000 and the tokens for a creation too, not 53,000', () => {
    const machine = stage(interpreter)
    const initcode = new Uint8Array(3_200)
    // 53,000 + 12,800 + 2 * 100 words = 66,000; floor 21,000 + 32,000 = 53,000.
    expect(include(machine, creation(initcode)).gasPaid).toBe(66_000n)
    // STOP and 1,599 ones: 53,000 + 4 + 25,584 + 2 * 50 = 78,688; floor 21,000 + 10 + 63,960 = 84,970.
    const code = ones(1_600)
    code[0] = 0
    expect(include(machine, creation(code, { nonce: 1n })).gasPaid).toBe(84_970n)
  })

  it('does not count access lists', () => {
    const machine = stage(interpreter)
    // 21,000 + 1,600 + 2,400 = 25,000; the floor is 25,000 as well, without the 2,400.
    const accessList = [{ address: SENDER, storageKeys: [] }]
    expect(include(machine, { data: ones(100), accessList }).gasPaid).toBe(25_000n)
    // 101 bytes: 25,016; floor 25,040.
    expect(include(machine, { data: ones(101), accessList, nonce: 1n }).gasPaid).toBe(25_040n)
  })
})
