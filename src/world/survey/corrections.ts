// What faultline.config.ts says of worlds, applied to what the survey found. A name that nothing has is told to the user: it would
// silently correct nothing.

import type { Address } from '../../evm/types.ts'
import type { SurveyCorrections } from '../../project/survey-corrections.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { Names } from '../describe/account-names.ts'
import { actorAddress } from '../script/actor-address.ts'
import type { Asset, Position, SurveyedContract } from './types.ts'

const ADDRESS = /^0x[0-9a-fA-F]{40}$/

export class Corrections {
  readonly #said: SurveyCorrections
  readonly #names: Names
  readonly #met = new Set<string>()

  constructor(said: SurveyCorrections | undefined, names: Names) {
    this.#said = said ?? {}
    this.#names = names
  }

  /** With the origins that were said. */
  contracts(found: readonly SurveyedContract[]): readonly SurveyedContract[] {
    return found.map((contract) => {
      if (this.#has(this.#said.protocol, contract)) return { ...contract, origin: 'protocol' }
      if (this.#has(this.#said.environment, contract)) return { ...contract, origin: 'environment' }
      return contract
    })
  }

  /** Without those that are worth nothing. */
  assets(found: readonly Asset[], contracts: readonly SurveyedContract[]): readonly Asset[] {
    return found.filter((asset) => {
      if (asset.kind === 'ether') return true
      const contract = contracts.find(({ address }) => address === asset.address)
      const isNamed = this.#said.worthless?.includes(asset.name) === true
      if (isNamed) this.#met.add(asset.name)
      return !isNamed && (contract === undefined || !this.#has(this.#said.worthless, contract))
    })
  }

  /** Accounts whose deposits are to be looked for. */
  honest(): readonly Address[] {
    return (this.#said.honest ?? []).map((text) => this.#account(text))
  }

  /** Without exits that are none, and without those whom everybody trusts with everything. */
  positions(found: readonly Position[], contracts: readonly SurveyedContract[]): readonly Position[] {
    const trusted = new Set((this.#said.trusted ?? []).map((text) => this.#account(text)))
    return found.filter(
      ({ owner, exit }) => !trusted.has(owner) && !exit.some((call) => this.#isNoExit(call, contracts)),
    )
  }

  /** Whether a function is no way out. */
  isNoExit(contract: SurveyedContract, name: string): boolean {
    return [contract.name, contract.artifact.name].some((each) => {
      const text = `${each}.${name}`
      const isNamed = this.#said.notExits?.includes(text) === true
      if (isNamed) this.#met.add(text)
      return isNamed
    })
  }

  /** Sentences about names that nothing has. Asked last. */
  notes(contracts: readonly SurveyedContract[]): readonly string[] {
    const { protocol = [], environment = [], worthless = [], notExits = [] } = this.#said
    for (const contract of contracts)
      for (const { name } of contract.artifact.abi.functions) this.isNoExit(contract, name)
    return [...protocol, ...environment, ...worthless, ...notExits]
      .filter((text) => !this.#met.has(text))
      .map((text) => `The configuration names ${text}, which is not in this world.`)
  }

  #isNoExit(
    { to, data }: { readonly to: Address; readonly data: Uint8Array },
    contracts: readonly SurveyedContract[],
  ): boolean {
    const contract = contracts.find(({ address }) => address === to)
    const selector = selectorIn(data)
    const abi = contract?.artifact.abi.functions.find((each) => each.selector === selector)
    return contract !== undefined && abi !== undefined && this.isNoExit(contract, abi.name)
  }

  #has(names: readonly string[] | undefined, { name, artifact }: SurveyedContract): boolean {
    const found = names?.find((text) => text === name || text === artifact.name)
    if (found !== undefined) this.#met.add(found)
    return found !== undefined
  }

  #account(text: string): Address {
    if (ADDRESS.test(text)) return text.toLowerCase() as Address
    const named = [...this.#names.map].find(([, name]) => name === text)
    return named === undefined ? actorAddress(text) : (named[0] as Address)
  }
}
