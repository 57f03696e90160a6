// What the experiments of one survey share: contracts, assets, who there is, and what a call might sensibly be made with.

import type { Address } from '../../evm/types.ts'
import { bytesToBigInt } from '../../primitives/bytes.ts'
import { isGetter, isStateChanging, isView } from '../../project/abi/mutability.ts'
import type { AbiFunction, AbiValue } from '../../project/abi/types.ts'
import { wholeUnit } from './assets.ts'
import { decodedInputs, type Experiments } from './experiments.ts'
import { Holdings } from './holdings.ts'
import { functionOf, type ObservedCall } from './observed-calls.ts'
import { withReplaced } from './plain-call.ts'
import { type ArgumentContext, plausibleArguments } from './plausible-arguments.ts'
import type { Asset, AssetAmount, ContractRole, SurveyedContract } from './types.ts'

/** Of an asset, in whole units: what an honest user puts in. */
const USUAL_AMOUNT = 10n
const ADDRESS_MIN = 0xffffn
const NUMBERS_MAX = 6
const KNOWN_MAX = 4
const WORDS_MAX = 8
const SEEN_MAX = 3
const SMALL_ID = 1n << 32n

/** Getters of one contract, by what they answered on the state after setup. */
type Answers = {
  readonly addresses: ReadonlyMap<Address, AbiFunction>
  readonly numbers: readonly bigint[]
  readonly ids: readonly bigint[]
  readonly words: readonly bigint[]
}

type Seen = { readonly from: Address; readonly value: bigint; readonly values: readonly AbiValue[] }

export type Amounts = readonly bigint[]

/** What the caller of a function knows besides what everybody knows. */
export type Knowledge = {
  /** Assets that it is about. */
  readonly assets?: readonly number[]
  readonly amounts?: readonly bigint[]
  /** Words that earlier calls gave out. */
  readonly words?: readonly bigint[]
}

export class Scene {
  readonly experiments: Experiments
  readonly contracts: readonly SurveyedContract[]
  readonly protocol: readonly SurveyedContract[]
  /** Accounts without code that the setup knows. */
  readonly accounts: readonly Address[]
  readonly outsiders: readonly Address[]
  /** Ids of ERC-721 tokens that our own users were given. */
  readonly grantedIds: Map<Address, readonly bigint[]> = new Map<Address, readonly bigint[]>()
  /** Structs and the like, by the compiler's name of their type. */
  readonly known: Map<string, AbiValue[]> = new Map<string, AbiValue[]>()
  #assets: readonly Asset[]
  #holdings: Holdings
  /** By contract. */
  readonly #setupUsers = new Map<Address, Map<Address, readonly bigint[]>>()
  /** How tests called a function. */
  readonly #seen = new Map<string, readonly Seen[]>()
  readonly #answers = new Map<Address, Answers>()

  constructor(parts: {
    readonly experiments: Experiments
    readonly contracts: readonly SurveyedContract[]
    readonly assets: readonly Asset[]
    readonly accounts: readonly Address[]
    readonly outsiders: readonly Address[]
  }) {
    this.experiments = parts.experiments
    this.contracts = parts.contracts
    this.protocol = parts.contracts.filter(({ origin }) => origin === 'protocol')
    this.accounts = parts.accounts
    this.outsiders = parts.outsiders
    this.#assets = parts.assets
    this.#holdings = new Holdings(parts.experiments.world, parts.assets)
  }

  get assets(): readonly Asset[] {
    return this.#assets
  }
  get holdings(): Holdings {
    return this.#holdings
  }

  /** An asset turned out to be a claim on another one. */
  noteShare(asset: number): void {
    const which = this.#assets[asset]
    if ((which?.kind !== 'erc20' && which?.kind !== 'erc1155') || which.isShare) return
    this.#assets = this.#assets.with(asset, { ...which, isShare: true })
    this.#holdings = new Holdings(this.experiments.world, this.#assets)
  }

  /** What an account has of each asset. */
  amountsOf(account: Address): Amounts {
    return this.#assets.map((_, asset) => this.#holdings.amountOf(asset, account))
  }

  /** What the surveyed contracts have of an asset, all together. */
  heldByContracts(asset: number): bigint {
    let sum = 0n
    for (const { address } of this.contracts) sum += this.#holdings.amountOf(asset, address)
    return sum
  }

  /** What its getters answered on the state after setup. */
  answersOf(contract: SurveyedContract): Answers {
    let answers = this.#answers.get(contract.address)
    if (answers === undefined) this.#answers.set(contract.address, (answers = this.#ask(contract)))
    return answers
  }

  /** What a call to a contract might be made with. */
  contextFor(contract: SurveyedContract, caller: Address, knowledge: Knowledge = {}): ArgumentContext {
    const { addresses, numbers, ids, words } = this.answersOf(contract)
    const tokens = this.#assets.flatMap((asset) => (asset.kind === 'ether' ? [] : [asset.address]))
    const named = [...addresses.keys()]
    const namedTokens = named.filter((address) => tokens.includes(address) && address !== contract.address)
    const meant = (knowledge.assets ?? []).flatMap((asset) => {
      const which = this.#assets[asset]!
      return which.kind === 'ether' || which.address === contract.address ? [] : [which.address]
    })
    const unique = new Set<Address>([
      ...meant,
      ...namedTokens,
      ...tokens.filter((address) => address !== contract.address),
      ...named.filter((address) => this.experiments.world.machine.getCode(address).length > 0),
      ...this.protocol.map(({ address }) => address),
    ])
    unique.delete(caller)
    const units = this.#assets.filter(
      (asset) => asset.kind === 'erc20' && (namedTokens.length === 0 || namedTokens.includes(asset.address)),
    )
    const usual = [...units, this.#assets[0]!].map((asset) => wholeUnit(asset) * USUAL_AMOUNT)
    const given = knowledge.words ?? []
    return {
      caller,
      amounts: [...new Set([...(knowledge.amounts ?? []), ...usual, ...numbers])],
      addresses: [...unique],
      ids: [
        ...new Set([
          ...given.filter((word) => word < SMALL_ID),
          ...(this.grantedIds.get(caller) ?? []),
          ...this.#itemsOf(caller),
          ...ids,
          0n,
          1n,
          2n,
          3n,
        ]),
      ],
      words: [...new Set([...given, ...words])].slice(0, WORDS_MAX),
      known: this.known,
      now: this.experiments.world.machine.block.timestamp,
    }
  }

  /** Numbers of ERC-1155 contracts of which an account has some. */
  #itemsOf(account: Address): readonly bigint[] {
    return this.#assets.flatMap((asset, i) =>
      asset.kind === 'erc1155' && this.#holdings.amountOf(i, account) > 0n ? asset.id : [],
    )
  }

  /** Functions that change state, without those that every token has for its own holders. */
  changingFunctions(contract: SurveyedContract): readonly AbiFunction[] {
    const isToken = contract.roles.some((role) => TOKEN_ROLES.has(role))
    return contract.artifact.abi.functions.filter(
      (abi) => isStateChanging(abi) && !(isToken && TOKEN_FUNCTIONS.has(abi.signature)),
    )
  }

  #ask(contract: SurveyedContract): Answers {
    const addresses = new Map<Address, AbiFunction>()
    const numbers: bigint[] = []
    const ids: bigint[] = []
    const words: bigint[] = []
    for (const abi of contract.artifact.abi.functions) {
      if (!isGetter(abi)) continue
      const answer = this.experiments.ask(contract.address, abi)
      answer?.forEach((value, i) => {
        const { type, internalType } = abi.outputs[i]!
        if (type.kind === 'address') {
          const number = BigInt(value as string)
          if (number > ADDRESS_MIN && !addresses.has(value as Address)) addresses.set(value as Address, abi)
        } else if (type.kind === 'uint' && type.bits > 8) {
          const number = value as bigint
          if (number > 0n && number < 1n << 128n && numbers.length < NUMBERS_MAX) numbers.push(number)
          // A counter: the last thing that it counted has the number before, or this one.
          if (number > 0n && number < 1_000n) ids.push(number - 1n, number)
        } else if (type.kind === 'fixedBytes' && type.size === 32) {
          words.push(bytesToBigInt(value as Uint8Array))
        } else if (internalType !== undefined && (type.kind === 'tuple' || type.kind === 'array'))
          this.know(internalType, value)
      })
    }
    return {
      addresses,
      numbers,
      ids: [...new Set(ids)].slice(0, NUMBERS_MAX),
      words: words.slice(0, WORDS_MAX),
    }
  }

  /**
   * Argument vectors for a function: as tests called it, and plausible ones. Half of those that were seen come first, so that
   * both have their turn.
   */
  argumentsFor(
    contract: SurveyedContract,
    abi: AbiFunction,
    context: ArgumentContext,
    max: number,
  ): readonly (readonly AbiValue[])[] {
    const by = (from: Address) => (plain: bigint | string) => (plain === from ? context.caller : plain)
    const seen = (this.#seen.get(nameOf(contract.address, abi)) ?? []).map(({ from, values }) =>
      values.map((value) => withReplaced(value, by(from))),
    )
    const [first, ...others] = plausibleArguments(abi, context, max)
    return first === undefined ? seen : [first, ...seen, ...others]
  }

  /** Ether that tests sent along with a function. */
  seenValues(contract: SurveyedContract, abi: AbiFunction): readonly bigint[] {
    return (this.#seen.get(nameOf(contract.address, abi)) ?? []).flatMap(({ value }) =>
      value > 0n ? [value] : [],
    )
  }

  /** Learns from how tests called the contracts. */
  learn(calls: readonly ObservedCall[]): void {
    const contracts = new Map(this.contracts.map((contract) => [contract.address, contract]))
    for (const { from, to, value, data, isSetup } of calls) {
      const contract = contracts.get(to)
      if (contract === undefined) continue
      const abi = functionOf(contract.artifact.abi.functions, data)
      const values = abi === undefined ? [] : decodedInputs(abi, data)
      if (isSetup && contract.origin === 'protocol')
        this.#noteUser(from, to, [value, ...(values ?? []).filter((each) => typeof each === 'bigint')])
      if (abi === undefined || values === undefined) continue
      abi.inputs.forEach(({ type, internalType }, i) => {
        if (internalType !== undefined && type.kind === 'tuple') this.know(internalType, values[i]!)
      })
      const list = this.#seen.get(nameOf(to, abi)) ?? []
      if (list.length < SEEN_MAX) this.#seen.set(nameOf(to, abi), [...list, { from, value, values }])
    }
  }

  /** Accounts that called a contract in setUp(), with the numbers that they said and the ether that they sent. */
  setupUsersOf(contract: SurveyedContract): ReadonlyMap<Address, readonly bigint[]> {
    return this.#setupUsers.get(contract.address) ?? new Map()
  }

  #noteUser(from: Address, to: Address, numbers: readonly bigint[]): void {
    const users = this.#setupUsers.get(to) ?? new Map<Address, readonly bigint[]>()
    this.#setupUsers.set(to, users)
    const all = new Set([...(users.get(from) ?? []), ...numbers.filter((number) => number > 0n)])
    users.set(from, [...all].slice(0, NUMBERS_MAX))
  }

  /** A value of a named type was seen. */
  know(internalType: string, value: AbiValue): void {
    const list = this.known.get(internalType) ?? []
    if (list.length >= KNOWN_MAX) return
    list.push(value)
    this.known.set(internalType, list)
  }
}

/** What an account has in a contract by the words of its own getters: functions of one address that give numbers. */
export function ownNumbers(scene: Scene, contract: SurveyedContract, account: Address): readonly bigint[] {
  return [...new Set(ownAnswers(scene, contract, account))].filter((number) => number > 0n)
}

/** The same, zeros too: in the same order each time. */
export function ownAnswers(scene: Scene, contract: SurveyedContract, account: Address): readonly bigint[] {
  return contract.artifact.abi.functions.flatMap((abi) => {
    const [input, ...more] = abi.inputs
    if (input?.type.kind !== 'address' || more.length > 0 || !isView(abi)) return []
    const values = scene.experiments.ask(contract.address, abi, [account]) ?? abi.outputs.map(() => 0n)
    return values.filter((value) => typeof value === 'bigint')
  })
}

function nameOf(contract: Address, { selector }: AbiFunction): string {
  return `${contract}${selector}`
}

/** Differences, by asset. */
export function changes(before: Amounts, after: Amounts): readonly bigint[] {
  return before.map((amount, i) => after[i]! - amount)
}

/** Those that are greater than zero. */
export function gains(differences: readonly bigint[]): readonly AssetAmount[] {
  return differences.flatMap((amount, asset) => (amount > 0n ? [{ asset, amount }] : []))
}

/** Those that are less than zero, as positive amounts. */
export function losses(differences: readonly bigint[]): readonly AssetAmount[] {
  return gains(differences.map((amount) => -amount))
}

const TOKEN_ROLES: ReadonlySet<ContractRole> = new Set(['erc20', 'erc721', 'erc1155'])

const TOKEN_FUNCTIONS: ReadonlySet<string> = new Set([
  'transfer(address,uint256)',
  'transferFrom(address,address,uint256)',
  'approve(address,uint256)',
  'increaseAllowance(address,uint256)',
  'decreaseAllowance(address,uint256)',
  'increaseApproval(address,uint256)',
  'decreaseApproval(address,uint256)',
  'permit(address,address,uint256,uint256,uint8,bytes32,bytes32)',
  'setApprovalForAll(address,bool)',
  'safeTransferFrom(address,address,uint256)',
  'safeTransferFrom(address,address,uint256,bytes)',
  'safeTransferFrom(address,address,uint256,uint256,bytes)',
  'safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)',
])
