// What must be deployed, in which order and with which arguments, so that a contract of which nobody said how it is put up
// can be attacked. Only plans; deploying is set-up-plain.ts.

import { isStateChanging } from '../../project/abi/mutability.ts'
import type { AbiFunction, AbiParameter, AbiType } from '../../project/abi/types.ts'
import { typeName } from '../../project/abi/parse-abi.ts'
import type { ContractArtifact, Project } from '../../project/types.ts'
import type { Address } from '../../evm/types.ts'
import { actorAddress } from '../script/actor-address.ts'
import { ContractFinder } from './find-contracts.ts'
import {
  guessFixedBytes,
  guessNumber,
  guessText,
  guessWei,
  isTokenName,
  isTrustedName,
  VARIANTS,
} from './guess-value.ts'
import { PLAIN_TOKEN } from './plain-token.ts'
import { SourceCasts } from './source-casts.ts'

/** A value for a parameter. `contract`: the address of the planned contract with this number. */
export type Guess = bigint | boolean | string | Uint8Array | { readonly contract: number } | readonly Guess[]

export type PlannedContract = {
  readonly artifact: ContractArtifact
  readonly args: readonly Guess[]
  /** Wei that the constructor gets. */
  readonly value: bigint
  /** Where it has to stand, because the source of another one names the address. */
  readonly at: Address | undefined
  /**
   * Called by the deployer after that, as far as it works: initialize(...) of contracts that are made for proxies, functions that tell
   * a contract of another one, and those that open it.
   */
  readonly calls: PlannedCall[]
}

export type PlannedCall = {
  readonly abi: AbiFunction
  readonly args: readonly Guess[]
  /** Instead of these, one after the other, where they are refused. */
  readonly others?: readonly (readonly Guess[])[]
}

/**
 * Contracts in the order of their deployment, and the arguments of the wanted one in words; or what could not be found.
 * Initializers are called when all are there.
 */
export type DeploymentPlan =
  | { readonly contracts: readonly PlannedContract[]; readonly guessed: readonly string[] }
  | { readonly problem: string }

export const HONEST_NAMES: readonly string[] = ['alice', 'bob', 'carol']
const DEPTH_MAX = 4
const CONTRACTS_MAX = 16
const CANDIDATES_MAX = 6
/** Of contracts that were begun, in all: constructors may want each other in every way. */
const ATTEMPTS_MAX = 400
const INITIALIZERS: ReadonlySet<string> = new Set(['initialize', 'init'])
/** What an initializer may want where it refuses what names of its parameters say: counts, seconds, nothing. */
const SMALL_NUMBERS: readonly bigint[] = [1n, 86_400n, 0n]
/** Of functions without arguments: contracts that are closed until their owner opens them are used when they are open. */
const OPENING_NAME =
  /^_?([oO]pen|[sS]tart|[uU]npause|[eE]nable|[aA]ctivate|[lL]aunch|[rR]esume|[bB]egin)(?=[A-Z_]|$)/
/** Of functions with one address: what they are told is another contract of the project, if the source takes it for one. */
const WIRING_NAME = /^_?(set|init|connect|link|register)/i

/** @param variant which numbers, from 0: see VARIANTS */
export function planDeployment(
  project: Project,
  artifact: ContractArtifact,
  variant: number,
): DeploymentPlan {
  const planner = new Planner(project, variant)
  try {
    planner.add(artifact)
    return { contracts: planner.contracts, guessed: planner.guessed }
  } catch (error) {
    if (error instanceof Unplannable) return { problem: error.message }
    throw error
  }
}

/** Within a plan only: some argument cannot be had. */
class Unplannable extends Error {}

class Planner {
  readonly contracts: PlannedContract[] = []
  /** 'token: Token', for the contract that is wanted. */
  guessed: readonly string[] = []
  readonly #project: Project
  readonly #finder: ContractFinder
  readonly #variant: number
  /** Being planned: they cannot be arguments of their own arguments. */
  readonly #open: ContractArtifact[] = []
  #attempts = 0
  /** Contracts that several may share: by artifact, tokens also by the name of the parameter. */
  readonly #shared = new Map<string, number>()
  readonly #casts = new Map<ContractArtifact, SourceCasts>()
  /** Addresses that sources name, and that something was planned for. */
  readonly #placed = new Set<Address>()

  constructor(project: Project, variant: number) {
    this.#project = project
    this.#finder = new ContractFinder(project)
    this.#variant = variant
  }

  /** Plans a contract and what it needs, and gives its number. */
  add(artifact: ContractArtifact, at?: Address): number {
    const { abi } = artifact
    if (
      ++this.#attempts > ATTEMPTS_MAX ||
      this.#open.includes(artifact) ||
      this.#open.length >= DEPTH_MAX ||
      this.contracts.length >= CONTRACTS_MAX
    )
      throw new Unplannable(`${artifact.name} needs contracts that need each other`)
    this.#open.push(artifact)
    let args: readonly Guess[]
    try {
      this.#placeLiterals(artifact)
      const inputs = abi.constructor?.inputs ?? []
      args = this.#all(inputs, artifact)
      if (this.#open.length === 1)
        this.guessed = inputs.map(
          ({ name, type }, i) => `${name || typeName(type)}: ${this.#shown(args[i]!)}`,
        )
    } finally {
      this.#open.pop()
    }
    const value = abi.constructor?.isPayable === true ? guessWei(artifact.creation.object, this.#variant) : 0n
    const planned: PlannedContract = { artifact, args, value, at, calls: [] }
    const number = this.contracts.push(planned) - 1
    this.#open.push(artifact)
    planned.calls.push(...this.#initializer(artifact), ...this.#wiring(artifact, args), ...openings(artifact))
    this.#open.pop()
    return number
  }

  #initializer(artifact: ContractArtifact): readonly PlannedCall[] {
    const abi = artifact.abi.functions.find((each) => INITIALIZERS.has(each.name) && isStateChanging(each))
    if (abi === undefined) return []
    try {
      const args = this.#all(abi.inputs, artifact)
      return [{ abi, args, others: otherNumbers(abi.inputs, args) }]
    } catch (error) {
      if (error instanceof Unplannable) return []
      throw error
    }
  }

  /** setToken(token): what was not said to the constructor is said afterwards. */
  #wiring(artifact: ContractArtifact, told: readonly Guess[]): readonly PlannedCall[] {
    const known = told.flatMap((guess) =>
      isPlanned(guess) ? [this.contracts[guess.contract]!.artifact] : [],
    )
    return artifact.abi.functions.flatMap((abi) => {
      const [parameter, ...more] = abi.inputs
      if (parameter?.type.kind !== 'address' || more.length > 0 || !WIRING_NAME.test(abi.name)) return []
      if (!isStateChanging(abi) || INITIALIZERS.has(abi.name)) return []
      const guess = this.#takenFor(parameter, artifact)
      if (guess === undefined || !isPlanned(guess)) return []
      return known.includes(this.contracts[guess.contract]!.artifact) ? [] : [{ abi, args: [guess] }]
    })
  }

  /** Contracts at the addresses that a source names. */
  #placeLiterals(artifact: ContractArtifact): void {
    for (const { address, types } of this.#castsOf(artifact).literals) {
      if (this.#placed.has(address)) continue
      const [candidate] = types.flatMap((type) => this.#finder.implementing(type))
      if (candidate === undefined || this.#open.includes(candidate)) continue
      const before = this.contracts.length
      try {
        this.#placed.add(address)
        this.add(candidate, address)
      } catch (error) {
        if (!(error instanceof Unplannable)) throw error
        this.contracts.length = before
      }
    }
  }

  #castsOf(artifact: ContractArtifact): SourceCasts {
    let casts = this.#casts.get(artifact)
    if (casts === undefined) this.#casts.set(artifact, (casts = new SourceCasts(artifact)))
    return casts
  }

  #all(parameters: readonly AbiParameter[], owner: ContractArtifact): readonly Guess[] {
    return parameters.map((parameter) => this.#guess(parameter.type, parameter, owner))
  }

  #guess(type: AbiType, parameter: AbiParameter, owner: ContractArtifact): Guess {
    const { name } = parameter
    switch (type.kind) {
      case 'uint':
      case 'int':
        // An enum's first value always exists.
        if (parameter.internalType?.startsWith('enum ') === true) return 0n
        return guessNumber(name, type.bits, type.kind === 'int', this.#variant)
      case 'address':
        return this.#address(parameter, owner)
      case 'bool':
        return false
      case 'string':
        return guessText(name)
      case 'bytes':
        return new Uint8Array(0)
      case 'fixedBytes':
        return guessFixedBytes(type)
      case 'function':
        return new Uint8Array(24)
      case 'tuple':
        return type.components.map((component) => this.#guess(component.type, component, owner))
      case 'array': {
        const inner = parameter.internalType?.replace(/\[\d*\]$/, '')
        const element: AbiParameter = {
          name,
          type: type.element,
          ...(inner !== undefined && { internalType: inner }),
        }
        // Owners of a wallet are several; of everything else one is enough.
        const isPeople =
          type.element.kind === 'address' && !isTokenName(name) && contractType(element) === undefined
        const length = type.length ?? (isPeople ? HONEST_NAMES.length : 1)
        if (isPeople && length <= HONEST_NAMES.length) return HONEST_NAMES.slice(0, length).map(actorAddress)
        if (length > CONTRACTS_MAX * CONTRACTS_MAX)
          throw new Unplannable(`${owner.name} wants ${length} values for ${name || 'a parameter'}`)
        return Array.from({ length }, () => this.#guess(type.element, element, owner))
      }
    }
  }

  // ---- addresses -------------------------------------------------------------------------------------------------

  #address(parameter: AbiParameter, owner: ContractArtifact): Guess {
    const { name } = parameter
    const { sender } = this.#project.config.test
    const meant = this.#takenFor(parameter, owner)
    if (meant !== undefined) return meant
    const wanted = contractType(parameter)
    if (wanted !== undefined || isTokenName(name)) {
      const found = wanted === undefined ? this.#contract(this.#finder.erc20s(), name, owner) : undefined
      if (found !== undefined) return found
      if (wanted === undefined || this.#finder.isToken(wanted)) return this.#plainToken(name)
      const what = wanted ?? 'a token'
      const shown = name === '' ? '' : ` (${name})`
      throw new Unplannable(
        `the constructor of ${owner.name} wants ${what}${shown}, and no other contract of the project could be deployed as one`,
      )
    }
    if (
      this.#castsOf(owner)
        .typesOf(name)
        .some((type) => this.#finder.isToken(type))
    )
      return this.#plainToken(name)
    if (name === '' || isTrustedName(name)) return sender
    return this.#contract(this.#finder.named(name), name, owner) ?? actorAddress(HONEST_NAMES[0]!)
  }

  /** A contract of the type that the parameter has, or that the source takes it for. */
  #takenFor(parameter: AbiParameter, owner: ContractArtifact): Guess | undefined {
    const wanted = contractType(parameter)
    const types = wanted === undefined ? this.#castsOf(owner).typesOf(parameter.name) : [wanted]
    return this.#contract(
      types.flatMap((type) => this.#finder.implementing(type)),
      parameter.name,
      owner,
    )
  }

  /** The first of these that can be planned. Those of the same source come first: what is in one file is meant for each other. */
  #contract(
    candidates: readonly ContractArtifact[],
    parameter: string,
    { source }: ContractArtifact,
  ): Guess | undefined {
    const erc20s = this.#finder.erc20s()
    const others = candidates.filter((each) => !this.#open.includes(each))
    const near = [
      ...others.filter((each) => each.source === source),
      ...others.filter((each) => each.source !== source),
    ]
    for (const artifact of near.slice(0, CANDIDATES_MAX)) {
      const name = parameter.replace(/[^a-zA-Z0-9]/g, '').toLowerCase()
      const key = erc20s.includes(artifact) ? `${artifact.id} ${name}` : artifact.id
      const known = this.#shared.get(key)
      if (known !== undefined) return { contract: known }
      const before = this.contracts.length
      try {
        const contract = this.add(artifact)
        this.#shared.set(key, contract)
        return { contract }
      } catch (error) {
        if (!(error instanceof Unplannable)) throw error
        this.contracts.length = before
        for (const [each, number] of this.#shared) if (number >= before) this.#shared.delete(each)
      }
    }
    return undefined
  }

  /** Where the project has no token: one of ours, another one for each name. */
  #plainToken(parameter: string): Guess {
    const key = `${PLAIN_TOKEN.id} ${parameter.replace(/[^a-zA-Z0-9]/g, '').toLowerCase()}`
    const contract = this.#shared.get(key) ?? this.add(PLAIN_TOKEN)
    this.#shared.set(key, contract)
    return { contract }
  }

  #shown(guess: Guess): string {
    if (guess instanceof Uint8Array) return `${guess.length} bytes`
    if (typeof guess !== 'object') {
      const name = HONEST_NAMES.find((each) => actorAddress(each) === guess)
      return name ?? (guess === this.#project.config.test.sender ? 'the deployer' : String(guess))
    }
    if ('contract' in guess) return this.contracts[guess.contract]!.artifact.name
    return `[${guess.map((each) => this.#shown(each)).join(', ')}]`
  }
}

/** The same arguments with other numbers. What nobody can initialize as it was guessed would be attacked as nobody leaves it. */
function otherNumbers(
  parameters: readonly AbiParameter[],
  args: readonly Guess[],
): readonly (readonly Guess[])[] {
  const withNumbers = (numberOf: (name: string, bits: number, isSigned: boolean) => bigint): Guess[] =>
    args.map((guess, i) => {
      const { name, type, internalType = '' } = parameters[i]!
      const isNumber = (type.kind === 'uint' || type.kind === 'int') && !internalType.startsWith('enum ')
      return isNumber ? numberOf(name, type.bits, type.kind === 'int') : guess
    })
  return [
    ...Array.from({ length: VARIANTS }, (_, variant) =>
      withNumbers((name, bits, isSigned) => guessNumber(name, bits, isSigned, variant)),
    ),
    ...SMALL_NUMBERS.map((number) =>
      withNumbers((_, bits, isSigned) => {
        const most = (1n << BigInt(isSigned ? bits - 1 : bits)) - 1n
        return number < most ? number : most
      }),
    ),
  ]
}

function openings({ abi: { functions } }: ContractArtifact): readonly PlannedCall[] {
  return functions.flatMap((abi) =>
    isStateChanging(abi) &&
    abi.inputs.length === 0 &&
    abi.mutability !== 'payable' &&
    OPENING_NAME.test(abi.name)
      ? [{ abi, args: [] }]
      : [],
  )
}

function isPlanned(guess: Guess): guess is { readonly contract: number } {
  return typeof guess === 'object' && 'contract' in guess
}

/** 'IERC20', of a parameter that is declared as a contract. */
function contractType({ internalType }: AbiParameter): string | undefined {
  return /^contract (?:.*\.)?(\w+)$/.exec(internalType ?? '')?.[1]
}
