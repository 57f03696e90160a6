// Campaigns on contracts that stand in a test: the real world, engine and coordinator, without a project on disk.

import { campaignTarget } from '../../src/attack/campaign-target.ts'
import type { CampaignEvent, CampaignOptions, CampaignResult } from '../../src/attack/campaign.ts'
import { runCampaign } from '../../src/attack/coordinator.ts'
import { Engine } from '../../src/attack/engine.ts'
import { createInProcessPool } from '../../src/attack/pool/in-process-pool.ts'
import type { CampaignAnswer, CampaignWork, RunnerStart } from '../../src/attack/tasks.ts'
import type { CampaignTarget } from '../../src/attack/types.ts'
import { createManualClock } from '../../src/primitives/clock.ts'
import { createTestFilter } from '../../src/project/test-filter.ts'
import { type TestContract, testContracts } from '../../src/project/test-contracts.ts'
import type { Project, ProjectConfig } from '../../src/project/types.ts'
import { CampaignRunner } from '../../src/run/campaign-runner.ts'
import { setUpWorld } from '../../src/world/create-world.ts'
import type { World } from '../../src/world/types.ts'
import { testProject } from './test-project.ts'

const FILE = 'test/Case.t.sol'

/** The cheatcodes that the contracts of these tests use, and a base with forge's targetContract(). */
export const TEST_BASE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
interface Vm {
  function prank(address) external;
  function startPrank(address) external;
  function stopPrank() external;
  function assume(bool) external pure;
  function warp(uint256) external;
  function roll(uint256) external;
  function deal(address, uint256) external;
  function store(address, bytes32, bytes32) external;
  function assertTrue(bool) external pure;
  function assertTrue(bool, string calldata) external pure;
  function assertEq(uint256, uint256) external pure;
  function assertEq(uint256, uint256, string calldata) external pure;
  function randomUint() external returns (uint256);
  function skip(bool) external;
}
abstract contract TestBase {
  bool public constant IS_TEST = true;
  Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
  address[] private _targets;
  address[] private _senders;
  function targetContract(address a) internal { _targets.push(a); }
  function targetSender(address a) internal { _senders.push(a); }
  function targetContracts() public view returns (address[] memory) { return _targets; }
  function targetSenders() public view returns (address[] memory) { return _senders; }
  function bound(uint256 x, uint256 min, uint256 max) internal pure returns (uint256) {
    require(min <= max, "bound");
    if (x >= min && x <= max) return x;
    if (min == 0 && max == type(uint256).max) return x;
    return min + x % (max - min + 1);
  }
}
`

/** A test contract that was compiled. Sources may use what TEST_BASE has. */
export type SmallTarget = { readonly project: Project; readonly test: TestContract }

/** @param name of the test contract; the first one if it is not said */
export async function smallTarget(
  source: string,
  name?: string,
  config: Partial<ProjectConfig> = {},
): Promise<SmallTarget> {
  const project = await testProject({ [FILE]: `${TEST_BASE}${source}` }, config)
  const tests = testContracts(project, createTestFilter({}, {}, project.root))
  const test = tests.find(({ artifact }) => name === undefined || artifact.name === name)
  if (test === undefined) throw new Error(`There is no test contract ${name ?? ''}.`)
  return { project, test }
}

/** What a campaign runner of the target is made of. */
export function smallRunner({ project, test }: SmallTarget, seed: bigint): CampaignRunner {
  const start: RunnerStart = { root: project.root, env: {}, seed, verbosity: 0 }
  return new CampaignRunner({ start, project, test, files: undefined, clock: createManualClock() })
}

export type SmallCampaignOptions = {
  readonly seed?: bigint
  readonly executions: number
  readonly lanes?: number
  readonly checkpoint?: CampaignOptions['checkpoint']
  readonly onEvent?: (event: CampaignEvent) => void
  readonly signal?: AbortSignal
}

/** A whole campaign on this thread. */
export async function smallCampaign(
  target: SmallTarget,
  options: SmallCampaignOptions,
): Promise<CampaignResult> {
  const runner = smallRunner(target, options.seed ?? 1n)
  const pool = createInProcessPool<CampaignWork, CampaignAnswer>({
    run: (work, progress) => runner.run(work, progress),
  })
  return await runCampaign({
    contract: target.test.artifact.id,
    pool,
    lanes: options.lanes ?? 2,
    executionsMax: options.executions,
    searchSignal: options.signal ?? new AbortController().signal,
    hardSignal: new AbortController().signal,
    secondsSoFar: () => 0,
    stopAfter: undefined,
    checkpoint: options.checkpoint,
    onEvent: options.onEvent ?? (() => {}),
  })
}

/** An engine alone, with its world. */
export function smallEngine(
  { project, test }: SmallTarget,
  seed = 1n,
): { readonly engine: Engine; readonly world: World; readonly target: CampaignTarget } {
  const setup = setUpWorld({ project, artifact: test.artifact, env: {}, seed })
  if (setup.status !== 'ready') throw new Error(`The setup ended with '${setup.status}'.`)
  const { world } = setup
  const { target } = campaignTarget(world, test)
  world.commit()
  return { engine: new Engine({ world, target, seed }), world, target }
}
