import { expect, test } from 'vitest'
import { Machine } from '../evm/machine.ts'
import type { Address } from '../evm/types.ts'
import { Jit } from './jit.ts'
import { OP } from './op.ts'

const CODE: Address = '0x00000000000000000000000000000000000000c3'
const USER: Address = '0x00000000000000000000000000000000000000a1'

/** Which forms were compiled, behind how many runs. */
function compiledForms(
  notes: boolean,
  runs: number,
  threshold: number,
): readonly (readonly [boolean, number])[] {
  const forms: (readonly [boolean, number])[] = []
  const jit = new Jit({ threshold })
  let run = 1
  const machine = new Machine({
    compiler: {
      threshold: jit.threshold,
      runsWanted: (bytes, isNoting) => jit.runsWanted(bytes, isNoting),
      compile: (request) => {
        forms.push([request.notes, run])
        return jit.compile(request)
      },
    },
  })
  machine.setAccount(CODE, { code: Uint8Array.from({ length: 100 }, () => OP.jumpdest) })
  if (notes) machine.observations.observe({ comparisons: true })
  for (; run <= runs; run++) expect(machine.call({ from: USER, to: CODE }).gasUsed).toBe(100n)
  return forms
}

test('a code is compiled once it was interpreted often enough, for its size', () => {
  expect(compiledForms(false, 1_100, 1_000)).toEqual([[false, 1_051]])
})

test('runs with operands noted cost more, so that fewer of them are enough', () => {
  expect(compiledForms(true, 300, 1_000)).toEqual([[true, 211]])
})

test('both are compiled before their first run if that is wanted', () => {
  expect(compiledForms(false, 3, 0)).toEqual([[false, 1]])
  expect(compiledForms(true, 3, 0)).toEqual([[true, 1]])
})
