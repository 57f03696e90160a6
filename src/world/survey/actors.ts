// Who there is in a world.

import type { Address } from '../../evm/types.ts'
import { accountNames } from '../describe/account-names.ts'
import { HONEST_USER_NAMES, HONEST_USERS } from '../honest-users.ts'
import type { Observed } from './observed-calls.ts'
import type { Scene } from './scene.ts'
import type { Actor, Gate, Position } from './types.ts'

type Kind = Actor['kinds'][number]
type Reason = { readonly kind: Kind | undefined; readonly why: string; readonly isSure: boolean }

const KINDS: readonly Kind[] = ['attacker', 'deployer', 'privileged', 'user']

/** Deployers, privileged accounts, users with something, those named as attackers, and accounts of which nothing is known. */
export function findActors(
  scene: Scene,
  {
    gates,
    positions,
    observed,
    attackers,
  }: {
    readonly gates: readonly Gate[]
    readonly positions: readonly Position[]
    readonly observed: Observed
    readonly attackers: readonly Address[]
  },
): readonly Actor[] {
  const { world } = scene.experiments
  const names = accountNames(world)
  const nameOf = (address: Address): string => {
    const ours = HONEST_USERS.indexOf(address)
    return ours < 0 ? names.nameOf(address) : HONEST_USER_NAMES[ours]!
  }
  const protocol = new Map(scene.contracts.map((contract) => [contract.address, contract.name]))
  const reasons = new Map<Address, Reason[]>()
  const add = (address: Address, reason: Reason): void => {
    // A contract of the world is no actor, the test contract is one.
    if (protocol.has(address)) return
    const list = reasons.get(address) ?? []
    if (list.every((each) => each.kind !== reason.kind)) list.push(reason)
    reasons.set(address, list)
  }
  add(world.test.address, { kind: 'deployer', why: 'deployed the contracts in its setup', isSure: true })
  for (const account of observed.deployers)
    add(account, { kind: 'deployer', why: 'created contracts in setUp()', isSure: true })
  for (const { holder, contract, getter, abi } of gates) {
    const where = protocol.get(contract) ?? names.nameOf(contract)
    const why = getter === undefined ? `may call ${where}.${abi.name}` : `${getter.name}() of ${where}`
    add(holder, { kind: 'privileged', why, isSure: true })
  }
  for (const { owner, contract } of positions)
    add(owner, {
      kind: 'user',
      why: `has a position in ${protocol.get(contract) ?? names.nameOf(contract)}`,
      isSure: true,
    })
  // Users of ours let every contract of the protocol take their tokens: what it does with that is theirs to lose.
  if (scene.assets.length > 1 && scene.protocol.length > 0)
    for (const user of HONEST_USERS)
      add(user, { kind: 'user', why: 'lets the protocol take its tokens', isSure: true })
  for (const account of attackers)
    add(account, {
      kind: 'attacker',
      why: 'named so by the setup, and has no part in the protocol',
      isSure: true,
    })
  const callers = observed.calls.filter(
    ({ isSetup, from }) => isSetup && from !== world.test.address && !attackers.includes(from),
  )
  for (const { from } of callers) add(from, { kind: 'user', why: 'sent calls in setUp()', isSure: true })
  for (const account of scene.accounts) {
    if (attackers.includes(account)) continue
    const held = scene.assets.findIndex(
      (asset, i) => asset.kind !== 'ether' && scene.holdings.amountOf(i, account) > 0n,
    )
    if (held >= 0) add(account, { kind: 'user', why: `has ${scene.assets[held]!.name}`, isSure: true })
    else if (!reasons.has(account))
      add(account, {
        kind: undefined,
        why: world.labels.has(account) ? 'named by the setup' : 'in storage, or in calls of the setup',
        isSure: false,
      })
  }
  return [...reasons].map(([address, list]): Actor => {
    const kinds = KINDS.filter((kind) => list.some((each) => each.kind === kind))
    return {
      address,
      name: nameOf(address),
      kinds,
      why: list.map(({ why }) => why).join('; '),
      isSure: list.some(({ isSure }) => isSure),
    }
  })
}
