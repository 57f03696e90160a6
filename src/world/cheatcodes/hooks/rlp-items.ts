import { BaseError } from '../../../primitives/errors.ts'

/** One item of RLP (Yellow Paper, appendix B): `content` of a string, or `items` of a list. */
export type RlpItem = {
  /** As it is encoded. */
  readonly raw: Uint8Array
  readonly content: Uint8Array | undefined
  readonly items: readonly RlpItem[] | undefined
}

// Deeper than any transaction.
const DEPTH_MAX = 8

/** The item that `bytes` begin with; what follows is ignored. Views. @throws RlpError */
export function readRlp(bytes: Uint8Array, depth = 0): RlpItem {
  const first = bytes[0]
  if (first === undefined) throw new RlpError('input too short')
  if (first < 0x80) return { raw: bytes.subarray(0, 1), content: bytes.subarray(0, 1), items: undefined }
  const isList = first >= 0xc0
  const short = first - (isList ? 0xc0 : 0x80)
  const sizeBytes = Math.max(short - 55, 0)
  let length = sizeBytes === 0 ? short : 0
  for (let i = 1; i <= sizeBytes; i++) length = length * 256 + (bytes[i] ?? 0)
  const start = 1 + sizeBytes
  const end = start + length
  if (end > bytes.length) throw new RlpError('input too short')
  const raw = bytes.subarray(0, end)
  const content = bytes.subarray(start, end)
  return isList
    ? { raw, content: undefined, items: readItems(content, depth + 1) }
    : { raw, content, items: undefined }
}

function readItems(bytes: Uint8Array, depth: number): readonly RlpItem[] {
  if (depth > DEPTH_MAX) throw new RlpError('too many lists in lists')
  const items: RlpItem[] = []
  for (let at = 0; at < bytes.length;) {
    const item = readRlp(bytes.subarray(at), depth)
    items.push(item)
    at += item.raw.length
  }
  return items
}

/** Bytes that are not what was to be read from RLP. */
export class RlpError extends BaseError {
  readonly code = 'WORLD_RLP_MALFORMED'
}
