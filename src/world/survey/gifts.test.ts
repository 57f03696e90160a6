import { expect, test } from 'vitest'
import { surveyed } from '../../../tests/helpers/survey-world.ts'

const TOKEN =
  'interface IERC20 { function transfer(address, uint256) external returns (bool); function balanceOf(address) external view returns (uint256); }\n'
const UNIT = 10n ** 18n

test('a faucet gives the same little to everybody, whatever they ask for', async () => {
  const { survey } = await surveyed(
    `${TOKEN} contract Faucet {
      IERC20 public token; mapping(address => bool) public got; uint256 public left = 3;
      constructor(IERC20 t) { token = t; }
      function drip() external { require(!got[msg.sender]); got[msg.sender] = true; token.transfer(msg.sender, 10e18); }
      function some(uint256 a) external { require(a <= 5e18); token.transfer(msg.sender, a); }
      function all(uint256 a) external { token.transfer(msg.sender, a); }
      function half() external { token.transfer(msg.sender, token.balanceOf(address(this)) / 2); }
      function toAnybody(address to, uint256 a) external { token.transfer(to, a); }
      function once(uint256) external { require(left == 3); left = 2; token.transfer(msg.sender, 1e18); }
      function nothing(uint256) external { left = 1; }
    }`,
    'MockToken t; function setUp() public { t = new MockToken("GEM", 18); t.mint(address(new Faucet(IERC20(address(t)))), 1_000e18); }',
  )
  expect(survey.gifts.map(({ abi, amount, asset }) => [abi.name, amount, asset.name])).toEqual([
    ['drip', 10n * UNIT, 'GEM'],
    ['some', UNIT, 'GEM'],
  ])
})

test('ether is given too, and a mint for everybody is a gift if it is small', async () => {
  const { survey } = await surveyed(
    `contract Tap { function sip() external { payable(msg.sender).transfer(0.01 ether); } receive() external payable {} }`,
    'Tap t; function setUp() public { t = new Tap(); payable(address(t)).transfer(2 ether); }',
  )
  expect(survey.gifts.map(({ abi, amount, asset }) => [abi.name, amount, asset.name])).toEqual([
    ['sip', UNIT / 100n, 'ETH'],
  ])
})

test('a bounty is a small part of what the call brings in, for who comes first', async () => {
  const { survey } = await surveyed(
    `${TOKEN} contract Source { IERC20 token; constructor(IERC20 t) { token = t; }
      function send(address to, uint256 a) external { token.transfer(to, a); } }
    contract Vault {
      IERC20 token; Source source; uint256 public due = 200e18;
      constructor(IERC20 t, Source s) { token = t; source = s; }
      function harvest() external { uint256 a = due; due = 0; source.send(address(this), a); token.transfer(msg.sender, a / 100); }
      function collect() external { uint256 a = due; due = 0; source.send(address(this), a); token.transfer(msg.sender, a / 10); }
      function take() external { uint256 a = due; due = 0; token.transfer(msg.sender, a / 100); }
    }`,
    'MockToken t; function setUp() public { t = new MockToken("GEM", 18); IERC20 g = IERC20(address(t)); Source s = new Source(g); t.mint(address(s), 10_000e18); t.mint(address(new Vault(g, s)), 1_000e18); }',
  )
  expect(survey.gifts.map(({ abi, amount }) => [abi.name, amount])).toEqual([['harvest', 2n * UNIT]])
})

test('pay for work is a gift if the same is paid again when the work is due again', async () => {
  const { survey } = await surveyed(
    `contract Upkeep {
      uint256 public last; uint256 public rounds; uint256 public pot = 4 ether; uint256 public fees = 0.02 ether; uint256 public since;
      constructor() payable { since = block.timestamp - 3 hours; }
      function perform() external { require(block.timestamp >= last + 1 hours); last = block.timestamp; rounds++; payable(msg.sender).transfer(0.01 ether); }
      function checkIn() external { uint256 part = pot / 1000; pot -= part; payable(msg.sender).transfer(part); }
      function collectFees() external { uint256 all = fees; fees = 0; payable(msg.sender).transfer(all); }
      function release() external { uint256 due = (block.timestamp - since) * 1e10; since = block.timestamp; payable(msg.sender).transfer(due); }
    }`,
    'function setUp() public { vm.warp(1_700_000_000); vm.deal(address(this), 10 ether); new Upkeep{value: 10 ether}(); }',
  )
  expect(survey.gifts.map(({ abi }) => abi.name)).toEqual(['checkIn', 'perform'])
})

test('a bounty may be a part of what goes to an account that the contract names', async () => {
  const { survey } = await surveyed(
    `contract Fees { address payable public dao; uint256 public due = 1 ether; constructor(address payable d) payable { dao = d; }
      function send() external { uint256 all = due; due = 0; dao.transfer(all - all / 100); payable(msg.sender).transfer(all / 100); }
      function sendAway() external { uint256 all = due; due = 0; payable(address(0xdead)).transfer(all - all / 100); payable(msg.sender).transfer(all / 100); }
    }`,
    'function setUp() public { vm.deal(address(this), 10 ether); new Fees{value: 10 ether}(payable(address(0xDA0000))); }',
  )
  expect(survey.gifts.map(({ abi }) => abi.name)).toEqual(['send'])
})

test('a place of which there are few is a gift if each account gets one', async () => {
  const { survey } = await surveyed(
    `contract Pack { mapping(address => bool) public has; constructor() payable {}
      function claim() external { require(!has[msg.sender]); has[msg.sender] = true; payable(msg.sender).transfer(1 ether); }
      function take() external { payable(msg.sender).transfer(1 ether); } }`,
    'function setUp() public { vm.deal(address(this), 10 ether); new Pack{value: 10 ether}(); }',
  )
  expect(survey.gifts.map(({ abi }) => abi.name)).toEqual(['claim'])
})

test('a bounty may come out of what makes the positions of others worth more', async () => {
  const { survey } = await surveyed(
    `contract Vault {
      uint256 public shares; uint256 public assets; uint256 public pending; mapping(address => uint256) public sharesOf;
      function deposit() external payable { uint256 s = shares == 0 ? msg.value : msg.value * shares / assets; sharesOf[msg.sender] += s; shares += s; assets += msg.value; }
      function withdraw(uint256 s) external { uint256 a = s * assets / shares; sharesOf[msg.sender] -= s; shares -= s; assets -= a; payable(msg.sender).transfer(a); }
      function addYield() external payable { pending += msg.value; }
      function harvest() external { uint256 all = pending; pending = 0; assets += all - all / 100; payable(msg.sender).transfer(all / 100); }
      function skim() external { uint256 all = pending; pending = 0; payable(msg.sender).transfer(all / 100); }
    }`,
    `Vault v; address ben = address(0xbe402);
    function setUp() public { v = new Vault(); vm.deal(ben, 10 ether); vm.prank(ben); v.deposit{value: 10 ether}(); vm.deal(address(this), 10 ether); v.addYield{value: 1 ether}(); }`,
  )
  expect(survey.gifts.map(({ abi }) => abi.name)).toEqual(['harvest'])
})

test('a bounty may come out of what gives others more shares, at what a share is good for', async () => {
  const { survey } = await surveyed(
    `contract Buoy {
      string public symbol = "BUOY"; uint8 public constant decimals = 18; uint256 public lift = 1e18; uint256 public units; uint256 public pending;
      mapping(address => uint256) public unitsOf; mapping(address => mapping(address => uint256)) public allowance;
      function balanceOf(address who) public view returns (uint256) { return unitsOf[who] * lift / 1e18; }
      function totalSupply() external view returns (uint256) { return units * lift / 1e18; }
      function approve(address to, uint256 n) external returns (bool) { allowance[msg.sender][to] = n; return true; }
      function transfer(address to, uint256 n) public returns (bool) { uint256 u = n * 1e18 / lift; unitsOf[msg.sender] -= u; unitsOf[to] += u; return true; }
      function transferFrom(address from, address to, uint256 n) external returns (bool) {
        allowance[from][msg.sender] -= n; uint256 u = n * 1e18 / lift; unitsOf[from] -= u; unitsOf[to] += u; return true; }
      function board() external payable { uint256 u = msg.value * 1e18 / lift; units += u; unitsOf[msg.sender] += u; }
      function alight(uint256 n) external { uint256 u = n * 1e18 / lift; unitsOf[msg.sender] -= u; units -= u; payable(msg.sender).transfer(n); }
      function addYield() external payable { pending += msg.value; }
      function rise() external { uint256 all = pending; pending = 0; lift += (all - all / 50) * 1e18 / units; payable(msg.sender).transfer(all / 50); }
      function skim() external { uint256 all = pending; pending = 0; payable(msg.sender).transfer(all / 50); }
    }`,
    `Buoy b; address ben = address(0xbe402);
    function setUp() public { b = new Buoy(); vm.deal(ben, 10 ether); vm.startPrank(ben); b.board{value: 10 ether}();  vm.stopPrank();
      vm.deal(address(this), 10 ether); b.addYield{value: 1 ether}(); }`,
  )
  expect(survey.gifts.map(({ abi }) => abi.name)).toEqual(['rise'])
})
