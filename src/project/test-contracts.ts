// What there is to test: contracts that can be deployed and have something that may fail.

import type { AbiFunction } from './abi/types.ts'
import { harnessFor } from './harness-for.ts'
import type { SearchSettings } from './search-settings.ts'
import type { TestFilter } from './test-filter.ts'
import type { ContractArtifact, HarnessConfig, Project } from './types.ts'

/**
 * 'unit': test*() of forge. 'fuzz': test* with arguments. 'failing': testFail*, which forge 1.7 refuses to run.
 * 'table': table* with arguments, run for every row of its fixtures.
 * 'invariant': invariant*() and statefulFuzz*(), broken if it reverts.
 * 'property': a function that returns bool, by Echidna's or Medusa's prefixes; broken if it reverts or returns false.
 * 'optimize': a function that returns a number, whose greatest value is searched: an invariant of forge that returns
 * int256, or one of Echidna's and Medusa's.
 */
export type TestKind = 'unit' | 'fuzz' | 'failing' | 'table' | 'invariant' | 'property' | 'optimize'

export type TestFunction = {
  readonly kind: TestKind
  readonly abi: AbiFunction
  /** Also broken if it returns false. Always so for 'property'; for an 'invariant' only in an Echidna or Medusa harness. */
  readonly isBoolean: boolean
}

/** A contract with tests, and what else of it the one who runs them calls. */
export type TestContract = {
  readonly artifact: ContractArtifact
  /** setUp(), spelt like that. */
  readonly setUp: AbiFunction | undefined
  readonly afterInvariant: AbiFunction | undefined
  /** beforeTestSetup(bytes4): which tests run before a test. */
  readonly beforeTestSetup: AbiFunction | undefined
  /** In the order of the ABI. Without those that the filter leaves out. */
  readonly tests: readonly TestFunction[]
  /** The Echidna or Medusa configuration that speaks of it. */
  readonly harness: HarnessConfig | undefined
  /**
   * It is its own harness: what is called are its own functions, and what may fail are assertions in them and its
   * properties. Otherwise forge's rules hold (targetContract and so on).
   */
  readonly isHarness: boolean
  /** Why it cannot be run though it was meant to be: 'multiple setUp functions'. */
  readonly problem: string | undefined
  /** Present for a campaign of faultline.config.ts, which is searched even if it has no property. */
  readonly search?: SearchSettings
}

/** Whose tests count: those of every tool whose properties are searched, or what `forge test` runs and nothing else. */
export type TestRules = 'all' | 'forge'

// What Echidna, Medusa and Recon look for if nobody says otherwise.
const DEFAULT_PREFIXES = ['echidna_', 'property_', 'optimize_', 'echidna_opt_', 'crytic_']

/**
 * The test contracts of a project, sorted by id. Contracts in library folders and scripts are left out, as are those
 * whose constructor takes arguments: nobody could say which.
 * @throws ProjectError if an artifact cannot be read
 */
export function testContracts(
  project: Project,
  filter: TestFilter,
  rules: TestRules = 'all',
): readonly TestContract[] {
  const found: TestContract[] = []
  for (const id of project.contracts.ids) {
    const [source, name] = [
      id.slice(0, id.lastIndexOf(':')),
      id.slice(id.lastIndexOf(':') + 1).split('#')[0]!,
    ]
    if (isLibrarySource(source, project) || isScriptSource(source, project)) continue
    if (!filter.matchesPath(source) || !filter.matchesContract(name)) continue
    const contract = testContractOf(project.contracts.get(id), project, filter, rules)
    if (contract !== undefined) found.push(contract)
  }
  return found
}

function testContractOf(
  artifact: ContractArtifact,
  project: Project,
  filter: TestFilter,
  rules: TestRules,
): TestContract | undefined {
  const { abi } = artifact
  // Interfaces and abstract contracts have no code.
  if (artifact.creation.object.length === 0 || (abi.constructor?.inputs.length ?? 0) > 0) return undefined
  const harness = rules === 'forge' ? undefined : harnessFor(project.config.harness, artifact)
  const tests = testsOf(artifact, harness, rules).filter(
    ({ kind }) => isHarnessKind(kind) || isForgeTestOf(artifact, project),
  )
  const isNamed = harness?.targetContracts?.includes(artifact.name) === true
  const hasAssertions = harness?.testMode === 'assertion' && isCalledHarness(artifact)
  if (tests.length === 0 && !isNamed && !hasAssertions) return undefined
  const wanted = tests.filter(({ abi: { signature } }) => filter.matchesTest(signature))
  if (tests.length > 0 && wanted.length === 0) return undefined
  const setUps = abi.functions.filter(
    ({ name, inputs }) => name.toLowerCase() === 'setup' && inputs.length === 0,
  )
  const ends = abi.functions.filter(({ name }) => name.toLowerCase() === 'afterinvariant')
  const isForgeTest = rules === 'forge' || tests.some(({ kind }) => !isHarnessKind(kind))
  return {
    artifact,
    setUp: setUps.length === 1 && setUps[0]!.name === 'setUp' ? setUps[0] : undefined,
    afterInvariant: ends.length === 1 && ends[0]!.inputs.length === 0 ? ends[0] : undefined,
    beforeTestSetup: abi.functions.find(({ name }) => name.toLowerCase() === 'beforetestsetup'),
    tests: wanted,
    harness,
    isHarness: harness !== undefined || !isForgeTest,
    problem: problemOf(setUps.length, ends.length),
  }
}

/**
 * Whether functions that forge would run as tests are tests here. Hardhat runs tests in Solidity since version 3, of its test folder and
 * of files called .t.sol; in other files a contract with functions called test... is a helper of tests in JavaScript.
 */
export function isForgeTestOf(
  { abi, source }: Pick<ContractArtifact, 'abi' | 'source'>,
  { kind, config }: Pick<Project, 'kind' | 'config'>,
): boolean {
  const isHardhat = kind === 'hardhat2' || kind === 'hardhat3'
  return (
    !isHardhat || source.endsWith('.t.sol') || isInFolder(source, config.testFolder) || hasMarkOfForge(abi)
  )
}

function hasMarkOfForge({ functions }: ContractArtifact['abi']): boolean {
  return functions.some(({ signature }) => signature === 'setUp()' || signature === 'IS_TEST()')
}

/**
 * What a test runner would run of a contract. One with properties of Echidna's or Medusa's, or with assertions that they are told to
 * look for, and nothing that Foundry's tests have (setUp(), IS_TEST()) is no Foundry test: functions that are called test... are
 * functions like others.
 */
export function testsOf(
  { abi }: Pick<ContractArtifact, 'abi'>,
  harness: HarnessConfig | undefined,
  rules: TestRules = 'all',
): readonly TestFunction[] {
  const all = abi.functions.flatMap((each) => classify(each, harness, rules) ?? [])
  if (rules === 'forge') return all
  const isHarness = harness?.testMode === 'assertion' || all.some(({ kind }) => isHarnessKind(kind))
  return hasMarkOfForge(abi) || !isHarness ? all : all.filter(({ abi: { name } }) => !name.startsWith('test'))
}

export function isHarnessKind(kind: TestFunction['kind']): boolean {
  return kind === 'property' || kind === 'optimize'
}

// Echidna is told the contract's name when it starts. Mocks and helpers lie in the same folder.
function isCalledHarness({ name, source }: ContractArtifact): boolean {
  return /echidna|medusa|fuzz|test|harness|invariant|assert|crytic/i.test(
    `${source.slice(source.lastIndexOf('/') + 1)} ${name}`,
  )
}

// The words are forge's.
function problemOf(setUps: number, ends: number): string | undefined {
  if (setUps > 1) return 'multiple setUp functions'
  return ends > 1 ? 'multiple afterInvariant functions' : undefined
}

/** What a function is to a test runner; undefined if it is none of it (forge: TestFunctionKind in crates/common). */
export function classify(
  abi: AbiFunction,
  harness: HarnessConfig | undefined,
  rules: TestRules = 'all',
): TestFunction | undefined {
  const { name } = abi
  const hasInputs = abi.inputs.length > 0
  const isBoolean = returnsOnly(abi, 'bool')
  if (rules === 'all' && !hasInputs && isHarnessTest(name, harness)) {
    if (isBoolean) return { kind: isInvariant(name) ? 'invariant' : 'property', abi, isBoolean: true }
    if (returnsOnly(abi, 'int') || returnsOnly(abi, 'uint'))
      return { kind: 'optimize', abi, isBoolean: false }
  }
  if (name.startsWith('test')) {
    const kind = name.startsWith('testFail') ? 'failing' : hasInputs ? 'fuzz' : 'unit'
    return { kind, abi, isBoolean: false }
  }
  if (isInvariant(name) && !hasInputs)
    return { kind: returnsOnly(abi, 'int') ? 'optimize' : 'invariant', abi, isBoolean: false }
  if (name.startsWith('table') && hasInputs) return { kind: 'table', abi, isBoolean: false }
  return undefined
}

function isInvariant(name: string): boolean {
  return name.startsWith('invariant') || name.startsWith('statefulFuzz')
}

function isHarnessTest(name: string, harness: HarnessConfig | undefined): boolean {
  const prefixes = [...(harness?.prefixes ?? []), ...DEFAULT_PREFIXES]
  return prefixes.some((prefix) => prefix !== '' && name.startsWith(prefix))
}

// forge takes int256 only; Echidna and Medusa too. Others would be rounded somewhere.
function returnsOnly({ outputs }: AbiFunction, kind: 'bool' | 'int' | 'uint'): boolean {
  const type = outputs.length === 1 ? outputs[0]!.type : undefined
  return type?.kind === kind && (!('bits' in type) || type.bits === 256)
}

/** Whether a source is somebody else's. */
export function isLibrarySource(source: string, project: Project): boolean {
  return (
    project.config.libraryFolders.some((folder) => isInFolder(source, folder)) ||
    source.startsWith('node_modules/') ||
    source.includes('/node_modules/')
  )
}

/** A script folder inside of the tests is tests (forge: is_script and not is_test). */
export function isScriptSource(source: string, project: Project): boolean {
  const { scriptFolder, testFolder } = project.config
  return isInFolder(source, scriptFolder) && !isInFolder(source, testFolder)
}

/** Whether a path from the root lies in a folder of the configuration; '' and '.' are the root. */
export function isInFolder(source: string, folder: string): boolean {
  const name = folder.replace(/^\.\//, '').replace(/\/+$/, '')
  return name === '' || name === '.' ? true : source === name || source.startsWith(`${name}/`)
}
