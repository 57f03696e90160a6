// What a search may call. For a Foundry test: what its targetContract() family says, by forge's rules
// (crates/evm/evm/src/executors/invariant/mod.rs: select_contract_artifacts, select_contracts_and_senders). For a harness of
// Echidna or Medusa: its own functions.

import type { Address } from '../evm/types.ts'
import { wordToAddress } from '../primitives/hex.ts'
import { isStateChanging } from '../project/abi/mutability.ts'
import { selectorText } from '../project/abi/selector.ts'
import type { AbiFunction } from '../project/abi/types.ts'
import { testsOf } from '../project/test-contracts.ts'
import type { ContractArtifact, HarnessConfig } from '../project/types.ts'
import { CONSOLE_ADDRESS, CREATE2_FACTORY, VM_ADDRESS } from './addresses.ts'
import { readTargetGetters, type Selection, TargetError, type TargetGetters } from './target-getters.ts'
import type { World } from './types.ts'

/** A contract with the functions that may be called, in the order of its ABI unless the test chose another. */
export type TargetContract = {
  readonly address: Address
  readonly artifact: ContractArtifact
  readonly functions: readonly AbiFunction[]
}

export type Targets = {
  /** A harness first, then in order of their addresses or creation. Never empty; contracts without functions are left out. */
  readonly contracts: readonly TargetContract[]
  readonly senders: {
    /** Who calls; empty: anybody but the excluded. */
    readonly targeted: readonly Address[]
    readonly excluded: ReadonlySet<Address>
  }
  /** Contracts that are created while it runs are targets too. */
  readonly isOpen: boolean
  /** The functions of a contract that was created while it ran; none if it is no target. */
  functionsOfNew(artifact: ContractArtifact): readonly AbiFunction[]
}

const ZERO: Address = '0x0000000000000000000000000000000000000000'
// forge's list ends at 0x11; P256VERIFY came with Osaka.
const PRECOMPILES: readonly Address[] = [...Array.from({ length: 0x11 }, (_, i) => i + 1), 0x100].map(
  (number) => wordToAddress(BigInt(number)),
)

/**
 * The targets of a test contract that was set up.
 * @param harness the Echidna or Medusa configuration, if the contract is its own harness
 * @throws TargetError if it names what is not there, or nothing can be called
 */
export function selectTargets(
  world: World,
  options: { readonly isHarness: boolean; readonly harness: HarnessConfig | undefined },
): Targets {
  return options.isHarness ? harnessTargets(world, options.harness) : foundryTargets(world)
}

// ---- Echidna and Medusa ----------------------------------------------------------------------------------------------

function harnessTargets(world: World, harness: HarnessConfig | undefined): Targets {
  const { address, artifact } = world.test
  const tests = new Set(testsOf(artifact, harness).map(({ abi }) => abi))
  const own = artifact.abi.functions.filter(
    (abi) =>
      isStateChanging(abi) &&
      !(isReserved(abi.name) && !abi.name.startsWith('test')) &&
      !tests.has(abi) &&
      isAllowed(abi, artifact, harness),
  )
  // A contract that has nothing but properties is about those that it deployed.
  const isOpen = harness?.allContracts === true || own.length === 0
  const functionsOfNew = (other: ContractArtifact): readonly AbiFunction[] =>
    isOpen ? other.abi.functions.filter((abi) => isStateChanging(abi) && isAllowed(abi, other, harness)) : []
  const others = world
    .contracts()
    .flatMap((each) =>
      each.artifact === undefined || each.address === address
        ? []
        : [{ address: each.address, artifact: each.artifact, functions: functionsOfNew(each.artifact) }],
    )
  const contracts = [{ address, artifact, functions: own }, ...others].filter(
    ({ functions }) => functions.length > 0,
  )
  if (contracts.length === 0) throw new TargetError(`${artifact.id} has no functions to call.`)
  const senders = { targeted: harness?.senders ?? [], excluded: excludedSenders([]) }
  return { contracts, senders, isOpen, functionsOfNew }
}

function isAllowed(
  abi: AbiFunction,
  artifact: ContractArtifact,
  harness: HarnessConfig | undefined,
): boolean {
  const list = harness?.functions
  if (list === undefined) return true
  const isListed = list.names.some(
    (name) => name === abi.signature || name === `${artifact.name}.${abi.signature}` || name === abi.name,
  )
  return isListed === list.isAllowList
}

// ---- Foundry ---------------------------------------------------------------------------------------------------------

type Chosen = {
  readonly artifact: ContractArtifact
  readonly abi: readonly AbiFunction[]
  readonly included: AbiFunction[]
  readonly excluded: AbiFunction[]
}

function foundryTargets(world: World): Targets {
  const getters = readTargetGetters(world)
  const filter = artifactFilter(world, getters)
  const chosen = selectedContracts(world, getters, filter)
  addInterfaces(world, getters, chosen)
  addSelectors(world, getters, filter, chosen)
  const contracts = [...chosen]
    .map(([address, each]) => ({ address, artifact: each.artifact, functions: calledFunctions(each) }))
    .filter(({ functions }) => functions.length > 0)
    .sort((left, right) => (left.address < right.address ? -1 : 1))
  if (contracts.length === 0)
    throw new TargetError('No contracts to fuzz.', {
      hint: 'Call targetContract(address) in setUp(), or deploy a contract there that has functions which change state.',
    })
  const excluded = excludedSenders(getters.excludeSenders)
  return {
    contracts,
    senders: {
      // Whom the test names is meant, a precompile's address too.
      targeted: getters.targetSenders.filter((sender) => !getters.excludeSenders.includes(sender)),
      excluded,
    },
    isOpen: getters.targetContracts.length === 0,
    functionsOfNew: (artifact) => newFunctions(filter, artifact),
  }
}

function excludedSenders(named: readonly Address[]): ReadonlySet<Address> {
  return new Set([ZERO, VM_ADDRESS, CONSOLE_ADDRESS, CREATE2_FACTORY, ...PRECOMPILES, ...named])
}

type ArtifactFilter = {
  /** Selectors by id; none: every function. */
  readonly targeted: ReadonlyMap<string, readonly number[]>
  readonly excluded: ReadonlySet<string>
}

function artifactFilter(world: World, getters: TargetGetters): ArtifactFilter {
  const targeted = new Map<string, readonly number[]>()
  for (const { artifact: name, selectors } of getters.targetArtifactSelectors) {
    const artifact = artifactNamed(world, name)
    for (const selector of selectors) functionOf(artifact.abi.functions, selector, name)
    targeted.set(artifact.id, [...(targeted.get(artifact.id) ?? []), ...selectors])
  }
  const excluded = new Set(getters.excludeArtifacts.map((name) => artifactNamed(world, name).id))
  for (const name of getters.targetArtifacts) {
    const { id, abi } = artifactNamed(world, name)
    if (!targeted.has(id) && !excluded.has(id) && abi.functions.some(isStateChanging)) targeted.set(id, [])
  }
  return { targeted, excluded }
}

function artifactNamed(world: World, name: string): ContractArtifact {
  const [artifact] = world.project.contracts.named(name)
  if (artifact === undefined)
    throw new TargetError(
      `${name} not found in the project. Allowed format: \`contract_name\` or \`contract_path:contract_name\`.`,
    )
  return artifact
}

function selectedContracts(
  world: World,
  getters: TargetGetters,
  filter: ArtifactFilter,
): Map<Address, Chosen> {
  const selected = new Set(getters.targetContracts)
  const excluded = new Set(getters.excludeContracts)
  const chosen = new Map<Address, Chosen>()
  for (const { address, artifact } of world.contracts()) {
    if (artifact === undefined) continue
    const isTest = address === world.test.address
    const fits =
      !excluded.has(address) &&
      (filter.targeted.size === 0 || filter.targeted.has(artifact.id)) &&
      !filter.excluded.has(artifact.id) &&
      artifact.abi.functions.some(isStateChanging)
    if (isTest ? selected.has(address) : fits && (selected.size === 0 || selected.has(address)))
      chosen.set(address, newChosen(artifact))
  }
  return chosen
}

function newChosen(artifact: ContractArtifact, abi = artifact.abi.functions): Chosen {
  return { artifact, abi, included: [], excluded: [] }
}

/** targetInterface: an address is called through the functions of artifacts that need not be its own. */
function addInterfaces(world: World, getters: TargetGetters, chosen: Map<Address, Chosen>): void {
  const combined = new Map<Address, Chosen>()
  for (const { address, artifacts } of getters.targetInterfaces) {
    for (const name of artifacts) {
      const [artifact] = world.project.contracts.named(name)
      if (artifact === undefined) continue
      const before = combined.get(address)
      combined.set(
        address,
        before === undefined
          ? newChosen(artifact)
          : newChosen(before.artifact, [...before.abi, ...artifact.abi.functions]),
      )
    }
  }
  for (const [address, each] of combined) chosen.set(address, each)
}

function addSelectors(
  world: World,
  getters: TargetGetters,
  filter: ArtifactFilter,
  chosen: Map<Address, Chosen>,
): void {
  for (const { address, artifact } of world.contracts()) {
    const selectors = artifact === undefined ? undefined : filter.targeted.get(artifact.id)
    if (selectors !== undefined) include(world, chosen, { address, selectors }, 'included')
  }
  for (const selection of getters.targetSelectors) include(world, chosen, selection, 'included')
  for (const selection of getters.excludeSelectors) include(world, chosen, selection, 'excluded')
  const { address } = world.test
  const test = chosen.get(address)
  const isNarrowed = getters.targetSelectors.some(
    (selection) => selection.address === address && selection.selectors.length > 0,
  )
  if (test === undefined || isNarrowed) return
  const own = test.abi.filter(
    (abi) => isStateChanging(abi) && !isReserved(abi.name) && !test.excluded.includes(abi),
  )
  // Without one of its own the test contract is called through all that it has, reserved functions too: forge does so.
  test.included.push(...own)
}

function include(
  world: World,
  chosen: Map<Address, Chosen>,
  { address, selectors }: Selection,
  how: 'included' | 'excluded',
): void {
  if (selectors.length === 0) return
  let each = chosen.get(address)
  if (each === undefined) {
    const artifact = world.artifactAt(address)
    if (artifact === undefined)
      throw new TargetError(
        `[${how === 'included' ? 'targetSelectors' : 'excludeSelectors'}] address does not have an associated contract: ${address}`,
      )
    each = newChosen(artifact)
    chosen.set(address, each)
  }
  for (const selector of selectors) each[how].push(functionOf(each.abi, selector, each.artifact.id))
}

function functionOf(abi: readonly AbiFunction[], selector: number, owner: string): AbiFunction {
  const found = abi.find((each) => each.selector === selector)
  if (found === undefined)
    throw new TargetError(`${owner} does not have the selector ${selectorText(selector)}`)
  return found
}

function calledFunctions({ abi, included, excluded }: Chosen): readonly AbiFunction[] {
  if (included.length > 0) return [...new Set(included)]
  return abi.filter((each) => isStateChanging(each) && !excluded.includes(each))
}

function newFunctions(filter: ArtifactFilter, artifact: ContractArtifact): readonly AbiFunction[] {
  const mutable = artifact.abi.functions.filter(isStateChanging)
  const selectors = filter.targeted.get(artifact.id)
  if (selectors === undefined)
    return filter.targeted.size === 0 && !filter.excluded.has(artifact.id) ? mutable : []
  if (selectors.length > 0)
    return selectors.map((selector) => functionOf(artifact.abi.functions, selector, artifact.id))
  return filter.excluded.has(artifact.id) ? [] : mutable
}

/** Names that forge keeps for itself (crates/common/src/traits.rs: is_reserved). */
function isReserved(name: string): boolean {
  return (
    /^(test|invariant|statefulFuzz|table|fixture)/.test(name) ||
    /^(setup|beforetestsetup|afterinvariant)$/i.test(name)
  )
}
