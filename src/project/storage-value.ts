// Values as they stand packed in a storage word (solc documentation, "Layout of State Variables in Storage").

import { bigIntToBytes32 } from '../primitives/bytes.ts'
import { decodeWord } from './abi/decode.ts'
import type { AbiType, AbiValue } from './abi/types.ts'
import type { StorageLayout } from './types.ts'

type StorageType = StorageLayout['types'][string]

const WORD: AbiType = { kind: 'uint', bits: 256 }
const ADDRESS: AbiType = { kind: 'address' }

/**
 * The type to show a storage type as; undefined for mappings, whose own slot holds nothing. For an array it is that of its
 * length. A user-defined value type is shown as a number: the layout does not say what it is made of.
 */
export function abiTypeOfStorage(typeId: string, type: StorageType): AbiType | undefined {
  if (type.encoding === 'mapping') return undefined
  if (type.encoding === 'dynamic_array') return WORD
  if (type.encoding === 'bytes') return { kind: type.label === 'string' ? 'string' : 'bytes' }
  const bytes = Number(type.numberOfBytes)
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > 32) return undefined
  const { label } = type
  if (label === 'bool') return { kind: 'bool' }
  if (label.startsWith('address') || label.startsWith('contract ') || typeId.startsWith('t_contract'))
    return ADDRESS
  if (/^bytes\d+$/.test(label)) return { kind: 'fixedBytes', size: bytes }
  if (/^int\d*$/.test(label)) return { kind: 'int', bits: 8 * bytes }
  if (typeId.startsWith('t_function_external') && bytes === 24) return { kind: 'function' }
  return { kind: 'uint', bits: 8 * bytes }
}

/**
 * The value that stands in `bytes` bytes of a word, `offset` bytes from its low end. A text or byte string of more than 31
 * bytes stands elsewhere: then it is the length, as a number.
 */
export function wordValue(type: AbiType, word: bigint, offset: number, bytes: number): AbiValue {
  if (type.kind === 'string' || type.kind === 'bytes') return shortBytes(type.kind, word)
  const part = BigInt.asUintN(8 * bytes, word >> BigInt(8 * offset))
  const isLeft = type.kind === 'fixedBytes' || type.kind === 'function'
  return decodeWord(type, isLeft ? part << BigInt(8 * (32 - bytes)) : part)
}

function shortBytes(kind: 'string' | 'bytes', word: bigint): AbiValue {
  if ((word & 1n) === 1n) return (word - 1n) / 2n
  const length = Math.min(Number((word & 0xffn) / 2n), 31)
  const bytes = bigIntToBytes32(word).slice(0, length)
  return kind === 'bytes' ? bytes : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}
