// Isolation: every CALL and CREATE that the transaction's own frame makes is a transaction of its own, inside of the one that runs. What it
// does and what it costs is what forge does with `isolate` (crates/evm/evm/src/inspectors/stack.rs: transact_inner), which is not in everything
// what two transactions of a chain would do: the block stays, nobody pays for gas, and what is warm inside stays so outside.
//
// An isolated transaction has a number of its own, so everything that carries a number (what is warm, created, transient) begins anew. When it
// ends, the journal tells what carries its number, and that gets the number of the transaction around it, where forge keeps it.

import {
  ACC_DESTROYED, ACC_NONCE, ACC_WARM, ENV, ENV_BASE_FEE, ENV_COINBASE, ENV_GAS_LIMIT, ENV_GAS_PRICE, F_GAS, F_GAS_LIMIT, F_REFUND, F_STATIC,
  ISOLATING, ISOLATION, ISOLATION_BASE_FEE, ISOLATION_GAS_PRICE, ISOLATION_NOT, J_DESTROYED, J_KIND, J_OLD, J_ORIGINAL, J_POINTER, J_SLOT,
  J_TRANSIENT, J_WARM_ACCOUNT, J_WARM_SLOT, J_WORD, JOURNAL_BYTES, RULE_FLOOR_TOKEN_GAS, RULE_INITCODE_WORD_GAS, RULE_WARM_COINBASE, RULES,
  SLOT_ORIGINAL_TX, SLOT_WARM, STATUS_HALT, STATUS_SUCCESS,
} from './layout'
import { warmTarget } from './calls'
import { addRefund, depth, observe, refund } from './frame'
import {
  continueTransaction, deleteAccount, freshTransactionNumber, journalTop, moveWarmth, openAccount, putOriginal, recordOriginal, setNonce,
  transaction, transactionJournal, transactionOutside, unmarkDestroyed, warmAccount, writeTransient,
} from './state'
import { clearWord, copyWord, equalWords, saturateU64 } from './word'

/** What every transaction costs, and what one costs more that creates (Yellow Paper, appendix G). */
const TRANSACTION_GAS: i64 = 21000
const CREATION_GAS: i64 = 32000
const TOKEN_GAS: i64 = 4
/** EIP-3529. */
const REFUND_QUOTIENT: i64 = 5

/** Number of the transaction around the isolated one that runs; 0: none runs. */
let around: u32 = 0
/** Where the journal was when it began. */
let journalBefore: usize = 0
let refundBefore: i64 = 0
/** Gas that its caller gave it, that it has itself, and that it takes at least (EIP-7623). */
let given: i64 = 0
let limit: i64 = 0
let floor: i64 = 0

/** What carries this number is cold, but the transaction around has met it: `coolAll` says why that matters. */
let coldNumber: u32 = 0
let coldNumberOf: u32 = 0
/** What the journal says before this is cold already. Nothing undoes so much: everything is made cold from the transaction's own frame. */
let cooledUpTo: usize = 0

/** Whether an account that an isolated transaction destroyed may still be there. */
let isDestroyedLeft: bool = false

/** Whether an isolated transaction runs. */
export function isIsolated(): bool {
  return around != 0
}

/** Whether the current frame `f` isolates what it calls. */
// @ts-ignore: decorator
@inline
export function isIsolating(f: usize): bool {
  return (observe & ISOLATING) != 0 && depth == 1 && around == 0 && load<u32>(f, F_STATIC) == 0
}

/** Whether calls of this account are as ever. */
export function isNeverIsolated(address: usize): bool {
  return equalWords(address, ISOLATION + ISOLATION_NOT)
}

/**
 * Begins an isolated transaction of `from` that calls `to`, or creates if that is 0. The caller has found that `from` can pay. Result: gas
 * of its frame; -1 if `gas` is too little for such a transaction, and nothing has begun.
 */
export function beginIsolated(from: usize, to: usize, input: usize, bytes: u32, gas: i64): i64 {
  let zeros: u32 = 0
  for (let i: u32 = 0; i < bytes; i++) if (load<u8>(input + <usize>i) == 0) zeros++
  const tokens = <i64>zeros + 4 * <i64>(bytes - zeros)
  let intrinsic = TRANSACTION_GAS + TOKEN_GAS * tokens
  if (!to) intrinsic += CREATION_GAS + <i64>((bytes + 31) >> 5) * <i64>load<u32>(RULES, RULE_INITCODE_WORD_GAS)
  const perToken = <i64>load<u32>(RULES, RULE_FLOOR_TOKEN_GAS)
  floor = perToken ? TRANSACTION_GAS + perToken * tokens : 0
  const ofBlock = saturateU64(ENV + ENV_GAS_LIMIT)
  limit = gas + TRANSACTION_GAS
  if (<u64>limit > ofBlock) limit = <i64>ofBlock
  if (limit < max(intrinsic, floor)) return -1

  deleteDestroyed()
  given = gas
  around = transaction
  journalBefore = journalTop
  refundBefore = refund
  continueTransaction(freshTransactionNumber())
  addRefund(-refund)
  copyWord(ISOLATION + ISOLATION_BASE_FEE, ENV + ENV_BASE_FEE)
  copyWord(ISOLATION + ISOLATION_GAS_PRICE, ENV + ENV_GAS_PRICE)
  clearWord(ENV + ENV_BASE_FEE)
  clearWord(ENV + ENV_GAS_PRICE)
  if (load<u32>(RULES, RULE_WARM_COINBASE)) warmAccount(openAccount(ENV + ENV_COINBASE))
  const sender = openAccount(from)
  warmAccount(sender)
  if (to) {
    // Whoever creates raises the nonce when the address is made.
    const nonce = load<u64>(sender, ACC_NONCE)
    if (nonce != u64.MAX_VALUE) setNonce(sender, nonce + 1)
    warmTarget(to)
  }
  return limit - intrinsic
}

/** The frame `f` of the isolated transaction has ended; what it did is undone if it failed. Its F_GAS becomes what the caller gets back. */
export function finishIsolated(f: usize, status: u32): void {
  let used = limit - (status == STATUS_HALT ? 0 : load<i64>(f, F_GAS))
  let back = status == STATUS_SUCCESS ? min(refund, used / REFUND_QUOTIENT) : 0
  used -= back
  if (used < floor) {
    used = floor
    back = 0
  }
  leaveIsolated(back)
  // forge charges nothing if the transaction took more than the caller gave, which the 21,000 beyond that allow.
  store<i64>(f, used <= given ? given - used : given, F_GAS)
  store<i64>(f, given, F_GAS_LIMIT)
  store<i64>(f, refundBefore, F_REFUND)
}

/** Goes on with the transaction around, which has `back` more to be refunded. */
export function leaveIsolated(back: i64): void {
  const inner = transaction
  const outer = around
  abandonIsolated()
  addRefund(back)
  const end = journalTop
  for (let at = journalBefore; at < end; at += JOURNAL_BYTES) {
    const entry = <usize>load<u32>(at, J_POINTER)
    const old = load<u32>(at, J_OLD)
    switch (load<u32>(at, J_KIND)) {
      // Undoing the record gives the old number, whatever the entry has now.
      case J_WARM_ACCOUNT:
        if (load<u32>(entry, ACC_WARM) == inner) store<u32>(entry, isKnownAsCold(old) ? old : outer, ACC_WARM)
        break
      case J_WARM_SLOT: if (load<u32>(entry, SLOT_WARM) == inner) store<u32>(entry, outer, SLOT_WARM); break
      case J_ORIGINAL: putOriginal(at); break
      // The original value is what the slot had when the isolated transaction began.
      case J_SLOT: if (load<u32>(entry, SLOT_ORIGINAL_TX) == inner) store<u32>(entry, outer, SLOT_ORIGINAL_TX); break
      case J_TRANSIENT: if (old == outer) writeTransient(entry, at + J_WORD); break
      case J_DESTROYED: isDestroyedLeft = true; break
      default: break
    }
  }
}

/** The isolated transaction is over, and what it did will be undone. */
export function abandonIsolated(): void {
  if (!around) return
  continueTransaction(around)
  around = 0
  addRefund(refundBefore - refund)
  copyWord(ENV + ENV_BASE_FEE, ISOLATION + ISOLATION_BASE_FEE)
  copyWord(ENV + ENV_GAS_PRICE, ISOLATION + ISOLATION_GAS_PRICE)
}

/** A slot that was cold is read or written: its original value is taken anew, as revm does for every slot that it marks as warm. */
export function forgetOriginal(slot: usize): void {
  const number = load<u32>(slot, SLOT_ORIGINAL_TX)
  if (number == around && around) recordOriginal(slot)
  if (number >= transactionOutside) store<u32>(slot, 0, SLOT_ORIGINAL_TX)
}

/**
 * A STATICCALL is not isolated, but everything is cold when it begins. An account that is made cold so stays cold for the transaction around
 * when an isolated one meets it, other than one that the former has not met: forge unites the marks of both.
 */
export function coolAll(): void {
  deleteDestroyed()
  if (coldNumberOf != transactionOutside) {
    coldNumberOf = transactionOutside
    coldNumber = freshTransactionNumber()
    cooledUpTo = transactionJournal
  }
  const coinbase = load<u32>(RULES, RULE_WARM_COINBASE) ? openAccount(ENV + ENV_COINBASE) : 0
  const end = journalTop
  for (let at = cooledUpTo; at < end; at += JOURNAL_BYTES) {
    const kind = load<u32>(at, J_KIND)
    if (kind != J_WARM_ACCOUNT && kind != J_WARM_SLOT) continue
    const entry = <usize>load<u32>(at, J_POINTER)
    if (kind == J_WARM_ACCOUNT ? entry != coinbase && load<u32>(entry, ACC_WARM) == transaction : load<u32>(entry, SLOT_WARM) == transaction) {
      moveWarmth(entry, kind, coldNumber)
    }
  }
  cooledUpTo = journalTop
}

function isKnownAsCold(number: u32): bool {
  return coldNumberOf == transactionOutside && number == coldNumber
}

/** What isolated transactions destroyed goes when all is cold again: revm deletes it when it is next met. */
function deleteDestroyed(): void {
  if (!isDestroyedLeft) return
  isDestroyedLeft = false
  const end = journalTop
  for (let at = transactionJournal; at < end; at += JOURNAL_BYTES) {
    if (load<u32>(at, J_KIND) != J_DESTROYED) continue
    const account = <usize>load<u32>(at, J_POINTER)
    if (load<u32>(account, ACC_DESTROYED) < transactionOutside) continue
    unmarkDestroyed(account)
    deleteAccount(account)
  }
}
