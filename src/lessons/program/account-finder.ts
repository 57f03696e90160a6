// Finds the accounts of a program in a world.

import type { Address } from '../../evm/types.ts'
import type { KnownContract, World } from '../../world/types.ts'
import { askGetter, isAccountGetter } from './account-book.ts'
import { shown, StepProblem } from './problems.ts'
import { rolesOf } from './roles.ts'
import type { ProgramAccount } from './types.ts'

type ContractAccount = ProgramAccount & { readonly kind: 'contract' }

/** An account that others are found by, at most so many times. */
const DEPTH_MAX = 4

export class AccountFinder {
  readonly #world: World
  readonly #accounts: Readonly<Record<string, ProgramAccount>>
  /** Of the setup. */
  readonly #contracts: readonly KnownContract[]
  readonly #found = new Map<string, Address>()

  /** The world stands after its setup. */
  constructor(world: World, accounts: Readonly<Record<string, ProgramAccount>>) {
    this.#world = world
    this.#accounts = accounts
    this.#contracts = world.contracts()
  }

  /**
   * Where it is, in the present state.
   * @throws StepProblem
   */
  find(name: string, depth = 0): Address {
    const known = this.#found.get(name)
    if (known !== undefined) return known
    const account = Object.hasOwn(this.#accounts, name) ? this.#accounts[name] : undefined
    if (account === undefined || depth > DEPTH_MAX)
      throw new StepProblem('not understood', `'${shown(name)}' is not among the accounts of the program.`)
    const address = this.#find(name, account, depth)
    this.#found.set(name, address)
    return address
  }

  #find(name: string, account: ProgramAccount, depth: number): Address {
    const world = this.#world
    switch (account.kind) {
      case 'role':
        return rolesOf(world).get(account.role) ?? gone(`There is no ${shown(account.role)}.`)
      case 'contract':
        return this.#contract(name, account)
      case 'created': {
        const own = world.created.filter(({ artifact }) => (artifact?.id ?? null) === account.artifact)
        const found = own[account.number - 1]?.address
        if (found !== undefined) return found
        const what = account.artifact === null ? 'contract' : nameOfId(account.artifact)
        throw new StepProblem(
          'contract gone',
          `The steps before no longer create ${shown(what)} (number ${account.number}).`,
        )
      }
      case 'label':
        return (
          this.#labelled(account.label) ??
          gone(`The setup has nobody named '${shown(account.label)}' any more.`)
        )
      case 'getter': {
        const of = this.find(account.of, depth + 1)
        const abi = world
          .artifactAt(of)
          ?.abi.functions.find((each) => each.signature === account.getter && isAccountGetter(each))
        const found = abi && askGetter(world, of, abi)
        return (
          found ?? gone(`${shown(account.of)}.${shown(account.getter)} does not tell of anybody any more.`)
        )
      }
      case 'address':
        return account.address
    }
  }

  /** By its label, if what has the label now is the same; else by what it was compiled from; else by the label or the name alone. */
  #contract(name: string, { artifact, label, number }: ContractAccount): Address {
    const contracts = this.#contracts
    const labelled = label === null ? undefined : this.#labelled(label)
    const byLabel = contracts.find(({ address }) => address === labelled)
    if (byLabel !== undefined && (byLabel.artifact?.id ?? null) === artifact) return byLabel.address
    const sameKind = contracts.filter((each) => (each.artifact?.id ?? null) === artifact)
    const byKind = artifact === null ? undefined : (sameKind[number - 1] ?? sameKind[0])
    if (byKind !== undefined) return byKind.address
    // A file that was moved, or a contract that is another one now and stands where it stood.
    const moved = contracts.filter((each) => artifact !== null && each.artifact?.name === nameOfId(artifact))
    const found =
      moved[number - 1] ?? byLabel ?? moved[0] ?? (artifact === null ? sameKind[number - 1] : undefined)
    if (found !== undefined) return found.address
    const what = artifact === null ? name : nameOfId(artifact)
    throw new StepProblem(
      'contract gone',
      `The setup no longer deploys ${shown(what)}${artifact === null ? '' : ` (${shown(artifact)})`}.`,
      this.#hintFor(),
    )
  }

  #hintFor(): string | null {
    const { test } = this.#world
    const others = this.#contracts.filter(({ address }) => address !== test.address)
    const names = new Set(others.flatMap(({ artifact }) => artifact?.name ?? []))
    return names.size === 0 ? null : `It deploys ${[...names].slice(0, 8).map(shown).join(', ')}.`
  }

  #labelled(label: string): Address | undefined {
    return [...this.#world.labels].find(([, text]) => text === label)?.[0]
  }
}

function nameOfId(id: string): string {
  return id.slice(id.lastIndexOf(':') + 1)
}

function gone(message: string): never {
  throw new StepProblem('account gone', message)
}
