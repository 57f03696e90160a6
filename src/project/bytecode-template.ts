// Reading compiled bytecode out of an artifact, and comparing it with code that has its blanks filled in.

import type { JsonObject } from './read-file.ts'
import { fieldOf, isObject } from './read-file.ts'
import type { BytecodeTemplate, ImmutableReference, LinkReference } from './types.ts'

/** Bytes of an address in bytecode. */
export const LINK_BYTES = 20

// The compiler ends code with CBOR that says where the metadata is, and its length in two bytes
// (https://docs.soliditylang.org/en/latest/metadata.html#encoding-of-the-metadata-hash-in-the-bytecode). A map of one
// to four entries, well below this many bytes.
const METADATA_BYTES_MAX = 256
const CBOR_MAP_FIRST = 0xa1
const CBOR_MAP_LAST = 0xa4

// A library begins by pushing the address it was deployed at: PUSH20 0 ADDRESS EQ. Deploying fills it in.
const LIBRARY_HEAD = `73${'00'.repeat(LINK_BYTES)}3014`

/**
 * A template from the three things that every compiler output has.
 * @param object hex with or without 0x, placeholders in it
 * @param linkReferences `{ file: { library: [{ start, length }] } }`
 */
export function createTemplate(
  object: unknown,
  linkReferences: unknown,
  sourceMap: unknown,
): BytecodeTemplate {
  const hex = typeof object === 'string' ? object : ''
  return {
    object: hex.startsWith('0x') ? hex.slice(2) : hex,
    links: linksOf(linkReferences),
    sourceMap: typeof sourceMap === 'string' ? sourceMap : '',
  }
}

/** The links of a template name libraries as ContractArtifact.id does: by path from the root. */
export function templateOf(code: JsonObject, pathOf: (sourceName: string) => string): BytecodeTemplate {
  return withPaths(
    createTemplate(fieldOf(code, 'object'), fieldOf(code, 'linkReferences'), fieldOf(code, 'sourceMap')),
    pathOf,
  )
}

/** The template with libraries named by path instead of by the compiler's source name. */
export function withPaths(
  template: BytecodeTemplate,
  pathOf: (sourceName: string) => string,
): BytecodeTemplate {
  if (template.links.length === 0) return template
  const links = template.links.map(({ library, start }) => {
    const colon = library.lastIndexOf(':')
    return { library: `${pathOf(library.slice(0, colon))}${library.slice(colon)}`, start }
  })
  return { ...template, links }
}

/** `{ astId: [{ start, length }] }` as a list in order; what does not look like that is left out. */
export function immutablesOf(references: unknown): ImmutableReference[] {
  const found: ImmutableReference[] = []
  if (!isObject(references)) return found
  for (const places of Object.values(references)) found.push(...placesOf(places))
  return found.sort((left, right) => left.start - right.start)
}

function linksOf(references: unknown): LinkReference[] {
  const found: LinkReference[] = []
  if (!isObject(references)) return found
  for (const [file, libraries] of Object.entries(references)) {
    if (!isObject(libraries)) continue
    for (const [name, places] of Object.entries(libraries))
      for (const { start } of placesOf(places)) found.push({ library: `${file}:${name}`, start })
  }
  return found.sort((left, right) => left.start - right.start)
}

function placesOf(places: unknown): ImmutableReference[] {
  if (!Array.isArray(places)) return []
  return (places as unknown[]).filter(isObject).flatMap(placeOf)
}

function placeOf(place: JsonObject): ImmutableReference[] {
  const [start, length] = [fieldOf(place, 'start'), fieldOf(place, 'length')]
  const isPlace = Number.isSafeInteger(start) && Number.isSafeInteger(length)
  return isPlace && (start as number) >= 0 && (length as number) >= 0
    ? [{ start: start as number, length: length as number }]
    : []
}

/** The bytes of a template, zero where an address is missing. Placeholders that no link tells of are zero as well. */
export function templateBytes(template: BytecodeTemplate): Uint8Array {
  const bytes = new Uint8Array(template.object.length >> 1)
  if (template.links.length === 0 && !template.object.includes('_')) {
    bytes.set(Buffer.from(template.object, 'hex'))
    return bytes
  }
  for (let index = 0; index < bytes.length; index++) {
    const value = Number.parseInt(template.object.slice(index * 2, index * 2 + 2), 16)
    if (!Number.isNaN(value)) bytes[index] = value
  }
  for (const { start } of template.links) bytes.fill(0, start, start + LINK_BYTES)
  return bytes
}

/** How many bytes at the end of code are the compiler's metadata, its length field included; 0 if there are none. */
export function metadataBytes(code: Uint8Array): number {
  if (code.length < 4) return 0
  const length = code[code.length - 2]! * 256 + code[code.length - 1]! + 2
  if (length < 4 || length > METADATA_BYTES_MAX || length > code.length) return 0
  const first = code[code.length - length]!
  return first >= CBOR_MAP_FIRST && first <= CBOR_MAP_LAST ? length : 0
}

/** `metadataBytes` of code that is still hex (without 0x). */
export function metadataBytesOfHex(object: string): number {
  if (object.length < 8) return 0
  const length = Number.parseInt(object.slice(-4), 16) + 2
  if (!(length >= 4 && length <= METADATA_BYTES_MAX && length * 2 <= object.length)) return 0
  const first = Number.parseInt(object.slice(-length * 2, -length * 2 + 2), 16)
  return first >= CBOR_MAP_FIRST && first <= CBOR_MAP_LAST ? length : 0
}

// Before the hash in metadata: its key and the CBOR head of a byte string. ipfs since Solidity 0.6, Swarm before.
const HASH_MARKS: readonly { readonly mark: Uint8Array; readonly length: number }[] = [
  { mark: Buffer.from('64697066735822', 'hex'), length: 34 },
  { mark: Buffer.from('65627a7a72305820', 'hex'), length: 32 },
  { mark: Buffer.from('65627a7a72315820', 'hex'), length: 32 },
]

/** How well code fits a template: 'same' with its metadata, 'code' without it, or not at all. */
export type Fit = 'same' | 'code' | undefined

/**
 * Whether `code` begins with the template, whatever stands at its links and immutables. What a contract creates is inside of its code,
 * with metadata of its own: only the hashes in it may differ then, as they do between two runs of a compiler.
 * @param immutables those of the template; none in creation code
 */
export function fitOf(
  template: BytecodeTemplate,
  immutables: readonly ImmutableReference[],
  code: Uint8Array,
): Fit {
  const bytes = templateBytes(template)
  if (bytes.length === 0 || code.length < bytes.length) return undefined
  const blanks: ImmutableReference[] = [
    ...template.links.map(({ start }) => ({ start, length: LINK_BYTES })),
    ...immutables,
  ]
  if (template.object.startsWith(LIBRARY_HEAD)) blanks.push({ start: 1, length: LINK_BYTES })
  blanks.sort((left, right) => left.start - right.start)
  const metadataStart = bytes.length - metadataBytes(bytes)
  let isWhole = true
  let position = 0
  const passes = (end: number): boolean => {
    for (let index = position; index < end; index++) {
      if (bytes[index] === code[index]) continue
      const after = hashEnd(bytes, code, index)
      if (after === undefined || after > end) return false
      isWhole = false
      index = after - 1
    }
    return true
  }
  for (const { start, length } of blanks) {
    if (!passes(Math.min(start, metadataStart))) return undefined
    position = Math.max(position, start + length)
  }
  if (!passes(metadataStart)) return undefined
  return isWhole && isSame(bytes, code, metadataStart, bytes.length) ? 'same' : 'code'
}

/** Where the hash of metadata ends that `index` is in, in both codes; undefined if it is in none. */
function hashEnd(left: Uint8Array, right: Uint8Array, index: number): number | undefined {
  for (const { mark, length } of HASH_MARKS)
    for (let start = index - mark.length; start > index - mark.length - length; start--)
      if (isAt(mark, left, start) && isAt(mark, right, start)) return start + mark.length + length
  return undefined
}

function isAt(mark: Uint8Array, code: Uint8Array, start: number): boolean {
  return start >= 0 && mark.every((byte, index) => code[start + index] === byte)
}

function isSame(left: Uint8Array, right: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (left[index] !== right[index]) return false
  return true
}
