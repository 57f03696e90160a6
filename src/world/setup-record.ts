// What was done to a world besides running its setUp(): deposits of honest users, what the attacker begins with, tests that were played
// to put something up; of a world that has no setUp(), everything. Kept so that somebody else can do it again: a proof, in another
// tool. It goes back with the state, and it is off while a search runs.

import type { Address } from '../evm/types.ts'

/** A word that was written without any code running. */
export type RecordedWrite = {
  readonly address: Address
  readonly slot: bigint
  readonly before: bigint
  readonly word: bigint
}

/** One thing that was done and stayed. */
export type SetupStep =
  /** A transaction that succeeded. */
  | {
      readonly kind: 'call'
      readonly from: Address
      readonly to: Address
      readonly value: bigint
      readonly data: Uint8Array
    }
  | {
      readonly kind: 'create'
      readonly from: Address
      readonly value: bigint
      readonly initcode: Uint8Array
      /** Where the contract is. */
      readonly address: Address
    }
  /** The constructor ran at an address of somebody's choice, and left there the code that it gave. */
  | {
      readonly kind: 'createAt'
      readonly from: Address
      readonly value: bigint
      readonly initcode: Uint8Array
      readonly address: Address
    }
  /** An account has that many wei. */
  | { readonly kind: 'balance'; readonly account: Address; readonly wei: bigint }
  /** An account has so much more of a token, out of nothing. */
  | {
      readonly kind: 'grant'
      readonly token: Address
      /** Of an ERC-1155 contract: which of its tokens. */
      readonly id?: bigint
      readonly account: Address
      readonly amount: bigint
      /** Balance and total supply: found where they are plain numbers; else how the token keeps them. */
      readonly writes: readonly RecordedWrite[]
    }
  | { readonly kind: 'storage'; readonly write: RecordedWrite }
  | { readonly kind: 'code'; readonly address: Address; readonly code: Uint8Array }
  | { readonly kind: 'block'; readonly number: bigint; readonly timestamp: bigint }

/** The last step and those before it: shared by all states that come after it. */
export type RecordPlace =
  | { readonly step: SetupStep; readonly before: RecordPlace }
  | { readonly step: undefined }

const NOWHERE: RecordPlace = { step: undefined }

export class SetupRecord {
  #last: RecordPlace = NOWHERE
  /** Whether what happens is noted. */
  isOn = false

  note(step: SetupStep): void {
    if (this.isOn) this.#last = { step, before: this.#last }
  }
  /** Where the present state is. */
  get place(): RecordPlace {
    return this.#last
  }
  /** The state goes back to where it was then. */
  goTo(place: RecordPlace): void {
    this.#last = place
  }
  /** In order. */
  get steps(): readonly SetupStep[] {
    const steps: SetupStep[] = []
    for (let at = this.#last; at.step !== undefined; at = at.before) steps.push(at.step)
    return steps.toReversed()
  }
}
