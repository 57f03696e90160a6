// Thefts that take several steps with amounts that depend on each other, in protocols that no scenario has: found, and nothing said of
// the repaired ones.

import { expect, test } from 'vitest'
import type { Scenario } from '../exploits/scenario.ts'
import { answersTo, plantedScenario } from '../helpers/planted-scenario.ts'

/** By which detectors. */
async function answers(scenario: Scenario, flawed: number, seed = 1n): Promise<readonly string[][]> {
  const said = await answersTo(scenario, { flawed, repaired: 3_000 }, seed)
  return said.map((each) => each.map((name) => name.replace(/ by .*/, '')))
}

test(
  'a desk believes the price of a market that can be moved: sell dear, buy back',
  { timeout: 120_000 },
  async () => {
    const desk = plantedScenario(
      `contract Market {
      Gold public immutable gold; uint256 public goldReserve; uint256 public etherReserve;
      constructor(Gold g) { gold = g; }
      function open(uint256 amount) external payable { require(goldReserve == 0); goldReserve = amount; etherReserve = msg.value;
        require(gold.transferFrom(msg.sender, address(this), amount)); }
      function sell(uint256 amount, uint256 least) external returns (uint256 out) { out = (amount * 995 * etherReserve) / (goldReserve * 1000 + amount * 995); require(out >= least);
        goldReserve += amount; etherReserve -= out; require(gold.transferFrom(msg.sender, address(this), amount)); payable(msg.sender).transfer(out); }
      function buy(uint256 least) external payable returns (uint256 out) { out = (msg.value * 995 * goldReserve) / (etherReserve * 1000 + msg.value * 995); require(out >= least);
        etherReserve += msg.value; goldReserve -= out; require(gold.transfer(msg.sender, out)); }
    }
    contract Desk {
      Gold public immutable gold; Market public immutable market; uint256 public immutable agreed;
      constructor(Gold g, Market m, uint256 a) payable { gold = g; market = m; agreed = a; }
      function price() public view returns (uint256) { return market.etherReserve() * 1e18 / market.goldReserve(); }
      function pawn(uint256 amount) external { uint256 sum = amount * price() * 9 / 10e18;
        require(gold.transferFrom(msg.sender, address(this), amount)); payable(msg.sender).transfer(sum); }
      function purchase(uint256 amount) external payable { require(msg.value >= amount * price() * 11 / 10e18); require(gold.transfer(msg.sender, amount)); }
    }`,
      `Gold gold; Market market; Desk desk; function setUp() public { gold = new Gold(20_000e18); market = new Market(gold); vm.deal(address(this), 100 ether);
      gold.approve(address(market), type(uint256).max); market.open{value: 40 ether}(2_000e18); desk = new Desk{value: 12 ether}(gold, market, 0.02 ether);
      address ada = address(0x901d); gold.transfer(ada, 50e18); vm.prank(ada); gold.approve(address(desk), 50e18); vm.prank(ada); desk.pawn(20e18); }`,
      'return market.etherReserve() * 1e18 / market.goldReserve();',
      'return agreed;',
    )
    const [flawed, repaired] = await answers(desk, 24_000)
    expect(flawed).toContain('theft')
    expect(repaired).toEqual([])
  },
)

test(
  'one seal counts three times: the list is made of what was shown alone',
  { timeout: 120_000 },
  async () => {
    const vouchers = plantedScenario(
      `contract Vouchers {
      struct Voucher { uint64 serial; uint128 worth; bytes32 memo; } struct Seal { bytes32 r; bytes32 s; uint8 v; }
      Gold public immutable gold; mapping(address => bool) public isInspector; mapping(uint64 => bool) public isSpent; mapping(uint64 => uint256) public checks;
      constructor(Gold g, address[] memory inspectors) { gold = g; for (uint256 i; i < inspectors.length; i++) isInspector[inspectors[i]] = true; }
      function check(Voucher calldata voucher, Seal calldata seal) external { require(isInspector[signer(voucher, seal)]); checks[voucher.serial]++; }
      function redeem(address to, Voucher calldata voucher, Seal[] calldata seals) external {
        require(!isSpent[voucher.serial] && seals.length >= 3);
        for (uint256 i; i < seals.length; i++) { require(isInspector[signer(voucher, seals[i])]); /* each once */ }
        isSpent[voucher.serial] = true; require(gold.transfer(to, voucher.worth)); }
      function signer(Voucher calldata voucher, Seal calldata seal) public view returns (address who) {
        who = ecrecover(digest(voucher), seal.v, seal.r, seal.s); require(who != address(0)); }
      function digest(Voucher calldata v) public view returns (bytes32) { return keccak256(abi.encode(address(this), v.serial, v.worth, v.memo)); }
    }`,
      `Gold gold; Vouchers vouchers; function setUp() public { gold = new Gold(1_000_000e18); address[] memory inspectors = new address[](4);
      for (uint256 i; i < 4; i++) inspectors[i] = vm.addr(77001 + i);
      vouchers = new Vouchers(gold, inspectors); gold.transfer(address(vouchers), 5_000e18);
      Vouchers.Voucher memory first = Vouchers.Voucher(71, 40e18, "wheat"); Vouchers.Seal[] memory seals = new Vouchers.Seal[](3);
      for (uint256 i; i < 3; i++) seals[i] = seal(77001 + i, first);
      vouchers.redeem(address(0xabc1), first, seals); Vouchers.Voucher memory second = Vouchers.Voucher(72, 300e18, "rye"); vouchers.check(second, seal(77002, second)); }
    function seal(uint256 key, Vouchers.Voucher memory voucher) internal view returns (Vouchers.Seal memory) {
      (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, vouchers.digest(voucher)); return Vouchers.Seal(r, s, v); }`,
      '/* each once */',
      'for (uint256 j; j < i; j++) require(signer(voucher, seals[i]) != signer(voucher, seals[j]));',
    )
    const [flawed, repaired] = await answers(vouchers, 8_000)
    expect(flawed).toContain('theft')
    expect(repaired).toEqual([])
  },
)

test(
  'rounding that is next to nothing grows with the amount: an order costs nothing, and calling it off pays',
  { timeout: 120_000 },
  async () => {
    const casks = plantedScenario(
      `contract Casks {
      struct Cask { uint256 litres; uint256 price; uint256 left; } struct Order { address buyer; uint256 litres; uint256 paid; bool isOff; }
      Gold public immutable gold; uint256 public rate = 3e15; mapping(uint64 => Cask) public casks; mapping(uint64 => Order[]) public orders; uint64 public count; uint256 public sold;
      constructor(Gold g) { gold = g; }
      function lay(uint256 litres, uint256 price) external returns (uint64) { require(price > 0 && litres > 0); casks[++count] = Cask(litres, price, litres);
        require(gold.transferFrom(msg.sender, address(this), price * 1e9)); return count; }
      function order(uint64 cask, uint256 litres) external returns (uint256 number) { Cask storage c = casks[cask]; require(litres > 0 && litres <= c.left); c.left -= litres;
        uint256 paid = litres * (c.price * rate / 1e6) / c.litres; number = orders[cask].length; orders[cask].push(Order(msg.sender, litres, paid, false));
        require(gold.transferFrom(msg.sender, address(this), paid)); }
      function callOff(uint64 cask, uint256 number) external { Order storage o = orders[cask][number]; require(o.buyer == msg.sender && !o.isOff);
        o.isOff = true; casks[cask].left += o.litres; require(gold.transfer(msg.sender, o.litres * rate / 1e6)); }
    }`,
      `Gold gold; Casks casks; function setUp() public { gold = new Gold(9_000_000e18); casks = new Casks(gold); address ada = address(0x901d);
      gold.transfer(ada, 900e18); vm.prank(ada); gold.approve(address(casks), 900e18); vm.prank(ada); casks.lay(4_000_000e18, 700e9); }`,
      'o.litres * rate / 1e6))',
      'o.paid))',
    )
    const [flawed, repaired] = await answers(casks, 15_000)
    expect(flawed).toContain('theft')
    expect(repaired).toEqual([])
  },
)

test('whoever may propose waits and has it carried out', { timeout: 120_000 }, async () => {
  const moot = plantedScenario(
    `contract Chest { address public immutable moot; Gold public immutable gold; constructor(address a, Gold g) { moot = a; gold = g; }
      function hand(address to) external { require(msg.sender == moot); require(gold.transfer(to, gold.balanceOf(address(this)))); } }
    contract Moot {
      struct Motion { address by; address to; uint256 sum; bytes what; uint256 since; bool isDone; }
      Motion[] public motions; mapping(address => bool) public isMember; address public immutable clerk;
      constructor() { clerk = msg.sender; }
      function admit(address who) external { require(msg.sender == clerk); isMember[who] = true; }
      function move(address to, uint256 sum, bytes calldata what) external returns (uint256) { /* members only */
        require(to != address(this)); motions.push(Motion(msg.sender, to, sum, what, block.timestamp, false)); return motions.length - 1; }
      function carryOut(uint256 number) external { Motion storage m = motions[number]; require(!m.isDone && block.timestamp >= m.since + 2 days);
        m.isDone = true; (bool ok, ) = m.to.call{value: m.sum}(m.what); require(ok); }
    }`,
    `Chest chest; Moot moot; function setUp() public { moot = new Moot(); Gold gold = new Gold(9_000e18); chest = new Chest(address(moot), gold); gold.transfer(address(chest), 800e18);
      moot.admit(address(0x901d)); vm.prank(address(0x901d)); moot.move(address(0xbeef), 0, ""); }`,
    '/* members only */',
    'require(isMember[msg.sender]);',
  )
  const [flawed, repaired] = await answers(moot, 12_000)
  expect(flawed).toContain('theft')
  expect(repaired).toEqual([])
})

test(
  'who is paid is asked before it is counted: a loan on what is half done',
  { timeout: 120_000 },
  async () => {
    const pay = '(bool ok, ) = msg.sender.call{value: sum}(""); require(ok);'
    const till = plantedScenario(
      `contract Till {
      mapping(address => uint256) public parts; uint256 public allParts; uint256 public money; address public office; bool private isBusy;
      modifier alone() { require(!isBusy); isBusy = true; _; isBusy = false; }
      function appoint(address who) external { require(office == address(0)); office = who; }
      function rate() public view returns (uint256) { return allParts == 0 ? 1e9 : money * 1e9 / allParts; }
      function join() external payable alone { uint256 part = msg.value * 1e9 / rate(); parts[msg.sender] += part; allParts += part; money += msg.value; }
      function quit(uint256 part) external alone { uint256 sum = part * rate() / 1e9; parts[msg.sender] -= part; allParts -= part; ${pay} money -= sum; }
      function move(address from, address to, uint256 part) external { require(msg.sender == office); parts[from] -= part; parts[to] += part; }
    }
    contract Office {
      Till public immutable till; mapping(address => uint256) public saved; mapping(address => uint256) public kept; mapping(address => uint256) public owed;
      constructor(Till t) { till = t; }
      function save() external payable { saved[msg.sender] += msg.value; }
      function fetch(uint256 sum) external { saved[msg.sender] -= sum; ${pay} }
      function keep(uint256 part) external { kept[msg.sender] += part; till.move(msg.sender, address(this), part); }
      function handBack(uint256 part) external { kept[msg.sender] -= part; check(); till.move(address(this), msg.sender, part); }
      function lend(uint256 sum) external { owed[msg.sender] += sum; check(); ${pay} }
      function check() private view { require(owed[msg.sender] * 4 <= kept[msg.sender] * till.rate() / 1e9 * 3); }
    }`,
      `Till till; Office office; function setUp() public { till = new Till(); office = new Office(till); till.appoint(address(office));
      address ada = address(0x901d); address bea = address(0xbea0); address cyd = address(0xc4d0); vm.deal(ada, 20 ether); vm.deal(bea, 40 ether); vm.deal(cyd, 8 ether);
      vm.prank(ada); till.join{value: 17 ether}(); vm.prank(bea); office.save{value: 35 ether}();
      vm.prank(cyd); till.join{value: 8 ether}(); vm.prank(cyd); office.keep(3 ether); }`,
      `${pay} money -= sum;`,
      `money -= sum; ${pay}`,
    )
    const [flawed, repaired] = await answers(till, 60_000)
    expect(flawed?.some((name) => name === 'theft' || name === 'loss')).toBe(true)
    expect(repaired).toEqual([])
  },
)

test(
  'who gives too much away to pay is bought out by somebody else, who is the same: leverage, a tip, and half as much again',
  { timeout: 120_000 },
  async () => {
    const club = plantedScenario(
      `contract Club { Gold public immutable gold; mapping(address => uint256) public chips; mapping(address => uint256) public credit; uint256 public kitty;
  constructor(Gold g) { gold = g; }
  function buyIn(uint256 amount) external { chips[msg.sender] += amount; require(gold.transferFrom(msg.sender, address(this), amount)); }
  function cashOut(uint256 amount) external { chips[msg.sender] -= amount; require(isGood(msg.sender)); require(gold.transfer(msg.sender, amount)); }
  function playOnCredit(uint256 amount) external { chips[msg.sender] += amount; credit[msg.sender] += amount; require(isGood(msg.sender)); }
  function settle(uint256 amount) external { chips[msg.sender] -= amount; credit[msg.sender] -= amount; }
  function tip(uint256 amount) external { chips[msg.sender] -= amount; /* check */ kitty += amount; }
  address immutable house = msg.sender;
  function fine(address who, uint256 amount) external { require(msg.sender == house); chips[who] -= amount; kitty += amount; }
  function isGood(address who) public view returns (bool) { return chips[who] * 8 >= credit[who] * 9; }
  /** Whoever takes a part of a bad player's credit over gets half as many more of its chips. */
  function buyOut(address player, uint256 amount) external {
    require(player != msg.sender && !isGood(player));
    uint256 got = (amount * 3) / 2;
    credit[player] -= amount; chips[player] -= got; credit[msg.sender] += amount; chips[msg.sender] += got;
    require(isGood(msg.sender)); } }`,
      `Gold gold; Club club; address ada = address(uint160(0xada) << 120); address bob = address(uint160(0xb0b) << 120); address eve = address(uint160(0xe4e) << 120);
  function setUp() public { gold = new Gold(9_000 ether); club = new Club(gold); join(ada, 400 ether); join(bob, 300 ether); join(eve, 50 ether);
    vm.startPrank(eve); club.playOnCredit(60 ether); club.settle(10 ether); vm.stopPrank();
    vm.startPrank(bob); club.cashOut(20 ether); club.playOnCredit(100 ether); club.tip(1 ether); vm.stopPrank(); bad(eve); vm.startPrank(ada); club.buyOut(eve, 5 ether); vm.stopPrank(); join(eve, 30 ether); }
  function join(address who, uint256 amount) private { gold.transfer(who, amount); vm.startPrank(who); gold.approve(address(club), amount); club.buyIn(amount); vm.stopPrank(); }
  function bad(address who) private { club.fine(who, 45 ether); }`,
      '/* check */',
      'require(isGood(msg.sender));',
    )
    // Seeds 1 to 6 take 5,394 to 18,399; without partners 60,000 are not enough.
    const [flawed, repaired] = await answers(club, 40_000)
    expect(flawed).toContain('theft')
    expect(repaired).toEqual([])
  },
)

test(
  'who owes more than it may by what was left out of a check is seized by somebody else, who is the same, though no user ever was',
  { timeout: 120_000 },
  async () => {
    const pier = plantedScenario(
      `contract Pier { Gold public immutable gold; mapping(address => uint256) public berth; mapping(address => uint256) public due; uint256 public kitty;
  constructor(Gold g) { gold = g; }
  function moor(uint256 amount) external { berth[msg.sender] += amount; require(gold.transferFrom(msg.sender, address(this), amount)); }
  function unmoor(uint256 amount) external { berth[msg.sender] -= amount; require(isSafe(msg.sender, 0)); require(gold.transfer(msg.sender, amount)); }
  function give(uint256 amount) external { kitty += amount; require(gold.transferFrom(msg.sender, address(this), amount)); }
  /** A fortieth more is owed than was taken. */
  function take(uint256 amount) external { uint256 toll = amount / 40; require(isSafe(msg.sender, amount)); due[msg.sender] += amount + toll; require(gold.transfer(msg.sender, amount)); }
  function pay(uint256 amount) external { due[msg.sender] -= amount; require(gold.transferFrom(msg.sender, address(this), amount)); }
  function isSafe(address who, uint256 more) public view returns (bool) { return due[who] + more <= (berth[who] * 4) / 5; }
  /** Whoever pays for another one gets it back out of the berth, and a twentieth out of the kitty. */
  function seize(address who) external {
    require(!isSafe(who, 0));
    uint256 sum = due[who]; due[who] = 0; berth[who] -= sum;
    uint256 prize = sum / 20; if (prize > kitty) prize = kitty; kitty -= prize;
    require(gold.transferFrom(msg.sender, address(this), sum)); require(gold.transfer(msg.sender, sum + prize)); } }`,
      `Gold gold; Pier pier; address ada = address(uint160(0xada) << 120); address bob = address(uint160(0xb0b) << 120);
  function setUp() public { gold = new Gold(9_000 ether); pier = new Pier(gold); join(ada, 400 ether); join(bob, 300 ether);
    vm.startPrank(bob); pier.take(100 ether); pier.pay(20 ether); vm.stopPrank(); gold.approve(address(pier), 60 ether); pier.give(60 ether); }
  function join(address who, uint256 amount) private { gold.transfer(who, amount); vm.startPrank(who); gold.approve(address(pier), amount + 50 ether); pier.moor(amount); vm.stopPrank(); }`,
      'isSafe(msg.sender, amount)',
      'isSafe(msg.sender, amount + toll)',
    )
    // Seeds 1 to 6 take 1,979 to 13,728; with partners that do only what users did 60,000 are not enough.
    const [flawed, repaired] = await answers(pier, 30_000)
    expect(flawed).toContain('theft')
    expect(repaired).toEqual([])
  },
)

test(
  'whoever puts a grain in for somebody else says how long all of it stays',
  { timeout: 120_000 },
  async () => {
    const barn = plantedScenario(
      `contract Barn { Gold public immutable gold; struct Stall { uint128 bales; uint64 until; } mapping(address => Stall) public stalls; mapping(address => uint256) public seeds; uint256 public bales; uint256 public harvest;
  constructor(Gold g) { gold = g; }
  function store(uint128 sum, uint32 hours_) external { put(msg.sender, sum, hours_); }
  function storeFor(address farmer, uint128 sum, uint32 hours_) external { require(sum > 0); put(farmer, sum, hours_); }
  function put(address farmer, uint128 sum, uint32 hours_) private { require(hours_ <= 30_000); Stall storage stall = stalls[farmer];
    uint64 end = uint64(block.timestamp + uint256(hours_) * 1 hours); if (end > stall.until) stall.until = end;
    stall.bales += sum; bales += sum; require(gold.transferFrom(msg.sender, address(this), sum)); }
  function sow(uint256 sum) external { seeds[msg.sender] += sum; require(gold.transferFrom(msg.sender, address(this), sum)); }
  function reap(uint256 sum) external { seeds[msg.sender] -= sum; harvest++; require(gold.transfer(msg.sender, sum)); }
  function fetch() external { Stall memory stall = stalls[msg.sender]; require(block.timestamp >= stall.until && stall.bales > 0); delete stalls[msg.sender]; bales -= stall.bales;
    require(gold.transfer(msg.sender, stall.bales)); } }`,
      `Gold gold; Barn barn; address ada = address(uint160(0xada) << 120); address bob = address(uint160(0xb0b) << 120);
  function setUp() public { gold = new Gold(9_000 ether); barn = new Barn(gold); gold.transfer(ada, 400 ether); gold.transfer(bob, 90 ether);
    vm.startPrank(ada); gold.approve(address(barn), type(uint256).max); barn.store(120 ether, 300); barn.sow(5 ether); vm.stopPrank();
    vm.startPrank(bob); gold.approve(address(barn), type(uint256).max); barn.store(60 ether, 20); barn.reap(0); vm.stopPrank(); }`,
      'require(sum > 0); put(farmer, sum, hours_);',
      'require(sum > 0); put(farmer, sum, 0);',
    )
    // Of seeds 1 to 6 five find it in 2,785 to 16,736 calls; where nothing is done to users, one of them in 40,000.
    const [flawed, repaired] = await answers(barn, 20_000, 2n)
    expect(flawed).toEqual(['frozen'])
    expect(repaired).toEqual([])
  },
)

test(
  'a cellar where nobody is: a few receipts of it, a gift that makes each a fortune, a pledge, and nearly all taken out for fewer than it is',
  { timeout: 240_000 },
  async () => {
    const cellars = plantedScenario(
      `contract Cellar {
      string public constant symbol = "CASK"; uint8 public constant decimals = 18;
      Gold public immutable goods; Bourse public immutable bourse; uint256 public totalSupply; mapping(address => uint256) public balanceOf;
      mapping(address => mapping(address => uint256)) public allowance;
      constructor(Gold g, Bourse b) { goods = g; bourse = b; }
      function store(uint256 amount) external returns (uint256 casks) { uint256 all = goods.balanceOf(address(this));
        casks = totalSupply == 0 ? amount : amount * totalSupply / all; require(casks > 0); totalSupply += casks; balanceOf[msg.sender] += casks;
        require(goods.transferFrom(msg.sender, address(this), amount)); }
      function fetch(uint256 amount) external { uint256 casks = amount * totalSupply / goods.balanceOf(address(this)) + EXTRA; require(casks > 0);
        require(bourse.isCovered(msg.sender, casks)); totalSupply -= casks; balanceOf[msg.sender] -= casks; require(goods.transfer(msg.sender, amount)); }
      uint256 constant EXTRA = 0;
      function worthOf(address who, uint256 less) external view returns (uint256) { return totalSupply == 0 ? 0 : (balanceOf[who] - less) * goods.balanceOf(address(this)) / totalSupply; }
      function approve(address s, uint256 v) external returns (bool) { allowance[msg.sender][s] = v; return true; }
      function transfer(address to, uint256 v) external returns (bool) { _give(msg.sender, to, v); return true; }
      function transferFrom(address f, address to, uint256 v) external returns (bool) { allowance[f][msg.sender] -= v; _give(f, to, v); return true; }
      function _give(address f, address to, uint256 v) private { balanceOf[f] -= v; balanceOf[to] += v; require(bourse.isCovered(f, 0)); }
    }
    contract Bourse {
      Cellar[] public cellars; uint256 public immutable price; mapping(address => uint256) public drawn;
      constructor(uint256 p) payable { price = p; }
      function admit(Cellar cellar) external { require(cellars.length < 2); cellars.push(cellar); }
      function isCovered(address who, uint256 less) public view returns (bool) { uint256 worth;
        for (uint256 i; i < cellars.length; i++) worth += cellars[i].worthOf(who, msg.sender == address(cellars[i]) ? less : 0);
        return drawn[who] <= worth * price / 2e18; }
      function draw(uint256 amount) external { drawn[msg.sender] += amount; require(isCovered(msg.sender, 0)); payable(msg.sender).transfer(amount); }
      function settle() external payable { drawn[msg.sender] -= msg.value; }
    }`,
      `Gold gold; Gold silver; Bourse bourse; Cellar first; Cellar second; function setUp() public { gold = new Gold(40_000e18); silver = new Gold(90_000e18);
      vm.deal(address(this), 60 ether); bourse = new Bourse{value: 50 ether}(0.02 ether); first = new Cellar(gold, bourse); second = new Cellar(silver, bourse);
      bourse.admit(first); bourse.admit(second); address ada = address(0x901d); gold.transfer(ada, 900e18);
      vm.prank(ada); gold.approve(address(first), 900e18); vm.prank(ada); first.store(900e18); vm.prank(ada); bourse.draw(3 ether); }`,
      'uint256 constant EXTRA = 0;',
      'uint256 constant EXTRA = 1;',
    )
    const [flawed, repaired] = await answers(cellars, 60_000, 2n)
    expect(flawed).toContain('theft')
    expect(repaired!.filter((name) => name !== 'dilution')).toEqual([])
  },
)

test(
  'what a position is due is booked on what it is after a change: taken back at once, a thousandth more than was put in can be drawn',
  { timeout: 120_000 },
  async () => {
    const race = plantedScenario(
      `contract Millrace {
          mapping(address => uint256) public purse; mapping(address => int256) public stance; mapping(address => int256) public marks; int256 public level; int256 public lean;
          function fill() external payable { purse[msg.sender] += msg.value; }
          function settle(int256 held) internal { int256 due = held * (level - marks[msg.sender]) / 1 ether; marks[msg.sender] = level; purse[msg.sender] = uint256(int256(purse[msg.sender]) + due); }
          function shift(int256 by) external { int256 held = stance[msg.sender]; settle(held + by); stance[msg.sender] += by; lean += by; level -= by / 1000; check(); }
          function draw(uint256 amount) external { settle(stance[msg.sender]); purse[msg.sender] -= amount; check(); payable(msg.sender).transfer(amount); }
          function check() internal view { int256 held = stance[msg.sender]; require(uint256(held < 0 ? -held : held) <= purse[msg.sender] * 4); }
        }`,
      `Millrace race; function setUp() public { race = new Millrace(); address ada = address(0x901d); address ben = address(0xbe47); vm.deal(ada, 50 ether); vm.deal(ben, 50 ether);
       vm.startPrank(ada); race.fill{value: 20 ether}(); race.shift(-40 ether); race.draw(2 ether); vm.stopPrank();
       vm.startPrank(ben); race.fill{value: 9 ether}(); race.shift(14 ether); race.shift(-3 ether); race.draw(1 ether); vm.stopPrank(); }`,
      'settle(held + by);',
      'settle(held);',
    )
    const [flawed, repaired] = await answersTo(race, { flawed: 20_000, repaired: 20_000 })
    expect(flawed?.join()).toContain('theft')
    expect(repaired).toEqual([])
  },
)
