// A world: the contracts under test as the user's own setup deploys them, with everything they can touch.

import type { Compiler } from '../evm/compiler.ts'
import type { AnsweredHook } from './attacker/attacker.ts'
import type { Answers } from './attacker/friendly-answer.ts'
import type { GiftLedger } from './attacker/gift-ledger.ts'
import type { PendingLedger, SentCall } from './attacker/pending-ledger.ts'
import type { Reaction, ScriptedCall } from './attacker/types.ts'
import type { SetupRecord } from './setup-record.ts'
import type { Fork } from '../evm/forks.ts'
import type { Machine } from '../evm/machine.ts'
import type { Trace, TraceCall, TraceOptions } from '../evm/trace.ts'
import type { Address, ExecutionResult } from '../evm/types.ts'
import type { TestRules } from '../project/test-contracts.ts'
import type { ContractArtifact, Project } from '../project/types.ts'

/** One text that a contract printed with console.log, or a log of ds-test / forge-std (log, log_named_uint, ...). */
export type ConsoleLine = { readonly text: string }

/** Everything of a world that a call can change; opaque, restorable in any order while the world lives. */
export type WorldState = {
  readonly machine: object
  readonly block: object
  readonly cheats: object
  readonly record: object
  readonly stakes?: readonly bigint[] | undefined
}

/** How a call to a contract of the world ended. */
export type WorldResult = ExecutionResult & {
  /**
   * 'assume': vm.assume was not met, or vm.skip was called ('skip'): neither success nor failure. The state may have
   * changed: the caller goes back.
   */
  readonly verdict: 'ran' | 'assume' | 'skip'
  /** An assertion cheatcode or ds-test's fail() marked the run as failed since the world was set up. */
  readonly isFailed: boolean
  /** It reverted with what an assertion cheatcode (vm.assertEq and its kind) reverted with, whatever its message. */
  readonly isAssertion: boolean
}

/** A contract, and what it was compiled from if that is in the project. */
export type KnownContract = { readonly address: Address; readonly artifact: ContractArtifact | undefined }

/** A test contract, deployed and set up. Not thread-safe, synchronous, deterministic. */
export type World = {
  readonly project: Project
  readonly machine: Machine
  /** The test contract. */
  readonly test: { readonly address: Address; readonly artifact: ContractArtifact }
  /** What setUp() did, or the constructor if there is none, if it was traced (SetupOptions.traceSetup). */
  readonly setupTrace?: Trace | undefined
  /** Calls that were made after it and still belong to the setup: see extendSetup. */
  readonly laterSetup: readonly TraceCall[]
  /** Who sends calls to the test contract. */
  readonly sender: Address
  /** Names of accounts: vm.label, and names that the setup's storage layout gives away. */
  readonly labels: ReadonlyMap<Address, string>
  /** Libraries that were deployed because the test contract is linked with them. */
  readonly libraries: ReadonlySet<Address>
  /** Contracts that exist in the present state, in order of creation, with what is known of them. */
  contracts(): readonly KnownContract[]
  /** Those of them that did not exist when the setup ended: the same array as long as nothing changed. At most 500. */
  readonly created: readonly KnownContract[]
  artifactAt(address: Address): ContractArtifact | undefined

  /** A transaction of its own (the cheatcodes are live); gas limit as configured. */
  call(message: {
    readonly from?: Address
    readonly to: Address
    readonly data: Uint8Array
    readonly value?: bigint
    readonly static?: boolean
    /** Less gas than configured, for a search that cannot wait for endless loops. */
    readonly gasMax?: bigint | undefined
    /** What the attacker's contract does when it is called; see admitAttacker. */
    readonly reactions?: readonly Reaction[] | undefined
  }): WorldResult
  /** Creates a contract as a transaction of its own. */
  create(message: {
    readonly from: Address
    readonly initcode: Uint8Array
    readonly value?: bigint
  }): WorldResult
  /** Does more of what belongs to the setup: contracts that come to be are the setup's. Gives the calls that were made. */
  extendSetup(run: () => readonly TraceCall[]): void
  /**
   * Makes the attacker's contract answer calls from now on (attacker/attacker.ts). A binding, not a part of the state.
   * @param parts.gifts is told of calls of attackers that succeeded
   * @param parts.pending is told of calls of others
   * @param parts.payer ORIGIN where the contract calls. Default: the first of our accounts
   * @param parts.answers what it says to hooks that are no standard's
   */
  admitAttacker(parts?: {
    readonly gifts?: GiftLedger
    readonly pending?: PendingLedger
    readonly payer?: Address | undefined
    readonly answers?: Answers | undefined
  }): void
  /** Whether it is what an honest user is about to send. */
  isPending(message: SentCall): boolean
  /** The hook that the attacker's contract answered last in the last call. */
  readonly answeredHook: AnsweredHook | undefined
  /** How many reactions the last call played. */
  readonly reactionsPlayed: number
  /** The calls of these that went well, as they were given. */
  readonly reactionCalls: readonly ScriptedCall[]
  /** Calls of cheatcodes so far that may see or change more than their arguments: all but assertions. Only grows. */
  readonly cheatcodeEffects: number
  /** To be told before the time of a call passes: notes whether the attacker has put something in. */
  noteWait(): void
  /** So much of each asset is kept away from the attacker until this is said again: it is without it, and has not put it in. */
  setAside(amounts: readonly bigint[]): void
  /** The most of an asset of the survey that the attacker was without when time passed. */
  stakeIn(asset: number): bigint
  /** Lets time pass: seconds and blocks. */
  advance(seconds: bigint, blocks: bigint): void
  /** What was done beside the setup, as far as it was recorded. */
  readonly setupRecord: SetupRecord
  /** Changes a world that is being set up; recorded. */
  setTime(number: bigint, timestamp: bigint): void
  setBalance(account: Address, wei: bigint): void
  setStorage(address: Address, slot: bigint, word: bigint): void
  setCode(address: Address, code: Uint8Array): void
  /** console.log lines since the last call of this. Kept only while `keepConsole(true)`. */
  takeConsole(): ConsoleLine[]
  keepConsole(on: boolean): void
  /** Runs with tracing on. Host calls (cheatcodes) are part of the trace. */
  trace<T>(
    run: () => T,
    options?: Pick<
      TraceOptions,
      'steps' | 'stacks' | 'stacksOf' | 'stackWordsMax' | 'stepsMax' | 'eventsMax' | 'bytesMax' | 'replaceTop'
    >,
  ): { readonly result: T; readonly trace: Trace }

  /**
   * Everything up to now becomes part of the setup: states that were saved end, and going back costs only what changes from
   * here on. Does nothing if vm.snapshotState was called: its states must stay.
   */
  commit(): void
  /** The state as it is. O(changed since setup). */
  save(): WorldState
  load(state: WorldState): void
  /** Cheap way back for one call: undone in the order of a stack. Block and cheats included. */
  mark(): WorldMark
  rollback(mark: WorldMark): void
  /** Whether what cheatcodes remember, as far as calls can see it, is what it was at the mark. */
  remembersSame(mark: WorldMark): boolean
  /** Whether the block is what it was at the mark. */
  isInBlockOf(mark: WorldMark): boolean
}

export type WorldMark = {
  readonly machine: object
  readonly block: object
  readonly cheats: object
  readonly record: object
  readonly stakes?: readonly bigint[] | undefined
}

/** How setting up went. */
export type Setup =
  | { readonly status: 'ready'; readonly world: World; readonly console: readonly ConsoleLine[] }
  /**
   * The constructor or setUp() failed, or what a campaign of faultline.config.ts does instead: why, and the trace of the failed
   * call. Skipped: vm.skip in setUp.
   */
  | {
      readonly status: 'failed'
      readonly stage: 'library' | 'constructor' | 'setUp' | 'campaign'
      readonly reason: string
      readonly trace: Trace | undefined
      /** To print the trace with names. */
      readonly world: World
    }
  | { readonly status: 'skipped'; readonly reason: string }

export type SetupOptions = {
  readonly project: Project
  readonly artifact: ContractArtifact
  /** What vm.env* sees. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Seeds vm.random*. */
  readonly seed: bigint
  /** Absent: files cannot be read or written by contracts, with a clear message. */
  readonly files?: WorldFiles
  /** --fork-url and --fork-block-number. */
  readonly fork?: { readonly url: string; readonly block?: bigint }
  /** 'forge': what `forge test` would do, also with a contract that looks like one for Echidna or Medusa. */
  readonly rules?: TestRules
  /** Instead of the rules that the project and the comment of the test contract name. */
  readonly evmRules?: Fork
  /** Trace setUp even if it succeeds (for -vvvvv). */
  readonly traceSetup?: boolean
  /** Compiles what runs often: MachineOptions.compiler. */
  readonly compiler?: Compiler
}

/** Files as cheatcodes see them; paths are absolute and were checked against fs_permissions by the caller. */
export type WorldFiles = {
  read(path: string): Uint8Array
  exists(path: string): 'file' | 'folder' | undefined
  list(path: string): readonly string[]
  /** The path with symbolic links followed; undefined if nothing is there. Absent: there are no links. */
  realPath?(path: string): string | undefined
}

// cheatcodes/context.ts says what a cheatcode is: CheatTable, CheatRun, CheatContext.
