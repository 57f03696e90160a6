// What a program calls the accounts of a world, and how it says where they are found.

import type { Address } from '../../evm/types.ts'
import { wordToAddress } from '../../primitives/hex.ts'
import { isView } from '../../project/abi/mutability.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import type { CampaignTarget } from '../../attack/types.ts'
import { bytesToBigInt } from '../../primitives/bytes.ts'
import { accountNames, type Names } from '../../world/describe/account-names.ts'
import { knownAccounts } from '../../world/known-accounts.ts'
import { likelyAddress } from '../../world/likely-address.ts'
import type { KnownContract, World } from '../../world/types.ts'
import { rolesOf } from './roles.ts'
import type { ProgramAccount } from './types.ts'

const GAS_OF_GETTER = 200_000n

/** Collects the accounts that a program names. */
export class AccountBook {
  readonly #world: World
  readonly #names: Names
  readonly #contracts: readonly KnownContract[]
  /** Those that the program creates, all of them. */
  readonly #created: readonly KnownContract[]
  readonly #roles: ReadonlyMap<Address, ProgramAccount>
  readonly #known: ReadonlySet<Address>
  readonly #accounts = new Map<string, ProgramAccount>()
  readonly #nameOf = new Map<Address, string>()

  /**
   * The world stands at the end of the program.
   * @param contracts those of the state after setup
   */
  constructor(world: World, target: CampaignTarget, contracts: readonly KnownContract[]) {
    this.#world = world
    this.#contracts = contracts
    this.#created = world.created
    this.#names = accountNames(world, {
      senders: target.senders.filter((sender) => sender !== world.sender),
      before: contracts,
    })
    this.#roles = new Map(
      [...rolesOf(world)].map(([role, address]): [Address, ProgramAccount] => [
        address,
        { kind: 'role', role },
      ]),
    )
    this.#known = new Set([
      ...this.#roles.keys(),
      ...contracts.map(({ address }) => address),
      ...this.#created.map(({ address }) => address),
      ...world.labels.keys(),
      ...(target.accounts ?? []),
      ...target.senders,
      ...knownAccounts(world),
    ])
  }

  /** Accounts that were named so far. */
  get accounts(): Readonly<Record<string, ProgramAccount>> {
    return Object.fromEntries(this.#accounts)
  }

  /** The name of an account that a step is about; every account has one. */
  name(address: Address): string {
    const known = this.#nameOf.get(address)
    if (known !== undefined) return known
    const account = this.#accountOf(address)
    const wanted = this.#names.knownName(address) ?? (account.kind === 'address' ? address : wordsOf(account))
    let name = wanted
    for (let i = 2; this.#accounts.has(name); i++) name = `${wanted} (${i})`
    this.#nameOf.set(address, name)
    this.#accounts.set(name, account)
    return name
  }

  /**
   * The name of an account that a value holds; undefined if nothing is known of the account, or if it does not exist yet.
   * @param createdSoFar contracts that the program has created before
   */
  nameInValue(address: Address, createdSoFar: number): string | undefined {
    if (!this.#known.has(address)) return undefined
    if (this.#created.findIndex((each) => each.address === address) >= createdSoFar) return undefined
    return this.name(address)
  }

  /** Accounts that are recognised in bytes and in numbers: those that nobody writes by chance. */
  *recognisable(createdSoFar: number): Generator<Address> {
    for (const address of this.#known) {
      if (likelyAddress(BigInt(address)) === undefined) continue
      if (this.#created.findIndex((each) => each.address === address) >= createdSoFar) continue
      yield address
    }
  }

  #accountOf(address: Address): ProgramAccount {
    const role = this.#roles.get(address)
    if (role !== undefined) return role
    const label = this.#labelOf(address)
    const contract = this.#contracts.find((each) => each.address === address)
    if (contract !== undefined)
      return {
        kind: 'contract',
        artifact: idOf(contract),
        label,
        number: numberOf(contract, this.#contracts),
      }
    const created = this.#created.find((each) => each.address === address)
    if (created !== undefined)
      return { kind: 'created', artifact: idOf(created), number: numberOf(created, this.#created) }
    if (label !== null) return { kind: 'label', label }
    return this.#getterOf(address) ?? { kind: 'address', address }
  }

  /** Null if another account has the same label before it. */
  #labelOf(address: Address): string | null {
    const label = this.#world.labels.get(address)
    if (label === undefined) return null
    const [first] = [...this.#world.labels].find(([, text]) => text === label) ?? []
    return first === address ? label : null
  }

  #getterOf(address: Address): ProgramAccount | undefined {
    for (const { address: contract, artifact } of this.#contracts) {
      for (const abi of artifact?.abi.functions ?? []) {
        if (!isAccountGetter(abi) || askGetter(this.#world, contract, abi) !== address) continue
        return { kind: 'getter', getter: abi.signature, of: this.name(contract) }
      }
    }
    return undefined
  }
}

/** Whether it tells of one account, whoever asks. */
export function isAccountGetter(abi: AbiFunction): boolean {
  return (
    isView(abi) &&
    abi.inputs.length === 0 &&
    abi.outputs.length === 1 &&
    abi.outputs[0]!.type.kind === 'address'
  )
}

/** What it says in the present state. */
export function askGetter(world: World, contract: Address, abi: AbiFunction): Address | undefined {
  const data = Uint8Array.of(
    abi.selector >>> 24,
    (abi.selector >>> 16) & 255,
    (abi.selector >>> 8) & 255,
    abi.selector & 255,
  )
  const mark = world.mark()
  const { status, output } = world.call({ to: contract, data, static: true, gasMax: GAS_OF_GETTER })
  const word = status === 'success' && output.length >= 32 ? bytesToBigInt(output.slice(0, 32)) : 0n
  world.rollback(mark)
  const address = likelyAddress(word)
  return address === undefined ? undefined : wordToAddress(word)
}

/** From 1, among those of one artifact. */
function numberOf(contract: KnownContract, all: readonly KnownContract[]): number {
  return all.filter((each) => idOf(each) === idOf(contract)).indexOf(contract) + 1
}

function idOf({ artifact }: KnownContract): string | null {
  return artifact?.id ?? null
}

function wordsOf(account: ProgramAccount): string {
  switch (account.kind) {
    case 'role':
      return account.role
    case 'contract':
      return account.label ?? `contract ${account.number}`
    case 'created':
      return `created contract ${account.number}`
    case 'label':
      return account.label
    case 'getter':
      return `${account.of}'s ${account.getter.replace('()', '')}`
    case 'address':
      return account.address
  }
}
