import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import { BLOCK } from '../helpers/block.ts'
import { op, returnWord } from '../helpers/bytecode.ts'
import { expectGas, INTERPRETERS, run, stage, wordOf } from './stage.ts'

describe.each(INTERPRETERS)('EIP-4399: PREVRANDAO (%s)', (interpreter) => {
  it.each(FORKS)(
    'is opcode 0x44 and gives the whole word in %s, where it is DIFFICULTY before Paris',
    (fork) => {
      expect(wordOf(run(stage(interpreter, fork), returnWord(op('PREVRANDAO'))))).toBe(BLOCK.prevRandao)
    },
  )

  it('may be any 256-bit word', () => {
    const machine = stage(interpreter)
    machine.setBlock({ prevRandao: (1n << 256n) - 2n })
    expect(wordOf(run(machine, returnWord(op('PREVRANDAO'))))).toBe((1n << 256n) - 2n)
  })

  it('costs 2', () => {
    expectGas(stage(interpreter), op('PREVRANDAO'), 2n)
  })
})
