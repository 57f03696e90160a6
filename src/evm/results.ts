// Reads what an execution left in the core, and knows whether it is still there.

import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import { StaleSnapshotError } from './errors.ts'
import { readLogs } from './logs.ts'
import { Result } from './result.ts'
import type { ExecutionResult, Log } from './types.ts'

/** Where the logs of an execution begin, and how many the transaction had before. */
export type LogPlace = { readonly at: number; readonly count: number }

/** The logs of an execution that is a transaction of its own. */
export const FIRST_LOG: LogPlace = { at: L.LOGS, count: 0 }

const NO_BYTES = new Uint8Array(0)

/** The results of one Machine. */
export class Results {
  readonly #core: Core
  /** Counts executions: results know whether their logs are still there. */
  #serial = 0

  constructor(core: Core) {
    this.#core = core
  }

  /** An execution begins: the logs of those before are gone. */
  begin(): void {
    this.#serial++
  }

  /**
   * The result of the execution that has just ended.
   * @param gas What it had at first.
   * @param logsBefore Where the logs of this execution begin, and how many there were before.
   */
  read(gas: bigint, creates: boolean, logsBefore: LogPlace): ExecutionResult {
    const core = this.#core
    const u32 = core.u32
    const status = u32[(L.RESULT + L.RES_STATUS) >> 2]!
    const gasLeft = core.words[(L.RESULT + L.RES_GAS_LEFT) >> 3]!
    const bytes = u32[(L.RESULT + L.RES_OUTPUT_BYTES) >> 2]!
    // A view takes V8 as long as reading all the rest.
    const output = bytes === 0 ? NO_BYTES : core.view(L.RETURN, bytes)
    const serial = this.#serial
    return new Result(
      () => this.#logsOf(serial, logsBefore),
      status,
      u32[(L.RESULT + L.RES_HALT) >> 2]!,
      gas - gasLeft,
      BigInt.asIntN(64, core.words[(L.RESULT + L.RES_REFUND) >> 3]!),
      output,
      creates && status === 0 ? core.address(L.RESULT + L.RES_CREATED) : undefined,
    )
  }

  #logsOf(serial: number, before: LogPlace): readonly Log[] {
    if (serial !== this.#serial) {
      throw new StaleSnapshotError(
        'snapshot',
        'the logs of a result are gone once the Machine executes again; read them before',
      )
    }
    return readLogs(this.#core, before.at, this.#core.doors.logCount.value - before.count)
  }
}
