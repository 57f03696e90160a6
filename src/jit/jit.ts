// The compiler that Machines are given: translates codes and remembers the modules.

import { translate } from './translate.ts'
import type { CompiledCode, Compiler, CompileRequest } from '../evm/compiler.ts'

/**
 * Runs of a code before it is worth compiling, if nothing else is said, and as many more for each byte: about when
 * interpreting has cost what translating will.
 */
export const THRESHOLD_DEFAULT = 1_000
const RUNS_PER_BYTE = 0.5
/** Runs with operands noted take the checked loop, several times as long: so many times fewer of them are enough. */
const NOTING_WORTH = 5
/** Modules that are remembered; the oldest goes first. */
const MODULES_MAX = 512

/**
 * A compiler. One serves all Machines of a thread: codes that several of them run are translated once. What it computes is
 * a function of the code; which codes it was asked for before changes the time only.
 */
export class Jit implements Compiler {
  readonly threshold: number
  readonly #runs: number
  readonly #modules = new Map<string, CompiledCode | undefined>()

  /** @param options.threshold Runs of a code before it is compiled. */
  constructor(options: { readonly threshold?: number } = {}) {
    this.#runs = options.threshold ?? THRESHOLD_DEFAULT
    this.threshold = Math.floor(this.#runs / NOTING_WORTH)
  }

  runsWanted(codeBytes: number, notes: boolean): number {
    if (this.#runs === 0) return 0
    const runs = this.#runs + codeBytes * RUNS_PER_BYTE
    return Math.floor(notes ? runs / NOTING_WORTH : runs)
  }

  compile(request: CompileRequest): CompiledCode | undefined {
    const key = `${request.fork} ${request.countsEdges} ${request.notes} ${request.hash.toString(16)}`
    if (this.#modules.has(key)) return this.#modules.get(key)
    const compiled = compileCode(request)
    if (this.#modules.size >= MODULES_MAX) this.#modules.delete(this.#modules.keys().next().value!)
    this.#modules.set(key, compiled)
    return compiled
  }
}

function compileCode(request: CompileRequest): CompiledCode | undefined {
  const translation = translate(request)
  if (translation === undefined) return undefined
  return { module: new WebAssembly.Module(translation.bytes), targets: translation.targets }
}
