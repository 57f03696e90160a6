import { expect, test } from 'vitest'
import { Machine } from '../evm/machine.ts'
import type { Address } from '../evm/types.ts'
import type { World, WorldMark } from '../world/types.ts'
import { AskedStates } from './asked-states.ts'

const ACCOUNT: Address = '0x00000000000000000000000000000000000000a1'

/** A world of a Machine whose block and cheatcodes are what the test says. */
function stage(): { world: World; machine: Machine; now: { block: object; cheats: object } } {
  const machine = new Machine()
  const now = { block: {}, cheats: {} }
  const world = {
    machine,
    mark: () => ({ ...now }) as WorldMark,
    isInBlockOf: (mark: WorldMark) => mark.block === now.block,
    remembersSame: (mark: WorldMark) => mark.cheats === now.cheats,
  } as Partial<World> as World
  return { world, machine, now }
}

test('what held in a state holds in it, whatever way led there', () => {
  const { world, machine } = stage()
  const asked = new AskedStates(world)
  machine.setStorage(ACCOUNT, 1n, 5n)
  expect(asked.has(3n, false)).toBe(false)
  asked.note(3n, false)
  machine.setStorage(ACCOUNT, 1n, 6n)
  expect(asked.has(3n, false)).toBe(false)
  machine.setStorage(ACCOUNT, 1n, 7n)
  machine.setStorage(ACCOUNT, 1n, 5n)
  expect(asked.has(3n, false)).toBe(true)
})

test('it is another question for others, and while comparisons are looked at', () => {
  const { world } = stage()
  const asked = new AskedStates(world)
  asked.has(3n, false)
  asked.note(3n, false)
  expect(asked.has(1n, false)).toBe(false)
  expect(asked.has(3n, true)).toBe(false)
  asked.note(3n, true)
  expect(asked.has(3n, true)).toBe(true)
  expect(asked.has(3n, false)).toBe(true)
})

test('nothing is known of other blocks, and of states in which cheatcodes remember something else', () => {
  for (const what of ['block', 'cheats'] as const) {
    const { world, now } = stage()
    const asked = new AskedStates(world)
    asked.has(1n, false)
    asked.note(1n, false)
    const first = now[what]
    now[what] = {}
    expect(asked.has(1n, false)).toBe(false)
    asked.note(1n, false)
    expect(asked.has(1n, false)).toBe(false)
    now[what] = first
    expect(asked.has(1n, false)).toBe(true)
  }
})
