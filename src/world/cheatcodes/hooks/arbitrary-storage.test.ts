import { expect, test } from 'vitest'

import { fakeContext } from '../../../../tests/helpers/cheat-context.ts'
import type { Address } from '../../../evm/types.ts'
import { applyArbitraryStorage, arbitraryStorageCheats } from './arbitrary-storage.ts'

const ACCOUNT: Address = '0x00000000000000000000000000000000000000aa'

function world() {
  const context = fakeContext()
  const touch = (kind: 'read' | 'write', slot: bigint): bigint => {
    applyArbitraryStorage(context, { kind, address: ACCOUNT, slot, value: undefined, depth: 1 })
    return context.machine.getStorage(ACCOUNT, slot)
  }
  const mark = (overwrites: boolean): void =>
    void arbitraryStorageCheats['setArbitraryStorage(address,bool)']!(
      context,
      [ACCOUNT, overwrites],
      undefined as never,
    )
  return { context, touch, mark }
}

test('going back takes the numbers back, and the same come again', () => {
  const { context, touch, mark } = world()
  mark(false)
  const before = context.save()
  const state = context.machine.mark()
  const first = touch('read', 5n)
  expect(first).not.toBe(0n)
  context.machine.rollback(state)
  context.restore(before)
  expect(context.machine.getStorage(ACCOUNT, 5n)).toBe(0n)
  expect(touch('read', 5n)).toBe(first)
})

test('a frame that failed has undone a number, and it is the same when the slot is read again', () => {
  const { context, touch, mark } = world()
  mark(true)
  context.machine.setStorage(ACCOUNT, 5n, 1n)
  const state = context.machine.mark()
  const first = touch('read', 5n)
  context.machine.rollback(state)
  context.machine.setStorage(ACCOUNT, 5n, 0n)
  expect(touch('read', 5n)).toBe(first)
})

test('naming an account again forgets what was written before', () => {
  const { touch, mark } = world()
  mark(false)
  touch('write', 5n)
  expect(touch('read', 5n)).toBe(0n)
  mark(false)
  expect(touch('read', 5n)).not.toBe(0n)
})
