// What the decoder of the fast loop does to code must not show. Each case once broke it, or is built to.

import { describe, expect, it } from 'vitest'
import { bytecode, call, jump, label, op, push, raw, returnWord } from '../../tests/helpers/bytecode.ts'
import { Machine } from './machine.ts'
import type { Address } from './types.ts'

const USER: Address = '0x00000000000000000000000000000000000000a1'
const CODE: Address = '0x00000000000000000000000000000000000000c3'

const cases: Record<string, Uint8Array> = {
  'a section that folds to nothing, then a JUMPDEST': bytecode(
    op('POP', op('GAS')),
    push(0x80000001),
    op('POP'),
    label('here'),
    op('JUMPI', 0, 0),
    returnWord(op('GAS')),
  ),
  'a jump over a section that folds to nothing': bytecode(
    op('POP', op('GAS')),
    jump('here'),
    raw([0x5b]),
    push(1),
    op('POP'),
    label('here'),
    returnWord(op('GAS')),
  ),
  'constants below a copy': bytecode(op('CALLER'), push(5), raw([0x81]), op('SUB'), returnWord([])),
  'constants below an exchanged copy': bytecode(
    op('CALLER'),
    push(7),
    raw([0x81, 0x90]),
    op('SHR'),
    returnWord([]),
  ),
  'more constants than are held back': bytecode(
    ...Array.from({ length: 20 }, (_, i) => push(i)),
    raw([0x89]),
    returnWord([]),
  ),
  'an exponent that is known': bytecode(
    op('EXP', 2, 0x10000),
    op('EXP', op('CALLER'), 300),
    op('ADD'),
    returnWord([]),
  ),
  'a push cut off by the end': bytecode(push(1), raw([0x7f, 1, 2, 3])),
  'a small push cut off by the end': bytecode(push(1), raw([0x62, 1])),
  'a JUMPDEST in push data': bytecode(push(3), op('JUMP'), raw([0x60, 0x5b])),
  'a jump to a constant that is no JUMPDEST': bytecode(push(0), op('JUMP')),
  'two JUMPDESTs in a row, jumped to at the second': bytecode(
    push(4),
    op('JUMP'),
    raw([0x5b, 0x5b]),
    returnWord(op('GAS')),
  ),
  'a call between constants': bytecode(
    push(1),
    push(2),
    call('CALL', { to: 4 }),
    op('ADD'),
    op('ADD'),
    returnWord([]),
  ),
}

function run(code: Uint8Array, interpreter: 'fast' | 'checked', gas: bigint): unknown {
  const machine = new Machine({ interpreter })
  machine.setAccount(CODE, { code })
  const { status, halt, gasUsed, output } = machine.call({ from: USER, to: CODE, gas })
  return { status, halt, gasUsed, output: output.slice(), hits: machine.coverage.hits().slice() }
}

describe('both loops do the same with', () => {
  it.each(Object.entries(cases))('%s', (_name, code) => {
    expect(run(code, 'fast', 100_000n)).toEqual(run(code, 'checked', 100_000n))
  })

  it.each(Object.entries(cases))('%s, whatever the gas', (_name, code) => {
    for (let gas = 0n; gas < 60n; gas++) {
      const [fast, checked] = (['fast', 'checked'] as const).map(
        (loop) => run(code, loop, gas) as { status: string; gasUsed: bigint },
      )
      expect([gas, fast!.status, fast!.gasUsed]).toEqual([gas, checked!.status, checked!.gasUsed])
    }
  })
})
