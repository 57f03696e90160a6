import { beforeAll, describe, expect, it } from 'vitest'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { type MechanismStage, mechanismStage } from '../../../tests/helpers/mechanism-stage.ts'

const ETHER = 10n ** 18n

const PROTOCOL = `
contract Coin {
  string public symbol = "COIN"; uint8 public decimals = 18;
  mapping(address => uint256) public balanceOf;
  mapping(address => mapping(address => uint256)) public allowance;
  uint256 public totalSupply;
  event Transfer(address indexed from, address indexed to, uint256 value);
  function buy() external payable { balanceOf[msg.sender] += msg.value; totalSupply += msg.value; emit Transfer(address(0), msg.sender, msg.value); }
  function sell(uint256 amount) external {
    balanceOf[msg.sender] -= amount; totalSupply -= amount;
    emit Transfer(msg.sender, address(0), amount);
    payable(msg.sender).transfer(amount);
  }
  function approve(address spender, uint256 amount) external returns (bool) { allowance[msg.sender][spender] = amount; return true; }
  function transfer(address to, uint256 amount) external returns (bool) { move(msg.sender, to, amount); return true; }
  function transferFrom(address from, address to, uint256 amount) external returns (bool) {
    allowance[from][msg.sender] -= amount; move(from, to, amount); return true;
  }
  function move(address from, address to, uint256 amount) internal { balanceOf[from] -= amount; balanceOf[to] += amount; emit Transfer(from, to, amount); }
}
contract Poll {
  Coin coin; uint256 public tally; mapping(address => bool) public hasVoted;
  constructor(Coin c) payable { coin = c; }
  function vote() external { require(!hasVoted[msg.sender]); hasVoted[msg.sender] = true; tally += coin.balanceOf(msg.sender); }
  function pay(address payable to) external { require(tally > 5 ether); tally = 0; to.transfer(address(this).balance); }
}
contract Moot {
  Coin coin; uint256 public ayes; mapping(address => bool) public hasVoted; uint256 public kept;
  constructor(Coin c) payable { coin = c; }
  function aye() external { require(!hasVoted[msg.sender]); hasVoted[msg.sender] = true; ayes += coin.balanceOf(msg.sender); }
  function adopt(address ways) external { require(ayes * 3 > coin.totalSupply() * 2); kept++; (bool ok, ) = ways.delegatecall(""); require(ok); }
}
contract Pot {
  Coin coin; uint256 public total; mapping(address => uint256) public weight;
  constructor(Coin c) payable { coin = c; }
  function join() external { uint256 w = coin.balanceOf(msg.sender); weight[msg.sender] += w; total += w; }
  function claim() external { uint256 w = weight[msg.sender]; weight[msg.sender] = 0; payable(msg.sender).transfer(9 ether * w / total); }
}
contract Pool {
  uint256 public coins; Coin coin;
  constructor(Coin c) payable { coin = c; }
  function fund() external payable { coin.buy{value: msg.value}(); coins += msg.value; }
  function buy() external payable returns (uint256 out) {
    uint256 had = address(this).balance - msg.value;
    out = coins - had * coins / (had + msg.value) - 1;
    coins -= out;
    coin.transfer(msg.sender, out);
  }
  function sell(uint256 amount) external {
    uint256 out = address(this).balance - address(this).balance * coins / (coins + amount) - 1;
    coins += amount;
    coin.transferFrom(msg.sender, address(this), amount);
    payable(msg.sender).transfer(out);
  }
}
contract Order {
  Pool pool;
  constructor(Pool p) payable { pool = p; }
  function fill() external { pool.buy{value: 5 ether}(); }
}
contract Shop {
  Coin coin;
  constructor(Coin c) payable { coin = c; }
  function sell(uint256 amount) external { coin.transferFrom(msg.sender, address(this), amount); payable(msg.sender).transfer(amount * 3); }
}
contract Till {
  mapping(uint256 => bool) public isDone;
  constructor() payable {}
  function deliver(uint256 number, address to, uint256 amount) external {
    require(!isDone[number]); isDone[number] = true;
    if (amount > 30 ether - 1) amount = 30 ether - 1;
    payable(to).transfer(amount / 3);
  }
}
contract Copies {
  uint256 public supply = 7 ether; mapping(address => uint256) public held;
  constructor() payable { held[address(0xbeef)] = 7 ether; }
  function price(uint256 more) public view returns (uint256) { return (address(this).balance - more) * 1 ether / supply; }
  function buy() external payable { uint256 n = msg.value * 1 ether / price(msg.value); supply += n; held[msg.sender] += n; }
  function copy(uint256 n) external { require(n <= held[msg.sender]); held[msg.sender] += n; }
  function sell(uint256 n) external {
    if (n > held[msg.sender]) n = held[msg.sender];
    uint256 paid = n * price(0) / 1 ether; held[msg.sender] -= n; supply -= n; payable(msg.sender).transfer(paid);
  }
}
contract Desk {
  constructor() payable {}
  mapping(uint256 => bool) public isDone;
  function deliver(uint256 number, address to, uint256 amount) external {
    require(!isDone[number]); isDone[number] = true;
    require(amount + amount / 7 <= 10 ether - 2);
    payable(to).transfer(amount);
  }
}
contract Pawn {
  mapping(address => uint256) public pledged; mapping(address => uint256) public drawn;
  constructor() payable {}
  function pledge() external payable { pledged[msg.sender] += msg.value; }
  function copy(uint256 n) external { require(n <= pledged[msg.sender]); pledged[msg.sender] += n; }
  function draw(uint256 n) external { drawn[msg.sender] += n; require(drawn[msg.sender] * 7 / 3 <= pledged[msg.sender]); payable(msg.sender).transfer(n); }
}`
const SETUP = `
  Coin coin; Poll poll; Moot moot; Pot pot; Pool pool; Order order; Shop shop; Desk desk; Till till; Copies copies; Pawn pawn; address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public {
    vm.deal(address(this), 200 ether);
    vm.deal(alice, 50 ether);
    coin = new Coin();
    poll = new Poll{value: 10 ether}(coin);
    moot = new Moot{value: 10 ether}(coin);
    pot = new Pot{value: 10 ether}(coin);
    pool = new Pool{value: 20 ether}(coin);
    pool.fund{value: 20 ether}();
    order = new Order{value: 5 ether}(pool);
    shop = new Shop{value: 30 ether}(coin);
    desk = new Desk{value: 10 ether}();
    pawn = new Pawn{value: 10 ether}();
    till = new Till{value: 10 ether - 1}();
    copies = new Copies{value: 10 ether}();
    vm.prank(alice); coin.buy{value: 4 ether}();
    vm.prank(alice); pot.join();
  }`

describe('on what terms', () => {
  let stage: MechanismStage
  beforeAll(async () => {
    stage = await mechanismStage(PROTOCOL, SETUP)
  })
  const found = (calls: Parameters<MechanismStage['mechanisms']>[1]) => stage.mechanisms('theft', calls)

  describe('what an account has', () => {
    it('is counted for a decision, and not taken', () => {
      const [me] = stage.target.senders
      const calls = [
        stage.call('Coin', 'buy', [], { value: 8n * ETHER }),
        stage.call('Poll', 'vote'),
        stage.call('Coin', 'sell', [8n * ETHER]),
        stage.call('Poll', 'pay', [me!]),
      ]
      const [first] = found(calls)
      expect(first).toMatchObject({ id: 'counted-holdings', step: 1, path: ['Poll.vote()'] })
      expect(first!.place!.text).toContain('tally += coin.balanceOf(msg.sender)')
    })
    it('is counted for two in three, who may let any code in', () => {
      const calls = [
        stage.call('Coin', 'buy', [], { value: 50n * ETHER }),
        stage.call('Moot', 'aye'),
        stage.call('Coin', 'sell', [20n * ETHER]),
        stage.call('Moot', 'adopt', [ATTACKER_CONTRACT]),
      ]
      const [first, second] = stage.mechanisms('destruction', calls)
      expect(first).toMatchObject({ id: 'counted-holdings', step: 1, path: ['Moot.aye()'] })
      expect(second).toMatchObject({ id: 'delegatecall', step: 3 })
    })
    it('is the part of a sum that is paid by: nothing is decided', () => {
      const calls = [
        stage.call('Coin', 'buy', [], { value: 8n * ETHER }),
        stage.call('Pot', 'join'),
        stage.call('Coin', 'sell', [8n * ETHER]),
        stage.call('Pot', 'claim'),
      ]
      expect(found(calls).map(({ id }) => id)).not.toContain('counted-holdings')
    })
  })

  describe('a trade of somebody else', () => {
    it('is made at whatever price there is, between two of the attacker', () => {
      const calls = [
        stage.call('Pool', 'buy', [], { value: 20n * ETHER }),
        stage.call('Order', 'fill'),
        stage.call('Coin', 'approve', [stage.address('Pool'), 9n * ETHER]),
        stage.call('Pool', 'sell', [9n * ETHER]),
      ]
      const [first] = found(calls)
      expect(first).toMatchObject({ id: 'sandwich', step: 1, path: ['Order.fill()'] })
      expect(first!.place!.text).toContain('pool.buy{value: 5 ether}()')
    })
  })

  it('a trade of the attacker at a price that somebody has fixed is between nobody', () => {
    const calls = [
      stage.call('Coin', 'buy', [], { value: 9n * ETHER }),
      stage.call('Coin', 'approve', [stage.address('Shop'), 9n * ETHER]),
      stage.call('Shop', 'sell', [9n * ETHER]),
    ]
    expect(found(calls).map(({ id }) => id)).not.toContain('sandwich')
  })

  describe('a remainder', () => {
    it('is dropped where all that is there is paid, whatever was asked for: half of it works either way', () => {
      const [me] = stage.target.senders
      expect(found([stage.call('Till', 'deliver', [1n, me!, 50n * ETHER])])).toEqual([])
    })
    it('is dropped in a step before by the same code, which leaves one unit too little for an exact amount', () => {
      const price = (10n * ETHER * ETHER) / (7n * ETHER)
      const bought = (5n * ETHER * ETHER) / price
      const calls = [
        stage.call('Copies', 'buy', [], { value: 5n * ETHER }),
        stage.call('Copies', 'copy', [bought]),
        stage.call('Copies', 'sell', [50n * ETHER]),
      ]
      expect(found(calls).map(({ id }) => id)).not.toContain('rounding')
    })
    it('is dropped by a limit, and smaller amounts work either way: it is not how it works', () => {
      const [me] = stage.target.senders
      const amount = 8_749_999_999_999_999_999n
      expect(found([stage.call('Desk', 'deliver', [1n, me!, amount])])).toEqual([])
    })
    it('is dropped by a ratio, and as much less of everything is at its limit too', () => {
      const calls = [
        stage.call('Pawn', 'pledge', [], { value: ETHER / 2n }),
        stage.call('Pawn', 'copy', [ETHER / 2n]),
        stage.call('Pawn', 'copy', [ETHER]),
        stage.call('Pawn', 'copy', [333_333_333_333_333_335n]),
        stage.call('Pawn', 'draw', [ETHER + 1n]),
      ]
      expect(found(calls).map(({ id }) => id)).not.toContain('rounding')
    })
  })
})
