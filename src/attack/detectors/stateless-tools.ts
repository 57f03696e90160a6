// Contracts that run whatever code they are given, and have nothing that it could take: scripts that a wallet runs, routers
// for one transaction.

import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { HONEST_USERS } from '../../world/honest-users.ts'
import { ALLOWANCE } from '../../world/survey/standard-functions.ts'
import { readByCall } from '../../world/survey/storage-reads.ts'
import type { Scene } from './scene.ts'

/** What an account may be asked for at most: a setup with more owners than this has allowed something to somebody. */
const QUESTIONS_MAX = 4_000

export class StatelessTools {
  readonly #addresses: ReadonlySet<Address>

  /** The present state is the one after the setup. */
  constructor(scene: Scene) {
    const { survey, world } = scene
    const needed = new Set<Address>([
      // Others run its code.
      ...survey.contracts.flatMap(({ implementation }) => implementation ?? []),
      ...survey.gates.map(({ holder }) => holder),
    ])
    const dump = world.machine.dump()
    const isTool = (address: Address): boolean =>
      !needed.has(address) &&
      (dump.get(address)?.storage.size ?? 0) === 0 &&
      survey.assets.every((_, asset) => scene.amountByCall(asset, address) === 0n) &&
      !isTrusted(scene, address)
    this.#addresses = new Set(
      survey.contracts.flatMap(({ address, origin }) =>
        origin === 'protocol' && isTool(address) ? [address] : [],
      ),
    )
  }

  includes(address: Address): boolean {
    return this.#addresses.has(address)
  }
}

/** Whether somebody of the setup has allowed it to take tokens. Honest users of ours allow everything to everybody. */
function isTrusted({ survey, others, world }: Scene, spender: Address): boolean {
  const tokens = survey.assets.flatMap((asset) => (asset.kind === 'erc20' ? [asset.address] : []))
  const owners = others.filter((owner) => !HONEST_USERS.includes(owner))
  if (tokens.length * owners.length > QUESTIONS_MAX) return true
  return tokens.some((token) =>
    owners.some((owner) => {
      const allowed = readByCall(world.machine, token, encodeCall(ALLOWANCE, [owner, spender]))
      return allowed !== undefined && allowed > 0n
    }),
  )
}
