// Where the capital of a theft can come from: a lender of the world, for the time of one call, or somebody outside who lends
// within one transaction. Said only if it was tried: the steps are made inside of the loan, by who begins with nothing.

import { loanFee } from '../../world/survey/loan-calls.ts'
import type { Asset, Loan } from '../../world/survey/types.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { withAmounts } from '../shrink/amounts.ts'
import type { CallWriter } from '../call-writer.ts'
import type { Capital } from './capital.ts'
import { alone, asTransaction, insideLoan, type Transaction } from './one-transaction.ts'
import type { CallSequence } from '../types.ts'
import { type Means, worksWith, type WithMeans } from './with-means.ts'

/** Of lenders outside of the world: what Aave takes (0.09 % in its version 2, 0.05 % in version 3), in parts of ten thousand. */
export const EXTERNAL_FEE = 9n
const FEE_PARTS = 10_000n
/** Lenders of an asset that are tried. */
const LENDERS_MAX = 4
/** Assets that have to be borrowed. */
const BORROWED_MAX = 3

/** 'lender': tried inside of these loans. 'external': within one transaction, with that fee. 'own': neither works. */
export type Source =
  | { readonly kind: 'lender'; readonly loans: readonly Borrowed[] }
  | { readonly kind: 'external' }
  | { readonly kind: 'own' }

export type Borrowed = { readonly loan: Loan; readonly amount: bigint; readonly fee: bigint }

/** How much more than the least. */
const FACTORS: readonly bigint[] = [1n, 2n, 10n]
const OWN: Source = { kind: 'own' }

/** Of capital that is more than nothing. Who has hardly stolen anything cannot pay for a loan: twice and ten times as much is tried, too. */
export function sourceOf(scene: WithMeans, writer: CallWriter, capital: Capital): Source {
  for (const factor of FACTORS) {
    const calls =
      factor === 1n
        ? capital.calls
        : capital.calls.map((call) => withAmounts(writer, call, (amount) => amount * factor))
    const source = sourceFor(
      scene,
      calls,
      capital.amounts.map((amount) => amount * factor),
    )
    if (source.kind !== 'own') return source
  }
  return OWN
}

function sourceFor(scene: WithMeans, calls: CallSequence, amounts: readonly bigint[]): Source {
  const needed = amounts.flatMap((amount, asset) => (amount > 0n ? [{ asset, amount }] : []))
  if (needed.length > BORROWED_MAX) return OWN
  const transactions = [true, false].flatMap((isRenamed) => asTransaction(scene, calls, isRenamed) ?? [])
  for (const transaction of transactions) {
    for (const loans of choices(scene, amounts))
      if (worksInside(scene, transaction, loans)) return { kind: 'lender', loans }
  }
  if (needed.some(({ asset }) => !isLent(scene.facts.assets[asset]!))) return OWN
  // What was lent has to be there at the end, with the fee: of means that were had, what was not is added again.
  const fees = amounts.map((amount) => (amount * EXTERNAL_FEE + FEE_PARTS - 1n) / FEE_PARTS)
  const means = atContract(scene, amounts)
  const isWithin = transactions.some((each) => worksWith(scene, [alone(each)], means, fees))
  return isWithin ? { kind: 'external' } : OWN
}

/** Nobody is known to lend things that are counted. */
function isLent({ kind }: Asset): boolean {
  return kind === 'ether' || kind === 'erc20'
}

/** One lender for each asset that is needed, the cheapest first. */
function choices(
  { facts: { loans } }: WithMeans,
  amounts: readonly bigint[],
): readonly (readonly Borrowed[])[] {
  let found: (readonly Borrowed[])[] = [[]]
  for (const [asset, amount] of amounts.entries()) {
    if (amount === 0n) continue
    const lenders = loans
      .filter((loan) => loan.asset === asset && loan.most >= amount)
      .map((loan) => ({ loan, amount, fee: loanFee(loan, amount) }))
      .toSorted((a, b) => (a.fee < b.fee ? -1 : a.fee > b.fee ? 1 : 0))
      .slice(0, LENDERS_MAX)
    found = found.flatMap((others) => lenders.map((each) => [...others, each]))
  }
  return found.slice(0, LENDERS_MAX * 2)
}

function worksInside(scene: WithMeans, transaction: Transaction, loans: readonly Borrowed[]): boolean {
  const { assets } = scene.facts
  let inside: Transaction | undefined = transaction
  for (const { loan, amount } of loans)
    inside = inside === undefined ? undefined : insideLoan(inside, loan, amount, assets)
  if (inside === undefined) return false
  return worksWith(scene, [alone(inside)], atContract(scene, []))
}

/** All of it in the contract, nothing in the accounts. */
function atContract({ facts: { attackers, assets } }: WithMeans, amounts: readonly bigint[]): Means {
  return attackers.map((account) =>
    assets.map((_, asset) => (account === ATTACKER_CONTRACT ? (amounts[asset] ?? 0n) : 0n)),
  )
}
