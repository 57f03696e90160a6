import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import { BLOCK } from '../helpers/block.ts'
import { op, returnWord } from '../helpers/bytecode.ts'
import { expectGas, INTERPRETERS, run, stage, wordOf } from './stage.ts'

describe.each(INTERPRETERS)('EIP-1344: CHAINID (%s)', (interpreter) => {
  it.each(FORKS)('gives the chain id of the block in %s', (fork) => {
    const machine = stage(interpreter, fork)
    expect(wordOf(run(machine, returnWord(op('CHAINID'))))).toBe(BLOCK.chainId)
  })

  it('gives the word as it is, however large', () => {
    const machine = stage(interpreter)
    machine.setBlock({ chainId: (1n << 256n) - 1n })
    expect(wordOf(run(machine, returnWord(op('CHAINID'))))).toBe((1n << 256n) - 1n)
  })

  it('costs 2', () => {
    expectGas(stage(interpreter), op('CHAINID'), 2n)
  })
})
