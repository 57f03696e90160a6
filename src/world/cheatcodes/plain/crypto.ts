// vm.addr, vm.sign and their family, wallets. From crates/cheatcodes/src/crypto.rs of foundry.

import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Address } from '../../../evm/types.ts'
import { bytesToBigInt, concatBytes } from '../../../primitives/bytes.ts'
import { checksumAddress } from '../../../project/abi/checksum-address.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, type CheatTable, CheatcodeError, cheatSlot } from '../context.ts'
import { SECP256K1_ORDER, type Secp256k1Point, secp256k1 } from './curves.ts'
import {
  publicKeyEd25519,
  publicKeyOf,
  publicKeyP256,
  type Signature,
  signDigest,
  signEd25519,
  signP256,
  signWithNonce,
  verifyEd25519,
} from './keys.ts'
import { DEFAULT_PATH, deriveKey } from './mnemonic.ts'
import { addressOf, bytesOf, listOf, numberOf, textOf, utf8 } from './values.ts'

const REMEMBER_KEYS_MAX = 1_000n
const PRIVATE_KEY = 3
const V_OFFSET = 27n
const TOP_BIT = 0x80

/** Keys that tests gave to vm.rememberKey, by address, in that order. */
const wallets = cheatSlot<ReadonlyMap<Address, bigint>>('wallets', new Map())

export const cryptoCheats: CheatTable = {
  'addr(uint256)': (_, [key]) => [publicKeyOf(numberOf(key)).address],
  'createWallet(string)': (context, [label]) =>
    createWallet(context, bytesToBigInt(keccak_256(utf8(textOf(label)))), textOf(label)),
  'createWallet(uint256)': (context, [key]) => createWallet(context, numberOf(key), undefined),
  'createWallet(uint256,string)': (context, [key, label]) =>
    createWallet(context, numberOf(key), textOf(label)),
  'sign(uint256,bytes32)': (_, [key, digest]) => full(signDigest(numberOf(key), bytesOf(digest))),
  'sign((address,uint256,uint256,uint256),bytes32)': (_, [wallet, digest]) =>
    full(signDigest(walletKey(wallet), bytesOf(digest))),
  'sign(bytes32)': (context, [digest]) =>
    full(signDigest(rememberedKey(context, undefined), bytesOf(digest))),
  'sign(address,bytes32)': (context, [signer, digest]) =>
    full(signDigest(rememberedKey(context, addressOf(signer)), bytesOf(digest))),
  'signCompact(uint256,bytes32)': (_, [key, digest]) => compact(signDigest(numberOf(key), bytesOf(digest))),
  'signCompact((address,uint256,uint256,uint256),bytes32)': (_, [wallet, digest]) =>
    compact(signDigest(walletKey(wallet), bytesOf(digest))),
  'signCompact(bytes32)': (context, [digest]) =>
    compact(signDigest(rememberedKey(context, undefined), bytesOf(digest))),
  'signCompact(address,bytes32)': (context, [signer, digest]) =>
    compact(signDigest(rememberedKey(context, addressOf(signer)), bytesOf(digest))),
  'signWithNonceUnsafe(uint256,bytes32,uint256)': (_, [key, digest, nonce]) =>
    full(signWithNonce(numberOf(key), bytesOf(digest), numberOf(nonce))),
  'signP256(uint256,bytes32)': (_, [key, digest]) => signP256(numberOf(key), bytesOf(digest)),
  'publicKeyP256(uint256)': (_, [key]) => publicKeyP256(numberOf(key)),
  'createEd25519Key(bytes32)': (_, [salt]) => [publicKeyEd25519(bytesOf(salt)), bytesOf(salt)],
  'publicKeyEd25519(bytes32)': (_, [key]) => [publicKeyEd25519(bytesOf(key))],
  'signEd25519(bytes,bytes,bytes32)': (_, [namespace, message, key]) => [
    signEd25519(concatBytes(bytesOf(namespace), bytesOf(message)), bytesOf(key)),
  ],
  'verifyEd25519(bytes,bytes,bytes,bytes32)': (_, [signature, namespace, message, key]) => [
    verifyEd25519(bytesOf(signature), concatBytes(bytesOf(namespace), bytesOf(message)), bytesOf(key)),
  ],
  'rememberKey(uint256)': (context, [key]) => [remember(context, numberOf(key))],
  'rememberKeys(string,string,uint32)': (context, [mnemonic, path, count]) =>
    rememberKeys(context, textOf(mnemonic), textOf(path), 'english', numberOf(count)),
  'rememberKeys(string,string,string,uint32)': (context, [mnemonic, path, language, count]) =>
    rememberKeys(context, textOf(mnemonic), textOf(path), textOf(language), numberOf(count)),
  'getWallets()': (context) => [[...context.get(wallets).keys()]],
  'deriveKey(string,uint32)': (_, [mnemonic, index]) => [
    deriveKey(textOf(mnemonic), DEFAULT_PATH, numberOf(index)),
  ],
  'deriveKey(string,string,uint32)': (_, [mnemonic, path, index]) => [
    deriveKey(textOf(mnemonic), textOf(path), numberOf(index)),
  ],
  'deriveKey(string,uint32,string)': (_, [mnemonic, index, language]) => [
    deriveKey(textOf(mnemonic), DEFAULT_PATH, numberOf(index), textOf(language)),
  ],
  'deriveKey(string,string,uint32,string)': (_, [mnemonic, path, index, language]) => [
    deriveKey(textOf(mnemonic), textOf(path), numberOf(index), textOf(language)),
  ],
  'ecAddAffine(uint256,uint256,uint256,uint256)': (_, [x1, y1, x2, y2]) =>
    affine(point(x1, y1, 'first point').add(point(x2, y2, 'second point'))),
  'ecMulAffine(uint256,uint256,uint256)': (_, [x, y, scalar]) => {
    const factor = numberOf(scalar) % SECP256K1_ORDER
    return affine(factor === 0n ? secp256k1().Point.ZERO : point(x, y, 'point').multiplyUnsafe(factor))
  },
}

/** A key and its label, if it has one. */
function createWallet(context: CheatContext, privateKey: bigint, label: string | undefined): AbiValue[] {
  const { address, x, y } = publicKeyOf(privateKey)
  if (label !== undefined) context.label(address, label)
  return [[address, x, y, privateKey]]
}

function walletKey(wallet: AbiValue | undefined): bigint {
  return numberOf(listOf(wallet)[PRIVATE_KEY])
}

function full({ r, s, yParity }: Signature): AbiValue[] {
  return [V_OFFSET + BigInt(yParity), r, s]
}

/** EIP-2098: the parity is the highest bit of s. */
function compact({ r, s, yParity }: Signature): AbiValue[] {
  const packed = s.slice()
  if (yParity === 1) packed[0] = packed[0]! | TOP_BIT
  return [r, packed]
}

function remember(context: CheatContext, privateKey: bigint): Address {
  const { address } = publicKeyOf(privateKey)
  context.set(wallets, new Map(context.get(wallets)).set(address, privateKey))
  return address
}

function rememberKeys(
  context: CheatContext,
  mnemonic: string,
  path: string,
  language: string,
  count: bigint,
): AbiValue[] {
  if (count > REMEMBER_KEYS_MAX)
    throw new CheatcodeError(`at most ${REMEMBER_KEYS_MAX} keys can be remembered at once`)
  const addresses: Address[] = []
  for (let index = 0n; index < count; index++)
    addresses.push(remember(context, deriveKey(mnemonic, path, index, language)))
  return [addresses]
}

function rememberedKey(context: CheatContext, signer: Address | undefined): bigint {
  const known = context.get(wallets)
  if (known.size === 0) throw new CheatcodeError('no wallets available')
  if (signer === undefined) {
    const [only] = known.values()
    if (known.size > 1 || only === undefined) {
      throw new CheatcodeError(
        'could not determine signer, there are multiple signers available use vm.sign(signer, digest) to specify one',
      )
    }
    return only
  }
  const key = known.get(signer)
  if (key === undefined)
    throw new CheatcodeError(`signer with address ${checksumAddress(signer)} is not available`)
  return key
}

/** (0, 0) is the point at infinity. */
function point(x: AbiValue | undefined, y: AbiValue | undefined, name: string): Secp256k1Point {
  const [affineX, affineY] = [numberOf(x), numberOf(y)]
  if (affineX === 0n && affineY === 0n) return secp256k1().Point.ZERO
  try {
    const made = secp256k1().Point.fromAffine({ x: affineX, y: affineY })
    made.assertValidity()
    return made
  } catch {
    throw new CheatcodeError(`invalid secp256k1 ${name}`)
  }
}

function affine(result: Secp256k1Point): AbiValue[] {
  if (result.is0()) return [0n, 0n]
  const { x, y } = result.toAffine()
  return [x, y]
}
