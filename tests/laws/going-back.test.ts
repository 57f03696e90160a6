import { describe, expect, test } from 'vitest'
import { createPrng, type Prng } from '../../src/primitives/prng.ts'
import { StaleSnapshotError } from '../../src/evm/errors.ts'
import { Machine } from '../../src/evm/machine.ts'
import type { Mark, Snapshot } from '../../src/evm/types.ts'
import { optionsOf, WAYS } from '../helpers/ways.ts'
import { between, chance, pick } from '../differential/random-values.ts'
import {
  expectPicture,
  expectRollbackRestores,
  expectSnapshotRestores,
  pictureOf,
  type Picture,
} from './machine-laws.ts'
import { act } from './random-history.ts'

const HISTORIES = 25

function actSome(machine: Machine, prng: Prng, countMax: number): void {
  for (let count = prng.nextBelow(countMax + 1); count > 0; count--) act(machine, prng)
}

describe.each(WAYS)('run %s', (way) => {
  test('a rollback restores the state, whatever happened since the mark', () => {
    const machine = new Machine(optionsOf(way))
    for (let history = 0; history < HISTORIES; history++) {
      const prng = createPrng(BigInt(history)).fork('rollback')
      actSome(machine, prng, 8)
      expectRollbackRestores(machine, () => actSome(machine, prng, 25))
    }
  })

  test('marks nest: going back step by step passes every state again', () => {
    const machine = new Machine(optionsOf(way))
    const prng = createPrng(1n).fork('nested marks')
    const stack: { readonly mark: Mark; readonly picture: Picture }[] = []
    for (let turn = 0; turn < 300; turn++) {
      if (stack.length > 0 && chance(prng, 40)) {
        // One step or several at once.
        const { mark, picture } = stack.splice(-between(prng, 1, Math.min(3, stack.length)))[0]!
        machine.rollback(mark)
        expectPicture(machine, picture)
      } else {
        stack.push({ mark: machine.mark(), picture: pictureOf(machine) })
        actSome(machine, prng, 4)
      }
    }
  })

  test('snapshots are restored in any order, also those taken in states that were left', () => {
    const machine = new Machine(optionsOf(way))
    for (let tree = 0; tree < 6; tree++) {
      const prng = createPrng(BigInt(tree)).fork('snapshots')
      actSome(machine, prng, 6)
      machine.commit()
      const taken: { readonly snapshot: Snapshot; readonly picture: Picture }[] = []
      for (let turn = 0; turn < 60; turn++) {
        if (taken.length > 0 && chance(prng, 45)) {
          const { snapshot, picture } = pick(prng, taken)
          machine.restore(snapshot)
          expectPicture(machine, picture)
        }
        actSome(machine, prng, 4)
        if (chance(prng, 50)) taken.push({ snapshot: machine.capture(), picture: pictureOf(machine) })
      }
      for (const { snapshot, picture } of [...taken].reverse()) {
        machine.restore(snapshot)
        expectPicture(machine, picture)
      }
    }
  })

  test('marks may lie between snapshots as long as they are not skipped by a restore', () => {
    const machine = new Machine(optionsOf(way))
    const prng = createPrng(2n).fork('marks and snapshots')
    for (let turn = 0; turn < 40; turn++) {
      actSome(machine, prng, 3)
      const snapshot = machine.capture()
      const picture = pictureOf(machine)
      expectRollbackRestores(machine, () => actSome(machine, prng, 5))
      expectSnapshotRestores(machine, () => actSome(machine, prng, 5))
      machine.restore(snapshot)
      expectPicture(machine, picture)
    }
  })

  test('what happened before a rollback or restore does not show in what a call does afterwards', () => {
    const machine = new Machine(optionsOf(way))
    for (let history = 0; history < HISTORIES; history++) {
      const seed = createPrng(BigInt(history))
      actSome(machine, seed.fork('before'), 10)
      machine.commit()
      const mark = machine.mark()
      const snapshot = machine.capture()
      const repeat = (): unknown => {
        const prng = seed.fork('repeated')
        return Array.from({ length: 6 }, () => act(machine, prng))
      }
      const first = repeat()
      const end = pictureOf(machine)
      machine.rollback(mark)
      expect(repeat()).toEqual(first)
      expectPicture(machine, end)
      machine.restore(snapshot)
      expect(repeat()).toEqual(first)
      expectPicture(machine, end)
    }
  })
})

test('commit keeps the state and ends marks and snapshots taken before', () => {
  const machine = new Machine()
  const prng = createPrng(3n)
  actSome(machine, prng, 20)
  const mark = machine.mark()
  const snapshot = machine.capture()
  actSome(machine, prng, 5)
  const picture = pictureOf(machine)
  machine.commit()
  expectPicture(machine, picture)
  expect(() => machine.rollback(mark)).toThrow(StaleSnapshotError)
  expect(() => machine.restore(snapshot)).toThrow(StaleSnapshotError)
  expectPicture(machine, picture)
})

test('a mark that the Machine went back below is refused', () => {
  const machine = new Machine()
  const low = machine.mark()
  machine.setBalance('0x00000000000000000000000000000000000000aa', 1n)
  const high = machine.mark()
  machine.rollback(low)
  expect(() => machine.rollback(high)).toThrow(StaleSnapshotError)
})

test('a snapshot of another Machine is refused', () => {
  expect(() => new Machine().restore(new Machine().capture())).toThrow(StaleSnapshotError)
})
