import { expect, test } from 'vitest'
import { readScenario } from '../exploits/scenario.ts'
import { searchScenario } from '../exploits/search.ts'
import { createManualClock } from '../../src/primitives/clock.ts'

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
