// What a proof has to say for it to fail where the flaw is repaired.

import { expect, test } from 'vitest'
import { createManualClock } from '../../src/primitives/clock.ts'
import { proveInScenario } from '../exploits/prove.ts'
import { searchScenario } from '../exploits/search.ts'
import { plantedScenario } from '../helpers/planted-scenario.ts'

test(
  'a loan is given on the repaired protocol too: that the pledge comes back is what the proof is about',
  { timeout: 120_000 },
  async () => {
    const pawn = plantedScenario(
      `contract Pawn {
      Gold public immutable gold; mapping(address => uint256) public pledged; mapping(address => uint256) public owed;
      constructor(Gold g) payable { gold = g; }
      function pledge(uint256 amount) external { pledged[msg.sender] += amount; require(gold.transferFrom(msg.sender, address(this), amount)); }
      function take(uint256 amount) external { pledged[msg.sender] -= amount; require(owed[msg.sender] <= pledged[msg.sender]); require(gold.transfer(msg.sender, amount)); }
      function borrow(uint256 amount) external { require(owed[msg.sender] + amount <= pledged[msg.sender]); uint256 before = owed[msg.sender]; /* first */
        (bool paid, ) = msg.sender.call{value: amount}(""); require(paid); owed[msg.sender] = before + amount; }
      function repay() external payable { owed[msg.sender] -= msg.value; }
    }`,
      `Gold gold; Pawn pawn; function setUp() public { gold = new Gold(90_000e18); vm.deal(address(this), 100 ether); pawn = new Pawn{value: 40 ether}(gold);
      address ada = address(0x901d); gold.transfer(ada, 30e18); vm.startPrank(ada); gold.approve(address(pawn), 30e18); pawn.pledge(9e18); pawn.borrow(3e18); pawn.repay{value: 1e18}(); pawn.take(2e18); vm.stopPrank(); }`,
      '/* first */',
      'owed[msg.sender] = before + amount;',
    )
    const options = { seed: 1n, executions: 60_000, clock: createManualClock() }
    const { shrunk } = await searchScenario(pawn, 'flawed', options)
    const result = await proveInScenario(pawn, shrunk[0]!)
    if ('problem' in result) throw new Error(result.problem)
    expect(result.proof.text).toContain('the attacker has less Gold')
    expect(result.onTwin?.status).toBe('failed')
  },
)

test('what several accounts have together need not fit into a word', { timeout: 120_000 }, async () => {
  const mint = plantedScenario(
    `contract Points {
      uint256 public totalSupply = 5000e18; mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
      constructor() { balanceOf[msg.sender] = totalSupply; }
      function approve(address s, uint256 v) external returns (bool) { allowance[msg.sender][s] = v; return true; }
      function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; return true; }
      function transferFrom(address f, address to, uint256 v) external returns (bool) {
        allowance[f][msg.sender] -= v; balanceOf[f] -= v; balanceOf[to] += v; return true; }
      function split(address one, address two, uint256 each) external { require(one != two); uint256 all; unchecked { all = each * 2; } /* wraps */
        balanceOf[msg.sender] -= all; balanceOf[one] += each; balanceOf[two] += each; }
    }`,
    `Points points; function setUp() public { points = new Points(); points.transfer(address(0x901d), 30e18); points.split(address(0xada), address(0xb0b), 4e18); }`,
    '/* wraps */',
    'require(all / 2 == each);',
  )
  const options = { seed: 1n, executions: 60_000, clock: createManualClock() }
  const { shrunk } = await searchScenario(mint, 'flawed', options)
  const results = await Promise.all(shrunk.map((each) => proveInScenario(mint, each)))
  expect(results.length).toBeGreaterThan(0)
  for (const result of results) {
    expect(result).toMatchObject({ onTwin: { status: 'failed' } })
  }
})

test('who is short is shown where others get as much more as is missing', { timeout: 120_000 }, async () => {
  const banks = plantedScenario(
    `contract Jar { mapping(address => uint256) public parts; uint256 public all; uint256 public open;
      receive() external payable { open += 9 * msg.value; }
      function join() external payable { uint256 n = all == 0 ? msg.value : msg.value * all / open; parts[msg.sender] += n; all += n; open += msg.value; }
      function leave(uint256 n) external { parts[msg.sender] -= n; uint256 due = open * n / all; all -= n; open -= due; payable(msg.sender).transfer(due); } }
    contract Bank { Jar public immutable jar; mapping(address => uint256) public balances; constructor(Jar j) { jar = j; }
      function deposit() external payable { balances[msg.sender] += msg.value; }
      function withdraw(uint256 amount) external { balances[msg.sender] -= amount; uint256 left = address(this).balance; payable(msg.sender).transfer(amount < left ? amount : left); }
      function tip(uint256 amount) external { require(amount < 3 ether); /* whose? */ (bool ok, ) = address(jar).call{value: amount}(""); require(ok); } }`,
    `Jar jar; Bank bank; function setUp() public { address cid = address(0xc1d); vm.deal(cid, 60 ether); jar = new Jar(); vm.deal(address(jar), 200 ether); bank = new Bank(jar); vm.prank(cid); jar.join{value: 2 ether}();
      vm.deal(address(0x901d), 9 ether); vm.deal(address(0x901e), 9 ether); vm.prank(address(0x901d)); bank.deposit{value: 5 ether}(); vm.prank(address(0x901e)); bank.deposit{value: 5 ether}(); }`,
    '/* whose? */',
    'balances[msg.sender] -= amount;',
  )
  const options = { seed: 2n, executions: 40_000, clock: createManualClock() }
  const { shrunk, findings } = await searchScenario(banks, 'flawed', options)
  const short = findings.find(({ property }) => property.name === 'insolvency')
  const told = shrunk.find(({ report }) => report.id === short?.id)
  expect(await proveInScenario(banks, told!)).toMatchObject({ onTwin: { status: 'failed' } })
})

test('who waits behind others is shown to be stopped by one who refuses', { timeout: 120_000 }, async () => {
  const line = plantedScenario(
    `contract Line {
      mapping(address => uint256) public balances; address[] public waiting; mapping(uint256 => uint256) public due; uint256 public head;
      function join() external payable { require(msg.value > 0); balances[msg.sender] += msg.value; }
      function leave() external { uint256 all = balances[msg.sender]; require(all > 0); balances[msg.sender] = 0; due[waiting.length] = all; waiting.push(msg.sender); }
      function serve() external { address next = waiting[head]; uint256 all = due[head++]; (bool ok, ) = next.call{value: all}("");
        /* refused? */ require(ok); } }`,
    `Line line; function setUp() public { line = new Line(); address ada = address(0x901d); address bob = address(0x901e); vm.deal(ada, 9 ether); vm.deal(bob, 9 ether);
      vm.prank(ada); line.join{value: 5 ether}(); vm.prank(bob); line.join{value: 5 ether}(); vm.prank(ada); line.leave(); }`,
    '/* refused? */',
    'if (!ok) { balances[next] += all; ok = true; }',
  )
  const options = { seed: 1n, executions: 40_000, clock: createManualClock() }
  const { shrunk, findings } = await searchScenario(line, 'flawed', options)
  const frozen = findings.find(({ property }) => property.name === 'frozen')
  const told = shrunk.find(({ report }) => report.id === frozen?.id)
  if (told === undefined) throw new Error('Nothing is frozen.')
  const result = await proveInScenario(line, told)
  if ('problem' in result) throw new Error(result.problem)
  expect(result.onTwin?.status).toBe('failed')
  expect((await searchScenario(line, 'repaired', options)).findings).toEqual([])
})
