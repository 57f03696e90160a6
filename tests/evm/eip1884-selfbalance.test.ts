// Of EIP-1884, what EIP-2929 did not replace: SELFBALANCE.

import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import { bytecode, call, op, ret, returnWord } from '../helpers/bytecode.ts'
import { expectGas, INTERPRETERS, OTHER, run, stage, TARGET, wordOf, wordsOf } from './stage.ts'

describe.each(INTERPRETERS)('EIP-1884: SELFBALANCE (%s)', (interpreter) => {
  it('costs 5', () => {
    expectGas(stage(interpreter), op('SELFBALANCE'), 5n)
  })

  it.each(FORKS)('gives the balance of the running account, with the value just received, in %s', (fork) => {
    const machine = stage(interpreter, fork)
    machine.setBalance(TARGET, 1n << 130n)
    expect(wordOf(run(machine, returnWord(op('SELFBALANCE')), { value: 5n }))).toBe((1n << 130n) + 5n)
  })

  it('equals BALANCE of ADDRESS, before and after a payment', () => {
    const machine = stage(interpreter)
    machine.setBalance(TARGET, 100n)
    const code = [
      ...op('MSTORE', 0, op('SELFBALANCE')),
      ...op('MSTORE', 32, op('BALANCE', op('ADDRESS'))),
      ...op('POP', call('CALL', { to: BigInt(OTHER), value: 30 })),
      ...op('MSTORE', 64, op('SELFBALANCE')),
      ...op('MSTORE', 96, op('BALANCE', op('ADDRESS'))),
      ...ret(0, 128),
    ]
    expect(wordsOf(run(machine, code))).toEqual([100n, 100n, 70n, 70n])
  })

  it('is the caller’s in a DELEGATECALL', () => {
    const machine = stage(interpreter)
    machine.setBalance(TARGET, 100n)
    machine.setAccount(OTHER, { balance: 7n, code: bytecode(returnWord(op('SELFBALANCE'))) })
    const code = [...call('DELEGATECALL', { to: BigInt(OTHER), output: [0, 32] }), ...ret(0, 32)]
    expect(wordOf(run(machine, code))).toBe(100n)
  })
})
