// Table tests and fixtures: what is expected is what forge 1.7.1 printed for the same contract.

import { mkdtemp, realpath, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMain } from '../helpers/run-main.ts'
import { writeTree } from '../helpers/file-tree.ts'

const TABLES = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
interface Vm { function assume(bool) external; function skip(bool) external; }
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
contract TablesTest {
  struct Case { uint256 a; uint256 b; uint256 sum; }
  uint256[] public fixtureAmount = [2, 5];
  bool[] public fixture_Swap = [true, false];
  uint256[] public fixtureEmpty;
  bool[] public fixtureShort = [true];
  address[] owners;
  uint256 n;
  function setUp() public { owners.push(address(1)); owners.push(address(2)); n = 1; fixtureAmount.push(9); }
  function fixtureCases() public pure returns (Case[] memory all) {
    all = new Case[](2);
    all[0] = Case(1, 2, 3);
    all[1] = Case(4, 5, 9);
  }
  function fixtureWrong() public pure returns (Case[] memory all) {
    all = new Case[](2);
    all[0] = Case(1, 2, 3);
    all[1] = Case(4, 5, 10);
  }
  function fixture_owner_() public view returns (address[] memory) { return owners; }
  function fixtureFixed() public pure returns (uint8[3] memory) { return [1, 2, 3]; }
  function fixtureSingle() public pure returns (uint256) { return 3; }
  function fixtureRevert() public pure returns (uint256[] memory) { revert("no"); }
  function fixtureBool3() public pure returns (bool[3] memory) { return [true, false, true]; }
  function tableSumsTest(Case memory cases) public pure { require(cases.a + cases.b == cases.sum, "wrong sum"); }
  function tableWrong(Case memory wrong) public pure { require(wrong.a + wrong.b == wrong.sum, "wrong sum"); }
  function tablePair(uint256 amount, bool bool3) public { n += amount; require(bool3 || amount == 5); require(n < 11, "kept"); }
  function tableShort(uint256 amount, bool swap) public {}
  function tableShort2(bool swap, bool short_) public {}
  function tableNone(uint256 nothing) public {}
  function tableNone2(uint256 amount, uint256 nothing) public {}
  function tableEmpty(uint256 empty) public {}
  function tableSingle(uint256 single) public {}
  function tableRevert(uint256 revert_) public {}
  function tableOwner(address owner) public pure { require(owner != address(2), "two"); }
  function tableFixed(uint8 fixed_) public pure { require(fixed_ < 4); }
  function tableType(uint8 amount) public pure { require(amount < 200); }
  function tableSkip(uint256 amount) public { if (amount == 5) vm.skip(true); }
  function tableSkipFail(uint256 amount) public { if (amount == 2) vm.skip(true); require(false); }
  function tableAssume(uint256 amount) public { vm.assume(amount != 5); }
  function table_unnamed(uint256) public {}
}
`

const FIXTURES = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract Safe {
  bool public isOpen;
  function turn(uint128 code, address who) external { if (keccak256(abi.encode(code, who)) == CODE) isOpen = true; }
  bytes32 constant CODE = keccak256(abi.encode(uint128(77123456789), address(0xBEEF)));
}
contract FixturesTest {
  Safe safe;
  uint256[] public fixtureCode = [1, 77123456789, 2 ** 200];
  function setUp() public { safe = new Safe(); }
  function fixtureWho() public pure returns (address[] memory all) { all = new address[](2); all[1] = address(0xBEEF); }
  function invariant_closed() public view { require(!safe.isOpen(), "open"); }
  function testFuzz_hashes(uint128 code, address _who) public { safe.turn(code, _who); require(!safe.isOpen(), "open"); }
}
`

let root: string

beforeAll(async () => {
  root = await mkdtemp(path.join(await realpath(os.tmpdir()), 'faultline-table-tests-'))
  await writeTree(root, {
    'foundry.toml': '[profile.default]\n',
    'test/Tables.t.sol': TABLES,
    'test/Fixtures.t.sol': FIXTURES,
  })
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** What is printed of each test, sorted. */
async function linesOf(contract: string): Promise<readonly string[]> {
  const { out } = await runMain(['test', '--match-contract', contract], root)
  const lines = out.split('\n').filter((line) => line.startsWith('['))
  return [...new Set(lines)].toSorted()
}

/** A number as calldata has it. */
const word = (value: number): string => value.toString(16).padStart(64, '0')

test('a table test runs once for each row of its fixtures, and says what is wrong with them', async () => {
  expect(await linesOf('TablesTest')).toEqual(
    [
      '[FAIL: 1 fixtures defined for short_ (expected 2)] tableShort2(bool,bool) (gas: 0)',
      '[FAIL: 2 fixtures defined for swap (expected 3)] tableShort(uint256,bool) (gas: 0)',
      `[FAIL: FOUNDRY::ASSUME; counterexample: calldata=0xb606c060${word(5)} args=[5]] tableAssume(uint256) (runs: 2, μ: 3448, ~: 3448)`,
      '[FAIL: No fixture defined for param nothing] tableNone2(uint256,uint256) (gas: 0)',
      '[FAIL: Table test should have at least one fixture] tableEmpty(uint256) (gas: 0)',
      '[FAIL: Table test should have fixtures defined] tableNone(uint256) (gas: 0)',
      '[FAIL: Table test should have fixtures defined] tableRevert(uint256) (gas: 0)',
      '[FAIL: Table test should have fixtures defined] tableSingle(uint256) (gas: 0)',
      '[FAIL: Table test should have fixtures defined] table_unnamed(uint256) (gas: 0)',
      `[FAIL: two; counterexample: calldata=0x6294346d${word(2)} args=[0x0000000000000000000000000000000000000002]] tableOwner(address) (runs: 2, μ: 670, ~: 670)`,
      '[FAIL: type mismatch: expected type "uint8", got value with type "uint256"] tableType(uint8) (gas: 0)',
      `[FAIL: wrong sum; counterexample: calldata=0x20fe7399${word(4)}${word(5)}${word(10)} args=[Case({ a: 4, b: 5, sum: 10 })]] tableWrong((uint256,uint256,uint256)) (runs: 2, μ: 1548, ~: 1548)`,
      '[PASS] tableFixed(uint8) (runs: 3, μ: 525, ~: 525)',
      '[PASS] tablePair(uint256,bool) (runs: 3, μ: 5992, ~: 5989)',
      '[PASS] tableSumsTest((uint256,uint256,uint256)) (runs: 2, μ: 1387, ~: 1387)',
      '[SKIP] tableSkip(uint256) (gas: 0)',
      '[SKIP] tableSkipFail(uint256) (gas: 0)',
    ].toSorted(),
  )
})

test('arguments are often what a fixture of their name says', async () => {
  const lines = await linesOf('FixturesTest')
  expect(lines.find((line) => line.includes('testFuzz_hashes'))).toContain(
    `calldata=0x8bacb0d2${word(77_123_456_789)}${word(0xbeef)}`,
  )
  expect(lines.find((line) => line.includes('invariant_closed'))).toMatch(/^\[FAIL: open\]/)
})
