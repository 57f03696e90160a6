// Every way into the core goes through here: what traps or throws inside leaves the Machine as it was.

import * as L from './core/layout.gen.ts'
import type { Core } from './core/core.ts'
import { MACHINE_LIMITS, MachineInputError, MachineLimitError, MachineStackError } from './errors.ts'

export class Guard {
  readonly #core: Core
  /** True while the core waits for an answer of somebody else's code, which may not use this Machine meanwhile. */
  isAsking = false
  /** Set while a throw passes through frames that could not be put back yet. */
  #unwound: { readonly error: unknown } | undefined

  constructor(core: Core) {
    this.#core = core
  }

  /** Calls into the core; a trap or throw puts frames, memory and journal back and comes out as a typed error. */
  run(run: () => unknown): void {
    const doors = this.#core.doors
    const depth = doors.depthNow()
    const journal = doors.journalNow()
    const memory = depth === 0 ? 0 : doors.frameMemory()
    if (this.#unwound !== undefined) throw this.#unwound.error
    if (this.isAsking)
      throw new MachineInputError(
        'A block hash function, fork source or precompile cannot use the Machine that asks it.',
      )
    this.#core.u32[L.ABORT >> 2] = 0
    try {
      run()
      if (this.#core.bytes.length === 0) this.#core.refresh()
    } catch (error) {
      // Where the native stack has just ended there may not be enough of it to put things back. Then nothing may run
      // until a caller further out has: host code that catches the error cannot go on with half a Machine.
      this.#unwound ??= { error }
      this.#core.refresh()
      const deepest = doors.depthNow()
      doors.unwind(depth, memory, journal)
      this.#unwound = undefined
      // Host code in between gets the plain error: naming it takes stack that may be missing.
      if (depth > 0 && !(error instanceof WebAssembly.RuntimeError)) throw error
      throw this.#typedError(error, deepest)
    }
  }

  #typedError(error: unknown, depth: number): unknown {
    const [limit = 0, capacity = 0, used = 0] = this.#core.u32.slice(L.ABORT >> 2, (L.ABORT >> 2) + 3)
    this.#core.u32[L.ABORT >> 2] = 0
    if (limit !== 0 && error instanceof WebAssembly.RuntimeError)
      return new MachineLimitError(MACHINE_LIMITS[limit - 1]!, capacity, used)
    // V8's words for the end of the native stack.
    if (error instanceof RangeError && error.message === 'Maximum call stack size exceeded')
      return new MachineStackError(depth, { cause: error })
    return error
  }

  /** Asks somebody else's code while the core waits. */
  ask<T>(question: () => T): T {
    this.isAsking = true
    try {
      return question()
    } finally {
      this.isAsking = false
    }
  }
}
