import { describe, expect, it } from 'vitest'
import { BLOCK } from '../helpers/block.ts'
import { bytecode, call, op, returnWord } from '../helpers/bytecode.ts'
import {
  COLD_ACCOUNT,
  expectGas,
  forksBefore,
  forksSince,
  include,
  INTERPRETERS,
  PUSH,
  run,
  stage,
  TARGET,
  THIRD,
  WARM,
  wordOf,
} from './stage.ts'

const COINBASE = BigInt(BLOCK.coinbase)

describe.each(INTERPRETERS)('EIP-3651: warm COINBASE (%s)', (interpreter) => {
  it.each(forksBefore('shanghai'))('is cold in %s', (fork) => {
    expectGas(stage(interpreter, fork), op('BALANCE', COINBASE), PUSH + COLD_ACCOUNT)
  })

  it.each(forksSince('shanghai'))('is warm in %s', (fork) => {
    const machine = stage(interpreter, fork)
    expectGas(machine, op('BALANCE', COINBASE), PUSH + WARM)
    expectGas(machine, op('BALANCE', op('COINBASE')), 2n + WARM)
    expectGas(machine, call('CALL', { gas: 0, to: COINBASE }), 7n * PUSH + WARM)
  })

  it('is the coinbase of the present block', () => {
    const machine = stage(interpreter)
    machine.setBlock({ coinbase: THIRD })
    expect(run(machine, op('BALANCE', BigInt(THIRD))).gasUsed).toBe(PUSH + WARM)
    expect(run(machine, op('BALANCE', COINBASE)).gasUsed).toBe(PUSH + COLD_ACCOUNT)
  })

  it('holds in transactions', () => {
    const machine = stage(interpreter)
    const code = [
      ...op('GAS'),
      ...op('POP', op('BALANCE', COINBASE)),
      ...op('GAS'),
      ...op('SWAP1'),
      ...op('SUB'),
    ]
    machine.setCode(TARGET, bytecode(returnWord(code)))
    // POP 2 and GAS 2 beside the access.
    expect(wordOf(include(machine))).toBe(PUSH + WARM + 4n)
  })
})
