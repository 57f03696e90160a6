// How compiled codes come into a Machine. The compiler itself is handed in (src/jit has ours): this file gives it a code
// when it has become hot, and puts what comes back where the core finds it.

import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import type { Opcode } from './opcodes.ts'

/** A code that is to be compiled. */
export type CompileRequest = {
  readonly code: Uint8Array
  /** keccak256 of the code. */
  readonly hash: bigint
  /** Opcodes of the Machine's fork, by byte. */
  readonly opcodes: readonly (Opcode | undefined)[]
  /** Name of the fork: what is kept by hash must be kept by fork as well. */
  readonly fork: string
  /** Ids of a jump's edges, counted from the first id of its coverage group; undefined for a jump that the decoder did not resolve. */
  readonly edgesAt: (pc: number) => { readonly taken: number; readonly fall: number } | undefined
  readonly countsEdges: boolean
  /** The form that notes operands of comparisons and of arithmetic that may wrap, wherever the checked loop does. */
  readonly notes: boolean
}

/** A compiled code; it can be shared by Machines and posted to workers. */
export type CompiledCode = {
  /** Exports `enter`; imports what src/jit/emit/helpers.ts lists. */
  readonly module: WebAssembly.Module
  /** For each place in the code: 1 and the number of the block that begins at the JUMPDEST there, or 0. */
  readonly targets: Uint16Array
}

/** Turns bytecode into WebAssembly that does what the interpreter does. */
export type Compiler = {
  /** How often any code has run before it is compiled in any form: 0 compiles before the first run. */
  readonly threshold: number
  /**
   * How often a code of so many bytes has run before it is worth compiling; at least the threshold. Of the form that notes
   * operands, runs in which operands were noted.
   */
  runsWanted(codeBytes: number, notes: boolean): number
  /** Undefined if the code is to stay interpreted. A function of the request. */
  compile(request: CompileRequest): CompiledCode | undefined
}

const JUMPDEST = 0x5b
/** What a decoded jump must be to have edges of its own; see wasm/core/instructions.ts. */
const STATIC_JUMP_FIRST = 0x101
const STATIC_JUMP_LAST = 0x109

/** Compiled codes of one Machine. */
export class CompiledCodes {
  readonly #core: Core
  readonly #compiler: Compiler
  readonly #fork: string
  readonly #opcodes: readonly (Opcode | undefined)[]
  readonly #countsEdges: boolean
  /** Entries of codes that will be offered again when they have run more often. */
  readonly #postponed = new Set<number>()
  readonly #postponedNotes = new Set<number>()
  #targetsTop = L.JUMP_TARGETS
  /** Codes that were compiled and are in the table; the first place stays empty. */
  installed = 0

  constructor(
    core: Core,
    parts: {
      readonly compiler: Compiler
      readonly fork: string
      readonly opcodes: readonly (Opcode | undefined)[]
      readonly countsEdges: boolean
    },
  ) {
    this.#core = core
    this.#compiler = parts.compiler
    this.#fork = parts.fork
    this.#opcodes = parts.opcodes
    this.#countsEdges = parts.countsEdges
    core.doors.setCompileAt(parts.compiler.threshold + 1)
  }

  /**
   * The core met a hot code: compiles it, or leaves it as it is. Called in the middle of an execution; uses no door.
   * @throws what is wrong with the compiler; not that there is no room for what it made.
   */
  compile(entry: number, notes: boolean): void {
    const core = this.#core
    core.refresh()
    const { u32 } = core
    const length = u32[(entry + L.CODE_LENGTH) >> 2]!
    const more = this.#compiler.runsWanted(length, notes) - this.#compiler.threshold
    const postponed = notes ? this.#postponedNotes : this.#postponed
    if (more > 0 && !postponed.delete(entry)) {
      // The core compares for equality: the count comes to the threshold once more.
      u32[(entry + (notes ? L.CODE_NOTING_RUNS : L.CODE_RUNS)) >> 2] = this.#compiler.threshold + 1 - more
      postponed.add(entry)
      return
    }
    const group = u32[(entry + L.CODE_GROUP) >> 2]!
    const first = u32[(group + L.GROUP_FIRST) >> 2]!
    const count = u32[(group + L.GROUP_COUNT) >> 2]!
    // Without room for its edges a code counts nothing that could be baked in.
    if (this.#countsEdges && first === 0) return
    if (this.#targetsTop + 2 * length > L.JUMP_TARGETS_END) return
    const pcMap = u32[(entry + L.CODE_PC_MAP) >> 2]!
    const formAt = (pc: number): number => {
      const at = u32[(pcMap >> 2) + pc]!
      return at === 0 || core.bytes[pointer + pc] === JUMPDEST ? 0 : u32[at >> 2]! & 0xffff
    }
    const isStatic = (form: number): boolean => form >= STATIC_JUMP_FIRST && form <= STATIC_JUMP_LAST
    const idOf = (pc: number, field: number): number => u32[(u32[(pcMap >> 2) + pc]! + field) >> 2]! - first
    const pointer = u32[(entry + L.CODE_POINTER) >> 2]!
    const isOfGroup = (id: number): boolean => id >= 3 && id < count
    // Ids that are not the group's own, as when the map of edges was full: no module may have them.
    if (this.#countsEdges) {
      for (let pc = 0; pc < length; pc++) {
        const form = formAt(pc)
        if (!isStatic(form)) continue
        if (!isOfGroup(idOf(pc, 8)) || (form !== STATIC_JUMP_FIRST && !isOfGroup(idOf(pc, 12)))) return
      }
    }
    try {
      const compiled = this.#compiler.compile({
        code: core.bytes.slice(pointer, pointer + length),
        hash: core.word(entry),
        opcodes: this.#opcodes,
        fork: this.#fork,
        edgesAt: (pc) => {
          const form = formAt(pc)
          if (!isStatic(form)) return undefined
          return { taken: idOf(pc, 8), fall: form === STATIC_JUMP_FIRST ? 0 : idOf(pc, 12) }
        },
        countsEdges: this.#countsEdges,
        notes,
      })
      if (compiled !== undefined) this.#install(compiled, entry, notes, first)
    } catch (error) {
      // The native stack has ended, deep in host code, or V8 has no room: the interpreter needs neither.
      if (!(error instanceof RangeError)) throw error
    }
  }

  #install({ module, targets }: CompiledCode, entry: number, notes: boolean, edges: number): void {
    const { bytes, doors, memory, u32 } = this.#core
    const instance = new WebAssembly.Instance(module, {
      core: { ...doors, memory } as unknown as WebAssembly.ModuleImports,
      code: { edges, targets: this.#targetsTop },
    })
    const index = this.installed + 1
    if (index < doors.table.length) doors.table.set(index, instance.exports.enter as WebAssembly.Func)
    else doors.table.grow(1, instance.exports.enter)
    bytes.set(new Uint8Array(targets.buffer, targets.byteOffset, targets.byteLength), this.#targetsTop)
    this.#targetsTop += (targets.byteLength + 15) & ~15
    this.installed = index
    u32[(entry + (notes ? L.CODE_NOTING : L.CODE_COMPILED)) >> 2] = index
  }

  /** The core has forgotten all codes. */
  forget(): void {
    for (let index = 1; index <= this.installed; index++) this.#core.doors.table.set(index, null)
    this.installed = 0
    this.#postponed.clear()
    this.#postponedNotes.clear()
    this.#targetsTop = L.JUMP_TARGETS
  }
}
