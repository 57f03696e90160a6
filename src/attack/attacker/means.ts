// What the attacker may do besides calling the protocol: say how its contract behaves from now on, and write into a storage that
// its code is lent. Offered where it may make a difference: each of them takes calls from everything else.

import { type Fork, isAtLeast } from '../../evm/forks.ts'
import type { Address } from '../../evm/types.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { templateBytes } from '../../project/bytecode-template.ts'
import { asksCodeOfCaller, DELEGATECALL, ORIGIN, usesOpcode } from '../../project/uses-opcode.ts'
import { ATTACKER_CONTRACT, ATTACKER_NEWBORN } from '../../world/attacker/attacker.ts'
import { BORROWED_STORAGE, WRITE } from '../../world/attacker/borrowed-storage.ts'
import { CONDUCTS, DELEGATE } from '../../world/attacker/conduct.ts'
import type { Survey } from '../../world/survey/types.ts'
import type { TargetFunction } from '../types.ts'

/**
 * Functions of the attacker's own, numbered from `first`, if the test says what must hold: it may call what it finds, and find the
 * contract there.
 * @param teller who tells the contract how to behave
 */
export function ownFunctions(
  survey: Survey,
  { first, teller, fork }: { readonly first: number; readonly teller: Address; readonly fork: Fork },
): readonly TargetFunction[] {
  const protocol = survey.contracts.filter(({ origin }) => origin === 'protocol')
  const [victim] = protocol
  if (victim === undefined) return []
  const uses = (opcode: number): boolean =>
    protocol.some(({ artifact }) => usesOpcode(templateBytes(artifact.runtime), opcode))
  const offered: readonly (readonly [AbiFunction, Address, Address])[] = [
    ...CONDUCTS.map((abi) => [abi, ATTACKER_CONTRACT, teller] as const),
    // Who asks whether its caller is the origin wants an account without code.
    ...(isAtLeast(fork, 'prague') && uses(ORIGIN) ? [[DELEGATE, ATTACKER_CONTRACT, teller] as const] : []),
    ...(uses(DELEGATECALL) ? [[WRITE, BORROWED_STORAGE, ATTACKER_CONTRACT] as const] : []),
  ]
  const artifact = { ...victim.artifact, id: 'attacker:AttackerContract', name: 'AttackerContract' }
  return offered.map(([abi, to, sender], i) => ({
    index: first + i,
    to,
    artifact,
    abi,
    senders: [sender],
    isTest: false,
  }))
}

/** Senders besides accounts and contract: one that has no code yet, where somebody asks who has. */
export function furtherSenders({ contracts }: Survey): readonly Address[] {
  const asks = contracts.some(({ origin, artifact }) => {
    const code = templateBytes(artifact.runtime)
    return origin === 'protocol' && (asksCodeOfCaller(code) || usesOpcode(code, ORIGIN))
  })
  return asks ? [ATTACKER_NEWBORN] : []
}
