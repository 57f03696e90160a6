import { expect, test } from 'vitest'
import { testProject } from '../../tests/helpers/test-project.ts'
import { hasSetups, plainContracts, setUpContractOf, setUpContracts } from './attackable-contracts.ts'

const SOURCES = {
  'src/Vault.sol': `
    interface IVault { function deposit() external payable; }
    abstract contract Base { function f() external {} }
    library Sums { function sum(uint256 a, uint256 b) external pure returns (uint256) { return a + b; } }
    library Inside { function sum(uint256 a) internal pure returns (uint256) { return a; } }
    contract Vault { constructor(uint256 fee) {} function deposit() external payable {} }
    contract Purse { receive() external payable {} }
    contract Reader { function read() external pure returns (uint256) { return 1; } }
    contract Registry { function setUp() external {} }`,
  'src/mocks/Coin.sol': 'contract Coin { function mint() external {} }',
  'src/Helpers.sol': `
    contract MockCoin { function mint() external {} }
    contract ERC20Mock { function mint() external {} }
    contract Attestation { function attest() external {} }`,
  'test/Base.t.sol': 'contract BaseTest { function setUp() public virtual {} }',
  'test/Vault.t.sol': `
    contract VaultTest { function setUp() public {} function test_deposit() public {} }
    contract VaultFuzz { function setUp() public {} function testFuzz_deposit(uint256 a) public {} }
    contract VaultInvariants { function setUp() public {} function invariant_a() public {} }
    contract VaultProperties { function setUp() public {} function property_a() public returns (bool) {} }
    contract NoSetUp { function test_a() public {} }
    contract Spelt { function setup() public {} function test_a() public {} }
    contract WithArguments { constructor(uint256 a) {} function setUp() public {} function test_a() public {} }`,
  'lib/other/test/L.t.sol': 'contract LTest { function setUp() public {} function test_a() public {} }',
  'script/D.s.sol': 'contract D { function setUp() public {} function run() public {} }',
}
const WITHOUT_TESTS = Object.fromEntries(
  Object.entries(SOURCES).filter(([path]) => !path.startsWith('test/')),
)

const names = (found: readonly { readonly name: string }[]): string[] => found.map(({ name }) => name)

test('setups are those of test contracts without stateful properties', async () => {
  const project = await testProject(SOURCES)
  const found = setUpContracts(project)
  expect(names(found.map(({ artifact }) => artifact))).toEqual(['VaultFuzz', 'VaultTest'])
  // The tests of such a contract are no part of its attack.
  expect(found.every(({ tests, isHarness }) => tests.length === 0 && !isHarness)).toBe(true)
  expect(hasSetups(project)).toBe(true)
})

test('tests that create contracts themselves count too', async () => {
  const project = await testProject({
    ...WITHOUT_TESTS,
    'test/Purse.t.sol': `
      contract Made {}
      contract InTest { function test_a() public { new Made(); } }
      contract InConstructor { Made made = new Made(); function test_a() public {} }
      contract Fuzzed { function test_a(uint256 a) public { new Made(); } }
      contract Maker { function make() public { new Made(); } }`,
  })
  expect(names(setUpContracts(project).map(({ artifact }) => artifact))).toEqual(['InConstructor', 'InTest'])
})

test('a setup without any test counts if there is no other', async () => {
  const { 'test/Base.t.sol': base } = SOURCES
  const project = await testProject({ ...WITHOUT_TESTS, 'test/Base.t.sol': base })
  expect(names(setUpContracts(project).map(({ artifact }) => artifact))).toEqual(['BaseTest'])
  const registry = project.contracts.get('src/Vault.sol:Registry')
  expect(setUpContractOf(registry, project)).toBeUndefined()
})

test('without setups: what can be deployed and called, and is no helper', async () => {
  const project = await testProject(WITHOUT_TESTS)
  expect(hasSetups(project)).toBe(false)
  expect(names(plainContracts(project, () => false))).toEqual(['Attestation', 'Purse', 'Registry', 'Vault'])
})

test('functions of a protocol that are called like tests set nothing up', async () => {
  const named =
    'contract TestFacet { uint256 public n; function test1Func1() external { n++; } function testAll(uint256 a) external { n = a; } }'
  const project = await testProject({ ...WITHOUT_TESTS, 'src/facets/Facet.sol': named })
  expect(hasSetups(project)).toBe(false)
  expect(names(plainContracts(project, () => false))).toEqual(
    names(plainContracts(await testProject(WITHOUT_TESTS), () => false)),
  )
  const marked = named.replace(
    'uint256 public n;',
    'uint256 public n; function IS_TEST() external pure returns (bool) { return true; }',
  )
  expect(hasSetups(await testProject({ ...WITHOUT_TESTS, 'src/facets/Facet.sol': marked }))).toBe(true)
})

test('a source that is named counts with all that is in it', async () => {
  const project = await testProject(WITHOUT_TESTS)
  const found = plainContracts(project, (source) => source === 'src/mocks/Coin.sol')
  expect(names(found)).toContain('Coin')
})

test('of a source that is named and has tests, what these let loose on others is left out', async () => {
  const project = await testProject({
    'src/test/Purse.sol': `
      contract Purse { function put() external payable {} }
      contract MockCoin { function mint() external {} }
      contract PurseAttack { function attack() external {} }
      contract PurseTest { function test_a() public {} }`,
    'src/test/Exploit.sol': 'contract Exploit { function attack() external {} }',
  })
  expect(names(plainContracts(project, () => true))).toEqual(['Exploit', 'Purse'])
})

test('setups of tests with properties count if that is asked for', async () => {
  const project = await testProject(SOURCES)
  const all = names(setUpContracts(project, { besideProperties: true }).map(({ artifact }) => artifact))
  const without = names(setUpContracts(project).map(({ artifact }) => artifact))
  expect(all.filter((name) => !without.includes(name))).toEqual(['VaultInvariants', 'VaultProperties'])
})
