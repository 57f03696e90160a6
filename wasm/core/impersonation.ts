// An impersonation: calls and creations of one account at one depth are made in the name of another, as if an interceptor changed the caller
// of each. Cheatcodes that are only that (vm.prank) cost no way out of the core so. TypeScript sets it, or lets the core answer the calls that ask
// for it, and reads afterwards what became of it.

import { depth, observe } from './frame'
import {
  ANSWERS_IMPERSONATION, F_CALLER, F_CODE_ADDRESS, F_INPUT, F_INPUT_BYTES, F_KIND, INTERCEPTED, KIND_CALL, KIND_CREATE, KIND_DELEGATECALL, IMPERSONATION,
  IMPERSONATION_APPLIED, IMPERSONATION_AS, IMPERSONATION_ASK, IMPERSONATION_ASK_ONCE, IMPERSONATION_ASKED, IMPERSONATION_DEPTH, IMPERSONATION_END,
  IMPERSONATION_NOT, IMPERSONATION_NOT_EITHER, IMPERSONATION_OF, IMPERSONATION_ONCE, IMPERSONATION_OVER, IMPERSONATION_STATE, IMPERSONATION_WAITS, IMPERSONATION_WARMS, IMPERSONATING,
} from './layout'
import { openAccount, warmAccount } from './state'
import { copyWord, equalWords, loadBytesAsWord } from './word'

/** Whether there is one that is not over. */
// @ts-ignore: decorator
@inline
export function isImpersonating(): bool {
  // Waiting or applied.
  return (observe & IMPERSONATING) != 0 && load<u32>(IMPERSONATION, IMPERSONATION_STATE) - IMPERSONATION_WAITS < 2
}

/** The current frame is about to call `to`, or to create, in the name of INTERCEPTED_CALLER. A DELEGATECALL keeps its caller. */
export function impersonate(kind: u32, to: usize): void {
  if (kind == KIND_DELEGATECALL || depth != load<u32>(IMPERSONATION, IMPERSONATION_DEPTH)) return
  if (kind < KIND_CREATE && isExempt(to)) return
  if (!equalWords(INTERCEPTED, IMPERSONATION + IMPERSONATION_OF)) return
  copyWord(INTERCEPTED, IMPERSONATION + IMPERSONATION_AS)
  store<u32>(IMPERSONATION, IMPERSONATION_APPLIED, IMPERSONATION_STATE)
}

/** Somebody else calls than the frame would, or is to: warm, if that is wanted. */
export function warmOther(caller: usize, self: usize): void {
  if (load<u32>(IMPERSONATION, IMPERSONATION_WARMS) && !equalWords(caller, self)) warmAccount(openAccount(caller))
}

/** The current frame ends: one for one call is over when a call at its depth is, whoever made it. */
export function endImpersonation(f: usize, kind: u32): void {
  if (depth - 1 != load<u32>(IMPERSONATION, IMPERSONATION_DEPTH) || !load<u32>(IMPERSONATION, IMPERSONATION_ONCE)) return
  if (kind < KIND_CREATE && isExempt(f + F_CODE_ADDRESS)) return
  store<u32>(IMPERSONATION, IMPERSONATION_OVER, IMPERSONATION_STATE)
}

/**
 * The current frame is a host account's. If it asks for an impersonation of its caller and there is none, or ends the one of its caller's
 * depth, that is done and the host need not be asked. Everything that is not plain is the host's.
 */
export function answersImpersonation(f: usize): bool {
  if (!(observe & ANSWERS_IMPERSONATION) || !equalWords(f + F_CODE_ADDRESS, IMPERSONATION + IMPERSONATION_NOT)) return false
  const bytes = load<u32>(f, F_INPUT_BYTES)
  if (bytes < 4 || load<u32>(f, F_KIND) != KIND_CALL) return false
  const input = <usize>load<u32>(f, F_INPUT)
  const asks = load<u32>(input)
  const at = depth - 1
  if (asks == load<u32>(IMPERSONATION, IMPERSONATION_END)) {
    if (isImpersonating()) {
      if (load<u32>(IMPERSONATION, IMPERSONATION_DEPTH) != at) return false
      store<u32>(IMPERSONATION, IMPERSONATION_OVER, IMPERSONATION_STATE)
    }
  } else {
    const once = asks == load<u32>(IMPERSONATION, IMPERSONATION_ASK_ONCE)
    if (!once && asks != load<u32>(IMPERSONATION, IMPERSONATION_ASK)) return false
    // An address has no more than 20 bytes.
    if (bytes < 36 || isImpersonating() || load<u64>(input, 4) || load<u32>(input, 12)) return false
    loadBytesAsWord(IMPERSONATION + IMPERSONATION_AS, input + 4)
    copyWord(IMPERSONATION + IMPERSONATION_OF, f + F_CALLER)
    warmOther(IMPERSONATION + IMPERSONATION_AS, IMPERSONATION + IMPERSONATION_OF)
    store<u32>(IMPERSONATION, at, IMPERSONATION_DEPTH)
    store<u32>(IMPERSONATION, <u32>once, IMPERSONATION_ONCE)
    store<u32>(IMPERSONATION, IMPERSONATION_WAITS, IMPERSONATION_STATE)
  }
  store<u32>(IMPERSONATION, load<u32>(IMPERSONATION, IMPERSONATION_ASKED) + 1, IMPERSONATION_ASKED)
  return true
}

function isExempt(address: usize): bool {
  return equalWords(address, IMPERSONATION + IMPERSONATION_NOT) || equalWords(address, IMPERSONATION + IMPERSONATION_NOT_EITHER)
}
