// Amounts that a step of a trip may be about: what earlier steps named, took and gave, what somebody has.

import type { Address } from '../../evm/types.ts'
import type { Prng } from '../../primitives/prng.ts'
import type { AttackerFacts, Call } from '../types.ts'

/** A step that went well. */
export type PlayedStep = {
  readonly call: Call
  /** What the attacker has more of after it, by asset; negative: less. */
  readonly change: readonly bigint[]
  /** Numbers in its arguments that may be amounts. */
  readonly numbers: readonly bigint[]
}

export type AmountScene = {
  readonly facts: AttackerFacts
  readonly played: readonly PlayedStep[]
  /** What the attacker has more of than after the setup. */
  readonly surplus: readonly bigint[]
  readonly account: Address
  readonly recent: readonly bigint[]
}

const PARTS_OF_OWN = 12
const PARTS_OF_OTHERS = 5

/** One of them; undefined if what was drawn does not exist. */
export function drawAmount(prng: Prng, scene: AmountScene): bigint | undefined {
  const { facts, played, surplus, account, recent } = scene
  const asset = prng.nextBelow(facts.assets.length)
  const step = played.length === 0 ? undefined : played[played.length - 1 - lowRank(prng, played.length)]!
  switch (prng.nextBelow(9)) {
    case 0:
    case 1: {
      if (step === undefined || step.numbers.length === 0) break
      return step.numbers[prng.nextBelow(step.numbers.length)]
    }
    case 2: {
      const changes = step?.change.filter((amount) => amount !== 0n) ?? []
      if (changes.length === 0) break
      return magnitude(changes[prng.nextBelow(changes.length)]!)
    }
    case 3: {
      const amounts = surplus.filter((amount) => amount !== 0n)
      if (amounts.length === 0) break
      return magnitude(amounts[prng.nextBelow(amounts.length)]!)
    }
    case 4:
      if (recent.length === 0) break
      return recent[recent.length - 1 - lowRank(prng, recent.length)]
    case 5:
    case 6:
      return BigInt(1 + prng.nextBelow(2))
    case 7:
      return facts.heldByContracts(asset) >> BigInt(prng.nextBelow(PARTS_OF_OTHERS))
    default:
      return facts.amountNow(prng)
  }
  return facts.amountOf(asset, account) >> BigInt(prng.nextBelow(PARTS_OF_OWN))
}

/** 0 mostly, less often 1, ... */
function lowRank(prng: Prng, count: number): number {
  return Math.min(prng.nextBelow(count), prng.nextBelow(count))
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}
