import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import { BLOCK } from '../helpers/block.ts'
import { bytecode, op, returnWord } from '../helpers/bytecode.ts'
import { expectGas, include, INTERPRETERS, run, stage, TARGET, wordOf } from './stage.ts'

describe.each(INTERPRETERS)('EIP-3198: BASEFEE (%s)', (interpreter) => {
  it.each(FORKS)('gives the base fee of the block in %s', (fork) => {
    expect(wordOf(run(stage(interpreter, fork), returnWord(op('BASEFEE'))))).toBe(BLOCK.baseFee)
  })

  it('does not depend on what the transaction pays', () => {
    const machine = stage(interpreter)
    machine.setAccount(TARGET, { code: bytecode(returnWord(op('BASEFEE'))) })
    expect(wordOf(include(machine, { maxFeePerGas: 90_000_000_000n }))).toBe(BLOCK.baseFee)
  })

  it('costs 2', () => {
    expectGas(stage(interpreter), op('BASEFEE'), 2n)
  })
})
