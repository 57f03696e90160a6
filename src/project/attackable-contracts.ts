// What an attacker can be let loose on where nobody wrote what must hold: test contracts that only deploy things, and
// contracts of projects in which nobody deploys anything.

import { isStateChanging } from './abi/mutability.ts'
import type { AbiFunction } from './abi/types.ts'
import {
  classify,
  isForgeTestOf,
  isHarnessKind,
  isInFolder,
  isLibrarySource,
  isScriptSource,
  type TestContract,
  testContracts,
  type TestFunction,
} from './test-contracts.ts'
import { templateBytes } from './bytecode-template.ts'
import { harnessFor } from './harness-for.ts'
import { createTestFilter } from './test-filter.ts'
import type { ContractArtifact, Project } from './types.ts'
import { CREATE, CREATE2, usesOpcode } from './uses-opcode.ts'

const STATEFUL: ReadonlySet<TestFunction['kind']> = new Set(['invariant', 'property', 'optimize'])
/** MockToken, ERC20Mock, TestVault, VaultTests; not Attestation, Contest. */
const HELPER_NAME = /(?:Mock|Test|Harness)s?(?:$|[A-Z0-9_])/
/** What a test lets loose on something. */
const ATTACK_NAME = /(?:Attack|Attacker|Exploit|Exploiter)$/
const HELPER_PATH = /(?:^|\/)(?:mocks?|tests?)\/|\.[ts]\.sol$/i
// solc lets a library begin with a comparison of its own address, which is written into it when it is deployed (Solidity
// documentation, "Call Protection For Libraries").
const LIBRARY_CODE = /^73(?:0{40}|__.{36}__)3014/

/**
 * Test contracts with a setUp(), or with tests that put up contracts themselves, and without a stateful property. Those that have
 * no test at all count where no other test has a setUp(): else they are mostly what others inherit from. Sorted by id; library
 * folders and scripts are left out.
 * @param options.besideProperties those with stateful properties too
 * @throws ProjectError if an artifact cannot be read
 */
export function setUpContracts(
  project: Project,
  options: { readonly besideProperties?: boolean } = {},
): readonly TestContract[] {
  const found: TestContract[] = []
  const bare: TestContract[] = []
  let hasTests = false
  for (const id of project.contracts.ids) {
    const source = sourceOf(id)
    if (isLibrarySource(source, project) || isScriptSource(source, project) || source.endsWith('.s.sol'))
      continue
    const artifact = project.contracts.get(id)
    const test = setUpContractOf(artifact, project)
    const tests = testsOf(artifact, project)
    const isTested = tests.length > 0
    hasTests ||= isTested && setUpOf(artifact) !== undefined
    if (options.besideProperties !== true && tests.some(({ kind }) => STATEFUL.has(kind))) continue
    if (test !== undefined) (isTested ? found : bare).push(test)
  }
  return hasTests
    ? found
    : [...found, ...bare].sort((left, right) => (left.artifact.id < right.artifact.id ? -1 : 1))
}

/** The test contract that an attacker's world is set up by; undefined if the artifact is none. */
export function setUpContractOf(artifact: ContractArtifact, project: Project): TestContract | undefined {
  const setUp = setUpOf(artifact)
  const tests = testsOf(artifact, project)
  if (setUp === undefined && !isPutUpByTests(artifact, tests)) return undefined
  // Something else that is called setUp: a registry, a wallet behind a proxy.
  if (tests.length === 0 && !isTestPlace(artifact, project)) return undefined
  return {
    artifact,
    setUp,
    afterInvariant: undefined,
    beforeTestSetup: undefined,
    tests: [],
    harness: undefined,
    isHarness: false,
    problem: undefined,
  }
}

/** Nothing is set up before its tests; they, or its constructor, create contracts. */
function isPutUpByTests({ abi, creation }: ContractArtifact, tests: readonly TestFunction[]): boolean {
  const isDeployed = creation.object.length > 0 && (abi.constructor?.inputs.length ?? 0) === 0
  return (
    isDeployed &&
    abi.functions.every(({ name }) => name.toLowerCase() !== 'setup') &&
    tests.some(({ kind }) => kind === 'unit') &&
    usesOpcode(templateBytes(creation), CREATE, CREATE2)
  )
}

/** The one setUp() of a contract that can be deployed without arguments. */
function setUpOf({ abi, creation }: ContractArtifact): AbiFunction | undefined {
  if (creation.object.length === 0 || (abi.constructor?.inputs.length ?? 0) > 0) return undefined
  const setUps = abi.functions.filter(
    ({ name, inputs }) => name.toLowerCase() === 'setup' && inputs.length === 0,
  )
  return setUps.length === 1 && setUps[0]!.name === 'setUp' ? setUps[0] : undefined
}

function testsOf(artifact: ContractArtifact, project: Project): readonly TestFunction[] {
  const harness = harnessFor(project.config.harness, artifact)
  const tests = artifact.abi.functions.flatMap((each) => classify(each, harness) ?? [])
  return tests.filter(({ kind }) => isHarnessKind(kind) || isForgeTestOf(artifact, project))
}

/** Its tests of a state that calls lead to: invariants, boolean properties, optimisations. */
export function statefulTestsOf(artifact: ContractArtifact, project: Project): readonly TestFunction[] {
  return testsOf(artifact, project).filter(({ kind }) => STATEFUL.has(kind))
}

function isTestPlace({ source, name }: ContractArtifact, { config }: Project): boolean {
  return isInFolder(source, config.testFolder) || source.endsWith('.t.sol') || /Test(?:s|Base)?$/.test(name)
}

/** Whether something in the project puts contracts up by itself: a test with a setUp(), or a harness. */
export function hasSetups(project: Project): boolean {
  if (setUpContracts(project).some(({ setUp }) => setUp !== undefined)) return true
  const everything = createTestFilter({}, {}, project.root)
  return testContracts(project, everything).some(isTestIndeed)
}

/** Functions of a protocol may be called test..., too: a test that is one has a mark of forge's, properties, or something that it tests. */
function isTestIndeed({ artifact, setUp, tests, harness }: TestContract): boolean {
  return (
    setUp !== undefined ||
    harness !== undefined ||
    artifact.abi.functions.some(({ signature }) => signature === 'IS_TEST()') ||
    tests.some(({ kind }) => STATEFUL.has(kind)) ||
    usesOpcode(templateBytes(artifact.creation), CREATE, CREATE2)
  )
}

/**
 * Contracts that could be put up by their constructor and then be called: no interfaces, abstract contracts and libraries,
 * nothing of tests and mocks. Sorted by id.
 * @param isNamed a source that somebody asked for by its path: whatever is in it counts, but for what tests in it use
 * @throws ProjectError if an artifact cannot be read
 */
export function plainContracts(
  project: Project,
  isNamed: (source: string) => boolean,
): readonly ContractArtifact[] {
  const tested = new Set(
    project.contracts.ids
      .filter((id) => isNamed(sourceOf(id)) && isTest(project.contracts.get(id)))
      .map(sourceOf),
  )
  return project.contracts.ids.flatMap((id) => {
    const source = sourceOf(id)
    if (!isNamed(source) && (isLibrarySource(source, project) || isScriptSource(source, project))) return []
    const artifact = project.contracts.get(id)
    if (!isDeployable(artifact) || !isCallable(artifact)) return []
    if (isNamed(source) ? tested.has(source) && isForTests(artifact) : isHelper(artifact, project)) return []
    return isTest(artifact) ? [] : [artifact]
  })
}

function sourceOf(id: string): string {
  return id.slice(0, id.lastIndexOf(':'))
}

function isTest({ abi }: ContractArtifact): boolean {
  return abi.functions.some((each) => classify(each, undefined) !== undefined)
}

/** Beside tests: what only they use. */
function isForTests({ name }: ContractArtifact): boolean {
  return HELPER_NAME.test(name) || ATTACK_NAME.test(name)
}

/** It has code of its own to deploy, and is no library. */
export function isDeployable({ creation, runtime }: ContractArtifact): boolean {
  return creation.object.length > 0 && !LIBRARY_CODE.test(runtime.object)
}

/** Of tests and mocks, by its name or its place. */
export function isHelper({ name, source }: ContractArtifact, { config }: Project): boolean {
  const { testFolder } = config
  const isInTests = testFolder !== '' && testFolder !== '.' && isInFolder(source, testFolder)
  return isInTests || HELPER_NAME.test(name) || HELPER_PATH.test(source)
}

function isCallable({ abi }: ContractArtifact): boolean {
  return abi.hasReceive || abi.hasFallback || abi.functions.some(isStateChanging)
}
