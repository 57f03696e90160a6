// A loan that the survey found, as calls of a borrower's contract: take it, and give it back in the middle of the call.

import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { ScriptedCall } from '../attacker/types.ts'
import { encoded } from './experiments.ts'
import { TRANSFER } from './standard-functions.ts'
import type { Asset, Loan } from './types.ts'

const NO_DATA = new Uint8Array(0)

/** The call that takes so much of it; undefined if the amount does not fit. */
export function loanCall({ lender, abi, values, amountAt }: Loan, amount: bigint): ScriptedCall | undefined {
  const isList = Array.isArray(values[amountAt])
  const data = encoded(abi, values.with(amountAt, isList ? [amount] : amount))
  return data === undefined ? undefined : { to: lender, value: 0n, data }
}

/** What such an amount costs: in proportion to what was tried, rounded up. */
export function loanFee({ most, fee }: Loan, amount: bigint): bigint {
  return fee === 0n ? 0n : (amount * fee) / most + 1n
}

/** Calls that give an amount back with its fee; none if the lender takes it. */
export function payback(loan: Loan, assets: readonly Asset[], amount: bigint): readonly ScriptedCall[] {
  if (loan.repaid === 'taken') return []
  const due = amount === loan.most ? amount + loan.fee : amount + loanFee(loan, amount)
  return [transferOf(assets[loan.asset]!, loan.lender, due)]
}

/** A payment of ether, or a transfer of a token. */
export function transferOf(asset: Asset, to: Address, amount: bigint): ScriptedCall {
  if (asset.kind === 'ether') return { to, value: amount, data: NO_DATA }
  return { to: asset.address, value: 0n, data: encodeCall(TRANSFER, [to, amount]) }
}
