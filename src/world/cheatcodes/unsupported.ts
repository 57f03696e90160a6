import { BaseError } from '../../primitives/errors.ts'
import type { SelectorPlace } from '../call-place.ts'

/** A contract calls a cheatcode that we do not have. It ends the run: a revert could pass for behaviour of the contract. */
export class UnsupportedCheatcodeError extends BaseError {
  readonly code = 'WORLD_CHEATCODE_UNSUPPORTED'
  /** 'vm.ffi(string[])', or the selector if Foundry has none of it either. */
  readonly cheatcode: string
  readonly caller: string
  /** Where it may have been called; the first is in the message. */
  readonly places: readonly SelectorPlace[]

  constructor(cheatcode: string, caller: string, places: readonly SelectorPlace[] = []) {
    const [place] = places
    const at = place === undefined ? `by ${caller}` : `at ${place.path}:${place.line}`
    super(`${cheatcode} is not supported; it is called ${at}.`, {
      hint: 'Take the call out, or leave this test contract out with --no-match-contract.',
      details: {
        cheatcode,
        caller,
        ...(place !== undefined && { path: place.path, line: place.line }),
      },
    })
    this.cheatcode = cheatcode
    this.caller = caller
    this.places = places
  }
}
