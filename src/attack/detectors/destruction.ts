// Destruction: a contract of the protocol has lost its code, or ran code of the attacker as its own.

import type { Address } from '../../evm/types.ts'
import { BORROWED_CODE, LEDGER } from '../../world/attacker/attacker.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { IMPLEMENTATION } from '../../world/survey/standard-functions.ts'
import { readByCall } from '../../world/survey/storage-reads.ts'
import type { Scene } from './scene.ts'
import { StatelessTools } from './stateless-tools.ts'
import type { Detector } from './types.ts'

export function destruction(scene: Scene): Detector {
  const { machine } = scene.world
  // A proxy's code is at its implementation: both are of the protocol.
  const contracts = new Set<Address>()
  for (const { address, origin, implementation } of scene.survey.contracts) {
    if (origin !== 'protocol') continue
    contracts.add(address)
    if (implementation !== undefined) contracts.add(implementation)
  }
  const hashOf = (address: Address): bigint => machine.getCodeHash(address)
  const without = hashOf(NOBODY)
  const whole = [...contracts].filter((address) => hashOf(address) !== without)
  const stateless = new StatelessTools(scene)
  const pointers = implementationGetters(scene)
  const byNumber = new Map(
    [...contracts].flatMap((address): [bigint, Address][] =>
      stateless.includes(address) ? [] : [[BigInt(address), address]],
    ),
  )
  return {
    name: 'destruction',
    rule:
      'A contract of the protocol that had code has none, or ran code of the attacker by DELEGATECALL and had something to lose; ' +
      'or a proxy is its own implementation.',
    judge: () => {
      const borrower = byNumber.get(machine.getStorage(LEDGER, BORROWED_CODE))
      if (borrower !== undefined) {
        const name = scene.nameOf(borrower)
        const words = `${name} ran the attacker's code as its own`
        return {
          words,
          details: `${words}, by DELEGATECALL: that code could have done anything with ${name}.`,
          evidence: { kind: 'borrowed code', address: borrower },
        }
      }
      for (const address of whole) {
        if (hashOf(address) !== without) continue
        const words = `${scene.nameOf(address)} has no code any more`
        return {
          words,
          details: `${words}: calls of it succeed and do nothing.`,
          evidence: { kind: 'no code', address },
        }
      }
      for (const address of pointers) {
        if (readByCall(machine, address, IMPLEMENTATION_CALL) !== BigInt(address)) continue
        const words = `${scene.nameOf(address)} is its own implementation`
        return {
          words,
          details: `${words}: what it passes on comes back to it, and none of it works.`,
          evidence: { kind: 'answer', to: address, data: IMPLEMENTATION_CALL },
        }
      }
      return undefined
    },
    // Codes are watched by everybody.
    touch: () => {
      scene.trials.touchSlots(LEDGER, [BORROWED_CODE])
      for (const address of pointers) readByCall(machine, address, IMPLEMENTATION_CALL)
    },
  }
}

/** Contracts of the protocol that say what their implementation is, and it is another contract. */
function implementationGetters({ survey, world: { machine } }: Scene): readonly Address[] {
  return survey.contracts
    .filter(({ origin, artifact, address }) => {
      if (
        origin !== 'protocol' ||
        artifact.abi.functions.every(({ selector }) => selector !== IMPLEMENTATION.selector)
      )
        return false
      const said = readByCall(machine, address, IMPLEMENTATION_CALL) ?? 0n
      return said !== BigInt(address) && said !== 0n
    })
    .map(({ address }) => address)
}

const IMPLEMENTATION_CALL = encodeCall(IMPLEMENTATION, [])

/** Has no code, ever. */
const NOBODY: Address = '0x0000000000000000000000000000000000000000'
