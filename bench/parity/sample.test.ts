import { expect, test } from 'vitest'

import type { TestDocument } from '../../src/cli/test/document.ts'
import { findForge, ForgeError } from '../forge-binary.ts'
import { prepareSample } from '../hunt/sample-project.ts'
import { failsInForge } from './ask-forge.ts'
import { compareOutcomes, summarize } from './compare.ts'
import { runFaultline } from './faultline-process.ts'
import { runForge } from './forge-process.ts'
import { faultlineOutcomes, forgeOutcomes } from './outcome.ts'
import { settleLuck } from './settle.ts'

const TARGET = {
  kind: 'fuzz',
  source: 'test/Sample.t.sol',
  contract: 'Stateless',
  name: 'testFuzz_neverMultiple',
  signature: 'testFuzz_neverMultiple(uint256)',
  failOnRevert: false,
} as const

const NO_CALL = {
  sender: null,
  addr: null,
  contract_name: null,
  func_name: null,
  signature: null,
  args: null,
  raw_args: null,
}

function skipWithoutForge(skip: (reason: string) => void): void {
  try {
    findForge()
  } catch (error) {
    if (error instanceof ForgeError || process.platform === 'win32') skip(String(error))
    else throw error
  }
}

test('forge and Faultline agree on the sample', async ({ skip }) => {
  skipWithoutForge(skip)
  const root = await prepareSample()
  const env = { FOUNDRY_INVARIANT_RUNS: '4', FOUNDRY_INVARIANT_DEPTH: '20' }
  const flags = ['--fuzz-runs', '16']
  const { report: forge } = await runForge(root, { flags, env, limitSeconds: 60 })
  const run = await runFaultline(root, ['test', '--json', ...flags], { env, limitSeconds: 60 })
  const faultline = run.document as TestDocument
  const compared = compareOutcomes(forgeOutcomes(forge), faultlineOutcomes(faultline))
  const rows = await settleLuck(compared, { root, forge, faultline, onRow: () => undefined })
  expect(rows).toHaveLength(5)
  expect(rows.filter(({ verdict }) => verdict === 'disagreed')).toEqual([])
  expect(summarize(rows)).toMatchObject({ disagreed: 0, unsupported: 0 })
})

test('forge says whether an input makes a test fail', async ({ skip }) => {
  skipWithoutForge(skip)
  const root = await prepareSample()
  const withInput = (n: bigint) => [{ ...NO_CALL, calldata: `0xd41e1d42${n.toString(16).padStart(64, '0')}` }]
  expect(await failsInForge(root, TARGET, withInput(1234n))).toBe(true)
  expect(await failsInForge(root, TARGET, withInput(1235n))).toBe(false)
})
