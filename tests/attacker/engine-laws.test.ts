// What makes an attacker's campaign repeatable: a lane is a function of the list of entries and of its task, whatever else its
// engine did. An engine that ran other lanes before is compared with one that only caught up.

import { describe, expect, test } from 'vitest'
import { attackerTarget } from '../../src/attack/attacker/attacker-target.ts'
import { callProperty } from '../../src/attack/arena.ts'
import { Engine } from '../../src/attack/engine.ts'
import { numberEntries } from '../../src/attack/entry.ts'
import type { LaneResult, LaneTask } from '../../src/attack/lane-task.ts'
import type { CampaignTarget } from '../../src/attack/types.ts'
import type { Project } from '../../src/project/types.ts'
import { setUpWorld } from '../../src/world/create-world.ts'
import type { World } from '../../src/world/types.ts'
import { SETUP_CONTRACT } from '../exploits/judge.ts'
import { readScenario, scenarioNames, scenarioProject } from '../exploits/scenario.ts'
import { incidentNames, readIncident } from '../incidents/incident.ts'
import { TEST_BASE } from '../helpers/small-campaign.ts'
import { testProject } from '../helpers/test-project.ts'

const EPOCHS = 4
/** Which lane is run after which: as one worker does it, and as the chance of several does. */
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [2, 1, 0],
] as const
const never = (): boolean => false
/** `npm run test:long`. */
const isLong = process.env['FAULTLINE_EXPLOITS'] === 'all'
const scenarios = isLong ? await scenarioNames() : ['plaza-pair', 'trade-router']
const incidents = isLong ? await incidentNames() : ['hundred-finance']

function task(epoch: number, lane: number, executionsMax = 600): LaneTask {
  return { epoch, lane, executionsMax, gasMax: 1_000_000_000, broken: [], knownFailures: [] }
}

function engineOf(
  project: Project,
  contract: string,
  seed: bigint,
): { readonly engine: Engine; readonly target: CampaignTarget; readonly world: World } {
  const artifact = project.contracts.get(contract)
  const setUp = setUpWorld({ project, artifact, env: {}, seed: 1n, traceSetup: true })
  if (setUp.status !== 'ready') throw new Error(`The setup ended with '${setUp.status}'.`)
  const { world } = setUp
  const { target } = attackerTarget(world)
  world.commit()
  return { engine: new Engine({ world, target, seed }), target, world }
}

/** @param sizes calls of a lane, by epoch */
function expectSameLanes(project: Project, contract: string, seed: bigint, sizes: readonly number[]): void {
  const engines = ORDERS.map((order) => ({ order, ...engineOf(project, contract, seed) }))
  let known = 1
  for (const [epoch, size] of sizes.entries()) {
    const runs = engines.map(({ engine, order }) => {
      const results: LaneResult[] = []
      for (const lane of order) results[lane] = engine.runLane(task(epoch, lane, size), never)
      return results
    })
    const [results] = runs as [LaneResult[]]
    for (const [i, others] of runs.entries())
      expect(others, `epoch ${epoch}, lanes ${ORDERS[i]!.join()}`).toStrictEqual(results)
    for (const { entries } of results) {
      const numbered = numberEntries(entries, known)
      known += numbered.length
      for (const { engine } of engines) engine.append(numbered)
    }
  }
}

const EVEN = new Array<number>(EPOCHS).fill(600)
/** As in a campaign. */
const DOUBLED = [64, 128, 256, 512, 1_024, 2_048, 2_048]

// An exit that reads other slots in other states: what a watcher has read once it has read for good.
const READS_BY_STATE = `${TEST_BASE}
contract Bank { mapping(address => uint256) public balances; uint256 public flag; mapping(uint256 => uint256) public notes;
  function deposit() external payable { balances[msg.sender] += msg.value; }
  function withdraw(uint256 amount) external {
    uint256 at = flag; if (at > 0) require(notes[at] + notes[at + 1] < 1e30);
    balances[msg.sender] -= amount; payable(msg.sender).transfer(amount);
  }
  function setFlag(uint8 at) external { flag = at % 40; }
  function put(uint8 at, uint128 value) external { notes[at % 40] = value; }
}
contract CaseTest is TestBase { Bank bank; address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public { bank = new Bank(); vm.deal(alice, 9 ether); vm.prank(alice); bank.deposit{value: 5 ether}(); } }`

const FEW_STATES = `${TEST_BASE}
contract Till { mapping(address => uint256) public balances; bool public night; uint256 public rate = 3;
  constructor(address owner) payable { balances[owner] = msg.value; }
  function withdraw(uint256 amount) external {
    if (night) require(amount * rate < 40 ether);
    balances[msg.sender] -= amount; payable(msg.sender).transfer(amount);
  }
  function turn() external { night = !night; }
}
contract CaseTest is TestBase { Till till; address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public { till = new Till{value: 5 ether}(alice); vm.prank(alice); till.withdraw(1 ether); } }`

describe('an engine that ran other lanes runs this one as one that did not', () => {
  test.each(scenarios)(
    'on %s',
    async (name) => {
      const project = await scenarioProject(await readScenario(name), 'flawed')
      for (const seed of [8n, 9n]) expectSameLanes(project, SETUP_CONTRACT, seed, EVEN)
    },
    120_000,
  )

  // There a lane once began in a state that a detector had judged in the lane before.
  test.each(incidents)(
    'on %s',
    async (name) => {
      const project = await scenarioProject(await readIncident(name), 'flawed')
      expectSameLanes(project, SETUP_CONTRACT, 1n, DOUBLED)
    },
    240_000,
  )

  test('where an exit reads what the state says', async () => {
    const project = await testProject({ 'test/Case.t.sol': READS_BY_STATE })
    for (const seed of [7n, 8n]) expectSameLanes(project, 'test/Case.t.sol:CaseTest', seed, EVEN)
  }, 120_000)

  test('where the first state that it looks at is the last one of another lane', async () => {
    const project = await testProject({ 'test/Case.t.sol': FEW_STATES })
    const { engine, target, world } = engineOf(project, 'test/Case.t.sol:CaseTest', 7n)
    const loss = target.properties.find(({ name }) => name === 'loss')!
    /** What the search is told of the ways out: what they compare. */
    const comparisonsOfAsking = (): number => {
      world.machine.observations.observe({ comparisons: true })
      callProperty(world, world.sender, loss)
      world.machine.observations.observe({})
      return world.machine.observations.comparisons().length
    }
    engine.runLane({ ...task(0, 0), executionsMax: 0 }, never)
    const first = comparisonsOfAsking()
    expect(first).toBeGreaterThan(0)
    // In one lane what was found out about a state is not found out again.
    expect(comparisonsOfAsking()).toBe(0)
    engine.runLane({ ...task(0, 1), executionsMax: 0 }, never)
    expect(comparisonsOfAsking()).toBe(first)
  })
})
