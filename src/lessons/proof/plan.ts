// A proof before it is written down in some language: what is done after setUp(), the attack, and the loss as claims that can be looked
// up before and after. Made in the worker that has the world; goes from process to process and into the store as text.

import type { UnnoticedPayment } from '../../attack/detectors/evidence.ts'
import type { Address } from '../../evm/types.ts'
import { bytesToHex, type Hex, hexToBytes } from '../../primitives/hex.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import type { SetupStep } from '../../world/setup-record.ts'
import type { Asset } from '../../world/survey/types.ts'

/** A call with what is known of its function. */
export type ProofCall = {
  readonly to: Address
  /** Wei. */
  readonly value: bigint
  readonly data: Uint8Array
  readonly abi?: AbiFunction
}

/** What the attacker's contract does when it is called: see Reaction of the world. */
export type ProofReaction = {
  readonly calls: readonly ProofCall[]
  readonly output?: Uint8Array
  readonly fails?: 'revert' | 'burn'
}

/** A transaction of the attack. */
export type ProofStep = ProofCall & {
  readonly from: Address
  /** Time that passes before it. */
  readonly seconds: number
  readonly blocks: number
  /** Whether it went well when the finding was made. */
  readonly succeeds: boolean
  /** That it fails is what was found. */
  readonly mustFail?: true
  readonly reactions: readonly ProofReaction[]
}

/** A call of an honest account; `seconds` pass before it. */
export type LegCall = ProofCall & { readonly from: Address; readonly seconds: number }

/** Calls of an honest account, in order. */
export type Leg = {
  readonly owner: Address
  /** Made before anything is looked at: what is put in, what others take out. Those that fail are passed over. */
  readonly first?: readonly LegCall[]
  readonly calls: readonly LegCall[]
}

/** Something that is one thing before the attack and another after it. */
export type Claim =
  /** What accounts have of an asset, all together, changes by that much: at least so much more, so much less, or no more less. */
  | {
      readonly kind: 'amount'
      readonly asset: number
      readonly accounts: readonly Address[]
      readonly change: bigint
      readonly sense: 'more' | 'less' | 'kept'
      /** Made after the attack, before it is looked at, and undone. */
      readonly legs?: readonly Leg[]
    }
  /** What owners get of an asset by these calls, one leg after another. Calls that fail are passed over. */
  | {
      readonly kind: 'yield'
      readonly asset: number
      readonly before: readonly Leg[]
      readonly after: readonly Leg[]
      readonly had: bigint
      readonly has: bigint
    }
  /** Calls that work before, and of which one reverts after it, also when so many more seconds have passed. */
  | {
      readonly kind: 'stuck'
      readonly leg: Leg
      readonly waits: readonly number[]
      /** These have code then that refuses what it is paid. */
      readonly refusing: readonly Address[]
    }
  /** A word: a slot of storage, or the answer to a static call. */
  | {
      readonly kind: 'word'
      readonly address: Address
      readonly from:
        | { readonly slot: bigint }
        | { readonly data: Uint8Array; readonly abi: AbiFunction | undefined }
      readonly had: bigint | undefined
      readonly has: bigint | undefined
    }
  | { readonly kind: 'no code'; readonly address: Address }
  /** It runs the attacker's code as its own, which leaves a mark in its storage. */
  | { readonly kind: 'borrowed code'; readonly address: Address }
  /** Balances add up to more than the total supply; or, with `more`, to at least so much more than before, and the supply is what it was. */
  | {
      readonly kind: 'supply'
      readonly asset: number
      readonly accounts: readonly Address[]
      readonly more?: bigint
    }
  /**
   * The last step does the same to the storage of `payer` whether its payment is made or fails. Ether that was taken is refused for once, or
   * the other way round; a call of a token that failed is answered with true for once.
   */
  | ({ readonly kind: 'unnoticed' } & UnnoticedPayment)
  /** A function of the test itself, which says what must hold. */
  | {
      readonly kind: 'property'
      readonly to: Address
      readonly abi: AbiFunction
      /** 'marks': it only leaves the mark of a failure, as assertions of old versions of ds-test and forge-std do. */
      readonly fails: 'reverts' | 'false' | 'marks'
    }
  /** The attack's last call leaves the mark of a failure, and does not revert. */
  | { readonly kind: 'marked' }

/** What the attacker's contract said to a function that it does not have. */
export type ProofAnswer = {
  readonly caller: Address
  readonly selector: number
  readonly output: Uint8Array
}

export type ProofPlan = {
  /** ReportFinding.id. */
  readonly finding: string
  /** 'theft', 'invariant_solvency()'. */
  readonly property: string
  /** One line: what happened. */
  readonly words: string
  /** 'src/Vault.sol:41'. */
  readonly place: string
  /** The test contract whose setUp() puts the world up; undefined: `setup` does. */
  readonly test:
    | { readonly id: string; readonly name: string; readonly source: string; readonly address: Address }
    | undefined
  readonly setup: readonly SetupStep[]
  /** What setUp() of the test did, for chains without tests; absent if it did what only tests can. */
  readonly setUpCalls?: readonly SetupStep[]
  /** What is known of functions that the setup calls. */
  readonly functions: readonly { readonly address: Address; readonly abi: AbiFunction }[]
  /** Who sends calls to the test contract. */
  readonly sender: Address
  /** Of the attacker's contract. */
  readonly payer: Address
  readonly assets: readonly Asset[]
  readonly steps: readonly ProofStep[]
  readonly answers: readonly ProofAnswer[]
  /** Whether the attacker's contract was called by STATICCALL, or its code run by DELEGATECALL, while it had something to do. */
  readonly isStatic: boolean
  readonly isBorrowed: boolean
  /** Some contract loses its code: that shows when its transaction is over, so each step must be one. */
  readonly destroys: boolean
  readonly claims: readonly Claim[]
  /** What accounts are called. */
  readonly names: readonly (readonly [Address, string])[]
}

const BIG = '$n'
const BYTES = '$x'

/** As text: JSON in which numbers and bytes are marked. */
export function planToText(plan: ProofPlan): string {
  return JSON.stringify(plan, (_, value: unknown) => {
    if (typeof value === 'bigint') return { [BIG]: value.toString() }
    return value instanceof Uint8Array ? { [BYTES]: bytesToHex(value) } : value
  })
}

/** The other way round; undefined for text of another version, or that is none of ours. */
export function planFromText(text: string): ProofPlan | undefined {
  try {
    return JSON.parse(text, (_, value: unknown) => {
      if (typeof value !== 'object' || value === null) return value
      if (BIG in value) return BigInt(value[BIG] as string)
      return BYTES in value ? hexToBytes(value[BYTES] as Hex) : value
    }) as ProofPlan
  } catch {
    return undefined
  }
}
