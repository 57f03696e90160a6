// What a fork is, as data: the order of the forks and the rules that differ between them.

/** Forks whose rules the Machine knows, oldest first. */
export const FORKS = ['london', 'paris', 'shanghai', 'cancun', 'prague', 'osaka'] as const

export type Fork = (typeof FORKS)[number]

/** Whether `fork` is `since` or newer. */
export function isAtLeast(fork: Fork, since: Fork): boolean {
  return FORKS.indexOf(fork) >= FORKS.indexOf(since)
}

export type ForkRules = {
  /** Precompiles sit at 1 to this address. */
  readonly precompilesLast: number
  /** P256VERIFY at 0x100 (EIP-7951). */
  readonly p256: boolean
  /** Bytes of initcode, at most (EIP-3860). */
  readonly initcodeBytesMax: number
  /** Gas per word of initcode (EIP-3860). */
  readonly initcodeWordGas: number
  /** Bytes of deployed code, at most (EIP-170). */
  readonly codeBytesMax: number
  /** SELFDESTRUCT deletes only what was created in the same transaction (EIP-6780). */
  readonly selfdestructSameTransaction: boolean
  /** Code 0xef0100 and an address delegates (EIP-7702). */
  readonly delegation: boolean
  /** The coinbase is warm from the start (EIP-3651). */
  readonly warmCoinbase: boolean
  /** Highest transaction type. */
  readonly transactionTypeMax: 2 | 3 | 4
  /** Calldata floor price (EIP-7623). */
  readonly calldataFloor: boolean
  /** Gas limit of a transaction, at most (EIP-7825). */
  readonly transactionGasMax: bigint | undefined
  /** Blobs per transaction, at most (EIP-4844, EIP-7691, EIP-7594). */
  readonly blobsPerTransactionMax: number
}

const NO_LIMIT = 0xffffffff

const london: ForkRules = {
  precompilesLast: 9,
  p256: false,
  initcodeBytesMax: NO_LIMIT,
  initcodeWordGas: 0,
  codeBytesMax: 24_576,
  selfdestructSameTransaction: false,
  delegation: false,
  warmCoinbase: false,
  transactionTypeMax: 2,
  calldataFloor: false,
  transactionGasMax: undefined,
  blobsPerTransactionMax: 0,
}
const shanghai: ForkRules = { ...london, initcodeBytesMax: 49_152, initcodeWordGas: 2, warmCoinbase: true }
const cancun: ForkRules = {
  ...shanghai,
  precompilesLast: 10,
  selfdestructSameTransaction: true,
  transactionTypeMax: 3,
  blobsPerTransactionMax: 6,
}
const prague: ForkRules = {
  ...cancun,
  precompilesLast: 17,
  delegation: true,
  transactionTypeMax: 4,
  calldataFloor: true,
  blobsPerTransactionMax: 9,
}
const osaka: ForkRules = { ...prague, p256: true, transactionGasMax: 2n ** 24n, blobsPerTransactionMax: 6 }

const rules: Readonly<Record<Fork, ForkRules>> = { london, paris: london, shanghai, cancun, prague, osaka }

/** The rules of a fork. */
export function rulesOf(fork: Fork): ForkRules {
  return rules[fork]
}
