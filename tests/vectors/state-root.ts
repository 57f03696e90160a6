// The root hash of the world state (Yellow Paper, section 4.1 and appendix D): a Merkle-Patricia trie over hashed keys.
//
// All keys are known at once and all have 32 bytes, so there is no trie to update: the sorted keys are split nibble by
// nibble, and each node is encoded as soon as its children are.

import { keccak_256 } from '@noble/hashes/sha3.js'

import type { AccountDump, Address } from '../../src/evm/types.ts'
import { bigIntToBytes32, compareBytes, concatBytes } from '../../src/primitives/bytes.ts'
import { bytesToHex, hexToBytes, type Hex } from '../../src/primitives/hex.ts'
import { encodeRlpBytes, encodeRlpList, scalarToBytes } from './rlp.ts'

/** Keccak-256; the 32 bytes returned are the caller's. */
export type Keccak = (bytes: Uint8Array) => Uint8Array

type TrieEntry = { readonly key: Uint8Array; readonly value: Uint8Array }

const KEY_NIBBLES = 64
const EMPTY_STRING: Uint8Array = Uint8Array.of(0x80)

/** State root of these accounts, all of which are in the trie, empty ones too. Storage words of zero are left out. */
export function stateRoot(
  accounts: Iterable<readonly [Address, AccountDump]>,
  keccak: Keccak = keccak_256,
): Hex {
  const entries: TrieEntry[] = []
  for (const [address, account] of accounts) {
    const value = encodeRlpList([
      encodeRlpBytes(scalarToBytes(account.nonce)),
      encodeRlpBytes(scalarToBytes(account.balance)),
      encodeRlpBytes(storageRoot(account.storage, keccak)),
      encodeRlpBytes(keccak(account.code)),
    ])
    entries.push({ key: keccak(hexToBytes(address)), value })
  }
  return bytesToHex(trieRoot(entries, keccak))
}

function storageRoot(storage: ReadonlyMap<bigint, bigint>, keccak: Keccak): Uint8Array {
  const entries: TrieEntry[] = []
  for (const [slot, word] of storage) {
    if (word === 0n) continue
    entries.push({ key: keccak(bigIntToBytes32(slot)), value: encodeRlpBytes(scalarToBytes(word)) })
  }
  return trieRoot(entries, keccak)
}

function trieRoot(entries: TrieEntry[], keccak: Keccak): Uint8Array {
  if (entries.length === 0) return keccak(EMPTY_STRING)
  entries.sort((left, right) => compareBytes(left.key, right.key))
  return keccak(encodeNode(entries, 0, entries.length, 0, keccak))
}

// The node over entries[from..to), whose keys share their first `depth` nibbles.
function encodeNode(
  entries: readonly TrieEntry[],
  from: number,
  to: number,
  depth: number,
  keccak: Keccak,
): Uint8Array {
  const first = entries[from]!
  if (to - from === 1) {
    const path = encodeRlpBytes(hexPrefix(first.key, depth, KEY_NIBBLES, true))
    return encodeRlpList([path, encodeRlpBytes(first.value)])
  }
  // Sorted: what the first and the last key share, all between them share.
  const last = entries[to - 1]!
  let branchDepth = depth
  while (nibbleAt(first.key, branchDepth) === nibbleAt(last.key, branchDepth)) branchDepth++
  const branch = encodeBranch(entries, from, to, branchDepth, keccak)
  if (branchDepth === depth) return branch
  const path = encodeRlpBytes(hexPrefix(first.key, depth, branchDepth, false))
  return encodeRlpList([path, referenceTo(branch, keccak)])
}

function encodeBranch(
  entries: readonly TrieEntry[],
  from: number,
  to: number,
  depth: number,
  keccak: Keccak,
): Uint8Array {
  const parts = new Array<Uint8Array>(17).fill(EMPTY_STRING)
  let start = from
  while (start < to) {
    const nibble = nibbleAt(entries[start]!.key, depth)
    let end = start + 1
    while (end < to && nibbleAt(entries[end]!.key, depth) === nibble) end++
    parts[nibble] = referenceTo(encodeNode(entries, start, end, depth + 1, keccak), keccak)
    start = end
  }
  return encodeRlpList(parts)
}

// A node shorter than a hash stands in its parent itself.
function referenceTo(node: Uint8Array, keccak: Keccak): Uint8Array {
  return node.length < 32 ? node : encodeRlpBytes(keccak(node))
}

// Nibbles [from, to) of a key, with the flags of Yellow Paper appendix C in front.
function hexPrefix(key: Uint8Array, from: number, to: number, isLeaf: boolean): Uint8Array {
  const flag = isLeaf ? 0x20 : 0
  if ((to - from) % 2 === 0) return pairs(Uint8Array.of(flag), key, from, to)
  return pairs(Uint8Array.of(flag | 0x10 | nibbleAt(key, from)), key, from + 1, to)
}

function pairs(head: Uint8Array, key: Uint8Array, from: number, to: number): Uint8Array {
  const path = concatBytes(head, new Uint8Array((to - from) / 2))
  for (let nibble = from, index = 1; nibble < to; nibble += 2, index++)
    path[index] = (nibbleAt(key, nibble) << 4) | nibbleAt(key, nibble + 1)
  return path
}

function nibbleAt(key: Uint8Array, index: number): number {
  const byte = key[index >> 1]!
  return index % 2 === 0 ? byte >> 4 : byte & 0x0f
}
