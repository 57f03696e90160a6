// The names by which contracts know functions, errors and events: beginnings of keccak256 hashes of signatures.

import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToBigInt } from '../../primitives/bytes.ts'

// Signatures come from artifacts, which somebody else chose: past this many the cache begins anew.
const CACHED_MAX = 16_384

const encoder = new TextEncoder()
const topics = new Map<string, bigint>()

/** First four bytes of the keccak256 of 'transfer(address,uint256)', the first most significant: 0 to 2^32-1. */
export function selectorOf(signature: string): number {
  return Number(topicOf(signature) >> 224n)
}

/** keccak256 of an event's signature, its first byte most significant. */
export function topicOf(signature: string): bigint {
  const known = topics.get(signature)
  if (known !== undefined) return known
  const topic = bytesToBigInt(keccak_256(encoder.encode(signature)))
  if (topics.size >= CACHED_MAX) topics.clear()
  topics.set(signature, topic)
  return topic
}

/** A selector as it is written: 0xa9059cbb. */
export function selectorText(selector: number): `0x${string}` {
  return `0x${selector.toString(16).padStart(8, '0')}`
}

/** The selector that calldata or revert data begins with; undefined if there are fewer than four bytes. */
export function selectorIn(data: Uint8Array): number | undefined {
  if (data.length < 4) return undefined
  return ((data[0]! << 24) | (data[1]! << 16) | (data[2]! << 8) | data[3]!) >>> 0
}
