// Sound contracts in lawful use: nothing to report.

import { describe, expect, it } from 'vitest'
import { HONEST_USERS } from '../../src/world/honest-users.ts'
import { attackerStage } from '../helpers/attacker-stage.ts'

const ALICE = '0xa11ce1a11ce1a11ce1a11ce1a11ce1a11ce1a11c'
const ALICE_SETUP = 'address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;'
const DAY = 86_400n

describe('nothing is said of', () => {
  it('who joins a club that is open to everybody', async () => {
    const stage = await attackerStage(
      `contract Club { address public owner; uint256 public dues; mapping(address => bool) public isMember;
        constructor() { owner = msg.sender; isMember[msg.sender] = true; }
        function setDues(uint256 p) external { require(msg.sender == owner); dues = p; }
        function join() external { require(!isMember[msg.sender]); isMember[msg.sender] = true; } }`,
      'function setUp() public { new Club(); }',
    )
    stage.send('Club', 'join')
    expect(stage.verdicts()).toEqual({})
  })

  it('a fee that anybody may have taken: the rest can be withdrawn', async () => {
    const stage = await attackerStage(
      `contract FeeVault { address payable public manager; mapping(address => uint256) public balances; mapping(address => uint256) public since;
        constructor(address payable m) { manager = m; }
        function deposit() external payable { collect(msg.sender); balances[msg.sender] += msg.value; }
        function collect(address who) public { uint256 fee = since[who] == 0 ? 0 : balances[who] * (block.timestamp - since[who]) / 365 days / 50;
          since[who] = block.timestamp; balances[who] -= fee; manager.transfer(fee); }
        function withdraw(uint256 amount) external { balances[msg.sender] -= amount; payable(msg.sender).transfer(amount); } }`,
      `${ALICE_SETUP} function setUp() public { FeeVault v = new FeeVault(payable(address(0xFEE000))); vm.deal(alice, 20 ether); vm.prank(alice); v.deposit{value: 10 ether}(); }`,
    )
    stage.world.advance(DAY, 7_200n)
    expect(stage.send('FeeVault', 'collect', [ALICE]).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })

  it('dividends on tokens that the attacker was given after they were due', async () => {
    const stage = await attackerStage(
      `contract Dividends { Share public token; uint256 public perToken; mapping(address => uint256) public paid; mapping(address => uint256) public owed;
        constructor() { token = new Share(this); token.init(msg.sender); }
        function distribute() external payable { perToken += msg.value * 1e18 / token.totalSupply(); }
        function sync(address a) public { owed[a] += token.balanceOf(a) * (perToken - paid[a]) / 1e18; paid[a] = perToken; }
        function claim() external { sync(msg.sender); uint256 o = owed[msg.sender]; owed[msg.sender] = 0; payable(msg.sender).transfer(o); } }
      contract Share { string public symbol = "DIV"; uint8 public decimals = 18; uint256 public totalSupply; mapping(address => uint256) public balanceOf;
        mapping(address => mapping(address => uint256)) public allowance; Dividends immutable d; bool done;
        constructor(Dividends x) { d = x; }
        function init(address to) external { require(!done); done = true; totalSupply = 1000e18; balanceOf[to] = 1000e18; }
        function move(address f, address t, uint256 a) internal { d.sync(f); d.sync(t); balanceOf[f] -= a; balanceOf[t] += a; }
        function approve(address s, uint256 a) external returns (bool) { allowance[msg.sender][s] = a; return true; }
        function transfer(address t, uint256 a) external returns (bool) { move(msg.sender, t, a); return true; }
        function transferFrom(address f, address t, uint256 a) external returns (bool) { allowance[f][msg.sender] -= a; move(f, t, a); return true; } }`,
      `${ALICE_SETUP} function setUp() public { Dividends d = new Dividends(); d.token().transfer(alice, 500e18); vm.deal(address(this), 10 ether); d.distribute{value: 10 ether}(); }`,
    )
    stage.send('Dividends', 'claim')
    expect(stage.verdicts()).toEqual({})
  })

  it('a collection that reached its goal and is closed by anybody', async () => {
    const stage = await attackerStage(
      `contract Crowdfund { address payable public creator; uint256 public goal; bool public isFinal; mapping(address => uint256) public pledged; uint256 public total;
        constructor(address payable c, uint256 g) { creator = c; goal = g; }
        function pledge() external payable { require(!isFinal); pledged[msg.sender] += msg.value; total += msg.value; }
        function unpledge(uint256 a) external { require(!isFinal); pledged[msg.sender] -= a; total -= a; payable(msg.sender).transfer(a); }
        function finalize() external { require(!isFinal && total >= goal); isFinal = true; creator.transfer(total); } }`,
      `${ALICE_SETUP} function setUp() public { Crowdfund c = new Crowdfund(payable(address(0xC0FFEE)), 5 ether); vm.deal(alice, 20 ether); vm.prank(alice); c.pledge{value: 10 ether}(); }`,
    )
    expect(stage.send('Crowdfund', 'finalize').status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })
})

describe('users of ours', () => {
  const TOKEN = `contract Coin { string public symbol = "COIN"; uint8 public decimals = 18; uint256 public totalSupply = 1e24; mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance; constructor() { balanceOf[msg.sender] = 1e24; }
    function approve(address s, uint256 a) external returns (bool) { allowance[msg.sender][s] = a; return true; }
    function transfer(address t, uint256 a) external returns (bool) { balanceOf[msg.sender] -= a; balanceOf[t] += a; return true; }
    function transferFrom(address f, address t, uint256 a) external returns (bool) { allowance[f][msg.sender] -= a; balanceOf[f] -= a; balanceOf[t] += a; return true; } }
  contract Shop { Coin public coin; mapping(address => uint256) public paid; constructor(Coin c) { coin = c; }
    function put(uint256 a) external { coin.transferFrom(msg.sender, address(this), a); paid[msg.sender] += a; }
    function take(uint256 a) external { paid[msg.sender] -= a; coin.transfer(msg.sender, a); } }`
  const FORWARDER = (more: string): string => `contract Forwarder { uint256 public count; ${more}
    function pass(address to, bytes calldata data) external { count++; (bool ok,) = to.call(abi.encodePacked(data, msg.sender)); require(ok); } }`
  const SETUP = `${ALICE_SETUP} function setUp() public { Coin c = new Coin(); Shop s = new Shop(c); new Forwarder(); c.transfer(alice, 50e18);
    vm.prank(alice); c.approve(address(s), 50e18); vm.prank(alice); s.put(40e18); }`
  const allowed = async (more: string): Promise<Readonly<Record<string, boolean>>> => {
    const stage = await attackerStage(`${TOKEN} ${FORWARDER(more)}`, SETUP)
    const answer = (spender: string): boolean => {
      const data = stage.calldata('Coin', 'allowance', [HONEST_USERS[0]!, stage.address(spender)])
      const { output } = stage.world.call({ to: stage.address('Coin'), data })
      return output.some((byte) => byte !== 0)
    }
    return { Shop: answer('Shop'), Forwarder: answer('Forwarder') }
  }

  it('allow nothing to a contract that only passes on what it is told', async () => {
    expect(await allowed('')).toEqual({ Shop: true, Forwarder: false })
  })

  it('allow it to one that takes by itself as well', async () => {
    const takes =
      'function collect(Coin coin, uint256 a) external { coin.transferFrom(msg.sender, address(this), a); }'
    expect(await allowed(takes)).toEqual({ Shop: true, Forwarder: true })
  })
})
