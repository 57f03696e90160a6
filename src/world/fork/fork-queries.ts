// The two things that are asked of a node: which block is this, and what do these accounts and slots hold at it.

import type { ForkAccount, ForkBlock } from '../../evm/fork-source.ts'
import type { Address } from '../../evm/types.ts'
import { BLOB_BASE_FEE_MIN, blobBaseFee, mainnetUpdateFraction } from './blob-base-fee.ts'
import type { ForkFailure } from './fork-error.ts'
import type { RpcCall, RpcClient, RpcOutcome } from './rpc-client.ts'
import { HINTS } from './rpc-errors.ts'
import {
  MalformedValue,
  readBlock,
  readCode,
  readFeeHistory,
  readQuantity,
  readU64,
  readWord,
  type RpcBlock,
} from './rpc-values.ts'

// An account that exists on most chains (burnt coins), so its balance also tells blocks apart.
const PROBED_ADDRESS: Address = '0x0000000000000000000000000000000000000000'

/** Blocks that a node picks; they move, so they are resolved once. */
export type BlockTag = 'latest' | 'safe' | 'finalized'

/** The block that all questions are about, and the way to name it that the node understands. */
export type Pin = {
  readonly block: ForkBlock
  readonly parentHash: bigint
  /** True: the node takes a block hash (EIP-1898), so a reorganisation cannot slip another block in. */
  readonly byHash: boolean
  /** Set if the blob base fee is a guess, because the node does not tell it. */
  readonly isBlobBaseFeeAssumed: boolean
}

export type PinAnswer =
  | { readonly kind: 'pinned'; readonly pin: Pin }
  | { readonly kind: 'failed'; readonly failure: ForkFailure }

/** What is missing. Addresses in lower case. */
export type StateQuestion = {
  readonly block: Pick<ForkBlock, 'number' | 'hash'>
  readonly byHash: boolean
  readonly accounts: readonly Address[]
  readonly slots: readonly SlotKey[]
  /** Numbers of blocks whose hashes are wanted. */
  readonly blockHashes: readonly bigint[]
}
export type SlotKey = { readonly address: Address; readonly slot: bigint }

/** What was learnt, also when something failed on the way. */
export type StateAnswer = {
  /** undefined: the account does not exist. */
  readonly accounts: readonly (readonly [Address, ForkAccount | undefined])[]
  readonly slots: readonly (SlotKey & { readonly word: bigint })[]
  readonly blockHashes: readonly (readonly [bigint, bigint])[]
  readonly failure?: ForkFailure
}

/** Resolves a block, and makes sure that the node has its state. */
export async function askPin(
  client: RpcClient,
  endpointLabel: string,
  wanted: bigint | BlockTag,
): Promise<PinAnswer> {
  const name = typeof wanted === 'bigint' ? toQuantity(wanted) : wanted
  const header = await client.ask<bigint | RpcBlock | undefined>([
    { method: 'eth_chainId', params: [], read: readU64 },
    {
      method: 'eth_getBlockByNumber',
      params: [name, false],
      read: (result) => readBlock(result, typeof wanted === 'bigint' ? wanted : undefined),
    },
  ])
  const headerFailure = firstFailure(header)
  if (headerFailure !== undefined) return { kind: 'failed', failure: headerFailure }
  const chainId = valueOf(header[0]) as bigint
  const block = valueOf(header[1]) as RpcBlock | undefined
  if (block === undefined) {
    return {
      kind: 'failed',
      failure: {
        code: 'FORK_BLOCK_UNKNOWN',
        message: `${endpointLabel}, eth_getBlockByNumber: the node has no block ${wanted} of chain ${chainId}.`,
        hint: HINTS.blockUnknown!,
        details: {
          endpoint: endpointLabel,
          method: 'eth_getBlockByNumber',
          block: String(wanted),
          chainId: String(chainId),
        },
      },
    }
  }

  const balanceAt = (at: unknown): RpcCall<bigint> => ({
    method: 'eth_getBalance',
    params: [PROBED_ADDRESS, at],
    read: readQuantity,
  })
  const needsFee = (block.excessBlobGas ?? 0n) > 0n
  const probes = await client.ask<bigint | undefined>([
    balanceAt(toQuantity(block.number)),
    { ...balanceAt({ blockHash: toWord(block.hash) }), isOptional: true },
    ...(needsFee ? [blobFeeOf(block)] : []),
  ])
  const stateFailure = firstFailure(probes.slice(0, 1))
  if (stateFailure !== undefined) return { kind: 'failed', failure: stateFailure }

  const toldFee = needsFee ? valueOf(probes[2]) : BLOB_BASE_FEE_MIN
  const blobFee = toldFee ?? blobBaseFee(block.excessBlobGas ?? 0n, mainnetUpdateFraction(block.timestamp))
  if (blobFee === undefined) {
    return {
      kind: 'failed',
      failure: {
        code: 'FORK_BAD_ANSWER',
        message: `${endpointLabel}, eth_getBlockByNumber: no real block has ${block.excessBlobGas} as excessBlobGas.`,
        details: { endpoint: endpointLabel, method: 'eth_getBlockByNumber' },
      },
    }
  }
  const { number, timestamp, coinbase, prevRandao, gasLimit, baseFee, hash, parentHash } = block
  return {
    kind: 'pinned',
    pin: {
      block: {
        number,
        timestamp,
        coinbase,
        prevRandao,
        gasLimit,
        baseFee,
        blobBaseFee: blobFee,
        chainId,
        hash,
      },
      parentHash,
      byHash: valueOf(probes[1]) === valueOf(probes[0]),
      isBlobBaseFeeAssumed: toldFee === undefined,
    },
  }
}

/** Asks for everything at once. An account costs three questions, which travel in one batch where the node allows it. */
export async function askState(
  client: RpcClient,
  question: StateQuestion,
  codeBytesMax: number,
): Promise<StateAnswer> {
  const at = question.byHash ? { blockHash: toWord(question.block.hash) } : toQuantity(question.block.number)
  const outcomes = await client.ask<bigint | Uint8Array>([
    ...question.accounts.flatMap((address): RpcCall<bigint | Uint8Array>[] => [
      { method: 'eth_getBalance', params: [address, at], read: readQuantity },
      { method: 'eth_getTransactionCount', params: [address, at], read: readU64 },
      { method: 'eth_getCode', params: [address, at], read: (code) => readCode(code, codeBytesMax) },
    ]),
    ...question.slots.map(({ address, slot }): RpcCall<bigint> => ({
      method: 'eth_getStorageAt',
      params: [address, toWord(slot), at],
      read: readWord,
    })),
    ...question.blockHashes.map((number): RpcCall<bigint> => ({
      method: 'eth_getBlockByNumber',
      params: [toQuantity(number), false],
      read: (result) => readAncestorHash(result, number),
    })),
  ])

  let next = 0
  const accounts: (readonly [Address, ForkAccount | undefined])[] = []
  for (const address of question.accounts) {
    const balance = valueOf(outcomes[next++])
    const nonce = valueOf(outcomes[next++])
    const code = valueOf(outcomes[next++])
    if (typeof balance !== 'bigint' || typeof nonce !== 'bigint' || !(code instanceof Uint8Array)) continue
    // JSON-RPC does not tell an absent account from an empty one; since EIP-161 there are no empty ones.
    const isAbsent = balance === 0n && nonce === 0n && code.length === 0
    accounts.push([address, isAbsent ? undefined : { balance, nonce, code }])
  }
  const slots: (SlotKey & { readonly word: bigint })[] = []
  for (const { address, slot } of question.slots) {
    const word = valueOf(outcomes[next++])
    if (typeof word === 'bigint') slots.push({ address, slot, word })
  }
  const blockHashes: (readonly [bigint, bigint])[] = []
  for (const number of question.blockHashes) {
    const hash = valueOf(outcomes[next++])
    if (typeof hash === 'bigint') blockHashes.push([number, hash])
  }
  const failure = firstFailure(outcomes)
  return { accounts, slots, blockHashes, ...(failure !== undefined && { failure }) }
}

function blobFeeOf(block: RpcBlock): RpcCall<bigint | undefined> {
  return {
    method: 'eth_feeHistory',
    params: ['0x1', toQuantity(block.number), []],
    read: (result) => readFeeHistory(result, block.number),
    isOptional: true,
  }
}

function readAncestorHash(result: unknown, number: bigint): bigint {
  const block = readBlock(result, number)
  if (block === undefined) throw new MalformedValue(`block ${number}, an ancestor of the pinned one`, result)
  return block.hash
}

function firstFailure(outcomes: readonly RpcOutcome<unknown>[]): ForkFailure | undefined {
  return outcomes.find((outcome) => outcome.kind === 'failed')?.failure
}

function valueOf<Value>(outcome: RpcOutcome<Value> | undefined): Value | undefined {
  return outcome?.kind === 'answered' ? outcome.value : undefined
}

/** A number as the JSON-RPC writes it: no leading zeros. */
function toQuantity(value: bigint): string {
  return `0x${value.toString(16)}`
}

/** 32 bytes. Slots too: nodes differ in whether they take a shorter one (execution-apis issue 303). */
function toWord(value: bigint): string {
  return `0x${value.toString(16).padStart(64, '0')}`
}
