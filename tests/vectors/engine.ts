import type {
  AccountDump,
  AccountState,
  Address,
  BlockEnv,
  Fork,
  HaltReason,
  InvalidReason,
  Log,
  Transaction,
} from '../../src/evm/types.ts'
import type { Way } from '../helpers/ways.ts'

/** One transaction to run on one state. */
export type StateTestCase = {
  readonly fork: Fork
  readonly env: BlockEnv
  readonly pre: ReadonlyMap<Address, AccountState>
  readonly transaction: Transaction
}

/** What became of it. Everything in it is the caller's to keep. */
export type StateTestOutcome =
  | {
      readonly kind: 'included'
      readonly status: 'success' | 'revert' | 'halt'
      readonly halt?: HaltReason
      /** Gas paid for, after refunds. */
      readonly gasPaid: bigint
      readonly logs: readonly Log[]
      readonly state: ReadonlyMap<Address, AccountDump>
    }
  | {
      readonly kind: 'invalid'
      readonly reason: InvalidReason
      readonly detail: string
      readonly state: ReadonlyMap<Address, AccountDump>
    }

/** Whatever can run state tests. A case never sees what an earlier one did. */
export type StateTestEngine = {
  /** Throws only if the engine itself fails; it must be usable afterwards. */
  readonly run: (testCase: StateTestCase) => StateTestOutcome | Promise<StateTestOutcome>
}

/** How an engine is to execute; an engine ignores what it does not have. */
export type EngineOptions = {
  readonly interpreter: Way
  /** Operands are noted meanwhile, as in a part of a search's executions: code is compiled in its other form. */
  readonly notes?: boolean
}

/** What a module exports that worker threads can load an engine from. */
export type EngineModule = {
  readonly createEngine: (options: EngineOptions) => StateTestEngine
}
