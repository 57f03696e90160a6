// The envelope of a transaction around the message that it carries (Yellow Paper, section 6, as changed by EIP-1559,
// 2681, 2930, 3529, 3607, 3651, 3860, 4844, 7594, 7623, 7702, 7825).

import { bigIntToBytes32 } from '../primitives/bytes.ts'
import { hexToBytes } from '../primitives/hex.ts'
import { MachineInputError } from './errors.ts'
import type { Fork, ForkRules } from './forks.ts'
import type { Precompiles } from './precompiles/precompiles.ts'
import type {
  Address,
  Authorization,
  BlockEnv,
  ExecutionResult,
  Hex,
  InvalidReason,
  Transaction,
  TransactionResult,
} from './types.ts'

/** What the envelope needs of the Machine. */
export type TransactionDoor = {
  readonly machine: TransactionState
  readonly precompiles: Precompiles
  /** Begins the transaction scope with this effective gas price. */
  begin(gasPrice: bigint): void
  warmAddress(address: Address): void
  warmSlot(address: Address, slot: bigint): void
  touch(address: Address): void
  /** Runs the message of the transaction; the sender's nonce is already raised. */
  execute(gas: bigint): ExecutionResult
  finish(): void
}

/** The state that a transaction reads and changes; the Machine is one. */
export type TransactionState = {
  readonly block: BlockEnv
  readonly rules: ForkRules
  readonly fork: Fork
  getBalance(address: Address): bigint
  setBalance(address: Address, wei: bigint): void
  getNonce(address: Address): bigint
  setNonce(address: Address, nonce: bigint): void
  getCode(address: Address): Uint8Array
  setCode(address: Address, code: Uint8Array): void
  exists(address: Address): boolean
  keccak256(bytes: Uint8Array): Uint8Array
}

const GAS_PER_BLOB = 131_072n // EIP-4844
const NONCE_MAX = (1n << 64n) - 1n // EIP-2681
/** Half the order of secp256k1: a signature's s may not be above it (EIP-2, EIP-7702). */
const S_MAX = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n
const AUTHORIZATION_GAS = 25_000n // EIP-7702: PER_EMPTY_ACCOUNT_COST
const AUTHORIZATION_REFUND = 12_500n // EIP-7702: PER_EMPTY_ACCOUNT_COST - PER_AUTH_BASE_COST

export type IntrinsicGas = {
  /** Taken before the first opcode. */
  readonly gas: bigint
  /** The transaction pays at least this (EIP-7623); 0 before Prague. */
  readonly floor: bigint
}

/** What a transaction costs before it runs. */
export function intrinsicGas(
  transaction: Omit<Partial<Transaction>, 'to'> & {
    readonly to?: Address | undefined
    readonly data: Uint8Array
  },
  rules: ForkRules,
): IntrinsicGas {
  let zeros = 0
  for (const byte of transaction.data) if (byte === 0) zeros++
  const others = transaction.data.length - zeros
  let gas = 21_000n + 4n * BigInt(zeros) + 16n * BigInt(others)
  if (transaction.to === undefined) {
    gas += 32_000n + BigInt(rules.initcodeWordGas) * BigInt(Math.ceil(transaction.data.length / 32))
  }
  for (const { storageKeys } of transaction.accessList ?? [])
    gas += 2_400n + 1_900n * BigInt(storageKeys.length)
  gas += AUTHORIZATION_GAS * BigInt(transaction.authorizations?.length ?? 0)
  const floor = rules.calldataFloor ? 21_000n + 10n * BigInt(zeros + 4 * others) : 0n
  return { gas, floor }
}

/** @throws MachineInputError for fields that a transaction of this type does not have, and values that none can hold. */
export function checkFields(transaction: Transaction): void {
  const { type, accessList, blobHashes, authorizations } = transaction
  const has = (list: readonly unknown[] | undefined): boolean => list !== undefined && list.length > 0
  if (has(accessList) && type === 0)
    throw new MachineInputError('A transaction of type 0 has no access list.')
  if (has(blobHashes) && type !== 3)
    throw new MachineInputError(`A transaction of type ${type} has no blobs.`)
  if (has(authorizations) && type !== 4)
    throw new MachineInputError(`A transaction of type ${type} has no authorizations.`)
  for (const { chainId, nonce, yParity, r, s } of authorizations ?? []) {
    for (const value of [chainId, nonce, yParity, r, s]) {
      if (value < 0n || value >= 1n << 256n)
        throw new MachineInputError(`A field of an authorization is ${value}.`)
    }
  }
}

/** Runs a transaction, or says why no block could contain it; then nothing has changed. */
export function runTransaction(
  door: TransactionDoor,
  transaction: Transaction,
  gasCap: boolean,
): TransactionResult {
  const state = door.machine
  const { block, rules } = state
  const { from, to, gasLimit } = transaction
  const intrinsic = intrinsicGas(transaction, rules)
  const refused = whyInvalid(state, transaction, intrinsic, gasCap)
  if (refused) return { kind: 'invalid', ...refused }

  const gasPrice = effectiveGasPrice(transaction, block.baseFee)
  const blobFee = GAS_PER_BLOB * BigInt(transaction.blobHashes?.length ?? 0) * block.blobBaseFee
  state.setBalance(from, state.getBalance(from) - gasLimit * gasPrice - blobFee)
  state.setNonce(from, transaction.nonce + 1n)

  door.begin(gasPrice)
  door.warmAddress(from)
  if (to !== undefined) door.warmAddress(to)
  for (const { address, storageKeys } of transaction.accessList ?? []) {
    door.warmAddress(address)
    for (const slot of storageKeys) door.warmSlot(address, slot)
  }
  let refund = 0n
  for (const authorization of transaction.authorizations ?? [])
    refund += applyAuthorization(door, authorization)
  if (to !== undefined && rules.delegation) {
    const delegate = delegateOf(state.getCode(to))
    if (delegate) door.warmAddress(delegate)
  }

  const result = door.execute(gasLimit - intrinsic.gas)
  const used = intrinsic.gas + result.gasUsed
  if (result.status === 'success') refund += result.gasRefund
  const refundMax = used / 5n // EIP-3529
  let paid = used - (refund < refundMax ? refund : refundMax)
  if (paid < intrinsic.floor) paid = intrinsic.floor

  state.setBalance(from, state.getBalance(from) + (gasLimit - paid) * gasPrice)
  const tip = (gasPrice - block.baseFee) * paid
  if (tip > 0n) state.setBalance(block.coinbase, state.getBalance(block.coinbase) + tip)
  door.touch(block.coinbase)
  door.finish()
  return Object.assign(result, { kind: 'included' as const, gasPaid: paid })
}

function effectiveGasPrice(transaction: Transaction, baseFee: bigint): bigint {
  if (transaction.type < 2) return transaction.gasPrice ?? 0n
  const cap = transaction.maxFeePerGas ?? 0n
  const wanted = baseFee + (transaction.maxPriorityFeePerGas ?? 0n)
  return wanted < cap ? wanted : cap
}

type Refusal = { readonly reason: InvalidReason; readonly detail: string }

function whyInvalid(
  state: TransactionState,
  transaction: Transaction,
  intrinsic: IntrinsicGas,
  gasCap: boolean,
): Refusal | undefined {
  const { block, rules } = state
  const { type, from, to, nonce, gasLimit, value, data } = transaction
  const no = (reason: InvalidReason, detail: string): Refusal => ({ reason, detail })

  if (type > rules.transactionTypeMax)
    return no('typeNotSupported', `type ${type} does not exist in ${state.fork}`)
  if (transaction.chainId !== undefined && transaction.chainId !== block.chainId) {
    return no('wrongChainId', `chain id ${transaction.chainId}, the chain is ${block.chainId}`)
  }
  if (nonce < 0n || gasLimit < 0n || value < 0n || value >= 1n << 256n || gasLimit > NONCE_MAX >> 1n) {
    return no('valueOutOfRange', 'nonce, gas limit or value is out of range')
  }
  for (const fee of [
    transaction.gasPrice,
    transaction.maxFeePerGas,
    transaction.maxPriorityFeePerGas,
    transaction.maxFeePerBlobGas,
  ]) {
    if (fee !== undefined && (fee < 0n || fee >= 1n << 256n)) return no('valueOutOfRange', `a fee of ${fee}`)
  }
  if (type === 3) {
    const blobs = transaction.blobHashes ?? []
    if (to === undefined) return no('createNotAllowed', 'a blob transaction cannot create a contract')
    if (blobs.length === 0) return no('noBlobs', 'a blob transaction needs a blob')
    if (blobs.length > rules.blobsPerTransactionMax) {
      return no('tooManyBlobs', `${blobs.length} blobs, at most ${rules.blobsPerTransactionMax}`)
    }
    for (const hash of blobs)
      if (hash >> 248n !== 1n) return no('blobVersion', `blob hash version ${hash >> 248n}, not 1`)
    const cap = transaction.maxFeePerBlobGas ?? 0n
    if (cap < block.blobBaseFee)
      return no('blobFeeCapTooLow', `blob fee cap ${cap}, base fee ${block.blobBaseFee}`)
  }
  if (type === 4) {
    if (to === undefined) return no('createNotAllowed', 'a set-code transaction cannot create a contract')
    if ((transaction.authorizations ?? []).length === 0)
      return no('noAuthorizations', 'a set-code transaction needs an authorization')
  }
  if (gasCap && rules.transactionGasMax !== undefined && gasLimit > rules.transactionGasMax) {
    return no('gasLimitTooHigh', `gas limit ${gasLimit}, at most ${rules.transactionGasMax} (EIP-7825)`)
  }
  if (gasLimit > block.gasLimit)
    return no('gasLimitOverBlock', `gas limit ${gasLimit}, the block has ${block.gasLimit}`)
  if (to === undefined && data.length > rules.initcodeBytesMax) {
    return no('initcodeTooLarge', `${data.length} bytes of initcode, at most ${rules.initcodeBytesMax}`)
  }
  const needed = intrinsic.gas > intrinsic.floor ? intrinsic.gas : intrinsic.floor
  if (gasLimit < needed) return no('intrinsicGas', `gas limit ${gasLimit}, needs ${needed} before it runs`)

  let feeCap: bigint
  if (type >= 2) {
    feeCap = transaction.maxFeePerGas ?? 0n
    const tip = transaction.maxPriorityFeePerGas ?? 0n
    if (tip > feeCap) return no('priorityFeeOverFeeCap', `priority fee ${tip} over fee cap ${feeCap}`)
    if (feeCap < block.baseFee)
      return no('feeCapBelowBaseFee', `fee cap ${feeCap}, base fee ${block.baseFee}`)
  } else {
    feeCap = transaction.gasPrice ?? 0n
    if (feeCap < block.baseFee)
      return no('gasPriceBelowBaseFee', `gas price ${feeCap}, base fee ${block.baseFee}`)
  }

  const has = state.getNonce(from)
  if (nonce < has) return no('nonceTooLow', `nonce ${nonce}, the account is at ${has}`)
  if (nonce > has) return no('nonceTooHigh', `nonce ${nonce}, the account is at ${has}`)
  if (nonce === NONCE_MAX) return no('nonceOverflow', 'the nonce cannot rise any more')
  const code = state.getCode(from)
  if (code.length > 0 && !(rules.delegation && delegateOf(code)))
    return no('senderNotEoa', 'the sender has code (EIP-3607)')
  const blobGas = GAS_PER_BLOB * BigInt(transaction.blobHashes?.length ?? 0)
  const cost = gasLimit * feeCap + value + blobGas * (transaction.maxFeePerBlobGas ?? 0n)
  const balance = state.getBalance(from)
  if (balance < cost) return no('insufficientFunds', `balance ${balance} wei, needs ${cost}`)
  return undefined
}

/** Address that delegated code names (EIP-7702: 0xef0100 and 20 bytes), or undefined. */
export function delegateOf(code: Uint8Array): Address | undefined {
  if (code.length !== 23 || code[0] !== 0xef || code[1] !== 0x01 || code[2] !== 0x00) return undefined
  let text = '0x'
  for (let i = 3; i < 23; i++) text += code[i]!.toString(16).padStart(2, '0')
  return text as Hex
}

/** EIP-7702, "behavior", steps 1 to 9. Result: the refund that it earns. An invalid authorization changes nothing. */
function applyAuthorization(door: TransactionDoor, authorization: Authorization): bigint {
  const state = door.machine
  const { chainId, address, nonce, yParity, s } = authorization
  if (chainId !== 0n && chainId !== state.block.chainId) return 0n
  if (nonce >= NONCE_MAX) return 0n
  if (s > S_MAX || yParity > 1n) return 0n
  const authority = recoverAuthority(door, authorization)
  if (authority === undefined) return 0n
  door.warmAddress(authority)
  const code = state.getCode(authority)
  if (code.length > 0 && delegateOf(code) === undefined) return 0n
  if (state.getNonce(authority) !== nonce) return 0n
  const refund = state.exists(authority) ? AUTHORIZATION_REFUND : 0n
  const isClearing = /^0x0{40}$/.test(address)
  state.setCode(
    authority,
    isClearing ? new Uint8Array(0) : Uint8Array.of(0xef, 0x01, 0x00, ...hexToBytes(address)),
  )
  state.setNonce(authority, nonce + 1n)
  return refund
}

function recoverAuthority(
  door: TransactionDoor,
  { chainId, address, nonce, yParity, r, s }: Authorization,
): Address | undefined {
  const message = Uint8Array.of(
    0x05,
    ...rlpList([rlpInteger(chainId), rlpBytes(hexToBytes(address)), rlpInteger(nonce)]),
  )
  const input = new Uint8Array(128)
  input.set(door.machine.keccak256(message), 0)
  input[63] = 27 + Number(yParity)
  input.set(bigIntToBytes32(r), 64)
  input.set(bigIntToBytes32(s), 96)
  const outcome = door.precompiles.run(1, input, 3_000n, door.machine.fork)
  if (outcome.kind !== 'ok' || outcome.output.length !== 32) return undefined
  let text = '0x'
  for (const byte of outcome.output.subarray(12)) text += byte.toString(16).padStart(2, '0')
  return text as Hex
}

// RLP (Yellow Paper, appendix B), as far as an authorization needs it: everything is below 56 bytes.
function rlpBytes(bytes: Uint8Array): Uint8Array {
  return bytes.length === 1 && bytes[0]! < 0x80 ? bytes : Uint8Array.of(0x80 + bytes.length, ...bytes)
}
function rlpInteger(value: bigint): Uint8Array {
  if (value === 0n) return Uint8Array.of(0x80)
  const hex = value.toString(16)
  return rlpBytes(hexToBytes(`0x${hex.length % 2 ? '0' : ''}${hex}`))
}
function rlpList(items: readonly Uint8Array[]): Uint8Array {
  const bytes = items.flatMap((item) => [...item])
  return bytes.length < 56
    ? Uint8Array.of(0xc0 + bytes.length, ...bytes)
    : Uint8Array.of(0xf8, bytes.length, ...bytes)
}
