// Laws of the Machine that any test can hold it to.

import { expect } from 'vitest'
import type { Machine } from '../../src/evm/machine.ts'
import type { AccountDump, Address } from '../../src/evm/types.ts'

/** Everything that must come back when a Machine goes back. */
export type Picture = {
  readonly hash: bigint
  readonly dump: ReadonlyMap<Address, AccountDump>
}

/** The state of a Machine, to compare with later. */
export function pictureOf(machine: Machine): Picture {
  return { hash: machine.stateHash(), dump: machine.dump() }
}

/** Fails unless the Machine is in the state of the picture. */
export function expectPicture(machine: Machine, { hash, dump }: Picture): void {
  // The accounts first: they say what is wrong, the hash only that something is.
  expect(sorted(machine.dump())).toEqual(sorted(dump))
  expect(machine.stateHash()).toBe(hash)
}

/** Law: whatever happens after a mark, rolling back to it restores the state. */
export function expectRollbackRestores(machine: Machine, happen: () => void): void {
  const before = pictureOf(machine)
  const mark = machine.mark()
  happen()
  machine.rollback(mark)
  expectPicture(machine, before)
}

/** Law: whatever happens after a capture, restoring it restores the state. */
export function expectSnapshotRestores(machine: Machine, happen: () => void): void {
  const before = pictureOf(machine)
  const snapshot = machine.capture()
  happen()
  machine.restore(snapshot)
  expectPicture(machine, before)
}

/** A dump in an order of its own: the order of accounts and slots is not part of a state. */
export function sorted(dump: ReadonlyMap<Address, AccountDump>): readonly (readonly [Address, unknown])[] {
  return [...dump]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([address, { storage, ...account }]) => [
      address,
      { ...account, storage: [...storage].sort(([left], [right]) => (left < right ? -1 : 1)) },
    ])
}
