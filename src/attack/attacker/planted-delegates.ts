// Code that works on the storage of whoever delegates to it may take for its first number what the other takes for the account that it
// delegates to. Calls that would put the attacker's contract there.

import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { hasOpcode } from '../../world/survey/has-opcode.ts'
import type { Call, TargetFunction } from '../types.ts'

const DELEGATECALL = 0xf4
const ADDRESS_BITS = 160
const CALLS_MAX = 32

/** One call of each function that takes a number and nothing else, of contracts that delegate. */
export function plantedDelegates(
  functions: readonly TargetFunction[],
  machine: Machine,
  from: Address,
): readonly Call[] {
  const delegates = new Map<Address, boolean>()
  const isDelegating = (address: Address): boolean => {
    const known = delegates.get(address) ?? hasOpcode(machine.getCode(address), DELEGATECALL)
    delegates.set(address, known)
    return known
  }
  return functions
    .flatMap(({ index, to, abi }): Call[] => {
      const [type, ...more] = abi.inputs.map((each) => each.type)
      if (to === undefined || type?.kind !== 'uint' || type.bits < ADDRESS_BITS || more.length > 0) return []
      if (!isDelegating(to)) return []
      const data = encodeCall(abi, [BigInt(ATTACKER_CONTRACT)])
      return [{ target: index, to, from, value: 0n, data, seconds: 0, blocks: 0 }]
    })
    .slice(0, CALLS_MAX)
}
