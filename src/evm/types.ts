// The words that every user of the Machine shares: values go in and come out in these shapes.

import type { Hex } from '../primitives/hex.ts'
import type { HaltReason } from './halts.ts'

export type { Hex } from '../primitives/hex.ts'
export type { Fork } from './forks.ts'
export type { HaltReason } from './halts.ts'

/** A 20-byte account address as `0x` + 40 hex digits. The Machine accepts any case and returns lower case. */
export type Address = Hex

/** What one account holds. Absent fields are zero or empty. */
export type AccountState = {
  /** Wei, 0 to 2^256-1. */
  readonly balance?: bigint
  /** 0 to 2^64-1. */
  readonly nonce?: bigint
  readonly code?: Uint8Array
  /** Slot -> word, both 0 to 2^256-1. Zero words are left out. */
  readonly storage?: ReadonlyMap<bigint, bigint>
}

/** The block that transactions see. Every field can be changed between transactions. Numbers are 0 to 2^256-1. */
export type BlockEnv = {
  readonly number: bigint
  /** Seconds since the Unix epoch. */
  readonly timestamp: bigint
  readonly coinbase: Address
  /** PREVRANDAO from Paris on (EIP-4399), DIFFICULTY before. */
  readonly prevRandao: bigint
  /** Gas of the whole block. */
  readonly gasLimit: bigint
  /** Wei per gas. */
  readonly baseFee: bigint
  /** Wei per blob gas, what BLOBBASEFEE returns (EIP-7516). */
  readonly blobBaseFee: bigint
  readonly chainId: bigint
  /**
   * Hash of an ancestor block, its first byte most significant; asked only for the 256 before `number`. Absent: zero.
   * Must be deterministic and may not use the Machine.
   */
  readonly blockHash?: (number: bigint) => bigint
}

/** One LOG. Its bytes are a copy. */
export type Log = {
  readonly address: Address
  /** 0 to 4 words. */
  readonly topics: readonly bigint[]
  readonly data: Uint8Array
}

/** A bare message: no fees, no nonce or balance check of the sender beyond `value`. What searches execute. */
export type Message = {
  readonly from: Address
  /** Absent: create a contract with `data` as initcode. */
  readonly to?: Address
  /** Wei, 0 to 2^256-1. Default 0. More than `from` has: 'insufficientBalance', and no gas is used. */
  readonly value?: bigint
  /** Calldata or initcode; copied. Default: nothing. */
  readonly data?: Uint8Array
  /** Gas available to the frame, 0 to 2^63-1. Default 2^40: effectively unlimited, but finite so loops end. */
  readonly gas?: bigint
  /** Forbid changes of the state, as STATICCALL does (EIP-214). Default false. */
  readonly static?: boolean
  /** ORIGIN; default `from`. */
  readonly origin?: Address
  /** What GASPRICE returns, wei per gas; nothing is paid. Default 0. */
  readonly gasPrice?: bigint
}

/** How a message or transaction ended. */
export type ExecutionResult = {
  readonly status: 'success' | 'revert' | 'halt'
  /** Set if status is 'halt'. */
  readonly halt?: HaltReason
  /** Gas used by the frame before refunds. */
  readonly gasUsed: bigint
  /** Refund counter (EIP-3529), not yet capped; for a call from host code that of the whole transaction so far. */
  readonly gasRefund: bigint
  /** Return or revert data. A view into the Machine, valid until its next execution or restore: `.slice()` to keep. */
  readonly output: Uint8Array
  /** Address of the contract if the message created one and succeeded. */
  readonly created?: Address
  /**
   * Logs in order, none if it failed; for a call from host code those of the whole transaction so far. Decoded when first
   * read. @throws StaleSnapshotError if that is after the next execution.
   */
  readonly logs: readonly Log[]
}

/** A place in the history of a Machine that it can go back to. Marks nest like a stack; opaque. */
export type Mark = { readonly position: number }

/** What changed between the base and the moment of capture. Restoring it does not depend on what happened since. */
export type Snapshot = {
  readonly base: number
  readonly machine: object
  /** Changed accounts and slots, 128 bytes each; opaque. */
  readonly delta: Uint8Array
}

/** What a transaction had met; of `Machine.marksMet`. */
export type TransactionMarks = { readonly position: number; readonly transaction: number }

/** EIP-2930 access list entry; keys are slots, 0 to 2^256-1. */
export type AccessListEntry = { readonly address: Address; readonly storageKeys: readonly bigint[] }

/** EIP-7702 authorization, signed; the Machine recovers the authority. */
export type Authorization = {
  /** 0: valid on every chain. */
  readonly chainId: bigint
  /** Whose code is to run; the zero address ends a delegation. */
  readonly address: Address
  /** Of the authority. */
  readonly nonce: bigint
  /** 0 or 1. */
  readonly yParity: bigint
  readonly r: bigint
  readonly s: bigint
}

/** A transaction whose sender is already known; types 0-4. */
export type Transaction = {
  readonly type: 0 | 1 | 2 | 3 | 4
  readonly from: Address
  /** Absent: create a contract with `data` as initcode. */
  readonly to?: Address
  readonly nonce: bigint
  readonly gasLimit: bigint
  /** Wei. */
  readonly value: bigint
  /** Copied. */
  readonly data: Uint8Array
  /** Types 0 and 1. Wei per gas. */
  readonly gasPrice?: bigint
  /** Types 2 to 4 (EIP-1559). Wei per gas. */
  readonly maxFeePerGas?: bigint
  readonly maxPriorityFeePerGas?: bigint
  readonly accessList?: readonly AccessListEntry[]
  /** Type 3 (EIP-4844). Wei per blob gas. */
  readonly maxFeePerBlobGas?: bigint
  /** Versioned hashes, the version in the most significant byte. */
  readonly blobHashes?: readonly bigint[]
  /** Type 4 (EIP-7702). */
  readonly authorizations?: readonly Authorization[]
  /** EIP-155 chain id; checked when given. */
  readonly chainId?: bigint
}

/** Why a transaction may not be in a block: it changes nothing. */
export type InvalidReason =
  | 'nonceTooLow'
  | 'nonceTooHigh'
  | 'nonceOverflow'
  | 'senderNotEoa'
  | 'insufficientFunds'
  | 'intrinsicGas'
  | 'gasLimitTooHigh'
  | 'gasLimitOverBlock'
  | 'feeCapBelowBaseFee'
  | 'priorityFeeOverFeeCap'
  | 'gasPriceBelowBaseFee'
  | 'initcodeTooLarge'
  | 'typeNotSupported'
  | 'createNotAllowed'
  | 'noBlobs'
  | 'tooManyBlobs'
  | 'blobVersion'
  | 'blobFeeCapTooLow'
  | 'noAuthorizations'
  | 'wrongChainId'
  | 'valueOutOfRange'

/** What became of a transaction. An invalid one changed nothing; `detail` says why in words for people. */
export type TransactionResult =
  | (ExecutionResult & {
      readonly kind: 'included'
      /** Gas paid for: intrinsic gas included, after refunds and the calldata floor (EIP-7623). `gasUsed` is that of the message. */
      readonly gasPaid: bigint
    })
  | { readonly kind: 'invalid'; readonly reason: InvalidReason; readonly detail: string }

/** Everything that one account holds, copied from a Machine. Storage has no zero words. */
export type AccountDump = {
  readonly balance: bigint
  readonly nonce: bigint
  readonly code: Uint8Array
  readonly storage: ReadonlyMap<bigint, bigint>
}
