// Follows numbers through the opcodes of a frame: which of them wrapped around, and where they went. Beside each word on stack and in
// memory stands a mark: who chose it, which slot it was loaded from, and, if it comes from a wrap, what it would be if numbers
// had no end.
//
// What wraps on purpose gives itself away: a number that wraps once more after it has wrapped takes part in modular arithmetic
// (inverses, mulDiv, hashes), and one that comes out right in the end (a - b + c) has lost nothing.

import type { TraceStep } from '../../evm/trace.ts'
import { opcodeOf } from '../../evm/opcodes.ts'
import { WORD_MAX } from '../../primitives/bytes.ts'
import type { ArithmeticSite } from './arithmetic-sites.ts'

/** A result that did not fit. */
export type Wrap = {
  readonly site: ArithmeticSite
  readonly operator: '+' | '-' | '*'
  readonly left: bigint
  readonly right: bigint
  /** What came out. */
  readonly word: bigint
  /** What should have. */
  readonly exact: bigint
  /** Of the type that it did not fit. */
  readonly bits: number
  /** Somebody outside chose one of the operands, or what it was computed from. */
  readonly isChosen: boolean
  /** The slots that the operands were loaded from. */
  readonly leftSlot: bigint | undefined
  readonly rightSlot: bigint | undefined
}

/** Where a wrapped number went. */
export type Arrival = {
  readonly kind: 'stored' | 'paid' | 'compared'
  readonly wrap: Wrap
  /** The wrapped word itself, perhaps cut or packed with others; not something that was computed from it. */
  readonly isDirect: boolean
  /** Of 'stored'. */
  readonly slot: bigint | undefined
}

export type FollowOptions = {
  readonly siteAt: (pc: number, opcode: number) => ArithmeticSite | undefined
  readonly isConversion: (pc: number) => boolean
  readonly isComparison: (pc: number) => boolean
  /** Selector of the call that the step of this index makes. */
  readonly selectorAt: (index: number) => number | undefined
}

type Operation = Omit<Wrap, 'word' | 'bits'>
type Mark = {
  readonly isChosen?: boolean
  readonly isHash?: boolean
  /** Stands in the code. */
  readonly isLiteral?: boolean
  readonly slot?: bigint | undefined
  /** Wrapped more than once: meant to. */
  readonly isModular?: boolean
  readonly wrap?: Wrap | undefined
  readonly isDirect?: boolean
  readonly exact?: bigint | undefined
  /** An unsigned sum or product that fits a word: cut to a smaller type it may wrap. */
  readonly result?: Operation | undefined
}
type Marked = Mark | undefined

const RANGE = WORD_MAX + 1n
const CHOSEN: Mark = { isChosen: true }
const LITERAL: Mark = { isLiteral: true }
const HASH: Mark = { isHash: true }
const MODULAR: Mark = { isModular: true }
const COPIES_MAX = 64

const OP = {
  add: 0x01, mul: 0x02, sub: 0x03, div: 0x04, sdiv: 0x05, smod: 0x07, exp: 0x0a, signextend: 0x0b, lt: 0x10, gt: 0x11, slt: 0x12,
  sgt: 0x13, eq: 0x14, and: 0x16, or: 0x17, shl: 0x1b, shr: 0x1c, sar: 0x1d, keccak: 0x20, callvalue: 0x34, calldataload: 0x35,
  calldatacopy: 0x37, codecopy: 0x39, extcodecopy: 0x3c, returndatacopy: 0x3e, blockhash: 0x40, prevrandao: 0x44, mload: 0x51,
  mstore: 0x52, mstore8: 0x53, sload: 0x54, sstore: 0x55, mcopy: 0x5e, call: 0xf1, callcode: 0xf2, delegatecall: 0xf4, staticcall: 0xfa,
} as const // oxfmt-ignore

/** By selector: where the amount is in the calldata of a function that moves, makes or destroys tokens. */
const AMOUNT_AT: ReadonlyMap<number, bigint> = new Map([
  [0xa9059cbb, 36n],
  [0x23b872dd, 68n],
  [0x40c10f19, 36n],
  [0x42966c68, 4n],
])

/** Everything of a frame that wrapped and arrived somewhere, in order. */
export function followWraps(steps: readonly TraceStep[], options: FollowOptions): readonly Arrival[] {
  const follower = new Follower(options)
  for (const [index, step] of steps.entries()) follower.step(index, step)
  return follower.arrivals
}

class Follower {
  readonly arrivals: Arrival[] = []
  readonly #options: FollowOptions
  readonly #signed = new Set<Wrap>()
  #marks: Marked[] = []
  #index = 0
  readonly #memory = new Map<bigint, Mark>()
  /** Parts of memory that calldata was copied to. */
  #copies: { readonly from: bigint; readonly to: bigint }[] = []

  constructor(options: FollowOptions) {
    this.#options = options
  }

  step(index: number, { pc, opcode, stack }: TraceStep): void {
    this.#index = index
    const marks = this.#marks
    while (marks.length < stack.length) marks.push(undefined)
    marks.length = stack.length
    const known = opcodeOf(opcode)
    if (known === undefined || stack.length < known.pops) return
    if (opcode >= 0x5f && opcode <= 0x7f) {
      marks.push(LITERAL)
      return
    }
    if (opcode >= 0x80 && opcode <= 0x8f) {
      marks.push(marks[marks.length - (opcode - 0x7f)])
      return
    }
    if (opcode >= 0x90 && opcode <= 0x9f) {
      const top = marks.length - 1
      const other = top - (opcode - 0x8f)
      ;[marks[top], marks[other]] = [marks[other], marks[top]]
      return
    }
    const result = this.#result(pc, opcode, (depth) => stack[stack.length - 1 - depth] ?? 0n)
    marks.length -= known.pops
    for (let i = 0; i < known.pushes; i++) marks.push(result)
  }

  #mark(depth: number): Marked {
    return this.#marks[this.#marks.length - 1 - depth]
  }

  /** The mark of what the opcode leaves on the stack. */
  #result(pc: number, opcode: number, word: (depth: number) => bigint): Marked {
    switch (opcode) {
      case OP.add:
      case OP.sub:
      case OP.mul:
        return this.#arithmetic(pc, opcode, word(0), word(1))
      case OP.and:
        return this.#cut(pc, word(0), word(1))
      case OP.or:
        return this.#either(this.#mark(0), this.#mark(1))
      case OP.shl:
      case OP.shr:
        return this.#mark(1)
      case OP.div:
        return isPowerOfTwo(word(1)) ? this.#mark(0) : derived(this.#mark(0), this.#mark(1))
      case OP.sdiv:
      case OP.smod:
      case OP.slt:
      case OP.sgt:
        this.#noteSigned(this.#mark(0))
        this.#noteSigned(this.#mark(1))
        return undefined
      case OP.signextend:
      case OP.sar:
        this.#noteSigned(this.#mark(1))
        return undefined
      case OP.lt:
      case OP.gt:
      case OP.eq:
        this.#compare(pc, opcode, word(0), word(1))
        return undefined
      case OP.exp:
        return derived(this.#mark(0), this.#mark(1))
      case OP.keccak:
      case OP.blockhash:
      case OP.prevrandao:
        return HASH
      case OP.callvalue:
      case OP.calldataload:
        return CHOSEN
      case OP.sload:
        return { slot: word(0) }
      case OP.sstore:
        this.#arrive('stored', this.#mark(1), word(0))
        return undefined
      case OP.mload:
        return this.#load(word(0))
      case OP.mstore:
        this.#forget(word(0), 32n)
        if (this.#mark(1) !== undefined) this.#memory.set(word(0), this.#mark(1)!)
        return undefined
      case OP.mstore8:
        this.#forget(word(0), 1n)
        return undefined
      case OP.calldatacopy:
        this.#forget(word(0), word(2))
        if (this.#copies.length < COPIES_MAX && word(2) > 0n)
          this.#copies.push({ from: word(0), to: word(0) + word(2) })
        return undefined
      case OP.codecopy:
      case OP.returndatacopy:
      case OP.mcopy:
        this.#forget(word(0), word(2))
        return undefined
      case OP.extcodecopy:
        this.#forget(word(1), word(3))
        return undefined
      case OP.call:
      case OP.callcode:
        this.#arrive('paid', this.#mark(2), undefined)
        this.#passOn(word(3))
        this.#forget(word(5), word(6))
        return undefined
      case OP.delegatecall:
      case OP.staticcall:
        this.#forget(word(4), word(5))
        return undefined
      default:
        return undefined
    }
  }

  #arithmetic(pc: number, opcode: number, left: bigint, right: bigint): Marked {
    const [a, b] = [this.#mark(0), this.#mark(1)]
    if (a?.isModular === true || b?.isModular === true) return MODULAR
    const operator = opcode === OP.add ? '+' : opcode === OP.sub ? '-' : '*'
    const plain = compute(operator, left, right)
    const isChosen = a?.isChosen === true || b?.isChosen === true
    const isHash = a?.isHash === true || b?.isHash === true
    const wrap = a?.wrap ?? b?.wrap
    if (wrap !== undefined) {
      const exact = compute(operator, a?.exact ?? left, b?.exact ?? right)
      // It came out right in the end.
      if (exact === BigInt.asUintN(256, plain)) return { isChosen, isHash }
      if (operator === '*' && (isPowerOfTwo(left) || isPowerOfTwo(right)) && isWord(plain))
        return a?.wrap === undefined ? b : a
      return isWord(plain) ? { isChosen, isHash, wrap, isDirect: false, exact } : MODULAR
    }
    const site = this.#options.siteAt(pc, opcode)
    if (site === undefined || isHash) return isWord(plain) ? { isChosen, isHash } : MODULAR
    const done = {
      site,
      operator,
      left,
      right,
      exact: plain,
      isChosen,
      leftSlot: a?.slot,
      rightSlot: b?.slot,
    } as const
    if (isWord(plain)) return { isChosen, isHash, result: done }
    return {
      isChosen,
      wrap: { ...done, word: BigInt.asUintN(256, plain), bits: 256 },
      isDirect: true,
      exact: plain,
    }
  }

  /** AND: what is masked out belongs to others, or was too much. Other masks than those of types are somebody's own business. */
  #cut(pc: number, left: bigint, right: bigint): Marked {
    const [value, mask, mark] = isLowMask(left) ? [right, left, this.#mark(1)] : [left, right, this.#mark(0)]
    if (!isLowMask(mask)) return derived(this.#mark(0), this.#mark(1), false)
    if (mark?.wrap !== undefined) return this.#options.isConversion(pc) ? undefined : mark
    const result = mark?.result
    if (result === undefined || value <= mask) return mark
    const isChosen = mark?.isChosen === true
    const site = this.#options.siteAt(pc, 0x16)
    if (site === undefined || !isInside(result.site, site) || result.site.isConverted) return { isChosen }
    const wrap = { ...result, word: value & mask, bits: mask.toString(2).length }
    return { isChosen, wrap, isDirect: true, exact: result.exact }
  }

  #either(left: Marked, right: Marked): Marked {
    if (left?.wrap !== undefined) return left
    if (right?.wrap !== undefined) return right
    return left ?? right
  }

  /** A comparison that would have said something else of what the number should have been. Comparing it with its own operands is a check. */
  #compare(pc: number, opcode: number, left: bigint, right: bigint): void {
    const [a, b] = [this.#mark(0), this.#mark(1)]
    const mark = a?.wrap === undefined ? b : a
    const wrap = mark?.wrap
    if (wrap === undefined || mark?.isDirect !== true || (a?.wrap !== undefined && b?.wrap !== undefined))
      return
    const other = mark === a ? right : left
    const isOperand = other === wrap.left || other === wrap.right
    if ((isOperand && (mark === a ? b : a)?.isLiteral !== true) || !this.#options.isComparison(pc)) return
    const ideal = mark === a ? compares(opcode, wrap.exact, right) : compares(opcode, left, wrap.exact)
    if (ideal !== compares(opcode, left, right)) this.#arrive('compared', mark, undefined)
  }

  #noteSigned(mark: Marked): void {
    if (mark?.wrap === undefined) return
    const { wrap } = mark
    this.#signed.add(wrap)
    for (let i = this.arrivals.length - 1; i >= 0; i--)
      if (this.arrivals[i]!.wrap === wrap) this.arrivals.splice(i, 1)
  }

  #arrive(kind: Arrival['kind'], mark: Marked, slot: bigint | undefined): void {
    if (mark?.wrap === undefined || this.#signed.has(mark.wrap)) return
    this.arrivals.push({ kind, wrap: mark.wrap, isDirect: mark.isDirect === true, slot })
  }

  /** Calldata for a function that moves tokens: the amount. */
  #passOn(at: bigint): void {
    const offset = AMOUNT_AT.get(this.#options.selectorAt(this.#index) ?? -1)
    if (offset !== undefined) this.#arrive('paid', this.#memory.get(at + offset), undefined)
  }

  #load(at: bigint): Marked {
    const mark = this.#memory.get(at)
    if (mark !== undefined) return mark
    return this.#copies.some(({ from, to }) => at >= from && at < to) ? CHOSEN : undefined
  }

  #forget(at: bigint, bytes: bigint): void {
    if (bytes === 0n) return
    for (const key of this.#memory.keys()) if (key + 32n > at && key < at + bytes) this.#memory.delete(key)
    this.#copies = this.#copies.filter(({ from, to }) => to <= at || from >= at + bytes)
  }
}

/** Whether an operation is a part of what is cut. */
function isInside({ location: inner }: ArithmeticSite, { location: outer }: ArithmeticSite): boolean {
  return (
    inner.path === outer.path &&
    outer.offset <= inner.offset &&
    inner.offset + inner.length <= outer.offset + outer.length
  )
}

/** Computed from marked numbers, but not by adding up. */
function derived(left: Marked, right: Marked, keepsWraps = true): Marked {
  if (left?.isModular === true || right?.isModular === true) return MODULAR
  const isChosen = left?.isChosen === true || right?.isChosen === true
  const isHash = left?.isHash === true || right?.isHash === true
  const wrap = keepsWraps ? (left?.wrap ?? right?.wrap) : undefined
  if (wrap === undefined) return isChosen || isHash ? { isChosen, isHash } : undefined
  return { isChosen, isHash, wrap, isDirect: false }
}

function compute(operator: '+' | '-' | '*', left: bigint, right: bigint): bigint {
  return operator === '+' ? left + right : operator === '-' ? left - right : left * right
}

function compares(opcode: number, left: bigint, right: bigint): boolean {
  return opcode === OP.lt ? left < right : opcode === OP.gt ? left > right : left === right
}

function isWord(value: bigint): boolean {
  return value >= 0n && value < RANGE
}

function isPowerOfTwo(value: bigint): boolean {
  return value > 0n && (value & (value - 1n)) === 0n
}

/** 0xff, 0xffff, ...: the mask of a type. */
function isLowMask(value: bigint): boolean {
  return (
    value >= 0xffn && value < WORD_MAX && isPowerOfTwo(value + 1n) && (value.toString(2).length & 7) === 0
  )
}
