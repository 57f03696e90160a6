// Bugs of known kinds, each of which the search must find within so many calls, whatever the seed; and contracts of the
// same kinds without a bug, on which it must say nothing.

import { expect, test } from 'vitest'
import { smallCampaign, smallTarget } from '../helpers/small-campaign.ts'

const SEEDS = [1n, 2n, 3n]
const INVARIANT = { runs: 1, depth: 100, failOnRevert: false, callOverride: false }

/** A target that says itself when it was broken. */
function flagged(body: string): string {
  return `contract Target { bool public broken; ${body} }
contract CaseTest is TestBase { Target t;
  function setUp() public { t = new Target(); targetContract(address(t)); }
  function invariant_case() public view { require(!t.broken(), "broken"); } }`
}

const VAULT = (sharesOf: string): string => `
contract Token { mapping(address => uint256) public balanceOf;
  function mint(address a, uint256 x) external { balanceOf[a] += x; }
  function move(address f, address t, uint256 x) external { balanceOf[f] -= x; balanceOf[t] += x; } }
contract Vault { Token public token; mapping(address => uint256) public shares; uint256 public total;
  constructor(Token t) { token = t; }
  function assets() public view returns (uint256) { return token.balanceOf(address(this)); }
  function deposit(address who, uint256 x) external returns (uint256 s) {
    s = ${sharesOf}; token.move(who, address(this), x); shares[who] += s; total += s; }
  function redeem(address who, uint256 s) external returns (uint256 x) {
    x = s * assets() / total; shares[who] -= s; total -= s; token.move(address(this), who, x); } }
contract Handler is TestBase { Token token; Vault vault; address[3] actors; bool public lost;
  constructor(Token t, Vault v) { token = t; vault = v;
    for (uint160 i; i < 3; i++) { actors[i] = address(i + 0x1000); t.mint(actors[i], 1_000 ether); } }
  function deposit(uint256 who, uint256 x) external { address a = actors[bound(who, 0, 2)];
    x = bound(x, 1, token.balanceOf(a)); uint256 s = vault.deposit(a, x); if (x > 1 ether && s == 0) lost = true; }
  function redeem(uint256 who, uint256 s) external { address a = actors[bound(who, 0, 2)];
    s = bound(s, 1, vault.shares(a)); vault.redeem(a, s); }
  function donate(uint256 who, uint256 x) external { address a = actors[bound(who, 0, 2)];
    x = bound(x, 1, token.balanceOf(a)); token.move(a, address(vault), x); } }
contract CaseTest is TestBase { Handler h;
  function setUp() public { Token t = new Token(); h = new Handler(t, new Vault(t)); targetContract(address(h)); }
  function invariant_case() public view { require(!h.lost(), "a depositor got no shares"); } }`

type Planted = {
  readonly kind: string
  readonly source: string
  /** Calls within which it must be found. */
  readonly within: number
  /** Longest sequence that may be left after shrinking. */
  readonly calls: number
  /** Longest time between two calls; a forge test wants none. */
  readonly maxSeconds?: number
}

const PLANTED: readonly Planted[] = [
  {
    kind: 'a magic number',
    source: flagged('function f(uint256 x) external { if (x == 0xfeedbeefcafe1234567) broken = true; }'),
    within: 8_000,
    calls: 1,
  },
  {
    kind: 'a linear equation',
    source: flagged(
      'function f(uint256 x) external { if (x < 2**200 && x * 7919 + 31 == 7919 * 987654321098765 + 31) broken = true; }',
    ),
    within: 10_000,
    calls: 1,
  },
  {
    kind: 'equations that hang together',
    source: flagged(`function f(uint256 a, uint256 b, uint256 c) external { unchecked {
      require(a + b == c); require(a * b > 100); require(a * b < 1000); broken = true; } }`),
    within: 40_000,
    calls: 1,
  },
  {
    kind: 'conditions that stand together',
    source: flagged(`function f(uint64 a, uint64 b, uint64 c, uint64 d) external { unchecked {
      if (a == 13 * b) if (b > 31) if (c < a + 7) if (d == c * c) if (d > 40 * a) if (7 * b - d != c)
      if (d * 5 >= a + b) if (a != 2 * d) if (c > 900) if (b >= 2 * c) broken = true; } }`),
    within: 20_000,
    calls: 1,
  },
  {
    kind: 'conditions in a contract that is called',
    source: `contract Judge { struct Case { uint64 a; uint64 b; }
        function check(Case calldata x, uint64 c) external pure returns (uint64) { unchecked {
          if (x.a == 29 * x.b) if (x.b > 77) if (c == x.a * x.a) if (c % 1000 == 256) return 3 * c; return 0; } } }
      ${flagged(`Judge judge = new Judge(); function f(uint64 a, uint64 b, uint64 c) external {
        uint64 said = judge.check(Judge.Case(a, b), c); if (said > 0 && said != 3) broken = true; }`)}`,
    within: 40_000,
    calls: 1,
  },
  {
    kind: 'three calls in order',
    source: flagged(`uint8 s; function one(uint256) external { s = 1; }
      function two(uint256 x) external { if (s == 1 && x > 5) s = 2; else s = 0; }
      function three() external { if (s == 2) s = 3; else s = 0; }
      function noise(uint256) external { s = 0; } function end() external { if (s == 3) broken = true; }`),
    within: 15_000,
    calls: 4,
  },
  {
    kind: 'two senders',
    source: flagged(`address first; function begin() external { first = msg.sender; }
      function end() external { if (first != address(0) && first != msg.sender) broken = true; }`),
    within: 1_000,
    calls: 2,
  },
  {
    kind: 'an amount of ether',
    source: flagged('function pay() external payable { if (msg.value == 1.5 ether) broken = true; }'),
    within: 10_000,
    calls: 1,
  },
  {
    kind: 'time that must pass',
    source: flagged(`uint256 t0; function begin() external { t0 = block.timestamp; }
      function end() external { if (t0 != 0 && block.timestamp > t0 + 5 days) broken = true; }`),
    within: 3_000,
    calls: 2,
    maxSeconds: 604_800,
  },
  {
    kind: 'a value that an earlier call gave back',
    source: flagged(`bytes32 secret;
      function open(uint256 x) external returns (bytes32) { secret = keccak256(abi.encode(x, block.number)); return secret; }
      function close(bytes32 k) external { if (secret != 0 && k == secret) broken = true; }`),
    within: 30_000,
    calls: 2,
  },
  {
    kind: 'the address of a contract that was created',
    source: `contract Child { } ${flagged(`address child; function make() external { child = address(new Child()); }
      function name(address a) external { if (child != address(0) && a == child) broken = true; }`)}`,
    within: 20_000,
    calls: 30,
  },
  {
    kind: 'calldata for a call to itself',
    source:
      flagged(`function run(bytes calldata d) external { (bool ok,) = address(this).call(d); require(ok); }
      function secret(uint256 x) external { require(msg.sender == address(this)); if (x > 1000) broken = true; }`),
    within: 3_000,
    calls: 1,
  },
  {
    kind: 'the length of an array',
    source: flagged('function f(uint256[] calldata xs) external { if (xs.length == 7) broken = true; }'),
    within: 8_000,
    calls: 1,
  },
  {
    kind: 'members of a struct',
    source: flagged(`struct S { uint128 a; address b; bool c; int64 d; }
      function f(S calldata s) external { if (s.a == 77777 && s.c && s.d < -5 && s.b == address(this)) broken = true; }`),
    within: 15_000,
    calls: 1,
  },
  {
    kind: 'signed numbers',
    source: flagged(`int256 p; function move(int256 x) external { require(x > -1000 && x < 1000); p += x;
      if (p == -1500) broken = true; }`),
    within: 40_000,
    calls: 40,
  },
  {
    kind: 'a handler with bounds',
    source: `contract Target { uint256 public a; uint256 public b;
        function add(uint256 x) external { a += x; if (x != 777) b += x; } }
      contract Handler is TestBase { Target t; constructor(Target t_) { t = t_; }
        function add(uint256 x) external { t.add(bound(x, 1, 1_000_000)); } }
      contract CaseTest is TestBase { Target t;
        function setUp() public { t = new Target(); targetContract(address(new Handler(t))); }
        function invariant_case() public view { require(t.a() == t.b(), "differ"); } }`,
    within: 20_000,
    calls: 1,
  },
  {
    kind: 'an inflated share price',
    source: VAULT('total == 0 ? x : x * total / assets()'),
    within: 10_000,
    calls: 6,
  },
  {
    kind: 'an assertion in a target',
    source: `contract Target { uint256 n; function f(uint256 x) external { n += 1; if (n > 3) assert(x != 99); } }
      contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
        function invariant_case() public pure { } }`,
    within: 30_000,
    calls: 4,
  },
  {
    kind: 'an assertion cheatcode with words of its own',
    source: `contract Handler is TestBase { uint256 n;
        function f(uint256 x) external { n += 1; if (n > 3) vm.assertTrue(x != 99, "my own words"); } }
      contract CaseTest is TestBase { Handler t; function setUp() public { t = new Handler(); targetContract(address(t)); }
        function invariant_case() public pure { } }`,
    within: 30_000,
    calls: 4,
  },
  {
    kind: 'the mark of ds-test',
    source: `contract CaseTest is TestBase {
      function test_case(uint256 x) public { if (x == 5) vm.store(address(vm), bytes32("failed"), bytes32(uint256(1))); } }`,
    within: 8_000,
    calls: 1,
  },
  {
    kind: 'arguments of a test under assumptions',
    source: `contract CaseTest is TestBase { function test_case(uint256 a, uint256 b) public pure {
      vm.assume(a > 1e18 && b < 1e6); vm.assertTrue(b != 4242, "no 4242"); } }`,
    within: 8_000,
    calls: 1,
  },
  {
    kind: 'time that a reverted call warped',
    source: `contract Target is TestBase { uint256 public n;
        function f(uint256 x) external { vm.warp(block.timestamp + 3 weeks); require(x == 1 && n > 100); }
        function g() external { n++; } }
      contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
        function invariant_case() public view { require(block.timestamp < 26 weeks, "late"); } }`,
    within: 5_000,
    calls: 40,
  },
]

test.each(PLANTED)('$kind is found', async ({ source, within, calls, maxSeconds = 0 }) => {
  const target = await smallTarget(source, 'CaseTest', {
    invariant: { ...INVARIANT, maxTimeDelaySeconds: maxSeconds },
  })
  for (const seed of SEEDS) {
    const result = await smallCampaign(target, { seed, executions: within })
    expect(result.warnings).toStrictEqual([])
    expect(result.findings.length).toBeGreaterThan(0)
    expect(result.findings[0]!.calls).toBeLessThanOrEqual(calls)
  }
})

const SOUND: readonly { readonly kind: string; readonly source: string; readonly failOnRevert?: boolean }[] =
  [
    { kind: 'a vault with virtual shares', source: VAULT('x * (total + 1e6) / (assets() + 1)') },
    {
      kind: 'a bank under fail_on_revert',
      failOnRevert: true,
      source: `contract Bank { mapping(address => uint256) public balances; uint256 public total;
        function deposit() external payable { balances[msg.sender] += msg.value; total += msg.value; }
        function withdraw(uint256 x) external { if (x > balances[msg.sender]) x = balances[msg.sender];
          balances[msg.sender] -= x; total -= x; (bool ok,) = msg.sender.call{value: x}(""); require(ok); } }
      contract CaseTest is TestBase { Bank b; function setUp() public { b = new Bank(); targetContract(address(b)); }
        function invariant_solvent() public view { require(address(b).balance >= b.total()); } }`,
    },
    {
      kind: 'an assertion that somebody catches',
      source: `contract Inner is TestBase { function check(uint256 x) external pure { vm.assertTrue(x < 10, "caught"); assert(x < 5); } }
      contract Target { Inner i = new Inner(); uint256 public n;
        function f(uint256 x) external { try i.check(x) { n++; } catch { n += 2; } } }
      contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
        function invariant_case() public view { require(t.n() < 1e9); } }`,
    },
    {
      kind: 'a handler that assumes, pranks and warps',
      source: `contract Handler is TestBase { uint256 public n; uint256 public last;
        function f(uint256 x) external { vm.startPrank(address(0xbeef)); vm.assume(x % 3 != 0); n++; vm.stopPrank(); }
        function g(uint256 x) external { vm.warp(block.timestamp + bound(x, 1, 100)); require(x % 5 != 0); last = block.timestamp; } }
      contract CaseTest is TestBase { Handler h; function setUp() public { h = new Handler(); targetContract(address(h)); }
        function invariant_case() public view { require(h.last() <= block.timestamp, "time ran backwards"); } }`,
    },
    {
      kind: 'a property that changes what it looks at',
      source: `contract Target { uint256 public n; function f(uint256 x) external { n = x; } }
      contract CaseTest is TestBase { Target t; uint256 calls;
        function setUp() public { t = new Target(); targetContract(address(t)); }
        function invariant_case() public { calls++; t.f(calls); require(calls == 1 && t.n() == 1, "counted"); } }`,
    },
    {
      kind: 'a condition that nothing meets',
      source: flagged(
        'function f(uint256 a, int256 b) external { if (a > 10 && a < 5) broken = true; if (b > type(int256).max - 1 && b < 0) broken = true; }',
      ),
    },
    {
      kind: 'contracts that send for the test',
      source: `contract Box { uint256 public got; receive() external payable { got++; } }
      contract Target { uint256 public n; function f(uint256 x) external { require(x > 3); n++; } }
      contract CaseTest is TestBase { Target t; Box b;
        function setUp() public { t = new Target(); b = new Box(); targetContract(address(t)); targetSender(address(b)); }
        function invariant_case() public view { require(b.got() == 0, "got"); } }`,
    },
  ]

test.each(SOUND)('nothing is reported on $kind', async ({ source, failOnRevert = false }) => {
  const target = await smallTarget(source, 'CaseTest', {
    invariant: { ...INVARIANT, failOnRevert },
  })
  for (const seed of SEEDS) {
    const result = await smallCampaign(target, { seed, executions: 5_000 })
    expect(result.findings).toStrictEqual([])
    expect(result.unshrunk).toStrictEqual([])
    expect(result.warnings).toStrictEqual([])
    expect(result.progress.executions).toBeGreaterThanOrEqual(5_000)
  }
})

test('an end that is only right after calls is not asked, with a word', async () => {
  const target = await smallTarget(
    `contract Target { uint256 public n; function f() external { n++; } function g() external view { require(n < 9); } }
     contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
       function invariant_case() public pure { } function afterInvariant() public view { require(t.n() > 0, "nothing was done"); } }`,
    'CaseTest',
  )
  const result = await smallCampaign(target, { seed: 1n, executions: 1_000 })
  expect(result.findings).toStrictEqual([])
  expect(result.warnings).toStrictEqual([
    'afterInvariant() is not asked: it does not hold before any call is made.',
  ])
})
