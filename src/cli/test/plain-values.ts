// Values as forge's own fuzzer draws most of them: numbers of any length in bits, addresses and bytes of noise. Tests are
// written with these in mind: what vm.assume refuses is rare among them.

import type { Prng } from '../../primitives/prng.ts'
import type { AbiType, AbiValue } from '../../project/abi/types.ts'

const ELEMENTS_MAX = 16
const BYTES_MAX = 128
const TEXT_MAX = 32
// Printable ASCII, and one in four anything else of the first plane below the surrogates.
const ASCII_FIRST = 32
const ASCII_COUNT = 95
const PLANE_COUNT = 0xd7ff

/**
 * One value of each type. Arrays of fixed length have their length, however long.
 * @param words numbers are taken from these if there are any: values of the state are mostly ones that a test takes
 */
export function plainValues(
  types: readonly AbiType[],
  prng: Prng,
  words: readonly bigint[] = [],
): AbiValue[] {
  return types.map((type) => plainValue(type, prng, words))
}

function plainValue(type: AbiType, prng: Prng, words: readonly bigint[]): AbiValue {
  switch (type.kind) {
    case 'uint':
      return number(type.bits, prng, words)
    case 'int': {
      const size = number(type.bits - 1, prng, words)
      return prng.nextBelow(2) === 0 ? size : -size
    }
    case 'bool':
      return prng.nextBelow(2) === 1
    case 'address':
      return `0x${prng.nextBigInt(160).toString(16).padStart(40, '0')}`
    case 'fixedBytes':
      return noise(type.size, prng)
    case 'function':
      return noise(24, prng)
    case 'bytes':
      return noise(prng.nextBelow(BYTES_MAX + 1), prng)
    case 'string':
      return text(prng.nextBelow(TEXT_MAX + 1), prng)
    case 'array': {
      const length = type.length ?? prng.nextBelow(ELEMENTS_MAX + 1)
      return Array.from({ length }, () => plainValue(type.element, prng, words))
    }
    case 'tuple':
      return plainValues(
        type.components.map((component) => component.type),
        prng,
        words,
      )
  }
}

function number(bits: number, prng: Prng, words: readonly bigint[]): bigint {
  const word = words.length === 0 ? undefined : words[prng.nextBelow(words.length)]
  return word === undefined ? plainNumber(bits, prng) : BigInt.asUintN(bits, word)
}

// Every length in bits is as likely as any other; one in ten is next to an end of the range.
function plainNumber(bits: number, prng: Prng): bigint {
  if (prng.nextBelow(10) > 0) return prng.nextBigInt(prng.nextBelow(bits + 1))
  const step = BigInt(prng.nextBelow(4))
  return prng.nextBelow(2) === 0
    ? BigInt.asUintN(bits, step)
    : (1n << BigInt(bits)) - 1n - BigInt.asUintN(bits, step)
}

function noise(length: number, prng: Prng): Uint8Array {
  return Uint8Array.from({ length }, () => prng.nextBelow(256))
}

function text(length: number, prng: Prng): string {
  let out = ''
  for (let index = 0; index < length; index++) {
    const isAscii = prng.nextBelow(4) > 0
    out += String.fromCodePoint(
      isAscii ? ASCII_FIRST + prng.nextBelow(ASCII_COUNT) : prng.nextBelow(PLANE_COUNT),
    )
  }
  return out
}
