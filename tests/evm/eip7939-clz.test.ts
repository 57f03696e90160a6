import { describe, expect, it } from 'vitest'
import { op, returnWord } from '../helpers/bytecode.ts'
import {
  expectGas,
  expectHalt,
  INTERPRETERS,
  itIsUndefinedBefore,
  run,
  send,
  stage,
  wordOf,
} from './stage.ts'
import { bigIntToBytes32 } from '../../src/primitives/bytes.ts'

const MAX = (1n << 256n) - 1n

describe.each(INTERPRETERS)('EIP-7939: CLZ (%s)', (interpreter) => {
  itIsUndefinedBefore(interpreter, 'osaka', 'CLZ', [1])

  it('costs 5', () => {
    // PUSH1 3 + 5.
    expectGas(stage(interpreter), op('CLZ', 1), 8n)
  })

  it('is 256 for zero', () => {
    expect(wordOf(run(stage(interpreter), returnWord(op('CLZ', 0))))).toBe(256n)
  })

  it('is 0 for all ones', () => {
    expect(wordOf(run(stage(interpreter), returnWord(op('CLZ', MAX))))).toBe(0n)
  })

  it('counts the zeros above the highest one, at every place', () => {
    const machine = stage(interpreter)
    run(machine, returnWord(op('CLZ', op('CALLDATALOAD', 0))))
    for (let place = 0n; place < 256n; place++) {
      const lowest = 1n << place
      const all = 2n * lowest - 1n
      for (const word of [lowest, all]) {
        expect({ word, zeros: wordOf(send(machine, { data: bigIntToBytes32(word) })) }).toEqual({
          word,
          zeros: 255n - place,
        })
      }
    }
  })

  it('needs one operand', () => {
    expectHalt(run(stage(interpreter), op('CLZ')), 'stackUnderflow')
  })
})
