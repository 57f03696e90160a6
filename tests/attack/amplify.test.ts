import { expect, test } from 'vitest'
import { readScenario } from '../exploits/scenario.ts'
import { searchScenario } from '../exploits/search.ts'
import { createManualClock } from '../../src/primitives/clock.ts'

test('what a theft takes at most is told besides the least that is one', async () => {
  const scenario = await readScenario('savings-vault')
  const { findings } = await searchScenario(scenario, 'flawed', {
    seed: 1n,
    executions: 60_000,
    clock: createManualClock(),
  })
  const { story } = findings.find(({ property }) => property.name === 'theft')!
  expect(story[0]).toMatch(/^attacker: \+0\.\d+ ETH \(less than 1 % of what SavingsVault held\)$/)
  expect(story.find((line) => line.startsWith('the most'))).toBe(
    'the most that was found with these steps: attacker: +72 ETH (all that SavingsVault held)',
  )
})
