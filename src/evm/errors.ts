// What can go wrong with a Machine itself, as opposed to the code that it runs.

import { BaseError, type ErrorOptions } from '../primitives/errors.ts'

/** Regions of a Machine that can fill. Same order as LIMIT_* in wasm/core/layout.ts, from 1. */
export const MACHINE_LIMITS = [
  'accounts',
  'slots',
  'journal records',
  'codes',
  'bytes of code',
  'bytes of logs',
  'bytes of EVM memory',
  'bytes of one frame',
  'bytes of capture or batch',
  'bytes of input',
  'host accounts',
] as const

export type MachineLimit = (typeof MACHINE_LIMITS)[number]

/** A region of the Machine is full. What was running is undone; the Machine goes on working. */
export class MachineLimitError extends BaseError {
  readonly code = 'MACHINE_LIMIT'
  readonly limit: MachineLimit
  /** What the region holds at most: entries or bytes, as `limit` says. */
  readonly capacity: number
  /** What was in use, or asked for if that is more. */
  readonly used: number

  constructor(limit: MachineLimit, capacity: number, used: number) {
    super(`The Machine has room for ${capacity} ${limit}; ${used} are in use and more are needed.`, {
      hint:
        limit === 'journal records'
          ? 'Call commit() when the way back is no longer needed, or give the call less gas.'
          : 'Give the call less gas, or use a new Machine.',
      details: { limit, capacity, used },
    })
    this.limit = limit
    this.capacity = capacity
    this.used = used
  }
}

/** The native stack is too small for the nesting of host accounts that a call asked for. What was running is undone. */
export class MachineStackError extends BaseError {
  readonly code = 'MACHINE_STACK'
  constructor(depth: number, options: ErrorOptions = {}) {
    super(`The native stack ended at call depth ${depth}: host accounts called each other too deeply.`, {
      hint: 'Run the Machine in a worker with resourceLimits.stackSizeMb of 64.',
      details: { depth },
      ...options,
    })
  }
}

/** A mark or snapshot that no longer fits: the state it was taken from is gone. */
export class StaleSnapshotError extends BaseError {
  readonly code = 'MACHINE_STALE_SNAPSHOT'
  constructor(what: 'mark' | 'snapshot', detail: string) {
    super(`This ${what} no longer fits: ${detail}.`, {
      hint: 'Marks nest like a stack and end with the rollback below them; marks and snapshots end with commit().',
    })
  }
}

/** A value that no EVM could hold was given to a Machine. */
export class MachineInputError extends BaseError {
  readonly code = 'MACHINE_INPUT'
}
