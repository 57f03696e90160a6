// Who lends something for one call, and what that takes: flash lenders, and pools that pay before they are paid. A function is
// called with the attacker's contract for the borrower, who shows in the middle of the call that it has what it never had.

import type { Address } from '../../evm/types.ts'
import { WORD_MAX } from '../../primitives/bytes.ts'
import { isStateChanging } from '../../project/abi/mutability.ts'
import type { AbiFunction, AbiValue } from '../../project/abi/types.ts'
import { ATTACKER_CONTRACT } from '../attacker/attacker.ts'
import type { Answers } from '../attacker/friendly-answer.ts'
import type { Reaction } from '../attacker/types.ts'
import { LearnedAnswers } from './learned-answers.ts'
import { loanCall, payback, transferOf } from './loan-calls.ts'
import type { Scene } from './scene.ts'
import { APPROVE, MAX_FLASH_LOAN } from './standard-functions.ts'
import type { Loan, SurveyedContract } from './types.ts'

const CALLS_MAX = 3_000
const LOANS_MAX = 16
/** Arguments that are accounts: each of them may be the borrower or the token. */
const ACCOUNTS_MAX = 3
const NUMBERS_MAX = 3
/** No fee of a lender is greater than this part. */
const PART_OF_FEE = 10n
/** An amount that answers: more is no liquidity. */
const AMOUNT_LIMIT = 1n << 112n
const NOBODY: Address = '0x0000000000000000000000000000000000000000'
const SOMETHING = new Uint8Array([1])

/** Loans in order of contracts, functions and assets. The state stays as it is; the attacker's contract is admitted. */
export function findLoans(scene: Scene): {
  readonly loans: readonly Loan[]
  /** What lenders want to hear from a borrower, where no standard says it. */
  readonly answers: Answers
} {
  const lenders = scene.contracts.flatMap((contract) =>
    contract.artifact.abi.functions.filter((abi) => mayLend(contract, abi)).map((abi) => ({ contract, abi })),
  )
  const learned = new LearnedAnswers(scene.experiments.world)
  const { answers } = learned
  if (lenders.length === 0) return { loans: [], answers }
  scene.experiments.world.admitAttacker({ answers })
  const found = scene.experiments.within(CALLS_MAX, () => {
    const loans: Loan[] = []
    for (const { contract, abi } of lenders)
      for (const [asset, { kind }] of scene.assets.entries()) {
        if ((kind !== 'ether' && kind !== 'erc20') || loans.length >= LOANS_MAX) continue
        const loan = loanOf({ scene, learned }, contract, abi, asset)
        if (loan !== undefined) loans.push(loan)
      }
    return loans
  })
  return { loans: found, answers }
}

type LoanSearch = { readonly scene: Scene; readonly learned: LearnedAnswers }

/** Something that is called a loan, or a swap that tells who gets it: it takes bytes for them. */
function mayLend({ roles }: SurveyedContract, { name, mutability, inputs }: AbiFunction): boolean {
  if (!isStateChanging({ mutability }) || inputs.length === 0) return false
  if (/flash|loan|lend/i.test(name)) return true
  return roles.includes('pool') && /^swap$/i.test(name) && inputs.some(({ type }) => type.kind === 'bytes')
}

function loanOf(
  search: LoanSearch,
  contract: SurveyedContract,
  abi: AbiFunction,
  asset: number,
): Loan | undefined {
  const { scene } = search
  const [least, ...greater] = amountsToTry(scene, contract, asset).toReversed()
  if (least === undefined) return undefined
  const accounts = accountsOf(scene, asset)
  for (const { values, amountAt } of patterns(abi, accounts)) {
    for (const repaid of ['taken', 'sent'] as const) {
      const way = { lender: contract.address, abi, asset, values, amountAt, repaid }
      const fee = (amount: bigint): bigint | undefined => feeOf(search, { ...way, most: amount, fee: 0n })
      const first = fee(least)
      if (first === undefined) continue
      for (const most of greater.toReversed()) {
        const taken = fee(most)
        if (taken !== undefined) return { ...way, most, fee: taken }
      }
      return { ...way, most: least, fee: first }
    }
  }
  return undefined
}

/** The greatest first: what the lender says, what it has, what somebody whom it stands for may have. */
function amountsToTry(scene: Scene, { address }: SurveyedContract, asset: number): readonly bigint[] {
  const which = scene.assets[asset]!
  const has = scene.holdings.amountOf(asset, address)
  const says =
    which.kind === 'erc20' ? (scene.experiments.askWord(address, MAX_FLASH_LOAN, [which.address]) ?? 0n) : 0n
  const others = scene.contracts.map((each) => scene.holdings.amountOf(asset, each.address))
  const most = others.reduce((greatest, each) => (each > greatest ? each : greatest), 0n)
  const from = has > 0n ? has : says > 0n ? 0n : most
  return [...new Set([says, from, (from * 99n) / 100n, from / 2n, (from > 0n ? from : says) / 100n])]
    .filter((amount) => amount > 0n && amount < AMOUNT_LIMIT)
    .toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0))
}

function accountsOf(scene: Scene, asset: number): readonly Address[] {
  const which = scene.assets[asset]!
  return [ATTACKER_CONTRACT, which.kind === 'ether' ? NOBODY : which.address]
}

type Pattern = { readonly values: readonly AbiValue[]; readonly amountAt: number }

/** Arguments that could be a loan: each account is the borrower or the token, one number is the amount, bytes are some. */
function patterns(abi: AbiFunction, [borrower, token]: readonly Address[]): readonly Pattern[] {
  const types = abi.inputs.map(({ type }) => type)
  const accounts = types.flatMap((type, i) => (type.kind === 'address' ? i : [])).slice(0, ACCOUNTS_MAX)
  const numbers = types
    .flatMap((type, i) => (isAmount(type) || (type.kind === 'array' && isAmount(type.element)) ? i : []))
    .slice(0, NUMBERS_MAX)
  const plain = types.map((type): AbiValue | undefined => {
    if (type.kind === 'address') return borrower!
    if (type.kind === 'bytes') return SOMETHING
    if (type.kind === 'uint' || type.kind === 'int') return 0n
    if (type.kind === 'bool') return false
    if (type.kind !== 'array' || type.length !== undefined) return undefined
    if (type.element.kind === 'address') return [token!]
    return type.element.kind === 'uint' ? [0n] : []
  })
  if (plain.includes(undefined)) return []
  return numbers.flatMap((amountAt) =>
    Array.from({ length: 1 << accounts.length }, (_, choice): Pattern => ({
      amountAt,
      values: plain.map((value, i) =>
        (choice >> accounts.indexOf(i)) & 1 && accounts.includes(i) ? token! : value!,
      ),
    })),
  )
}

function isAmount(type: AbiFunction['inputs'][number]['type']): boolean {
  return type.kind === 'uint' && type.bits >= 96
}

/** What the lender wants for it, in addition to what it lent; undefined if it lends nothing, or what comes back is not enough. */
function feeOf(search: LoanSearch, loan: Loan): bigint | undefined {
  const most = loan.most / PART_OF_FEE
  if (loan.repaid === 'taken') {
    const cost = costOf(search, loan, 0n)
    return cost === undefined || cost < 0n || cost > most ? undefined : cost
  }
  // Who need not give it back has found something else than a loan.
  if (costOf(search, { ...loan, repaid: 'taken' }, 0n) !== undefined) return undefined
  if (costOf(search, loan, 0n) !== undefined) return 0n
  if (costOf(search, loan, most) === undefined) return undefined
  let [refused, enough] = [0n, most]
  while (enough - refused > 1n) {
    const middle = (refused + enough) / 2n
    if (costOf(search, loan, middle) === undefined) refused = middle
    else enough = middle
  }
  return enough
}

/** What the borrower has less after a loan for which it gives that fee; undefined if it did not get the loan. */
function costOf({ scene, learned }: LoanSearch, loan: Loan, fee: bigint): bigint | undefined {
  const { experiments, holdings, assets } = scene
  const which = assets[loan.asset]!
  return experiments.undone(() => {
    // Less than what is lent: who has it in the middle of the call has it from the lender.
    if (loan.most / 2n > 0n) holdings.grant(loan.asset, ATTACKER_CONTRACT, loan.most / 2n)
    if (which.kind !== 'ether')
      experiments.sendAbi({
        from: ATTACKER_CONTRACT,
        to: which.address,
        abi: APPROVE,
        values: [loan.lender, WORD_MAX],
      })
    const before = holdings.amountOf(loan.asset, ATTACKER_CONTRACT)
    if (before >= loan.most) return undefined
    const shown = transferOf(which, ATTACKER_CONTRACT, loan.most)
    const call = loanCall(loan, loan.most)
    if (call === undefined) return undefined
    const calls = [shown, ...payback({ ...loan, fee }, assets, loan.most)]
    // Ether that it sends to itself calls it again.
    const reactions: Reaction[] = [{ calls }, { calls: [] }, { calls: [] }]
    const play = (): ReturnType<typeof experiments.play> =>
      experiments.play({ from: ATTACKER_CONTRACT, seconds: 0, ...call }, reactions)
    let { isSuccess, succeeded } = play()
    if (!isSuccess && learned.learn(play)) ({ isSuccess, succeeded } = play())
    if (!isSuccess || !succeeded.includes(shown)) return undefined
    return before - holdings.amountOf(loan.asset, ATTACKER_CONTRACT)
  })
}
