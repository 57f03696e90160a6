// A test names an attacker and says what that one must not bring about: the attacker plays, and what it can do beside calling is
// tried too.

import { describe, expect, test } from 'vitest'
import { isPending } from '../../src/attack/attacker/pending-functions.ts'
import { numberEntries } from '../../src/attack/entry.ts'
import { ATTACKER_ACCOUNTS, ATTACKER_CONTRACT } from '../../src/world/attacker/attacker.ts'
import { HONEST_USERS } from '../../src/world/honest-users.ts'
import { type AttackerStage, attackerStage } from '../helpers/attacker-stage.ts'

const EPOCHS = 60
const EXECUTIONS = 500
const PLAYER = 'address player = address(bytes20(keccak256("player")));'

/** Whether a search breaks the invariant. */
async function isBroken(protocol: string, setup: string): Promise<boolean> {
  const { engine, target } = await attackerStage(protocol, `${PLAYER} ${setup}`)
  const stated = target.properties.findIndex(({ kind }) => kind === 'invariant')
  expect(stated).toBeGreaterThan(0)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const task = { epoch, lane: 0, executionsMax: EXECUTIONS, gasMax: 1e12, broken: [], knownFailures: [] }
    const { failures, entries } = engine.runLane(task, () => false)
    if (failures.some(({ property }) => property === stated)) return true
    engine.append(numberEntries(entries, engine.corpus.length))
  }
  return false
}

const asked = (made: string, holds: string): string =>
  `function setUp() public { ${made} vm.deal(player, 1 ether); } function invariant_holds() public { ${holds} }`

const LIFT = (
  second: string,
): string => `interface House { function isTop(uint256 floor) external returns (bool); }
  contract Lift { bool public top; function go(uint256 floor) external {
    bool isTop = House(msg.sender).isTop(floor); if (!isTop) top = ${second}; } }`
const FUND = (check: string): string => `interface Donee { function take(uint256 amount) external; }
  contract Fund { error Empty(); uint256 public left = 1e9; address public donee;
    function ask() external { donee = msg.sender; left -= 10; try Donee(msg.sender).take(10) {} catch (bytes memory why) {
      if (${check} && keccak256(why) == keccak256(abi.encodeWithSelector(Empty.selector))) left = 0; } } }`
const THRONE = (pay: string): string => `contract Throne { address payable public king; uint256 public price;
  constructor() { king = payable(msg.sender); }
  function claim() external payable { require(msg.value >= price); ${pay} king = payable(msg.sender); price = msg.value; } }`
const GATE = (
  more: string,
): string => `contract Gate { address public guest; function enter(bytes8 key) external {
  require(msg.sender != tx.origin); uint256 size; assembly { size := extcodesize(caller()) } require(size == 0 ${more});
  require(uint64(bytes8(keccak256(abi.encodePacked(msg.sender)))) ^ uint64(key) == type(uint64).max); guest = tx.origin; } }`
const SAFE = (stored: string): string => `contract Safe { ${stored} bool public open;
  constructor(string memory word) { secret = keccak256(bytes(word)); text = word; }
  function unlock(string calldata word) external { if (keccak256(bytes(word)) == secret) open = true; } }`

describe('what is stated falls', () => {
  test.each([
    [
      'to a contract that answers otherwise the second time',
      LIFT('House(msg.sender).isTop(floor)'),
      'Lift l;',
      asked('l = new Lift();', 'require(!l.top());'),
      LIFT('isTop'),
    ],
    [
      'to an error that is taken for its own',
      FUND('true'),
      'Fund f;',
      asked('f = new Fund();', 'require(f.left() > 0 || f.donee() == address(this));'),
      FUND('false'),
    ],
    [
      'to a contract that refuses ether when others pay it',
      THRONE('king.transfer(msg.value);'),
      'Throne t; receive() external payable {}',
      asked('t = new Throne();', 'vm.deal(address(this), t.price()); t.claim{value: t.price()}();'),
      THRONE('king.send(msg.value);'),
    ],
    [
      'to a contract that calls before it has code',
      GATE(''),
      'Gate g;',
      asked('g = new Gate();', 'require(g.guest() != player);'),
      GATE('&& tx.origin.balance == 77'),
    ],
    [
      'to a word that stands in its storage',
      SAFE('bytes32 secret; string text;'),
      'Safe s;',
      asked('s = new Safe("open sesame");', 'require(!s.open());'),
      SAFE('bytes32 secret; string text;').replace('text = word;', ''),
    ],
  ])('%s', { timeout: 120_000 }, async (_, protocol, fields, setup, repaired) => {
    expect(await isBroken(protocol, `${fields} ${setup}`)).toBe(true)
    expect(await isBroken(repaired, `${fields} ${setup}`)).toBe(false)
  })
})

const COINS = `contract Coins { mapping(address => uint256) public balanceOf; uint256 public totalSupply; address public origin;
    mapping(address => mapping(address => uint256)) public allowance;
    function mint(address to, uint256 v) external { require(totalSupply == 0); balanceOf[to] = v; totalSupply = v; }
    function note() external { origin = tx.origin; }
    function approve(address s, uint256 v) external returns (bool) { allowance[msg.sender][s] = v; return true; }
    function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; return true; }
    function transferFrom(address f, address to, uint256 v) external returns (bool) { allowance[f][msg.sender] -= v; balanceOf[f] -= v; balanceOf[to] += v; return true; } }
  contract Judge { Coins public coins; constructor(Coins c) { coins = c; } function judge() external returns (bool) { return coins.totalSupply() == 50; } }`
const MADE = 'c = new Coins(); c.mint(player, 50); j = new Judge(c);'

function stageOf(name: string, invariant: string, left = ''): Promise<AttackerStage> {
  const account = `address ${name} = address(bytes20(keccak256("${name}")));`
  const made = MADE.replaceAll('player', name)
  return attackerStage(
    COINS,
    `${account} Coins c; Judge j; ${left} function setUp() public { ${made} } ${invariant}`,
  )
}

describe('the world of a test that names an attacker', () => {
  const INVARIANT = 'function invariant_supply() public { require(j.judge()); }'

  test('is as the test puts it up, and its invariants are asked beside the detectors', async () => {
    const { target, found, world } = await stageOf('player', INVARIANT).then((stage) => ({
      ...stage,
      found: stage.survey.actors.filter(({ kinds }) => kinds.includes('attacker')),
    }))
    expect(target.properties.flatMap(({ kind, name }) => (kind === 'detector' ? [] : name))).toEqual([
      'invariant_supply()',
    ])
    expect(target.properties.map(({ index }) => index)).toEqual(target.properties.map((_, i) => i))
    const coins = target.attacker!.assets.findIndex(({ kind }) => kind === 'erc20')
    const amounts = [found[0]!.address, ...ATTACKER_ACCOUNTS, ATTACKER_CONTRACT, ...HONEST_USERS].map(
      (account) => target.attacker!.amountOf(coins, account),
    )
    expect(amounts).toEqual([50n, 0n, 0n, 0n, 0n, 0n])
    expect(world.machine.getBalance(ATTACKER_CONTRACT)).toBeGreaterThan(0n)
  })

  test('has the attacker pay for what its contract sends', async () => {
    const stage = await stageOf('player', INVARIANT)
    const player = stage.survey.actors.find(({ kinds }) => kinds.includes('attacker'))!.address
    stage.send('Coins', 'note', [], { from: ATTACKER_CONTRACT })
    expect(stage.world.machine.getStorage(stage.address('Coins'), 2n)).toBe(BigInt(player))
  })

  test('leaves alone what the test excludes', async () => {
    const judges = async (left: string): Promise<number> => {
      const { target } = await stageOf('player', INVARIANT, left)
      return target.functions.filter(({ abi }) => abi.name === 'judge').length
    }
    expect(await judges('')).toBe(1)
    expect(
      await judges(
        'function excludeContracts() external view returns (address[] memory out) { out = new address[](1); out[0] = address(j); }',
      ),
    ).toBe(0)
  })

  test('is played though the protocol knows the attacker, but not by somebody who put something in', async () => {
    const played = async (made: string): Promise<boolean> => {
      const { target } = await attackerStage(
        `contract Room { address public guest; mapping(address => uint256) public paid;
          constructor(address g) { guest = g; } function pay() external payable { paid[msg.sender] += msg.value; }
          function leave() external { uint256 a = paid[msg.sender]; paid[msg.sender] = 0; payable(msg.sender).transfer(a); } }`,
        `${PLAYER} Room r; function setUp() public { r = new Room(player); vm.deal(player, 1 ether); ${made} }
         function invariant_guest() public { require(r.guest() == player); }`,
      )
      return target.properties.some(({ kind }) => kind === 'invariant')
    }
    expect(await played('')).toBe(true)
    expect(await played('vm.prank(player); r.pay{value: 1 ether}();')).toBe(false)
  })

  test('has no honest users who go on by themselves: what they break is no attack', async () => {
    const expected = async (name: string): Promise<number> => {
      const { target } = await attackerStage(
        `${COINS} contract Shop { uint256 public stock = 1000; Coins public cups = new Coins(); constructor() { cups.mint(address(this), 1000); }
          function buy(uint256 count) external payable { require(msg.value == count * 1 gwei); stock -= count; cups.transfer(msg.sender, count); } }`,
        `address ${name} = address(0xa77ac); Shop s; address user = address(0xCa11e4);
          function setUp() public { s = new Shop(); vm.deal(user, 1 ether); vm.prank(user); s.buy{value: 5 gwei}(5); }
          function invariant_stock() public { require(s.stock() == 995); }`,
      )
      return target.functions.filter(isPending).length
    }
    expect(await expected('alice')).toBe(1)
    expect(await expected('player')).toBe(0)
  })

  test('is any other world if nobody is named: handlers may be what keeps an invariant', async () => {
    const { target } = await stageOf('alice', INVARIANT)
    expect(target.properties.every(({ kind }) => kind === 'detector')).toBe(true)
  })
})
