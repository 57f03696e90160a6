// Who has what while a test is played, before anything was surveyed: ether, and whatever answers balanceOf(address).

import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { BALANCE_OF } from '../survey/standard-functions.ts'
import { readByCall } from '../survey/storage-reads.ts'
import type { World } from '../types.ts'

/** A test that puts up more than that is read in part: every step reads each account of each token. */
const ACCOUNTS_MAX = 24
const TOKENS_MAX = 12

export type Balance = {
  readonly account: Address
  readonly token: Address | undefined
  readonly amount: bigint
}

/** By account and token; those that are zero are left out. */
export type Balances = ReadonlyMap<string, Balance>

/** What these accounts and all contracts have of ether and of everything that says who has how much of it. */
export function balancesOf(world: World, accounts: readonly Address[]): Balances {
  const { machine } = world
  const contracts = world.contracts().filter(({ address }) => address !== world.test.address)
  const all = new Set([world.test.address, ...contracts.map(({ address }) => address), ...accounts])
  const holders = [...all].slice(0, ACCOUNTS_MAX)
  const found = new Map<string, Balance>()
  const note = (account: Address, token: Address | undefined, amount: bigint): void => {
    if (amount > 0n) found.set(`${account} ${token ?? 'ether'}`, { account, token, amount })
  }
  for (const account of holders) note(account, undefined, machine.getBalance(account))
  let tokens = 0
  for (const { address, artifact } of contracts) {
    const mayAnswer = artifact === undefined || artifact.abi.hasFallback
    const answers = artifact?.abi.functions.some(({ selector }) => selector === BALANCE_OF.selector)
    if (!(answers ?? false) && !mayAnswer) continue
    if (++tokens > TOKENS_MAX) break
    for (const account of holders) {
      const amount = readByCall(machine, address, encodeCall(BALANCE_OF, [account]))
      if (amount === undefined) break
      note(account, address, amount)
    }
  }
  return found
}

/** Whether somebody besides these has less of something than before. */
export function hasLoser(before: Balances, after: Balances, besides: readonly Address[]): boolean {
  for (const [key, { account, amount }] of before)
    if (!besides.includes(account) && (after.get(key)?.amount ?? 0n) < amount) return true
  return false
}

/** Whether something is there that was not, or more of it. */
export function hasGainer(before: Balances, after: Balances): boolean {
  for (const [key, { amount }] of after) if (amount > (before.get(key)?.amount ?? 0n)) return true
  return false
}
