// The public list of `faultline/evm`: the Machine and the words it speaks. Only names that are listed here are promised
// to users; nothing inside imports this file.

export { MachineInputError, MachineLimitError, MachineStackError, StaleSnapshotError } from './evm/errors.ts'
export {
  ForkNotRecordedError,
  memoryForkSource,
  recordForkSource,
  replayForkSource,
} from './evm/fork-source.ts'
export type { ForkAccount, ForkBlock, ForkRecording, ForkSource } from './evm/fork-source.ts'
export { FORKS } from './evm/forks.ts'
export type { CallKind, Host, HostFrame, HostOutcome } from './evm/host.ts'
export { Machine } from './evm/machine.ts'
export type { MachineOptions, Mark, Snapshot } from './evm/machine.ts'
export { formatTrace } from './evm/trace.ts'
export type { Trace, TraceCall, TraceEvent, TraceOptions, TraceStep } from './evm/trace.ts'
export type {
  AccessListEntry,
  AccountDump,
  AccountState,
  Address,
  Authorization,
  BlockEnv,
  ExecutionResult,
  Fork,
  HaltReason,
  Hex,
  InvalidReason,
  Log,
  Message,
  Transaction,
  TransactionResult,
} from './evm/types.ts'
