import { describe, expect, it } from 'vitest'
import { type AttackerStage, attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { ATTACKERS } from '../attacker/attacker-target.ts'

const ALICE = '0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c'
const BANK = (more: string, withdrawal = ''): string => `contract Bank {
  mapping(address => uint256) public balances; uint256 public feePercent; bool public isPaused; address public owner; address[] public users;
  constructor() { owner = msg.sender; }
  function deposit() external payable { balances[msg.sender] += msg.value; users.push(msg.sender); }
  function withdraw() external { require(!isPaused, "paused"); ${withdrawal}
    uint256 amount = balances[msg.sender]; require(amount > 0); balances[msg.sender] = 0;
    payable(msg.sender).transfer(amount - amount * feePercent / 100); }
  ${more}
}`
const SETUP = `Bank bank; address alice = ${ALICE};
  function setUp() public { bank = new Bank(); vm.deal(alice, 10 ether); vm.prank(alice); bank.deposit{value: 10 ether}(); }`

describe('loss', () => {
  it('is seen when anybody may raise a fee', async () => {
    const stage = await attackerStage(BANK('function setFee(uint256 p) external { feePercent = p; }'), SETUP)
    expect(stage.survey.positions.length).toBeGreaterThan(0)
    stage.send('Bank', 'setFee', [1n])
    const { loss } = stage.verdicts()
    expect(loss).toMatch(/^Bank\.withdraw of .* gives less ETH$/)
    expect(stage.detectors.describe('loss')).toMatch(
      /gave 10 ETH after the setup and gives 9\.9 ETH now: 0\.1 ETH less/,
    )
  })

  it('is none if the owner alone may', async () => {
    const more = 'function setFee(uint256 p) external { require(msg.sender == owner); feePercent = p; }'
    const stage = await attackerStage(BANK(more), SETUP)
    expect(stage.send('Bank', 'setFee', [1n]).status).toBe('revert')
    expect(stage.verdicts()).toEqual({})
  })

  it('is none if it costs the attacker about as much', async () => {
    const more =
      'function spoil(address who) external payable { balances[who] -= msg.value + msg.value / 20; payable(address(0xdead)).transfer(msg.value); }'
    const twice = more.replaceAll('msg.value / 20', 'msg.value')
    const after = async (protocol: string): Promise<readonly string[]> => {
      const stage = await attackerStage(BANK(protocol), SETUP)
      expect(stage.send('Bank', 'spoil', [ALICE], { value: 10n ** 18n }).status).toBe('success')
      return Object.keys(stage.verdicts())
    }
    expect([await after(more), await after(twice)]).toEqual([[], ['loss']])
  })

  it('is none if only time makes it less', async () => {
    const withdrawal = 'feePercent = (block.timestamp - 1) / 86400 > 50 ? 50 : (block.timestamp - 1) / 86400;'
    const stage = await attackerStage(
      BANK('uint256 public pokes; function poke() external { pokes++; }', withdrawal),
      SETUP,
    )
    stage.world.advance(864_000n, 72_000n)
    stage.send('Bank', 'poke')
    expect(stage.verdicts()).toEqual({})
  })
})

describe('a lender of what its pledges were bought for', () => {
  // Shares of a pot of ether, at one for one, are good for nine tenths in ether.
  const LENDER = `contract Pot { mapping(address => uint256) public shares; mapping(address => uint256) public pledged; mapping(address => uint256) public debts;
    mapping(address => uint256) public funds; uint256 public pot; uint256 public total;
    function enter() external payable { shares[msg.sender] += msg.value; pot += msg.value; }
    function fund() external payable { funds[msg.sender] += msg.value; total += msg.value; }
    function withdraw(uint256 amount) external { funds[msg.sender] -= amount; total -= amount; payable(msg.sender).transfer(amount); }
    function pledge(uint256 amount) external { shares[msg.sender] -= amount; pledged[msg.sender] += amount; }
    function borrow(uint256 amount) external { debts[msg.sender] += amount; require(debts[msg.sender] * 10 <= pledged[msg.sender] * 9 && amount <= total);
      total -= amount; payable(msg.sender).transfer(amount); } }`
  const FUNDED = `Pot pot; address alice = ${ALICE}; function setUp() public { pot = new Pot(); vm.deal(alice, 10 ether); vm.prank(alice); pot.fund{value: 10 ether}(); }`
  const ETHER = 10n ** 18n

  it('may have lent most of it: a part can be got out, and the loan has cost something', async () => {
    const stage = await attackerStage(LENDER, FUNDED)
    expect(stage.send('Pot', 'enter', [], { value: 10n * ETHER }).status).toBe('success')
    expect(stage.send('Pot', 'pledge', [10n * ETHER]).status).toBe('success')
    expect(stage.send('Pot', 'borrow', [9n * ETHER]).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })
})

describe('a shelf that is sold for something without decimals', () => {
  const SHELF = `contract Deeds { string public symbol = "DEED"; uint8 public decimals = 0; uint256 public totalSupply = 5000;
      mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
      constructor(address to) { balanceOf[to] = 5000; }
      function approve(address to, uint256 n) external returns (bool) { allowance[msg.sender][to] = n; return true; }
      function transfer(address to, uint256 n) public returns (bool) { balanceOf[msg.sender] -= n; balanceOf[to] += n; return true; }
      function transferFrom(address from, address to, uint256 n) external returns (bool) {
        allowance[from][msg.sender] -= n; balanceOf[from] -= n; balanceOf[to] += n; return true; } }
    contract Shelf { mapping(address => uint256) public balances; Deeds public deeds; constructor(Deeds d) { deeds = d; }
      function fill() external payable { balances[msg.sender] += msg.value; }
      function clear() external { uint256 n = balances[msg.sender]; require(n > 0); balances[msg.sender] = 0; payable(msg.sender).transfer(n); }
      function buy(address whose, uint256 n) external { deeds.transferFrom(msg.sender, whose, n); drop(whose, n); payable(msg.sender).transfer(n * 0.5 ether); }
      function drop(address whose, uint256 n) public { balances[whose] -= n * 0.5 ether; } }`
  const FILLED = `Shelf shelf; address alice = ${ALICE}; function setUp() public { shelf = new Shelf(new Deeds(address(0xbea75)));
    vm.deal(alice, 10 ether); vm.prank(alice); shelf.fill{value: 10 ether}(); }`

  it('has lost nothing by what was paid for with few units', async () => {
    const stage = await attackerStage(SHELF, FILLED)
    expect(stage.send('Shelf', 'buy', [ALICE, 4n]).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })

  it('has lost by what was not paid for', async () => {
    const stage = await attackerStage(SHELF, FILLED)
    expect(stage.send('Shelf', 'drop', [ALICE, 4n]).status).toBe('success')
    expect(Object.keys(stage.verdicts())).toEqual(['loss'])
  })
})

describe('frozen', () => {
  it('is seen when anybody may pause for good', async () => {
    const stage = await attackerStage(BANK('function pause() external { isPaused = true; }'), SETUP)
    stage.send('Bank', 'pause')
    const { frozen } = stage.verdicts()
    expect(frozen).toMatch(/^Bank\.withdraw of .* does not work any more$/)
    expect(stage.detectors.describe('frozen')).toMatch(/gave 10 ETH after the setup/)
  })

  it('is none if the owner alone may pause', async () => {
    const more = 'function pause() external { require(msg.sender == owner); isPaused = true; }'
    const stage = await attackerStage(BANK(more), SETUP)
    stage.send('Bank', 'pause')
    expect(stage.verdicts()).toEqual({})
  })

  const RACE = `contract Race { mapping(uint256 => address) public first; mapping(uint256 => address) public second; mapping(uint256 => uint256) public end; uint256 public count;
    function enter() external payable { require(msg.value == 4 ether); first[++count] = msg.sender; }
    function challenge(uint256 id) external payable { require(msg.value == 4 ether && second[id] == address(0)); second[id] = msg.sender; end[id] = block.timestamp + 1 days; }
    function scratch(uint256 id) external { require(first[id] == msg.sender && second[id] == address(0)); first[id] = address(0); payable(msg.sender).transfer(4 ether); }
    function win(uint256 id) external { require(block.timestamp > end[id] && end[id] > 0 && second[id] == msg.sender); end[id] = 0; payable(msg.sender).transfer(8 ether); }
    function loot(uint256 amount) external { payable(msg.sender).transfer(amount); } }`
  const ENTERED = `Race race; address alice = ${ALICE}; address bob = address(uint160(0xb0b) << 120);
    function setUp() public { race = new Race(); vm.deal(alice, 4 ether); vm.deal(bob, 4 ether); vm.prank(alice); race.enter{value: 4 ether}(); vm.prank(bob); race.enter{value: 4 ether}(); }`

  it('is none if it was the stake of who did not go on, and what is due to others is still there', async () => {
    const stage = await attackerStage(RACE, ENTERED)
    expect(stage.send('Race', 'challenge', [1n], { value: 4n * 10n ** 18n }).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
    stage.world.noteWait()
    stage.world.advance(86_401n, 7_200n)
    expect(stage.send('Race', 'win', [1n]).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
    // What belongs to others went, too.
    expect(stage.send('Race', 'loot', [3n * 10n ** 18n]).status).toBe('success')
    expect(Object.keys(stage.verdicts())).toEqual(['frozen'])
  })

  it('is none if it ends by itself', async () => {
    const more = 'uint256 public until; function close() external { until = block.timestamp + 7 days; }'
    const stage = await attackerStage(BANK(more, 'require(block.timestamp >= until, "closed");'), SETUP)
    stage.send('Bank', 'close')
    expect(stage.verdicts()).toEqual({})
  })

  it('is none if time alone ends the way out', async () => {
    const more =
      'uint256 public start = block.timestamp; uint256 public pokes; function poke() external { pokes++; }'
    const stage = await attackerStage(
      BANK(more, 'pokes; require(block.timestamp < start + 30 days, "too late");'),
      SETUP,
    )
    stage.world.advance(31n * 86_400n, 1n)
    stage.send('Bank', 'poke')
    expect(stage.verdicts()).toEqual({})
  })

  // Tickets come back until it is drawn; then a service brings a number, and a player takes all.
  const RAFFLE = (
    more = '',
  ): string => `contract Raffle { address public service = address(0x5e41ce0000); address[] public players; uint256 public start = block.timestamp;
    enum State { Open, Drawing, Over } State public state; address public winner; uint256 public requestId;
    function enter() external payable { require(state == State.Open && msg.value == 1 ether); players.push(msg.sender); }
    function refund(uint256 index) external { require(state == State.Open && players[index] == msg.sender); players[index] = address(0); payable(msg.sender).transfer(1 ether); }
    function draw() external { require(state == State.Open && block.timestamp > start + 1 days); state = State.Drawing; requestId = 77; }
    ${more} }`
  const FULFILLED = `function fulfill(uint256 id, uint256 word) external { require(msg.sender == service && state == State.Drawing && id == requestId);
      winner = players[word % players.length]; state = State.Over; }
    function claim() external { require(msg.sender == winner); winner = address(0); payable(msg.sender).transfer(address(this).balance); }`
  const PLAYED = `Raffle raffle; address alice = ${ALICE}; address bob = address(uint160(0xb0b) << 120); function setUp() public { raffle = new Raffle();
    vm.deal(alice, 1 ether); vm.deal(bob, 1 ether); vm.prank(alice); raffle.enter{value: 1 ether}(); vm.prank(bob); raffle.enter{value: 1 ether}(); }`
  const afterDraw = async (raffle: string): Promise<readonly string[]> => {
    const stage = await attackerStage(raffle, PLAYED)
    expect(stage.survey.positions.length).toBeGreaterThan(0)
    stage.world.advance(86_401n, 7_200n)
    expect(stage.send('Raffle', 'draw').status).toBe('success')
    return Object.keys(stage.verdicts())
  }

  it('is none if somebody whom the protocol trusts goes on from there, and a user gets it', async () => {
    expect(await afterDraw(RAFFLE(FULFILLED))).toEqual([])
  })

  it('is seen if nobody can go on, or nobody gets it', async () => {
    expect(await afterDraw(RAFFLE())).toEqual(['frozen'])
    const kept = FULFILLED.replace('payable(msg.sender).transfer(address(this).balance);', '')
    expect(await afterDraw(RAFFLE(kept))).toEqual(['frozen'])
  })

  it('is none while an epoch runs that was due, and is seen where anybody may close when nothing is due', async () => {
    const closing = (due: string): string => `uint256 public since = block.timestamp;
      function close() external { require(!isPaused && (${due})); isPaused = true; }
      function reopen() external { require(isPaused && msg.sender == owner); isPaused = false; since = block.timestamp; }`
    const closed = async (due: string): Promise<readonly string[]> => {
      const stage = await attackerStage(BANK(closing(due)), SETUP)
      if (due !== 'true') stage.world.advance(8n * 86_400n, 60_000n)
      expect(stage.send('Bank', 'close').status).toBe('success')
      return Object.keys(stage.verdicts())
    }
    expect(await closed('block.timestamp > since + 7 days')).toEqual([])
    expect(await closed('true')).toEqual(['frozen'])
  })

  it('is none if the attacker has borrowed what is missing', async () => {
    const more = `mapping(address => uint256) public debts;
      function borrow(uint256 amount) external payable { require(msg.value >= 0 && collateral[msg.sender] >= amount); debts[msg.sender] += amount; payable(msg.sender).transfer(amount); }
      mapping(address => uint256) public collateral; IToken public token = new Token();
      function pledge(uint256 amount) external { token.transferFrom(msg.sender, address(this), amount); collateral[msg.sender] += amount; }`
    const token = `interface IToken { function transferFrom(address, address, uint256) external returns (bool); }
      contract Token { string public symbol = "COL"; uint8 public decimals = 18; uint256 public totalSupply = 1e21;
        mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
        constructor() { balanceOf[tx.origin] = 1e21; }
        function approve(address s, uint256 a) external returns (bool) { allowance[msg.sender][s] = a; return true; }
        function transfer(address to, uint256 a) external returns (bool) { balanceOf[msg.sender] -= a; balanceOf[to] += a; return true; }
        function transferFrom(address from, address to, uint256 a) external returns (bool) { allowance[from][msg.sender] -= a; balanceOf[from] -= a; balanceOf[to] += a; return true; } }`
    const stage = await attackerStage(
      `${token}\n${BANK(more.replace('new Token()', 'IToken(address(new Token()))'))}`,
      SETUP,
    )
    expect(stage.send('Bank', 'pledge', [10n ** 19n]).status).toBe('success')
    expect(stage.send('Bank', 'borrow', [10n ** 19n]).status).toBe('success')
    expect(stage.send('Bank', 'withdraw').status).toBe('revert')
    expect(stage.verdicts()).toEqual({})
  })
})

describe('an exit that names an amount', () => {
  const NAMED = (
    more: string,
  ): string => `contract Bank { mapping(address => uint256) public balances; address payable public treasury = payable(address(0x7EA50000)); bool isPaused;
    function deposit() external payable { balances[msg.sender] += msg.value; }
    function withdraw(uint256 amount) external { require(!isPaused); balances[msg.sender] -= amount; payable(msg.sender).transfer(amount); }
    ${more} }`

  it('is not frozen if it works with a little less', async () => {
    const stage = await attackerStage(
      NAMED('function nibble(address a) external { balances[a] -= 1; }'),
      SETUP,
    )
    expect(stage.send('Bank', 'nibble', [ALICE]).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
    const [position] = stage.target.attacker!.positions()
    expect(position?.after).toEqual(position?.before)
  })

  it('gives less if it works with much less', async () => {
    const stage = await attackerStage(
      NAMED('function slash(address a) external { balances[a] /= 4; }'),
      SETUP,
    )
    expect(stage.send('Bank', 'slash', [ALICE]).status).toBe('success')
    expect(stage.verdicts()).toEqual({
      loss: expect.stringMatching(/^Bank\.withdraw of .* gives less ETH$/) as string,
    })
    expect(stage.detectors.describe('loss')).toMatch(/gives at most 5 ETH now: at least 5 ETH less/)
  })

  it('is frozen if no amount works', async () => {
    const stage = await attackerStage(NAMED('function pause() external { isPaused = true; }'), SETUP)
    stage.send('Bank', 'pause')
    expect(Object.keys(stage.verdicts())).toEqual(['frozen'])
  })

  it('is not frozen if all of it went where the setup said', async () => {
    const more = 'function finish() external { isPaused = true; treasury.transfer(address(this).balance); }'
    const stage = await attackerStage(NAMED(more), SETUP)
    expect(stage.send('Bank', 'finish').status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })

  it('is frozen if it went nowhere', async () => {
    const more =
      'function finish() external { isPaused = true; payable(address(0xdEaD)).transfer(address(this).balance); }'
    const stage = await attackerStage(NAMED(more), SETUP)
    expect(stage.send('Bank', 'finish').status).toBe('success')
    expect(Object.keys(stage.verdicts())).toEqual(['frozen'])
  })
})

describe('who may be got out by anybody', () => {
  // A deposit that somebody ends for its owner.
  const more = (paid: string): string =>
    `function payOut(address account) external { uint256 amount = balances[account]; balances[account] = 0;
      payable(account).transfer(${paid}); }`

  it('has lost nothing when it happened', async () => {
    const stage = await attackerStage(BANK(more('amount')), SETUP)
    expect(stage.send('Bank', 'payOut', [ALICE]).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })

  it('has lost what did not come', async () => {
    const stage = await attackerStage(BANK(more('amount / 2')), SETUP)
    stage.send('Bank', 'payOut', [ALICE])
    expect(stage.verdicts()).toEqual({
      frozen: expect.stringMatching(/^Bank\.withdraw of .* does not work any more$/) as string,
    })
  })

  it('may have got a part', async () => {
    const half = `function payHalf(address account) external { uint256 amount = balances[account] / 2; balances[account] -= amount;
      payable(account).transfer(amount); }`
    const stage = await attackerStage(BANK(half), SETUP)
    expect(stage.send('Bank', 'payHalf', [ALICE]).status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })
})

describe('a line in which users wait to be paid', () => {
  const LINE = `contract Line { mapping(address => uint256) public balances; address[] public waiting; mapping(uint256 => uint256) public due; uint256 public head;
    function join() external payable { require(msg.value > 0); balances[msg.sender] += msg.value; }
    function leave() external { require(balances[msg.sender] > 0); due[waiting.length] = balances[msg.sender]; balances[msg.sender] = 0; waiting.push(msg.sender); }
    function serve() external { uint256 place = head++; (bool ok,) = waiting[place].call{value: due[place]}(""); if (!ok) balances[waiting[place]] += due[place]; }
    function spoil() external { for (uint256 i = head; i < waiting.length; i++) due[i] = 0; balances[${ALICE}] = 1; } }`
  const JOINED = `Line line; address alice = ${ALICE}; address bob = address(uint160(0xb0b) << 120); function setUp() public { line = new Line();
    vm.deal(alice, 10 ether); vm.deal(bob, 4 ether); vm.prank(alice); line.join{value: 10 ether}(); vm.prank(bob); line.join{value: 4 ether}(); }`
  const inLine = async (): Promise<AttackerStage> => {
    const stage = await attackerStage(LINE, JOINED)
    expect(stage.survey.positions.map(({ exit }) => exit.length)).toContain(2)
    for (const from of ATTACKERS) {
      expect(stage.send('Line', 'join', [], { from, value: 10n ** 15n }).status).toBe('success')
      expect(stage.send('Line', 'leave', [], { from }).status).toBe('success')
    }
    return stage
  }

  it('has taken nothing from those who now wait behind others', async () => {
    const stage = await inLine()
    expect(stage.verdicts()).toEqual({})
  })

  it('has, if they get less when it is their turn', async () => {
    const stage = await inLine()
    stage.send('Line', 'spoil')
    expect(Object.keys(stage.verdicts())).toEqual(['loss'])
  })
})

describe('a line in which the attacker stands first', () => {
  const SERVED = {
    Required: 'require(ok);',
    Credited: 'if (!ok) owed[waiting[place]] += due[place];',
    Skippable: 'require(ok || isSkipping);',
  }
  const line = (name: keyof typeof SERVED): string => `contract Line {
    mapping(address => uint256) public balances; address[] public waiting; mapping(uint256 => uint256) public due; uint256 public head; mapping(address => uint256) public owed; bool public isSkipping;
    function join() external payable { require(msg.value > 0); balances[msg.sender] += msg.value; }
    function leave() external { require(balances[msg.sender] > 0); due[waiting.length] = balances[msg.sender]; balances[msg.sender] = 0; waiting.push(msg.sender); }
    function serve() external { uint256 place = head++; (bool ok,) = waiting[place].call{value: due[place]}(""); ${SERVED[name]} }
    ${name === 'Skippable' ? 'function skip() external { isSkipping = true; }' : ''} }`
  const JOINED = `Line line; address alice = ${ALICE}; function setUp() public { line = new Line(); vm.deal(alice, 10 ether); vm.prank(alice); line.join{value: 10 ether}(); }`
  const said = async (
    name: keyof typeof SERVED,
    value: bigint,
  ): Promise<Readonly<Record<string, string>>> => {
    const stage = await attackerStage(line(name), JOINED)
    expect(stage.send('Line', 'join', [], { value }).status).toBe('success')
    expect(stage.send('Line', 'leave').status).toBe('success')
    return stage.verdicts()
  }
  const LITTLE = 10n ** 15n

  it('is frozen, if who refuses what is due stops it', async () => {
    const { frozen, ...more } = await said('Required', LITTLE)
    expect(frozen).toMatch(
      /^Line\.serve of .* does not work any more if the attacker refuses what it is paid$/,
    )
    expect(more).toEqual({})
  })

  it('is not for who was served before', async () => {
    const joined = `${JOINED.slice(0, JOINED.lastIndexOf('}'))} vm.prank(alice); line.leave(); }`
    const stage = await attackerStage(line('Required'), joined)
    const [contract] = ATTACKERS.filter((each) => each === ATTACKER_CONTRACT)
    stage.send('Line', 'join', [], { from: contract!, value: LITTLE })
    stage.send('Line', 'leave', [], { from: contract! })
    expect(stage.send('Line', 'serve').status).toBe('success')
    expect(stage.verdicts()).toEqual({})
  })

  it('is not, if that is booked, if there is a way around it, or if it cost the attacker something', async () => {
    expect([
      await said('Credited', LITTLE),
      await said('Skippable', LITTLE),
      await said('Required', 10n ** 18n),
    ]).toEqual([{}, {}, {}])
  })
})
