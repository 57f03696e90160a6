// Users who let contracts of the protocol take their tokens, and what was taken of that for nothing. No finding by itself, as nobody has it
// yet, or whoever took it may owe something for it; but where it can be done a theft is near.

import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { LEDGER, PENDING } from '../../world/attacker/attacker.ts'
import { PENDING_STATES } from '../../world/attacker/pending-ledger.ts'
import { ALLOWANCE } from '../../world/survey/standard-functions.ts'
import { readByCall } from '../../world/survey/storage-reads.ts'
import type { Scene } from './scene.ts'

/** Accounts and tokens that are looked at. */
const PREY_MAX = 12

type Owner = {
  readonly account: Address
  readonly had: readonly bigint[]
  readonly allowed: readonly number[]
}

export class Prey {
  readonly #scene: Scene
  readonly #owners: readonly Owner[]

  /** The present state is the one after the setup. */
  constructor(scene: Scene) {
    this.#scene = scene
    const { survey, holdings, others, world } = scene
    const contracts = new Set(survey.contracts.map(({ address }) => address))
    const spenders = survey.contracts.flatMap(({ origin, address }) =>
      origin === 'protocol' ? [address] : [],
    )
    this.#owners = others
      .filter((account) => !contracts.has(account))
      .map((account): Owner => {
        const had = survey.assets.map((_, asset) => holdings.amountOf(asset, account))
        const allowed = survey.assets.flatMap((which, asset) => {
          if (which.kind !== 'erc20' || had[asset] === 0n) return []
          const isAllowed = spenders.some((spender) => {
            const call = encodeCall(ALLOWANCE, [account, spender])
            return spender !== which.address && (readByCall(world.machine, which.address, call) ?? 0n) > 0n
          })
          return isAllowed ? [asset] : []
        })
        return { account, had, allowed }
      })
      .filter(({ allowed }) => allowed.length > 0)
      .slice(0, PREY_MAX)
  }

  /** Sum of the parts that owners have less of a token, in so many units for all of it, of owners who got nothing else. */
  taken(unit: bigint): bigint {
    const { holdings, survey, world } = this.#scene
    let sum = 0n
    for (const { account, had, allowed } of this.#owners) {
      for (const asset of allowed) {
        const before = had[asset]!
        const less = before - holdings.amountOf(asset, account)
        if (less <= 0n || world.machine.getStorage(LEDGER, PENDING) !== PENDING_STATES.none) continue
        const isPaid = survey.assets.some((_, other) => holdings.amountOf(other, account) > had[other]!)
        if (!isPaid) sum += (less * unit) / before
      }
    }
    return sum
  }

  /** Reads by code what is looked at. */
  touch(): void {
    for (const { account, allowed } of this.#owners)
      for (const asset of allowed) this.#scene.amountByCall(asset, account)
  }
}
