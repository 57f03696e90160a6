// The public list of `faultline/evm`: the Machine and the words it speaks. Only names that are listed here are promised
// to users; nothing inside imports this file.

export type { Batch, BatchOptions, BatchResult, PreparedCall } from './evm/batch.ts'
export type { CompiledCode, Compiler, CompileRequest } from './evm/compiler.ts'
export type { Coverage, CoverageGain, Edge } from './evm/coverage.ts'
export { MachineInputError, MachineLimitError, MachineStackError, StaleSnapshotError } from './evm/errors.ts'
export type { Feedback } from './evm/feedback.ts'
export {
  ForkNotRecordedError,
  memoryForkSource,
  recordForkSource,
  replayForkSource,
} from './evm/fork-source.ts'
export type { ForkAccount, ForkBlock, ForkRecording, ForkSource } from './evm/fork-source.ts'
export { FORKS } from './evm/forks.ts'
export type { ForkRules } from './evm/forks.ts'
export { HALT_REASONS } from './evm/halts.ts'
export type { CallKind, Host, HostFrame, HostOutcome } from './evm/host.ts'
export type {
  EndedFrame,
  InterceptAnswer,
  InterceptedCall,
  InterceptFlags,
  Interceptor,
  StorageTouch,
} from './evm/intercept.ts'
export { Machine } from './evm/machine.ts'
export type { MachineOptions } from './evm/machine.ts'
export type { Comparison, Observations, StorageAccess } from './evm/observations.ts'
export { opcodeName, opcodeOf, OPCODES } from './evm/opcodes.ts'
export type { Opcode } from './evm/opcodes.ts'
export { formatStep, formatTrace } from './evm/trace.ts'
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
  Mark,
  Message,
  Snapshot,
  Transaction,
  TransactionResult,
} from './evm/types.ts'
export { Jit } from './jit/jit.ts'
export { ENGINE_STACK_MB, startEngineWorker } from './world/engine-worker.ts'
export type { EngineWorkerOptions } from './world/engine-worker.ts'
export { createRpcForkSource } from './world/fork/rpc-fork-source.ts'
export type { ForkStatistics, RpcForkOptions, RpcForkSource } from './world/fork/rpc-fork-source.ts'
export { workerEntry } from './world/worker-entry.ts'
