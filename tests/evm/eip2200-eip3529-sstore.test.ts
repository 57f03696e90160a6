// The net gas of SSTORE: EIP-2200, with the costs of EIP-2929 and the refunds of EIP-3529.

import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import { bytecode, call, op, type Code } from '../helpers/bytecode.ts'
import {
  COLD_SLOT,
  expectHalt,
  GWEI,
  include,
  INTERPRETERS,
  OTHER,
  PUSH,
  run,
  SENDER,
  SENDER_BALANCE,
  stage,
  TARGET,
} from './stage.ts'
import { BLOCK } from '../helpers/block.ts'

const [X, Y, Z] = [1n, 2n, 3n]

// original, current, new; gas of a warm slot; change of the refund counter.
const TRANSITIONS: readonly (readonly [bigint, bigint, bigint, bigint, bigint, string])[] = [
  [0n, 0n, 0n, 100n, 0n, 'nothing changes'],
  [0n, 0n, Z, 20_000n, 0n, 'a slot is set'],
  [0n, X, 0n, 100n, 19_900n, 'a set slot is reset to zero: 20,000 - 100 come back'],
  [0n, X, X, 100n, 0n, 'nothing changes'],
  [0n, X, Z, 100n, 0n, 'a dirty slot changes'],
  [X, X, 0n, 2_900n, 4_800n, 'a slot is cleared: 5,000 - 2,100; refund 4,800 (EIP-3529)'],
  [X, X, X, 100n, 0n, 'nothing changes'],
  [X, X, Z, 2_900n, 0n, 'a slot changes: 5,000 - 2,100'],
  [X, 0n, 0n, 100n, 0n, 'nothing changes'],
  [X, 0n, X, 100n, -4_800n + 2_800n, 'a cleared slot is reset: no clearing; 5,000 - 2,100 - 100 come back'],
  [X, 0n, Z, 100n, -4_800n, 'a cleared slot is set: no clearing'],
  [X, Y, 0n, 100n, 4_800n, 'a dirty slot is cleared'],
  [X, Y, X, 100n, 2_800n, 'a dirty slot is reset: 5,000 - 2,100 - 100 come back'],
  [X, Y, Y, 100n, 0n, 'nothing changes'],
  [X, Y, Z, 100n, 0n, 'a dirty slot changes'],
]

describe.each(INTERPRETERS)('EIP-2200 and EIP-3529: SSTORE (%s)', (interpreter) => {
  describe.each(FORKS)('in %s', (fork) => {
    it.each(TRANSITIONS)(
      '%i, now %i, becomes %i: %i gas, refund %i: %s',
      (original, current, next, gas, refund) => {
        const machine = stage(interpreter, fork)
        machine.setStorage(TARGET, 0n, original)
        const before = op('SSTORE', 0, current)
        const first = run(machine, before)
        machine.setStorage(TARGET, 0n, original)
        const both = run(machine, [...before, ...op('SSTORE', 0, next)])
        expect(both.status).toBe('success')
        expect(both.gasUsed - first.gasUsed).toBe(2n * PUSH + gas)
        expect(both.gasRefund - first.gasRefund).toBe(refund)
        expect(machine.getStorage(TARGET, 0n)).toBe(next)
      },
    )

    it.each(TRANSITIONS.filter(([original, current]) => original === current))(
      '%i, cold, now %i, becomes %i: 2,100 more than %i gas, refund %i: %s',
      (original, _, next, gas, refund) => {
        const machine = stage(interpreter, fork)
        machine.setStorage(TARGET, 0n, original)
        expect(run(machine, op('SSTORE', 0, next))).toMatchObject({
          status: 'success',
          gasUsed: 2n * PUSH + COLD_SLOT + gas,
          gasRefund: refund,
        })
      },
    )
  })

  // EIP-3529, table of the cases of EIP-2200 and EIP-1283: original, the values stored one after the other, gas, refund.
  // The slot is warm.
  it.each<readonly [bigint, readonly bigint[], bigint, bigint]>([
    [0n, [0n, 0n], 212n, 0n],
    [0n, [0n, 1n], 20_112n, 0n],
    [0n, [1n, 0n], 20_112n, 19_900n],
    [0n, [1n, 2n], 20_112n, 0n],
    [0n, [1n, 1n], 20_112n, 0n],
    [1n, [0n, 0n], 3_012n, 4_800n],
    [1n, [0n, 1n], 3_012n, 2_800n],
    [1n, [0n, 2n], 3_012n, 0n],
    [1n, [2n, 0n], 3_012n, 4_800n],
    [1n, [2n, 3n], 3_012n, 0n],
    [1n, [2n, 1n], 3_012n, 2_800n],
    [1n, [2n, 2n], 3_012n, 0n],
    [1n, [1n, 0n], 3_012n, 4_800n],
    [1n, [1n, 2n], 3_012n, 0n],
    [1n, [1n, 1n], 212n, 0n],
    [0n, [1n, 0n, 1n], 40_118n, 19_900n],
    [1n, [0n, 1n, 0n], 5_918n, 7_600n],
  ])(
    'the case of EIP-3529 that starts at %i and stores %s: %i gas, refund %i',
    (original, values, gas, refund) => {
      const machine = stage(interpreter)
      machine.setStorage(TARGET, 0n, original)
      const warming = [...op('POP', op('SLOAD', 0))]
      const code = [...warming, ...values.flatMap((value) => op('SSTORE', 0, value))]
      // The warming: PUSH1 3, 2,100, POP 2.
      expect(run(machine, code)).toMatchObject({
        status: 'success',
        gasUsed: 2_105n + gas,
        gasRefund: refund,
      })
    },
  )

  describe('the 2,300 that must be left', () => {
    const noop = op('SSTORE', 0, 0)
    const pushes = 2n * PUSH

    it('refuses when 2,300 are left, whatever the store costs', () => {
      const machine = stage(interpreter)
      const warming = op('POP', op('SLOAD', 0))
      // A warm store that changes nothing costs 100.
      const before = 2_105n + pushes
      expectHalt(run(machine, [...warming, ...noop], { gas: before + 2_300n }), 'outOfGas', before + 2_300n)
      expect(run(machine, [...warming, ...noop], { gas: before + 2_301n })).toMatchObject({
        status: 'success',
        gasUsed: before + 100n,
      })
    })

    it('keeps a callee that has only the stipend from storing', () => {
      const machine = stage(interpreter)
      machine.setBalance(TARGET, 1n)
      machine.setAccount(OTHER, { code: bytecode(op('SSTORE', 0, 1)) })
      run(machine, op('SSTORE', 9, call('CALL', { gas: 0, to: BigInt(OTHER), value: 1 })))
      expect(machine.getStorage(TARGET, 9n)).toBe(0n)
      expect(machine.getStorage(OTHER, 0n)).toBe(0n)
      expect(machine.getBalance(OTHER)).toBe(0n)
    })

    it('is not a price: a store that costs more needs that', () => {
      const machine = stage(interpreter)
      const cost = pushes + COLD_SLOT + 20_000n
      expectHalt(run(machine, op('SSTORE', 0, 1), { gas: cost - 1n }), 'outOfGas', cost - 1n)
      expect(run(machine, op('SSTORE', 0, 1), { gas: cost })).toMatchObject({
        status: 'success',
        gasUsed: cost,
      })
    })
  })

  describe('the original value', () => {
    it('is that at the start of the transaction, also for a callee that comes back', () => {
      const machine = stage(interpreter)
      machine.setStorage(TARGET, 0n, X)
      machine.setAccount(OTHER, { code: bytecode(op('SSTORE', 0, X)) })
      // Cold, changed 2,900; reset in a DELEGATECALL: refund 2,800.
      const code = [...op('SSTORE', 0, Y), ...op('POP', call('DELEGATECALL', { to: BigInt(OTHER) }))]
      expect(run(machine, code).gasRefund).toBe(2_800n)
    })

    it('is that of the new transaction after the old has ended', () => {
      const machine = stage(interpreter)
      machine.setStorage(TARGET, 0n, X)
      run(machine, op('SSTORE', 0, Y))
      // Back to X: not a reset any more but a change.
      expect(run(machine, op('SSTORE', 0, X))).toMatchObject({
        gasUsed: 2n * PUSH + COLD_SLOT + 2_900n,
        gasRefund: 0n,
      })
    })

    it('is not what a frame stored that reverted', () => {
      const machine = stage(interpreter)
      machine.setStorage(TARGET, 0n, X)
      machine.setAccount(OTHER, { code: bytecode(op('SSTORE', 0, Y), op('REVERT', 0, 0)) })
      const fails = op('POP', call('DELEGATECALL', { to: BigInt(OTHER) }))
      const alone = run(machine, fails).gasUsed
      // The slot is cold and clean again.
      expect(run(machine, [...fails, ...op('SSTORE', 0, 0)])).toMatchObject({
        gasUsed: alone + 2n * PUSH + COLD_SLOT + 2_900n,
        gasRefund: 4_800n,
      })
    })
  })

  describe('the refund counter', () => {
    const clears = (slots: number): Code =>
      Array.from({ length: slots }, (_, slot) => op('SSTORE', slot, 0)).flat()
    const machineWithSlots = (slots: number): ReturnType<typeof stage> => {
      const machine = stage(interpreter)
      for (let slot = 0; slot < slots; slot++) machine.setStorage(TARGET, BigInt(slot), 1n)
      return machine
    }

    it('goes back with a frame that fails', () => {
      const machine = machineWithSlots(2)
      for (const end of [op('REVERT', 0, 0), op('INVALID')]) {
        machine.setAccount(OTHER, { code: bytecode(op('SSTORE', 1, 0), end) })
        const code = [
          ...op('SSTORE', 0, 0),
          ...op('POP', call('DELEGATECALL', { gas: 50_000, to: BigInt(OTHER) })),
        ]
        machine.setStorage(TARGET, 0n, 1n)
        expect(run(machine, code).gasRefund).toBe(4_800n)
      }
    })

    it('is nothing for a message that fails', () => {
      expect(run(machineWithSlots(1), [...clears(1), ...op('REVERT', 0, 0)]).gasRefund).toBe(0n)
    })

    it('may fall in a callee by what its caller gained', () => {
      const machine = machineWithSlots(1)
      machine.setAccount(OTHER, { code: bytecode(op('SSTORE', 0, 2)) })
      const code = [...op('SSTORE', 0, 0), ...op('POP', call('DELEGATECALL', { to: BigInt(OTHER) }))]
      expect(run(machine, code).gasRefund).toBe(0n)
    })

    it('gains nothing by SELFDESTRUCT (EIP-3529)', () => {
      expect(run(stage(interpreter, 'london'), op('SELFDESTRUCT', op('CALLER'))).gasRefund).toBe(0n)
    })

    // Each clearing: two pushes 6, cold 2,100, change 2,900.
    const clearing = 5_006n
    it.each([
      // 26,006 / 5 = 5,201: 4,800 is below.
      [1, 21_000n + clearing - 4_800n],
      // 31,012 / 5 = 6,202, though 9,600 were gained.
      [2, 21_000n + 2n * clearing - 6_202n],
      // 71,060 / 5 = 14,212, though 48,000 were gained.
      [10, 21_000n + 10n * clearing - 14_212n],
    ])('pays back at most a fifth of the gas used: %i slots cleared', (slots, paid) => {
      const machine = machineWithSlots(slots)
      machine.setCode(TARGET, bytecode(clears(slots)))
      const result = include(machine)
      expect(result).toMatchObject({ status: 'success', gasPaid: paid, gasRefund: 4_800n * BigInt(slots) })
      expect(result.gasUsed).toBe(BigInt(slots) * clearing)
      expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE - paid * (BLOCK.baseFee + GWEI))
    })

    it('pays nothing back after a transaction that fails', () => {
      const machine = machineWithSlots(1)
      machine.setCode(TARGET, bytecode(clears(1), op('REVERT', 0, 0)))
      // And two pushes for REVERT.
      expect(include(machine)).toMatchObject({ status: 'revert', gasPaid: 21_000n + clearing + 6n })
    })
  })

  it('violates a static call, even if nothing would change', () => {
    const machine = stage(interpreter)
    expectHalt(run(machine, op('SSTORE', 0, 0), { static: true }), 'staticViolation')
  })

  it('needs two operands', () => {
    const machine = stage(interpreter)
    expectHalt(run(machine, op('SSTORE')), 'stackUnderflow')
    expectHalt(run(machine, [...op('PUSH0'), ...op('SSTORE')]), 'stackUnderflow')
  })
})
