import { expect, test } from 'vitest'

import { outcomeOf, tryCall } from '../../src/attack/arena.ts'
import { smallEngine, smallTarget } from '../helpers/small-campaign.ts'

test('a call that fails after its prank was used left nothing: it is no part of a way that is kept', async () => {
  const target = await smallTarget(
    `
contract Counter { mapping(address => uint256) public n; function add(uint256 x) external { require(x % 4 == 0, "no"); n[msg.sender] += x; } }
contract Handler is TestBase { Counter c = new Counter(); uint256 public done;
  function add(uint256 who, uint256 x) external { vm.prank(address(uint160(bound(who, 1, 3)))); c.add(x); done += x; } }
contract CaseTest is TestBase { Handler h;
  function setUp() public { h = new Handler(); targetContract(address(h)); }
  function invariant_done() public view { require(h.done() != 5); } }`,
    'CaseTest',
  )
  const { engine, world } = smallEngine(target, 7n)
  const task = { epoch: 0, lane: 0, executionsMax: 400, gasMax: 400_000_000, broken: [], knownFailures: [] }
  const { entries, counts } = engine.runLane(task, () => false)
  // Most of them do.
  expect(counts[1]).toBeGreaterThan(200)
  const kept = entries.filter(({ isReverted, parent }) => !isReverted && parent === 0)
  expect(kept.length).toBeGreaterThan(2)
  for (const { calls } of kept) {
    world.load(engine.root)
    expect(calls.map((call) => outcomeOf(tryCall(world, call)))).toEqual(calls.map(() => 'success'))
  }
})
