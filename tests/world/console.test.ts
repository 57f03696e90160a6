// What contracts print against forge: the lines that forge 1.7.1 showed for Console.t.sol stand in forge-console.json.

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { setUpWorld } from '../../src/world/create-world.ts'
import { runTest, type TestOutcome } from '../../src/world/run-test.ts'
import { testProject } from '../helpers/test-project.ts'

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const ofForge = JSON.parse(read('forge-console.json')) as Record<string, readonly string[]>
const project = await testProject({ 'test/Console.t.sol': read('Console.t.sol') })
const artifact = project.contracts.named('ConsoleTest')[0]!
const setup = setUpWorld({ project, artifact, env: {}, seed: 1n })
if (setup.status !== 'ready') throw new Error(setup.reason)
const { world } = setup

function run(signature: string): TestOutcome {
  const fn = artifact.abi.functions.find((each) => each.signature === signature)!
  return runTest(world, fn, [])
}

it.each(Object.entries(ofForge))('%s prints the lines that forge prints', (signature, lines) => {
  expect(run(signature).console.map(({ text }) => text)).toEqual(lines)
})

it('selectors of old versions of console.sol are understood too', () => {
  expect(run('test_old_selector()').console).toEqual([{ text: '5' }])
  expect(run('test_old_named()').console).toEqual([{ text: '5' }])
})

it('what is no function of console.log is refused, as by forge', () => {
  expect(run('test_unknown()')).toMatchObject({ status: 'failed', reason: 'console', console: [] })
})
