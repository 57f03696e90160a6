// Setup and cheatcodes against forge: what every test function of the .t.sol files beside this one gave with forge 1.7.1
// stands in forge-outcomes.json: 'passed', or 'failed' or 'skipped' with the reason. Many tests fail on purpose: with what
// they see (addresses, balances, nonces, the block), or with the words of an expectation that is not met.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { setUpWorld } from '../../src/world/create-world.ts'
import { runTest } from '../../src/world/run-test.ts'
import { testProject } from '../helpers/test-project.ts'

const FILES = [
  'Hooks.t.sol',
  'Setup.t.sol',
  'Raw.t.sol',
  'Diff.t.sol',
  'Delegate.t.sol',
  'Storage.t.sol',
  'SectionGas.t.sol',
]

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const ofForge = JSON.parse(read('forge-outcomes.json')) as Record<string, Record<string, string>>
// One compilation each: they have contracts of the same name.
const projects = await Promise.all(FILES.map((file) => testProject({ [`test/${file}`]: read(file) })))

function outcomesOf(contract: string): Record<string, string> {
  const project = projects.find(({ contracts }) => contracts.named(contract).length > 0)!
  const artifact = project.contracts.named(contract)[0]!
  const setup = setUpWorld({ project, artifact, env: {}, seed: 1n })
  if (setup.status === 'failed') return { [`${setup.stage}()`]: `failed: ${setup.reason}` }
  if (setup.status === 'skipped') return { 'setUp()': `skipped: ${setup.reason}` }
  const { world } = setup
  const before = world.machine.stateHash()
  const outcomes: Record<string, string> = {}
  for (const fn of artifact.abi.functions.filter(({ name }) => name.startsWith('test'))) {
    const { status, reason } = runTest(world, fn, [])
    // A unit test whose assumption does not hold fails in forge.
    outcomes[fn.signature] =
      status === 'passed' ? status : `${status === 'rejected' ? 'failed' : status}: ${reason}`
  }
  // Tests leave nothing behind.
  expect(world.machine.stateHash()).toBe(before)
  return outcomes
}

describe('tests end as with forge', () => {
  it.each(Object.entries(ofForge))('%s', (contract, expected) => {
    expect(outcomesOf(contract)).toEqual(expected)
  })
})
