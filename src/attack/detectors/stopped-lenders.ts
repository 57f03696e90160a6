// Lenders of the protocol that lend nothing any more: a loan of the setup's state, tried in the present one by an honest borrower who
// gives it back in the middle of the call. Part of what `frozen` looks at: nobody's money is stuck, but what it was put there for is over.

import type { Host } from '../../evm/host.ts'
import type { Address } from '../../evm/types.ts'
import { WORD_MAX } from '../../primitives/bytes.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { friendlyAnswer } from '../../world/attacker/friendly-answer.ts'
import type { ScriptedCall } from '../../world/attacker/types.ts'
import { letPass } from '../../world/passing-time.ts'
import { loanCall, payback } from '../../world/survey/loan-calls.ts'
import { withReplaced } from '../../world/survey/plain-call.ts'
import { APPROVE } from '../../world/survey/standard-functions.ts'
import type { Loan } from '../../world/survey/types.ts'
import type { WorldResult } from '../../world/types.ts'
import { amountText, assetName } from './amount-text.ts'
import type { Exits } from './exits.ts'
import type { Scene } from './scene.ts'
import type { Verdict } from './types.ts'
import { WAITS } from './waits.ts'

/** The last 20 bytes of keccak256('faultline borrower'). */
const BORROWER: Address = '0xfc14a85a955d6df88e325987e79b14cbb236760f'
const GAS = 30_000_000n
const LENDERS_MAX = 3
/** Parts of the greatest loan that are tried, and one unit. */
const PARTS: readonly bigint[] = [1n, 2n, 100n, 10_000n]
/** For a fee that is greater than it was: fees change with time, and in parts of the loan. */
const PART_OF_FEE = 5n
const PART_SPENT = 100n

type OpenLoan = {
  readonly loan: Loan
  /** What the lender had of it after the setup. */
  readonly had: bigint
}

/** A loan that is given no more, and what the borrower does before it asks. */
export type StoppedLoan = { prepare(): void; run(): WorldResult }

export class StoppedLenders {
  readonly #scene: Scene
  readonly #exits: Exits
  readonly #open: readonly OpenLoan[]
  /** What the borrower does when it is called first during a loan, and whether it had the money then. */
  #due: { readonly loan: Loan; readonly calls: readonly ScriptedCall[]; readonly least: bigint } | undefined
  #hasGot = false

  /** The present state is the one after the setup. Binds a host account. */
  constructor(scene: Scene, exits: Exits) {
    this.#scene = scene
    this.#exits = exits
    const { loans, contracts } = scene.survey
    const own = new Set(contracts.flatMap(({ origin, address }) => (origin === 'protocol' ? address : [])))
    const ofProtocol = loans.filter(({ lender }) => own.has(lender))
    if (ofProtocol.length > 0) scene.world.machine.bindHost(BORROWER, this.#host)
    this.#open = ofProtocol
      .map((loan) => ({ loan: withBorrower(loan), had: scene.amountByCall(loan.asset, loan.lender) }))
      .filter(({ loan, had }) => had > 0n && this.#lends(loan, loan.most))
      .slice(0, LENDERS_MAX)
  }

  judge(): Verdict | undefined {
    const stopped = this.#firstStopped()
    if (stopped === undefined) return undefined
    const { loan, had } = stopped
    const scene = this.#scene
    const { asset: index, lender, most } = loan
    const spent = scene.hasSpent((asset) => (asset === index ? most / PART_SPENT : 0n))
    if (spent || WAITS.some((seconds) => this.#lendsAny(loan, seconds))) return undefined
    if (this.#exits.untouched(() => this.#lendsAny(loan, 0n)) !== true) return undefined
    const asset = scene.asset(index)
    return {
      words: this.#wordsOf(loan),
      details:
        `After the setup ${scene.nameOf(lender)} lent ${amountText(most, asset)} for the time of a call. It still has the ${amountText(had, asset)} that it had, ` +
        'and lends nothing now, nor after a day, a month and 400 days.',
    }
  }

  /** The loan that these words are about, as a call that fails now: to see where. */
  attempt(words: string): StoppedLoan | undefined {
    const loan = this.#open.find((each) => this.#wordsOf(each.loan) === words)?.loan
    if (loan === undefined) return undefined
    return {
      prepare: () => this.#prepare(loan, loan.most),
      run: () => this.#scene.world.call({ from: BORROWER, ...loanCall(loan, loan.most)! }),
    }
  }

  /** Has all that the judgement depends on read by code. */
  touch(): void {
    for (const { loan } of this.#open) this.#lends(loan, loan.most)
  }

  /** It has what it had, and lends none of it. */
  #firstStopped(): OpenLoan | undefined {
    return this.#open.find(
      ({ loan, had }) =>
        !this.#lendsAny(loan, 0n) && this.#scene.amountByCall(loan.asset, loan.lender) >= had,
    )
  }

  #wordsOf({ lender, asset }: Loan): string {
    return `${this.#scene.nameOf(lender)} lends no ${assetName(this.#scene.asset(asset))} any more`
  }

  #lendsAny(loan: Loan, seconds: bigint): boolean {
    return [...PARTS.map((part) => loan.most / part), 1n].some(
      (amount) => amount > 0n && this.#lends(loan, amount, seconds),
    )
  }

  #lends(loan: Loan, amount: bigint, seconds = 0n): boolean {
    const call = loanCall(loan, amount)
    if (call === undefined) return false
    const { trials, world } = this.#scene
    return trials.undone(() => {
      letPass(world, seconds)
      this.#prepare(loan, amount)
      const { origin } = world.machine
      world.machine.setOrigin(BORROWER)
      try {
        const { status } = world.machine.call({ from: BORROWER, ...call, gas: GAS })
        return status === 'success' && this.#hasGot
      } finally {
        world.machine.setOrigin(origin)
        this.#due = undefined
      }
    })
  }

  /** The borrower has what a fee may take, and lets the lender take it back. */
  #prepare(loan: Loan, amount: bigint): void {
    const { holdings, world, survey } = this.#scene
    const asset = this.#scene.asset(loan.asset)
    holdings.grant(loan.asset, BORROWER, amount / PART_OF_FEE + 1n)
    if (asset.kind !== 'ether')
      world.machine.call({
        from: BORROWER,
        to: asset.address,
        data: encodeCall(APPROVE, [loan.lender, WORD_MAX]),
        gas: GAS,
      })
    this.#hasGot = false
    const least = holdings.amountOf(loan.asset, BORROWER) + amount
    this.#due = { loan, calls: payback(loan, survey.assets, amount), least }
  }

  readonly #host: Host = ({ input, gas, caller }) => {
    const output = friendlyAnswer(input, caller, this.#scene.survey.answers)
    const due = this.#due
    if (due !== undefined && this.#scene.holdings.amountOf(due.loan.asset, BORROWER) >= due.least) {
      this.#due = undefined
      this.#hasGot = true
      for (const { to, value, data } of due.calls)
        this.#scene.world.machine.call({ from: BORROWER, to, value, data, gas: gas - (gas >> 4n) })
    }
    return { status: 'return', output }
  }
}

function withBorrower(loan: Loan): Loan {
  return {
    ...loan,
    values: loan.values.map((value) =>
      withReplaced(value, (plain) => (plain === ATTACKER_CONTRACT ? BORROWER : plain)),
    ),
  }
}
