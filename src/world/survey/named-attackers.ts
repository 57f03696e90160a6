// Accounts that a setup names as somebody who attacks: what they have is what the attacker may begin with. Nobody is taken for
// one who takes part in the protocol or has a right in it: a player of a raffle has put something in, and may have it back.

import type { Address } from '../../evm/types.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { Observed } from './observed-calls.ts'
import { ownNumbers, type Scene } from './scene.ts'
import { APPROVE, SET_APPROVAL_FOR_ALL } from './standard-functions.ts'
import type { Gate, Position } from './types.ts'

/** The whole name, but for a number, an article, or what kind of account it is. */
const ATTACKER_NAME =
  /^(the|an?)?[\s_-]*(player|attacker|hacker|exploiter|adversary|malicious[\s_-]*(user|actor|account)?)[\s_-]*(eoa|account|address|addr)?[\s_-]*\d*$/i
/** More would take the search's calls from those that have means of their own. */
const ATTACKERS_MAX = 2

/** In order of their names' first mention. Asked after everything is known that an account may have in the protocol. */
export function namedAttackers(
  scene: Scene,
  {
    gates,
    positions,
    observed,
    hasProperties,
  }: {
    readonly gates: readonly Gate[]
    readonly positions: readonly Position[]
    readonly observed: Observed
    /** The test says what must hold: somebody whom the protocol only knows attacks nevertheless. */
    readonly hasProperties: boolean
  },
): readonly Address[] {
  const { world } = scene.experiments
  const named = [...world.labels].flatMap(([address, label]): Address[] => {
    const account = address.toLowerCase() as Address
    return ATTACKER_NAME.test(label.trim()) && scene.accounts.includes(account) ? [account] : []
  })
  const approvals = new Set<number | undefined>([APPROVE.selector, SET_APPROVAL_FOR_ALL.selector])
  const tookPart = (account: Address): boolean =>
    observed.calls.some(
      ({ isSetup, from, to, data }) =>
        isSetup &&
        from.toLowerCase() === account &&
        scene.protocol.some(({ address }) => address === to) &&
        !approvals.has(selectorIn(data)),
    ) ||
    gates.some(({ holder }) => holder === account) ||
    positions.some(({ owner }) => owner === account) ||
    (!hasProperties && isKnown(scene, account))
  return [...new Set(named)].filter((account) => !tookPart(account)).slice(0, ATTACKERS_MAX)
}

function isKnown(scene: Scene, account: Address): boolean {
  return (
    scene.protocol.some((contract) => scene.answersOf(contract).addresses.has(account)) ||
    scene.protocol.some(
      (contract) => !isToken(scene, contract.address) && ownNumbers(scene, contract, account).length > 0,
    )
  )
}

function isToken({ assets }: Scene, contract: Address): boolean {
  return assets.some((asset) => asset.kind !== 'ether' && asset.address === contract)
}
