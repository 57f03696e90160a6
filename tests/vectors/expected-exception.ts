// Names under which state tests expect a transaction to be rejected, and the reasons of ours that mean the same.
// Names: TransactionException in ethereum/execution-spec-tests (src/ethereum_test_exceptions).

import type { InvalidReason } from '../../src/evm/types.ts'

/** Why a transaction is rejected: for one of the Machine's reasons, or because its bytes are no transaction. */
export type Rejection = InvalidReason | 'undecodable'

const REJECTIONS: Readonly<Record<string, readonly Rejection[]>> = {
  GAS_ALLOWANCE_EXCEEDED: ['gasLimitOverBlock'],
  // EIP-7825.
  GAS_LIMIT_EXCEEDS_MAXIMUM: ['gasLimitTooHigh'],
  // Gas limit times price leaves 256 bits: no balance can pay for it.
  GASLIMIT_PRICE_PRODUCT_OVERFLOW: ['insufficientFunds', 'valueOutOfRange'],
  // EIP-3860.
  INITCODE_SIZE_EXCEEDED: ['initcodeTooLarge'],
  INSUFFICIENT_ACCOUNT_FUNDS: ['insufficientFunds'],
  INSUFFICIENT_MAX_FEE_PER_BLOB_GAS: ['blobFeeCapTooLow'],
  // One name for both kinds of price: types 0 and 1 have no cap, only a price.
  INSUFFICIENT_MAX_FEE_PER_GAS: ['feeCapBelowBaseFee', 'gasPriceBelowBaseFee'],
  // EIP-7623.
  INTRINSIC_GAS_BELOW_FLOOR_GAS_COST: ['intrinsicGas'],
  INTRINSIC_GAS_TOO_LOW: ['intrinsicGas'],
  INVALID_CHAINID: ['wrongChainId'],
  NONCE_IS_MAX: ['nonceOverflow'],
  NONCE_MISMATCH_TOO_HIGH: ['nonceTooHigh'],
  NONCE_MISMATCH_TOO_LOW: ['nonceTooLow'],
  PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS: ['priorityFeeOverFeeCap'],
  RLP_INVALID_VALUE: ['undecodable', 'valueOutOfRange'],
  // EIP-3607.
  SENDER_NOT_EOA: ['senderNotEoa'],
  TYPE_1_TX_PRE_FORK: ['typeNotSupported'],
  TYPE_2_TX_PRE_FORK: ['typeNotSupported'],
  TYPE_3_TX_BLOB_COUNT_EXCEEDED: ['tooManyBlobs'],
  TYPE_3_TX_CONTRACT_CREATION: ['createNotAllowed', 'undecodable'],
  TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH: ['blobVersion'],
  TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED: ['tooManyBlobs'],
  TYPE_3_TX_PRE_FORK: ['typeNotSupported'],
  TYPE_3_TX_ZERO_BLOBS: ['noBlobs'],
  TYPE_3_TX_ZERO_BLOBS_PRE_FORK: ['typeNotSupported', 'noBlobs'],
  TYPE_4_EMPTY_AUTHORIZATION_LIST: ['noAuthorizations'],
  TYPE_4_INVALID_AUTHORIZATION_FORMAT: ['undecodable'],
  TYPE_4_INVALID_AUTHORITY_SIGNATURE: ['undecodable'],
  TYPE_4_TX_CONTRACT_CREATION: ['createNotAllowed', 'undecodable'],
  TYPE_4_TX_PRE_FORK: ['typeNotSupported'],
}

/**
 * Every rejection that fulfils an `expectException`, whose alternatives are joined by `|`.
 * @returns undefined if a name is in it that this table does not know.
 */
export function acceptedRejections(expectException: string): ReadonlySet<Rejection> | undefined {
  const accepted = new Set<Rejection>()
  for (const name of expectException.split('|')) {
    const rejections = REJECTIONS[name.trim().replace(/^TransactionException\./, '')]
    if (rejections === undefined) return undefined
    for (const rejection of rejections) accepted.add(rejection)
  }
  return accepted
}
