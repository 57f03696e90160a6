import { expect, test } from 'vitest'
import { attackerStage, type AttackerStage } from '../../../tests/helpers/attacker-stage.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { ATTACKERS } from '../attacker/attacker-target.ts'
import { knobsOf } from '../knobs.ts'
import type { Lane, Start } from '../lane.ts'
import type { Call } from '../types.ts'
import { Player } from './player.ts'

const TANK = `contract Tank { uint256 public level; uint256 public constant SIZE = 1e24; bool public isOpen;
  function open() external { isOpen = true; }
  function fill(uint256 amount) external { require(isOpen && level + amount <= SIZE); level += amount; }
  function note(uint256 amount) external { require(amount > 0 && level == 0); } }`

async function played(): Promise<{ stage: AttackerStage; player: Player; runs: () => number }> {
  const stage = await attackerStage(TANK, 'Tank tank; function setUp() public { tank = new Tank(); }')
  let runs = 0
  const { world, engine } = stage
  const lane = { parts: { world }, record: { countStageRun: () => runs++ } }
  const player = new Player(lane as unknown as Lane, { state: engine.root } as unknown as Start)
  player.begin()
  return { stage, player, runs: () => runs }
}

function callOf(stage: AttackerStage, name: string, values: readonly AbiValue[]): Call {
  const fn = stage.target.functions.find(({ abi }) => abi.name === name)!
  return stage.engine.writer.callOf(fn, ATTACKERS[0]!, values)
}

test('the most that goes well, about, from below and from above; the state stays', async () => {
  const { stage, player, runs } = await played()
  const { world, target, engine } = stage
  const fill = callOf(stage, 'fill', [1n])
  const [knob] = knobsOf(fill, { writer: engine.writer, target })
  expect(player.most(fill, knob!, 1_000n)).toBeUndefined()
  expect(player.goesWell(callOf(stage, 'open', []))).toBe(true)
  const before = world.machine.stateHash()
  for (const first of [0n, 1_000n, 10n ** 24n, 10n ** 30n]) {
    const most = player.most(fill, knob!, first)!
    expect(Number(most)).toBeGreaterThan(0.95e24)
    expect(most).toBeLessThanOrEqual(10n ** 24n)
  }
  expect(world.machine.stateHash()).toBe(before)
  expect(runs()).toBeGreaterThan(100)
})

test('what has no limit has no most', async () => {
  const { stage, player } = await played()
  const note = callOf(stage, 'note', [1n])
  const [knob] = knobsOf(note, { writer: stage.engine.writer, target: stage.target })
  expect(player.most(note, knob!, 1_000n)).toBeUndefined()
})

test('steps that the last call does not need are left out; if it needs none there is nothing', async () => {
  const { stage, player } = await played()
  const [open, fill, note] = [
    callOf(stage, 'open', []),
    callOf(stage, 'fill', [5n]),
    callOf(stage, 'note', [1n]),
  ]
  expect(player.withoutNeedless([note, open, note, fill])).toEqual([open, fill])
  expect(player.withoutNeedless([open, note])).toBeUndefined()
})
