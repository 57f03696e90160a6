import { describe, expect, it } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { makeCall } from '../arena.ts'
import { ATTACKERS } from '../attacker/attacker-target.ts'

const BANK = (check: string): string => `contract Bank {
  mapping(address => uint256) public balances;
  function deposit() external payable { balances[msg.sender] += msg.value; }
  function withdraw(uint256 amount) external {
    ${check}
    (bool ok, ) = msg.sender.call{value: amount}("");
    require(ok);
  }
}`
const BANK_SETUP = `Bank bank; address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public { bank = new Bank(); vm.deal(alice, 10 ether); vm.prank(alice); bank.deposit{value: 10 ether}(); }`

const TOKEN = (name: string): string => `contract ${name} {
  string public symbol = "${name.replace('Mock', '')}"; uint8 public decimals = 18; uint256 public totalSupply;
  mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
  function mint(address to, uint256 amount) external { totalSupply += amount; balanceOf[to] += amount; }
  function approve(address spender, uint256 amount) external returns (bool) { allowance[msg.sender][spender] = amount; return true; }
  function transfer(address to, uint256 amount) external returns (bool) { balanceOf[msg.sender] -= amount; balanceOf[to] += amount; return true; }
  function transferFrom(address from, address to, uint256 amount) external returns (bool) {
    allowance[from][msg.sender] -= amount; balanceOf[from] -= amount; balanceOf[to] += amount; return true; }
}`

describe('theft', () => {
  it('is seen when a withdrawal is not checked', async () => {
    const stage = await attackerStage(BANK(''), BANK_SETUP)
    expect(stage.verdicts()).toEqual({})
    expect(stage.send('Bank', 'withdraw', [10n ** 18n]).status).toBe('success')
    expect(stage.verdicts()).toHaveProperty('theft', 'the attacker took ETH from Bank')
    expect(stage.detectors.describe('theft')).toMatch(/1 ETH more.*Others have 1 ETH less/)
  })

  it('is none to deposit and to withdraw', async () => {
    const stage = await attackerStage(BANK('balances[msg.sender] -= amount;'), BANK_SETUP)
    stage.send('Bank', 'deposit', [], { value: 10n ** 18n })
    expect(stage.verdicts()).toEqual({})
    expect(stage.send('Bank', 'withdraw', [10n ** 18n]).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
    expect(stage.send('Bank', 'withdraw', [10n ** 18n]).status).toBe('revert')
  })

  it('is none to move wealth among the attackers', async () => {
    const stage = await attackerStage(BANK('balances[msg.sender] -= amount;'), BANK_SETUP)
    const sent = { from: ATTACKERS[0]!, to: ATTACKERS[1]!, value: 10n ** 18n, data: new Uint8Array(0) }
    expect(stage.world.call(sent).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })

  // All that there is of it is less than one whole token: its setup counts in the smallest units.
  const FEW = (supply: string, decimals: number): string => `contract Few {
    string public symbol = "FEW"; uint8 public decimals = ${decimals}; uint256 public totalSupply = ${supply};
    mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
    constructor() { balanceOf[msg.sender] = totalSupply; }
    function approve(address spender, uint256 amount) external returns (bool) { allowance[msg.sender][spender] = amount; return true; }
    function transfer(address to, uint256 amount) external returns (bool) { balanceOf[msg.sender] -= amount; balanceOf[to] += amount; return true; }
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
      balanceOf[from] -= amount; balanceOf[to] += amount; return true; } }`
  const FEW_SETUP = `Few few; address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
    function setUp() public { few = new Few(); few.transfer(alice, 800); }`
  const ALICE = '0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c'

  it('is seen of few units of a token of which there are few', async () => {
    const stage = await attackerStage(FEW('1000', 18), FEW_SETUP)
    expect(stage.survey.assets[1]).toMatchObject({ name: 'FEW', decimals: 0 })
    stage.send('Few', 'transferFrom', [ALICE, ATTACKERS[0]!, 10n])
    expect(stage.verdicts()).toEqual({})
    stage.send('Few', 'transferFrom', [ALICE, ATTACKERS[0]!, 790n])
    expect(stage.verdicts()).toHaveProperty('theft', expect.stringContaining('the attacker took FEW from'))
  })

  it('is none of few units of a token of which there are many', async () => {
    const stage = await attackerStage(FEW('1000 ether', 18), FEW_SETUP)
    expect(stage.survey.assets[1]).toMatchObject({ decimals: 18 })
    stage.send('Few', 'transferFrom', [ALICE, ATTACKERS[0]!, 800n])
    expect(stage.verdicts()).toEqual({})
  })

  const POOL = (
    out: string,
  ): string => `interface IToken { function transfer(address, uint256) external returns (bool);
    function transferFrom(address, address, uint256) external returns (bool); function balanceOf(address) external view returns (uint256); }
  contract Pool {
    IToken public token0; IToken public token1;
    constructor(IToken a, IToken b) { token0 = a; token1 = b; }
    function swap(bool isFirst, uint256 amount) external returns (uint256 out) {
      (IToken give, IToken take) = isFirst ? (token0, token1) : (token1, token0);
      uint256 x = give.balanceOf(address(this)); uint256 y = take.balanceOf(address(this));
      out = ${out};
      give.transferFrom(msg.sender, address(this), amount);
      take.transfer(msg.sender, out);
    }
  }`
  const POOL_SETUP = `MockA a; MockB b; Pool pool;
    function setUp() public { a = new MockA(); b = new MockB(); pool = new Pool(IToken(address(a)), IToken(address(b)));
      a.mint(address(pool), 1000 ether); b.mint(address(pool), 3000 ether); }`
  const MOCKS = `${TOKEN('MockA')}\n${TOKEN('MockB')}`

  it("is none to swap at the pool's price, there and back", async () => {
    const stage = await attackerStage(POOL('y * amount / (x + amount)'), POOL_SETUP, MOCKS)
    for (const isFirst of [true, false]) {
      expect(stage.send('Pool', 'swap', [isFirst, 10n * 10n ** 18n]).status).toBe('success')
      expect(stage.verdicts()).toEqual({})
    }
  })

  it('is seen when the way back through a pool gives more than was paid', async () => {
    const stage = await attackerStage(POOL('y * amount / x'), POOL_SETUP, MOCKS)
    const amount = 500n * 10n ** 18n
    expect(stage.send('Pool', 'swap', [true, amount]).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
    // 1,500 of each: the price is 1 now, and 500 of the 1,500 that were bought are enough for the way back.
    expect(stage.send('Pool', 'swap', [false, amount]).status).toBe('success')
    expect(stage.verdicts()).toHaveProperty('theft', 'the attacker took B from Pool')
  })

  const FAUCET = (
    amount: string,
  ): string => `interface IToken { function transfer(address, uint256) external returns (bool); }
    contract Faucet { IToken public token; mapping(address => bool) public served; constructor(IToken t) { token = t; }
      function drip(uint256 amount) external { ${amount} token.transfer(msg.sender, amount); } }`
  const FAUCET_SETUP = `MockA a; Faucet faucet;
    function setUp() public { a = new MockA(); faucet = new Faucet(IToken(address(a))); a.mint(address(faucet), 1000 ether); }`

  it('is none to take what a faucet gives', async () => {
    const stage = await attackerStage(FAUCET('amount = 1 ether;'), FAUCET_SETUP, TOKEN('MockA'))
    expect(stage.survey.gifts).toHaveLength(1)
    for (let i = 0; i < 5; i++) {
      stage.send('Faucet', 'drip', [7n], { from: ATTACKERS[i % 3]! })
      expect(stage.verdicts()).toEqual({})
    }
  })

  it('is seen when a faucet gives whatever one asks for', async () => {
    const stage = await attackerStage(FAUCET(''), FAUCET_SETUP, TOKEN('MockA'))
    stage.send('Faucet', 'drip', [10n ** 20n])
    expect(stage.verdicts()).toHaveProperty('theft', 'the attacker took A from Faucet')
  })

  it('is none to mint what nobody had', async () => {
    const stage = await attackerStage(
      TOKEN('Points'),
      'Points p; function setUp() public { p = new Points(); p.mint(address(1234567), 1 ether); }',
    )
    stage.send('Points', 'mint', [ATTACKERS[0]!, 10n ** 20n])
    expect(stage.verdicts()).toEqual({})
  })

  const LATER = (
    check: string,
  ): string => `contract Governor { mapping(address => uint256) public due; mapping(address => uint256) public stake;
    receive() external payable {}
    function join() external payable { stake[msg.sender] += msg.value; }
    function propose() external { ${check} due[msg.sender] = block.timestamp + 2 days; }
    function execute(uint256 amount) external { require(due[msg.sender] != 0 && block.timestamp >= due[msg.sender]); due[msg.sender] = 0; payable(msg.sender).transfer(amount); } }`
  const LATER_SETUP =
    'Governor g; function setUp() public { g = new Governor(); vm.deal(address(g), 10 ether); }'
  /** In two steps with three days between them. */
  const takeLater = async (
    check: string,
    stake: bigint,
    amount: bigint,
  ): Promise<Readonly<Record<string, string>>> => {
    const stage = await attackerStage(LATER(check), LATER_SETUP)
    const from = ATTACKERS[0]!
    const make = (name: string, values: readonly bigint[], value: bigint, seconds: number): string =>
      makeCall(stage.world, {
        target: -1,
        to: stage.address('Governor'),
        from,
        value,
        data: stage.calldata('Governor', name, values),
        seconds,
        blocks: 0,
      }).status
    if (stake > 0n) expect(make('join', [], stake, 0)).toBe('success')
    expect(make('propose', [], 0n, 0)).toBe('success')
    expect(make('execute', [amount], 0n, 259_200)).toBe('success')
    return stage.verdicts()
  }

  it('is seen when it takes time, if nothing was invested while it passed', async () => {
    expect(await takeLater('', 0n, 8n * 10n ** 18n)).toHaveProperty('theft')
  })

  it('is none if it took time and may be a yield: of what was invested, or a small part', async () => {
    expect(
      await takeLater('require(stake[msg.sender] > 0);', 10n ** 18n, 8n * 10n ** 18n),
    ).not.toHaveProperty('theft')
    expect(await takeLater('', 0n, 3n * 10n ** 18n)).not.toHaveProperty('theft')
  })

  it('is none to be paid for time', async () => {
    const stage = await attackerStage(
      `contract Savings { mapping(address => uint256) public since;
        receive() external payable {}
        function deposit() external payable { require(msg.value == 1 ether && since[msg.sender] == 0); since[msg.sender] = block.timestamp; }
        function withdraw() external { uint256 time = block.timestamp - since[msg.sender]; require(since[msg.sender] != 0); since[msg.sender] = 0;
          payable(msg.sender).transfer(1 ether + time * 1e12); } }`,
      'Savings s; function setUp() public { s = new Savings(); vm.deal(address(s), 100 ether); }',
    )
    stage.send('Savings', 'deposit', [], { value: 10n ** 18n })
    stage.world.advance(100_000n, 1n)
    expect(stage.send('Savings', 'withdraw').status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })

  const DESK = `interface IToken { function transfer(address, uint256) external returns (bool);
    function transferFrom(address, address, uint256) external returns (bool); }
  contract Desk { IToken public tin; IToken public gold; uint256 public rate; constructor(IToken t, IToken g, uint256 r) { tin = t; gold = g; rate = r; }
    function sell(uint256 amount) external { tin.transferFrom(msg.sender, address(this), amount); gold.transfer(msg.sender, amount * rate); } }`
  const DESK_SETUP = (
    rate: string,
    tins = '1e24',
    pot = '1e21',
  ): string => `MockTin t; MockGold g; Desk desk; address alice = address(uint160(0xa11ce) << 120);
    function setUp() public { t = new MockTin(); g = new MockGold(); desk = new Desk(IToken(address(t)), IToken(address(g)), ${rate});
      t.mint(alice, ${tins}); g.mint(address(desk), ${pot}); g.mint(alice, 1e24); }`
  const METALS = `${TOKEN('MockTin')}\n${TOKEN('MockGold')}`

  it('is seen when all there is costs more than dust, and a thousand-millionth of what it could', async () => {
    const stage = await attackerStage(DESK, DESK_SETUP('1e12'), METALS)
    expect(stage.send('Desk', 'sell', [10n ** 9n]).status).toBe('success')
    expect(stage.verdicts()).toHaveProperty('theft', 'the attacker took Gold from Desk')
  })

  it.each([
    ['in whole units nobody knows the price', '1e8', '1e24', '1e21', 10n ** 12n],
    ['of what there is so much that nothing is a part of it', '1e6', 'type(uint128).max', '1e21', 10n ** 12n],
    ['the price is that of all there is', '1e10', '1e21', '1e24', 10n ** 11n],
  ])('is none to buy cheap: %s', async (_, rate, tins, pot, amount) => {
    const stage = await attackerStage(DESK, DESK_SETUP(rate, tins, pot), METALS)
    expect(stage.send('Desk', 'sell', [amount]).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })

  it("is seen through a callback of the attacker's contract", async () => {
    const stage = await attackerStage(
      `contract Bank { mapping(address => uint256) public balances;
        function deposit() external payable { balances[msg.sender] += msg.value; }
        function withdraw() external { uint256 amount = balances[msg.sender]; require(amount > 0);
          (bool ok, ) = msg.sender.call{value: amount}(""); require(ok); balances[msg.sender] = 0; } }`,
      BANK_SETUP,
    )
    const from = ATTACKERS[2]!
    stage.send('Bank', 'deposit', [], { from, value: 10n ** 18n })
    const again = {
      calls: [{ to: stage.address('Bank'), value: 0n, data: stage.calldata('Bank', 'withdraw') }],
    }
    stage.send('Bank', 'withdraw', [], { from, reactions: [again] })
    expect(stage.verdicts()).toHaveProperty('theft', 'the attacker took ETH from Bank')
  })
})
