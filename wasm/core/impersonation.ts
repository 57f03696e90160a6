// An impersonation: calls and creations of one account at one depth are made in the name of another, as if an interceptor changed the caller
// of each. Cheatcodes that are only that (vm.prank) cost no way out of the core so. TypeScript sets it and reads afterwards what became of it.

import { depth, observe } from './frame'
import {
  F_CODE_ADDRESS, INTERCEPTED, KIND_CREATE, KIND_DELEGATECALL, IMPERSONATION, IMPERSONATION_APPLIED, IMPERSONATION_AS, IMPERSONATION_DEPTH, IMPERSONATION_NOT,
  IMPERSONATION_NOT_EITHER, IMPERSONATION_OF, IMPERSONATION_ONCE, IMPERSONATION_OVER, IMPERSONATION_STATE, IMPERSONATING,
} from './layout'
import { copyWord, equalWords } from './word'

/** Whether there is one that is not over. */
// @ts-ignore: decorator
@inline
export function isImpersonating(): bool {
  return (observe & IMPERSONATING) != 0 && load<u32>(IMPERSONATION, IMPERSONATION_STATE) != IMPERSONATION_OVER
}

/** The current frame is about to call `to`, or to create, in the name of INTERCEPTED_CALLER. A DELEGATECALL keeps its caller. */
export function impersonate(kind: u32, to: usize): void {
  if (kind == KIND_DELEGATECALL || depth != load<u32>(IMPERSONATION, IMPERSONATION_DEPTH)) return
  if (kind < KIND_CREATE && isExempt(to)) return
  if (!equalWords(INTERCEPTED, IMPERSONATION + IMPERSONATION_OF)) return
  copyWord(INTERCEPTED, IMPERSONATION + IMPERSONATION_AS)
  store<u32>(IMPERSONATION, IMPERSONATION_APPLIED, IMPERSONATION_STATE)
}

/** The current frame ends: one for one call is over when a call at its depth is, whoever made it. */
export function endImpersonation(f: usize, kind: u32): void {
  if (depth - 1 != load<u32>(IMPERSONATION, IMPERSONATION_DEPTH) || !load<u32>(IMPERSONATION, IMPERSONATION_ONCE)) return
  if (kind < KIND_CREATE && isExempt(f + F_CODE_ADDRESS)) return
  store<u32>(IMPERSONATION, IMPERSONATION_OVER, IMPERSONATION_STATE)
}

function isExempt(address: usize): bool {
  return equalWords(address, IMPERSONATION + IMPERSONATION_NOT) || equalWords(address, IMPERSONATION + IMPERSONATION_NOT_EITHER)
}
