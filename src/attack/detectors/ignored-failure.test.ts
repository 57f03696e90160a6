import { beforeAll, describe, expect, it } from 'vitest'
import { type AttackerStage, attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import type { ScriptedCall } from '../../world/attacker/types.ts'
import { ATTACKERS } from '../attacker/attacker-target.ts'

const ETHER = 10n ** 18n
const [, SECOND, CONTRACT] = ATTACKERS as readonly [`0x${string}`, `0x${string}`, `0x${string}`]

const TOKEN = `contract Soft {
  mapping(address => uint256) public balanceOf; uint256 public totalSupply;
  mapping(address => mapping(address => uint256)) public allowance;
  event Transfer(address indexed from, address indexed to, uint256 value);
  constructor() { totalSupply = 1e24; balanceOf[msg.sender] = 1e24; }
  function approve(address to, uint256 v) external returns (bool) { allowance[msg.sender][to] = v; return true; }
  function transfer(address to, uint256 v) external returns (bool) { return move(msg.sender, to, v); }
  function transferFrom(address from, address to, uint256 v) external returns (bool) {
    if (allowance[from][msg.sender] < v) return false;
    return move(from, to, v);
  }
  function move(address from, address to, uint256 v) private returns (bool) {
    if (balanceOf[from] < v) return false;
    balanceOf[from] -= v; balanceOf[to] += v; emit Transfer(from, to, v); return true;
  }
}
`

/** By what a bank does with the result of a payment: the statements that pay, in a function of their own. */
const WITHDRAWALS = {
  sent: 'payable(msg.sender).send(amount);',
  thrownAway: '(bool ok, ) = msg.sender.call{value: amount}(""); ok;',
  required: 'require(payable(msg.sender).send(amount), "refused");',
  transferred: 'payable(msg.sender).transfer(amount);',
  keptForLater: 'if (!payable(msg.sender).send(amount)) owed[msg.sender] += amount;',
  givenBack: 'if (!payable(msg.sender).send(amount)) { balanceOf[msg.sender] += amount; total += amount; }',
  logged: 'if (!payable(msg.sender).send(amount)) emit NotPaid(msg.sender, amount);',
  loggedWithResult: '(bool ok, ) = msg.sender.call{value: amount}(""); emit Paid(msg.sender, amount, ok);',
  answered: '(bool ok, ) = msg.sender.call{value: amount}(""); return ok;',
  forced:
    '(bool ok, ) = msg.sender.call{value: amount}(""); if (!ok) new Force{value: amount}(payable(msg.sender));',
  paidOtherwise:
    '(bool ok, ) = msg.sender.call{value: amount}(""); if (!ok) { (bool other, ) = address(0xbeef).call{value: amount}(abi.encode(msg.sender)); require(other); }',
}
const BANK = `contract Force { constructor(address payable to) payable { selfdestruct(to); } }
contract Bank {
  mapping(address => uint256) public balanceOf; mapping(address => uint256) public owed; uint256 public total;
  event Paid(address to, uint256 amount, bool isPaid); event NotPaid(address to, uint256 amount);
  modifier books(uint256 amount) { require(balanceOf[msg.sender] >= amount); balanceOf[msg.sender] -= amount; total -= amount; _; }
  function deposit() external payable { balanceOf[msg.sender] += msg.value; total += msg.value; }
  ${Object.entries(WITHDRAWALS)
    .map(
      ([name, pay]) =>
        `function ${name}(uint256 amount) external books(amount) returns (bool) { ${pay} return true; }`,
    )
    .join('\n  ')}
}`
const BANK_SETUP = `Bank bank; function setUp() public {
  bank = new Bank(); vm.deal(address(0xa11ce), 10 ether); vm.prank(address(0xa11ce)); bank.deposit{value: 5 ether}(); }`

describe('a payment of ether to who draws on a balance', () => {
  let stage: AttackerStage
  beforeAll(async () => {
    stage = await attackerStage(BANK, BANK_SETUP)
    stage.send('Bank', 'deposit', [], { value: 9n * ETHER })
    stage.send('Bank', 'deposit', [], { value: 9n * ETHER, from: CONTRACT })
  })

  it('is found where nobody looks at the result', () => {
    const { 'ignored-failure': found } = stage.judged('Bank', 'sent', [2n * ETHER])
    expect(found?.words).toBe('Bank does not notice when its payment fails')
    expect(found?.details).toMatch(/Bank paid 2 ETH to the attacker\. Had the receiver refused/)
    expect(found?.line?.text).toMatch(/msg\.sender\)\.send\(amount\)/)
  })
  it('is found where a result is taken and thrown away', () => {
    expect(stage.judged('Bank', 'thrownAway', [ETHER])).toHaveProperty('ignored-failure')
  })
  it.each(Object.keys(WITHDRAWALS).slice(2))('is none where a failure is noticed: %s', (name) => {
    expect(stage.judged('Bank', name, [ETHER / 2n])).toEqual({})
  })
  it('is none where the receiver plays on in the middle of a payment that must succeed', () => {
    const data = stage.calldata('Bank', 'answered', [ETHER])
    const reactions = [{ calls: [{ to: stage.address('Bank'), value: 0n, data }] }]
    expect(stage.judged('Bank', 'required', [ETHER], { from: CONTRACT })).toEqual({})
    expect(stage.judged('Bank', 'answered', [ETHER], { from: CONTRACT, reactions })).toEqual({})
  })
})

const TOWN = `contract Vault { receive() external payable {} }
contract Throne {
  address public king; uint256 public price = 1 ether;
  function claim() external payable {
    require(msg.value >= price);
    payable(king).send(msg.value);
    king = msg.sender; price = msg.value + 1;
  }
}
contract Purse {
  address public heir = address(0x7e17); bool public isOver; uint256 public due = 3 ether;
  function end() external { require(!isOver); isOver = true; payable(heir).send(due); }
}
contract Till {
  address public owner = msg.sender; address payable public vault; uint256 public count;
  constructor(address payable v) { vault = v; }
  function tip() external payable { count++; block.coinbase.send(msg.value); }
  function store() external payable { count++; vault.send(msg.value); }
  function fee() external payable { count++; payable(owner).send(msg.value); }
  function set(uint256 c) external { require(msg.sender == owner); count = c; }
}
contract Shop {
  mapping(address => uint256) public bought; uint256 public harvested; uint256 public stock = 1000;
  function buy(uint256 n) external payable {
    require(msg.value >= n * 0.1 ether);
    bought[msg.sender] += n; stock -= n;
    payable(msg.sender).send(msg.value - n * 0.1 ether);
  }
  function harvest() external { harvested = block.timestamp; payable(msg.sender).send(0.01 ether); }
  function refer(address payable friend) external payable { bought[msg.sender]++; friend.send(msg.value / 10); }
}`
const TOWN_SETUP = `Throne throne; Purse purse; Till till; Shop shop;
  function setUp() public {
    throne = new Throne(); purse = new Purse(); vm.deal(address(purse), 1 ether);
    till = new Till(payable(address(new Vault()))); shop = new Shop(); vm.deal(address(shop), 1 ether);
  }`

describe('a payment of ether to somebody else', () => {
  let stage: AttackerStage
  beforeAll(async () => {
    stage = await attackerStage(TOWN, TOWN_SETUP)
  })

  it('is found where the protocol chose whom it pays, and wrote that it goes on', () => {
    expect(stage.judged('Throne', 'claim', [], { value: ETHER })).toEqual({})
    const said = stage.judged('Throne', 'claim', [], { value: 2n * ETHER, from: SECOND })
    expect(said).toHaveProperty('ignored-failure')
  })
  it('is found where ether is lacking, whoever is to get it', () => {
    expect(stage.judged('Purse', 'end')['ignored-failure']?.details).toMatch(/could not pay 3 ETH/)
  })
  it.each(['tip', 'store', 'fee'])(
    'is none where the receiver builds the block, is the protocol, or has rights of its own: %s',
    (name) => expect(stage.judged('Till', name, [], { value: ETHER })).toEqual({}),
  )
  it('is none where change, a reward or a favour goes to whom the caller wants, who owns nothing there', () => {
    expect(stage.judged('Shop', 'buy', [2n], { value: ETHER })).toEqual({})
    expect(stage.judged('Shop', 'harvest', [])).toEqual({})
    expect(stage.judged('Shop', 'refer', [SECOND], { value: ETHER })).toEqual({})
  })
})

/** What a relay does with the ether that it is sent for somebody else. */
const PASSING = {
  ignored: 'to.call{value: msg.value}(data);',
  tolerant: '(bool ok, ) = to.call{value: msg.value}(data); ok;',
  counted: 'to.call{value: msg.value}(data); sum += msg.value; emit Passed(to, true);',
  required: '(bool ok, ) = to.call{value: msg.value}(data); require(ok);',
  answered: '(bool ok, ) = to.call{value: msg.value}(data); return ok;',
  logged: '(bool ok, ) = to.call{value: msg.value}(data); emit Passed(to, ok);',
  givenBack:
    '(bool ok, ) = to.call{value: msg.value}(data); if (!ok) payable(msg.sender).transfer(msg.value);',
  keptForLater: '(bool ok, ) = to.call{value: msg.value}(data); if (!ok) owed[msg.sender] += msg.value;',
  partly: 'to.call{value: msg.value / 10}(data);',
  bought: 'to.call{value: msg.value}(data); owed[msg.sender] += msg.value;',
  once: 'to.call{value: msg.value}(data); last = to;',
  backToSender: 'payable(msg.sender).send(msg.value);',
}
const RELAYS = `contract Relay {
  event Passed(address to, bool ok); mapping(address => uint256) public owed; address public last; uint256 public sum;
  ${Object.entries(PASSING)
    .map(
      ([name, pass]) =>
        `function ${name}(address to, bytes calldata data) external payable returns (bool) { ${pass} return true; }`,
    )
    .join('\n  ')}
}
contract Forwarder {
  address payable home = payable(0x1234567890123456789012345678901234567890);
  bool public isOpen = true; function close() external { isOpen = false; }
  function forward() external payable { home.send(msg.value); }
}
contract Flushed is Forwarder { function flush() external { home.transfer(address(this).balance); } }
contract Wallet { address owner = msg.sender;
  function execute(address to, uint256 value, bytes calldata data) external payable { to.call{value: value}(data); }
}
contract Rescued is Forwarder { address owner = msg.sender;
  function rescue() external { require(msg.sender == owner); home.transfer(address(this).balance); } }
contract ForOwner { address payable public owner = payable(msg.sender); uint256 public fee;
  function set(uint256 f) external { require(msg.sender == owner); fee = f; }
  function tip() external payable { owner.send(msg.value); } }
`

describe('ether that is sent for somebody else', () => {
  let stage: AttackerStage
  const none = new Uint8Array(0)
  beforeAll(async () => {
    const names = ['Relay', 'Forwarder', 'Flushed', 'Wallet', 'Rescued', 'ForOwner']
    const made = names.map((name) => `new ${name}();`).join(' ')
    stage = await attackerStage(RELAYS, `function setUp() public { ${made} }`)
  })
  const passed = (name: string): Readonly<Record<string, unknown>> =>
    stage.judged('Relay', name, [SECOND, none], { value: ETHER })

  it.each(['ignored', 'tolerant', 'counted'])('is lost where nobody looks at the result: %s', (name) => {
    expect(passed(name)).toHaveProperty(
      'ignored-failure.words',
      'Relay does not notice when it cannot pass on what it was sent',
    )
  })
  it.each(Object.keys(PASSING).slice(3))('is none where it is noticed, or only a courtesy: %s', (name) => {
    expect(passed(name)).toEqual({})
  })
  it('is lost where it goes to an account that the contract names', () => {
    const said = stage.judged('Forwarder', 'forward', [], { value: ETHER })
    expect(said['ignored-failure']?.details).toMatch(/the 1 ETH stay in Forwarder, the receiver has nothing/)
  })
  it.each(['Flushed', 'Rescued'])('is none where it can be had later: %s', (name) => {
    expect(stage.judged(name, 'forward', [], { value: ETHER })).toEqual({})
  })
  it('is none where the same call pays it later, or it was meant for who has rights there', () => {
    expect(stage.judged('Wallet', 'execute', [SECOND, ETHER, none], { value: ETHER })).toEqual({})
    expect(stage.judged('ForOwner', 'tip', [], { value: ETHER })).toEqual({})
  })
})

const PAYMENTS = {
  ignored: 'token.transferFrom(msg.sender, address(this), amount); paid[msg.sender] += amount;',
  required: 'require(token.transferFrom(msg.sender, address(this), amount)); paid[msg.sender] += amount;',
  bookedIfMoved: 'if (token.transferFrom(msg.sender, address(this), amount)) paid[msg.sender] += amount;',
  passedOn: 'return token.transferFrom(msg.sender, address(this), amount);',
  compared:
    'uint256 b = token.balanceOf(address(this)); token.transferFrom(msg.sender, address(this), amount); paid[msg.sender] += token.balanceOf(address(this)) - b; require(paid[msg.sender] >= amount);',
}
const OFFICE = `${TOKEN}contract Office {
  Soft public token; mapping(address => uint256) public paid;
  constructor(Soft t) { token = t; }
  ${Object.entries(PAYMENTS)
    .map(([name, pay]) => `function ${name}(uint256 amount) external returns (bool) { ${pay} return true; }`)
    .join('\n  ')}
}`

describe('tokens that were not moved', () => {
  const TOO_MUCH = 10n ** 30n
  let stage: AttackerStage
  beforeAll(async () => {
    stage = await attackerStage(
      OFFICE,
      'Office office; function setUp() public { office = new Office(new Soft()); }',
    )
  })

  it('are found where nobody looked at the answer', () => {
    const { 'ignored-failure': found } = stage.judged('Office', 'ignored', [TOO_MUCH])
    expect(found?.words).toBe('Office does not notice that Soft.transferFrom answered false')
    expect(found?.line?.text).toMatch(/token\.transferFrom/)
  })
  it('are none where they were moved, or there was nothing to move', () => {
    expect(stage.judged('Office', 'ignored', [ETHER])).toEqual({})
    expect(stage.judged('Office', 'ignored', [0n])).toEqual({})
  })
  it.each(Object.keys(PAYMENTS).slice(1))('are none where the answer counts: %s', (name) => {
    expect(stage.judged('Office', name, [TOO_MUCH])).toEqual({})
  })
})

const DESK = `contract Hard {
  mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
  uint256 public totalSupply = 1e24; constructor() { balanceOf[msg.sender] = 1e24; }
  function approve(address to, uint256 v) external returns (bool) { allowance[msg.sender][to] = v; return true; }
  function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; return true; }
  function transferFrom(address from, address to, uint256 v) external returns (bool) {
    allowance[from][msg.sender] -= v; balanceOf[from] -= v; balanceOf[to] += v; return true; }
}
contract Desk {
  Hard public token; mapping(address => uint256) public paid; uint256 public rung;
  constructor(Hard t) { token = t; }
  function pay(uint256 amount) external { token.transferFrom(msg.sender, address(this), amount); paid[msg.sender] += amount; }
  function ring() external { rung++; (bool ok, ) = msg.sender.call(""); require(ok); }
}`

describe('a payment in the middle of a call', () => {
  it('is none if its payer failed altogether, with the same words whatever the answer', async () => {
    const stage = await attackerStage(
      DESK,
      'Desk desk; function setUp() public { desk = new Desk(new Hard()); }',
    )
    const pay = (amount: bigint): ScriptedCall => {
      return { to: stage.address('Desk'), value: 0n, data: stage.calldata('Desk', 'pay', [amount]) }
    }
    // The second fails for lack of tokens; were it made, the sum of both would overflow: panic 0x11 both times.
    const reactions = [{ calls: [pay(1n), pay(2n ** 256n - 1n), pay(2n)] }]
    expect(stage.judged('Desk', 'ring', [], { from: CONTRACT, reactions })).toEqual({})
  })
})
