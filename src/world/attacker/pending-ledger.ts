// Whether a call that an honest user was about to send went worse for it than it would have alone, in a storage that goes back with
// the state: only then the attacker's calls around it are to be judged.

import { equalBytes } from '../../primitives/bytes.ts'
import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import type { Holdings } from '../survey/holdings.ts'
import type { PendingCall } from '../survey/types.ts'
import { ATTACKER_CONTRACT, LEDGER, PENDING } from './attacker.ts'

/** Who gets so much less of what it wanted, or pays so much more, in hundredths, was harmed: careful users allow for less. */
const HARM_PERCENT = 2n

/** What a state says of honest users' calls. */
export const PENDING_STATES = {
  none: 0n,
  /** One was made as it would have gone anyway; or more than one, or another call of somebody else's, of which nothing is known. */
  harmless: 1n,
  harmed: 2n,
} as const

/** A call as its sender sends it. */
export type SentCall = {
  readonly from: Address
  readonly to: Address
  readonly value: bigint
  readonly data: Uint8Array
}
/** What the sender had before its call; no call: it is none that was seen coming. */
type Before = { readonly pending: PendingCall | undefined; readonly amounts: readonly bigint[] }

export class PendingLedger {
  readonly #machine: Machine
  readonly #pending: readonly PendingCall[]
  readonly #holdings: Holdings
  readonly #attackers: readonly Address[]

  constructor(
    machine: Machine,
    pending: readonly PendingCall[],
    holdings: Holdings,
    attackers: readonly Address[],
  ) {
    this.#machine = machine
    this.#pending = pending
    this.#holdings = holdings
    this.#attackers = attackers
  }

  /** Before any call of a transaction's. Undefined: not of interest; else for `note`, if the call succeeds. */
  begin(message: SentCall): Before | undefined {
    // Who is lured into calling the attacker sends no call of its own.
    const { from, to } = message
    if (this.#pending.length === 0 || to === ATTACKER_CONTRACT || this.#attackers.includes(from))
      return undefined
    if (this.#isWait(message)) return undefined
    const pending = this.find(message)
    const isFirst = this.#machine.getStorage(LEDGER, PENDING) === PENDING_STATES.none
    if (pending === undefined || !isFirst) return { pending: undefined, amounts: [] }
    return { pending, amounts: this.#amounts(pending) }
  }

  /** Nothing is sent to nobody: of a call that failed its delay is left. */
  #isWait({ to, value, data }: SentCall): boolean {
    return value === 0n && data.length === 0 && this.#machine.getCode(to).length === 0
  }

  /** The one that this is. */
  find({ from, to, value, data }: SentCall): PendingCall | undefined {
    return this.#pending.find(
      ({ call }) =>
        call.from === from && call.to === to && call.value === value && equalBytes(call.data, data),
    )
  }

  note({ pending, amounts }: Before): void {
    const state =
      pending !== undefined && this.#isHarmed(pending, amounts)
        ? PENDING_STATES.harmed
        : PENDING_STATES.harmless
    this.#machine.setStorage(LEDGER, PENDING, state)
  }

  /** It got less or paid more than it would have; and who also paid less, or got more of something else, made another bargain. */
  #isHarmed(pending: PendingCall, before: readonly bigint[]): boolean {
    const after = this.#amounts(pending)
    const expected = [...pending.got, ...pending.paid.map(({ amount }) => ({ amount: -amount }))]
    const differences = expected.map(({ amount }, i) => {
      const difference = after[i]! - before[i]! - amount
      const tolerated = ((amount < 0n ? -amount : amount) * HARM_PERCENT) / 100n
      return difference > tolerated ? 1 : difference < -tolerated ? -1 : 0
    })
    return differences.includes(-1) && !differences.includes(1)
  }

  /** What the sender has: of what it gets, then of what it pays. */
  #amounts({ call, got, paid }: PendingCall): readonly bigint[] {
    return [...got, ...paid].map(({ asset }) => this.#holdings.amountOf(asset, call.from))
  }
}
