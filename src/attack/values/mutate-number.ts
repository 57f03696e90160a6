import type { AbiType } from '../../project/abi/types.ts'
import { lowBits } from '../../primitives/bits.ts'
import type { Prng } from '../../primitives/prng.ts'
import type { Dictionary } from './dictionary.ts'
import { generateInt, generateUint } from './generate-number.ts'

/** Distance of a small step, at most. */
export const STEP_MAX = 35

const TEN = 10n
const DECIMAL_STEPS: readonly bigint[] = [10n ** 6n, 10n ** 18n, 10n ** 8n, 10n ** 3n]

/** A number of the type near the given one, in one of many senses of near. */
export function mutateNumber(
  type: AbiType & { kind: 'uint' | 'int' },
  value: bigint,
  prng: Prng,
  dictionary: Dictionary,
): bigint {
  const changed = change(type, value, prng, dictionary)
  // Around the end of the range, as the machine itself goes.
  return type.kind === 'uint' ? lowBits(type.bits, changed) : BigInt.asIntN(type.bits, changed)
}

function change(
  type: AbiType & { kind: 'uint' | 'int' },
  value: bigint,
  prng: Prng,
  dictionary: Dictionary,
): bigint {
  switch (prng.nextBelow(16)) {
    case 0:
    case 1:
      return value + 1n
    case 2:
    case 3:
      return value - 1n
    case 4:
    case 5: {
      const step = BigInt(1 + prng.nextBelow(STEP_MAX))
      return prng.nextBelow(2) === 0 ? value + step : value - step
    }
    case 6:
      return value * 2n
    case 7:
      return value / 2n
    case 8:
      // The complement within the type: what is left to the largest number.
      return type.kind === 'int' ? -value : ~value
    case 9:
      return value ^ (1n << BigInt(prng.nextBelow(type.bits)))
    case 10:
      return prng.nextBelow(2) === 0 ? value * TEN : value / TEN
    case 11: {
      const step = DECIMAL_STEPS[prng.nextBelow(DECIMAL_STEPS.length)]! * BigInt(1 + prng.nextBelow(10))
      return prng.nextBelow(2) === 0 ? value + step : value - step
    }
    case 12:
    case 13: {
      const known = dictionary.pickNumber(prng, 256) ?? 1n
      const drawn = prng.nextBelow(4)
      return drawn < 2 ? known : drawn === 2 ? value + known : value - known
    }
    case 14: {
      // Up to that many percent of itself, in either direction.
      const part = (value * BigInt(1 + prng.nextBelow(100))) / 100n
      return prng.nextBelow(2) === 0 ? value + part : value - part
    }
    default:
      return type.kind === 'uint'
        ? generateUint(type.bits, prng, dictionary)
        : generateInt(type.bits, prng, dictionary)
  }
}
