// Thefts inside of one list of one call, in protocols that no scenario has: found, and nothing said of the repaired ones.

import { expect, test } from 'vitest'
import { answersTo, plantedScenario } from '../helpers/planted-scenario.ts'

test(
  'an action that nobody knows takes back what the one before it asked for',
  { timeout: 120_000 },
  async () => {
    const counter = plantedScenario(
      `contract Counter {
      Gold public immutable gold; Gold public immutable silver; mapping(address => uint256) public pledged; mapping(address => uint256) public owed;
      constructor(Gold g, Gold s) { (gold, silver) = (g, s); }
      function run(uint8[] calldata what, uint256[] calldata amounts) external { bool mustBeSafe;
        for (uint256 i; i < what.length; i++) { uint256 a = amounts[i];
          if (what[i] == 1) { pledged[msg.sender] += a; require(silver.transferFrom(msg.sender, address(this), a)); }
          else if (what[i] == 2) { owed[msg.sender] += a; mustBeSafe = true; require(gold.transfer(msg.sender, a)); }
          else if (what[i] == 3) { owed[msg.sender] -= a; require(gold.transferFrom(msg.sender, address(this), a)); }
          else if (what[i] == 4) { pledged[msg.sender] -= a; mustBeSafe = true; require(silver.transfer(msg.sender, a)); }
          else mustBeSafe = more(what[i]); }
        require(!mustBeSafe || owed[msg.sender] <= pledged[msg.sender] * 2 / 3); }
      function more(uint8 what) internal virtual returns (bool) { return what > 200; }
    }`,
      `Gold gold; Gold silver; Counter counter; function setUp() public { gold = new Gold(90_000e18); silver = new Gold(90_000e18); counter = new Counter(gold, silver);
      gold.transfer(address(counter), 5_000e18); address ada = address(0x901d); silver.transfer(ada, 300e18); gold.transfer(ada, 1e18); vm.startPrank(ada);
      gold.approve(address(counter), 500e18); silver.approve(address(counter), 500e18);
      uint8[] memory what = new uint8[](2); uint256[] memory amounts = new uint256[](2); (what[0], what[1], amounts[0], amounts[1]) = (1, 2, 300e18, 120e18); counter.run(what, amounts);
      (what[0], what[1], amounts[0], amounts[1]) = (3, 4, 60e18, 90e18); counter.run(what, amounts); vm.stopPrank(); }`,
      'else mustBeSafe = more(what[i]);',
      'else if (more(what[i])) mustBeSafe = true;',
    )
    const [flawed, repaired] = await answersTo(counter, { flawed: 80_000, repaired: 30_000 })
    expect(flawed?.join()).toContain('theft')
    expect(repaired).toEqual([])
  },
)

test(
  'shares that one does not have are given back but for the last, and bought again where a remainder is half of the price',
  { timeout: 120_000 },
  async () => {
    const fund = plantedScenario(
      `contract Fund {
      struct Step { bool isOut; uint256 shares; }
      Gold public immutable gold; mapping(address => uint256) public shares; uint256 public supply; uint256 public assets;
      constructor(Gold g) { gold = g; }
      function open(uint256 amount) external { require(supply == 0); (supply, assets, shares[msg.sender]) = (amount, amount, amount); require(gold.transferFrom(msg.sender, address(this), amount)); }
      function profit(uint256 amount) external { assets += amount; require(gold.transferFrom(msg.sender, address(this), amount)); }
      function run(Step[] calldata steps) external returns (int256 paid) { int256 change = 0;
        for (uint256 i; i < steps.length; i++) { uint256 part = steps[i].shares;
          if (steps[i].isOut) { uint256 out = part * assets / supply; assets -= out; supply -= part; paid -= int256(out); change -= int256(part); }
          else { uint256 cost = part * assets / supply; assets += cost; supply += part; paid += int256(cost); change += int256(part); } }
        int256 has = int256(shares[msg.sender]) + change; require(has >= 0 && supply > 0); shares[msg.sender] = uint256(has);
        if (paid > 0) require(gold.transferFrom(msg.sender, address(this), uint256(paid))); else require(gold.transfer(msg.sender, uint256(-paid))); }
    }`,
      `Gold gold; Fund fund; function setUp() public { gold = new Gold(90_000e18); fund = new Fund(gold); gold.approve(address(fund), 9_000e18); fund.open(2_000e18); fund.profit(1_300e18);
      address ada = address(0x901d); gold.transfer(ada, 300e18); vm.startPrank(ada); gold.approve(address(fund), 300e18);
      Fund.Step[] memory steps = new Fund.Step[](1); steps[0] = Fund.Step(false, 90e18); fund.run(steps); steps[0] = Fund.Step(true, 20e18); fund.run(steps); vm.stopPrank(); }`,
      'uint256 cost = part * assets / supply;',
      'uint256 cost = (part * assets + supply - 1) / supply;',
    )
    const [flawed, repaired] = await answersTo(fund, { flawed: 80_000, repaired: 30_000 })
    expect(flawed).toContain('theft by rounding')
    expect(repaired).toEqual([])
  },
)

test(
  'calls in bytes: what is repaid in the same list lets whoever has borrowed go without a look',
  { timeout: 120_000 },
  async () => {
    const bank = plantedScenario(
      `contract Bank {
      Gold public immutable gold; Gold public immutable silver; mapping(address => uint256) public pledged; mapping(address => uint256) public owed; address private asked; bool private isLater;
      constructor(Gold g, Gold s) { (gold, silver) = (g, s); }
      function all(bytes[] calldata calls) external { require(!isLater); (isLater, asked) = (true, address(0));
        for (uint256 i; i < calls.length; i++) { (bool done, ) = address(this).delegatecall(calls[i]); require(done); }
        isLater = false; if (asked != address(0)) look(asked); }
      function look(address who) private view { require(owed[who] <= pledged[who] * 2 / 3); }
      function pledge(uint256 amount) external { pledged[msg.sender] += amount; require(silver.transferFrom(msg.sender, address(this), amount)); }
      function take(uint256 amount) external { pledged[msg.sender] -= amount; if (isLater) asked = msg.sender; else look(msg.sender); require(silver.transfer(msg.sender, amount)); }
      function borrow(uint256 amount) external { owed[msg.sender] += amount; if (isLater) asked = msg.sender; else look(msg.sender); require(gold.transfer(msg.sender, amount)); }
      function repay(uint256 amount) external { owed[msg.sender] -= amount; if (asked == msg.sender) asked = address(0); require(gold.transferFrom(msg.sender, address(this), amount)); }
    }`,
      `Gold gold; Gold silver; Bank bank; function setUp() public { gold = new Gold(90_000e18); silver = new Gold(90_000e18); bank = new Bank(gold, silver);
      gold.transfer(address(bank), 5_000e18); address ada = address(0x901d); silver.transfer(ada, 300e18); gold.transfer(ada, 1e18); vm.startPrank(ada);
      gold.approve(address(bank), 500e18); silver.approve(address(bank), 500e18); bank.pledge(100e18); bank.borrow(20e18); bank.repay(5e18); bank.take(10e18);
      bytes[] memory calls = new bytes[](2); calls[0] = abi.encodeCall(Bank.pledge, (100e18)); calls[1] = abi.encodeCall(Bank.borrow, (60e18)); bank.all(calls); vm.stopPrank(); }`,
      'if (asked == msg.sender) asked = address(0); ',
      '',
    )
    const [flawed, repaired] = await answersTo(bank, { flawed: 80_000, repaired: 30_000 })
    expect(flawed?.join()).toContain('theft')
    expect(repaired).toEqual([])
  },
)

test(
  'ether that comes with a list of own calls counts once for each of them, in a contract whose users never wrote such a list',
  { timeout: 120_000 },
  async () => {
    const kiosk = plantedScenario(
      `contract Kiosk {
      mapping(address => mapping(uint16 => uint256)) public stubs; uint256 public price = 0.3 ether; bool public isOpen = true;
      function pay(uint16 film, uint256 seats) public payable { require(seats > 0 && msg.value == seats * price); stubs[msg.sender][film] += seats; }
      function giveBack(uint16 film, uint256 seats) public { stubs[msg.sender][film] -= seats; payable(msg.sender).transfer(seats * price); }
      function several(uint64 until, bytes[] calldata orders) external payable { require(block.timestamp <= until);
        for (uint256 i; i < orders.length; i++) { (bool ok, ) = address(this).delegatecall(orders[i]); require(ok); } }
    }`,
      `Kiosk kiosk; function setUp() public { kiosk = new Kiosk(); address ada = address(0x901d); vm.deal(ada, 50 ether); vm.startPrank(ada);
      kiosk.pay{value: 12 ether}(4, 40); kiosk.pay{value: 3 ether}(2, 10); kiosk.giveBack(4, 3); vm.stopPrank(); }`,
      'external payable { require(block.timestamp <= until);',
      'external { require(block.timestamp <= until);',
    )
    const [flawed, repaired] = await answersTo(kiosk, { flawed: 100_000, repaired: 20_000 })
    expect(flawed?.join()).toContain('theft')
    expect(repaired).toEqual([])
  },
)
