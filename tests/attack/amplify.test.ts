import { expect, test } from 'vitest'
import { readScenario } from '../exploits/scenario.ts'
import { searchScenario } from '../exploits/search.ts'
import { attackerStage } from '../helpers/attacker-stage.ts'
import { ATTACKERS } from '../../src/attack/attacker/attacker-target.ts'
import { amplify } from '../../src/attack/shrink/amplify.ts'
import type { Call, CallSequence } from '../../src/attack/types.ts'
import { createManualClock } from '../../src/primitives/clock.ts'

const ETHER = 10n ** 18n

test('a theft is told with the amounts that take most, and with the least capital that it takes', async () => {
  const scenario = await readScenario('savings-vault')
  const { findings } = await searchScenario(scenario, 'flawed', {
    seed: 1n,
    executions: 60_000,
    clock: createManualClock(),
  })
  const { story, steps, capital } = findings.find(({ property }) => property.name === 'theft')!
  // What a last round of the same steps would not take is left.
  expect(story[0]).toMatch(
    /^attacker: \+[\d.]+ ETH \((all that|(more than )?99 % of what) SavingsVault held\)$/,
  )
  expect(steps).toHaveLength(2)
  expect(BigInt(capital!.needed[0]!.amount)).toBeLessThan(10n ** 18n)
})

test('amounts that hang together are those that it was found with, where growing does not find them again', async () => {
  // What comes out is the first amount and as much as the second one pays for, which no amount does that grows alone.
  const stage = await attackerStage(
    `contract Mill { uint256 public paid; uint256 public ground;
      receive() external payable {}
      function pour() external payable { paid = msg.value; ground = 0; }
      function grind(uint256 amount) external { require(amount <= paid * 8); ground = amount; }
      function take(uint256 amount) external { require(amount <= paid + ground / 16); paid = 0; ground = 0; payable(msg.sender).transfer(amount); } }`,
    'function setUp() public { Mill m = new Mill(); vm.deal(address(m), 90 ether); }',
  )
  const { target, engine, world } = stage
  const { writer, root } = engine
  const call = (name: string, values: readonly bigint[], value = 0n): Call => {
    const fn = target.functions.find(({ abi }) => abi.name === name)!
    return { ...writer.callOf(fn, ATTACKERS[0]!, values), value }
  }
  const parts = { world, root, target }
  const property = target.properties.find(({ name }) => name === 'theft')!
  const pays = (ground: bigint, out: bigint): Call[] => [
    call('pour', [], 90n * ETHER),
    call('grind', [ground]),
    call('take', [out]),
  ]
  const least = pays(16n * ETHER, 91n * ETHER)
  const found = pays(720n * ETHER, 135n * ETHER)
  const most = (before?: CallSequence): bigint => {
    const calls = amplify(parts, target.attacker!, writer, property, least, 'amounts', before) ?? least
    return (writer.valuesOf(calls[2]!)![0] as bigint) - calls[0]!.value
  }
  expect(most([call('pour', [], 1n), ...found])).toBeGreaterThan(most() * 2n)
  expect(most([call('take', [0n])])).toBe(most())
})
