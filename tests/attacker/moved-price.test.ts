// Who moves a price first borrows more than the pledge is worth: a trade, what a user did, as much as goes well, and the trade back.

import { expect, test } from 'vitest'
import { answersTo, plantedScenario } from '../helpers/planted-scenario.ts'

const MARKET = `contract Booth {
  Gold public immutable gold; uint256 public stock; uint256 public till;
  constructor(Gold g) { gold = g; }
  function open(uint256 amount) external payable { require(till == 0); require(gold.transferFrom(msg.sender, address(this), amount)); stock = amount; till = msg.value; }
  function buy(uint256 least) external payable { uint256 out = stock * msg.value / (till + msg.value); require(out >= least); till += msg.value; stock -= out; require(gold.transfer(msg.sender, out)); }
  function sell(uint256 amount, uint256 least) external { uint256 out = till * amount / (stock + amount); require(out >= least); stock += amount; till -= out;
    require(gold.transferFrom(msg.sender, address(this), amount)); payable(msg.sender).transfer(out); }
}
contract Usurer {
  Gold public immutable gold; Booth public immutable booth; uint256 public immutable usual;
  mapping(address => uint256) public pledges; mapping(address => uint256) public loans; mapping(address => uint256) public savings;
  constructor(Gold g, Booth b) { gold = g; booth = b; usual = b.till() * 1e18 / b.stock(); }
  function save() external payable { savings[msg.sender] += msg.value; }
  function fetch(uint256 amount) external { savings[msg.sender] -= amount; payable(msg.sender).transfer(amount); }
  function price() public view returns (uint256) { return booth.till() * 1e18 / booth.stock(); /* spot */ }
  function pledge(uint256 amount) external { pledges[msg.sender] += amount; require(gold.transferFrom(msg.sender, address(this), amount)); }
  function lend(uint256 amount) external { loans[msg.sender] += amount; require(loans[msg.sender] * 3 <= pledges[msg.sender] * price() / 1e18 * 2); payable(msg.sender).transfer(amount); }
  function settle() external payable { loans[msg.sender] -= msg.value; }
  function redeem(uint256 amount) external { pledges[msg.sender] -= amount; require(loans[msg.sender] * 3 <= pledges[msg.sender] * price() / 1e18 * 2); require(gold.transfer(msg.sender, amount)); }
}`

const SETUP = `Gold gold; Booth booth; Usurer usurer; function setUp() public { gold = new Gold(9_000e18); booth = new Booth(gold); vm.deal(address(this), 1000 ether);
  gold.approve(address(booth), 800e18); booth.open{value: 40 ether}(800e18); usurer = new Usurer(gold, booth); usurer.save{value: 25 ether}();
  address ada = address(0x901d); gold.transfer(ada, 60e18); vm.startPrank(ada); gold.approve(address(usurer), 50e18); usurer.pledge(50e18); usurer.lend(1 ether); vm.stopPrank(); }
  receive() external payable {}`

test(
  'a loan against a price that was moved is found, and none against one that was not',
  { timeout: 120_000 },
  async () => {
    const scenario = plantedScenario(
      MARKET,
      SETUP,
      'return booth.till() * 1e18 / booth.stock(); /* spot */',
      'return usual;',
    )
    const [flawed, repaired] = await answersTo(scenario, { flawed: 10_000, repaired: 10_000 }, 2n)
    expect(flawed).toContain('theft by price-manipulation')
    expect(repaired).toEqual([])
  },
)

const PAIR = `contract Silver is Gold { constructor(uint256 supply) Gold(supply) {} }
contract Pair { Gold public immutable gold; Silver public immutable silver; uint256 public golds; uint256 public silvers;
  constructor(Gold g, Silver s) { gold = g; silver = s; }
  function open() external { require(golds == 0); (golds, silvers) = (gold.balanceOf(address(this)), silver.balanceOf(address(this))); }
  function swap(uint256 goldOut, uint256 silverOut, address to) external {
    require((goldOut == 0) != (silverOut == 0));
    if (goldOut > 0) gold.transfer(to, goldOut); else silver.transfer(to, silverOut);
    (uint256 g, uint256 s) = (gold.balanceOf(address(this)), silver.balanceOf(address(this)));
    require((goldOut > 0 ? g : g - (g - golds) * 3 / 1000) * (silverOut > 0 ? s : s - (s - silvers) * 3 / 1000) >= golds * silvers);
    (golds, silvers) = (g, s);
  }
}
contract Broker {
  Gold public immutable gold; Silver public immutable silver; Pair public immutable pair; uint256 public immutable usual;
  mapping(address => uint256) public pledges; mapping(address => uint256) public loans; mapping(address => uint256) public savings;
  constructor(Gold g, Silver s, Pair p) { gold = g; silver = s; pair = p; usual = p.silvers() * 1e18 / p.golds(); }
  function save(uint256 amount) external { savings[msg.sender] += amount; silver.transferFrom(msg.sender, address(this), amount); }
  function fetch(uint256 amount) external { savings[msg.sender] -= amount; silver.transfer(msg.sender, amount); }
  function price() public view returns (uint256) { return pair.silvers() * 1e18 / pair.golds(); /* spot */ }
  function pledge(uint256 amount) external { pledges[msg.sender] += amount; gold.transferFrom(msg.sender, address(this), amount); }
  function lend(uint256 amount) external { loans[msg.sender] += amount; require(loans[msg.sender] * 3 <= pledges[msg.sender] * price() / 1e18 * 2); silver.transfer(msg.sender, amount); }
  function settle(uint256 amount) external { loans[msg.sender] -= amount; silver.transferFrom(msg.sender, address(this), amount); }
  function redeem(uint256 amount) external { pledges[msg.sender] -= amount; require(loans[msg.sender] * 3 <= pledges[msg.sender] * price() / 1e18 * 2); gold.transfer(msg.sender, amount); }
}`

const PAIR_SETUP = `Gold gold; Silver silver; Pair pair; Broker broker; function setUp() public { gold = new Gold(9_000e18); silver = new Silver(70_000e18); pair = new Pair(gold, silver);
  gold.transfer(address(pair), 700e18); silver.transfer(address(pair), 2_800e18); pair.open(); broker = new Broker(gold, silver, pair);
  silver.approve(address(broker), 1_500e18); broker.save(1_500e18);
  address ada = address(0x901d); gold.transfer(ada, 60e18); vm.startPrank(ada); gold.approve(address(broker), 50e18); broker.pledge(50e18); broker.lend(90e18); vm.stopPrank(); }`

test('a pool that is paid before it is called moves a price too', { timeout: 120_000 }, async () => {
  const scenario = plantedScenario(
    PAIR,
    PAIR_SETUP,
    'return pair.silvers() * 1e18 / pair.golds(); /* spot */',
    'return usual;',
  )
  const [flawed, repaired] = await answersTo(scenario, { flawed: 60_000, repaired: 30_000 })
  expect(flawed).toContain('theft by price-manipulation')
  expect(repaired).toEqual([])
})
