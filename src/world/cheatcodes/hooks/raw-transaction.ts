// vm.broadcastRawTransaction: runs a transaction that somebody signed. Types 0 to 2; fees are taken as a chain without a base
// fee would.

import { bytesToBigInt, concatBytes } from '../../../primitives/bytes.ts'
import { bytesToHex } from '../../../primitives/hex.ts'
import type { Machine } from '../../../evm/machine.ts'
import { intrinsicGas } from '../../../evm/transaction.ts'
import type { Address } from '../../../evm/types.ts'
import { type CheatContext, CheatcodeError, type CheatTable } from '../context.ts'
import { rlpBytes, rlpList, rlpNumber } from '../plain/rlp.ts'
import { type RlpItem, readRlp, RlpError } from './rlp-items.ts'

type SignedTransaction = {
  /** Absent: it is for any chain. */
  readonly chainId: bigint | undefined
  /** Wei; the most that type 2 would pay. */
  readonly gasPrice: bigint
  readonly gasLimit: bigint
  /** Absent: a creation. */
  readonly to: Address | undefined
  readonly value: bigint
  readonly data: Uint8Array
  /** What was signed. */
  readonly digest: Uint8Array
  /** 0 or 1. */
  readonly parity: bigint
  readonly r: Uint8Array
  readonly s: Uint8Array
}

const ADDRESS_BYTES = 20
const WORD = 32
const ECRECOVER: Address = '0x0000000000000000000000000000000000000001'
const TYPES: Readonly<
  Record<number, { readonly fields: number; readonly nonceAt: number; readonly prices: number }>
> = {
  1: { fields: 8, nonceAt: 1, prices: 1 },
  2: { fields: 9, nonceAt: 1, prices: 2 },
}
const LEGACY_FIELDS = 6

/** @throws RlpError for bytes that are no signed transaction of types 0 to 2 */
function decodeTransaction(bytes: Uint8Array, machine: Machine): SignedTransaction {
  const type = bytes[0] ?? 0
  if (type >= 0xc0) return decodeLegacy(bytes, machine)
  const shape = TYPES[type]
  if (shape === undefined) throw new RlpError('unexpected transaction type')
  const items = listIn(bytes.subarray(1))
  if (items.length !== shape.fields + 3) throw new RlpError('unexpected list length')
  const unsigned = rlpList(items.slice(0, shape.fields).map(({ raw }) => raw))
  const rest = items.slice(shape.nonceAt + 1)
  const [gasLimit, to, value, data] = rest.slice(shape.prices)
  const [parity, r, s] = items.slice(shape.fields)
  return {
    chainId: numberIn(items[0]),
    gasPrice: numberIn(rest[shape.prices - 1]),
    gasLimit: numberIn(gasLimit),
    to: addressIn(to),
    value: numberIn(value),
    data: stringIn(data),
    digest: machine.keccak256(concatBytes(Uint8Array.of(type), unsigned)),
    parity: numberIn(parity),
    r: stringIn(r),
    s: stringIn(s),
  }
}

function decodeLegacy(bytes: Uint8Array, machine: Machine): SignedTransaction {
  const items = listIn(bytes)
  // Without a signature it is none of the kinds that foundry tries one after another.
  if (items.length < LEGACY_FIELDS + 3) throw new RlpError('Unexpected type flag')
  if (items.length > LEGACY_FIELDS + 3) throw new RlpError('unexpected list length')
  const [, gasPrice, gasLimit, to, value, data, v, r, s] = items
  const signature = numberIn(v)
  const fields = items.slice(0, LEGACY_FIELDS).map(({ raw }) => raw)
  // EIP-155: the chain id was signed too.
  const chainId = signature >= 35n ? (signature - 35n) / 2n : undefined
  if (chainId !== undefined) fields.push(rlpNumber(chainId), rlpBytes(NO_BYTES), rlpBytes(NO_BYTES))
  return {
    chainId,
    gasPrice: numberIn(gasPrice),
    gasLimit: numberIn(gasLimit),
    to: addressIn(to),
    value: numberIn(value),
    data: stringIn(data),
    digest: machine.keccak256(rlpList(fields)),
    parity: chainId === undefined ? signature - 27n : (signature - 35n) % 2n,
    r: stringIn(r),
    s: stringIn(s),
  }
}

const NO_BYTES = new Uint8Array(0)

function listIn(bytes: Uint8Array): readonly RlpItem[] {
  const item = readRlp(bytes)
  if (item.items === undefined) throw new RlpError('unexpected string')
  return item.items
}
function stringIn(item: RlpItem | undefined): Uint8Array {
  if (item?.content === undefined) throw new RlpError('unexpected list')
  return item.content
}
function numberIn(item: RlpItem | undefined): bigint {
  const bytes = stringIn(item)
  if (bytes.length > WORD) throw new RlpError('overflow')
  return bytesToBigInt(bytes)
}
function addressIn(item: RlpItem | undefined): Address | undefined {
  const bytes = stringIn(item)
  if (bytes.length === 0) return undefined
  if (bytes.length !== ADDRESS_BYTES) throw new RlpError('unexpected length')
  return bytesToHex(bytes)
}

function signerOf({ digest, parity, r, s }: SignedTransaction, machine: Machine): Address {
  const word = (bytes: Uint8Array): Uint8Array => concatBytes(new Uint8Array(WORD - bytes.length), bytes)
  const isPlausible = (parity === 0n || parity === 1n) && r.length <= WORD && s.length <= WORD
  const v = Uint8Array.of(parity === 1n ? 28 : 27)
  const output = isPlausible
    ? machine.call({ from: ECRECOVER, to: ECRECOVER, data: concatBytes(digest, word(v), word(r), word(s)) })
        .output
    : NO_BYTES
  if (output.length !== WORD) throw new CheatcodeError('failed to recover signer: invalid signature')
  return bytesToHex(output.slice(WORD - ADDRESS_BYTES))
}

function broadcastRaw(context: CheatContext, bytes: Uint8Array): void {
  const { machine } = context
  let transaction: SignedTransaction
  try {
    transaction = decodeTransaction(bytes, machine)
  } catch (error) {
    if (!(error instanceof RlpError)) throw error
    throw new CheatcodeError(`failed to decode RLP-encoded transaction: ${error.message}`, { cause: error })
  }
  const from = signerOf(transaction, machine)
  const { to, value, data, gasLimit, gasPrice, chainId } = transaction
  const balance = machine.getBalance(from)
  const most = gasLimit * gasPrice + value
  const invalid = (why: string): CheatcodeError => new CheatcodeError(`transaction validation error: ${why}`)
  if (chainId !== undefined && chainId !== context.block.chainId) throw invalid('invalid chain ID')
  if (balance < most) throw invalid(`lack of funds (${balance}) for max fee (${most})`)
  const intrinsic = intrinsicGas(
    { type: 0, from, nonce: 0n, gasLimit, value, data, ...(to && { to }) },
    machine.rules,
  )
  if (gasLimit < intrinsic.gas)
    throw invalid(`call gas cost (${intrinsic.gas}) exceeds the gas limit (${gasLimit})`)
  // The nonce that was signed is not compared: foundry switches that off.
  if (to !== undefined) machine.setNonce(from, machine.getNonce(from) + 1n)
  const originBefore = machine.origin
  machine.setOrigin(from)
  const { gasUsed } = machine.call({ from, ...(to && { to }), value, data, gas: gasLimit - intrinsic.gas })
  machine.setOrigin(originBefore)
  const fee = (intrinsic.gas + gasUsed) * gasPrice
  if (fee === 0n) return
  const { coinbase } = context.block
  machine.setBalance(from, machine.getBalance(from) - fee)
  machine.setBalance(coinbase, machine.getBalance(coinbase) + fee)
}

export const rawTransactionCheats: CheatTable = {
  'broadcastRawTransaction(bytes)': (context, [data]) => broadcastRaw(context, data as Uint8Array),
}
