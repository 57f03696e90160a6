// Sound protocols of packages and of our own: whatever an attacker's campaign says about one is wrong. Few calls each;
// npm run bench:sound searches all of them for minutes.

import { expect, test } from 'vitest'

import { runSetup, type SetupRun } from '../../bench/sound/run-setup.ts'
import { setupNames, soundProject } from '../../bench/sound/sound-project.ts'
import { createManualClock } from '../../src/primitives/clock.ts'

/** What a rule was wrong about once, and one of each kind. */
const SETUPS: readonly string[] = [
  'compounder',
  'escrow',
  'faucet',
  'games',
  'lending',
  'nft-market',
  'oz-erc4626',
  'rebasing-ether',
  'splitter',
  'staking-rewards',
  'uniswap-v2',
  'uniswap-v3',
]
const EXECUTIONS = 2_000
const LIMIT_MS = 120_000

async function search(name: string): Promise<SetupRun> {
  const project = await soundProject(name)
  return await runSetup(project, {
    seed: 1n,
    executions: EXECUTIONS,
    seconds: undefined,
    clock: createManualClock(),
  })
}

test.each(SETUPS)(
  'nothing is found in %s',
  async (name) => {
    const { findings, executions, survey } = await search(name)
    expect(findings.map(({ property, reason }) => `${property.name}: ${reason}`)).toEqual([])
    expect(executions).toBeGreaterThanOrEqual(EXECUTIONS)
    expect(survey.contracts.length).toBeGreaterThan(0)
  },
  LIMIT_MS,
)

test('what is searched here is among the setups of the bench', async () => {
  expect(await setupNames()).toEqual(expect.arrayContaining([...SETUPS]))
})

test('a package that is not there is named', async () => {
  await expect(soundProject('aave-v3')).rejects.toThrow(/^@aave\/core-v3\/.* is not installed$/)
})
