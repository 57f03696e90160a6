// What makes an attacker's campaign repeatable: a lane is a function of the list of entries and of its task, whatever else its
// engine did. An engine that ran other lanes before is compared with one that only caught up.

import { describe, expect, test } from 'vitest'
import { attackerTarget } from '../../src/attack/attacker/attacker-target.ts'
import { Engine } from '../../src/attack/engine.ts'
import { numberEntries } from '../../src/attack/entry.ts'
import type { LaneTask } from '../../src/attack/lane-task.ts'
import type { Project } from '../../src/project/types.ts'
import { setUpWorld } from '../../src/world/create-world.ts'
import { SETUP_CONTRACT } from '../exploits/judge.ts'
import { readScenario, scenarioProject } from '../exploits/scenario.ts'
import { TEST_BASE } from '../helpers/small-campaign.ts'
import { testProject } from '../helpers/test-project.ts'

const EPOCHS = 4
const OTHERS = [0, 1]
const LAST = 2
const never = (): boolean => false

function task(epoch: number, lane: number): LaneTask {
  return { epoch, lane, executionsMax: 600, gasMax: 1_000_000_000, broken: [], knownFailures: [] }
}

function expectSameLanes(project: Project, contract: string, seed: bigint): void {
  const engineOf = (): Engine => {
    const artifact = project.contracts.get(contract)
    const setUp = setUpWorld({ project, artifact, env: {}, seed: 1n, traceSetup: true })
    if (setUp.status !== 'ready') throw new Error(`The setup ended with '${setUp.status}'.`)
    const { target } = attackerTarget(setUp.world)
    setUp.world.commit()
    return new Engine({ world: setUp.world, target, seed })
  }
  const [busy, idle] = [engineOf(), engineOf()]
  let known = 1
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const lanes = [...OTHERS, LAST].map((lane) => busy.runLane(task(epoch, lane), never))
    expect(idle.runLane(task(epoch, LAST), never)).toStrictEqual(lanes[LAST])
    for (const { entries } of lanes) {
      const numbered = numberEntries(entries, known)
      known += numbered.length
      busy.append(numbered)
      idle.append(numbered)
    }
  }
}

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

describe('an engine that ran other lanes runs this one as one that did not', () => {
  test.each(['plaza-pair', 'trade-router'])(
    'on %s',
    async (name) => {
      const project = await scenarioProject(await readScenario(name), 'flawed')
      for (const seed of [8n, 9n]) expectSameLanes(project, SETUP_CONTRACT, seed)
    },
    120_000,
  )

  test('where an exit reads what the state says', async () => {
    const project = await testProject({ 'test/Case.t.sol': READS_BY_STATE })
    for (const seed of [7n, 8n]) expectSameLanes(project, 'test/Case.t.sol:CaseTest', seed)
  }, 120_000)
})
