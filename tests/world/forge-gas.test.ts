// What is warm, what costs how much, and `isolate`, against forge: what every test of the .t.sol files below gave with forge 1.7.1, and how much
// gas it took, stands in forge-gas.json. Most tests fail on purpose, with what they saw. foundry.toml had evm_version "cancun", bytecode_hash
// "none" and cbor_metadata false.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Compiler } from '../../src/evm/compiler.ts'
import { Jit } from '../../src/jit/jit.ts'
import type { AbiFunction } from '../../src/project/abi/types.ts'
import { defaultConfig } from '../../src/project/default-config.ts'
import type { Project } from '../../src/project/types.ts'
import { setUpWorld } from '../../src/world/create-world.ts'
import { runTest } from '../../src/world/run-test.ts'
import type { World } from '../../src/world/types.ts'
import { testProject } from '../helpers/test-project.ts'

type Outcome = { readonly outcome: string; readonly gas: number }

/** By contract: whether its foundry.toml said `isolate = true`. */
const ISOLATED: Readonly<Record<string, boolean>> = { IsolationTest: true, WarmthTest: false }

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const ofForge = JSON.parse(read('forge-gas.json')) as Record<string, Record<string, Outcome>>

function projectOf(contract: string): Promise<Project> {
  const file = `${contract.replace('Test', '')}.t.sol`
  const test = { ...defaultConfig('').test, isolate: ISOLATED[contract] === true }
  // Without the hash of the metadata, which differs: what bytes of initcode cost depends on how many are zero.
  return testProject({ [`test/${file}`]: read(file) }, { test }, { metadata: { appendCBOR: false } })
}

function setUp(
  project: Project,
  contract: string,
  compiler?: Compiler,
): { world: World; tests: readonly AbiFunction[] } {
  const artifact = project.contracts.named(contract)[0]!
  const setup = setUpWorld({
    ...{ project, artifact, env: {}, seed: 1n, rules: 'forge' },
    ...(compiler && { compiler }),
  })
  if (setup.status !== 'ready') throw new Error(setup.reason)
  const tests = artifact.abi.functions.filter(({ name }) => name.startsWith('test'))
  return { world: setup.world, tests }
}

function outcomesOf(world: World, tests: readonly AbiFunction[], trace: boolean): Record<string, Outcome> {
  const outcomes: Record<string, Outcome> = {}
  for (const fn of tests) {
    const { status, reason, gasUsed } = runTest(world, fn, [], { trace })
    outcomes[fn.signature] = {
      outcome: status === 'passed' ? status : `${status}: ${reason}`,
      gas: Number(gasUsed),
    }
  }
  return outcomes
}

describe.each(Object.keys(ISOLATED))('%s', async (contract) => {
  const project = await projectOf(contract)

  it('ends as with forge and takes as much gas', () => {
    const { world, tests } = setUp(project, contract)
    expect(outcomesOf(world, tests, false)).toEqual(ofForge[contract])
  })

  it('does the same where everything is compiled at once', () => {
    const { world, tests } = setUp(project, contract, new Jit({ threshold: 0 }))
    expect(outcomesOf(world, tests, false)).toEqual(ofForge[contract])
  })

  it('does the same while it is traced, and leaves nothing behind', () => {
    const { world, tests } = setUp(project, contract)
    const before = world.machine.stateHash()
    expect(outcomesOf(world, tests, true)).toEqual(ofForge[contract])
    expect(world.machine.stateHash()).toBe(before)
  })
})
