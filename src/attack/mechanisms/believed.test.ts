import { beforeAll, describe, expect, it } from 'vitest'
import { type MechanismStage, mechanismStage } from '../../../tests/helpers/mechanism-stage.ts'

const ETHER = 10n ** 18n

const TOKEN = `contract Token {
  string public symbol = "TOK"; uint8 public decimals = 18; uint256 public totalSupply;
  mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
  function mint(address to, uint256 amount) external { totalSupply += amount; balanceOf[to] += amount; }
  function approve(address spender, uint256 amount) external returns (bool) { allowance[msg.sender][spender] = amount; return true; }
  function transfer(address to, uint256 amount) external returns (bool) { balanceOf[msg.sender] -= amount; balanceOf[to] += amount; return true; }
  function transferFrom(address from, address to, uint256 amount) external returns (bool) {
    allowance[from][msg.sender] -= amount; balanceOf[from] -= amount; balanceOf[to] += amount; return true; }
}`
const PROTOCOL = `interface IToken { function balanceOf(address) external view returns (uint256);
  function transfer(address, uint256) external returns (bool); function transferFrom(address, address, uint256) external returns (bool); }
contract Pool {
  IToken public token;
  constructor(IToken t) payable { token = t; }
  function buy() external payable returns (uint256 out) {
    uint256 had = token.balanceOf(address(this));
    out = had * msg.value / address(this).balance;
    token.transfer(msg.sender, out);
  }
  function sell(uint256 amount) external returns (uint256 out) {
    out = address(this).balance * amount / (token.balanceOf(address(this)) + amount);
    token.transferFrom(msg.sender, address(this), amount);
    payable(msg.sender).transfer(out);
  }
  function price() external view returns (uint256) { return address(this).balance * 1e18 / token.balanceOf(address(this)); }
}
contract Lender {
  IToken public token; Pool public pool;
  event Price(uint256 price);
  constructor(IToken t, Pool p) payable { token = t; pool = p; }
  function borrow(uint256 pledge) external {
    token.transferFrom(msg.sender, address(this), pledge);
    payable(msg.sender).transfer(pledge * pool.price() / 2e18);
  }
  function grab(uint256 amount) external {
    emit Price(pool.price());
    payable(msg.sender).transfer(amount);
  }
}
contract Prize {
  IToken public token;
  uint256 public booked;
  mapping(address => uint256) public put;
  constructor(IToken t) payable { token = t; }
  function deposit(uint256 amount) external { token.transferFrom(msg.sender, address(this), amount); put[msg.sender] += amount; booked += amount; }
  function withdraw(uint256 amount) external { put[msg.sender] -= amount; booked -= amount; token.transfer(msg.sender, amount); }
  function win() external { require(surplus() >= 1000 ether, "little"); payable(msg.sender).transfer(5 ether); }
  function surplus() public view returns (uint256) { return token.balanceOf(address(this)) - booked; }
  function sweep() external { token.transfer(msg.sender, surplus()); }
}
contract Pot {
  IToken public token;
  mapping(address => uint256) public put;
  event Has(uint256 amount);
  constructor(IToken t) { token = t; }
  function deposit(uint256 amount) external { token.transferFrom(msg.sender, address(this), amount); put[msg.sender] += amount; }
  function withdraw(uint256 amount) external { emit Has(token.balanceOf(address(this))); token.transfer(msg.sender, amount); }
}
contract Desk {
  IToken public token; Prize public prize;
  constructor(IToken t, Prize p) { token = t; prize = p; }
  function passOn() external { token.transfer(address(prize), token.balanceOf(address(this))); }
}`
const SETUP = `
  Token token; Pool pool; Lender lender; Prize prize; Pot pot;
  address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public {
    token = new Token();
    vm.deal(address(this), 70 ether);
    pool = new Pool{value: 10 ether}(IToken(address(token)));
    lender = new Lender{value: 50 ether}(IToken(address(token)), pool);
    prize = new Prize{value: 10 ether}(IToken(address(token)));
    pot = new Pot(IToken(address(token)));
    token.mint(address(pool), 1000 ether);
    token.mint(address(new Desk(IToken(address(token)), prize)), 1000 ether);
    token.mint(alice, 1000 ether);
    vm.startPrank(alice);
    token.approve(address(pot), type(uint256).max);
    pot.deposit(100 ether);
    vm.stopPrank();
  }`

describe('what was believed', () => {
  let stage: MechanismStage
  beforeAll(async () => {
    stage = await mechanismStage(PROTOCOL, SETUP, TOKEN)
  })
  const ids = (calls: Parameters<MechanismStage['mechanisms']>[1]): string[] =>
    stage.mechanisms('theft', calls).map(({ id }) => id)

  it('is a price that a swap has moved', () => {
    const found = stage.mechanisms('theft', [
      stage.call('Pool', 'buy', [], { value: 90n * ETHER }),
      stage.call('Lender', 'borrow', [100n * ETHER]),
      stage.call('Pool', 'sell', [800n * ETHER]),
    ])
    expect(found[0]).toMatchObject({
      id: 'price-manipulation',
      step: 1,
      path: ['Lender.borrow(uint256)', 'Pool.price()'],
    })
    expect(found[0]!.sentence).toContain('moved by Pool.buy()')
    expect(found[0]!.place?.text).toContain('pool.price()')
  })

  it('is no price that was moved and asked for, if the money goes all the same', () => {
    expect(
      ids([
        stage.call('Pool', 'buy', [], { value: ETHER }),
        stage.call('Lender', 'grab', [40n * ETHER]),
        stage.call('Pool', 'sell', [9n * 10n ** 19n]),
      ]),
    ).not.toContain('price-manipulation')
  })

  it('is a balance with tokens in it that were only sent', () => {
    const found = stage.mechanisms('theft', [
      stage.call('Token', 'transfer', [stage.address('Prize'), 1000n * ETHER]),
      stage.call('Prize', 'win'),
      stage.call('Prize', 'sweep'),
    ])
    expect(found.map(({ id }) => id)).toContain('donation')
    expect(found[0]!.sentence).toContain('by Token.transfer(address,uint256)')
  })

  it('is no gift of the attacker if somebody else pays in what is due', () => {
    expect(
      ids([stage.call('Desk', 'passOn'), stage.call('Prize', 'win'), stage.call('Prize', 'sweep')]),
    ).not.toContain('donation')
  })

  it('is no balance that tokens were sent to, if the money goes all the same', () => {
    expect(
      ids([
        stage.call('Token', 'transfer', [stage.address('Pot'), 10n * ETHER]),
        stage.call('Pot', 'withdraw', [50n * ETHER]),
      ]),
    ).not.toContain('donation')
  })
})
