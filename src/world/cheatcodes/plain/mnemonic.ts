// Keys from words: seed (BIP-39) and derivation (BIP-32). The words themselves are not checked against a list, nor is their
// checksum: forge refuses a phrase with a mistake, here it gives some other key.

import { hmac } from '@noble/hashes/hmac.js'
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { bigIntToBytes32, bytesToBigInt, concatBytes } from '../../../primitives/bytes.ts'
import { CheatcodeError } from '../context.ts'
import { SECP256K1_ORDER, secp256k1 } from './curves.ts'
import { quoted, utf8 } from './values.ts'

const HARDENED = 0x8000_0000
const ROUNDS = 2_048
const PATH_PARTS_MAX = 256
const WORD_COUNTS = [12, 15, 18, 21, 24]
const LANGUAGES = [
  'chinese_simplified',
  'chinese_traditional',
  'czech',
  'english',
  'french',
  'italian',
  'japanese',
  'korean',
  'portuguese',
  'spanish',
]
export const DEFAULT_PATH = "m/44'/60'/0'/0/"

/** Seeds take 2,048 rounds each: tests derive many keys from one. */
const seeds = new Map<string, Uint8Array>()
const SEEDS_MAX = 64

/**
 * The key at `path` with `index` behind it.
 * @throws CheatcodeError for a path, number of words or language that there is not.
 */
export function deriveKey(mnemonic: string, path: string, index: bigint, language = 'english'): bigint {
  if (!LANGUAGES.includes(language))
    throw new CheatcodeError(`unsupported mnemonic language: ${quoted(language)}`)
  const words = mnemonic.trim().split(/\s+/)
  if (!WORD_COUNTS.includes(words.length))
    throw new CheatcodeError(`the mnemonic has ${words.length} words: invalid`)
  const full = path.endsWith('/') ? `${path}${index}` : `${path}/${index}`
  const steps = parsePath(full)
  let { key, chainCode } = split(hmac(sha512, utf8('Bitcoin seed'), seedOf(words.join(' '))))
  for (const step of steps) {
    const child = split(hmac(sha512, chainCode, childData(key, step)))
    key = (key + child.key) % SECP256K1_ORDER
    chainCode = child.chainCode
  }
  return key
}

function seedOf(phrase: string): Uint8Array {
  const known = seeds.get(phrase)
  if (known !== undefined) return known
  const seed = pbkdf2(sha512, utf8(phrase.normalize('NFKD')), utf8('mnemonic'), { c: ROUNDS, dkLen: 64 })
  if (seeds.size >= SEEDS_MAX) seeds.clear()
  seeds.set(phrase, seed)
  return seed
}

function parsePath(path: string): number[] {
  const parts = path.split('/')
  if (parts[0] === 'm') parts.shift()
  if (parts.length > PATH_PARTS_MAX) throw new CheatcodeError('the derivation path is too long')
  return parts.map((part) => {
    const match = /^([0-9]{1,10})(['h]?)$/.exec(part)
    const index = Number(match?.[1])
    if (match === null || index > 0xffff_ffff)
      throw new CheatcodeError(`Malformatted index during derivation: ${path}`)
    // Twice hardened is once: the bit is set or not.
    return match[2] === '' ? index : (index | HARDENED) >>> 0
  })
}

function childData(key: bigint, index: number): Uint8Array {
  const number = Uint8Array.of(index >>> 24, index >>> 16, index >>> 8, index)
  if (index >= HARDENED) return concatBytes(Uint8Array.of(0), bigIntToBytes32(key), number)
  return concatBytes(secp256k1().getPublicKey(bigIntToBytes32(key), true), number)
}

function split(bytes: Uint8Array): { key: bigint; chainCode: Uint8Array } {
  return { key: bytesToBigInt(bytes.subarray(0, 32)), chainCode: bytes.slice(32) }
}
