// Private keys and what they sign. From crates/cheatcodes/src/crypto.rs of foundry. Nothing here is secret: tests choose the
// keys, and a run must be the same each time, so signatures take their nonce from the message (RFC 6979).

import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Address } from '../../../evm/types.ts'
import { bigIntToBytes32, bytesToBigInt, concatBytes } from '../../../primitives/bytes.ts'
import { bytesToHex } from '../../../primitives/hex.ts'
import { CheatcodeError } from '../context.ts'
import { ed25519, P256_ORDER, p256, SECP256K1_ORDER, secp256k1 } from './curves.ts'

/** Signatures and addresses of keys that tests use again and again take milliseconds: these many are remembered. */
const REMEMBERED_MAX = 1_024

export type Signature = {
  readonly r: Uint8Array
  /** In the lower half of the order (EIP-2). */
  readonly s: Uint8Array
  readonly yParity: 0 | 1
}

export type PublicKey = { readonly address: Address; readonly x: bigint; readonly y: bigint }

const publicKeys = new Map<bigint, PublicKey>()
const signatures = new Map<string, Signature>()

/** @throws CheatcodeError for a key that is 0 or not below the order of the curve. */
export function publicKeyOf(privateKey: bigint): PublicKey {
  const known = publicKeys.get(privateKey)
  if (known !== undefined) return known
  checkKey(privateKey, SECP256K1_ORDER, 'Secp256k1')
  const point = secp256k1().getPublicKey(bigIntToBytes32(privateKey), false)
  const key: PublicKey = {
    address: bytesToHex(keccak_256(point.subarray(1)).subarray(12)),
    x: bytesToBigInt(point.subarray(1, 33)),
    y: bytesToBigInt(point.subarray(33)),
  }
  remember(publicKeys, privateKey, key)
  return key
}

/** @throws CheatcodeError as `publicKeyOf`. */
export function signDigest(privateKey: bigint, digest: Uint8Array): Signature {
  const name = `${privateKey.toString(16)} ${bytesToHex(digest)}`
  const known = signatures.get(name)
  if (known !== undefined) return known
  checkKey(privateKey, SECP256K1_ORDER, 'Secp256k1')
  if (bytesToBigInt(digest) >= SECP256K1_ORDER) {
    const long = signWithNonce(privateKey, digest, unreducedNonce(privateKey, digest))
    remember(signatures, name, long)
    return long
  }
  const bytes = secp256k1().sign(digest, bigIntToBytes32(privateKey), { prehash: false, format: 'recovered' })
  const signature: Signature = {
    yParity: bytes[0] === 1 ? 1 : 0,
    r: bytes.slice(1, 33),
    s: bytes.slice(33, 65),
  }
  remember(signatures, name, signature)
  return signature
}

/**
 * The nonce of RFC 6979, section 3.2, for a digest that is not below the order. The standard reduces it first; the library
 * that Foundry uses does not, and neither do we.
 */
function unreducedNonce(privateKey: bigint, digest: Uint8Array): bigint {
  const seed = concatBytes(bigIntToBytes32(privateKey), digest)
  let key: Uint8Array = new Uint8Array(32)
  let value: Uint8Array = new Uint8Array(32).fill(1)
  for (const step of [0, 1]) {
    key = hmac(sha256, key, concatBytes(value, Uint8Array.of(step), seed))
    value = hmac(sha256, key, value)
  }
  for (;;) {
    value = hmac(sha256, key, value)
    const nonce = bytesToBigInt(value)
    // All but one of 2^128 values are below the order.
    if (nonce !== 0n && nonce < SECP256K1_ORDER) return nonce
    key = hmac(sha256, key, concatBytes(value, Uint8Array.of(0)))
    value = hmac(sha256, key, value)
  }
}

/** @throws CheatcodeError for a key or nonce that is 0 or not below the order. */
export function signWithNonce(privateKey: bigint, digest: Uint8Array, nonce: bigint): Signature {
  if (privateKey >= SECP256K1_ORDER) throw new CheatcodeError('invalid private key scalar')
  if (privateKey === 0n) throw new CheatcodeError('private key cannot be 0')
  if (nonce >= SECP256K1_ORDER) throw new CheatcodeError('invalid nonce scalar')
  if (nonce === 0n) throw new CheatcodeError('nonce cannot be 0')
  const { Point } = secp256k1()
  const field = Point.Fn
  const point = Point.BASE.multiply(nonce).toAffine()
  const r = field.create(point.x)
  const message = field.create(bytesToBigInt(digest))
  const s = field.mul(field.inv(nonce), field.add(message, field.mul(r, privateKey)))
  if (r === 0n || s === 0n) throw new CheatcodeError('sign_prehashed failed: signature error')
  const isHigh = s > SECP256K1_ORDER / 2n
  const isOdd = (point.y & 1n) === 1n
  return {
    r: bigIntToBytes32(r),
    s: bigIntToBytes32(isHigh ? SECP256K1_ORDER - s : s),
    yParity: isOdd !== isHigh ? 1 : 0,
  }
}

/** r and s. @throws CheatcodeError as `publicKeyOf`. */
export function signP256(privateKey: bigint, digest: Uint8Array): readonly [Uint8Array, Uint8Array] {
  checkKey(privateKey, P256_ORDER, 'NistP256')
  const bytes = p256().sign(digest, bigIntToBytes32(privateKey), { prehash: false, lowS: true })
  return [bytes.slice(0, 32), bytes.slice(32, 64)]
}

/** x and y. @throws CheatcodeError as `publicKeyOf`. */
export function publicKeyP256(privateKey: bigint): readonly [bigint, bigint] {
  checkKey(privateKey, P256_ORDER, 'NistP256')
  const point = p256().getPublicKey(bigIntToBytes32(privateKey), false)
  return [bytesToBigInt(point.subarray(1, 33)), bytesToBigInt(point.subarray(33))]
}

export function publicKeyEd25519(privateKey: Uint8Array): Uint8Array {
  return ed25519().getPublicKey(privateKey)
}

export function signEd25519(message: Uint8Array, privateKey: Uint8Array): Uint8Array {
  return ed25519().sign(message, privateKey)
}

/** False for anything that is no signature or no key. */
export function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64) return false
  try {
    return ed25519().verify(signature, message, publicKey, { zip215: true })
  } catch {
    return false
  }
}

function checkKey(privateKey: bigint, order: bigint, curve: string): void {
  if (privateKey === 0n) throw new CheatcodeError('private key cannot be 0')
  if (privateKey >= order)
    throw new CheatcodeError(`private key must be less than the ${curve} curve order (${order})`)
}

function remember<Key, Value>(memory: Map<Key, Value>, key: Key, value: Value): void {
  if (memory.size >= REMEMBERED_MAX) memory.clear()
  memory.set(key, value)
}
