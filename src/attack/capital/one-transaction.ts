// A finding's steps as the attacker's contract would make them within one transaction: what a loan for one call is for.

import { readWord, writeWord } from '../../primitives/bytes.ts'
import type { ScriptedCall } from '../../world/attacker/types.ts'
import { loanCall, payback } from '../../world/survey/loan-calls.ts'
import type { Loan } from '../../world/survey/types.ts'
import { ATTACKER_ACCOUNTS, ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { makeCall } from '../arena.ts'
import type { Call, CallReaction, CallSequence } from '../types.ts'
import type { WithMeans } from './with-means.ts'

/** How often a step may call the contract. */
const CALLBACKS_MAX = 64
const NOTHING: CallReaction = { calls: [] }
const TRIGGER = new Uint8Array([1])

/** What the contract does in its transaction: calls in order, and what it does when these call it, in order. */
export type Transaction = { readonly calls: readonly Call[]; readonly reactions: readonly CallReaction[] }

/**
 * The steps as calls of the contract, which also stands where the attacker's accounts did if `isRenamed`. Undefined if time passes
 * between them. Makes them, from the state after setup, to see how often the contract is called by each.
 */
export function asTransaction(
  { parts: { world, root } }: WithMeans,
  sequence: CallSequence,
  isRenamed: boolean,
): Transaction | undefined {
  if (sequence.some(({ seconds, blocks }) => seconds > 0 || blocks > 0)) return undefined
  const calls: Call[] = []
  const reactions: CallReaction[] = []
  world.load(root)
  for (const step of sequence) {
    const call = byContract(step, isRenamed)
    const answers = (step.reactions ?? []).map((reaction) => ({
      ...reaction,
      calls: reaction.calls.map((each) => byContract(each, isRenamed)),
    }))
    const padded = [...answers, ...Array.from({ length: CALLBACKS_MAX }, () => NOTHING)]
    makeCall(world, { ...call, reactions: padded })
    calls.push(call)
    reactions.push(...padded.slice(0, world.reactionsPlayed))
  }
  return { calls, reactions }
}

/** All of it as one call: somebody's, who makes the contract do it. */
export function alone({ calls, reactions }: Transaction): Call {
  return {
    target: -1,
    to: ATTACKER_CONTRACT,
    from: ATTACKER_ACCOUNTS[0],
    value: 0n,
    data: TRIGGER,
    seconds: 0,
    blocks: 0,
    reactions: [{ calls }, ...reactions],
  }
}

/** All of it in the middle of a loan, which is given back at the end. Undefined if the lender cannot be asked for so much. */
export function insideLoan(
  { calls, reactions }: Transaction,
  loan: Loan,
  amount: bigint,
  assets: WithMeans['facts']['assets'],
): Transaction | undefined {
  const taken = loanCall(loan, amount)
  if (taken === undefined) return undefined
  const back = payback(loan, assets, amount).map(scriptedCall)
  return { calls: [scriptedCall(taken)], reactions: [{ calls: [...calls, ...back] }, ...reactions] }
}

function scriptedCall({ to, value, data }: ScriptedCall): Call {
  return { target: -1, to, from: ATTACKER_CONTRACT, value, data, seconds: 0, blocks: 0 }
}

function byContract({ target, to, value, data }: Call, isRenamed: boolean): Call {
  const own = { target, to, from: ATTACKER_CONTRACT, value, data, seconds: 0, blocks: 0 }
  if (!isRenamed) return own
  const renamed = data.slice()
  for (let at = 4; at + 32 <= renamed.length; at += 32)
    if (ACCOUNTS.has(readWord(renamed, at))) writeWord(renamed, at, BigInt(ATTACKER_CONTRACT))
  return { ...own, data: renamed }
}

const ACCOUNTS: ReadonlySet<bigint> = new Set(ATTACKER_ACCOUNTS.map(BigInt))
