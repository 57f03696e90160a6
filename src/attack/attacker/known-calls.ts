// Calls that are known before the search begins, as the attacker would make them: those of the setup, and what the survey found to
// work.

import type { Address } from '../../evm/types.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import type { ScriptedCall } from '../../world/attacker/types.ts'
import { blocksIn } from '../../world/passing-time.ts'
import { loanCall, payback } from '../../world/survey/loan-calls.ts'
import { asAccount, wordsIn } from '../../world/survey/plain-call.ts'
import type { PlainCall, Survey } from '../../world/survey/types.ts'
import { useOf } from '../values/dictionary.ts'
import { batchedCalls } from './batched-calls.ts'
import type { Call, CallSequence, Dealing, PrepaidTrade, TargetFunction, UsersWay } from '../types.ts'

/** Calls of the setup that the search begins with. */
const SEEDS_MAX = 64
/** Words that the setup sent. */
const SENT_MAX = 256
const WAYS_MAX = 16
const DEALINGS_MAX = 8
/** Seconds that a user may have waited: 400 days. */
const WAIT_MAX = 400n * 86_400n

/** What was called in the setup, as `from` would call it, and what the survey found to work: loans and trades. */
export function seedsOf(
  { calls, trades, loans, assets }: Survey,
  functions: readonly TargetFunction[],
  from: Address,
): Call[] {
  const borrowed = loans.flatMap((loan): Call[] => {
    const taken = loanCall(loan, loan.most)
    if (taken === undefined) return []
    const paid = payback(loan, assets, loan.most).map((each) => callBy(functions, ATTACKER_CONTRACT, each))
    if (paid.some(({ length }) => length === 0)) return []
    return callBy(functions, ATTACKER_CONTRACT, taken).map((call) =>
      paid.length === 0 ? call : { ...call, reactions: [{ calls: paid.flat() }] },
    )
  })
  return [
    ...calls.flatMap((call) => callBy(functions, from, call)).slice(0, SEEDS_MAX),
    ...trades.flatMap((trade) => callBy(functions, from, asAccount(trade, from))),
    ...borrowed,
    ...batchedCalls(
      calls.map((call) => asAccount({ ...call, seconds: 0 }, from)),
      functions,
      from,
    ),
  ]
}

/**
 * Numbers that calls of the setup sent, as words of their arguments and as ether: on a chain everybody can read them. Without 0 and 1, and
 * without accounts, which are known anyway.
 */
export function wordsSent({ calls }: Survey): readonly bigint[] {
  const words = new Set<bigint>()
  for (const { value, data } of calls) {
    for (const word of [value, ...wordsIn(data)])
      if (word > 1n && useOf(word) !== 'address' && words.size < SENT_MAX) words.add(word)
  }
  return [...words]
}

/** How users of ours put something in and got it out again, one for each way in, by the attacker's contract. */
export function waysOf({ positions }: Survey, functions: readonly TargetFunction[]): readonly UsersWay[] {
  const known = new Set<string>()
  const ways: UsersWay[] = []
  for (const { enter, exit } of positions) {
    if (enter === undefined) continue
    const key = [enter, ...exit].map(({ to, data }) => `${to}${selectorIn(data)}`).join()
    if (known.has(key) || ways.length >= WAYS_MAX) continue
    known.add(key)
    const [first, ...rest] = [enter, ...exit].flatMap((each) => asContract(functions, each))
    if (first !== undefined && rest.length === exit.length) ways.push({ enter: first, exit: rest })
  }
  return ways
}

/** What each account did in the setup, in order, as the attacker's contract would do it. */
export function coursesOf({ calls }: Survey, functions: readonly TargetFunction[]): readonly CallSequence[] {
  const byUser = new Map<Address, Call[]>()
  for (const call of calls) {
    const own = callBy(functions, ATTACKER_CONTRACT, asAccount({ ...call, seconds: 0 }, ATTACKER_CONTRACT))
    const course = byUser.get(call.from)
    if (course === undefined) byUser.set(call.from, own)
    else course.push(...own)
  }
  return [...byUser.values()]
}

/**
 * What each account did in the setup that let time pass between its calls, in order and with the time that passed, as the attacker's
 * contract would do it.
 */
export function patientCoursesOf(
  { calls }: Survey,
  functions: readonly TargetFunction[],
): readonly CallSequence[] {
  const byUser = new Map<Address, { last: bigint; readonly course: Call[] }>()
  for (const { time, ...call } of calls) {
    const user = byUser.get(call.from) ?? { last: time, course: [] }
    byUser.set(call.from, user)
    const waited = user.last === 0n || time < user.last ? 0n : time - user.last
    // Who sets the clock of a new world waits for nothing.
    const seconds = waited > WAIT_MAX ? 0 : Number(waited)
    user.last = time
    user.course.push(...asContract(functions, { ...call, seconds }))
  }
  const courses = [...byUser.values()].map(({ course }) => course)
  return courses.filter((course) => course.some(({ seconds }, i) => i > 0 && seconds > 0))
}

/** Accounts that sent calls in the setup, but for who set everything up, or may do what others may not. */
export function usersOf({ calls, actors }: Survey): ReadonlySet<Address> {
  const others = actors.filter(({ kinds }) => kinds.includes('deployer') || kinds.includes('privileged'))
  const users = new Set(calls.map(({ from }) => from))
  for (const { address } of others) users.delete(address)
  return users
}

/**
 * What a user of the setup did to another one: calls that name an account which sent calls itself, but those of tokens. Who set everything
 * up, or may do what others may not, is no user.
 */
export function dealingsOf(survey: Survey, functions: readonly TargetFunction[]): readonly Dealing[] {
  const { calls, assets } = survey
  const users = usersOf(survey)
  const dealings: Dealing[] = []
  for (const each of calls) {
    if (dealings.length >= DEALINGS_MAX) break
    if (!users.has(each.from)) continue
    const [call] = callBy(functions, each.from, each)
    if (call === undefined || dealings.some((known) => known.call.target === call.target)) continue
    if (assets.some((asset) => asset.kind !== 'ether' && asset.address === call.to)) continue
    const about = [...users].find((user) => user !== each.from && names(call.data, user))
    if (about !== undefined) dealings.push({ call, about })
  }
  return dealings
}

/** Trades with pools that are paid first, by the attacker's contract. */
export function prepaidTradesOf(
  { prepaidTrades }: Survey,
  functions: readonly TargetFunction[],
): readonly PrepaidTrade[] {
  return prepaidTrades.flatMap(({ pay, take, ...facts }) => {
    const [paid, taken] = [pay, take].flatMap((call) => asContract(functions, call))
    return paid === undefined || taken === undefined ? [] : [{ pay: paid, take: taken, ...facts }]
  })
}

/** How all users of ours leave a contract, in order, each with its own call. */
export function departuresOf(
  { departures }: Survey,
  functions: readonly TargetFunction[],
): readonly CallSequence[] {
  return departures.flatMap((list) => {
    const calls = list.flatMap(({ call: { from, to, value, data } }): Call[] => {
      const fn = functions.find(
        (each) =>
          each.fixed?.isDeparture === true &&
          each.to === to &&
          each.senders.includes(from) &&
          equalBytes(each.fixed.data, data),
      )
      return fn === undefined ? [] : [{ target: fn.index, to, from, value, data, seconds: 0, blocks: 0 }]
    })
    return calls.length === list.length ? [calls] : []
  })
}

function names(data: Uint8Array, account: Address): boolean {
  return wordsIn(data).includes(BigInt(account))
}

function asContract(functions: readonly TargetFunction[], call: PlainCall): Call[] {
  const { seconds } = call
  const blocks = blocksIn(seconds)
  if (call.data.length === 0) return [{ ...call, from: ATTACKER_CONTRACT, target: -1, blocks }]
  const own = callBy(functions, ATTACKER_CONTRACT, asAccount(call, ATTACKER_CONTRACT))
  return own.map((each) => ({ ...each, seconds, blocks }))
}

function callBy(
  functions: readonly TargetFunction[],
  from: Address,
  { to, value, data }: ScriptedCall,
): Call[] {
  const selector = selectorIn(data)
  const fn = functions.find((each) => each.to === to && each.abi.selector === selector)
  return fn === undefined ? [] : [{ target: fn.index, to, from, value, data, seconds: 0, blocks: 0 }]
}
