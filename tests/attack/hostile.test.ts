// Contracts that mean no good to whoever searches them. Every one must come to an end, and what is found must stand.

import { expect, test } from 'vitest'
import type { CampaignResult } from '../../src/attack/campaign.ts'
import { smallCampaign, smallTarget } from '../helpers/small-campaign.ts'

const HOLDS = 'function invariant_case() public view { require(!t.broken(), "broken"); }'

function around(body: string, property = HOLDS, before = '', setUp = ''): string {
  return `${before}
contract Target { bool public broken; ${body} }
contract CaseTest is TestBase { Target t; ${property}
  function setUp() public { t = new Target(); targetContract(address(t)); ${setUp} } }`
}

async function search(source: string, executions: number, seed = 1n): Promise<CampaignResult> {
  return await smallCampaign(await smallTarget(source, 'CaseTest'), { executions, seed })
}

const mechanisms = ({ findings }: CampaignResult): string[] =>
  findings.map(({ signature }) => signature.mechanism)

test('an endless loop costs no more than the gas of a block', async () => {
  const source =
    around(`uint256 n; function f(uint256 x) external { if (x > 100) while (true) { x++; } n = x; }
    function g(uint256 x) external { if (x == 77) broken = true; }`)
  const result = await search(source, 60)
  expect(result.status).toBe('done')
  expect(result.progress.executions).toBeGreaterThanOrEqual(60)
})

const ENDING: readonly (readonly [name: string, source: string, executions: number])[] = [
  ['gas that INVALID burns', around('function f(uint256) external { assembly { invalid() } }'), 2_000],
  [
    'calls of itself without end',
    around('function f(uint256 n) external { if (n > 0) this.f(n - 1); }'),
    400,
  ],
  [
    'storage without end',
    around(
      'mapping(uint256 => uint256) m; function f(uint256 n) external { for (uint256 i; i < n; i++) m[i] = n; }',
    ),
    100,
  ],
  [
    'contracts without end',
    around(
      'function f(uint256 n) external { for (uint256 i; i < n; i++) new Child(n + i); }',
      HOLDS,
      'contract Child { uint256 immutable x; constructor(uint256 y) { x = y; } function z() external view returns (uint256) { return x; } }',
    ),
    100,
  ],
  [
    'a target that destroys itself',
    around(
      'function f(address payable a) external { selfdestruct(a); } function g() external { broken = false; }',
    ),
    2_000,
  ],
  [
    'return data of any length',
    around(`uint256 n; function f(uint256 x) external { n = x; assembly { return(0, and(x, 0xfffffff)) } }
      function g(uint256 x) external { n = x; assembly { revert(0, and(x, 0xfffffff)) } }`),
    300,
  ],
  [
    'memory at any place',
    around('uint256 n; function f(uint256 x) external { n = x; assembly { mstore(and(x, 0xffffffff), 1) } }'),
    2_000,
  ],
  [
    'two hundred functions',
    around(
      Array.from(
        { length: 200 },
        (_, i) => `function f${i}(uint256 x) external { if (x == ${i + 7000}) s = x; }`,
      ).join('\n') + ' uint256 s;',
    ),
    2_000,
  ],
  [
    'arguments of a hundred words',
    around(`uint256 n; function f(uint256[10][10] calldata m) external { n = m[3][4]; }
      function g(uint256[][][] calldata x) external { n = x.length; } function h(uint8[1000] calldata x) external { n = x[999]; }`),
    2_000,
  ],
]

test.each(ENDING)('the search comes to its end beside %s', async (_, source, executions) => {
  const result = await search(source, executions)
  expect(result.status).toBe('done')
  expect(result.findings).toStrictEqual([])
  expect(result.unshrunk).toStrictEqual([])
  expect(result.progress.executions).toBeGreaterThanOrEqual(executions)
})

test('logs without end are reverted, and what is beside them is found', async () => {
  const source =
    around(`function f(uint256 n) external { for (uint256 i; i < n; i++) assembly { log0(0, 0x100000) } }
    function g(uint256 x) external { if (x == 77) broken = true; }`)
  const result = await search(source, 3_000)
  expect(result.status).toBe('done')
  expect(mechanisms(result)).toStrictEqual(['reverted: broken'])
})

test('arguments that nobody can write are left out with a word', async () => {
  const result = await search(
    around(
      'function f(uint256[100000] calldata) external {} function g(uint256 x) external { if (x == 77) broken = true; }',
    ),
    5_000,
  )
  expect(result.warnings.join()).toContain('f(uint256[100000]) is not called')
  expect(mechanisms(result)).toStrictEqual(['reverted: broken'])
})

test('functions without arguments are called in an order that matters', async () => {
  const result = await search(
    around(`uint256 n; function a() external { n += 1; } function b() external { n *= 2; if (n > 200) n = 0; }
      function c() external { if (n == 13) broken = true; }`),
    20_000,
  )
  expect(mechanisms(result)).toStrictEqual(['reverted: broken'])
})

test('all properties that are broken from the beginning are findings without calls', async () => {
  const result = await search(
    `contract CaseTest is TestBase {
       function invariant_a() public pure { require(false, "a"); }
       function invariant_b() public pure { require(false, "b"); }
       function invariant_c() public pure { } }`,
    1_000,
  )
  expect(mechanisms(result)).toStrictEqual(['reverted: a', 'reverted: b'])
  expect(result.findings.map(({ calls }) => calls)).toStrictEqual([0, 0])
  expect(result.warnings).toHaveLength(1)
})

test('a campaign ends when there is nothing left to call', async () => {
  const result = await search(
    `contract CaseTest is TestBase {
       function invariant_holds() public pure { }
       function test_fails(uint256 x) public pure { require(x == 12345678901, "nobody passes"); } }`,
    100_000,
  )
  expect(result.status).toBe('done')
  expect(mechanisms(result)).toStrictEqual(['reverted: nobody passes'])
})

test('a prank that the setup leaves behind is there in every call', async () => {
  const result = await search(
    around(
      'function f() external { if (msg.sender == address(0xbeef)) broken = true; }',
      HOLDS,
      '',
      'vm.startPrank(address(0xbeef));',
    ),
    500,
  )
  expect(result.status).toBe('done')
  expect(result.unshrunk).toStrictEqual([])
})

test('a property that draws its answer is reported only if it fails again', async () => {
  const source = `contract Target { uint256 public n; function f(uint256 x) external { n = x; } }
    contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
      function invariant_case() public { require(vm.randomUint() % 7 != 0, "unlucky"); } }`
  const first = await search(source, 2_000)
  const second = await search(source, 2_000)
  expect(second).toStrictEqual(first)
})

test('a property without end is a finding', async () => {
  const result = await search(
    `contract Target { uint256 public n; function f(uint256) external { n = 2000; } }
     contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
       function invariant_case() public view { if (t.n() > 1000) { uint256 y; while (true) y++; } } }`,
    4,
  )
  expect(mechanisms(result)).toStrictEqual(['out of gas'])
})

test('a cheatcode that we do not have ends the campaign, and what was found before stays', async () => {
  const result = await search(
    `interface Odd { function startDebugTraceRecording() external; }
     contract Target is TestBase { uint256 n;
       function f(uint256) external { n++; if (n == 2) assert(false); }
       function g() external { if (n == 1) { n = 100; } else if (n >= 100 && ++n > 104) Odd(address(vm)).startDebugTraceRecording(); } }
     contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
       function invariant_case() public pure { } }`,
    50_000,
  )
  expect(result.status).toBe('failed')
  expect(result.reason).toMatch(/is not supported; it is called at test\/Case\.t\.sol:\d+/)
  expect(mechanisms(result)).toStrictEqual(['panic 0x01'])
})

test('a mark of failure fails the call that set it, and no property besides', async () => {
  const result = await search(
    `contract Target is TestBase { uint256 n;
       function f(uint256 x) external { n++; if (x > 5) vm.store(address(vm), bytes32("failed"), bytes32(uint256(1))); }
       function g(uint256 x) external { n = x; } }
     contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
       function invariant_a() public pure { } function invariant_b() public pure { } }`,
    1_000,
  )
  expect(mechanisms(result)).toStrictEqual(['marked as failed'])
  expect(result.findings[0]!.calls).toBe(1)
})

test('a call that fails in its own way does not hide what its traces let fail later', async () => {
  const result = await search(
    `contract Target is TestBase { uint256 n; uint256 start = block.timestamp;
       function f() external { vm.warp(start + 100); n++; assert(n == 0); }
       function g() external { n++; assert(block.timestamp < start + 100); } }
     contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
       function invariant_a() public pure { } }`,
    1_000,
  )
  expect(new Set(result.findings.map(({ calls }) => calls))).toStrictEqual(new Set([1, 2]))
})

test('a harness owns no ether of its own, as with Echidna', async () => {
  const result = await search(
    `contract CaseTest { uint256 got; receive() external payable { got += msg.value; }
       function echidna_accounts() external view returns (bool) { return address(this).balance == got; } }`,
    500,
  )
  expect(result.findings).toStrictEqual([])
})

test('a call that replaces the test contract is no failure of anything', async () => {
  const result = await search(
    `interface Etch { function etch(address, bytes calldata) external; }
     contract Target is TestBase { uint256 public n; function f(address a) external { Etch(address(vm)).etch(a, hex"fe"); } function g() external { n++; } }
     contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
       function invariant_a() public view { require(t.n() < 1_000_000); } }`,
    3_000,
  )
  expect(result.findings).toStrictEqual([])
  expect(result.warnings.join()).toContain('replace the code of the test contract')
})
