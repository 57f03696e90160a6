import { describe, expect, it } from 'vitest'
import { BLOCK } from '../helpers/block.ts'
import { op, returnWord } from '../helpers/bytecode.ts'
import { expectGas, INTERPRETERS, itIsUndefinedBefore, run, stage, wordOf } from './stage.ts'

describe.each(INTERPRETERS)('EIP-7516: BLOBBASEFEE (%s)', (interpreter) => {
  itIsUndefinedBefore(interpreter, 'cancun', 'BLOBBASEFEE', [])

  it('gives the blob base fee of the block', () => {
    const machine = stage(interpreter)
    expect(wordOf(run(machine, returnWord(op('BLOBBASEFEE'))))).toBe(BLOCK.blobBaseFee)
    machine.setBlock({ blobBaseFee: 1n << 200n })
    expect(wordOf(run(machine, returnWord(op('BLOBBASEFEE'))))).toBe(1n << 200n)
  })

  it('costs 2', () => {
    expectGas(stage(interpreter), op('BLOBBASEFEE'), 2n)
  })
})
