// vm.toString, vm.parse* and the other cheatcodes on text. From crates/cheatcodes/src/{string,base64,version}.rs and
// utils.rs of foundry. Texts count in UTF-8 bytes there.

import { keccak_256 } from '@noble/hashes/sha3.js'
import { concatBytes } from '../../../primitives/bytes.ts'
import type { AbiType, AbiValue } from '../../../project/abi/types.ts'
import { type CheatRun, type CheatTable, CheatcodeError } from '../context.ts'
import { formatValue } from './format-units.ts'
import { parseText } from './parse-text.ts'
import { ADDRESS, BOOL, BYTES, BYTES32, bytesOf, INT256, textOf, UINT256, utf8 } from './values.ts'

const NOT_FOUND = (1n << 256n) - 1n
const BASE64_CHUNK = 0x8000

export const stringCheats: CheatTable = {
  'toString(address)': show('address'),
  'toString(bytes)': show('bytes'),
  'toString(bytes32)': show('bytes32'),
  'toString(bool)': show('bool'),
  'toString(uint256)': show('uint256'),
  'toString(int256)': show('int256'),
  'parseBytes(string)': parse(BYTES),
  'parseAddress(string)': parse(ADDRESS),
  'parseUint(string)': parse(UINT256),
  'parseInt(string)': parse(INT256),
  'parseBytes32(string)': parse(BYTES32),
  'parseBool(string)': parse(BOOL),
  'toLowercase(string)': (_, [input]) => [textOf(input).toLowerCase()],
  'toUppercase(string)': (_, [input]) => [textOf(input).toUpperCase()],
  'trim(string)': (_, [input]) => [textOf(input).trim()],
  'replace(string,string,string)': (_, [input, from, to]) => [
    joined(split(textOf(input), textOf(from)), textOf(to)),
  ],
  'split(string,string)': (_, [input, delimiter]) => [split(textOf(input), textOf(delimiter))],
  'indexOf(string,string)': (_, [input, key]) => {
    const index = textOf(input).indexOf(textOf(key))
    return [index < 0 ? NOT_FOUND : BigInt(utf8(textOf(input).slice(0, index)).length)]
  },
  'contains(string,string)': (_, [subject, search]) => [textOf(subject).includes(textOf(search))],
  'toBase64(bytes)': (_, [data]) => [base64(bytesOf(data))],
  'toBase64(string)': (_, [data]) => [base64(utf8(textOf(data)))],
  'toBase64URL(bytes)': (_, [data]) => [urlSafe(base64(bytesOf(data)))],
  'toBase64URL(string)': (_, [data]) => [urlSafe(base64(utf8(textOf(data))))],
  'ensNamehash(string)': (_, [name]) => [namehash(textOf(name))],
}

function show(type: string): CheatRun {
  return (_, [value]) => [formatValue(type, value as AbiValue)]
}

function parse(type: AbiType): CheatRun {
  return (_, [text]) => [parseText(textOf(text), type)]
}

/** @throws CheatcodeError instead of filling the memory. */
function joined(parts: readonly string[], between: string): string {
  const length = parts.reduce((sum, part) => sum + part.length, 0) + between.length * (parts.length - 1)
  if (length > RESULT_MAX)
    throw new CheatcodeError(`the result would have ${length} characters; at most ${RESULT_MAX} are made`)
  return parts.join(between)
}

/** As Rust's `split`: an empty delimiter also matches at both ends, and never inside a character. */
function split(text: string, delimiter: string): string[] {
  const parts = delimiter === '' ? ['', ...text, ''] : text.split(delimiter)
  if (parts.length > PARTS_MAX)
    throw new CheatcodeError(`the text falls into ${parts.length} parts; at most ${PARTS_MAX} are made`)
  return parts
}

function base64(bytes: Uint8Array): string {
  let binary = ''
  // In parts: arguments of a call are limited.
  for (let at = 0; at < bytes.length; at += BASE64_CHUNK)
    binary += String.fromCharCode(...bytes.subarray(at, at + BASE64_CHUNK))
  return btoa(binary)
}

function urlSafe(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_')
}

/** ERC-137, on the name as it is: nothing is normalised (ENSIP-15). */
function namehash(name: string): Uint8Array {
  let node: Uint8Array = new Uint8Array(32)
  if (name === '') return node
  const labels = name.split('.')
  if (labels.length > LABELS_MAX)
    throw new CheatcodeError(`the name has ${labels.length} labels; at most ${LABELS_MAX} are hashed`)
  for (const label of labels.toReversed()) node = keccak_256(concatBytes(node, keccak_256(utf8(label))))
  return node
}

/** Characters and parts that a cheatcode may make of a text. */
const RESULT_MAX = 1 << 25
const PARTS_MAX = 1 << 20
const LABELS_MAX = 65_536
