// Small changes of values that were worth keeping. Nothing that is given is changed: what stays the same is shared.

import type { Address } from '../../evm/types.ts'
import type { AbiFunction, AbiType, AbiValue } from '../../project/abi/types.ts'
import type { Prng } from '../../primitives/prng.ts'
import { cutsTexts, neighboursIn, withMovedBorder } from './borders.ts'
import { generateAddress, generateValue, payloadInto } from './generate-value.ts'
import { typesOf } from '../../project/abi/layout.ts'
import { isSameType } from '../../project/abi/same-type.ts'
import { mutateBytes, mutateFixedBytes } from './mutate-bytes.ts'
import { mutateNumber } from './mutate-number.ts'
import type { ValuePools } from './value-pools.ts'

/** Elements that an array may grow to. */
const GROWN_ELEMENTS_MAX = 64

const TEXT_CHARACTERS_MAX = 1_024

/**
 * A value of the same type that differs a little; rarely it is the same. Valid for `encodeArguments` if the given one is.
 */
export function mutateValue(type: AbiType, value: AbiValue, prng: Prng, pools: ValuePools): AbiValue {
  switch (type.kind) {
    case 'uint':
    case 'int':
      return mutateNumber(type, value as bigint, prng, pools.dictionary)
    case 'bool':
      return value !== true
    case 'address':
      return mutateAddress(value as Address, prng, pools)
    case 'fixedBytes':
    case 'function':
      return prng.nextBelow(3) === 0
        ? generateValue(type, prng, pools)
        : mutateFixedBytes(value as Uint8Array, prng, pools.dictionary)
    case 'bytes':
      return prng.nextBelow(4) === 0
        ? generateValue(type, prng, pools)
        : mutateBytes(value as Uint8Array, prng, pools.dictionary)
    case 'string':
      return mutateText(value as string, prng, pools)
    case 'array':
      return mutateArray(type, value as readonly AbiValue[], prng, pools)
    case 'tuple': {
      const members = value as readonly AbiValue[]
      if (members.length === 0) return members
      const index = prng.nextBelow(members.length)
      return members.with(index, mutateValue(type.components[index]!.type, members[index]!, prng, pools))
    }
  }
}

/**
 * Arguments of a function with one or two changed: anew, a little, or to be the same as another argument of its type.
 */
export function mutateArguments(
  fn: AbiFunction,
  values: readonly AbiValue[],
  prng: Prng,
  pools: ValuePools,
): AbiValue[] {
  const changed = [...values]
  if (changed.length === 0) return changed
  if (pools.payload !== undefined && prng.nextBelow(6) === 0) {
    const types = typesOf(fn.inputs)
    const loaded = payloadInto(types, values, prng, pools)
    if (loaded !== undefined) return loaded
  }
  if (pools.own !== undefined) {
    const types = typesOf(fn.inputs)
    const moved = hasNeighbours(types, prng) ? withMovedBorder(types, values, prng, pools) : undefined
    if (moved !== undefined) return moved
  }
  const count = changed.length > 1 && prng.nextBelow(3) === 0 ? 2 : 1
  for (let round = 0; round < count; round++) {
    const index = prng.nextBelow(changed.length)
    const { type } = fn.inputs[index]!
    const drawn = prng.nextBelow(16)
    const twin = drawn < 2 ? otherOfSameType(fn, index, prng) : undefined
    if (twin !== undefined) changed[index] = changed[twin]!
    else if (drawn < 5) changed[index] = generateValue(type, prng, pools)
    else changed[index] = mutateValue(type, changed[index]!, prng, pools)
  }
  return changed
}

/** Texts that stand side by side are written down as one, mostly; lists of one length belong together, mostly. */
function hasNeighbours(types: readonly AbiType[], prng: Prng): boolean {
  return neighboursIn(types).length > 0 && prng.nextBelow(cutsTexts(types) ? 3 : 8) === 0
}

function otherOfSameType(fn: AbiFunction, index: number, prng: Prng): number | undefined {
  const { inputs } = fn
  const start = prng.nextBelow(inputs.length)
  for (let step = 0; step < inputs.length; step++) {
    const other = (start + step) % inputs.length
    if (other !== index && isSameType(inputs[other]!.type, inputs[index]!.type)) return other
  }
  return undefined
}

function mutateAddress(address: Address, prng: Prng, pools: ValuePools): Address {
  // Drawn again if it is the same: there are few known ones.
  const first = generateAddress(prng, pools)
  return first === address ? generateAddress(prng, pools) : first
}

function mutateText(text: string, prng: Prng, pools: ValuePools): AbiValue {
  if (text === '' || prng.nextBelow(3) === 0) return generateValue({ kind: 'string' }, prng, pools)
  const at = prng.nextBelow(text.length)
  switch (prng.nextBelow(4)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(0, at) + text.slice(at + 1)
    case 2:
      return text.length > TEXT_CHARACTERS_MAX / 2 ? text.slice(at) : text + text
    default:
      return text.slice(0, at) + String.fromCharCode(0x20 + prng.nextBelow(95)) + text.slice(at + 1)
  }
}

function mutateArray(
  type: AbiType & { kind: 'array' },
  values: readonly AbiValue[],
  prng: Prng,
  pools: ValuePools,
): AbiValue {
  const { element, length } = type
  const count = values.length
  const isFixed = length !== undefined
  if (count === 0) return isFixed ? values : [generateValue(element, prng, pools)]
  const index = prng.nextBelow(count)
  const canGrow = !isFixed && count < GROWN_ELEMENTS_MAX
  switch (prng.nextBelow(8)) {
    case 0:
      if (canGrow) return values.toSpliced(prng.nextBelow(count + 1), 0, generateValue(element, prng, pools))
      break
    case 1:
      if (!isFixed) return values.toSpliced(index, 1)
      break
    case 2:
      // The same element twice: beside itself, or in the place of another.
      if (canGrow) return values.toSpliced(index, 0, values[index]!)
      return values.with(index, values[prng.nextBelow(count)]!)
    case 3: {
      const other = prng.nextBelow(count)
      return values.with(index, values[other]!).with(other, values[index]!)
    }
    case 4:
      if (!isFixed && count > 1) return values.slice(0, index)
      break
    default:
      break
  }
  return values.with(index, mutateValue(element, values[index]!, prng, pools))
}
