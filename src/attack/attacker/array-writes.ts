// Elements of lists that lie where a contract keeps its first variables. Before Solidity 0.6 code could say how long a list is, also
// longer than it can be (`list.length--` of an empty one); then every slot of the storage is some element of the list.

import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32, bytesToBigInt } from '../../primitives/bytes.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { AbiType, AbiValue } from '../../project/abi/types.ts'
import { versionNumber } from '../../project/solidity/version-range.ts'
import type { Survey } from '../../world/survey/types.ts'
import type { Call, TargetFunction } from '../types.ts'

/** Lists that are variables of their own stand in the first slots; what they are good for overwriting does too. */
const LISTS = 8n
const VARIABLES = 2n
const WORD_BITS = 256
const CHANGEABLE_UNTIL = versionNumber('0.6.0')!

/** Which elements these are. Nothing where lists are only as long as they were made, or the compiler is not known. */
export function arrayNumbers({ contracts, gates }: Pick<Survey, 'contracts' | 'gates'>): readonly bigint[] {
  if (!contracts.some(({ artifact }) => isOld(artifact))) return []
  const slots = new Set<bigint>()
  for (let slot = 0n; slot < VARIABLES; slot++) slots.add(slot)
  for (const { slot } of gates) if (slot !== undefined) slots.add(slot.slot)
  const numbers: bigint[] = []
  for (let list = 0n; list < LISTS; list++) {
    const first = bytesToBigInt(keccak_256(bigIntToBytes32(list)))
    for (const slot of slots) numbers.push(BigInt.asUintN(WORD_BITS, slot - first))
  }
  return numbers
}

/** Calls that put the attacker there, of functions that take the number of an element and what it is to be. */
export function arrayWrites(
  numbers: readonly bigint[],
  functions: readonly TargetFunction[],
  from: Address,
): readonly Call[] {
  return functions.flatMap(({ index, to, abi, artifact }): Call[] => {
    const [element, word, ...more] = abi.inputs.map(({ type }) => type)
    if (to === undefined || element === undefined || word === undefined || more.length > 0) return []
    const value = asWord(word, from)
    if (element.kind !== 'uint' || element.bits !== WORD_BITS || value === undefined || !isOld(artifact))
      return []
    return numbers.map((number) => ({
      target: index,
      to,
      from,
      value: 0n,
      data: encodeCall(abi, [number, value]),
      seconds: 0,
      blocks: 0,
    }))
  })
}

/** An account as a word of this type; undefined if that holds none. */
function asWord(type: AbiType, account: Address): AbiValue | undefined {
  if (type.kind === 'address') return account
  if (type.kind === 'uint' && type.bits === WORD_BITS) return BigInt(account)
  return type.kind === 'fixedBytes' && type.size === 32 ? bigIntToBytes32(BigInt(account)) : undefined
}

function isOld({ compilerVersion }: TargetFunction['artifact']): boolean {
  const version = compilerVersion === undefined ? undefined : versionNumber(compilerVersion)
  return version !== undefined && version < CHANGEABLE_UNTIL
}
