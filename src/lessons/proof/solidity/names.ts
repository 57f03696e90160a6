// Names of accounts as constants of a library: `At.SAVINGS_VAULT`.

import type { Address } from '../../../evm/types.ts'
import { ATTACKER_CONTRACT } from '../../../world/attacker/attacker.ts'
import type { ProofPlan } from '../plan.ts'
import { addressLiteral, commentText, constantName } from './words.ts'

/** Constants for the accounts that a proof comes to speak of, in the order in which it does. */
export class AccountConstants {
  readonly #names: ReadonlyMap<string, string>
  readonly #constants = new Map<Address, string>()
  readonly #taken = new Set<string>()

  constructor({ names }: Pick<ProofPlan, 'names'>) {
    this.#names = new Map(names)
  }

  /** As it is written in Solidity. */
  readonly words = (address: Address): string => {
    const key = address.toLowerCase() as Address
    const known = this.#constants.get(key)
    if (known !== undefined) return `At.${known}`
    const name = this.#names.get(key)
    // Small numbers are no accounts: address(0), precompiles.
    if (name === undefined || BigInt(key) < 1n << 32n) return addressLiteral(key)
    const base = key === ATTACKER_CONTRACT ? 'ATTACKER_CONTRACT' : constantName(name)
    let constant = base
    for (let i = 2; this.#taken.has(constant); i++) constant = `${base}_${i}`
    this.#taken.add(constant)
    this.#constants.set(key, constant)
    return `At.${constant}`
  }

  /** What a reader calls it. */
  readonly nameOf = (address: Address): string =>
    commentText(this.#names.get(address.toLowerCase()) ?? addressLiteral(address))

  /** The library, when everything else is written. */
  library(): string {
    const lines = [...this.#constants].map(
      ([address, constant]) => `    address internal constant ${constant} = ${addressLiteral(address)};`,
    )
    return ['/// Who is where after setUp().', 'library At {', ...lines, '}'].join('\n')
  }
}
