import { mkdtemp, realpath, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SuiteResult, TestDocument } from '../../src/cli/test/document.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { type Ran, runMain } from '../helpers/run-main.ts'
import { writeTree } from '../helpers/file-tree.ts'

const HEAD = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
interface Vm {
  function assume(bool) external;
  function skip(bool) external;
  function warp(uint256) external;
  function prank(address) external;
  function prompt(string calldata) external returns (string memory);
}
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
library Console {
  function log(string memory text) internal view {
    (bool ok, ) = address(0x000000000000000000636F6e736F6c652e6c6f67).staticcall(abi.encodeWithSignature("log(string)", text));
    ok;
  }
}
contract Counter {
  uint256 public number;
  error TooMuch(uint256 by);
  function add(uint8 by) external { if (by > 200) revert TooMuch(by); number += by; }
}
`

const BASIC = `${HEAD}
contract BasicTest {
  Counter counter;
  function setUp() public { counter = new Counter(); counter.add(1); }
  function test_startsAtOne() public { Console.log("hello"); counter.add(1); require(counter.number() == 2); }
  function test_eachTestStartsAfresh() public { vm.warp(77); require(counter.number() == 1 && block.timestamp == 77); }
  function test_timeIsBack() public view { require(block.timestamp == 1); }
  function test_says_why() public { counter.add(201); }
  function test_skipped() public { vm.skip(true); revert("not reached"); }
  function testFuzz_small(uint8 by) public { vm.assume(by <= 200); counter.add(by); require(counter.number() == 1 + uint256(by)); }
  function testFuzz_breaks(uint256 n) public pure { require(n < 2 ** 40, "big"); }
  function testFuzz_one(uint256 n, bool b) public { vm.assume(n == 1234567890123 && b); counter.add(1); require(n != 5); }
}
contract NeedsMoreTest {
  function test_asks() public { vm.prompt("name?"); }
  function test_fine() public pure {}
}
contract BadSetupTest {
  function setUp() public pure { revert("no setup"); }
  function test_never() public pure {}
}
contract OldTest {
  function testFail_old() public pure { revert(); }
  function test_notRun() public pure {}
}
contract CounterInvariants {
  Counter counter;
  function setUp() public { counter = new Counter(); }
  function invariant_below500() public view { require(counter.number() < 500, "500 reached"); }
  function invariant_holds() public view { require(counter.number() < 2 ** 200); }
}
contract OtherToolsTest {
  int256 worst;
  function move(int256 to) external { worst = to; }
  function optimize_worst() external view returns (int256) { return worst; }
  function echidna_small() external view returns (bool) { return worst < 5; }
  function property_small() external view returns (bool) { return worst < 5; }
  function test_isAsInForge() external view { require(address(this).balance == type(uint96).max); }
}
contract OtherToolsOnly {
  function optimize_worst() external view returns (int256) {}
  function echidna_small() external view returns (bool) {}
}
/// forge-config: default.invariant.fail_on_revert = true
contract StrictInvariants {
  Counter counter;
  function setUp() public { counter = new Counter(); }
  function invariant_holds() public view { require(counter.number() < 2 ** 200); }
}
`

const run = (argv: readonly string[], cwd: string): Promise<Ran> => runMain(['test', ...argv], cwd)

// One project for all: compiling it is what takes time.
let root: string

beforeAll(async () => {
  root = await mkdtemp(path.join(await realpath(os.tmpdir()), 'faultline-test-command-'))
  await writeTree(root, {
    'foundry.toml': '[profile.default]\n[profile.default.invariant]\nruns = 20\ndepth = 50\n',
    'test/Basic.t.sol': BASIC,
  })
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function runJson(argv: readonly string[]): Promise<{ code: number; document: TestDocument }> {
  const { code, out } = await run(['--json', '--fuzz-runs', '60', ...argv], root)
  return { code, document: JSON.parse(out) as TestDocument }
}

function statuses({ tests }: SuiteResult): Record<string, string> {
  return Object.fromEntries(tests.map(({ name, status }) => [name, status]))
}

test('every kind of test ends as in forge', async () => {
  const { code, document } = await runJson([])
  expect(code).toBe(EXIT.failureFound)
  const suites = Object.fromEntries(document.suites.map((suite) => [suite.id.split(':')[1], suite]))
  expect(statuses(suites['BasicTest']!)).toEqual({
    'test_startsAtOne()': 'passed',
    'test_eachTestStartsAfresh()': 'passed',
    'test_timeIsBack()': 'passed',
    'test_says_why()': 'failed',
    'test_skipped()': 'skipped',
    'testFuzz_small(uint8)': 'passed',
    'testFuzz_breaks(uint256)': 'failed',
    'testFuzz_one(uint256,bool)': 'passed',
  })
  const byName = new Map(document.suites.flatMap(({ tests }) => tests).map((each) => [each.name, each]))
  expect(byName.get('test_says_why()')?.reason).toBe('TooMuch(201)')
  expect(byName.get('test_startsAtOne()')?.logs).toEqual(['hello'])
  expect(byName.get('testFuzz_small(uint8)')?.runs).toBe(60)
  const breaks = byName.get('testFuzz_breaks(uint256)')
  expect(breaks?.reason).toBe('big')
  expect(BigInt(`0x${breaks?.counterexample?.calldata.slice(10)}`)).toBeGreaterThanOrEqual(2n ** 40n)

  expect(statuses(suites['BadSetupTest']!)).toEqual({ 'setUp()': 'failed' })
  expect(byName.get('setUp()')?.reason).toBe('no setup')
  expect(statuses(suites['OldTest']!)).toEqual({ 'testFail_old()': 'failed' })
  // What only Echidna and Medusa know is no test of forge's.
  expect(statuses(suites['OtherToolsTest']!)).toEqual({ 'test_isAsInForge()': 'passed' })
  expect(suites['OtherToolsOnly']).toBeUndefined()
  expect(statuses(suites['NeedsMoreTest']!)).toEqual({
    'test_asks()': 'unsupported',
    'test_fine()': 'passed',
  })
  expect(byName.get('test_asks()')?.reason).toContain('prompt(string)')

  expect(statuses(suites['CounterInvariants']!)).toEqual({
    'invariant_below500()': 'failed',
    'invariant_holds()': 'passed',
  })
  const broken = byName.get('invariant_below500()')
  expect(broken?.reason).toBe('500 reached')
  // No call too many, and what each was called with.
  expect(broken?.sequence?.length).toBeGreaterThanOrEqual(3)
  expect(broken?.sequence?.length).toBeLessThanOrEqual(5)
  expect(broken?.sequenceBefore).toBeGreaterThanOrEqual(broken!.sequence!.length)
  for (const { text } of broken!.sequence!)
    expect(text).toMatch(
      /^sender=0x\w{40} addr=\[test\/Basic\.t\.sol:Counter\]0x\w{40} calldata=add\(uint8\) args=\[\d+\]$/,
    )
  expect(suites['StrictInvariants']!.tests[0]).toMatchObject({ status: 'failed' })
  expect(suites['StrictInvariants']!.tests[0]!.reason).toMatch(/^TooMuch\(\d+\)$/)
  expect(document.summary).toMatchObject({ passed: 8, failed: 6, skipped: 1, unsupported: 1, suites: 7 })
})

test('the same seed gives the same results with any number of workers, another seed other inputs', async () => {
  const withoutTimes = ({ document }: { document: TestDocument }): unknown =>
    JSON.parse(JSON.stringify(document, (key, value: unknown) => (key === 'seconds' ? undefined : value)))
  const one = await runJson(['--seed', '7', '--workers', '1'])
  const two = await runJson(['--seed', '7', '--workers', '2'])
  expect(withoutTimes(two)).toEqual(withoutTimes(one))
  const other = await runJson(['--seed', '8', '--mt', 'testFuzz_breaks'])
  const inputOf = ({ document }: { document: TestDocument }): string | undefined =>
    document.suites.flatMap(({ tests }) => tests).find(({ name }) => name.startsWith('testFuzz_breaks'))
      ?.counterexample?.calldata
  expect(inputOf(other)).not.toBe(inputOf(one))
})

test('a folder or file of the project is run alone, and the project is all of it', async () => {
  const folder = await mkdtemp(path.join(await realpath(os.tmpdir()), 'faultline-test-paths-'))
  try {
    const tests = (name: string): string => `contract ${name} { function test_${name}() public {} }`
    await writeTree(folder, {
      'foundry.toml': '',
      'test/unit/A.t.sol': tests('A'),
      'test/unit/B.t.sol': tests('B'),
      'test/units/C.t.sol': tests('C'),
    })
    const ran = async (argv: readonly string[], cwd = folder): Promise<readonly string[]> =>
      [...(await run(argv, cwd)).out.matchAll(/test_(\w)\(\)/g)].map(([, name]) => name!)
    expect(await ran([])).toEqual(['A', 'B', 'C'])
    expect(await ran(['.'])).toEqual(['A', 'B', 'C'])
    expect(await ran(['test/unit'])).toEqual(['A', 'B'])
    expect(await ran(['test/unit/B.t.sol'])).toEqual(['B'])
    expect(await ran([], path.join(folder, 'test', 'unit'))).toEqual(['A', 'B', 'C'])
    expect((await run(['src'], folder)).code).toBe(EXIT.notPrepared)
    await writeTree(folder, { 'src/D.sol': 'contract D {}' })
    expect((await run(['src'], folder)).code).toBe(EXIT.usage)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('text looks like that of forge, on stdout and nothing else there', async () => {
  const { code, out } = await run(
    ['--mc', 'BasicTest', '--mt', 'test_(startsAtOne|says_why|skipped)', '-vvv'],
    root,
  )
  expect(code).toBe(EXIT.failureFound)
  expect(out).toContain('Ran 3 tests for test/Basic.t.sol:BasicTest\n')
  expect(out).toMatch(/^\[PASS\] test_startsAtOne\(\) \(gas: \d+\)$/m)
  expect(out).toMatch(/^\[FAIL: TooMuch\(201\)\] test_says_why\(\) \(gas: \d+\)$/m)
  expect(out).toMatch(/^\[SKIP\] test_skipped\(\) \(gas: 0\)$/m)
  expect(out).toContain('Logs:\n  hello\n')
  expect(out).toMatch(/Traces:\n.*BasicTest::test_says_why\(\)/)
  expect(out).toContain('Suite result: FAILED. 1 passed; 1 failed; 1 skipped;')
  expect(out).toContain('Encountered 1 failing test in test/Basic.t.sol:BasicTest')
  expect(out).not.toContain('\u001b')
})

test.each([
  [['--mt', 'test_fine'], EXIT.clean],
  [['--mc', 'NeedsMoreTest'], EXIT.noVerdict],
  [['--mc', 'NoSuchContract'], EXIT.usage],
  [['--mt', '('], EXIT.usage],
  [['--fuzz-runs', 'many'], EXIT.usage],
  [['--seed', '-1'], EXIT.usage],
  [['no/such/folder'], EXIT.notPrepared],
])('%j ends with %i', async (argv, code) => {
  const result = await run(argv, root)
  expect(result.code).toBe(code)
  if (code !== EXIT.clean && code !== EXIT.noVerdict) {
    expect(result.out).toBe('')
    expect(result.err).not.toBe('')
  }
})
