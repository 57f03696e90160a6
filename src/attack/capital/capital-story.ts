// What a finding takes in capital, in words and for the report.

import type { Address } from '../../evm/types.ts'
import type { Names } from '../../world/describe/account-names.ts'
import { amountText, assetNames } from '../../world/describe/wealth-story-amounts.ts'
import { EXTERNAL_FEE, sourceOf, type Source } from './borrowing.ts'
import type { CallWriter } from '../call-writer.ts'
import { type Capital, leastCapital } from './capital.ts'
import type { CallSequence } from '../types.ts'
import type { WithMeans } from './with-means.ts'

/** An amount as reports have it. */
type ToldAmount = { readonly asset: string; readonly amount: string; readonly text: string }

/** As reports have it. */
type ToldCapital = {
  readonly needed: readonly ToldAmount[]
  readonly source: 'none' | Source['kind']
  readonly loans: readonly {
    readonly lender: string
    readonly address: Address
    readonly signature: string
    readonly lent: ToldAmount
    readonly fee: ToldAmount
  }[]
}

const EXTERNAL =
  `or a loan of a lender outside of this world, if there is one: ` +
  `it works within one transaction, and still pays at a fee of 0.0${EXTERNAL_FEE} %`
const SMALL = 1_000n
const OWN = "the attacker's own: it was not seen to work inside a loan, within one transaction"

export type CapitalStory = {
  /** 'needs 12.5 TOK of capital; Lender lends it for 0.01125 TOK: tried, by who has nothing else'. */
  readonly line: string
  readonly report: ToldCapital
}

/**
 * What the steps take; undefined if that cannot be tried. The world is anywhere then.
 * @param options.isFixed leaves the amounts of the steps as they are
 */
export function capitalStory(
  scene: WithMeans,
  writer: CallWriter,
  names: Names,
  calls: CallSequence,
  options: { readonly isFixed?: boolean } = {},
): CapitalStory | undefined {
  const capital = leastCapital(scene, writer, calls, options)
  if (capital === undefined) return undefined
  const amounts = amountsOf(scene, names, capital)
  if (amounts.length === 0)
    return {
      line: 'needs no capital: it works for somebody who has nothing',
      report: { needed: [], source: 'none', loans: [] },
    }
  // Nobody borrows a few wei.
  const isSmall = amounts.every(({ amount }) => BigInt(amount) <= SMALL)
  const source: Source = isSmall ? { kind: 'own' } : sourceOf(scene, writer, capital)
  const smaller = capital.calls === calls ? '' : ', with smaller amounts than these'
  const needs = `needs ${listed(amounts.map(({ text }) => text))} of capital${smaller}`
  if (isSmall) return { line: needs, report: { needed: amounts, source: source.kind, loans: [] } }
  const { words, loans } = told(scene, names, amounts, source)
  return {
    line: `${needs}${source.kind === 'lender' ? '; ' : ', '}${words}`,
    report: { needed: amounts, source: source.kind, loans },
  }
}

function amountsOf({ facts: { assets } }: WithMeans, names: Names, { amounts }: Capital): ToldAmount[] {
  const called = assetNames(assets, names)
  return amounts.flatMap((amount, asset) =>
    amount === 0n
      ? []
      : [amountIn(called[asset]!, amount, amountText(amount, assets[asset]!, called[asset]!))],
  )
}

function amountIn(asset: string, amount: bigint, text: string): ToldAmount {
  return { asset, amount: amount.toString(), text }
}

function told(
  { facts: { assets } }: WithMeans,
  names: Names,
  amounts: readonly ToldAmount[],
  source: Source,
): { readonly words: string; readonly loans: ToldCapital['loans'] } {
  const called = assetNames(assets, names)
  const inWords = (asset: number, amount: bigint): ToldAmount =>
    amountIn(called[asset]!, amount, amountText(amount, assets[asset]!, called[asset]!))
  switch (source.kind) {
    case 'lender': {
      const loans = source.loans.map(({ loan, amount, fee }) => ({
        lender: names.nameOf(loan.lender),
        address: loan.lender,
        signature: loan.abi.signature,
        lent: inWords(loan.asset, amount),
        fee: inWords(loan.asset, fee),
      }))
      const words = loans.map(({ lender, lent, fee }) => {
        const price = fee.amount === '0' ? 'nothing' : fee.text
        const isAll = amounts.some(({ amount, asset }) => asset === lent.asset && amount === lent.amount)
        return `${lender} lends ${isAll && loans.length === 1 ? 'it' : lent.text} for ${price}`
      })
      return { words: `${listed(words)}: tried inside the loan, by who has nothing else`, loans }
    }
    case 'external':
      return { words: EXTERNAL, loans: [] }
    case 'own':
      return { words: OWN, loans: [] }
  }
}

function listed(parts: readonly string[]): string {
  return parts.join(' and ')
}
