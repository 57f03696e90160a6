// CALL, CALLCODE, DELEGATECALL, STATICCALL, CREATE, CREATE2, SELFDESTRUCT.
//
// Each takes the frame with sp and gas stored in it, and leaves the frame that is to run next as current. The result
// is 0, or the HALT_* that ends the frame.

import {
  ACC_BALANCE, ACC_CODE, ACC_CREATED, ACC_NONCE, CODE_BYTES, CODE_DELEGATE_ADDRESS, CODE_DELEGATES, CODES, F_ACCOUNT,
  F_ADDRESS, F_CALLER, F_GAS, F_MEM, F_OUT, F_OUT_BYTES, F_SP, F_STATIC, F_VALUE, HALT_COLLISION, HALT_INITCODE_SIZE,
  HALT_OUT_OF_GAS, HALT_STATIC_VIOLATION, INTERCEPT_FRAMES, INTERCEPTED, INTERCEPTED_TO, INTERCEPTED_VALUE, ISOLATING, KIND_CALL,
  KIND_CALLCODE, KIND_CREATE, KIND_CREATE2, KIND_DELEGATECALL, RES_OUTPUT_BYTES, RESULT, RETURN, RULE_DELEGATION,
  RULE_INITCODE_MAX, RULE_INITCODE_WORD_GAS, RULE_SELFDESTRUCT_SAME_TX, RULES, SCRATCH, STATUS_HALT, STATUS_REVERT,
} from './layout'
import {
  answerCall, deliver, depth, growMemoryTo, observe, precompileAt, setReturnBytes, startCall, startCreate,
} from './frame'
import { hostBefore } from './host'
import { beginIsolated, coolAll, isIsolated, isIsolating, isNeverIsolated, leaveIsolated } from './isolation'
import { keccak256Word } from './keccak'
import { impersonate, isImpersonating, warmOther } from './impersonation'
import {
  credit, hasBalance, hasStorage, isDead, markDestroyed, openAccount, readAccount, setBalance, setNonce, touch,
  transaction, warmAccount,
} from './state'
import { noteBalance } from './watch'
import { clearWord, copyWord, equalWords, isZeroWord, maskAddress, saturateU64, storeWordAsBytes } from './word'

const DEPTH_MAX: u32 = 1025
/** What a cold account costs beyond the 100 that every access costs (EIP-2929). */
export const COLD_ACCOUNT_EXTRA: i64 = 2500
const TARGET: usize = SCRATCH + 64
const ZERO: usize = SCRATCH + 96
const RLP: usize = SCRATCH + 128
const NEW_ADDRESS: usize = SCRATCH + 256

/** Makes the account at this address word warm. Result: what it costs beyond 100. */
// @ts-ignore: decorator
@inline
export function accessCost(address: usize): i64 {
  if (precompileAt(address)) return 0
  return warmAccount(openAccount(address)) ? COLD_ACCOUNT_EXTRA : 0
}

/** The target of a transaction is warm, and so is the account that it delegates to (EIP-7702). */
export function warmTarget(to: usize): void {
  const account = openAccount(to)
  warmAccount(account)
  const code = CODES + <usize>load<u32>(account, ACC_CODE) * CODE_BYTES
  if (load<u32>(RULES, RULE_DELEGATION) && load<u32>(code, CODE_DELEGATES)) {
    warmAccount(openAccount(code + CODE_DELEGATE_ADDRESS))
  }
}

export function opCall(f: usize, kind: u32): u32 {
  const sp = <usize>load<u32>(f, F_SP)
  let gas = load<i64>(f, F_GAS)
  const hasValue = kind <= KIND_CALLCODE
  const rest = sp + (hasValue ? 96 : 64)
  const inOffset = rest
  const inBytes = rest + 32
  const outOffset = rest + 64
  const outBytes = rest + 96
  const value = sp + 64
  const transfers = hasValue && !isZeroWord(value)
  if (transfers) noteBalance()
  if (kind == KIND_CALL && transfers && load<u32>(f, F_STATIC)) return HALT_STATIC_VIOLATION

  gas = growMemoryTo(f, inOffset, inBytes, gas)
  if (gas < 0) return HALT_OUT_OF_GAS
  gas = growMemoryTo(f, outOffset, outBytes, gas)
  if (gas < 0) return HALT_OUT_OF_GAS

  maskAddress(TARGET, sp + 32)
  gas -= accessCost(TARGET)
  if (transfers) {
    gas -= 9000
    if (kind == KIND_CALL && isDead(readAccount(TARGET))) gas -= 25000
  }
  if (gas < 0) return HALT_OUT_OF_GAS
  if (load<u32>(RULES, RULE_DELEGATION)) {
    const code = CODES + <usize>load<u32>(readAccount(TARGET), ACC_CODE) * CODE_BYTES
    if (load<u32>(code, CODE_DELEGATES)) {
      gas -= 100 + accessCost(code + CODE_DELEGATE_ADDRESS)
      if (gas < 0) return HALT_OUT_OF_GAS
    }
  }

  // EIP-150: at most all but one 64th of what is left.
  const most = gas - (gas >> 6)
  const wanted = saturateU64(sp)
  let callGas = wanted > <u64>most ? most : <i64>wanted
  gas -= callGas
  if (transfers) callGas += 2300

  const slot = outBytes
  store<u32>(f, <u32>slot, F_SP)
  store<i64>(f, gas, F_GAS)
  const memory = load<u32>(f, F_MEM)
  const out = load<u32>(outBytes) ? load<u32>(outOffset) : 0
  const outLength = load<u32>(outBytes)
  const input = <usize>(memory + (load<u32>(inBytes) ? load<u32>(inOffset) : 0))
  const inputBytes = load<u32>(inBytes)
  store<u32>(f, memory + out, F_OUT)
  store<u32>(f, outLength, F_OUT_BYTES)

  if (observe & (INTERCEPT_FRAMES | ISOLATING) || isImpersonating()) return interceptedCall(f, kind, value, input, inputBytes, callGas)
  const account = <usize>load<u32>(f, F_ACCOUNT)
  if (depth >= DEPTH_MAX || (transfers && !hasBalance(account, value))) {
    setReturnBytes(0)
    deliver(f, STATUS_HALT, 0, callGas)
    return 0
  }
  const self = f + F_ADDRESS
  if (kind == KIND_CALL) {
    startCall(kind, self, TARGET, TARGET, value, input, inputBytes, callGas, load<u32>(f, F_STATIC))
  } else if (kind == KIND_CALLCODE) {
    startCall(kind, self, self, TARGET, value, input, inputBytes, callGas, load<u32>(f, F_STATIC))
  } else if (kind == KIND_DELEGATECALL) {
    startCall(kind, f + F_CALLER, self, TARGET, f + F_VALUE, input, inputBytes, callGas, load<u32>(f, F_STATIC))
  } else {
    clearWord(ZERO)
    startCall(kind, self, TARGET, TARGET, ZERO, input, inputBytes, callGas, 1)
  }
  return 0
}

/** The second half of opCall while somebody intercepts, impersonates or isolates: who calls may change, or the answer be given. */
function interceptedCall(f: usize, kind: u32, value: usize, input: usize, inputBytes: u32, gas: i64): u32 {
  const self = f + F_ADDRESS
  const isStatic = load<u32>(f, F_STATIC)
  const hasValue = kind <= KIND_CALLCODE
  copyWord(INTERCEPTED, self)
  copyWord(INTERCEPTED + INTERCEPTED_TO, TARGET)
  if (hasValue) copyWord(INTERCEPTED + INTERCEPTED_VALUE, value)
  else clearWord(INTERCEPTED + INTERCEPTED_VALUE)
  let answer: u32 = 0
  if (observe & INTERCEPT_FRAMES) {
    answer = hostBefore(f, kind, input, inputBytes, gas)
    // The host may have looked at the state, which uses the scratch block.
    copyWord(TARGET, INTERCEPTED + INTERCEPTED_TO)
  }
  if (!answer && isImpersonating()) impersonate(kind, TARGET)
  const caller = INTERCEPTED
  warmOther(caller, self)
  if (answer) {
    const bytes = load<u32>(RESULT, RES_OUTPUT_BYTES)
    answerCall(kind, caller, TARGET, INTERCEPTED + INTERCEPTED_VALUE, input, inputBytes, gas, isStatic, answer - 1, bytes)
    return 0
  }
  const refused = depth >= DEPTH_MAX || (hasValue && !isZeroWord(value) && !hasBalance(readAccount(caller), value))
  if (refused) {
    answerCall(kind, caller, TARGET, INTERCEPTED + INTERCEPTED_VALUE, input, inputBytes, gas, isStatic, STATUS_REVERT, 0)
  } else if (kind == KIND_CALL) {
    if (isIsolating(f) && !isNeverIsolated(TARGET)) {
      const left = beginIsolated(caller, TARGET, input, inputBytes, gas)
      if (left < 0) {
        answerCall(kind, caller, TARGET, INTERCEPTED + INTERCEPTED_VALUE, input, inputBytes, gas, isStatic, STATUS_REVERT, 0)
        return 0
      }
      gas = left
    }
    startCall(kind, caller, TARGET, TARGET, value, input, inputBytes, gas, isStatic)
  } else if (kind == KIND_CALLCODE) {
    startCall(kind, self, self, TARGET, value, input, inputBytes, gas, isStatic)
  } else if (kind == KIND_DELEGATECALL) {
    // A changed caller of a DELEGATECALL is also whose state it acts on.
    const same = equalWords(caller, self)
    startCall(kind, same ? f + F_CALLER : caller, same ? self : caller, TARGET, f + F_VALUE, input, inputBytes, gas, isStatic)
  } else {
    if (isIsolating(f) && !isNeverIsolated(TARGET)) coolAll()
    clearWord(ZERO)
    startCall(kind, caller, TARGET, TARGET, ZERO, input, inputBytes, gas, 1)
  }
  return 0
}

export function opCreate(f: usize, kind: u32): u32 {
  if (load<u32>(f, F_STATIC)) return HALT_STATIC_VIOLATION
  const sp = <usize>load<u32>(f, F_SP)
  let gas = load<i64>(f, F_GAS)
  const value = sp
  const offset = sp + 32
  const bytes = sp + 64
  if (saturateU64(bytes) > <u64>load<u32>(RULES, RULE_INITCODE_MAX)) return HALT_INITCODE_SIZE
  gas = growMemoryTo(f, offset, bytes, gas)
  if (gas < 0) return HALT_OUT_OF_GAS
  const length = load<u32>(bytes)
  const words = <i64>((<u64>length + 31) >> 5)
  gas -= words * <i64>load<u32>(RULES, RULE_INITCODE_WORD_GAS)
  if (kind == KIND_CREATE2) gas -= 6 * words
  if (gas < 0) return HALT_OUT_OF_GAS

  const slot = kind == KIND_CREATE2 ? sp + 96 : sp + 64
  const input = <usize>load<u32>(f, F_MEM) + (length ? <usize>load<u32>(offset) : 0)
  store<u32>(f, <u32>slot, F_SP)
  store<u32>(f, 0, F_OUT_BYTES)
  setReturnBytes(0)
  let caller = f + F_ADDRESS
  let account = <usize>load<u32>(f, F_ACCOUNT)
  if (observe & (INTERCEPT_FRAMES | ISOLATING) || isImpersonating()) {
    copyWord(INTERCEPTED, caller)
    clearWord(INTERCEPTED + INTERCEPTED_TO)
    copyWord(INTERCEPTED + INTERCEPTED_VALUE, value)
    store<i64>(f, gas, F_GAS)
    if (observe & INTERCEPT_FRAMES) hostBefore(f, kind, input, length, gas - (gas >> 6))
    if (isImpersonating()) impersonate(kind, INTERCEPTED + INTERCEPTED_TO)
    warmOther(INTERCEPTED, caller)
    caller = INTERCEPTED
    account = openAccount(caller)
  }
  const nonce = load<u64>(account, ACC_NONCE)
  if (depth >= DEPTH_MAX || !hasBalance(account, value) || nonce == u64.MAX_VALUE) {
    store<i64>(f, gas, F_GAS)
    if (observe & (INTERCEPT_FRAMES | ISOLATING) || isImpersonating()) answerCall(kind, caller, INTERCEPTED + INTERCEPTED_TO, value, input, 0, 0, 0, STATUS_REVERT, 0)
    else deliver(f, STATUS_HALT, 0, 0)
    return 0
  }
  let callGas = gas - (gas >> 6)
  store<i64>(f, gas - callGas, F_GAS)
  if (kind == KIND_CREATE && isIsolating(f)) {
    const left = beginIsolated(caller, 0, input, length, callGas)
    if (left < 0) {
      answerCall(kind, caller, INTERCEPTED + INTERCEPTED_TO, value, input, 0, callGas, 0, STATUS_REVERT, 0)
      return 0
    }
    callGas = left
  }
  setNonce(account, nonce + 1)
  if (kind == KIND_CREATE2) create2Address(caller, sp + 96, input, length)
  else createAddress(caller, nonce)
  warmAccount(openAccount(NEW_ADDRESS))
  if (collides(NEW_ADDRESS)) {
    if (isIsolated() && depth == 1) leaveIsolated(0)
    deliver(f, STATUS_HALT, HALT_COLLISION, 0)
    return 0
  }
  // The stack slot that receives the result may be the value's own: keep the value.
  copyWord(ZERO, value)
  startCreate(kind, caller, NEW_ADDRESS, ZERO, input, length, callGas)
  return 0
}

/** EIP-684 and EIP-7610: an account with a nonce, code or storage cannot be created again. */
export function collides(address: usize): bool {
  const entry = readAccount(address)
  return load<u64>(entry, ACC_NONCE) != 0 || load<u32>(entry, ACC_CODE) != 0 || hasStorage(entry)
}



/** Address of the contract that `sender` creates with this nonce: last 20 bytes of keccak256(rlp([sender, nonce])). Result at NEW_ADDRESS. */
export function createAddress(sender: usize, nonce: u64): usize {
  storeWordAsBytes(RLP + 64, sender)
  memory.copy(RLP + 2, RLP + 64 + 12, 20)
  store<u8>(RLP, 0x94, 1)
  let at = RLP + 22
  if (nonce == 0) {
    store<u8>(at++, 0x80)
  } else if (nonce < 0x80) {
    store<u8>(at++, <u8>nonce)
  } else {
    const bytes = 8 - <u32>(clz(nonce) >> 3)
    store<u8>(at++, <u8>(0x80 + bytes))
    for (let i: i32 = <i32>bytes - 1; i >= 0; i--) store<u8>(at++, <u8>(nonce >> (<u64>i << 3)))
  }
  store<u8>(RLP, <u8>(0xc0 + (at - RLP - 1)))
  keccak256Word(RLP, <u32>(at - RLP), NEW_ADDRESS)
  maskAddress(NEW_ADDRESS, NEW_ADDRESS)
  return NEW_ADDRESS
}

/** EIP-1014: last 20 bytes of keccak256(0xff, sender, salt, keccak256(initcode)). Result at NEW_ADDRESS. */
function create2Address(sender: usize, salt: usize, initcode: usize, length: u32): void {
  keccak256Word(initcode, length, NEW_ADDRESS)
  storeWordAsBytes(RLP + 64, sender)
  memory.copy(RLP + 1, RLP + 64 + 12, 20)
  store<u8>(RLP, 0xff)
  storeWordAsBytes(RLP + 21, salt)
  storeWordAsBytes(RLP + 53, NEW_ADDRESS)
  keccak256Word(RLP, 85, NEW_ADDRESS)
  maskAddress(NEW_ADDRESS, NEW_ADDRESS)
}

/** Moves the balance away and, where the fork still does, deletes the account at the end of the transaction. Gas after it is in F_GAS. */
export function opSelfdestruct(f: usize): u32 {
  if (load<u32>(f, F_STATIC)) return HALT_STATIC_VIOLATION
  const sp = <usize>load<u32>(f, F_SP)
  let gas = load<i64>(f, F_GAS)
  maskAddress(TARGET, sp)
  const account = <usize>load<u32>(f, F_ACCOUNT)
  const balance = account + ACC_BALANCE
  // SELFDESTRUCT charges a cold beneficiary in full and a warm one nothing (EIP-2929).
  const extra = accessCost(TARGET)
  if (extra) gas -= extra + 100
  const beneficiary = openAccount(TARGET)
  if (!isZeroWord(balance) && isDead(beneficiary)) gas -= 25000
  if (gas < 0) return HALT_OUT_OF_GAS
  store<i64>(f, gas, F_GAS)

  const deletes = !load<u32>(RULES, RULE_SELFDESTRUCT_SAME_TX) || load<u32>(account, ACC_CREATED) == transaction
  touch(beneficiary)
  if (beneficiary != account) {
    if (!isZeroWord(balance)) {
      credit(beneficiary, balance)
      clearWord(ZERO)
      setBalance(account, ZERO)
    }
  } else if (deletes && !isZeroWord(balance)) {
    clearWord(ZERO)
    setBalance(account, ZERO)
  }
  if (deletes) markDestroyed(account)
  return 0
}
