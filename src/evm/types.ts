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

/** The block that transactions see. Every field can be changed between transactions. */
export type BlockEnv = {
  readonly number: bigint
  /** Seconds since the Unix epoch. */
  readonly timestamp: bigint
  readonly coinbase: Address
  /** PREVRANDAO from Paris on (EIP-4399), DIFFICULTY before. */
  readonly prevRandao: bigint
  readonly gasLimit: bigint
  /** Wei per gas. */
  readonly baseFee: bigint
  /** Wei per blob gas, what BLOBBASEFEE returns (EIP-7516). */
  readonly blobBaseFee: bigint
  readonly chainId: bigint
  /** Hash of an ancestor block; asked only for the 256 before `number`. Absent: zero. Must be deterministic. */
  readonly blockHash?: (number: bigint) => bigint
}

/** One LOG. */
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
  readonly value?: bigint
  readonly data?: Uint8Array
  /** Gas available to the frame. Default 2^40: effectively unlimited, but finite so loops end. */
  readonly gas?: bigint
  readonly static?: boolean
  /** ORIGIN; default `from`. */
  readonly origin?: Address
  /** GASPRICE; default 0. */
  readonly gasPrice?: bigint
}

/** How a message or transaction ended. */
export type ExecutionResult = {
  readonly status: 'success' | 'revert' | 'halt'
  /** Set if status is 'halt'. */
  readonly halt?: HaltReason
  /** Gas used by the frame before refunds. */
  readonly gasUsed: bigint
  /** Refund counter (EIP-3529), not yet capped. */
  readonly gasRefund: bigint
  /** Return or revert data. A view into the Machine, valid until its next execution or restore: `.slice()` to keep. */
  readonly output: Uint8Array
  /** Address of the contract if the message created one and succeeded. */
  readonly created?: Address
  /** Logs of a successful execution, in order; decoded when read, before the next execution. */
  readonly logs: readonly Log[]
}

/** EIP-2930 access list entry. */
export type AccessListEntry = { readonly address: Address; readonly storageKeys: readonly bigint[] }

/** EIP-7702 authorization, signed; the Machine recovers the authority. */
export type Authorization = {
  readonly chainId: bigint
  readonly address: Address
  readonly nonce: bigint
  readonly yParity: bigint
  readonly r: bigint
  readonly s: bigint
}

/** A transaction whose sender is already known; types 0-4. */
export type Transaction = {
  readonly type: 0 | 1 | 2 | 3 | 4
  readonly from: Address
  readonly to?: Address
  readonly nonce: bigint
  readonly gasLimit: bigint
  readonly value: bigint
  readonly data: Uint8Array
  /** Types 0 and 1. */
  readonly gasPrice?: bigint
  /** Types 2 to 4 (EIP-1559). */
  readonly maxFeePerGas?: bigint
  readonly maxPriorityFeePerGas?: bigint
  readonly accessList?: readonly AccessListEntry[]
  /** Type 3 (EIP-4844). */
  readonly maxFeePerBlobGas?: bigint
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

export type TransactionResult =
  | (ExecutionResult & {
      readonly kind: 'included'
      /** Gas paid for, after refunds and the calldata floor (EIP-7623). */
      readonly gasPaid: bigint
    })
  | { readonly kind: 'invalid'; readonly reason: InvalidReason; readonly detail: string }

/** Everything that one account holds, as read back from a Machine. */
export type AccountDump = {
  readonly balance: bigint
  readonly nonce: bigint
  readonly code: Uint8Array
  readonly storage: ReadonlyMap<bigint, bigint>
}
