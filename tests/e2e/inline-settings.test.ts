// What a test says in its comments or in foundry.toml about the world it runs in, and what it counts on in forge.

import { mkdtemp, realpath, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestDocument } from '../../src/cli/test/document.ts'
import { runMain } from '../helpers/run-main.ts'
import { writeTree } from '../helpers/file-tree.ts'

const TESTS = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
interface Vm {
  function skip(bool) external;
  function readFile(string calldata) external view returns (string memory);
  function startBroadcast(address) external;
  function broadcast(address) external;
  function startPrank(address) external;
  function getNonce(address) external view returns (uint64);
  function deal(address, uint256) external;
  function sleep(uint256) external;
  function ffi(string[] calldata) external returns (bytes memory);
  function unixTime() external view returns (uint256);
}
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
address constant FACTORY = 0x4e59b44847b379578588920cA78FbF26c0B4956C;

library Doubling { function double(uint256 n) external pure returns (uint256) { return 2 * n; } }
contract Created {
  address public immutable by;
  address public immutable origin;
  constructor(bool fails) payable { by = msg.sender; origin = tx.origin; require(!fails); }
}
function addressBy(address deployer) pure returns (address) {
  bytes32 code = keccak256(abi.encodePacked(type(Created).creationCode, abi.encode(false)));
  return address(uint160(uint256(keccak256(abi.encodePacked(bytes1(0xff), deployer, bytes32(0), code)))));
}

contract LinkedTest {
  /// forge-config: default.fuzz.runs = 2000
  function test_neverTheLibrary(address any) public pure { require(any != address(Doubling)); }
}
contract SkippedInvariants {
  function invariant_skipped() public { vm.skip(true); }
  function statefulFuzz_holds() public pure {}
}
/// forge-config: default.fs_permissions = [{ access = "none", path = "./" }]
contract NoFilesTest {
  function test_read() public view { vm.readFile("notes.txt"); }
}
/// forge-config: default.ffi = true
contract ProgramsTest {
  function test_program() public { vm.ffi(new string[](1)); }
}
contract NoProgramsTest {
  function test_program() public { vm.ffi(new string[](1)); }
}
contract FilesTest {
  function test_read() public view { vm.readFile("notes.txt"); }
}
/// forge-config: default.evm_version = "shanghai"
/// forge-config: default.block_timestamp = 77
contract OlderRulesTest {
  function test_noTransientStorage() public {
    address made;
    // TLOAD(0); return nothing
    assembly { mstore(0, 0x5f5c5f5ff3) made := create(0, 27, 5) }
    require(made == address(0));
  }
  // forge takes neither the block nor the chain from comments.
  function test_time() public view { require(block.timestamp == 1); }
}
/// forge-config: default.evm_version = "shanghai"
contract OtherRulesTest {
  uint256 prepared;
  function setUp() public { prepared = 7; }
  function hasTransientStorage() internal returns (bool) {
    address made;
    assembly { mstore(0, 0x5f5c5f5ff3) made := create(0, 27, 5) }
    return made != address(0) && prepared == 7;
  }
  function test_without() public { require(!hasTransientStorage()); }
  /// forge-config: default.evm_version = "cancun"
  function test_with() public { require(hasTransientStorage()); }
  /// forge-config: default.evm_version = "cancun"
  function testFuzz_with(uint256) public { require(hasTransientStorage()); }
  /// forge-config: default.block_timestamp = 78
  function test_time() public view { require(block.timestamp == 1); }
}
contract TogetherTest {
  function keep() external { assembly { tstore(0, 7) } }
  function kept() external view returns (uint256 value) { assembly { value := tload(0) } }
  /// forge-config: default.isolate = true
  function test_isolated() public { this.keep(); require(this.kept() == 0); }
  function test_together() public { this.keep(); require(this.kept() == 7); }
}
/// forge-config: default.isolate = true
contract IsolatedTest {
  uint256 lasted;
  function keep() external { assembly { tstore(0, 7) } }
  function kept() external view returns (uint256 value) { assembly { value := tload(0) } }
  function setUp() public { this.keep(); lasted = this.kept(); }
  function test_isolated() public { require(lasted == 0); this.keep(); require(this.kept() == 0); }
  /// forge-config: default.isolate = false
  function test_together() public { require(lasted == 0); this.keep(); require(this.kept() == 7); }
}
/// forge-config: default.always_use_create_2_factory = true
contract AlwaysFactoryTest {
  receive() external payable {}
  function test_own() public {
    Created made = new Created{salt: 0}(false);
    require(address(made) == addressBy(FACTORY) && made.by() == FACTORY);
  }
  function test_pranked() public {
    vm.startPrank(address(7));
    require(address(new Created{salt: 0}(false)) == addressBy(FACTORY));
  }
  function test_pays() public {
    uint256 before = address(this).balance;
    require(address(new Created{salt: 0, value: 3}(false)).balance == 3 && FACTORY.balance == 0);
    require(address(this).balance == before - 3);
  }
  function test_failureCostsNothing() public {
    uint256 before = address(this).balance;
    try new Created{salt: 0, value: 3}(true) { require(false); } catch {}
    require(address(this).balance == before && FACTORY.balance == 0);
  }
  function deeper() external returns (address) { return address(new Created{salt: 0}(false)); }
  function test_deeperIsNot() public { require(this.deeper() == addressBy(address(this))); }
}
contract FactoryTest {
  function test_own() public { require(address(new Created{salt: 0}(false)) == addressBy(address(this))); }
  function test_broadcast() public {
    address sender = address(0xBEEF);
    vm.deal(sender, 10);
    vm.startBroadcast(sender);
    uint64 nonce = vm.getNonce(sender);
    Created made = new Created{salt: 0, value: 4}(false);
    require(address(made) == addressBy(FACTORY) && made.by() == FACTORY && made.origin() == sender);
    require(sender.balance == 6 && vm.getNonce(sender) == nonce + 1);
  }
  function test_broadcastOne() public {
    vm.broadcast(address(0xBEEF));
    require(address(new Created{salt: 0}(false)) == addressBy(FACTORY));
    require(address(new Created{salt: 0}(false)) == addressBy(address(this)));
  }
  function test_sleep() public {
    uint256 before = vm.unixTime();
    vm.sleep(2000);
    require(vm.unixTime() == before + 2000 && block.timestamp == 1);
  }
}
`

let root: string
let document: TestDocument

beforeAll(async () => {
  root = await mkdtemp(path.join(await realpath(os.tmpdir()), 'faultline-inline-settings-'))
  await writeTree(root, {
    'foundry.toml':
      '[profile.default]\nevm_version = "cancun"\nfs_permissions = [{ access = "read", path = "./" }]\n' +
      '[profile.default.invariant]\nruns = 2\ndepth = 5\n',
    'test/Inline.t.sol': TESTS,
    'notes.txt': 'a note',
  })
  const { out } = await runMain(['test', '--json'], root)
  document = JSON.parse(out) as TestDocument
})
afterAll(() => rm(root, { recursive: true, force: true }))

function outcomes(contract: string): Record<string, string> {
  const suite = document.suites.find(({ id }) => id.endsWith(`:${contract}`))
  return Object.fromEntries(
    (suite?.tests ?? []).map(({ name, status, reason = '' }) => [
      name,
      reason === '' ? status : `${status}: ${reason}`,
    ]),
  )
}

test('a random address is never that of a linked library', () => {
  expect(outcomes('LinkedTest')).toEqual({ 'test_neverTheLibrary(address)': 'passed' })
})

test('an invariant that skips is skipped; without anything to call the others fail', () => {
  expect(outcomes('SkippedInvariants')).toEqual({
    'invariant_skipped()': 'skipped',
    'statefulFuzz_holds()': 'failed: failed to set up invariant testing environment: No contracts to fuzz.',
  })
})

test('settings of the world in the comment of a contract hold for it alone', () => {
  expect(outcomes('NoFilesTest')['test_read()']).toContain(
    'failed: vm.readFile: the path notes.txt is not allowed to be accessed for read operations',
  )
  expect(outcomes('FilesTest')).toEqual({ 'test_read()': 'passed' })
  expect(outcomes('OlderRulesTest')).toEqual({
    'test_noTransientStorage()': 'passed',
    'test_time()': 'passed',
  })
})

test('the comment of a function may name other rules of the chain for it alone', () => {
  expect(outcomes('OtherRulesTest')).toEqual({
    'test_without()': 'passed',
    'test_with()': 'passed',
    'testFuzz_with(uint256)': 'passed',
    'test_time()': 'passed',
  })
})

test('isolate: calls are transactions of their own, in setUp() too, as the comment of the contract or of the test says', () => {
  for (const contract of ['IsolatedTest', 'TogetherTest'])
    expect(outcomes(contract)).toEqual({ 'test_isolated()': 'passed', 'test_together()': 'passed' })
})

test('always_use_create_2_factory: what the test itself creates with a salt comes from the factory', () => {
  expect(outcomes('AlwaysFactoryTest')).toEqual({
    'test_own()': 'passed',
    'test_pranked()': 'passed',
    'test_pays()': 'passed',
    'test_failureCostsNothing()': 'passed',
    'test_deeperIsNot()': 'passed',
  })
})

test('what is created with a salt while broadcasting comes from the factory, as a transaction of the sender', () => {
  const { 'test_sleep()': _, ...factory } = outcomes('FactoryTest')
  expect(factory).toEqual({
    'test_own()': 'passed',
    'test_broadcast()': 'passed',
    'test_broadcastOne()': 'passed',
  })
})

test('a test that runs a program has no verdict where forge would run it', () => {
  expect(outcomes('ProgramsTest')['test_program()']).toMatch(/^unsupported: vm\.ffi: FFI is not available/)
  expect(outcomes('NoProgramsTest')['test_program()']).toMatch(/^failed: vm\.ffi: FFI is disabled/)
})

test('vm.sleep passes on the clock that vm.unixTime reads', () => {
  expect(outcomes('FactoryTest')['test_sleep()']).toBe('passed')
})
