import { expect, test } from 'vitest'

import { bytecode, jumpIf, label, op, push } from '../../../tests/helpers/bytecode.ts'
import { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32 } from '../../primitives/bytes.ts'
import { JumpSides } from './jump-sides.ts'

const USER: Address = '0x00000000000000000000000000000000000000a1'
const ONE: Address = '0x00000000000000000000000000000000000000c1'
/** The same code with another immutable. */
const OTHER: Address = '0x00000000000000000000000000000000000000c2'
const NOBODY: Address = '0x00000000000000000000000000000000000000c3'

function code(immutable: bigint): Uint8Array {
  return bytecode(
    push(immutable, 32),
    jumpIf('met', op('CALLDATALOAD', 0)),
    op('STOP'),
    label('met'),
    op('REVERT', 0, 0),
  )
}
/** Behind PUSH32, PUSH1, CALLDATALOAD and PUSH2. */
const JUMP = 33 + 2 + 1 + 3

test('a side is open until somebody takes it, also in a call that fails, whatever a code has for immutables', () => {
  const machine = new Machine()
  machine.setAccount(ONE, { code: code(1n << 255n) })
  machine.setAccount(OTHER, { code: code(2n << 250n) })
  const sides = new JumpSides(machine)
  const run = (to: Address, word: bigint): string =>
    machine.call({ from: USER, to, data: bigIntToBytes32(word) }).status

  expect(run(ONE, 0n)).toBe('success')
  const [jump, fall] = [true, false].map((isTaken) => sides.side(ONE, JUMP, isTaken))
  expect(jump).toBeDefined()
  expect(sides.openNow()).toEqual([jump])
  machine.coverage.merge('success')
  expect(sides.isOpen(jump!)).toBe(true)
  expect(sides.isOpen(fall!)).toBe(false)
  // Nothing ran since.
  expect(sides.openNow()).toEqual([])

  expect(run(OTHER, 7n)).toBe('revert')
  expect(sides.side(OTHER, JUMP, true)).toBe(jump)
  machine.coverage.merge('failure')
  expect(sides.isOpen(jump!)).toBe(false)
  expect(run(ONE, 0n)).toBe('success')
  expect(sides.openNow()).toEqual([])
})

test('what is no conditional jump, or never ran, has no sides', () => {
  const machine = new Machine()
  machine.setAccount(ONE, { code: code(1n) })
  const sides = new JumpSides(machine)
  machine.call({ from: USER, to: ONE })
  expect(sides.side(ONE, 0, true)).toBeUndefined()
  expect(sides.side(NOBODY, JUMP, true)).toBeUndefined()
})
