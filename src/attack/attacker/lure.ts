// Somebody who has rights is lured into calling the attacker's contract: a claim, an airdrop, a link. Contracts that ask ORIGIN who
// it is, and not CALLER, then take the attacker for that one.

import type { Address } from '../../evm/types.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { templateBytes } from '../../project/bytecode-template.ts'
import { ORIGIN, usesOpcode } from '../../project/uses-opcode.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import type { Survey } from '../../world/survey/types.ts'
import type { World } from '../../world/types.ts'
import type { TargetFunction } from '../types.ts'

/** Accounts that are lured, at most. */
const LURED_MAX = 6

/** What is called: the attacker's contract does what it likes with any call, so it has no arguments, and it gets no ether. */
export const LURE: AbiFunction = {
  name: 'lure',
  signature: 'lure()',
  selector: 0,
  inputs: [],
  outputs: [],
  mutability: 'nonpayable',
}

const NOTHING = { value: 0n, data: new Uint8Array(0) }

/** The function, if somebody can be lured and it may make a difference. */
export function lureFunction(
  world: World,
  { contracts, actors }: Survey,
  index: number,
): TargetFunction | undefined {
  const asking = contracts.find(
    ({ origin, artifact }) => origin === 'protocol' && usesOpcode(templateBytes(artifact.runtime), ORIGIN),
  )
  const senders = actors
    .filter(({ address, kinds }) => kinds.length > 0 && isPerson(world, address))
    .map(({ address }) => address)
    .slice(0, LURED_MAX)
  if (asking === undefined || senders.length === 0) return undefined
  return {
    index,
    to: ATTACKER_CONTRACT,
    artifact: asking.artifact,
    abi: LURE,
    senders,
    isTest: false,
    fixed: NOTHING,
  }
}

function isPerson({ machine, test }: World, address: Address): boolean {
  return address === test.address || machine.getCode(address).length === 0
}
