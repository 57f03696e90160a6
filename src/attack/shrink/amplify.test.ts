import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { ATTACKERS } from '../attacker/attacker-target.ts'
import { amplify, type Growth } from './amplify.ts'

const ALL = 94_999_999_999_999_999_999_999_937n
// Anybody may draw: the flaw. Millions of coins, so that one unit is a very small part of them.
const PROTOCOL = `contract Coin { string public symbol = "CN"; uint8 public decimals = 18; uint256 public totalSupply = 1e30;
    mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance; constructor() { balanceOf[msg.sender] = 1e30; }
    function approve(address s, uint256 v) external returns (bool) { allowance[msg.sender][s] = v; return true; }
    function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; return true; }
    function transferFrom(address f, address to, uint256 v) external returns (bool) { allowance[f][msg.sender] -= v; balanceOf[f] -= v; balanceOf[to] += v; return true; } }
  contract Chest { Coin public coin; constructor(Coin c) { coin = c; }
    function draw(uint256 v) external { coin.transfer(msg.sender, v); } }`
const SETUP = `Chest chest; function setUp() public { Coin coin = new Coin(); chest = new Chest(coin); coin.transfer(address(chest), ${ALL}); }`

test.each<Growth>(['amounts', 'repetitions'])('takes all, to the last unit: %s', async (growth) => {
  const { engine, world, target } = await attackerStage(PROTOCOL, SETUP)
  const draw = target.functions.find(({ abi }) => abi.name === 'draw')!
  const call = engine.writer.callOf(draw, ATTACKERS[0]!, [10n ** 22n])
  const property = target.properties.find(({ name }) => name === 'theft')!
  const parts = { world, root: engine.root, target }
  const greatest = amplify(parts, target.attacker!, engine.writer, property, [call], growth)
  expect(engine.writer.valuesOf(greatest![0]!)).toEqual([ALL])
})

test('what is free for everybody makes a theft no greater, nor do steps that are refused', async () => {
  const coin = PROTOCOL.slice(0, PROTOCOL.indexOf('contract Chest'))
  const { engine, world, target } = await attackerStage(
    `${coin}
  contract Till { Coin public coin; Coin public pebble; bool public isOpen; constructor(Coin c, Coin p) { coin = c; pebble = p; }
    function pick() external { pebble.transfer(msg.sender, 7e18); isOpen = true; }
    function draw() external { require(isOpen); isOpen = false; uint256 all = coin.balanceOf(address(this)); require(all > 0); coin.transfer(msg.sender, all); } }`,
    `function setUp() public { Coin c = new Coin(); Coin p = new Coin(); Till t = new Till(c, p); c.transfer(address(t), 5e18); p.transfer(address(t), 1e30); }`,
  )
  const steps = ['pick', 'draw'].map((name) =>
    engine.writer.callOf(
      target.functions.find(({ abi }) => abi.name === name)!,
      ATTACKERS[0]!,
      [],
    ),
  )
  const property = target.properties.find(({ name }) => name === 'theft')!
  const parts = { world, root: engine.root, target }
  const greatest = amplify(parts, target.attacker!, engine.writer, property, steps, 'repetitions')
  expect(greatest).toBeUndefined()
})

test('what shrinking left missing, because it counts for nothing, does not keep amounts from growing', async () => {
  const coin = PROTOCOL.slice(0, PROTOCOL.indexOf('contract Chest'))
  // A hundred units of credit for one pebble, and one for one when they are given back: the flaw.
  const { engine, world, target } = await attackerStage(
    `${coin}
  contract Bank { Coin public coin; Coin public pebble; uint256 public pledged; mapping(address => uint256) public credit; constructor(Coin c, Coin p) { coin = c; pebble = p; }
    function put(uint256 v) external { pebble.transferFrom(msg.sender, address(this), v); pledged += v; credit[msg.sender] += 100 * v; }
    function back(uint256 v) external { credit[msg.sender] -= v; pledged -= v; pebble.transfer(msg.sender, v); }
    function draw(uint256 v) external { credit[msg.sender] -= v; coin.transfer(msg.sender, v); } }`,
    `function setUp() public { Coin c = new Coin(); Coin p = new Coin(); Bank b = new Bank(c, p); c.transfer(address(b), 1e10); }`,
  )
  const steps = (
    [
      ['put', 2_000_000n],
      ['back', 1_999_000n],
      ['draw', 198_001_000n],
    ] as const
  ).map(([name, amount]) =>
    engine.writer.callOf(
      target.functions.find(({ abi }) => abi.name === name)!,
      ATTACKERS[0]!,
      [amount],
    ),
  )
  const property = target.properties.find(({ name }) => name === 'theft')!
  const parts = { world, root: engine.root, target }
  const greatest = amplify(parts, target.attacker!, engine.writer, property, steps, 'amounts') ?? steps
  const [put, back, drawn] = greatest.map((call) => engine.writer.valuesOf(call)![0])
  expect(drawn).toBeGreaterThan(9_900_000_000n)
  expect(back).toBe(put)
})
