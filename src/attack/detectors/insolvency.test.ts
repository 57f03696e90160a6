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
