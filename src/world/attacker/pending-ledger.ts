// Whether a call that an honest user was about to send went worse for it than it would have alone, in a storage that goes back with
// the state: only then the attacker's calls around it are to be judged. And whether users of ours have left, as users may.

import { equalBytes } from '../../primitives/bytes.ts'
import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import type { Holdings } from '../survey/holdings.ts'
import type { Departure, PendingCall, PlainCall, Survey } from '../survey/types.ts'
import { ATTACKER_CONTRACT, LEDGER, PENDING } from './attacker.ts'

/** Who gets so much less of what it wanted, or pays so much more, in hundredths, was harmed: careful users allow for less. */
const HARM_PERCENT = 2n

/** What a state says of honest users' calls. */
export const PENDING_STATES = {
  none: 0n,
  /** One was made as it would have gone anyway; or more than one, or another call of somebody else's, of which nothing is known. */
  harmless: 1n,
  harmed: 2n,
  /** Users of ours have left with what they would have got after the setup, and nobody else has sent anything. */
  left: 3n,
} as const

/** A call as its sender sends it. */
export type SentCall = {
  readonly from: Address
  readonly to: Address
  readonly value: bigint
  readonly data: Uint8Array
}
/** What the sender had before its call; no call: it is none that was seen coming. */
type Before = {
  readonly pending: PendingCall | undefined
  readonly departure?: Departure | undefined
  readonly amounts: readonly bigint[]
}

export class PendingLedger {
  readonly #machine: Machine
  readonly #pending: readonly PendingCall[]
  readonly #departures: readonly Departure[]
  readonly #holdings: Holdings
  readonly #attackers: readonly Address[]

  constructor(
    machine: Machine,
    { pending, departures }: Pick<Survey, 'pending' | 'departures'>,
    holdings: Holdings,
    attackers: readonly Address[],
  ) {
    this.#machine = machine
    this.#pending = pending
    this.#departures = departures.flat()
    this.#holdings = holdings
    this.#attackers = attackers
  }

  /** Before any call of a transaction's. Undefined: not of interest; else for `note`, if the call succeeds. */
  begin(message: SentCall): Before | undefined {
    // Who is lured into calling the attacker sends no call of its own.
    const { from, to } = message
    if (this.#pending.length + this.#departures.length === 0) return undefined
    if (to === ATTACKER_CONTRACT || this.#attackers.includes(from) || this.#isWait(message)) return undefined
    const state = this.#machine.getStorage(LEDGER, PENDING)
    const departure = this.#departures.find(({ call }) => isSame(call, message))
    if (departure !== undefined && (state === PENDING_STATES.none || state === PENDING_STATES.left))
      return { pending: undefined, departure, amounts: this.#amountsLeft(departure) }
    const pending = this.find(message)
    if (pending === undefined || state !== PENDING_STATES.none) return { pending: undefined, amounts: [] }
    return { pending, amounts: this.#amounts(pending) }
  }

  /** Nothing is sent to nobody: of a call that failed its delay is left. */
  #isWait({ to, value, data }: SentCall): boolean {
    return value === 0n && data.length === 0 && this.#machine.getCode(to).length === 0
  }

  /** The one that this is. */
  find(message: SentCall): PendingCall | undefined {
    return this.#pending.find(({ call }) => isSame(call, message))
  }

  note({ pending, departure, amounts }: Before): void {
    const state =
      departure !== undefined && this.#hasLeft(departure, amounts)
        ? PENDING_STATES.left
        : pending !== undefined && this.#isHarmed(pending, amounts)
          ? PENDING_STATES.harmed
          : PENDING_STATES.harmless
    this.#machine.setStorage(LEDGER, PENDING, state)
  }

  /** It got what it would have got right after the setup: nobody did anything to it before. */
  #hasLeft(departure: Departure, before: readonly bigint[]): boolean {
    const after = this.#amountsLeft(departure)
    return departure.worth.every(
      ({ amount }, i) => (after[i]! - before[i]!) * 100n >= amount * (100n - HARM_PERCENT),
    )
  }

  #amountsLeft({ call, worth }: Departure): readonly bigint[] {
    return worth.map(({ asset }) => this.#holdings.amountOf(asset, call.from))
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

function isSame(call: PlainCall, { from, to, value, data }: SentCall): boolean {
  return call.from === from && call.to === to && call.value === value && equalBytes(call.data, data)
}
