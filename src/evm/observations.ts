// What the last execution read, wrote and compared: guidance for a search. Off until switched on.

import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import type { Address } from './types.ts'

/** First touch of a storage slot in an execution, reverted frames included. `address` is whose storage it is. */
export type StorageAccess = {
  readonly kind: 'read' | 'write'
  readonly address: Address
  readonly slot: bigint
}

/**
 * Operands of one LT, GT, SLT, SGT, EQ or ISZERO (right is 0 then); left was on top of the stack. A SUB or XOR in front of a
 * conditional jump counts as EQ, and a jump on a value that is neither 0 nor 1 as ISZERO of it: compilers write equality so.
 */
export type Comparison = {
  readonly codeHash: bigint
  readonly pc: number
  readonly opcode: number
  readonly left: bigint
  readonly right: bigint
}

/** Reads what the last execution of a Machine noted. Everything it gives is a copy. */
export class Observations {
  readonly #core: Core
  readonly #setFlags: (flags: number) => void
  #flags = 0

  constructor(core: Core, setFlags: (flags: number) => void) {
    this.#core = core
    this.#setFlags = setFlags
  }

  /**
   * What to note from the next execution on. Accesses cost a copy per first touch of a slot. Comparisons and wraps make every
   * frame run in the checked loop, which takes three to five times as long, or in a form of compiled code that notes them: use them
   * on a sample, and not both at once, as they share a log. Wraps: ADD, SUB and MUL whose result may not fit a word, and AND of numbers of different length.
   */
  observe(what: {
    readonly accesses?: boolean
    readonly comparisons?: boolean
    readonly wraps?: boolean
  }): void {
    this.#flags =
      (what.accesses ? L.OBSERVE_ACCESS : 0) |
      (what.comparisons ? L.OBSERVE_COMPARES : 0) |
      (what.wraps ? L.OBSERVE_WRAPS : 0)
    this.#setFlags(this.#flags)
  }

  /** Accesses of the last execution in order of first touch: a read when a slot became warm, a write at its first SSTORE. */
  accesses(): StorageAccess[] {
    const core = this.#core
    const out: StorageAccess[] = []
    for (let at = L.ACCESS; at < core.doors.accessTop.value; at += L.ACCESS_BYTES) {
      out.push({
        kind: core.u32[(at + L.ACCESS_WRITE) >> 2] === 1 ? 'write' : 'read',
        address: core.address(at + L.ACCESS_ADDRESS),
        slot: core.word(at + L.ACCESS_SLOT),
      })
    }
    return out
  }

  /** Accesses that found no room (beyond about 87,000 in one execution). */
  get accessesDropped(): number {
    return this.#core.doors.accessDropped.value
  }

  /** The last comparisons of the last execution, oldest first, at most 16,384. Initcode counts as code of hash keccak256(""). */
  comparisons(): Comparison[] {
    const core = this.#core
    const count = core.doors.compareCount.value
    const out: Comparison[] = []
    for (let i = Math.max(0, count - L.COMPARES_MAX); i < count; i++) {
      const at = L.COMPARES + (i % L.COMPARES_MAX) * L.COMPARE_BYTES
      out.push({
        codeHash: core.word(L.CODES + core.u32[(at + L.COMPARE_CODE) >> 2]! * L.CODE_BYTES),
        pc: core.u32[(at + L.COMPARE_PC) >> 2]!,
        opcode: core.u32[(at + L.COMPARE_OPCODE) >> 2]!,
        left: core.word(at + L.COMPARE_LEFT),
        right: core.word(at + L.COMPARE_RIGHT),
      })
    }
    return out
  }

  /**
   * Visits the last comparisons of the last execution without decoding them, newest first, at most `max`. A site names code
   * and pc; it keeps its meaning while the Machine's codes stay. `at` is for `left` and `right`, until the next execution.
   */
  scan(max: number, visit: (site: number, opcode: number, at: number) => void): void {
    const core = this.#core
    const count = core.doors.compareCount.value
    const first = Math.max(0, count - Math.min(max, L.COMPARES_MAX))
    for (let i = count - 1; i >= first; i--) {
      const at = L.COMPARES + (i % L.COMPARES_MAX) * L.COMPARE_BYTES
      visit(this.#siteOf(at), core.u32[(at + L.COMPARE_OPCODE) >> 2]!, at)
    }
  }
  /** The newest of the last `max` comparisons at a site, as `scan` would show it; -1 if there is none. */
  newestAt(site: number, max: number): number {
    const count = this.#core.doors.compareCount.value
    const first = Math.max(0, count - Math.min(max, L.COMPARES_MAX))
    for (let i = count - 1; i >= first; i--) {
      const at = L.COMPARES + (i % L.COMPARES_MAX) * L.COMPARE_BYTES
      if (this.#siteOf(at) === site) return at
    }
    return -1
  }
  opcode(at: number): number {
    return this.#core.u32[(at + L.COMPARE_OPCODE) >> 2]!
  }
  /** The operand that was on top of the stack. */
  left(at: number): bigint {
    return this.#core.word(at + L.COMPARE_LEFT)
  }
  /** The other operand; 0 for ISZERO. */
  right(at: number): bigint {
    return this.#core.word(at + L.COMPARE_RIGHT)
  }
  /** The operands as numbers, if that is what they are: -1 for one of 2^53 or more. Costs a fraction of `left` and `right`. */
  smallLeft(at: number): number {
    return this.#small((at + L.COMPARE_LEFT) >> 2)
  }
  smallRight(at: number): number {
    return this.#small((at + L.COMPARE_RIGHT) >> 2)
  }
  #small(i: number): number {
    const { u32 } = this.#core
    const above = u32[i + 2]! | u32[i + 3]! | u32[i + 4]! | u32[i + 5]! | u32[i + 6]! | u32[i + 7]!
    const high = u32[i + 1]!
    return above === 0 && high < 0x20_0000 ? high * 0x1_0000_0000 + u32[i]! : -1
  }
  /** Where a site is: the hash of its code, and its pc. */
  placeOf(site: number): { readonly codeHash: bigint; readonly pc: number } {
    const code = Math.floor(site / 0x10000)
    return { codeHash: this.#core.word(L.CODES + code * L.CODE_BYTES), pc: site % 0x10000 }
  }
  #siteOf(at: number): number {
    const { u32 } = this.#core
    return u32[(at + L.COMPARE_CODE) >> 2]! * 0x10000 + u32[(at + L.COMPARE_PC) >> 2]!
  }
}
