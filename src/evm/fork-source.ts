// The state of a chain that exists, pinned to one block, as a Machine asks for it: one account or slot at a time, and
// synchronously, because the EVM that asks has no place to wait. Where the answers come from is not this file's
// business: the JSON-RPC implementation is in src/world/fork.

import { BaseError } from '../primitives/errors.ts'
import type { AccountState, Address, BlockEnv } from './types.ts'

/** What a fork source knows of one account, its storage aside. */
export type ForkAccount = {
  /** Wei, 0 to 2^256-1. */
  readonly balance: bigint
  /** 0 to 2^64-1. */
  readonly nonce: bigint
  /** Runtime code; empty for an account without code. Belongs to the source: read it, do not write into it. */
  readonly code: Uint8Array
}

/** The pinned block: the environment it was executed in, and its hash as an unsigned 32-byte number. */
export type ForkBlock = Omit<BlockEnv, 'blockHash'> & { readonly hash: bigint }

/**
 * The state after one pinned block. Every answer is a fact about that block: asked twice, it is the same. Addresses may
 * have any case. All methods may throw a BaseError when the answer cannot be had; nothing is remembered of a failed
 * question, so it may be asked again.
 */
export type ForkSource = {
  readonly block: ForkBlock
  /** undefined: the account does not exist at the pinned block (it is empty in the sense of EIP-161). */
  account(address: Address): ForkAccount | undefined
  /** The word in a slot; 0n if the slot or the account is absent. `slot` is 0 to 2^256-1. */
  storage(address: Address, slot: bigint): bigint
  /**
   * Hash of the block `number`, as an unsigned 32-byte number. 0n after the pinned block: the fork's own blocks have no
   * hash on that chain. The window of 256 blocks is the caller's rule (Yellow Paper, appendix H, BLOCKHASH).
   */
  blockHash(number: bigint): bigint
}

/** Facts about one chain at one block. Addresses in lower case. An account that is known to be absent is `undefined`. */
export type ForkFacts = {
  readonly accounts: Map<Address, ForkAccount | undefined>
  /** Address -> slot -> word. A zero word is a fact too. */
  readonly storage: Map<Address, Map<bigint, bigint>>
  /** Block number -> hash. */
  readonly blockHashes: Map<bigint, bigint>
}

/** No facts. */
export function createForkFacts(): ForkFacts {
  return { accounts: new Map(), storage: new Map(), blockHashes: new Map() }
}

/** Adds one slot to `facts`; the address must be in lower case. */
export function addForkSlot(facts: ForkFacts, address: Address, slot: bigint, word: bigint): void {
  const slots = facts.storage.get(address)
  if (slots === undefined) facts.storage.set(address, new Map([[slot, word]]))
  else slots.set(slot, word)
}

/** A block for tests: number 1, time 12, no fees, chain 1. */
export const PLAIN_FORK_BLOCK: ForkBlock = {
  number: 1n,
  timestamp: 12n,
  coinbase: '0x0000000000000000000000000000000000000000',
  prevRandao: 0n,
  gasLimit: 30_000_000n,
  baseFee: 0n,
  blobBaseFee: 1n,
  chainId: 1n,
  hash: 1n,
}

/** A whole chain in memory: what is not in `accounts` does not exist. Its keys are in lower case; it is not copied. */
export function memoryForkSource(
  accounts: ReadonlyMap<Address, AccountState>,
  options: {
    readonly block?: Partial<ForkBlock>
    readonly blockHashes?: ReadonlyMap<bigint, bigint>
  } = {},
): ForkSource {
  const block = { ...PLAIN_FORK_BLOCK, ...options.block }
  const find = (address: Address): AccountState | undefined => accounts.get(lowerCase(address))
  return {
    block,
    account(address) {
      const account = find(address)
      if (account === undefined) return undefined
      return {
        balance: account.balance ?? 0n,
        nonce: account.nonce ?? 0n,
        code: account.code ?? NO_CODE,
      }
    },
    storage: (address, slot) => find(address)?.storage?.get(slot) ?? 0n,
    blockHash(number) {
      if (number > block.number) return 0n
      return options.blockHashes?.get(number) ?? (number === block.number ? block.hash : 0n)
    },
  }
}

/** What was asked of a source, and what it answered: enough to repeat a run without the source. */
export type ForkRecording = ForkFacts & { readonly block: ForkBlock }

/** `source` with a memory of everything that was asked of it. `recording` keeps growing while the source is used. */
export function recordForkSource(source: ForkSource): {
  readonly source: ForkSource
  readonly recording: ForkRecording
} {
  const recording: ForkRecording = { block: source.block, ...createForkFacts() }
  return {
    recording,
    source: {
      block: source.block,
      account(address) {
        const account = source.account(address)
        recording.accounts.set(lowerCase(address), account)
        return account
      },
      storage(address, slot) {
        const word = source.storage(address, slot)
        addForkSlot(recording, lowerCase(address), slot, word)
        return word
      },
      blockHash(number) {
        const hash = source.blockHash(number)
        recording.blockHashes.set(number, hash)
        return hash
      },
    },
  }
}

/**
 * A source that knows a recording and nothing else. Unlike `memoryForkSource` it does not take silence for absence: a
 * question that was not recorded throws ForkNotRecordedError, because its answer could be anything.
 */
export function replayForkSource(recording: ForkRecording): ForkSource {
  return {
    block: recording.block,
    account(address) {
      const key = lowerCase(address)
      if (!recording.accounts.has(key)) throw new ForkNotRecordedError(`account ${key}`)
      return recording.accounts.get(key)
    },
    storage(address, slot) {
      const key = lowerCase(address)
      const word = recording.storage.get(key)?.get(slot)
      if (word === undefined) throw new ForkNotRecordedError(`slot 0x${slot.toString(16)} of ${key}`)
      return word
    },
    blockHash(number) {
      if (number > recording.block.number) return 0n
      const hash = recording.blockHashes.get(number)
      if (hash !== undefined) return hash
      if (number === recording.block.number) return recording.block.hash
      throw new ForkNotRecordedError(`hash of block ${number}`)
    },
  }
}

const NO_CODE = new Uint8Array(0)

function lowerCase(address: Address): Address {
  return address.toLowerCase() as Address
}

/** A replay asked for something that the recorded run never asked for: the code under test took another path. */
export class ForkNotRecordedError extends BaseError {
  readonly code = 'FORK_NOT_RECORDED'

  constructor(what: string) {
    super(`The recorded fork state does not hold the ${what}.`, {
      hint: 'Run again with the chain endpoint to fetch what is missing.',
      details: { missing: what },
    })
  }
}
