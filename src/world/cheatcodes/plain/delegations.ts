// vm.signDelegation and vm.attachDelegation (EIP-7702). From crates/cheatcodes/src/script.rs of foundry. Attached means here
// what it comes to for the calls that follow: the authority has the code of a delegation, and its nonce is used.

import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Address } from '../../../evm/types.ts'
import { bytesToBigInt, concatBytes } from '../../../primitives/bytes.ts'
import { bytesToHex, hexToBytes } from '../../../primitives/hex.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, type CheatSlot, type CheatTable, CheatcodeError, cheatSlot } from '../context.ts'
import { broadcastSlot } from '../hooks/broadcast-state.ts'
import { secp256k1 } from './curves.ts'
import { publicKeyOf, signDigest } from './keys.ts'
import { rlpBytes, rlpList, rlpNumber } from './rlp.ts'
import { addressOf, boolOf, bytesOf, listOf, numberOf } from './values.ts'

const MAGIC = 0x05
const DELEGATION_PREFIX = Uint8Array.of(0xef, 0x01, 0x00)
const NO_CODE = new Uint8Array(0)

/** Nonces of the delegations that were attached last, by authority, since the last transaction that was broadcast. */
export const attachedNonces: CheatSlot<ReadonlyMap<Address, bigint>> = cheatSlot('delegations', new Map())

export const delegationCheats: CheatTable = {
  'signDelegation(address,uint256)': (context, [to, key]) => [
    signed(context, to, key, undefined, false, false),
  ],
  'signDelegation(address,uint256,uint64)': (context, [to, key, nonce]) => [
    signed(context, to, key, numberOf(nonce), false, false),
  ],
  'signDelegation(address,uint256,bool)': (context, [to, key, isCrossChain]) => [
    signed(context, to, key, undefined, boolOf(isCrossChain), false),
  ],
  'signAndAttachDelegation(address,uint256)': (context, [to, key]) => [
    signed(context, to, key, undefined, false, true),
  ],
  'signAndAttachDelegation(address,uint256,uint64)': (context, [to, key, nonce]) => [
    signed(context, to, key, numberOf(nonce), false, true),
  ],
  'signAndAttachDelegation(address,uint256,bool)': (context, [to, key, isCrossChain]) => [
    signed(context, to, key, undefined, boolOf(isCrossChain), true),
  ],
  'attachDelegation((uint8,bytes32,bytes32,uint64,address))': (context, [delegation]) =>
    attachSigned(context, listOf(delegation), false),
  'attachDelegation((uint8,bytes32,bytes32,uint64,address),bool)': (context, [delegation, isCrossChain]) =>
    attachSigned(context, listOf(delegation), boolOf(isCrossChain)),
}

/** SignedDelegation { v, r, s, nonce, implementation }. */
function signed(
  context: CheatContext,
  to: AbiValue | undefined,
  key: AbiValue | undefined,
  givenNonce: bigint | undefined,
  isCrossChain: boolean,
  isAttached: boolean,
): AbiValue[] {
  const implementation = addressOf(to)
  const authority = publicKeyOf(numberOf(key)).address
  const nonce = givenNonce ?? nextNonce(context, authority)
  const digest = authorizationHash(context, isCrossChain, implementation, nonce)
  const { r, s, yParity } = signDigest(numberOf(key), digest)
  if (isAttached) attach(context, authority, implementation, nonce)
  return [BigInt(yParity), r, s, nonce, implementation]
}

function attachSigned(context: CheatContext, delegation: readonly AbiValue[], isCrossChain: boolean): void {
  const [v, r, s, nonce, to] = delegation
  const digest = authorizationHash(context, isCrossChain, addressOf(to), numberOf(nonce))
  attach(context, recover(digest, numberOf(v), bytesOf(r), bytesOf(s)), addressOf(to), numberOf(nonce))
}

function authorizationHash(
  context: CheatContext,
  isCrossChain: boolean,
  to: Address,
  nonce: bigint,
): Uint8Array {
  const chainId = isCrossChain ? 0n : context.block.chainId
  const list = rlpList([rlpNumber(chainId), rlpBytes(hexToBytes(to)), rlpNumber(nonce)])
  return keccak_256(concatBytes(Uint8Array.of(MAGIC), list))
}

function recover(digest: Uint8Array, v: bigint, r: Uint8Array, s: Uint8Array): Address {
  try {
    const signature = concatBytes(Uint8Array.of(Number(v)), r, s)
    const key = secp256k1().recoverPublicKey(signature, digest, { prehash: false })
    const point = secp256k1().Point.fromBytes(key).toBytes(false)
    return bytesToHex(keccak_256(point.subarray(1)).subarray(12))
  } catch (error) {
    throw new CheatcodeError('the signature of the delegation is not valid', { cause: error })
  }
}

function nextNonce(context: CheatContext, authority: Address): bigint {
  const last = context.get(attachedNonces).get(authority)
  if (last !== undefined) return last + 1n
  // The transaction itself uses a nonce of its sender first (EIP-7702).
  const isSender = context.get(broadcastSlot)?.sender === authority
  return context.machine.getNonce(authority) + (isSender ? 1n : 0n)
}

function attach(context: CheatContext, authority: Address, implementation: Address, nonce: bigint): void {
  const expected = nextNonce(context, authority)
  if (nonce !== expected) {
    throw new CheatcodeError(`invalid nonce for ${authority}: expected ${expected}, got ${nonce}`)
  }
  const isEnd = bytesToBigInt(hexToBytes(implementation)) === 0n
  context.machine.setCode(
    authority,
    isEnd ? NO_CODE : concatBytes(DELEGATION_PREFIX, hexToBytes(implementation)),
  )
  context.set(attachedNonces, new Map(context.get(attachedNonces)).set(authority, nonce))
}
