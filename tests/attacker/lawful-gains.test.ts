// What anybody may lawfully have, and next to each what nobody may.

import { describe, expect, it } from 'vitest'
import { ATTACKERS } from '../../src/attack/attacker/attacker-target.ts'
import { attackerStage } from '../helpers/attacker-stage.ts'

const ETHER = 10n ** 18n
const DAY = 86_400n
const ALICE = 'address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;'
const TOKEN = (
  name: string,
): string => `contract ${name} { string public symbol = "${name}"; uint8 public decimals = 18;
  uint256 public totalSupply = 1e24; mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
  constructor() { balanceOf[msg.sender] = 1e24; }
  function approve(address spender, uint256 amount) external returns (bool) { allowance[msg.sender][spender] = amount; return true; }
  function transfer(address to, uint256 amount) external returns (bool) { balanceOf[msg.sender] -= amount; balanceOf[to] += amount; return true; }
  function transferFrom(address from, address to, uint256 amount) external returns (bool) {
    allowance[from][msg.sender] -= amount; balanceOf[from] -= amount; balanceOf[to] += amount; return true; } }`

describe('a right that lapses', () => {
  const LEASE = (
    check: string,
  ): string => `contract Lease { address public operator; uint256 public until; uint256 public rate;
    constructor(address first) { operator = first; until = block.timestamp + 1 days; }
    function take() external { ${check} operator = msg.sender; until = block.timestamp + 1 days; }
    function setRate(uint256 next) external { require(msg.sender == operator && next <= 100); rate = next; } }`
  const SETUP = `${ALICE} function setUp() public { Lease l = new Lease(alice); vm.prank(alice); l.setRate(5); }`

  it('is taken over by nobody who waited', async () => {
    const stage = await attackerStage(LEASE('require(block.timestamp > until);'), SETUP)
    expect(stage.send('Lease', 'take').status).toBe('revert')
    stage.world.advance(2n * DAY, 14_400n)
    expect(stage.send('Lease', 'take').status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })

  it('is no excuse for one that can be taken at once', async () => {
    const stage = await attackerStage(LEASE(''), SETUP)
    stage.world.advance(2n * DAY, 14_400n)
    stage.send('Lease', 'take')
    expect(stage.verdicts()).toEqual({ takeover: 'the attacker is operator of Lease' })
  })

  it('may have a price that falls to nothing', async () => {
    const stage = await attackerStage(
      `contract Throne { address public king; uint256 public price = 1 ether; uint256 public since = block.timestamp; uint256 public taxes;
        constructor() { king = msg.sender; }
        function claim() external payable { if (block.timestamp > since + 7 days) price = 0; require(msg.value > price); king = msg.sender; price = msg.value; since = block.timestamp; }
        function setTaxes(uint256 next) external { require(msg.sender == king); taxes = next; } }`,
      'function setUp() public { new Throne().setTaxes(1); }',
    )
    stage.world.advance(8n * DAY, 57_600n)
    expect(stage.send('Throne', 'claim', [], { value: 1n }).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })
})

describe('a deal that is over', () => {
  const ESCROW = (
    check: string,
  ): string => `contract Escrow { address payable public buyer; uint256 public deadline; uint256 public amount;
    function open() external payable { ${check} buyer = payable(msg.sender); amount += msg.value; deadline = block.timestamp + 3 days; }
    function extend() external { require(msg.sender == buyer); deadline += 1 days; }
    function refund() external { require(amount > 0 && block.timestamp > deadline); uint256 all = amount; amount = 0; buyer.transfer(all); } }`
  const SETUP = `${ALICE} function setUp() public { Escrow e = new Escrow(); vm.deal(alice, 20 ether); vm.prank(alice); e.open{value: 10 ether}(); }`

  it('leaves a seat that anybody may have', async () => {
    const stage = await attackerStage(ESCROW('require(amount == 0);'), SETUP)
    stage.world.advance(4n * DAY, 28_800n)
    expect(stage.send('Escrow', 'refund').status).toBe('success')
    expect(stage.send('Escrow', 'open').status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })

  it('is another thing than one that goes on', async () => {
    const stage = await attackerStage(ESCROW(''), SETUP)
    stage.send('Escrow', 'open')
    expect(stage.verdicts()).toHaveProperty('takeover', 'the attacker is buyer of Escrow')
  })
})

describe('a tool that runs whatever code it is given', () => {
  const TOOL =
    'contract Tool { function run(address to, bytes calldata data) external payable { (bool ok,) = to.delegatecall(data); require(ok); } }'

  it('has nothing to lose', async () => {
    const stage = await attackerStage(TOOL, 'function setUp() public { new Tool(); }')
    expect(stage.send('Tool', 'run', [ATTACKERS[2]!, new Uint8Array(4)]).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })

  it('loses what users have allowed it to take', async () => {
    const stage = await attackerStage(
      TOOL,
      `${ALICE} function setUp() public { Tool tool = new Tool(); MockGem gem = new MockGem(); gem.transfer(alice, 5e18); vm.prank(alice); gem.approve(address(tool), 5e18); }`,
      TOKEN('MockGem'),
    )
    stage.send('Tool', 'run', [ATTACKERS[2]!, new Uint8Array(4)])
    expect(stage.verdicts()).toHaveProperty('destruction')
  })
})

describe('pools with different prices', () => {
  const PAIR = (
    name: string,
    fee: string,
  ): string => `contract ${name} { IToken public token0; IToken public token1;
    constructor(IToken a, IToken b) { token0 = a; token1 = b; }
    function swap(bool isFirst, uint256 amount) external { (IToken give, IToken take) = isFirst ? (token0, token1) : (token1, token0);
      uint256 x = give.balanceOf(address(this)); uint256 y = take.balanceOf(address(this)); uint256 paid = amount * ${fee} / 1000;
      give.transferFrom(msg.sender, address(this), amount); take.transfer(msg.sender, y * paid / (x + paid)); } }`
  const INTERFACE =
    'interface IToken { function transfer(address, uint256) external returns (bool); function transferFrom(address, address, uint256) external returns (bool); function balanceOf(address) external view returns (uint256); }'
  const SETUP = `function setUp() public { MockA a = new MockA(); MockB b = new MockB(); IToken x = IToken(address(a)); IToken y = IToken(address(b));
    address p = address(new Near(x, y)); address q = address(new Far(x, y)); a.transfer(p, 1000e18); b.transfer(p, 1000e18); a.transfer(q, 1000e18); b.transfer(q, 1500e18); }`
  const roundTrip = async (fee: string): Promise<Readonly<Record<string, string>>> => {
    const stage = await attackerStage(
      `${INTERFACE} ${PAIR('Near', '997')} ${PAIR('Far', fee)}`,
      SETUP,
      `${TOKEN('MockA')} ${TOKEN('MockB')}`,
    )
    expect(stage.send('Far', 'swap', [true, 80n * ETHER]).status).toBe('success')
    expect(stage.send('Near', 'swap', [false, 90n * ETHER]).status).toBe('success')
    return stage.verdicts()
  }

  it('are evened out by anybody', async () => {
    expect(await roundTrip('997')).toEqual({})
  })

  it('are robbed if one of them gives more than it takes', async () => {
    expect(await roundTrip('1200')).toHaveProperty('theft')
  })
})

describe('a bounty for a wrong claim', () => {
  it('is not the way out of who made the claim', async () => {
    const { survey } = await attackerStage(
      `contract Claims { struct Claim { address by; bool isDone; } Claim[] public claims;
        function propose(uint256 value) external payable { require(msg.value == 1 ether); claims.push(Claim(msg.sender, value == 42)); }
        function challenge(uint256 id) external { require(!claims[id].isDone); claims[id].isDone = true; payable(msg.sender).transfer(0.5 ether); } }`,
      `${ALICE} function setUp() public { Claims c = new Claims(); vm.deal(alice, 5 ether); vm.prank(alice); c.propose{value: 1 ether}(7); }`,
    )
    expect(survey.positions).toEqual([])
  })
})
