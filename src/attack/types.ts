// The words of a campaign. See docs/internals/attack/design.md.

import type { Address } from '../evm/types.ts'
import type { Prng } from '../primitives/prng.ts'
import type { AbiFunction } from '../project/abi/types.ts'
import type { ValuePools } from './values/value-pools.ts'
import type { Fixtures } from '../world/fixtures.ts'
import type { PositionChange } from '../world/describe/wealth-story.ts'
import type { Asset, Entrance, Loan, PlainCall } from '../world/survey/types.ts'
import type { ContractArtifact } from '../project/types.ts'
import type { IsWanted } from './formulas/follow-call.ts'
import type { UnnoticedFailures } from './detectors/unnoticed-failures.ts'
import type { StoppedLoan } from './detectors/stopped-lenders.ts'
import type { AccountSlot } from './aims/account-slots.ts'
import type { CallDetector } from './detectors/types.ts'
import type { Evidence } from './detectors/evidence.ts'
import type { Thing } from './trips/things.ts'
import type { Answers } from '../world/attacker/friendly-answer.ts'

/** A function that the search may call. */
export type TargetFunction = {
  /** Position in CampaignTarget.functions; what a Call names. */
  readonly index: number
  /** Undefined: any contract of the artifact that came into being since the setup and exists in the present state. */
  readonly to: Address | undefined
  readonly artifact: ContractArtifact
  readonly abi: AbiFunction
  /** Senders it may be called by; empty: the campaign's. */
  readonly senders: readonly Address[]
  /** A test with arguments: called for its own sake only, on the state after setup. */
  readonly isTest: boolean
  /** It is called with just this, and `abi` has no inputs: a call of somebody else's, of which the attacker only says when. */
  readonly fixed?: {
    readonly value: bigint
    readonly data: Uint8Array
    /** A user of ours leaves by it, and what then remains is looked at apart. */
    readonly isDeparture?: true
  }
}

/** What must hold. */
export type Property = {
  /** Position in CampaignTarget.properties. */
  readonly index: number
  /**
   * 'invariant': called after each call; broken if it reverts (or ds-test's failed flag is set).
   * 'boolean': the same, and also broken if it returns false (echidna_*, property_*).
   * 'stateless': a test with arguments, called on the state after setup; broken if it reverts.
   * 'optimize': an int256 whose greatest value is searched; never broken.
   * 'assertion': an assertion inside any called function (Panic 0x01, assert* cheatcodes, fail(), AssertionFailed events).
   * 'noRevert': no call may revert (fail_on_revert).
   * 'detector': asked as an invariant, of a detector (detectors/host.ts) instead of the user's test.
   */
  readonly kind: 'invariant' | 'detector' | 'boolean' | 'stateless' | 'optimize' | 'assertion' | 'noRevert'
  /** 'invariant_solvency()', or 'assertions' and 'no reverts' for those that have no function. */
  readonly name: string
  readonly to: Address
  readonly abi: AbiFunction | undefined
  /** Called once at the end of a sequence (afterInvariant()) instead of after each call. */
  readonly isAtEnd: boolean
  /** 'stateless': the TargetFunction that it is; else -1. */
  readonly target: number
  /** Position of a property that reads all that this one does: both are asked again together. */
  readonly readsWith?: number
  /** 'detector': judges the call that was made, which is made again for that; never asked about a state. */
  readonly isOfCall?: true
  /** Asking it takes several calls: not asked after each call that changes what it reads, but always where something is new. */
  readonly isCostly?: boolean
  /** Asking it takes even more: asked less often still, but always where a call brought something new. */
  readonly isRare?: boolean
  /** What it reports is a means, and the loss may lie behind it: once it is known, the search goes on there. */
  readonly leadsOn?: boolean
}

/** One transaction of a sequence. Calldata is final; arguments are decoded from it when somebody wants to see or change them. */
export type Call = {
  /** TargetFunction.index; -1 for plain ether or calldata without a function. */
  readonly target: number
  readonly to: Address
  readonly from: Address
  /** Wei. */
  readonly value: bigint
  readonly data: Uint8Array
  /** Time that passes before it. */
  readonly seconds: number
  readonly blocks: number
  /** Sent by the attacker's contract: what it does when it is called during this call, the first time, the second, ... */
  readonly reactions?: readonly CallReaction[]
}

/** As Reaction of the world, with calls that the search knows. Their delays are 0, their sender is the attacker's contract. */
export type CallReaction = {
  readonly calls: readonly Call[]
  readonly output?: Uint8Array
  readonly fails?: 'revert' | 'burn'
}

export function withoutReactions({ target, to, from, value, data, seconds, blocks }: Call): Call {
  return { target, to, from, value, data, seconds, blocks }
}

export type CallSequence = readonly Call[]

/** Which failure it is: two runs with the same signature failed in the same way. */
export type FailureSignature = {
  /** 'test/Vault.t.sol:VaultTest.invariant_solvency()'. */
  readonly property: string
  /** How: 'returned false', 'reverted: <reason or error name, without values>', 'panic 0x01', 'marked as failed'. */
  readonly mechanism: string
  /** Where it gave way: 'src/Vault.sol:41' of the deepest frame that failed by itself; the function if there is no source map. */
  readonly place: string
}

/** Whether a property is asked after each call: it reverts, or says false, on a state that breaks it. */
export function isAskedAfterCalls({ kind, isOfCall }: Property): boolean {
  return kind === 'invariant' || (kind === 'detector' && isOfCall !== true) || kind === 'boolean'
}

/** One step of a finding that was shrunk, with the proof that it is needed. */
export type FindingStep = {
  readonly call: Call
  /** What happens if this step is left out: 'holds', or how the sequence fails then (another signature). */
  readonly without: string
}

/** How a user puts something in and gets it out again: calls in order. */
export type UsersWay = { readonly enter: Call; readonly exit: readonly Call[] }

/** A call by which a user of the setup did something to another one: to `about`, which its arguments name. */
export type Dealing = { readonly call: Call; readonly about: Address }

/** A trade by the attacker's contract with a pool that is paid first: `take` names `amount`, which a greater payment allows to be more. */
export type PrepaidTrade = {
  readonly pay: Call
  readonly take: Call
  /** Which assets. */
  readonly pays: number
  readonly takes: number
  readonly amount: bigint
}

/** What an attacker's campaign knows besides its properties: for the place and the story of what it found. */
export type AttackerFacts = {
  /** All accounts of the attacker, its contract among them. */
  readonly attackers: readonly Address[]
  readonly assets: readonly Asset[]
  /** Accounts whose amounts the story tells besides the attacker's. */
  readonly others: readonly Address[]
  isProtocol(address: Address): boolean
  /** How somebody new would put something in. */
  readonly entrances: readonly Entrance[]
  /** What somebody lends for the time of a call. */
  readonly loans: readonly Loan[]
  amountOf(asset: number, account: Address): bigint
  /** What detectors remember of the last state that they judged is found out anew: what asking them reads and compares is seen again. */
  forgetJudged(): void
  /** Sets what an attacker has, and nothing else: somebody else keeps the rest meanwhile. False if that cannot be set. */
  setAmount(asset: number, account: Address, amount: bigint): boolean
  /** What contracts together had of an asset after setup. */
  heldByContracts(asset: number): bigint
  /** An amount that matters in the present state: what somebody has of an asset, or the attacker has more or less than before. */
  amountNow(prng: Prng): bigint | undefined
  /** The number of the last thing that some contract counted: a loan, a proposal. */
  countNow(prng: Prng): bigint | undefined
  /** Positions of functions that revert for outsiders and work for somebody else. */
  readonly closed: ReadonlySet<number>
  /** Where contracts kept accounts after the setup. */
  readonly accountSlots: ReadonlyMap<Address, readonly AccountSlot[]>
  /** Whether a sum, difference or product there is unchecked and the source's own. */
  readonly mayWrap: IsWanted
  /** Detectors of calls, by the name of their property. */
  readonly ofCalls: ReadonlyMap<string, CallDetector>
  /** Looks for inner calls whose failure nobody notices; each begins with nothing found. */
  unnoticedFailures(): UnnoticedFailures
  /** Who may be whom functions work for: the attacker, who set everything up, holders of rights, users. */
  readonly callers: readonly Address[]
  /** Who sent calls in the setup and has no rights of its own. */
  readonly users: ReadonlySet<Address>
  /** Of frozen funds in these words: the loan that is given no more, as a call that fails in the present state. */
  stoppedLoan(words: string): StoppedLoan | undefined
  /** A call that the attacker would like somebody else to make, and of which contract. */
  payload(prng: Prng, pools: ValuePools): { readonly to: Address; readonly data: Uint8Array } | undefined
  /** How users put something in and get it out again, as the attacker's contract would do it. */
  readonly ways: readonly UsersWay[]
  /** What each user did in the setup, in order, as the attacker's contract would do it; some of it may fail. */
  readonly courses: readonly CallSequence[]
  /** The same of users who let time pass between their calls, with the time that passed. */
  readonly patientCourses: readonly CallSequence[]
  /** What users of the setup did to each other, one call for each function, and what was refused about every user then. */
  readonly dealings: readonly Dealing[]
  /** What users of the setup did to each other, and what anybody could have done to one. */
  readonly openDealings: readonly Dealing[]
  /** Who has a position that can be got out. */
  readonly owners: readonly Address[]
  readonly prepaidTrades: readonly PrepaidTrade[]
  /** What contracts keep under numbers. */
  readonly things: readonly Thing[]
  /** How users of ours leave what nobody else has entered, one list for each contract. */
  readonly departures: readonly CallSequence[]
  /** What a detector sees in the present state; undefined if it reports nothing, or amounts say all. */
  evidence(detector: string): Evidence | undefined
  /** The same in words, with amounts. */
  details(detector: string): string | undefined
  /** Who sends the transactions in which the attacker's contract calls. */
  readonly payer: Address
  /** What the attacker's contract says to hooks that are no standard's. */
  readonly answers: Answers
  /** Honest positions: what they were worth after setup, and in the present state. */
  positions(): readonly (PositionChange & { readonly exit: readonly PlainCall[] })[]
}

/** What a campaign works on: a world with what may be called and what must hold. */
export type CampaignTarget = {
  readonly functions: readonly TargetFunction[]
  readonly properties: readonly Property[]
  /** Who sends, when the function does not say: the first is the simplest. */
  readonly senders: readonly Address[]
  /** 0: time stands still unless a call moves it. */
  readonly maxSeconds: number
  readonly maxBlocks: number
  readonly maxValueWei: bigint
  /** Longest sequence of calls. */
  readonly depth: number
  /** Some contract of the world has an event AssertionFailed. */
  readonly logsAssertions: boolean
  /** What the test's author wants arguments of some names to be. */
  readonly fixtures?: Fixtures
  /** Words that were sent to contracts before: 0 to 2^256-1, kept for good. */
  readonly sent?: readonly bigint[]
  /** Numbers that arguments may be besides those that the world shows. */
  readonly numbers?: readonly bigint[]
  /** Calls that others made before, to begin with: as they were made, but by somebody of the senders. */
  readonly seeds?: readonly Call[]
  /** Of an attacker's campaign. */
  readonly attacker?: AttackerFacts
  /** Accounts that arguments may name besides those that the world shows by itself: users who only stand in mappings. */
  readonly accounts?: readonly Address[]
  /** How many calls in a hundred come after a delay. Default: 20. */
  readonly delayedPercent?: number
}
