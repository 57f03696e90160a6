// Which contracts of a project could stand behind a parameter of a constructor.

import { isDeployable, isHelper } from '../../project/attackable-contracts.ts'
import { isLibrarySource } from '../../project/test-contracts.ts'
import type { ContractArtifact, Project } from '../../project/types.ts'
import { PLAIN_TOKEN } from './plain-token.ts'

const ERC20_FUNCTIONS = [
  'balanceOf(address)',
  'transfer(address,uint256)',
  'transferFrom(address,address,uint256)',
  'approve(address,uint256)',
  'totalSupply()',
]
const MOVES = 'transfer(address,uint256)'
/** Functions that base contracts of tokens have besides. */
const SELDOM_USED: ReadonlySet<string> = new Set([
  ...['permit', 'nonces', 'DOMAIN_SEPARATOR', 'eip712Domain', 'PERMIT_TYPEHASH', 'version'],
  ...['increaseAllowance', 'decreaseAllowance'],
])
/** A name that is shorter than this says too little: `to`, `a`. */
const NAME_LEAST = 4

/** Looks through a project's contracts; each is read once. */
export class ContractFinder {
  readonly #project: Project
  #deployable: readonly ContractArtifact[] | undefined
  #erc20s: readonly ContractArtifact[] | undefined

  constructor(project: Project) {
    this.#project = project
  }

  /** Contracts that can be deployed, the likeliest first: the project's own, then mocks, then libraries; small ones before large. */
  get #all(): readonly ContractArtifact[] {
    const { contracts } = this.#project
    this.#deployable ??= contracts.ids
      .map((id) => contracts.get(id))
      .filter(isDeployable)
      .map((artifact) => ({ artifact, rank: this.#rankOf(artifact) }))
      .sort((left, right) => left.rank - right.rank || (left.artifact.id < right.artifact.id ? -1 : 1))
      .map(({ artifact }) => artifact)
    return this.#deployable
  }

  #rankOf(artifact: ContractArtifact): number {
    const { abi, source } = artifact
    const place = isLibrarySource(source, this.#project) ? 2 : isHelper(artifact, this.#project) ? 1 : 0
    return (
      place * 1_000_000 + (abi.constructor?.inputs.length ?? 0) * 1_000 + Math.min(abi.functions.length, 999)
    )
  }

  erc20s(): readonly ContractArtifact[] {
    // A vault's share is a token too, but seldom the one that is meant.
    this.#erc20s ??= this.#all
      .filter(isErc20)
      .sort((left, right) => Number(isVault(left)) - Number(isVault(right)))
    return this.#erc20s
  }

  /** What has the functions of the interface or contract of this name. */
  implementing(name: string): readonly ContractArtifact[] {
    const wanted = this.#project.contracts.ids
      .filter((id) => id.slice(id.lastIndexOf(':') + 1).split('#')[0] === name)
      .map((id) => this.#project.contracts.get(id))
    const itself = this.#all.filter((artifact) => artifact.name === name)
    // What has the functions of a whole contract by chance is no such contract; tokens are told by nothing else.
    if (itself.length > 0 && !itself.some(isErc20)) return itself
    const others = wanted.flatMap((artifact) => {
      const signatures = artifact.abi.functions.map(({ signature }) => signature)
      return signatures.length === 0 ? [] : this.#all.filter((each) => hasAll(each, signatures))
    })
    const found = [...new Set(others)]
    if (!found.some(isErc20)) return found
    return found.sort((left, right) => Number(isVault(left)) - Number(isVault(right)))
  }

  /** Whether a plain ERC-20 does for what is named so: it asks for nothing else but what tokens are seldom used for. */
  isToken(name: string): boolean {
    return this.#project.contracts.named(name).some(({ abi: { functions } }) => {
      const asked = functions.filter((each) => !SELDOM_USED.has(each.name)).map(({ signature }) => signature)
      return asked.includes(MOVES) && hasAll(PLAIN_TOKEN, asked)
    })
  }

  /** Whose name ends with that of the parameter: `_oracle` may be a PriceOracle. */
  named(parameter: string): readonly ContractArtifact[] {
    const name = parameter.replace(/[^a-zA-Z0-9]/g, '').replace(/(?:Address|Addr|Contract)$/i, '')
    if (name.length < NAME_LEAST) return []
    return this.#all.filter((artifact) => comparable(artifact.name).endsWith(comparable(name)))
  }
}

/** PriceLib is a PriceLibrary. */
function comparable(name: string): string {
  return name.toLowerCase().replace(/library$/, 'lib')
}

function hasAll({ abi }: ContractArtifact, signatures: readonly string[]): boolean {
  return signatures.every((wanted) => abi.functions.some(({ signature }) => signature === wanted))
}

function isErc20(artifact: ContractArtifact): boolean {
  return hasAll(artifact, ERC20_FUNCTIONS)
}

function isVault({ abi }: ContractArtifact): boolean {
  return abi.functions.some(
    ({ name }) => name === 'convertToAssets' || name === 'token0' || name === 'getReserves',
  )
}
