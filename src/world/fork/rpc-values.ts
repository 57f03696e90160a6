// Readers of what the methods of the Ethereum JSON-RPC return (github.com/ethereum/execution-apis). A node may be broken
// or hostile, so each reader states exactly what it takes and throws MalformedValue for the rest.

import { hexToBytes } from '../../primitives/hex.ts'
import { WORD_MAX } from '../../primitives/bytes.ts'
import type { Address } from '../../evm/types.ts'
import { BLOB_BASE_FEE_MIN } from './blob-base-fee.ts'

const QUANTITY_PATTERN = /^0x[0-9a-fA-F]{1,64}$/
const WORD_PATTERN = /^0x[0-9a-fA-F]{64}$/
const ADDRESS_PATTERN = /^0x[0-9a-fA-F]{40}$/
const BYTES_PATTERN = /^0x(?:[0-9a-fA-F]{2})*$/

const U64_MAX = (1n << 64n) - 1n

/** A header as the node tells it; fees of later forks are absent from earlier blocks. */
export type RpcBlock = {
  readonly number: bigint
  readonly hash: bigint
  readonly parentHash: bigint
  readonly timestamp: bigint
  readonly coinbase: Address
  readonly gasLimit: bigint
  readonly baseFee: bigint
  readonly prevRandao: bigint
  readonly excessBlobGas: bigint | undefined
}

/**
 * A number: 0x and 1 to 64 digits. Leading zeros are against the specification, but some nodes write them and they
 * change nothing.
 */
export function readQuantity(value: unknown, max: bigint = WORD_MAX): bigint {
  const text = readText(value, QUANTITY_PATTERN, 'a number (0x and 1 to 64 hex digits)')
  const quantity = BigInt(text)
  if (quantity > max) throw new MalformedValue(`a number up to 0x${max.toString(16)}`, value)
  return quantity
}

/** A number below 2^64: nonce, block number, time, gas. */
export function readU64(value: unknown): bigint {
  return readQuantity(value, U64_MAX)
}

/** Exactly 32 bytes. A shorter word is refused: whether it lacks digits on the left or on the right is anybody's guess. */
export function readWord(value: unknown): bigint {
  return BigInt(readText(value, WORD_PATTERN, 'a word of 32 bytes'))
}

/** An address, in lower case. */
export function readAddress(value: unknown): Address {
  return readText(value, ADDRESS_PATTERN, 'an address of 20 bytes').toLowerCase() as Address
}

/** Contract code of at most `codeBytesMax` bytes. */
export function readCode(value: unknown, codeBytesMax: number): Uint8Array {
  // The length first: testing the pattern on a huge text costs time.
  if (typeof value === 'string' && value.length > 2 + 2 * codeBytesMax) {
    throw new MalformedValue(`code of at most ${codeBytesMax} bytes`, value)
  }
  return hexToBytes(readText(value, BYTES_PATTERN, 'bytes (0x and two hex digits for each)'))
}

/** A block header, or undefined for null: the node does not know the block. `number`: the only one that is right. */
export function readBlock(value: unknown, number?: bigint): RpcBlock | undefined {
  if (value === null) return undefined
  const block = readObject(value)
  const difficulty = inField('difficulty', block, (value) => readOptional(value, readQuantity)) ?? 0n
  const mixHash = inField('mixHash', block, (value) => readOptional(value, readWord)) ?? 0n
  const read: RpcBlock = {
    number: inField('number', block, readU64),
    hash: inField('hash', block, readWord),
    parentHash: inField('parentHash', block, readWord),
    timestamp: inField('timestamp', block, readU64),
    // Some chains without block rewards name only an author.
    coinbase: inField(block['miner'] === undefined ? 'author' : 'miner', block, readAddress),
    gasLimit: inField('gasLimit', block, readU64),
    baseFee: inField('baseFeePerGas', block, (fee) => readOptional(fee, readQuantity)) ?? 0n,
    // PREVRANDAO took over opcode and header field of DIFFICULTY, which is 0 since (EIP-4399).
    prevRandao: difficulty > 0n ? difficulty : mixHash,
    excessBlobGas: inField('excessBlobGas', block, (gas) => readOptional(gas, readU64)),
  }
  if (number !== undefined && read.number !== number) {
    throw new MalformedValue(`block ${number}`, block['number'])
  }
  return read
}

/** baseFeePerBlobGas of the only block that eth_feeHistory was asked for; undefined if the node does not tell it. */
export function readFeeHistory(value: unknown, number: bigint): bigint | undefined {
  const history = readObject(value)
  if (inField('oldestBlock', history, readU64) !== number) {
    throw new MalformedValue(`the fees of block ${number}`, history['oldestBlock'])
  }
  const fees = history['baseFeePerBlobGas']
  if (!Array.isArray(fees) || fees.length === 0) return undefined
  const fee = readQuantity(fees[0])
  // Nodes that do not know the chain's blob schedule answer 0, below the minimum of EIP-4844.
  return fee < BLOB_BASE_FEE_MIN ? undefined : fee
}

/** An object with fields, not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readObject(value: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw new MalformedValue('an object', value)
  return value
}

function readText(value: unknown, pattern: RegExp, wanted: string): string {
  if (typeof value !== 'string' || !pattern.test(value)) throw new MalformedValue(wanted, value)
  return value
}

function readOptional<Value>(value: unknown, read: (value: unknown) => Value): Value | undefined {
  return value === undefined || value === null ? undefined : read(value)
}

function inField<Value>(
  name: string,
  object: Readonly<Record<string, unknown>>,
  read: (value: unknown) => Value,
): Value {
  try {
    return read(object[name])
  } catch (error) {
    if (error instanceof MalformedValue) throw new MalformedValue(`${error.wanted} as ${name}`, error.found)
    throw error
  }
}

/** An answer that is not what the method returns. Caught in this folder, where the method is known. */
export class MalformedValue extends Error {
  readonly wanted: string
  readonly found: unknown

  constructor(wanted: string, found: unknown) {
    super(`Expected ${wanted}.`)
    this.wanted = wanted
    this.found = found
  }
}

/** A found value as short text, for a message. Not yet safe to show. */
export function describeFound(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 400))
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object' && value !== null) {
    return `an object with ${JSON.stringify(Object.keys(value).slice(0, 8)).slice(0, 400)}`
  }
  return JSON.stringify(value) ?? typeof value
}
