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
