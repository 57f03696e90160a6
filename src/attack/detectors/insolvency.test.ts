import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'

const USERS = 'address ann = address(0xa11ce1); address bob = address(0xb0b0b0);'

test('is seen when the last to leave would get nothing, and when a token gives what it does not count', async () => {
  const stage = await attackerStage(
    `contract Bank {
      mapping(address => uint256) public balances;
      function deposit() external payable { balances[msg.sender] += msg.value; }
      function withdraw() external { uint256 n = balances[msg.sender]; balances[msg.sender] = 0; payable(msg.sender).transfer(n); }
      function spend(uint256 n) external { payable(address(0xdead)).transfer(n); }
    }
    contract Coin {
      string public symbol = "COIN"; uint8 public decimals = 18; uint256 public totalSupply; mapping(address => uint256) public balanceOf;
      mapping(address => mapping(address => uint256)) public allowance;
      constructor(address to) { totalSupply = 1_000e18; balanceOf[to] = 1_000e18; }
      function approve(address to, uint256 n) external returns (bool) { allowance[msg.sender][to] = n; return true; }
      function transfer(address to, uint256 n) public returns (bool) { balanceOf[msg.sender] -= n; balanceOf[to] += n; return true; }
      function transferFrom(address from, address to, uint256 n) external returns (bool) {
        allowance[from][msg.sender] -= n; balanceOf[from] -= n; balanceOf[to] += n; return true; }
      function split(address to, uint256 n) external { unchecked { require(n * 2 <= balanceOf[msg.sender]); balanceOf[msg.sender] -= n * 2; balanceOf[to] += n; } }
    }`,
    `${USERS} Bank b; function setUp() public { b = new Bank(); new Coin(ann); vm.deal(ann, 20 ether); vm.deal(bob, 20 ether);
      vm.prank(ann); b.deposit{value: 10 ether}(); vm.prank(bob); b.deposit{value: 10 ether}(); }`,
  )
  expect(stage.verdicts()).toEqual({})
  stage.send('Bank', 'spend', [10n ** 16n])
  expect(stage.verdicts()).toEqual({})
  stage.send('Bank', 'spend', [5n * 10n ** 18n])
  expect(stage.verdicts()).toEqual({ insolvency: 'Bank owes more ETH than it can pay' })
  // Not even the first gets out then: that is told.
  stage.send('Bank', 'spend', [(stage.world.machine.getBalance(stage.address('Bank')) * 99n) / 100n])
  expect(Object.keys(stage.verdicts())).toEqual(['frozen'])
  stage.world.load(stage.engine.root)
  const [to] = stage.target.senders
  stage.send('Coin', 'split', [to!, 1n << 190n])
  expect(stage.verdicts()).toEqual({})
  stage.send('Coin', 'split', [to!, (1n << 255n) + 1n])
  expect(stage.verdicts()).toEqual({ insolvency: 'balances of COIN add up to more than its total supply' })
})

test('is none if what left was borrowed against something, was paid out for less of a claim, or came into being', async () => {
  const stage = await attackerStage(
    `contract Pool {
      mapping(address => uint256) public balances; mapping(address => uint256) public pledged; Coin public coin;
      constructor(Coin c) { coin = c; }
      function deposit() external payable { balances[msg.sender] += msg.value; }
      function withdraw() external { uint256 n = balances[msg.sender]; balances[msg.sender] = 0; payable(msg.sender).transfer(n); }
      function borrow(uint256 n) external { coin.transferFrom(msg.sender, address(this), n * 2); pledged[msg.sender] += n; payable(msg.sender).transfer(n); }
    }
    contract Coin {
      string public symbol = "COIN"; uint8 public decimals = 18; uint256 public totalSupply; mapping(address => uint256) public balanceOf;
      mapping(address => mapping(address => uint256)) public allowance;
      constructor(address to) { mint(to, 1_000e18); }
      function mint(address to, uint256 n) public { totalSupply += n; balanceOf[to] += n; }
      function burn(uint256 n) external { totalSupply -= n; balanceOf[msg.sender] -= n; }
      function approve(address to, uint256 n) external returns (bool) { allowance[msg.sender][to] = n; return true; }
      function transfer(address to, uint256 n) public returns (bool) { balanceOf[msg.sender] -= n; balanceOf[to] += n; return true; }
      function transferFrom(address from, address to, uint256 n) external returns (bool) {
        allowance[from][msg.sender] -= n; balanceOf[from] -= n; balanceOf[to] += n; return true; }
    }`,
    `${USERS} Pool p; function setUp() public { p = new Pool(new Coin(ann)); vm.deal(ann, 20 ether); vm.deal(bob, 20 ether);
      vm.prank(ann); p.deposit{value: 10 ether}(); vm.prank(bob); p.deposit{value: 10 ether}(); }`,
  )
  expect(stage.send('Pool', 'borrow', [5n * 10n ** 18n]).status).toBe('success')
  expect(stage.verdicts()).toEqual({})
  stage.world.load(stage.engine.root)
  const [to] = stage.target.senders
  stage.send('Coin', 'mint', [to!, 900n * 10n ** 18n])
  stage.send('Coin', 'burn', [10n ** 18n])
  expect(stage.verdicts()).toEqual({})
})

const LENDER = `contract Coin {
      string public symbol; uint8 public decimals = 18; uint256 public totalSupply; mapping(address => uint256) public balanceOf;
      mapping(address => mapping(address => uint256)) public allowance;
      constructor(string memory s, address to) { symbol = s; totalSupply = 1_000e18; balanceOf[to] = 1_000e18; }
      function approve(address to, uint256 n) external returns (bool) { allowance[msg.sender][to] = n; return true; }
      function transfer(address to, uint256 n) public returns (bool) { balanceOf[msg.sender] -= n; balanceOf[to] += n; return true; }
      function transferFrom(address from, address to, uint256 n) external returns (bool) {
        allowance[from][msg.sender] -= n; balanceOf[from] -= n; balanceOf[to] += n; return true; }
    }
    contract Shop {
      Coin public ruby; Coin public gold; mapping(address => uint256) public shares; uint256 public total;
      constructor(Coin r, Coin g) { ruby = r; gold = g; }
      function put(uint256 n) external { shares[msg.sender] += n; total += n; ruby.transferFrom(msg.sender, address(this), n); }
      function take(uint256 n) external { shares[msg.sender] -= n; uint256 all = total; total -= n;
        ruby.transfer(msg.sender, (ruby.balanceOf(address(this)) * n) / all); gold.transfer(msg.sender, (gold.balanceOf(address(this)) * n) / all); }
      function buy(uint256 n) external { gold.transferFrom(msg.sender, address(this), n * 2); ruby.transfer(msg.sender, n); }
    }
    contract Lender {
      Coin public ruby; Coin public gold; mapping(address => uint256) public invested; mapping(address => uint256) public pledged;
      constructor(Coin r, Coin g) { ruby = r; gold = g; }
      function invest(uint256 n) external { invested[msg.sender] += n; gold.transferFrom(msg.sender, address(this), n); }
      function divest(uint256 n) external { invested[msg.sender] -= n; gold.transfer(msg.sender, n); }
      function borrow(uint256 n) external { pledged[msg.sender] += n / 2; ruby.transferFrom(msg.sender, address(this), n / 2); gold.transfer(msg.sender, n); }
    }`
const LENDER_SETUP = `${USERS} Coin r; Coin g; Lender l; Shop s; function setUp() public {
      r = new Coin("RUBY", ann); g = new Coin("GOLD", bob); l = new Lender(r, g); s = new Shop(r, g);
      vm.startPrank(ann); r.approve(address(s), 500e18); s.put(500e18); r.transfer(bob, 10e18); vm.stopPrank();
      vm.startPrank(bob); g.approve(address(s), 2e18); s.buy(1e18); r.approve(address(l), 1e18);
      g.approve(address(l), 300e18); `
const GOLD = 10n ** 18n

test('is none where a loan against enough leaves all but a part of what one investor put in', async () => {
  const stage = await attackerStage(
    LENDER,
    `${LENDER_SETUP} l.invest(300e18); l.borrow(2e18); g.transfer(address(l), 2e18); vm.stopPrank(); }`,
  )
  expect(stage.verdicts()).toEqual({})
  expect(stage.send('Lender', 'borrow', [30n * GOLD]).status).toBe('success')
  expect(stage.verdicts()).toEqual({})
  expect(stage.send('Shop', 'buy', [35n * GOLD]).status).toBe('success')
  expect(stage.verdicts()).toEqual({})
})

test('is none where half of what investors put in was lent against something that cost the attacker more', async () => {
  const stage = await attackerStage(
    LENDER,
    `${LENDER_SETUP} l.invest(150e18); l.borrow(2e18); g.transfer(address(l), 2e18); g.transfer(ann, 150e18); vm.stopPrank();
      vm.startPrank(ann); g.approve(address(l), 150e18); l.invest(150e18); vm.stopPrank(); }`,
  )
  expect(stage.verdicts()).toEqual({})
  expect(stage.send('Lender', 'borrow', [150n * GOLD]).status).toBe('success')
  expect(stage.send('Shop', 'buy', [76n * GOLD]).status).toBe('success')
  expect(stage.verdicts()).toEqual({})
})

test('is seen of a token whose supply is a number in its code, too, beside what the attackers were granted', async () => {
  const stage = await attackerStage(
    `contract Scrip { string public symbol = "SCRIP"; uint8 public decimals = 18; uint256 public constant totalSupply = 1_000e18;
      mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
      constructor(address to) { balanceOf[to] = 1_000e18; }
      function approve(address to, uint256 n) external returns (bool) { allowance[msg.sender][to] = n; return true; }
      function transfer(address to, uint256 n) public returns (bool) { balanceOf[msg.sender] -= n; balanceOf[to] += n; return true; }
      function transferFrom(address from, address to, uint256 n) external returns (bool) {
        allowance[from][msg.sender] -= n; balanceOf[from] -= n; balanceOf[to] += n; return true; }
      function echo(address to, uint256 n) external { require(balanceOf[msg.sender] >= n); balanceOf[to] += n; } }`,
    `address ann = address(uint160(0xa11ce) << 120); function setUp() public { new Scrip(ann); }`,
  )
  const [from, to] = stage.target.senders
  expect(stage.send('Scrip', 'transfer', [to!, 10n ** 18n]).status).toBe('success')
  expect(stage.verdicts()).toEqual({})
  expect(stage.send('Scrip', 'echo', [from!, 10n ** 18n]).status).toBe('success')
  expect(stage.verdicts()).toEqual({ insolvency: 'balances of SCRIP add up to more than its total supply' })
})
