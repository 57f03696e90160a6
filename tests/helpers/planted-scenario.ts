// Protocols of a few lines with a planted flaw, and their repaired twins.

import { createManualClock } from '../../src/primitives/clock.ts'
import { type Scenario, unmarked } from '../exploits/scenario.ts'
import { searchScenario } from '../exploits/search.ts'

const HEAD = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n'
const TOKEN = `contract Gold {
  uint256 public immutable totalSupply; mapping(address => uint256) public balanceOf;
  mapping(address => mapping(address => uint256)) public allowance;
  constructor(uint256 supply) { totalSupply = supply; balanceOf[msg.sender] = supply; }
  function approve(address s, uint256 v) external returns (bool) { allowance[msg.sender][s] = v; return true; }
  function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; return true; }
  function transferFrom(address f, address to, uint256 v) external returns (bool) {
    allowance[f][msg.sender] -= v; balanceOf[f] -= v; balanceOf[to] += v; return true; }
}`
const VM = `interface Vm { function prank(address) external; function startPrank(address) external; function stopPrank() external;
  function deal(address, uint256) external;
  function addr(uint256) external pure returns (address); function sign(uint256, bytes32) external pure returns (uint8, bytes32, bytes32); }`

/** With a token, `Gold`. @param flaw what stands in the protocol; `repair` takes its place in the twin */
export function plantedScenario(protocol: string, setup: string, flaw: string, repair: string): Scenario {
  const text = `${HEAD}${TOKEN}\n${protocol}`
  if (!text.includes(flaw)) throw new RangeError(`Nothing says '${flaw}'.`)
  return {
    name: 'planted',
    vector: 'price manipulation',
    detectors: ['theft', 'loss'],
    file: 'src/Protocol.sol',
    about: '',
    isQuick: false,
    sources: {
      'src/Protocol.sol': unmarked(text),
      'test/Setup.t.sol': `${HEAD}import "../src/Protocol.sol";\n${VM}
        contract Setup { Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code"))))); ${setup} function test_setUp() public {} }`,
    },
    repaired: { 'src/Protocol.sol': text.replace(flaw, repair) },
  }
}

/** What is found in the flawed one and in the repaired one, by detector and mechanism: 'theft', 'theft by rounding'. Seed 1 by default. */
export async function answersTo(
  scenario: Scenario,
  executions: { readonly flawed: number; readonly repaired: number },
  seed = 1n,
): Promise<readonly (readonly string[])[]> {
  const clock = createManualClock()
  const said: string[][] = []
  for (const variant of ['flawed', 'repaired'] as const) {
    const options = { seed, executions: executions[variant], clock }
    const { findings } = await searchScenario(scenario, variant, options)
    said.push(
      findings.map(({ property, mechanisms: [shown] }) =>
        shown === undefined ? property.name : `${property.name} by ${shown.id}`,
      ),
    )
  }
  return said
}
