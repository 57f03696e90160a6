import { expect, test } from 'vitest'
import { type AttackerStage, attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { isPending } from '../../attack/attacker/pending-functions.ts'
import { ATTACKERS } from '../../attack/attacker/attacker-target.ts'
import { makeCall } from '../../attack/arena.ts'
import { createPrng } from '../../primitives/prng.ts'
import { LEDGER, PENDING } from './attacker.ts'
import { PENDING_STATES } from './pending-ledger.ts'

const SHOP = `contract Shop { uint256 public price = 1 ether; mapping(address => uint256) public balanceOf; uint256 public totalSupply;
  string public constant symbol = "CUP"; uint8 public constant decimals = 0;
  function transfer(address to, uint256 amount) external returns (bool) { balanceOf[msg.sender] -= amount; balanceOf[to] += amount; return true; }
  mapping(address => mapping(address => uint256)) public allowance;
  function approve(address spender, uint256 amount) external returns (bool) { allowance[msg.sender][spender] = amount; return true; }
  function transferFrom(address from, address to, uint256 amount) external returns (bool) {
    allowance[from][msg.sender] -= amount; balanceOf[from] -= amount; balanceOf[to] += amount; return true; }
  function buy() external payable { uint256 cups = msg.value * 1000 / price; balanceOf[msg.sender] += cups; totalSupply += cups; }
  function setPrice(uint256 wei_) external { require(wei_ > 0); price = wei_; } }`
const SETUP = `function setUp() public { Shop s = new Shop(); address user = address(0xCa11e4); vm.deal(user, 90 ether);
  vm.startPrank(user); s.buy{value: 1 ether}(); vm.stopPrank(); }`

function stateAfter(stage: AttackerStage, price: bigint | undefined, times = 1): bigint {
  const { world, engine, target } = stage
  world.load(engine.root)
  if (price !== undefined) expect(stage.send('Shop', 'setPrice', [price]).status).toBe('success')
  const fn = target.functions.find(isPending)!
  for (let i = 0; i < times; i++) {
    const call = engine.writer.invent(createPrng(1n), fn.index, undefined)
    expect(makeCall(world, { ...call, seconds: 0, blocks: 0 }).status).toBe('success')
  }
  return world.machine.getStorage(LEDGER, PENDING)
}

test('a call that was seen coming is harmed if it gives less than it would have given', async () => {
  const stage = await attackerStage(SHOP, SETUP, '', 1n, true)
  const ether = 10n ** 18n
  expect(stateAfter(stage, undefined)).toBe(PENDING_STATES.harmless)
  expect(stateAfter(stage, (ether * 101n) / 100n)).toBe(PENDING_STATES.harmless)
  expect(stateAfter(stage, ether * 2n)).toBe(PENDING_STATES.harmed)
  // What a second one comes to is not known: it was tried alone.
  expect(stateAfter(stage, ether * 2n, 2)).toBe(PENDING_STATES.harmless)
})

test('calls of attackers say nothing, others that nobody saw coming are not judged', async () => {
  const stage = await attackerStage(SHOP, SETUP, '', 1n, true)
  const noted = (): bigint => stage.world.machine.getStorage(LEDGER, PENDING)
  stage.send('Shop', 'buy', [], { from: ATTACKERS[0]!, value: 5n })
  expect(noted()).toBe(PENDING_STATES.none)
  // A call that failed leaves its delay behind: so it is made again.
  const nobody = {
    to: '0x0000000000000000000000000000000000000000',
    data: new Uint8Array(0),
    value: 0n,
  } as const
  stage.world.call({ from: '0x0000000000000000000000000000000000ca11e4', ...nobody })
  expect(noted()).toBe(PENDING_STATES.none)
  stage.send('Shop', 'setPrice', [7n], { from: '0x0000000000000000000000000000000000ca11e4' })
  expect(noted()).toBe(PENDING_STATES.harmless)
  expect(stage.verdicts()).toEqual({})
})

const TANK = `contract Tank { uint256 public all; mapping(address => uint256) public parts; bool public leaks;
  function fill() external payable { uint256 got = all == 0 ? msg.value : msg.value * all / (address(this).balance - msg.value); all += got; parts[msg.sender] += got; }
  function leak() external { leaks = true; }
  function drain(uint256 n) external { uint256 out = n * address(this).balance / all; all -= n; parts[msg.sender] -= n; payable(msg.sender).transfer(leaks ? out / 2 : out); }
  receive() external payable {} }`

test('users of ours may leave, with what they would have got anyway', async () => {
  const stage = await attackerStage(TANK, 'function setUp() public { new Tank(); }')
  const { world, engine, target } = stage
  const [departures] = target.attacker!.departures
  const stateAfterAll = (first: () => void): bigint => {
    world.load(engine.root)
    first()
    for (const call of departures!) expect(makeCall(world, call).status).toBe('success')
    return world.machine.getStorage(LEDGER, PENDING)
  }
  expect(departures!.length).toBeGreaterThan(1)
  expect(stateAfterAll(() => undefined)).toBe(PENDING_STATES.left)
  expect(stateAfterAll(() => void stage.send('Tank', 'leak', []))).toBe(PENDING_STATES.harmless)
})
