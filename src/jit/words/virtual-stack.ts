// The EVM's stack within one block. Positions count from the top of the stack where the block began: -1 is the word that was
// on top, 0 the first that is pushed on it. What has not been touched is in memory; everything else is stored when the
// block ends, or when something outside needs to see it.

import { type Body, LOCAL } from '../emit/body.ts'
import {
  bitsOf,
  constWord,
  isInPlace,
  isZeroLimb,
  type Limb,
  LIMB_BITS,
  type LocalLimb,
  type StackLimb,
  valueOf,
  type Word,
  wordOf,
  ZERO,
} from './limbs.ts'
import { SIMD, W } from '../emit/wasm-opcodes.ts'

/** How far above its start a block's stack may grow, in words. */
export const GROWTH_MAX = 64

type Saved = {
  readonly words: Word[]
  readonly held: Map<number, Word>
  readonly bottom: number
  readonly uses: number[]
  readonly free: number[]
  readonly taken: number
}

export class VirtualStack {
  readonly #body: Body
  /** Called with each constant that is stored: it may be a place to return to. */
  readonly #stored: (value: bigint) => void
  #words: Word[] = []
  /** Words beside the stack, by the number that was given for them. */
  #held = new Map<number, Word>()
  #lastHeld = 0
  #bottom = 0
  /** For each limb local, how many limbs of the stack are in it. */
  #uses: number[] = []
  #free: number[] = []
  #taken = 0
  /** Most limb locals in use at once. */
  locals = 0
  /** Words that must be on the stack, and that it grows by, at most. */
  need = 0
  grow = 0

  constructor(body: Body, stored: (value: bigint) => void) {
    this.#body = body
    this.#stored = stored
  }

  /** Position of the next word to be pushed. */
  get height(): number {
    return this.#bottom + this.#words.length
  }
  /** Limb locals that hold something now. */
  get live(): number {
    return this.#taken - this.#free.length
  }
  /** The words that are known to this block, the top last. */
  get words(): readonly Word[] {
    return this.#words
  }

  /** Distance of a limb from LOCAL.base. */
  static offset(position: number, part: number): number {
    return 32 * (GROWTH_MAX - 1 - position) + 8 * part
  }

  // ---- limbs -------------------------------------------------------------------------------------------------------

  /** A limb local that nothing is in; it is in use once a word with it is pushed. */
  take(): number {
    const local = this.#free.pop() ?? this.#taken++
    this.#uses[local] = 0
    if (this.#taken > this.locals) this.locals = this.#taken
    return LOCAL.limbs + local
  }
  /** Four limb locals that nothing is in. */
  takeWord(): Word<LocalLimb> {
    return wordOf(() => ({ kind: 'local', index: this.take(), bits: LIMB_BITS }))
  }
  /** Takes the number on top of WebAssembly's stack, which is below 2^bits, into a local. */
  keep(bits: number = LIMB_BITS): Limb {
    const index = this.take()
    this.#body.set(index)
    return { kind: 'local', index, bits }
  }
  /** Pushes the limb on WebAssembly's stack. */
  load(limb: Limb): void {
    if (limb.kind === 'const') this.#body.i64(limb.value)
    else if (isZeroLimb(limb)) this.#body.i64(0n)
    else if (limb.kind === 'local') this.#body.get(limb.index)
    else {
      this.#body.get(LOCAL.base)
      this.#body.access(W.i64Load, VirtualStack.offset(limb.position, limb.part))
    }
  }
  /** The limb where it can be read several times without a load. What was taken for it is given back by `leave`. */
  atHand(limb: Limb): Limb {
    if (limb.kind !== 'stack') return limb
    this.load(limb)
    return this.keep(bitsOf(limb))
  }

  /** Gives back what `atHand` took for the limb. */
  leave(atHand: Limb, limb: Limb): void {
    if (atHand !== limb) this.drop(atHand)
  }

  retain(word: Word): void {
    for (const limb of word) if (limb.kind === 'local') this.#uses[limb.index - LOCAL.limbs]!++
  }
  /** Ends what `pop`, `take` or `retain` began: locals that nobody uses are free again. */
  release(word: readonly Limb[]): void {
    for (const limb of word) {
      if (limb.kind !== 'local') continue
      const local = limb.index - LOCAL.limbs
      const uses = this.#uses[local]!
      if (uses > 1) this.#uses[local] = uses - 1
      else if (uses === 1) {
        this.#uses[local] = 0
        this.#free.push(local)
      }
    }
  }
  /** Frees a temporary that never became part of a word on the stack. */
  drop(limb: Limb): void {
    if (limb.kind !== 'local') return
    const local = limb.index - LOCAL.limbs
    if (this.#uses[local] === 0 && !this.#free.includes(local)) this.#free.push(local)
  }

  // ---- words -------------------------------------------------------------------------------------------------------

  push(word: Word): void {
    this.#words.push(word)
    this.retain(word)
    if (this.height > this.grow) this.grow = this.height
  }
  pushValue(value: bigint): void {
    this.push(constWord(value))
  }
  /** Takes the top word; it stays readable until it is released. */
  pop(): Word {
    this.#ensure(1)
    return this.#words.pop()!
  }
  /** The word `depth` below the top one. */
  peek(depth: number): Word {
    this.#ensure(depth + 1)
    return this.#words[this.#words.length - 1 - depth]!
  }
  dup(n: number): void {
    this.push(this.peek(n - 1))
  }
  swap(n: number): void {
    this.#ensure(n + 1)
    const top = this.#words.length - 1
    const word = this.#words[top]!
    this.#words[top] = this.#words[top - n]!
    this.#words[top - n] = word
  }

  #ensure(words: number): void {
    while (this.#words.length < words) {
      this.#bottom--
      this.#words.unshift(wordAt(this.#bottom))
      if (-this.#bottom > this.need) this.need = -this.#bottom
    }
  }

  // ---- words beside the stack ----------------------------------------------------------------------------------------

  /** The word stays what it is, in locals if it must, until it is let go by the number that is given for it. */
  hold(word: Word): number {
    const id = ++this.#lastHeld
    this.#held.set(id, word)
    this.retain(word)
    return id
  }
  /** As it is held now. */
  held(id: number): Word {
    return this.#held.get(id)!
  }
  letGo(id: number): void {
    this.release(this.#held.get(id)!)
    this.#held.delete(id)
  }

  /** The word turned out to be below 2^bits: words with its limbs, on the stack and held, know it now. */
  narrow(word: Word, bits: number): void {
    /** Of limbs that have fewer bits than was known. */
    const bitsAt = new Map<number, number>()
    for (let part = 0; part < 4; part++) {
      const key = keyOf(word[part]!)
      const left = Math.min(LIMB_BITS, Math.max(0, bits - LIMB_BITS * part))
      if (key !== NO_KEY && left < bitsOf(word[part]!)) bitsAt.set(key, left)
    }
    if (bitsAt.size === 0) return
    const narrowed = (limb: Limb): Limb => {
      if (limb.kind === 'const') return limb
      const left = bitsAt.get(keyOf(limb))
      if (left === undefined || left >= bitsOf(limb)) return limb
      // What is zero where it lies need not be stored there.
      return left === 0 && limb.kind === 'local' ? ZERO : { ...limb, bits: left }
    }
    const learn = (other: Word): Word => {
      if (!other.some((limb) => narrowed(limb) !== limb)) return other
      const known = wordOf((part) => narrowed(other[part]!))
      this.retain(known)
      this.release(other)
      return known
    }
    this.#words = this.#words.map(learn)
    for (const [id, other] of this.#held) this.#held.set(id, learn(other))
  }

  // ---- memory ------------------------------------------------------------------------------------------------------

  /** Stores the top `count` words. Their memory and that of position `result` may then be overwritten. */
  storeTop(count: number, result: number): void {
    this.#ensure(count)
    const first = this.height - count
    this.#settle((position) => position >= first || position === result)
    for (let position = first; position < this.height; position++) this.#store(position)
  }
  /** Makes the memory of a position above everything free to be overwritten. */
  claim(position: number): void {
    this.#settle((other) => other === position)
  }
  /** The word that lies in memory at a position. */
  inMemory(position: number): Word {
    return wordAt(position)
  }
  /** Stores a word that is not on the stack at a position. */
  storeAt(position: number, word: Word): void {
    this.#write(position, word)
  }
  /** Stores everything. */
  storeAll(): void {
    const bottom = this.#bottom
    const moved = this.#words.map((word, i) => !isStored(word, bottom + i))
    this.#settle((position) => moved[position - bottom] === true, true)
    for (let i = 0; i < moved.length; i++) if (moved[i] === true) this.#store(bottom + i)
  }
  /** Stores everything, after which only constants are held outside of memory: for a block with too many locals. */
  spill(): void {
    this.storeAll()
    this.#words = this.#words.map((word, i) => {
      if (valueOf(word) !== undefined) return word
      this.release(word)
      return wordAt(this.#bottom + i)
    })
  }
  /** Address of a position. */
  loadAddress(position: number): void {
    this.#body.get(LOCAL.base)
    this.#body.i32(VirtualStack.offset(position, 0))
    this.#body.op(W.i32Add)
  }
  /** Moves the stack pointer to the top word. */
  moveSp(): void {
    const distance = -32 * this.height
    if (distance === 0) return
    this.#body.get(LOCAL.sp)
    this.#body.i32(distance)
    this.#body.op(W.i32Add)
    this.#body.set(LOCAL.sp)
  }

  /** Runs `write` for a way out of the block; what it does to the stack is forgotten. */
  aside(write: () => void): void {
    const saved: Saved = {
      words: [...this.#words],
      held: new Map(this.#held),
      bottom: this.#bottom,
      uses: [...this.#uses],
      free: [...this.#free],
      taken: this.#taken,
    }
    write()
    this.#words = saved.words
    this.#held = saved.held
    this.#bottom = saved.bottom
    this.#uses = saved.uses
    this.#free = saved.free
    this.#taken = saved.taken
  }

  /**
   * Brings limbs that are still in memory which is about to be overwritten into locals, unless they stay where they are. Words
   * beside the stack: unless what is on the stack there stays (`isStackStored`).
   */
  #settle(isOverwritten: (position: number) => boolean, isStackStored = false): void {
    const loaded = new Map<number, Limb>()
    for (let i = 0; i < this.#words.length; i++) {
      const word = this.#words[i]!
      const position = this.#bottom + i
      if (word === wordAt(position)) continue
      this.#words[i] = this.#settled(
        word,
        (limb, part) => isOverwritten(limb.position) && !isInPlace(limb, position, part),
        loaded,
      )
    }
    const stays = ({ part, position }: StackLimb): boolean => {
      const there = this.#words[position - this.#bottom]
      return isStackStored && there !== undefined && isInPlace(there[part]!, position, part)
    }
    for (const [id, word] of this.#held)
      this.#held.set(
        id,
        this.#settled(word, (limb) => isOverwritten(limb.position) && !stays(limb), loaded),
      )
  }

  /** The word with its limbs that are in memory and `mustMove` in locals; `loaded` has those that are there already. */
  #settled(
    word: Word,
    mustMove: (limb: StackLimb, part: number) => boolean,
    loaded: Map<number, Limb>,
  ): Word {
    if (!word.some((limb, part) => limb.kind === 'stack' && mustMove(limb, part))) return word
    return wordOf((part): Limb => {
      const limb = word[part]!
      if (limb.kind !== 'stack' || !mustMove(limb, part)) return limb
      const key = limb.position * 4 + limb.part
      let local = loaded.get(key)
      if (local === undefined) {
        this.load(limb)
        local = this.keep(bitsOf(limb))
        loaded.set(key, local)
      }
      if (local.kind === 'local') this.#uses[local.index - LOCAL.limbs]!++
      return local
    })
  }

  #store(position: number): void {
    const word = this.#words[position - this.#bottom]!
    if (word === wordAt(position)) return
    const value = valueOf(word)
    if (value !== undefined) this.#stored(value)
    this.#write(position, word)
  }

  #write(position: number, word: Word): void {
    const body = this.#body
    for (let part = 0; part < 4; part += 2) {
      const [low, high] = [word[part]!, word[part + 1]!]
      if (isInPlace(low, position, part) && isInPlace(high, position, part + 1)) continue
      if (isZeroLimb(low) && isZeroLimb(high)) {
        body.get(LOCAL.base)
        body.get(LOCAL.zero)
        body.vectorAccess(SIMD.store, VirtualStack.offset(position, part))
        continue
      }
      for (let at = part; at < part + 2; at++) {
        const limb = word[at]!
        if (isInPlace(limb, position, at)) continue
        body.get(LOCAL.base)
        this.load(limb)
        body.access(W.i64Store, VirtualStack.offset(position, at))
      }
    }
  }
}

/** A number for what a limb is held in: locals have their index, places in memory are negative. */
function keyOf(limb: Limb): number {
  if (limb.kind === 'const') return NO_KEY
  return limb.kind === 'local' ? limb.index : -(4 * (GROWTH_MAX - limb.position) + limb.part) - 1
}
const NO_KEY = 0

/** Words that are in memory, by position: one object each, so that "untouched" is a comparison. */
const IN_MEMORY = new Map<number, Word>()

function wordAt(position: number): Word {
  let word = IN_MEMORY.get(position)
  if (word === undefined) {
    word = wordOf((part) => ({ kind: 'stack', position, part }))
    IN_MEMORY.set(position, word)
  }
  return word
}

/** Whether the word needs no storing at this position. */
function isStored(word: Word, position: number): boolean {
  if (word === wordAt(position)) return true
  for (let part = 0; part < 4; part++) if (!isInPlace(word[part]!, position, part)) return false
  return true
}
