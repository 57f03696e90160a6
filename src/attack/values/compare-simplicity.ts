// Which of two values is simpler. Shrinking goes from one value to a simpler one only, and every such way ends: numbers go
// towards 0, lists and byte strings get shorter, or of the same length and simpler from the left.

import { compareBytes } from '../../primitives/bytes.ts'
import type { AbiType, AbiValue } from '../../project/abi/types.ts'

/** Accounts from the simplest on; those that are not in it are the least simple. Lower case. */
export type AddressOrder = readonly string[]

/**
 * Negative if `left` is simpler, positive if `right` is, 0 if they are equal. A well-founded order: there is no endless sequence
 * of ever simpler values.
 */
export function compareSimplicity(
  type: AbiType,
  left: AbiValue,
  right: AbiValue,
  order: AddressOrder = [],
): number {
  switch (type.kind) {
    case 'uint':
    case 'int':
      return compareNumbers(left as bigint, right as bigint)
    case 'bool':
      return Number(left) - Number(right)
    case 'address':
      return compareAddresses(left as string, right as string, order)
    case 'fixedBytes':
    case 'function':
      return compareByteStrings(left as Uint8Array, right as Uint8Array)
    case 'bytes':
      return compareByteStrings(left as Uint8Array, right as Uint8Array)
    case 'string':
      return compareTexts(left as string, right as string)
    case 'array':
      return compareLists(
        () => type.element,
        left as readonly AbiValue[],
        right as readonly AbiValue[],
        order,
      )
    case 'tuple':
      return compareLists(
        (index) => type.components[index]!.type,
        left as readonly AbiValue[],
        right as readonly AbiValue[],
        order,
      )
  }
}

function compareLists(
  typeAt: (index: number) => AbiType,
  left: readonly AbiValue[],
  right: readonly AbiValue[],
  order: AddressOrder,
): number {
  if (left.length !== right.length) return left.length - right.length
  for (let index = 0; index < left.length; index++) {
    const difference = compareSimplicity(typeAt(index), left[index]!, right[index]!, order)
    if (difference !== 0) return difference
  }
  return 0
}

/** By size; of two numbers of one size the positive one is simpler. */
function compareNumbers(left: bigint, right: bigint): number {
  const leftSize = left < 0n ? -left : left
  const rightSize = right < 0n ? -right : right
  if (leftSize !== rightSize) return leftSize < rightSize ? -1 : 1
  return left === right ? 0 : left > right ? -1 : 1
}

function compareAddresses(left: string, right: string, order: AddressOrder): number {
  if (left === right) return 0
  const leftRank = rankOf(left, order)
  const rightRank = rankOf(right, order)
  if (leftRank !== rightRank) return leftRank - rightRank
  return left < right ? -1 : 1
}

function rankOf(address: string, order: AddressOrder): number {
  const index = order.indexOf(address)
  return index === -1 ? order.length : index
}

/** By length, then by how many bytes are not zero, then as numbers. */
function compareByteStrings(left: Uint8Array, right: Uint8Array): number {
  if (left.length !== right.length) return left.length - right.length
  const difference = bytesSet(left) - bytesSet(right)
  return difference === 0 ? compareBytes(left, right) : difference
}

function bytesSet(bytes: Uint8Array): number {
  let count = 0
  for (const byte of bytes) if (byte !== 0) count++
  return count
}

/** By length, then by how many characters are not 'a', then by their codes. */
function compareTexts(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length
  const difference = otherCharacters(left) - otherCharacters(right)
  if (difference !== 0) return difference
  return left === right ? 0 : left < right ? -1 : 1
}

function otherCharacters(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index++) if (text[index] !== 'a') count++
  return count
}
