import { expect, test } from 'vitest'
import { attackerStage } from '../../tests/helpers/attacker-stage.ts'
import { createPrng } from '../primitives/prng.ts'
import { Counters } from './counters.ts'

test('the number of the last thing that a contract counted is drawn, as it is now', async () => {
  const stage = await attackerStage(
    `contract Lockers { uint256 private next = 1; uint256 private fee = 10 ** 18; mapping(uint256 => address) private owners;
      function open() external { owners[next++] = msg.sender; } }`,
    'Lockers l; function setUp() public { l = new Lockers(); l.open(); }',
  )
  const counters = new Counters(stage.world.machine, stage.survey)
  expect(counters.size).toBe(1)
  const prng = createPrng(1n)
  const drawn = (): bigint[] =>
    [...new Set(Array.from({ length: 20 }, () => counters.draw(prng)!))].sort((a, b) => Number(a - b))
  const before = drawn()
  expect(before).toHaveLength(2)
  expect(stage.send('Lockers', 'open').status).toBe('success')
  expect(drawn()).toEqual(before.map((each) => each + 1n))
})

test('a world that counts nothing has none', async () => {
  const stage = await attackerStage(
    'contract Purse { receive() external payable {} }',
    'Purse p; function setUp() public { p = new Purse(); }',
  )
  const counters = new Counters(stage.world.machine, stage.survey)
  expect(counters.size).toBe(0)
  expect(counters.draw(createPrng(1n))).toBeUndefined()
})
