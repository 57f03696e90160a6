// Targets against forge: the functions that forge 1.7.1 called for the invariant of each contract of Targets.t.sol (its
// metrics of 1,600 calls), or what it said, stand in forge-targets.json.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { HarnessConfig } from '../../src/project/types.ts'
import { setUpWorld } from '../../src/world/create-world.ts'
import { selectTargets, type Targets } from '../../src/world/targets.ts'
import { testProject } from '../helpers/test-project.ts'

const source = readFileSync(new URL('Targets.t.sol', import.meta.url), 'utf8')
const ofForge = JSON.parse(readFileSync(new URL('forge-targets.json', import.meta.url), 'utf8')) as Record<
  string,
  readonly string[] | string
>
const HARNESS = `
contract Part { uint256 n; function add() external { n++; } function get() external view returns (uint256) { return n; } }
contract Harness { Part part = new Part(); function step(uint256) public {} function skipped() public {} function property_a() public returns (bool) { return true; }
  function echidna_b() public returns (bool) { return true; } function optimize_c() public returns (int256) { return 1; } function look() public view {} }
contract PropertiesOnly { Part part = new Part(); function property_a() public returns (bool) { return true; } }`
const project = await testProject({ 'test/Targets.t.sol': source, 'test/Harness.sol': HARNESS })

function targetsOf(contract: string, harness?: Partial<HarnessConfig>): Targets {
  const artifact = project.contracts.named(contract)[0]!
  const setup = setUpWorld({ project, artifact, env: {}, seed: 1n })
  if (setup.status !== 'ready') throw new Error(setup.reason)
  return selectTargets(setup.world, {
    isHarness: harness !== undefined,
    harness: harness === undefined ? undefined : { file: 'echidna.yaml', ...harness },
  })
}

function namesOf({ contracts }: Targets): string[] {
  return contracts
    .flatMap(({ artifact, functions }) => functions.map(({ name }) => `${artifact.name}.${name}`))
    .sort()
}

describe('targets of a Foundry test', () => {
  it.each(Object.entries(ofForge))('%s is called as by forge', (contract, expected) => {
    if (typeof expected === 'string') expect(() => targetsOf(contract)).toThrow(expected.trim())
    else expect(namesOf(targetsOf(contract))).toEqual(expected)
  })

  it('senders are those that the test names and does not exclude', () => {
    const { senders } = targetsOf('OneContract')
    expect(senders.targeted).toEqual([
      '0x0000000000000000000000000000000000000001',
      '0x0000000000000000000000000000000000000077',
    ])
    expect(senders.excluded).toContain('0x0000000000000000000000000000000000001234')
    expect(senders.excluded).toContain('0x7109709ecfa91a80626ff3989d68f67f5b1dd12d')
  })

  it('contracts that are created later are targets unless some were named', () => {
    const part = project.contracts.named('Part')[0]!
    const open = targetsOf('Everything')
    expect(open.isOpen).toBe(true)
    expect(open.functionsOfNew(part).map(({ name }) => name)).toEqual(['add'])
    expect(targetsOf('OneContract').isOpen).toBe(false)
    expect(targetsOf('Artifact').functionsOfNew(part)).toEqual([])
  })
})

describe('targets of a harness', () => {
  it('are its own functions that change state and are no properties', () => {
    expect(namesOf(targetsOf('Harness', {}))).toEqual(['Harness.skipped', 'Harness.step'])
  })

  it('without those that its configuration leaves out, or only those that it names', () => {
    const functions = { names: ['Harness.skipped()'], isAllowList: false }
    expect(namesOf(targetsOf('Harness', { functions }))).toEqual(['Harness.step'])
    expect(namesOf(targetsOf('Harness', { functions: { ...functions, isAllowList: true } }))).toEqual([
      'Harness.skipped',
    ])
  })

  it('with those of the contracts that it deployed, if it says so or has none', () => {
    expect(namesOf(targetsOf('Harness', { allContracts: true }))).toContain('Part.add')
    expect(namesOf(targetsOf('PropertiesOnly', {}))).toEqual(['Part.add'])
  })
})
