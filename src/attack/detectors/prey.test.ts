import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { Holdings } from '../../world/survey/holdings.ts'
import { ATTACKERS } from '../attacker/attacker-target.ts'
import { Prey } from './prey.ts'
import { Scene } from './scene.ts'

const UNIT = 1_000n
const COIN = (
  name: string,
): string => `contract ${name} { string public symbol = "${name}"; uint8 public decimals = 18; uint256 public totalSupply = 1e24;
  mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
  constructor() { balanceOf[msg.sender] = totalSupply; }
  function approve(address to, uint256 amount) external returns (bool) { allowance[msg.sender][to] = amount; return true; }
  function transfer(address to, uint256 amount) external returns (bool) { balanceOf[msg.sender] -= amount; balanceOf[to] += amount; return true; }
  function transferFrom(address from, address to, uint256 amount) external returns (bool) {
    allowance[from][msg.sender] -= amount; balanceOf[from] -= amount; balanceOf[to] += amount; return true; } }`
const DESK = `${COIN('Tin')} ${COIN('Zinc')}
contract Desk { Tin immutable tin; Zinc immutable zinc; constructor(Tin t, Zinc z) { tin = t; zinc = z; }
  function fetch(address from, uint256 amount) external { tin.transferFrom(from, address(this), amount); }
  function trade(address from, uint256 amount) external { tin.transferFrom(from, address(this), amount); zinc.transfer(from, amount); } }`
const SETUP = `Tin tin; Zinc zinc; Desk desk; address ada = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c; address bob = address(uint160(0xb0b) << 120);
  function setUp() public { tin = new Tin(); zinc = new Zinc(); desk = new Desk(tin, zinc); zinc.transfer(address(desk), 1e20); tin.transfer(ada, 1e20); tin.transfer(bob, 1e20);
    vm.prank(ada); tin.approve(address(desk), 5e19); }`
const [ADA, BOB] = ['0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c', '0x0000000b0b'.padEnd(42, '0')]

async function stageWithPrey() {
  const stage = await attackerStage(DESK, SETUP)
  const { world, survey } = stage
  const others = [ADA, BOB].map((each) => each.toLowerCase() as `0x${string}`)
  const holdings = new Holdings(world, survey.assets)
  const prey = new Prey(new Scene({ world, survey, holdings, attackers: ATTACKERS, others }))
  return { stage, prey }
}

test('what a contract took from who allowed it counts by its part of what that one had', async () => {
  const { stage, prey } = await stageWithPrey()
  expect(prey.taken(UNIT)).toBe(0n)
  expect(stage.send('Desk', 'fetch', [ADA, 10n ** 19n]).status).toBe('success')
  expect(prey.taken(UNIT)).toBe(100n)
  expect(stage.verdicts()).toEqual({})
})

test('who got something for it lost nothing, nor did who allowed nothing', async () => {
  const { stage, prey } = await stageWithPrey()
  expect(stage.send('Desk', 'trade', [ADA, 10n ** 19n]).status).toBe('success')
  expect(stage.send('Tin', 'transfer', [BOB, 10n ** 18n]).status).toBe('success')
  expect(prey.taken(UNIT)).toBe(0n)
})
