import { beforeAll, describe, expect, it } from 'vitest'
import { testProject } from '../../../../tests/helpers/test-project.ts'
import { encodeCall } from '../../../project/abi/encode.ts'
import type { Project } from '../../../project/types.ts'
import { setUpWorld } from '../../create-world.ts'
import { revertReason } from '../../revert-reason.ts'
import type { World } from '../../types.ts'

const VM = `
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
interface Vm {
  function getCode(string calldata) external returns (bytes memory);
  function getDeployedCode(string calldata) external returns (bytes memory);
  function deployCode(string calldata) external returns (address);
  function deployCode(string calldata, bytes calldata) external returns (address);
  function deployCode(string calldata, bytes calldata, uint256) external returns (address);
  function deployCode(string calldata, bytes32) external returns (address);
  function computeCreate2Address(bytes32, bytes32, address) external returns (address);
  function computeCreateAddress(address, uint256) external returns (address);
  function getNonce(address) external returns (uint64);
  function prank(address) external;
  function deal(address, uint256) external;
  function assertEq(uint256, uint256) external;
}
`
const SOURCES = {
  'src/A.sol': `
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
contract Counter { uint256 public n; address public by = msg.sender; uint256 public paid = msg.value; constructor(uint256 a) payable { n = a; } }
contract Plain { uint256 public n = 7; address public by = msg.sender; }
contract Reverting { constructor() { require(false, "no way"); } }
abstract contract Abstracted { function f() external virtual; }
library Lib { function g(uint256 a) external pure returns (uint256) { return a + 1; } }
contract Linked { function h() external pure returns (uint256) { return Lib.g(1); } }
`,
  'src/B.sol': 'pragma solidity ^0.8.0; contract Twin { uint256 public n = 1; }',
  'src/sub/B.sol': 'pragma solidity ^0.8.0; contract Twin { uint256 public n = 2; }',
  'test/T.t.sol': `${VM}
import { Counter, Plain } from "../src/A.sol";
contract T {
  Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
  address constant ALICE = address(0xA11CE);
  function setUp() public {}
  function code(string memory path) public returns (bytes memory) { return vm.getCode(path); }
  function same() public {
    require(keccak256(vm.getCode("Counter")) == keccak256(type(Counter).creationCode), "creation");
    require(keccak256(vm.getDeployedCode("src/A.sol:Plain")) == keccak256(type(Plain).runtimeCode), "runtime");
  }
  function deploys() public {
    uint64 nonce = vm.getNonce(address(this));
    address made = vm.deployCode("Counter", abi.encode(uint256(5)), 3);
    require(made == vm.computeCreateAddress(address(this), nonce), "address");
    require(vm.getNonce(address(this)) == nonce + 1, "nonce");
    require(Counter(made).n() == 5 && Counter(made).paid() == 3 && Counter(made).by() == address(this), "state");
  }
  function deploysWithSalt() public {
    bytes32 salt = bytes32(uint256(9));
    address made = vm.deployCode("Plain", salt);
    require(made == vm.computeCreate2Address(salt, keccak256(type(Plain).creationCode), address(this)), "address");
    require(Plain(made).by() == address(this) && Plain(made).n() == 7, "state");
    (bool again,) = address(vm).call(abi.encodeWithSignature("deployCode(string,bytes32)", "Plain", salt));
    require(!again, "the address is taken");
    require(address(this).code.length > 100, "own code");
  }
  function deploysPranked() public {
    vm.prank(ALICE);
    require(Plain(vm.deployCode("Plain")).by() == ALICE, "sender");
  }
  function deploysReverting() public { vm.deployCode("Reverting"); }
}
contract UsesLib { Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D); function setUp() public {} }
`,
}

let project: Project
let world: World

beforeAll(async () => {
  project = await testProject(SOURCES)
  const setup = setUpWorld({ project, artifact: project.contracts.named('T')[0]!, env: {}, seed: 1n })
  if (setup.status !== 'ready') throw new Error(`setup: ${setup.status}`)
  world = setup.world
})

/** 'success', or why the call reverted. The state is as before. */
function run(name: string, ...args: string[]): string {
  const fn = world.test.artifact.abi.functions.find((one) => one.name === name)!
  const mark = world.mark()
  const result = world.call({ to: world.test.address, data: encodeCall(fn, args) })
  const reason = result.status === 'success' ? 'success' : revertReason(result.output, undefined, () => [])
  world.rollback(mark)
  return reason
}

describe('code of artifacts', () => {
  it('is what the compiler gave', () => expect(run('same')).toBe('success'))

  it.each([
    ['Counter', 'success'],
    ['A.sol:Counter', 'success'],
    ['src/A.sol:Counter', 'success'],
    ['src/A.sol:Counter:0.8.30', 'success'],
    ['sub/B.sol', 'success'],
    ['src/sub/B.sol:Twin', 'success'],
    ['A.sol', 'vm.getCode: multiple matching artifacts found'],
    ['B.sol', 'vm.getCode: multiple matching artifacts found'],
    ['Twin', 'vm.getCode: multiple matching artifacts found'],
    ['Nope', 'vm.getCode: no matching artifact found'],
    ['A.sol:Nope', 'vm.getCode: no matching artifact found'],
    ['Counter:0.8.1', 'vm.getCode: no matching artifact found'],
    ['Abstracted', 'vm.getCode: no bytecode for contract; is it abstract or unlinked?'],
    ['Linked', 'vm.getCode: no bytecode for contract; is it abstract or unlinked?'],
    [
      'Counter:default',
      "vm.getCode: failed parsing version: unexpected character 'd' while parsing major version number",
    ],
    [
      '/etc/passwd.json',
      'vm.getCode: the path /etc/passwd.json is not allowed to be accessed for read operations',
    ],
    ['../x.json', 'vm.getCode: the path ../x.json is not allowed to be accessed for read operations'],
    ['', 'vm.getCode: no matching artifact found'],
    ['constructor', 'vm.getCode: no matching artifact found'],
  ])('%s: %s', (name, expected) => expect(run('code', name)).toBe(expected))
})

describe('deployCode', () => {
  it('creates as the caller does, with arguments and value', () => expect(run('deploys')).toBe('success'))
  it('creates at the address of CREATE2 with a salt, once', () =>
    expect(run('deploysWithSalt')).toBe('success'))
  it('creates as the account that is pranked', () => expect(run('deploysPranked')).toBe('success'))
  it('reverts as the constructor does', () => expect(run('deploysReverting')).toBe('no way'))
})
