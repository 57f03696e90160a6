// What belongs to one transaction carries its number instead of being cleared. After 2^32 of them numbers start again.

import { expect, it } from 'vitest'
import { bytecode, op, returnWord } from '../../tests/helpers/bytecode.ts'
import { bytesToBigInt } from '../primitives/bytes.ts'
import { Core, type CoreImports, coreModule } from './core/core.ts'
import { ACCOUNTS, JOURNAL, WORDS } from './core/layout.gen.ts'
import { Machine } from './machine.ts'
import type { Address } from './types.ts'

const USER: Address = '0x00000000000000000000000000000000000000a1'
const CODE: Address = '0x00000000000000000000000000000000000000c3'

const no = (): never => {
  throw new Error('not asked in this test')
}
const imports: CoreImports = {
  precompile: no,
  call: no,
  blockHash: no,
  forkAccount: no,
  forkSlot: no,
  enter: no,
  leave: no,
  step: no,
  effect: no,
  before: no,
  after: no,
  access: no,
  compile: no,
}

it('an account that was warm in transaction 1 is cold in the next transaction 1', () => {
  const core = new Core(imports, coreModule())
  const { doors } = core
  doors.init()
  core.setAddress(WORDS, CODE)
  doors.setTransaction(0)
  doors.beginTransaction()
  doors.warmAddress()
  const warm = (ACCOUNTS + 80) >> 2
  expect(core.u32[warm]).toBe(1)
  doors.setTransaction(0xffffffff)
  doors.beginTransaction()
  expect(core.u32[warm]).toBe(0)
  // Undoing must not bring an old number back.
  doors.warmAddress()
  doors.undoTo(JOURNAL + 48)
  expect(core.u32[warm]).toBe(0)
})

it('gas is the same in every transaction', () => {
  const machine = new Machine()
  machine.setAccount(CODE, { code: bytecode(op('POP', op('SLOAD', 1)), returnWord(op('BALANCE', 0xbeef))) })
  const first = machine.call({ from: USER, to: CODE })
  expect(bytesToBigInt(first.output)).toBe(0n)
  for (let i = 0; i < 10; i++) expect(machine.call({ from: USER, to: CODE }).gasUsed).toBe(first.gasUsed)
})
