import { describe, expect, test } from 'vitest'

import { createPrng } from '../../primitives/prng.ts'
import { Cells } from './cells.ts'
import { compute, evaluate, type Formula, input, isComputed, type Term } from './formula.ts'

const OPCODES = Array.from({ length: 0x1e }, (_, op) => op).filter(isComputed)
const WORDS = [0n, 1n, 2n, 31n, 255n, 256n, 1n << 64n, (1n << 255n) - 1n, 1n << 255n, (1n << 256n) - 1n]

/** Formulas of everything that formulas are made of, about three inputs. */
function someFormulas(seed: bigint): readonly Formula[] {
  const prng = createPrng(seed)
  const formulas = [input(0), input(1), input(2)]
  const term = (): Term =>
    prng.nextBelow(3) === 0
      ? WORDS[prng.nextBelow(WORDS.length)]!
      : formulas[prng.nextBelow(formulas.length)]!
  while (formulas.length < 60) {
    const op = OPCODES[prng.nextBelow(OPCODES.length)]!
    const made = compute(op, [formulas[prng.nextBelow(formulas.length)]!, term(), term()])
    if (made !== undefined) formulas.push(made)
  }
  return formulas
}

describe('cells', () => {
  test('have the values of their formulas, whichever inputs change', () => {
    for (let seed = 1n; seed <= 20n; seed++) {
      const prng = createPrng(seed)
      const formulas = someFormulas(seed)
      const values = [3n, 5n, 7n]
      const cells = new Cells(values)
      const roots = formulas.map((each) => cells.of(each))
      const expectValues = (): void =>
        expect(roots.map(({ value }) => value)).toEqual(formulas.map((each) => evaluate(each, values)))
      expectValues()
      for (let i = 0; i < 10; i++) {
        const [position, value] = [prng.nextBelow(3), WORDS[prng.nextBelow(WORDS.length)]!]
        const before = values[position]!
        values[position] = value
        cells.attempt(position, value)
        expectValues()
        values[position] = before
        cells.undo(position)
        expectValues()
        if (i % 2 === 0) continue
        values[position] = value
        cells.set(position, value)
        expectValues()
      }
    }
  })

  test('are the same for what is written alike', () => {
    const cells = new Cells([1n, 2n])
    const sum = (): Formula => compute(0x01, [input(0), compute(0x02, [input(1), 7n])!])!
    expect(cells.of(sum())).toBe(cells.of(sum()))
    expect(cells.of(7n)).toBe(cells.of(7n))
    expect(cells.of(sum())).not.toBe(cells.of(compute(0x01, [compute(0x02, [input(1), 7n])!, input(0)])!))
  })
})
