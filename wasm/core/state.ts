// Accounts, storage and the journal that undoes every change to them.
//
// Entries live in append-only pools and are found through open-addressing indexes of entry numbers (linear probing).
// An insertion is journaled like a change, and undone in exactly reverse order; therefore removing the last entry from
// its index can never break the probe chain of an older one. "Warm", "created in this transaction", "original value"
// and transient values are not cleared after a transaction: they carry the number of the transaction they belong to.

import {
  ACC_BALANCE, ACC_CODE, ACC_CREATED, ACC_DESTROYED, ACC_FIRST_SLOT, ACC_FLAGS, ACC_HASH, ACC_HOST, ACC_NONCE,
  ACC_STORAGE, ACC_WARM, ACCOUNT_BYTES, ACCOUNT_INDEX, ACCOUNT_INDEX_SLOTS_MAX, ACCOUNTS, ACCOUNTS_MAX, HOST_BYTES,
  HOSTS, HOSTS_SLOTS, J_BALANCE, J_CODE, J_CREATED, J_DESTROYED, J_FLAGS, J_KIND, J_NEW_ACCOUNT, J_NEW_SLOT, J_NONCE,
  J_OLD, J_ORIGINAL, J_POINTER, J_SLOT, J_STORAGE, J_TRANSIENT, J_WARM_ACCOUNT, J_WARM_SLOT, J_WORD, JOURNAL, JOURNAL_BYTES,
  JOURNAL_END, LIMIT_ACCOUNTS, LIMIT_HOSTS, LIMIT_JOURNAL, LIMIT_SLOTS, SLOT_ACCOUNT, SLOT_BYTES, SLOT_HASH,
  SLOT_INDEX, SLOT_INDEX_SLOTS_MAX, SLOT_NEXT, SLOT_ORIGINAL, SLOT_ORIGINAL_TX, SLOT_STAMP, SLOT_STORAGE, SLOT_VALUE,
  SCRATCH, SLOT_WARM, SLOTS, SLOTS_MAX, ZERO_ACCOUNT,
} from './layout'
import { abortFull } from './abort'
import { clearWord, copyWord, equalAddresses, equalWords, hashWord, isZeroWord } from './word'
import { hostForkAccount, hostForkSlot } from './host'

/** Number of the running transaction; what carries another number belongs to an earlier one. */
export let transaction: u32 = 1
export let journalTop: usize = JOURNAL
/** Lowest position that the journal was undone to since markJournalLow(): what was known of positions above is out of date. */
export let journalLow: usize = JOURNAL

/** What is known of the journal up to here is up to date. */
export function markJournalLow(): void {
  journalLow = journalTop
}
/** 1 while a fork source answers for accounts and slots that are not here. */
export let forked: u32 = 0

export let accountCount: u32 = 0
let accountIndexSlots: u32 = 1024
export let slotCount: u32 = 0
let slotIndexSlots: u32 = 4096
/** Next storage id. Taken back when the account or the clearing that took one is undone. */
let storageNext: u32 = 1
let hostCount: u32 = 0
/** What was looked up last, or 0: a call asks for its callee several times, and a slot that is read is often written next. */
let lastAccount: usize = 0
let lastSlot: usize = 0

const TRANSIENT: u32 = 0x80000000
/** A storage whose absent slots the fork source knows. */
const FROM_FORK: u32 = 0x40000000
const FLAG_KEPT_EMPTY: u32 = 1
const FLAG_GIVEN_STORAGE: u32 = 2
const FLAG_TOUCHED: u32 = 4

/** The last number that was given; higher than `transaction` when an isolated one is over. */
let transactionLast: u32 = 1
/** Number of the transaction that the outside began: the running one, or the one around it. */
export let transactionOutside: u32 = 1
/** Where the journal was when that one began. */
export let transactionJournal: usize = JOURNAL
/** Of one transaction's isolated ones there are fewer than what is left above this. */
const TRANSACTIONS_MAX: u32 = 0xff000000

export function nextTransaction(): void {
  if (transactionLast >= TRANSACTIONS_MAX) restartTransactions()
  transaction = ++transactionLast
  transactionOutside = transaction
  transactionJournal = journalTop
}

/** A number that none of the transactions so far had. */
export function freshTransactionNumber(): u32 {
  return ++transactionLast
}

/** Goes on as another transaction than the last that began. */
export function continueTransaction(number: u32): void {
  transaction = number
}

/** Before 2^32 transactions numbers start again, so nothing may carry an old one: neither entries nor what undoing brings back. */
function restartTransactions(): void {
  for (let i: u32 = 0; i < accountCount; i++) {
    const entry = ACCOUNTS + <usize>i * ACCOUNT_BYTES
    store<u32>(entry, 0, ACC_WARM)
    store<u32>(entry, 0, ACC_CREATED)
    store<u32>(entry, 0, ACC_DESTROYED)
  }
  for (let i: u32 = 0; i < slotCount; i++) {
    const entry = SLOTS + <usize>i * SLOT_BYTES
    store<u32>(entry, 0, SLOT_WARM)
    store<u32>(entry, 0, SLOT_ORIGINAL_TX)
  }
  for (let at = JOURNAL; at < journalTop; at += JOURNAL_BYTES) {
    const kind = load<u32>(at, J_KIND)
    if (kind == J_WARM_ACCOUNT || kind == J_WARM_SLOT || kind == J_CREATED || kind == J_DESTROYED || kind == J_TRANSIENT || kind == J_ORIGINAL) {
      store<u32>(at, 0, J_OLD)
    }
  }
  transactionLast = 0
}

/** For tests: the number of the last transaction. */
export function setTransaction(number: u32): void {
  transaction = number
  transactionLast = number
  transactionOutside = number
}

export function setForked(on: u32): void {
  forked = on
}

// ---- journal ---------------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
function record(pointer: usize, kind: u32, old: u64): usize {
  const at = journalTop
  if (at >= JOURNAL_END) journalFull()
  store<u32>(at, <u32>pointer, J_POINTER)
  store<u32>(at, kind, J_KIND)
  store<u64>(at, old, J_OLD)
  journalTop = at + JOURNAL_BYTES
  return at
}

function journalFull(): void {
  abortFull(LIMIT_JOURNAL, <u32>((JOURNAL_END - JOURNAL) / JOURNAL_BYTES), <u32>((journalTop - JOURNAL) / JOURNAL_BYTES))
}

/** Undoes everything recorded since `mark` (a value of journalTop), newest first. */
export function undoTo(mark: usize): void {
  let at = journalTop
  if (at <= mark) return
  while (at > mark) {
    at -= JOURNAL_BYTES
    const pointer = <usize>load<u32>(at, J_POINTER)
    switch (load<u32>(at, J_KIND)) {
      case J_BALANCE: copyWord(pointer + ACC_BALANCE, at + J_WORD); break
      case J_NONCE: store<u64>(pointer, load<u64>(at, J_OLD), ACC_NONCE); break
      case J_CODE: store<u32>(pointer, load<u32>(at, J_OLD), ACC_CODE); break
      case J_WARM_ACCOUNT: store<u32>(pointer, load<u32>(at, J_OLD), ACC_WARM); break
      case J_WARM_SLOT: store<u32>(pointer, load<u32>(at, J_OLD), SLOT_WARM); break
      case J_SLOT: copyWord(pointer + SLOT_VALUE, at + J_WORD); break
      case J_NEW_ACCOUNT: dropLastAccount(pointer); break
      case J_NEW_SLOT: dropLastSlot(pointer); break
      case J_CREATED: store<u32>(pointer, load<u32>(at, J_OLD), ACC_CREATED); break
      case J_DESTROYED: store<u32>(pointer, load<u32>(at, J_OLD), ACC_DESTROYED); break
      case J_STORAGE:
        storageNext = load<u32>(pointer, ACC_STORAGE)
        store<u32>(pointer, load<u32>(at, J_OLD), ACC_STORAGE)
        store<u32>(pointer, load<u32>(at, J_OLD + 4), ACC_FIRST_SLOT)
        break
      case J_FLAGS: store<u32>(pointer, load<u32>(at, J_OLD), ACC_FLAGS); break
      case J_ORIGINAL: putOriginal(at); break
      default:
        // J_TRANSIENT
        copyWord(pointer + SLOT_VALUE, at + J_WORD)
        store<u32>(pointer, load<u32>(at, J_OLD), SLOT_ORIGINAL_TX)
    }
  }
  journalTop = mark
  if (mark < journalLow) journalLow = mark
}

/** Forgets how to undo: the present becomes the base. Transient entries of old transactions stay until dropped with it. */
export function forgetJournal(): void {
  journalTop = JOURNAL
  journalLow = JOURNAL
}

/** Notes the original value of a slot, which belongs to another transaction than the running one. */
export function recordOriginal(entry: usize): void {
  const at = record(entry, J_ORIGINAL, load<u32>(entry, SLOT_ORIGINAL_TX))
  copyWord(at + J_WORD, entry + SLOT_ORIGINAL)
}

/** Puts back what recordOriginal() noted. */
export function putOriginal(at: usize): void {
  const entry = <usize>load<u32>(at, J_POINTER)
  copyWord(entry + SLOT_ORIGINAL, at + J_WORD)
  store<u32>(entry, load<u32>(at, J_OLD), SLOT_ORIGINAL_TX)
}

// ---- accounts --------------------------------------------------------------------------------------------------

/** Entry of the address word at `a`, or 0. Does not ask the fork source. */
export function findAccount(a: usize): usize {
  const hash = hashWord(a, 0)
  const last = accountIndexSlots - 1
  let i = hash & last
  while (true) {
    const number = load<u32>(ACCOUNT_INDEX + (<usize>i << 2))
    if (number == 0) return 0
    const entry = ACCOUNTS + <usize>(number - 1) * ACCOUNT_BYTES
    if (load<u32>(entry, ACC_HASH) == hash && equalAddresses(entry, a)) return entry
    i = (i + 1) & last
  }
}

/** Entry of the address word at `a`, made if absent. The word's upper 12 bytes must be zero. */
export function openAccount(a: usize): usize {
  const before = lastAccount
  if (before && equalAddresses(before, a)) return before
  const hash = hashWord(a, 0)
  let last = accountIndexSlots - 1
  let i = hash & last
  while (true) {
    const number = load<u32>(ACCOUNT_INDEX + (<usize>i << 2))
    if (number == 0) return insertAccount(a, hash, i)
    const entry = ACCOUNTS + <usize>(number - 1) * ACCOUNT_BYTES
    if (load<u32>(entry, ACC_HASH) == hash && equalAddresses(entry, a)) {
      lastAccount = entry
      return entry
    }
    i = (i + 1) & last
  }
}

function insertAccount(a: usize, hash: u32, i: u32): usize {
  if (accountCount >= ACCOUNTS_MAX) abortFull(LIMIT_ACCOUNTS, ACCOUNTS_MAX, accountCount)
  const entry = ACCOUNTS + <usize>accountCount * ACCOUNT_BYTES
  record(entry, J_NEW_ACCOUNT, 0)
  accountCount++
  copyWord(entry, a)
  memory.fill(entry + ACC_BALANCE, 0, ACCOUNT_BYTES - ACC_BALANCE)
  store<u32>(entry, hash, ACC_HASH)
  store<u32>(entry, storageNext++, ACC_STORAGE)
  store<u32>(ACCOUNT_INDEX + (<usize>i << 2), accountCount)
  if (accountCount * 2 > accountIndexSlots && accountIndexSlots < ACCOUNT_INDEX_SLOTS_MAX) growAccountIndex()
  if (hostCount) store<u32>(entry, findHost(a), ACC_HOST)
  if (forked) {
    store<u32>(entry, load<u32>(entry, ACC_STORAGE) | FROM_FORK, ACC_STORAGE)
    hostForkAccount(entry)
  }
  return entry
}

function growAccountIndex(): void {
  memory.fill(ACCOUNT_INDEX, 0, <usize>accountIndexSlots << 2)
  accountIndexSlots *= 2
  for (let number: u32 = 1; number <= accountCount; number++) {
    let i = load<u32>(ACCOUNTS + <usize>(number - 1) * ACCOUNT_BYTES, ACC_HASH) & (accountIndexSlots - 1)
    while (load<u32>(ACCOUNT_INDEX + (<usize>i << 2))) i = (i + 1) & (accountIndexSlots - 1)
    store<u32>(ACCOUNT_INDEX + (<usize>i << 2), number)
  }
}

function dropLastAccount(entry: usize): void {
  const number = accountCount
  let i = load<u32>(entry, ACC_HASH) & (accountIndexSlots - 1)
  while (load<u32>(ACCOUNT_INDEX + (<usize>i << 2)) != number) i = (i + 1) & (accountIndexSlots - 1)
  store<u32>(ACCOUNT_INDEX + (<usize>i << 2), 0)
  accountCount = number - 1
  storageNext = load<u32>(entry, ACC_STORAGE) & ~FROM_FORK
  if (lastAccount == entry) lastAccount = 0
}

/** Entry for reading: the account's, or an all-zero one when there is none and no fork source. Never write to it. */
// @ts-ignore: decorator
@inline
export function readAccount(a: usize): usize {
  if (forked) return openAccount(a)
  const entry = findAccount(a)
  return entry ? entry : ZERO_ACCOUNT
}

/** EIP-161: nonce, balance and code all zero. */
// @ts-ignore: decorator
@inline
export function isEmptyAccount(entry: usize): bool {
  return load<u64>(entry, ACC_NONCE) == 0 && load<u32>(entry, ACC_CODE) == 0 && isZeroWord(entry + ACC_BALANCE)
}

/** Empty, and not the address of a host account either: those count as contracts to others. */
// @ts-ignore: decorator
@inline
export function isDead(entry: usize): bool {
  return isEmptyAccount(entry) && load<u32>(entry, ACC_HOST) == 0
}

/** Whether the account is in the state trie. */
export function isPresent(entry: usize): bool {
  return !isEmptyAccount(entry) || (load<u32>(entry, ACC_FLAGS) & FLAG_KEPT_EMPTY) != 0 || hasStorage(entry)
}

/** Whether a slot is not zero, in an account that was given storage from outside: others have a nonce if they have storage. */
export function hasStorage(entry: usize): bool {
  if ((load<u32>(entry, ACC_FLAGS) & FLAG_GIVEN_STORAGE) == 0) return false
  let number = load<u32>(entry, ACC_FIRST_SLOT)
  while (number) {
    const slot = SLOTS + <usize>(number - 1) * SLOT_BYTES
    if (!isZeroWord(slot + SLOT_VALUE)) return true
    number = load<u32>(slot, SLOT_NEXT)
  }
  return false
}

export function setBalance(entry: usize, value: usize): void {
  const at = record(entry, J_BALANCE, 0)
  copyWord(at + J_WORD, entry + ACC_BALANCE)
  copyWord(entry + ACC_BALANCE, value)
}

export function setNonce(entry: usize, value: u64): void {
  record(entry, J_NONCE, load<u64>(entry, ACC_NONCE))
  store<u64>(entry, value, ACC_NONCE)
}

export function setCodeNumber(entry: usize, code: u32): void {
  record(entry, J_CODE, load<u32>(entry, ACC_CODE))
  store<u32>(entry, code, ACC_CODE)
}

export function setFlags(entry: usize, flags: u32): void {
  record(entry, J_FLAGS, load<u32>(entry, ACC_FLAGS))
  store<u32>(entry, flags, ACC_FLAGS)
}

/** Marks as created in this transaction (EIP-6780). */
export function markCreated(entry: usize): void {
  record(entry, J_CREATED, load<u32>(entry, ACC_CREATED))
  store<u32>(entry, transaction, ACC_CREATED)
}

/** Marks for deletion at the end of this transaction. */
export function markDestroyed(entry: usize): void {
  if (load<u32>(entry, ACC_DESTROYED) == transaction) return
  record(entry, J_DESTROYED, load<u32>(entry, ACC_DESTROYED))
  store<u32>(entry, transaction, ACC_DESTROYED)
}

/** It is not to be deleted any more, or is deleted. */
export function unmarkDestroyed(entry: usize): void {
  record(entry, J_DESTROYED, load<u32>(entry, ACC_DESTROYED))
  store<u32>(entry, 0, ACC_DESTROYED)
}

/** Takes the account out of the state, with its storage. */
export function deleteAccount(entry: usize): void {
  clearWord(SCRATCH + 512)
  setBalance(entry, SCRATCH + 512)
  setNonce(entry, 0)
  setCodeNumber(entry, 0)
  clearStorage(entry)
  if (load<u32>(entry, ACC_FLAGS)) setFlags(entry, 0)
}

/** Gives the account a new, empty storage. */
export function clearStorage(entry: usize): void {
  if (load<u32>(entry, ACC_FIRST_SLOT) == 0 && !forked) return
  record(entry, J_STORAGE, <u64>load<u32>(entry, ACC_STORAGE) | (<u64>load<u32>(entry, ACC_FIRST_SLOT) << 32))
  store<u32>(entry, storageNext++, ACC_STORAGE)
  store<u32>(entry, 0, ACC_FIRST_SLOT)
}

/** Makes the account warm (EIP-2929). True if it was cold. */
// @ts-ignore: decorator
@inline
export function warmAccount(entry: usize): bool {
  const before = load<u32>(entry, ACC_WARM)
  if (before == transaction) return false
  record(entry, J_WARM_ACCOUNT, before)
  store<u32>(entry, transaction, ACC_WARM)
  return true
}

/** EIP-161: a call or transfer touched the account. If it is empty when the transaction ends, it leaves the state. */
// @ts-ignore: decorator
@inline
export function touch(entry: usize): void {
  const flags = load<u32>(entry, ACC_FLAGS)
  // Only accounts that were given from outside can be empty and there.
  if (flags) setFlags(entry, (flags & ~FLAG_KEPT_EMPTY) | FLAG_TOUCHED)
}

/** The transaction ends: a touched account goes if it is empty, storage and all. That of a host stays: it counts as a contract. */
export function settleTouched(entry: usize): void {
  const flags = load<u32>(entry, ACC_FLAGS)
  if ((flags & FLAG_TOUCHED) == 0) return
  if (isDead(entry)) {
    clearStorage(entry)
    setFlags(entry, 0)
  } else {
    setFlags(entry, flags & ~FLAG_TOUCHED)
  }
}

/** Adds the word at `value` to the balance. True if that went beyond 2^256 - 1: the caller must undo it. */
export function credit(entry: usize, value: usize): bool {
  const at = record(entry, J_BALANCE, 0)
  const balance = entry + ACC_BALANCE
  copyWord(at + J_WORD, balance)
  let carry: u64 = 0
  for (let i: usize = 0; i < 32; i += 8) {
    const x = load<u64>(balance + i)
    const y = load<u64>(value + i)
    const s = x + y
    const t = s + carry
    carry = <u64>(s < x) | <u64>(t < s)
    store<u64>(balance + i, t)
  }
  return carry != 0
}

/** Subtracts the word at `value` from the balance. The caller has compared. */
export function debit(entry: usize, value: usize): void {
  const at = record(entry, J_BALANCE, 0)
  const balance = entry + ACC_BALANCE
  copyWord(at + J_WORD, balance)
  let borrow: u64 = 0
  for (let i: usize = 0; i < 32; i += 8) {
    const x = load<u64>(balance + i)
    const y = load<u64>(value + i)
    const d = x - y
    const t = d - borrow
    borrow = <u64>(x < y) | <u64>(d < borrow)
    store<u64>(balance + i, t)
  }
}

/** Whether the balance is at least the word at `value`. */
export function hasBalance(entry: usize, value: usize): bool {
  for (let i: isize = 24; i >= 0; i -= 8) {
    const x = load<u64>(entry + ACC_BALANCE + i)
    const y = load<u64>(value + i)
    if (x != y) return x > y
  }
  return true
}

// ---- storage ---------------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
function openSlotOf(account: usize, key: usize, storage: u32): usize {
  const before = lastSlot
  if (before && load<u32>(before, SLOT_STORAGE) == storage && equalWords(before, key)) return before
  const hash = hashWord(key, storage)
  const last = slotIndexSlots - 1
  let i = hash & last
  while (true) {
    const number = load<u32>(SLOT_INDEX + (<usize>i << 2))
    if (number == 0) return insertSlot(account, key, storage, hash, i)
    const entry = SLOTS + <usize>(number - 1) * SLOT_BYTES
    if (load<u32>(entry, SLOT_HASH) == hash && load<u32>(entry, SLOT_STORAGE) == storage && equalWords(entry, key)) {
      lastSlot = entry
      return entry
    }
    i = (i + 1) & last
  }
}

/** Entry of a storage slot, made if absent. */
export function openSlot(account: usize, key: usize): usize {
  return openSlotOf(account, key, load<u32>(account, ACC_STORAGE))
}

/** Entry of a transient slot (EIP-1153), made if absent. Its value counts only if SLOT_ORIGINAL_TX is this transaction. */
export function openTransient(account: usize, key: usize): usize {
  return openSlotOf(account, key, load<u32>(account, ACC_STORAGE) | TRANSIENT)
}

function insertSlot(account: usize, key: usize, storage: u32, hash: u32, i: u32): usize {
  if (slotCount >= SLOTS_MAX) abortFull(LIMIT_SLOTS, SLOTS_MAX, slotCount)
  const entry = SLOTS + <usize>slotCount * SLOT_BYTES
  record(entry, J_NEW_SLOT, 0)
  slotCount++
  copyWord(entry, key)
  clearWord(entry + SLOT_VALUE)
  clearWord(entry + SLOT_ORIGINAL)
  store<u32>(entry, storage, SLOT_STORAGE)
  store<u32>(entry, hash, SLOT_HASH)
  store<u64>(entry, 0, SLOT_WARM)
  store<u32>(entry, load<u32>(account, ACC_FIRST_SLOT), SLOT_NEXT)
  store<u32>(entry, <u32>account, SLOT_ACCOUNT)
  store<u64>(entry, 0, SLOT_STAMP)
  if ((storage & TRANSIENT) == 0) store<u32>(account, slotCount, ACC_FIRST_SLOT)
  store<u32>(SLOT_INDEX + (<usize>i << 2), slotCount)
  if (slotCount * 2 > slotIndexSlots && slotIndexSlots < SLOT_INDEX_SLOTS_MAX) growSlotIndex()
  if ((storage & (TRANSIENT | FROM_FORK)) == FROM_FORK) hostForkSlot(account, entry)
  return entry
}

function growSlotIndex(): void {
  memory.fill(SLOT_INDEX, 0, <usize>slotIndexSlots << 2)
  slotIndexSlots *= 2
  for (let number: u32 = 1; number <= slotCount; number++) {
    let i = load<u32>(SLOTS + <usize>(number - 1) * SLOT_BYTES, SLOT_HASH) & (slotIndexSlots - 1)
    while (load<u32>(SLOT_INDEX + (<usize>i << 2))) i = (i + 1) & (slotIndexSlots - 1)
    store<u32>(SLOT_INDEX + (<usize>i << 2), number)
  }
}

function dropLastSlot(entry: usize): void {
  const number = slotCount
  let i = load<u32>(entry, SLOT_HASH) & (slotIndexSlots - 1)
  while (load<u32>(SLOT_INDEX + (<usize>i << 2)) != number) i = (i + 1) & (slotIndexSlots - 1)
  store<u32>(SLOT_INDEX + (<usize>i << 2), 0)
  if ((load<u32>(entry, SLOT_STORAGE) & TRANSIENT) == 0) {
    store<u32>(<usize>load<u32>(entry, SLOT_ACCOUNT), load<u32>(entry, SLOT_NEXT), ACC_FIRST_SLOT)
  }
  slotCount = number - 1
  if (lastSlot == entry) lastSlot = 0
}

/** Makes the slot warm (EIP-2929). True if it was cold. */
// @ts-ignore: decorator
@inline
export function warmSlot(entry: usize): bool {
  const before = load<u32>(entry, SLOT_WARM)
  if (before == transaction) return false
  record(entry, J_WARM_SLOT, before)
  store<u32>(entry, transaction, SLOT_WARM)
  return true
}

/** What is warm carries another number from now on, journaled. */
export function moveWarmth(entry: usize, kind: u32, number: u32): void {
  const field = kind == J_WARM_ACCOUNT ? ACC_WARM : SLOT_WARM
  record(entry, kind, load<u32>(entry + field))
  store<u32>(entry + field, number)
}

/**
 * What became warm since the journal was at `position` is as cold as it was then, and what is transient has the value that it had; by journaled
 * writes. In the transaction of then.
 */
export function returnMarks(position: usize): void {
  // Backwards: what an entry had first is what it is left with.
  for (let at = journalTop; at > position;) {
    at -= JOURNAL_BYTES
    const kind = load<u32>(at, J_KIND)
    const entry = <usize>load<u32>(at, J_POINTER)
    const old = load<u32>(at, J_OLD)
    if (kind == J_WARM_ACCOUNT || kind == J_WARM_SLOT) moveWarmth(entry, kind, old)
    else if (kind == J_TRANSIENT) {
      const was = record(entry, J_TRANSIENT, load<u32>(entry, SLOT_ORIGINAL_TX))
      copyWord(was + J_WORD, entry + SLOT_VALUE)
      store<u32>(entry, old, SLOT_ORIGINAL_TX)
      copyWord(entry + SLOT_VALUE, at + J_WORD)
    }
  }
}

/**
 * The slots of an account that the running transaction has met, or only the one at `key` if that is not 0, are cold, or warm again; journaled.
 * A slot that is met anew has another original value.
 */
export function setSlotsWarm(account: usize, key: usize, isWarm: bool): void {
  const end = journalTop
  for (let at = transactionJournal; at < end; at += JOURNAL_BYTES) {
    if (load<u32>(at, J_KIND) != J_WARM_SLOT) continue
    const entry = <usize>load<u32>(at, J_POINTER)
    if (<usize>load<u32>(entry, SLOT_ACCOUNT) != account || (key && !equalWords(entry, key))) continue
    if ((load<u32>(entry, SLOT_WARM) == transaction) == isWarm) continue
    moveWarmth(entry, J_WARM_SLOT, isWarm ? transaction : 0)
    if (isWarm) continue
    recordOriginal(entry)
    store<u32>(entry, 0, SLOT_ORIGINAL_TX)
  }
}

/** Writes a slot, journaled. */
// @ts-ignore: decorator
@inline
export function writeSlot(entry: usize, value: usize): void {
  const at = record(entry, J_SLOT, 0)
  copyWord(at + J_WORD, entry + SLOT_VALUE)
  copyWord(entry + SLOT_VALUE, value)
}

export function writeTransient(entry: usize, value: usize): void {
  const at = record(entry, J_TRANSIENT, load<u32>(entry, SLOT_ORIGINAL_TX))
  copyWord(at + J_WORD, entry + SLOT_VALUE)
  store<u32>(entry, transaction, SLOT_ORIGINAL_TX)
  copyWord(entry + SLOT_VALUE, value)
}

// ---- host bindings: not state, they survive every rollback -------------------------------------------------------

function findHost(a: usize): u32 {
  let i = hashWord(a, 7) & (HOSTS_SLOTS - 1)
  while (true) {
    const at = HOSTS + <usize>i * HOST_BYTES
    const used = load<u32>(at, 36)
    if (used == 0) return 0
    if (equalAddresses(at, a)) return load<u32>(at, 32)
    i = (i + 1) & (HOSTS_SLOTS - 1)
  }
}

/** Binds the address word at `a` to host number `host`; 0 unbinds. */
export function setHost(a: usize, host: u32): void {
  let i = hashWord(a, 7) & (HOSTS_SLOTS - 1)
  while (true) {
    const at = HOSTS + <usize>i * HOST_BYTES
    if (load<u32>(at, 36) == 0) {
      if (host == 0) return
      if (hostCount * 2 >= HOSTS_SLOTS) abortFull(LIMIT_HOSTS, HOSTS_SLOTS / 2, hostCount)
      copyWord(at, a)
      store<u32>(at, 1, 36)
      hostCount++
    } else if (!equalAddresses(at, a)) {
      i = (i + 1) & (HOSTS_SLOTS - 1)
      continue
    }
    store<u32>(at, host, 32)
    break
  }
  const entry = findAccount(a)
  if (entry) store<u32>(entry, host, ACC_HOST)
}

/** An empty state with nothing to undo. */
export function resetState(): void {
  memory.fill(ACCOUNT_INDEX, 0, <usize>accountIndexSlots << 2)
  memory.fill(SLOT_INDEX, 0, <usize>slotIndexSlots << 2)
  accountIndexSlots = 1024
  slotIndexSlots = 4096
  accountCount = 0
  slotCount = 0
  storageNext = 1
  journalTop = JOURNAL
  lastAccount = 0
  lastSlot = 0
}
