// The report: one document about one run, which `--json` prints and everything later is made from (HTML, SARIF, JUnit).
//
// Rules of the document:
// - `schemaVersion` grows when a field changes its meaning or goes; new fields may come at any time.
// - Integers that may be above 2^53-1 are decimal strings. So are seeds. Other numbers are JSON numbers.
// - Bytes are `0x` and two lower-case hex digits each; addresses are lower case.
// - Everything that contracts, sources or files name is text that an attacker may have chosen. The document has it as it is
//   (where it was made for reading: cut to a sane length), so each writer must escape it for where it goes: `toJsonText` for JSON,
//   plainText for a terminal, an HTML writer for HTML. Nothing in it is markup, a command or a path to open.
// - What a seed repeats byte for byte is everything but the fields named `seconds`, `executionsPerSecond`, and `run`.

import type { Hex } from '../primitives/hex.ts'
import type { ReportProgram } from './program.ts'

/** What this version writes. */
export const REPORT_SCHEMA_VERSION = 1

/** An integer of any size, in decimal. */
export type DecimalText = string

export type Report = {
  readonly schemaVersion: typeof REPORT_SCHEMA_VERSION
  readonly run: ReportRun
  readonly project: ReportProject
  /** One per test contract that was attacked. */
  readonly campaigns: readonly ReportCampaign[]
  /** Of all campaigns, in the order in which they were found. */
  readonly findings: readonly ReportFinding[]
  /** Lines of the project's sources, all campaigns taken together, by path. */
  readonly sources: readonly ReportSourceFile[]
  /** That the project had when the run ended. */
  readonly lessons: readonly ReportLesson[]
  readonly warnings: readonly ReportWarning[]
}

export type ReportRun = {
  /** Of Faultline. */
  readonly version: string
  readonly seed: DecimalText
  readonly budget: { readonly kind: 'seconds' | 'executions'; readonly amount: number }
  /** Transactions executed, properties not counted. */
  readonly executions: number
  readonly seconds: number
  readonly workers: number
  /** 'interrupted': somebody ended it; what is here is what there was. */
  readonly endedBy: 'budget' | 'interrupted' | 'all broken'
  /** The command line that does this run again. */
  readonly reproduce: string
}

export type ReportLesson = {
  /** Of the finding that it was. */
  readonly id: string
  readonly title: string
  /** Name of its file. */
  readonly file: string
  /** 'src/Vault.sol:41', as it was then; null if it is not known. */
  readonly place: string | null
  /** '2026-11-22'. */
  readonly foundOn: string
  /** A finding of this run has its id. */
  readonly isFoundAgain: boolean
  /** What its last replay came to, on the code of that day; null if there was none. */
  readonly replay: {
    readonly status: 'still fails' | 'fixed' | 'cannot be replayed'
    /** '2026-11-22'. */
    readonly on: string
    /** One sentence. */
    readonly words: string
  } | null
}

/** Which lines with code of a file ran in a call. Lines that are in neither list have no code. */
export type ReportSourceFile = {
  /** From the project's root, forward slashes. */
  readonly path: string
  readonly reached: readonly LineRange[]
  readonly missed: readonly LineRange[]
  /** As the file was at the end of the run; null if it could not be read, or there is too much of it. */
  readonly text: string | null
}

/** First and last line, from 1, both included. */
export type LineRange = readonly [number, number]

export type ReportProject = {
  /** Name of its folder. */
  readonly name: string
  readonly kind: 'foundry' | 'hardhat2' | 'hardhat3' | 'solidity'
  /** Where it lies in its Git checkout: 'packages/contracts'. Empty: at the root, or in no checkout. Forward slashes. */
  readonly folder: string
  /** Contracts that were compiled. */
  readonly contracts: number
}

export type ReportCampaign = {
  /** 'test/Vault.t.sol:VaultTest', and for an attacker 'attacker:test/Vault.t.sol:VaultTest'. */
  readonly target: string
  /** 'properties': what somebody wrote must hold. 'attacker': detectors ask who lost what. */
  readonly kind: 'properties' | 'attacker'
  readonly contract: string
  /** From the project's root, forward slashes. */
  readonly path: string
  readonly executions: number
  readonly seconds: number
  /** Different edges between pieces of code that were taken. */
  readonly edges: number
  /** Call sequences that are kept because they reached something. */
  readonly corpus: number
  readonly properties: readonly ReportProperty[]
  readonly functions: readonly ReportFunction[]
  /** Lines of the attacked contracts that ran. Empty if that is not known. */
  readonly contracts: readonly {
    readonly contract: string
    readonly linesReached: number
    readonly lines: number
  }[]
  /** Functions of the attacked contracts that no call entered, or that no call left without reverting. */
  readonly neverReached: readonly NeverReached[]
  /** Of an attacker's campaign: inner calls whose failure nobody notices. Nobody was seen to lose anything by them. */
  readonly unnoticedFailures: readonly UnnoticedFailureNote[]
  /** Why there was no search: what failed in setting up, with the trace of the failed call. Null if there was one. */
  readonly failedSetup: { readonly reason: string; readonly trace: string } | null
  /** The target of the attacker's campaign that was searched instead, as it begins with the same state. Null if this one was. */
  readonly sameAs: string | null
}

/** 'detector': a rule that holds for every protocol ('theft'), asked by the attacker's campaigns. */
export type PropertyKind =
  | 'invariant'
  | 'boolean'
  | 'stateless'
  | 'optimize'
  | 'assertion'
  | 'noRevert'
  | 'detector'

/**
 * A property is never 'safe': 'held' says how much was tried. Its `executions` are, of a test with arguments, its calls; of others the
 * calls of functions in sequences. Discarded calls and those that only look at comparisons, which are in ReportCampaign.executions,
 * do not count.
 */
export type ReportProperty = {
  /** 'invariant_solvency()', 'assertions', 'no reverts'. */
  readonly name: string
  readonly kind: PropertyKind
} &
  /** Ids of findings; one that another campaign had too may be told there. */
  (
    | { readonly status: 'broken'; readonly findings: readonly string[] }
    | { readonly status: 'held'; readonly executions: number }
    | { readonly status: 'not run'; readonly reason: string }
    | { readonly status: 'optimised'; readonly best: DecimalText; readonly findings: readonly string[] }
  )

export type ReportFunction = {
  readonly contract: string
  /** 'withdraw(uint256)'. */
  readonly signature: string
  /** Where it is defined; null if that is not known. */
  readonly path: string | null
  /** From 1. */
  readonly line: number | null
  readonly calls: number
  readonly reverts: number
  /** Ended by vm.assume or vm.skip: they count neither as success nor as revert. */
  readonly discards: number
  /** How much of the function ran; null if that is not known. */
  readonly coverage: { readonly reached: number; readonly total: number } | null
}

export type NeverReached = {
  readonly contract: string
  readonly signature: string
  readonly why: 'never called' | 'always reverted'
  readonly path: string | null
  readonly line: number | null
  /** Why it reverted, the most frequent first. */
  readonly reasons: readonly string[]
}

/** A contract ends a call in the same way whether a call that it makes itself succeeds or fails. */
export type UnnoticedFailureNote = {
  /** 'src/Safe.sol:41', or the contract without sources. */
  readonly place: string
  readonly path: string | null
  /** From 1. */
  readonly line: number | null
  /** 'Safe does not notice whether its call of alice succeeds'. */
  readonly words: string
}

export type ReportWarning = {
  /** AREA_REASON, stable. */
  readonly code: string
  readonly message: string
  readonly hint: string | null
}

/** A failure with its minimal sequence. */
export type ReportFinding = {
  /** Of the signature: the same failure has the same id in every run. See findingId. */
  readonly id: string
  /** ReportCampaign.target. */
  readonly campaign: string
  readonly property: { readonly name: string; readonly kind: PropertyKind }
  readonly signature: ReportSignature
  /** What the failing call came back with, values included: 'InsufficientBalance(0x..., 0, 5)'. */
  readonly reason: string
  readonly steps: readonly ReportStep[]
  /** Calls before shrinking. */
  readonly originalCalls: number
  /** Until it was found, and what shrinking took. */
  readonly executions: number
  readonly shrinkExecutions: number
  readonly seconds: number
  /** Where it gave way; null without a source map. */
  readonly source: ReportSource | null
  /** What the sequence changed. */
  readonly changes: readonly ReportChange[]
  /** What the property saw: answers to the calls that it made, and both sides of the assertion that failed. */
  readonly compared: readonly { readonly name: string; readonly value: string }[]
  /** 'optimize': the value reached. */
  readonly value: DecimalText | null
  /** Call tree of the whole sequence and of the property, as text; null if it was not asked for. */
  readonly trace: string | null
  readonly console: readonly string[]
  /** Of what a detector found: who ended with what, and at whose expense. Empty for properties of the user's own. */
  readonly story: readonly string[]
  /** Of what a detector found: what the attacker must have of its own. Null: not a detector's, or it could not be tried. */
  readonly capital: ReportCapital | null
  /** Of what a detector found, how it works: what alone makes the sequence fail if it is taken away. Empty if nothing was shown. */
  readonly mechanisms: readonly ReportMechanism[]
  /** Of what a detector found, what kind of attack it is. Null for properties of the user's own: what they say is not known. */
  readonly vector: ReportVector | null
  /** Of what a detector found: how bad it is, by the greatest of `losses`. Null for properties of the user's own. */
  readonly severity: ReportSeverity | null
  /** Of what a detector found: what others have less, with the amounts that take most. */
  readonly losses: readonly ReportLoss[]
  /** Of what a detector found: who gave what to whom, in order. Equal movements of a step are one. */
  readonly transfers: readonly ReportTransfer[]
  /** Of what a detector found: what everybody has more or less of at the end of the steps. */
  readonly gains: readonly ReportGain[]
  /** The same as programs that anybody can run, each compiled and run before it is shown. */
  readonly proofs: readonly ReportProof[]
  /** The sequence by names: what a lesson keeps of it. Null: it could not be told by names. */
  readonly program: ReportProgram | null
  /** The sequence as statements of a Foundry test. */
  readonly solidity: readonly string[]
  /** The command line that does it again. */
  readonly reproduce: string
}

/** A kind of attack, of a fixed list: docs/report.md. */
export type ReportVector = {
  /** 'reentrancy/single-function'. Never renamed. */
  readonly id: string
  /** 'Reentrancy into the same function'. */
  readonly title: string
  /** 'SC08:2026', of the OWASP Smart Contract Top 10; null: it is not on the list. */
  readonly owasp: string | null
  /** 'SWC-107', of the Smart Contract Weakness Classification; null: it has none. */
  readonly swc: string | null
}

export type ReportSeverity = 'critical' | 'high' | 'medium' | 'low'

/** What others than the attacker have less of one asset, together. */
export type ReportLoss = ReportAmount & {
  /** Of what those who lost had of it, 0 to 1. */
  readonly share: number
}

/** Somebody. All accounts of the attacker are one. */
export type ReportParty = { readonly name: string; readonly address: Hex; readonly isAttacker: boolean }

export type ReportTransfer = {
  /** Number of the step, from 1. */
  readonly step: number
  /** Null: it was newly made. */
  readonly from: ReportParty | null
  /** Null: it is no more. */
  readonly to: ReportParty | null
  /** '5 ETH'. */
  readonly what: string
}

export type ReportGain = {
  readonly party: ReportParty
  readonly asset: string
  /** '5 ETH', without a sign. */
  readonly text: string
  readonly isLoss: boolean
}

export type ReportProof = {
  readonly form: 'foundry' | 'hardhat' | 'calls'
  /** 'theft-3fa1c2.t.sol'. */
  readonly file: string
  /** Empty if there is none. */
  readonly text: string
  /** What was run, and how it ended: 'passes with forge 1.7.1'; null if it was not run. */
  readonly checked: string | null
  /** Why there is no text, or why it was not run; else null. */
  readonly reason: string | null
}

export type ReportCapital = {
  /** The least with which the steps work, by asset; empty: nothing. */
  readonly needed: readonly ReportAmount[]
  /**
   * Where it can come from. 'none': nothing is needed. 'lender': from `loans` of the world, tried with nothing else. 'external': from a
   * lender outside of the world, if there is one: it works within one transaction and pays a fee of 0.09 %. 'own': not seen to work
   * inside a loan.
   */
  readonly source: 'none' | 'lender' | 'external' | 'own'
  readonly loans: readonly {
    readonly lender: string
    readonly address: Hex
    readonly signature: string
    readonly lent: ReportAmount
    readonly fee: ReportAmount
  }[]
}

export type ReportAmount = {
  /** 'USDC'. */
  readonly asset: string
  /** In the smallest unit. */
  readonly amount: DecimalText
  /** '1,234.5 USDC'. */
  readonly text: string
}

export type ReportSignature = {
  /** 'test/Vault.t.sol:VaultTest.invariant_solvency()'. */
  readonly property: string
  /** 'returned false', 'panic 0x11', 'custom error Unauthorized'. */
  readonly mechanism: string
  /** 'src/Vault.sol:41'. */
  readonly place: string
}

/** How a finding works. */
export type ReportMechanism = {
  /** 'reentrancy/single-function': one of a fixed list; see docs/report.md. */
  readonly id: string
  /** One sentence, with names. */
  readonly sentence: string
  /** Number of the step that does it, from 1. */
  readonly step: number
  /** Functions that were at work, outermost first: 'Vault.withdraw(uint256)'. */
  readonly path: readonly string[]
  /** Where it shows; null without a source map. */
  readonly source: { readonly path: string; readonly line: number } | null
}

export type ReportStep = {
  readonly contract: string
  readonly address: Hex
  /** 'src/Vault.sol:Vault', whose code is there when the step is made; null if nobody knows it. */
  readonly code: string | null
  /** 'withdraw'. */
  readonly function: string
  /** 'withdraw(uint256)'; null if nobody knows it. */
  readonly signature: string | null
  readonly arguments: readonly {
    readonly name: string
    readonly type: string
    /** '5e18', 'alice'. */
    readonly text: string
    /** '5000000000000000000 [5e18]'. */
    readonly exact: string
  }[]
  readonly calldata: Hex
  readonly sender: string
  readonly senderAddress: Hex
  readonly valueWei: DecimalText
  readonly delaySeconds: number
  readonly delayBlocks: number
  /** 'alice calls Vault.withdraw(amount: 5e18)'. */
  readonly words: string
  /** '3 days later', or empty. */
  readonly delay: string
  /** 'sending 1 ether', or empty. */
  readonly payment: string
  /** What the sender, the attacker's contract, does when it is called in the middle of it: a line for each time. */
  readonly reactions: readonly string[]
  /** Of what a detector found, the value that the step moved: 'Vault pays 1 ETH to attacker'. Else empty. */
  readonly moved: readonly string[]
  /** What happens if the step is left out: 'holds', or how it fails then. */
  readonly without: string
}

export type ReportSource = {
  readonly path: string
  /** From 1. */
  readonly line: number
  /** The line and its neighbours. */
  readonly excerpt: readonly { readonly line: number; readonly text: string }[]
}

export type ReportChange = {
  readonly kind: 'storage' | 'balance' | 'code'
  readonly account: string
  readonly address: Hex
  /** 'balances[alice]'; empty for balances and codes. */
  readonly variable: string
  /** Readable. */
  readonly before: string
  readonly after: string
  /** Storage only. */
  readonly slot: Hex | null
  /** Storage: the whole word. Balance: wei. */
  readonly exactBefore: DecimalText
  readonly exactAfter: DecimalText
}
