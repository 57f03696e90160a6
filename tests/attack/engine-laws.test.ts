// What makes a campaign repeatable: a lane is a function of the list of entries and of its task, whatever else its engine did.

import { beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../src/attack/engine.ts'
import { type Entry, numberEntries, ROOT_ENTRY } from '../../src/attack/entry.ts'
import type { LaneResult, LaneTask } from '../../src/attack/lane-task.ts'
import { smallEngine, type SmallTarget, smallTarget } from '../helpers/small-campaign.ts'

const LANES = 3
const EPOCHS = 4

const SOURCES: Readonly<Record<string, string>> = {
  'a ledger with several properties': `
contract Ledger {
  mapping(address => uint256) public balances; uint256 public total; uint256 public rounds; address public owner;
  uint256[] public history;
  constructor() { owner = msg.sender; }
  function deposit(uint128 amount) external { balances[msg.sender] += amount; total += amount; history.push(amount); }
  function withdraw(uint256 amount) external { require(amount <= balances[msg.sender], "too much"); balances[msg.sender] -= amount; total -= amount; }
  function tick(uint256 x) external { if (x > rounds && x < rounds + 1000) rounds++; if (block.timestamp % 7 == 0) rounds += 2; }
  function give(address to, uint256 amount) external { balances[msg.sender] -= amount; balances[to] += amount; }
}
contract CaseTest is TestBase { Ledger l;
  function setUp() public { l = new Ledger(); targetContract(address(l)); }
  function invariant_sum() public view { uint256 s; for (uint256 i; i < l.total() && i < 5; i++) s += i; require(s < 100); }
  function invariant_rounds() public view { require(l.rounds() < 40, "rounds"); }
  function invariant_owner() public view { require(l.owner() == address(this)); }
  function invariant_total() public view returns (int256) { return int256(uint256(uint128(l.total()))); }
  function test_words(uint256 a, bytes calldata b) public pure { if (a == 1234567 && b.length > 3) require(b[0] != 0x42, "b"); }
}`,
  'contracts that come into being': `
contract Child { uint256 immutable seed; uint256 public n; constructor(uint256 s) { seed = s; }
  function poke(uint256 x) external { if (x == seed) n += 7; else n++; } }
contract Factory { Child[] public children;
  function make(uint256 s) external returns (address) { require(children.length < 6); children.push(new Child(s)); return address(children[children.length - 1]); }
  function poke(uint256 i, uint256 x) external { children[i].poke(x); }
  function sum() external view returns (uint256 s) { for (uint256 i; i < children.length; i++) s += children[i].n(); } }
contract CaseTest is TestBase { Factory f;
  function setUp() public { f = new Factory(); }
  function invariant_sum() public view { require(f.sum() < 200, "sum"); }
}`,
  'cheatcodes that leave something behind': `
contract Handler is TestBase { uint256 public n; uint256 public luck;
  function jump(uint256 x) external { vm.warp(block.timestamp + bound(x, 1, 1000)); if (x % 3 == 0) revert("after the jump"); n++; }
  function draw(uint256 x) external { luck = vm.randomUint() % 100; if (luck == x % 100) n += 2; }
  function act(uint256 x) external { vm.startPrank(address(uint160(bound(x, 1, 10)))); require(x % 5 != 0, "no"); vm.stopPrank(); n++; }
}
contract CaseTest is TestBase { Handler h;
  function setUp() public { h = new Handler(); targetContract(address(h)); }
  function invariant_time() public view { require(block.timestamp < 3_000_000 || h.n() < 30, "late"); }
  function invariant_luck() public view { require(h.luck() != 77 || h.n() < 5, "luck"); }
}`,
}

const targets = new Map<string, SmallTarget>()
beforeAll(async () => {
  for (const [name, source] of Object.entries(SOURCES))
    targets.set(name, await smallTarget(source, 'CaseTest'))
}, 120_000)

function task(epoch: number, lane: number): LaneTask {
  return { epoch, lane, executionsMax: 300, gasMax: 400_000_000, broken: [], knownFailures: [] }
}

const never = (): boolean => false
const engineOf = (name: string, seed = 7n): Engine => smallEngine(targets.get(name)!, seed).engine

/** Epochs on one engine; every epoch's lanes in the given order. */
function search(
  engine: Engine,
  order: readonly number[],
): { readonly entries: Entry[]; readonly results: LaneResult[][] } {
  const entries: Entry[] = [ROOT_ENTRY]
  const results: LaneResult[][] = []
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const lanes: LaneResult[] = []
    for (const lane of order) lanes[lane] = engine.runLane(task(epoch, lane), never)
    results.push(lanes)
    for (const { entries: found } of lanes) {
      const numbered = numberEntries(found, entries.length)
      entries.push(...numbered)
      engine.append(numbered)
    }
  }
  return { entries, results }
}

describe.each(Object.keys(SOURCES))('on %s', (name) => {
  test('the same seed makes the same run', () => {
    const first = search(engineOf(name), [0, 1, 2])
    expect(first.entries.length).toBeGreaterThan(10)
    expect(search(engineOf(name), [0, 1, 2])).toStrictEqual(first)
  })

  test('another seed makes another run', () => {
    const { entries } = search(engineOf(name), [0, 1, 2])
    expect(search(engineOf(name, 8n), [0, 1, 2]).entries).not.toStrictEqual(entries)
  })

  test('lanes leave nothing behind for those that come after them', () => {
    const first = search(engineOf(name), [0, 1, 2])
    expect(search(engineOf(name), [2, 0, 1])).toStrictEqual(first)
    expect(search(engineOf(name), [1, 2, 1, 0, 2])).toStrictEqual(first)
  })

  test('an engine that only caught up runs lanes as those that found the entries', () => {
    const { entries, results } = search(engineOf(name), [0, 1, 2])
    let known = 1
    const late = engineOf(name)
    const single = engineOf(name)
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      expect(late.runLane(task(epoch, LANES - 1), never)).toStrictEqual(results[epoch]![LANES - 1])
      for (const { entries: found } of results[epoch]!) {
        const part = entries.slice(known, known + found.length)
        for (const entry of part) single.append([entry])
        late.append(part)
        known += found.length
      }
      expect(late.edges).toStrictEqual(single.edges)
      expect(late.corpus.stateCount).toBe(single.corpus.stateCount)
    }
    const fresh = engineOf(name)
    fresh.append(entries.slice(1))
    const last = task(EPOCHS, 1)
    const result = fresh.runLane(last, never)
    expect(late.runLane(last, never)).toStrictEqual(result)
    expect(single.runLane(last, never)).toStrictEqual(result)
  })

  test('entries whose numbers are those of the list lead to the states that the lanes saw', () => {
    const { engine, world } = smallEngine(targets.get(name)!, 7n)
    const { entries } = search(engine, [0, 1, 2])
    let compared = 0
    for (const number of entries.keys()) {
      const state = engine.corpus.stateOf(number)
      if (state === undefined) continue
      world.load(state)
      const hash = world.machine.stateHash()
      world.load(engine.root)
      for (const call of engine.corpus.pathOf(number)) {
        world.advance(BigInt(call.seconds), BigInt(call.blocks))
        world.call({ from: call.from, to: call.to, data: call.data, value: call.value })
      }
      expect(world.machine.stateHash()).toBe(hash)
      compared++
    }
    expect(compared).toBeGreaterThan(5)
  })
})
