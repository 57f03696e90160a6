// Worlds for tests of the survey: contracts of a protocol in src/, mocks in test/, and a test contract that sets them up.

import type { Address } from '../../src/evm/types.ts'
import type { SurveyCorrections } from '../../src/project/survey-corrections.ts'
import { createTestFilter } from '../../src/project/test-filter.ts'
import { testContracts } from '../../src/project/test-contracts.ts'
import { setUpWorld } from '../../src/world/create-world.ts'
import { surveyWorld } from '../../src/world/survey/survey.ts'
import type { Survey, SurveyedContract } from '../../src/world/survey/types.ts'
import type { World } from '../../src/world/types.ts'
import { testProject } from './test-project.ts'

const BASE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
interface Vm {
  function warp(uint256) external;
  function prank(address) external;
  function startPrank(address) external;
  function stopPrank() external;
  function deal(address, uint256) external;
  function etch(address, bytes calldata) external;
}
contract TestBase {
  bool public constant IS_TEST = true;
  Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
}
`

/** An ERC-20 that anybody may mint, `MockToken(symbol, decimals)`, and an ERC-721, `MockNft`. */
const MOCKS = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract MockToken {
  string public symbol; uint8 public decimals; uint256 public totalSupply;
  mapping(address => uint256) public balanceOf;
  mapping(address => mapping(address => uint256)) public allowance;
  constructor(string memory s, uint8 d) { symbol = s; decimals = d; }
  function mint(address to, uint256 amount) external { totalSupply += amount; balanceOf[to] += amount; }
  function approve(address to, uint256 amount) external returns (bool) { allowance[msg.sender][to] = amount; return true; }
  function transfer(address to, uint256 amount) external returns (bool) {
    balanceOf[msg.sender] -= amount; balanceOf[to] += amount; return true;
  }
  function transferFrom(address from, address to, uint256 amount) external returns (bool) {
    if (allowance[from][msg.sender] != type(uint256).max) allowance[from][msg.sender] -= amount;
    balanceOf[from] -= amount; balanceOf[to] += amount; return true;
  }
}
contract MockNft {
  string public symbol = "NFT";
  mapping(uint256 => address) private owners;
  mapping(address => uint256) public balanceOf;
  mapping(uint256 => address) public getApproved;
  mapping(address => mapping(address => bool)) public isApprovedForAll;
  function ownerOf(uint256 id) public view returns (address owner) { owner = owners[id]; require(owner != address(0)); }
  function supportsInterface(bytes4 id) external pure returns (bool) { return id == 0x80ac58cd || id == 0x01ffc9a7; }
  function mint(address to, uint256 id) external { require(owners[id] == address(0)); owners[id] = to; balanceOf[to]++; }
  function approve(address to, uint256 id) external { require(ownerOf(id) == msg.sender); getApproved[id] = to; }
  function setApprovalForAll(address to, bool is_) external { isApprovedForAll[msg.sender][to] = is_; }
  function transferFrom(address from, address to, uint256 id) public {
    require(ownerOf(id) == from);
    require(msg.sender == from || isApprovedForAll[from][msg.sender] || getApproved[id] == msg.sender);
    owners[id] = to; balanceOf[from]--; balanceOf[to]++; getApproved[id] = address(0);
  }
}
`

export type SurveyedWorld = {
  readonly world: World
  readonly survey: Survey
  contract(name: string): SurveyedContract
}

/** Addresses of nobody. */
export const ATTACKERS: readonly Address[] = [
  '0x00000000000000000000000000000000000a77a1',
  '0x00000000000000000000000000000000000a77a2',
]

/**
 * @param protocol contracts of src/P.sol
 * @param survey what the configuration says of it
 * @param setup body of the test contract, which may use the protocol, the mocks and cheatcodes
 */
export async function worldOf(protocol: string, setup: string, survey?: SurveyCorrections): Promise<World> {
  const found = await testProject({
    'src/P.sol': `// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n${protocol}`,
    'test/Mocks.sol': MOCKS,
    'test/Base.sol': BASE,
    'test/P.t.sol': `// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\nimport "./Base.sol"; import "./Mocks.sol"; import "src/P.sol";\ncontract PTest is TestBase { ${setup} function test() external {} }`,
  })
  const project = survey === undefined ? found : { ...found, config: { ...found.config, survey } }
  const [test] = testContracts(project, createTestFilter({}, {}, project.root))
  const done = setUpWorld({ project, artifact: test!.artifact, env: {}, seed: 1n })
  if (done.status !== 'ready') throw new Error(`The setup ended with '${done.status}'.`)
  return done.world
}

/** The same with its survey. */
export async function surveyed(
  protocol: string,
  setup: string,
  corrections?: SurveyCorrections,
): Promise<SurveyedWorld> {
  const world = await worldOf(protocol, setup, corrections)
  const survey = surveyWorld(world, { attackers: ATTACKERS })
  return {
    world,
    survey,
    contract: (name) => {
      const found = survey.contracts.find((each) => each.name === name)
      if (found === undefined) throw new Error(`There is no contract ${name}.`)
      return found
    },
  }
}
