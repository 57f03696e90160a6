import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import type { AccessListEntry } from '../../src/evm/types.ts'
import { bytecode, call, op, returnWord } from '../helpers/bytecode.ts'
import {
  COLD_ACCOUNT,
  COLD_SLOT,
  include,
  INTERPRETERS,
  OTHER,
  PUSH,
  stage,
  TARGET,
  THIRD,
  transaction,
  WARM,
  wordOf,
} from './stage.ts'
import { BLOCK } from '../helpers/block.ts'

const PLAIN = 21_000n
const PER_ADDRESS = 2_400n
const PER_KEY = 1_900n

describe.each(INTERPRETERS)('EIP-2930: access lists (%s)', (interpreter) => {
  it.each(FORKS)('type 1 exists in %s', (fork) => {
    const {
      maxFeePerGas: _cap,
      maxPriorityFeePerGas: _tip,
      ...rest
    } = transaction({ type: 1, gasPrice: BLOCK.baseFee })
    expect(stage(interpreter, fork).transact(rest)).toMatchObject({ kind: 'included', status: 'success' })
  })

  const lists: readonly (readonly [string, readonly AccessListEntry[], bigint])[] = [
    ['nothing', [], 0n],
    ['an address', [{ address: OTHER, storageKeys: [] }], PER_ADDRESS],
    ['an address and a key', [{ address: OTHER, storageKeys: [0n] }], PER_ADDRESS + PER_KEY],
    [
      'three keys of one address',
      [{ address: OTHER, storageKeys: [0n, 1n, 2n] }],
      PER_ADDRESS + 3n * PER_KEY,
    ],
    [
      'what is there twice, twice',
      [
        { address: OTHER, storageKeys: [7n, 7n] },
        { address: OTHER, storageKeys: [7n] },
      ],
      2n * PER_ADDRESS + 3n * PER_KEY,
    ],
    ['what is warm anyhow', [{ address: TARGET, storageKeys: [] }], PER_ADDRESS],
  ]
  it.each(lists)('%s costs 2,400 an address and 1,900 a key', (_, accessList, extra) => {
    const machine = stage(interpreter)
    expect(include(machine, { accessList }).gasPaid).toBe(PLAIN + extra)
    const tight = transaction({ accessList, nonce: 1n, gasLimit: PLAIN + extra - 1n })
    expect(machine.transact(tight)).toMatchObject({ kind: 'invalid', reason: 'intrinsicGas' })
    expect(include(machine, { ...tight, gasLimit: PLAIN + extra }).status).toBe('success')
  })

  const used = (code: Uint8Array, accessList: readonly AccessListEntry[]): bigint => {
    const machine = stage(interpreter)
    machine.setCode(TARGET, code)
    return include(machine, { accessList }).gasUsed
  }

  it('makes its addresses warm, and not their slots', () => {
    const list = [{ address: OTHER, storageKeys: [] }]
    expect(used(bytecode(op('BALANCE', BigInt(OTHER))), list)).toBe(PUSH + WARM)
    expect(used(bytecode(op('BALANCE', BigInt(THIRD))), list)).toBe(PUSH + COLD_ACCOUNT)
    expect(used(bytecode(op('SLOAD', 0)), [{ address: TARGET, storageKeys: [] }])).toBe(PUSH + COLD_SLOT)
  })

  it('makes its slots warm, of that address only', () => {
    expect(used(bytecode(op('SLOAD', 3)), [{ address: TARGET, storageKeys: [3n] }])).toBe(PUSH + WARM)
    expect(used(bytecode(op('SLOAD', 4)), [{ address: TARGET, storageKeys: [3n] }])).toBe(PUSH + COLD_SLOT)
    expect(used(bytecode(op('SLOAD', 3)), [{ address: OTHER, storageKeys: [3n] }])).toBe(PUSH + COLD_SLOT)
    // Two pushes, and a warm slot is set.
    expect(used(bytecode(op('SSTORE', 3, 1)), [{ address: TARGET, storageKeys: [3n] }])).toBe(
      2n * PUSH + 20_000n,
    )
  })

  it('stays warm when a frame reverts', () => {
    const machine = stage(interpreter)
    const touch = op('POP', op('BALANCE', BigInt(OTHER)))
    machine.setAccount(THIRD, { code: bytecode(touch, op('REVERT', 0, 0)) })
    const measured = [...op('GAS'), ...touch, ...op('GAS'), ...op('SWAP1'), ...op('SUB')]
    machine.setCode(TARGET, bytecode(op('POP', call('CALL', { to: BigInt(THIRD) })), returnWord(measured)))
    // PUSH20 3, 100, POP 2, GAS 2.
    expect(wordOf(include(machine, { accessList: [{ address: OTHER, storageKeys: [] }] }))).toBe(107n)
  })

  it('does not last for the next transaction', () => {
    const machine = stage(interpreter)
    machine.setCode(TARGET, bytecode(op('SLOAD', 3)))
    include(machine, { accessList: [{ address: TARGET, storageKeys: [3n] }] })
    expect(include(machine, { nonce: 1n }).gasUsed).toBe(PUSH + COLD_SLOT)
  })

  it('does not make accounts exist', () => {
    const machine = stage(interpreter)
    include(machine, { accessList: [{ address: OTHER, storageKeys: [1n] }] })
    expect(machine.exists(OTHER)).toBe(false)
  })
})
