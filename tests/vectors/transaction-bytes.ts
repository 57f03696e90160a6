// Signed transactions as they travel: RLP for type 0, a type byte and RLP for the others (EIP-2718).

import type { AccessListEntry, Address, Authorization, Transaction } from '../../src/evm/types.ts'
import { bytesToBigInt } from '../../src/primitives/bytes.ts'
import { BaseError } from '../../src/primitives/errors.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'
import { decodeRlp, RlpError, type RlpItem } from './rlp.ts'

/** A transaction without its sender: bytes carry a signature instead. */
export type UnsentTransaction = Omit<Transaction, 'from'>

/** Why bytes cannot be a transaction of any fork. */
export type TransactionBytesReason =
  | 'rlp'
  | 'unknownType'
  | 'fieldCount'
  | 'fieldKind'
  | 'leadingZero'
  | 'scalarRange'
  | 'addressLength'
  | 'wordLength'
  | 'signatureV'

// Field order per type: EIP-155, EIP-2930, EIP-1559, EIP-4844, EIP-7702. The signature closes each list.
const FIELDS = [
  'nonce gasPrice gasLimit to value data v r s',
  'chainId nonce gasPrice gasLimit to value data accessList v r s',
  'chainId nonce maxPriorityFeePerGas maxFeePerGas gasLimit to value data accessList v r s',
  'chainId nonce maxPriorityFeePerGas maxFeePerGas gasLimit to value data accessList maxFeePerBlobGas blobHashes v r s',
  'chainId nonce maxPriorityFeePerGas maxFeePerGas gasLimit to value data accessList authorizations v r s',
].map((names) => names.split(' '))

// EIP-155: v is 35 + 2 * chain id + parity; 27 and 28 bind no chain.
const PLAIN_V = [27n, 28n]
const CHAINED_V_MIN = 35n

/**
 * The transaction that the bytes spell. Whether it may be in a block is not asked here: a blob transaction that creates
 * a contract decodes.
 * @throws TransactionBytesError if they spell none: not canonical RLP, an unknown type, a wrong number or kind of
 * fields, a scalar with a leading zero or out of range (nonce and gas limit 64 bits, the others 256).
 */
export function decodeTransaction(bytes: Uint8Array): UnsentTransaction {
  const typeByte = bytes[0] ?? 0
  const isTyped = bytes.length > 0 && typeByte < 0x80
  const type = isTyped ? typeByte : 0
  if (!isTransactionType(type) || (isTyped && type === 0))
    throw new TransactionBytesError('unknownType', `type byte ${typeByte}`)
  const fields = namedFields(FIELDS[type]!, decodeItems(isTyped ? bytes.subarray(1) : bytes))
  const scalar = (name: string, bits = 256): bigint => scalarOf(name, fields.get(name), bits)
  scalar('r')
  scalar('s')
  const chainId = type === 0 ? chainIdOfV(scalar('v')) : scalar('chainId')
  if (type !== 0 && scalar('v') > 1n) throw new TransactionBytesError('signatureV', 'parity over 1')
  const to = recipientOf(fields.get('to'))
  return {
    type,
    nonce: scalar('nonce', 64),
    gasLimit: scalar('gasLimit', 64),
    value: scalar('value'),
    data: bytesOf('data', fields.get('data')).slice(),
    ...(to !== undefined && { to }),
    ...(chainId !== undefined && { chainId }),
    ...(type < 2
      ? { gasPrice: scalar('gasPrice') }
      : { maxFeePerGas: scalar('maxFeePerGas'), maxPriorityFeePerGas: scalar('maxPriorityFeePerGas') }),
    ...(type > 0 && { accessList: listOf('accessList', fields.get('accessList')).map(accessListEntryOf) }),
    ...(type === 3 && {
      maxFeePerBlobGas: scalar('maxFeePerBlobGas'),
      blobHashes: listOf('blobHashes', fields.get('blobHashes')).map((hash) => wordOf('blob hash', hash)),
    }),
    ...(type === 4 && {
      authorizations: listOf('authorizations', fields.get('authorizations')).map(authorizationOf),
    }),
  }
}

function isTransactionType(type: number): type is Transaction['type'] {
  return type < FIELDS.length
}

function decodeItems(bytes: Uint8Array): readonly RlpItem[] {
  try {
    return listOf('transaction', decodeRlp(bytes))
  } catch (error) {
    if (error instanceof RlpError) throw new TransactionBytesError('rlp', error.message)
    throw error
  }
}

function namedFields(names: readonly string[], items: readonly RlpItem[]): ReadonlyMap<string, RlpItem> {
  if (names.length !== items.length)
    throw new TransactionBytesError('fieldCount', `${items.length} fields instead of ${names.length}`)
  return new Map(names.map((name, index) => [name, items[index]!]))
}

function chainIdOfV(v: bigint): bigint | undefined {
  if (PLAIN_V.includes(v)) return undefined
  if (v < CHAINED_V_MIN) throw new TransactionBytesError('signatureV', `v is ${v}`)
  return (v - CHAINED_V_MIN) / 2n
}

function recipientOf(item: RlpItem | undefined): Address | undefined {
  const bytes = bytesOf('to', item)
  return bytes.length === 0 ? undefined : addressOf('to', bytes)
}

function accessListEntryOf(item: RlpItem): AccessListEntry {
  const fields = namedFields(['address', 'storageKeys'], listOf('access list entry', item))
  return {
    address: addressOf('access list address', fields.get('address')),
    storageKeys: listOf('storage keys', fields.get('storageKeys')).map((key) => wordOf('storage key', key)),
  }
}

// EIP-7702 bounds the fields of a tuple: breaking them makes the whole transaction invalid.
function authorizationOf(item: RlpItem): Authorization {
  const names = ['chainId', 'address', 'nonce', 'yParity', 'r', 's']
  const fields = namedFields(names, listOf('authorization', item))
  return {
    chainId: scalarOf('authorization chainId', fields.get('chainId'), 256),
    address: addressOf('authorization address', fields.get('address')),
    nonce: scalarOf('authorization nonce', fields.get('nonce'), 64),
    yParity: scalarOf('authorization yParity', fields.get('yParity'), 8),
    r: scalarOf('authorization r', fields.get('r'), 256),
    s: scalarOf('authorization s', fields.get('s'), 256),
  }
}

function bytesOf(name: string, item: RlpItem | undefined): Uint8Array {
  if (item instanceof Uint8Array) return item
  throw new TransactionBytesError('fieldKind', `${name} is a list`)
}

function listOf(name: string, item: RlpItem | undefined): readonly RlpItem[] {
  if (item !== undefined && !(item instanceof Uint8Array)) return item
  throw new TransactionBytesError('fieldKind', `${name} is not a list`)
}

function scalarOf(name: string, item: RlpItem | undefined, bits: number): bigint {
  const bytes = bytesOf(name, item)
  if (bytes[0] === 0) throw new TransactionBytesError('leadingZero', name)
  if (bytes.length * 8 > bits) throw new TransactionBytesError('scalarRange', `${name} over ${bits} bits`)
  return bytesToBigInt(bytes)
}

function addressOf(name: string, item: RlpItem | undefined): Address {
  const bytes = bytesOf(name, item)
  if (bytes.length !== 20)
    throw new TransactionBytesError('addressLength', `${name} of ${bytes.length} bytes`)
  return bytesToHex(bytes)
}

function wordOf(name: string, item: RlpItem): bigint {
  const bytes = bytesOf(name, item)
  if (bytes.length !== 32) throw new TransactionBytesError('wordLength', `${name} of ${bytes.length} bytes`)
  return bytesToBigInt(bytes)
}

/** Bytes that are no transaction. */
export class TransactionBytesError extends BaseError {
  readonly code = 'TRANSACTION_BYTES'
  readonly reason: TransactionBytesReason

  constructor(reason: TransactionBytesReason, detail: string) {
    super(`The transaction bytes cannot be decoded: ${reason} (${detail}).`)
    this.reason = reason
  }
}
