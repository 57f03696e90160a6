import { describe, expect, it } from 'vitest'
import { op, raw, repeat, returnWord } from '../helpers/bytecode.ts'
import { expectGas, expectHalt, INTERPRETERS, itIsUndefinedBefore, run, stage, wordOf } from './stage.ts'

const PUSH0 = 0x5f

describe.each(INTERPRETERS)('EIP-3855: PUSH0 (%s)', (interpreter) => {
  itIsUndefinedBefore(interpreter, 'shanghai', 'PUSH0', [])

  it('costs 2, one less than PUSH1', () => {
    expectGas(stage(interpreter), op('PUSH0'), 2n)
  })

  it('puts zero on the stack', () => {
    // 7 - 0 would be 7 also for an absent push; 0 - 7 shows which operand is which.
    expect(wordOf(run(stage(interpreter), returnWord(op('SUB', op('PUSH0'), 7))))).toBe((1n << 256n) - 7n)
  })

  it('has no immediate: what follows is an instruction', () => {
    // PUSH0 PUSH1 5 ADD: 5, not what PUSH1 60 would be.
    expect(wordOf(run(stage(interpreter), returnWord([...op('PUSH0'), ...op('ADD', 5)])))).toBe(5n)
  })

  it('fits 1,024 times, not 1,025 times', () => {
    const machine = stage(interpreter)
    // The cases of the EIP.
    expect(run(machine, raw(new Uint8Array(1024).fill(PUSH0)))).toMatchObject({
      status: 'success',
      gasUsed: 2_048n,
    })
    expectHalt(run(machine, raw(new Uint8Array(1025).fill(PUSH0))), 'stackOverflow')
  })

  it('leaves room for itself that POP gives back', () => {
    const code = repeat(2_000, op('PUSH0'), op('POP'))
    expect(run(stage(interpreter), code).status).toBe('success')
  })
})
