import { expect, it } from 'vitest'
import type { Compiler, CompileRequest } from './compiler.ts'
import { Machine } from './machine.ts'
import type { Address } from './types.ts'

const USER: Address = '0x00000000000000000000000000000000000000a1'
const CODE: Address = '0x00000000000000000000000000000000000000c3'
// JUMPDEST, and the word 7 returned.
const SEVEN = Uint8Array.of(0x5b, 0x60, 7, 0x5f, 0x52, 0x60, 32, 0x5f, 0xf3)

function machineWith(
  threshold: number,
  more: number,
  compile: (request: CompileRequest) => undefined,
): Machine {
  const compiler: Compiler = { threshold, runsWanted: () => threshold + more, compile }
  const machine = new Machine({ compiler })
  machine.setAccount(CODE, { code: SEVEN })
  return machine
}

function runSome(machine: Machine, times: number): void {
  for (let i = 0; i < times; i++) {
    const { status, output } = machine.call({ from: USER, to: CODE })
    expect([status, output.at(-1)]).toEqual(['success', 7])
  }
}

it('a code is offered once, after as many runs as it is worth', () => {
  const offered: number[] = []
  let runs = 0
  const machine = machineWith(3, 4, ({ code }) => {
    offered.push(runs)
    expect(code).toEqual(SEVEN)
  })
  for (; runs < 20; runs++) runSome(machine, 1)
  expect(offered).toEqual([7])
})

it('runs whose operands are noted have a count and a form of their own', () => {
  const forms: boolean[] = []
  const machine = machineWith(1, 0, ({ notes }) => {
    forms.push(notes)
  })
  runSome(machine, 5)
  machine.observations.observe({ comparisons: true })
  runSome(machine, 1)
  expect(forms).toEqual([false])
  runSome(machine, 5)
  expect(forms).toEqual([false, true])
})

it('what there is no room for is interpreted; what is wrong is said', () => {
  runSome(
    machineWith(0, 0, () => {
      throw new RangeError('Maximum call stack size exceeded')
    }),
    3,
  )
  const wrong = machineWith(0, 0, () => {
    throw new TypeError('a defect')
  })
  expect(() => runSome(wrong, 1)).toThrow('a defect')
  // The Machine is as it was, and interprets.
  runSome(wrong, 3)
})
