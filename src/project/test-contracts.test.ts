import { beforeAll, expect, test } from 'vitest'

import { testProject } from '../../tests/helpers/test-project.ts'
import { testContracts, testsOf } from './test-contracts.ts'
import type { TestContract } from './test-contracts.ts'
import { createTestFilter } from './test-filter.ts'
import type { HarnessConfig, Project, TestFilterPatterns } from './types.ts'

const TESTS = `
  contract VaultTest {
    function setUp() public {}
    function afterInvariant() public {}
    function test_unit() public {}
    function testFuzz(uint256 a) public {}
    function testFail_old() public {}
    function tableSums(uint256 a) public {}
    function fixtureA() public returns (uint256[] memory) {}
    function invariant_holds() public {}
    function statefulFuzz_holds() public {}
    function invariant_max() public returns (int256) {}
    function invariant_bool() public returns (bool) {}
    function helper() public {}
  }
  contract NeedsArguments { constructor(uint256 a) {} function test_x() public {} }
  abstract contract Base { function test_x() public {} }
  contract Spelt { function setup() public {} function test_x() public {} }
  contract Twice { function setUp() public {} function SETUP() public {} function test_x() public {} }
  contract Nothing { function x() public {} }
`
const HARNESS = `
  contract VaultEchidna {
    function echidna_a() public returns (bool) {}
    function property_b() public returns (bool) {}
    function optimize_c() public returns (int256) {}
    function invariant_d() public returns (bool) {}
    function property_args(uint256 a) public returns (bool) {}
    function deposit(uint256 a) public {}
  }
  contract Mixed {
    function echidna_a() public returns (bool) {}
    function test_reach() public {}
    function deposit(uint256 a) public {}
  }
  contract Assertions { function deposit(uint256 a) public { assert(a != 7); } }
`

let project: Project
beforeAll(async () => {
  project = await testProject({
    'test/Vault.t.sol': TESTS,
    'fuzz/Harness.sol': HARNESS,
    'lib/other/test/Lib.t.sol': 'contract LibTest { function test_x() public {} }',
    'script/Deploy.s.sol':
      'contract Deploy { function setUp() public {} function test_x() public {} function run() public {} }',
    'node_modules/x/N.t.sol': 'contract N { function test_x() public {} }',
  })
})

function found(
  patterns: TestFilterPatterns = {},
  harness: Record<string, HarnessConfig> = {},
): TestContract[] {
  const config = { ...project.config, harness: new Map(Object.entries(harness)) }
  return [...testContracts({ ...project, config }, createTestFilter(patterns, config.filter, project.root))]
}

test('in a Hardhat project, helpers of tests in JavaScript are no tests', async () => {
  const hardhat = await testProject({
    'contracts/test/TestSteps.sol': 'contract TestSteps { function testStep(uint256 a) public {} }',
    'contracts/Steps.t.sol': 'contract StepsTest { function testStep(uint256 a) public {} }',
    'contracts/test/Marked.sol':
      'contract Marked { function setUp() public {} function testStep(uint256 a) public {} }',
    'contracts/crytic/Properties.sol':
      'contract Properties { function echidna_a() public returns (bool) {} }',
    'test/contracts/Other.sol': 'contract Other { function testStep(uint256 a) public {} }',
  })
  const idsOf = (kind: Project['kind']): readonly string[] =>
    testContracts({ ...hardhat, kind }, createTestFilter({}, {}, hardhat.root)).map(
      ({ artifact: { name } }) => name,
    )
  for (const kind of ['hardhat2', 'hardhat3'] as const)
    expect(idsOf(kind)).toEqual(['StepsTest', 'Properties', 'Marked', 'Other'])
  expect(idsOf('foundry')).toContain('TestSteps')
})

test('what Echidna is told to look for assertions in, functions called test... are functions like others', async () => {
  const harness = { prefixes: [], testMode: 'assertion' } as unknown as HarnessConfig
  const marked = ['function setUp() public {}', '']
  const kinds = await Promise.all(
    marked.map(async (mark) => {
      const made = await testProject({
        'fuzz/E2E.sol': `contract FuzzE2E { ${mark} function test_swap(uint256 a) public {} }`,
      })
      const { abi } = made.contracts.get('fuzz/E2E.sol:FuzzE2E')
      return testsOf({ abi }, harness).map(({ kind }) => kind)
    }),
  )
  expect(kinds).toEqual([['fuzz'], []])
})

function kindsOf(contract: TestContract | undefined): Record<string, string> {
  return Object.fromEntries((contract?.tests ?? []).map(({ abi, kind }) => [abi.name, kind]))
}

test('contracts are found that have something to run and can be deployed', () => {
  expect(found().map(({ artifact }) => artifact.id)).toEqual([
    'fuzz/Harness.sol:Mixed',
    'fuzz/Harness.sol:VaultEchidna',
    'test/Vault.t.sol:Spelt',
    'test/Vault.t.sol:Twice',
    'test/Vault.t.sol:VaultTest',
  ])
})

test("functions are what forge's naming makes of them", () => {
  const vault = found({ matchContract: '^VaultTest$' })[0]!
  expect(kindsOf(vault)).toEqual({
    test_unit: 'unit',
    testFuzz: 'fuzz',
    testFail_old: 'failing',
    tableSums: 'table',
    invariant_holds: 'invariant',
    statefulFuzz_holds: 'invariant',
    invariant_max: 'optimize',
    invariant_bool: 'invariant',
  })
  // forge does not look at what an invariant returns, unless it is a number.
  expect(vault.tests.filter(({ isBoolean }) => isBoolean)).toEqual([])
  expect(vault.setUp?.signature).toBe('setUp()')
  expect(vault.afterInvariant?.signature).toBe('afterInvariant()')
  expect(vault.isHarness).toBe(false)
})

test('setUp is spelt like that and stands once', () => {
  const [spelt, twice] = found({ matchContract: '^(Spelt|Twice)$' })
  expect([spelt!.setUp, spelt!.problem]).toEqual([undefined, undefined])
  expect([twice!.setUp, twice!.problem]).toEqual([undefined, 'multiple setUp functions'])
})

test('functions of Echidna and Medusa are known by prefix and by what they return', () => {
  const harness = found({ matchContract: 'Echidna' })[0]!
  expect(kindsOf(harness)).toEqual({
    echidna_a: 'property',
    property_b: 'property',
    optimize_c: 'optimize',
    invariant_d: 'invariant',
  })
  const configured = found(
    { matchContract: 'Echidna' },
    { 'fuzz/echidna.yaml': { file: 'fuzz/echidna.yaml', prefixes: ['invariant_'] } },
  )[0]!
  expect(configured.isHarness).toBe(true)
  expect(configured.tests.find(({ abi }) => abi.name === 'invariant_d')!.isBoolean).toBe(true)
})

test('beside properties of Echidna, and without what Foundry has, test... is a function like others', () => {
  const mixed = found({ matchContract: '^Mixed$' })[0]!
  expect([mixed.isHarness, kindsOf(mixed)]).toEqual([true, { echidna_a: 'property' }])
})

test('by the rules of forge only its own tests count, whatever else a contract has', () => {
  const filter = createTestFilter({}, {}, project.root)
  const ofForge = testContracts(project, filter, 'forge')
  const named = (name: string) => ofForge.find(({ artifact }) => artifact.name === name)!
  expect(kindsOf(named('VaultEchidna'))).toEqual({ invariant_d: 'invariant' })
  expect([named('Mixed').isHarness, kindsOf(named('Mixed'))]).toEqual([false, { test_reach: 'unit' }])
  expect(kindsOf(named('VaultTest'))).toMatchObject({ invariant_max: 'optimize' })
  expect(ofForge.some(({ artifact: { name } }) => name === 'Assertions')).toBe(false)
})

test('a contract without properties is tested if a configuration names it or looks for assertions', () => {
  const medusa = { file: 'medusa.json', targetContracts: ['Assertions'] }
  expect(found({}, { 'medusa.json': medusa }).map(({ artifact }) => artifact.name)).toContain('Assertions')
  const echidna = { file: 'fuzz/echidna.yaml', testMode: 'assertion' }
  const names = found({}, { 'fuzz/echidna.yaml': echidna }).map(({ artifact }) => artifact.name)
  expect(names).toContain('Assertions')
  expect(names).not.toContain('Nothing')
})

test('filters choose contracts, files and tests as forge does', () => {
  expect(found({ matchPath: 'fuzz/*' }).map(({ artifact }) => artifact.name)).toEqual([
    'Mixed',
    'VaultEchidna',
  ])
  expect(found({ noMatchPath: 'fuzz/*', noMatchContract: 'Twice|Spelt' })).toHaveLength(1)
  const tests = found({ matchTest: 'uint256', matchContract: 'VaultTest' })[0]!.tests
  expect(tests.map(({ abi }) => abi.signature)).toEqual(['tableSums(uint256)', 'testFuzz(uint256)'])
  expect(found({ matchTest: 'nothing like it' })).toEqual([])
})
