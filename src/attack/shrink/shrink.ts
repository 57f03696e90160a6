// Shrinking: the fewest and simplest calls that still fail in the same way.
//
// "In the same way" is the failure's signature (reenact.ts): a shrinker that only asks whether something fails slides to
// another bug (foundry issue 12268). Order: cut behind the break; leave calls out, many at once and then one by one, until
// every one left is needed; then simplify each call's delay, sender, value and arguments; then leave out once more.

import { simplerValues, smallestThatWorks } from '../values/simpler-values.ts'
import type { AbiType, AbiValue } from '../../project/abi/types.ts'
import { readWord } from '../../primitives/bytes.ts'
import type { WorldResult } from '../../world/types.ts'
import { makeCall } from '../arena.ts'
import type { CallWriter } from '../call-writer.ts'
import { isOpen, rebound } from '../created-contracts.ts'
import { loweredTogether, rebalanced } from './rebalance.ts'
import {
  type Break,
  type GasMeter,
  type Reenactment,
  identityOf,
  reenact,
  sameSignature,
  signatureOf,
} from '../reenact.ts'
import {
  type Call,
  type CallReaction,
  type CallSequence,
  type FailureSignature,
  type FindingStep,
  type Property,
  withoutReactions,
} from '../types.ts'

export type ShrinkOptions = {
  readonly parts: Reenactment
  readonly writer: CallWriter
  readonly property: Property
  readonly sequence: CallSequence
  /** Sequences that may be tried. */
  readonly triesMax: number
  /** Told with every try: tries so far, calls now. True: end here. */
  readonly onProgress: (tries: number, calls: number) => boolean
  /** Other amounts for the calls that are left, with which they tell more. Asked once, of a failure that cannot be made simpler. */
  readonly grow?: (calls: CallSequence) => CallSequence | undefined
}

export type Shrunk = {
  readonly steps: readonly FindingStep[]
  readonly signature: FailureSignature
  readonly line?: { readonly path: string; readonly line: number; readonly text: string }
  readonly tries: number
  /** Calls that were made. */
  readonly executions: number
  readonly value?: bigint
  /** False if the tries ran out: more could go. */
  readonly isMinimal: boolean
}

/** A call that can be made simpler: one of the sequence, or one that the attacker's contract makes in the middle of it. */
type Place = { call(): Call | undefined; put(call: Call): boolean }

const NUMBER = { kind: 'uint', bits: 256 } as const
/** Simpler values of one argument that are tried. */
const VALUES_MAX = 400
/** Calls out of reactions that are tried as steps of their own. */
const HOISTED_MAX = 2
/** Gas that may be used: calls that burn all of theirs take seconds each. */
const GAS_MAX = 10_000_000_000

/** The smallest sequence with the signature of the given one; undefined if the given one does not break the property. */
export function shrink(options: ShrinkOptions): Shrunk | undefined {
  return new Shrinker(options).run()
}

class Shrinker {
  readonly #options: ShrinkOptions
  #tries = 0
  #executions = 0
  readonly #meter: GasMeter = { used: 0 }
  #stop = false
  #identity: FailureSignature | undefined
  #value: bigint | undefined
  #calls: readonly Call[] = []

  constructor(options: ShrinkOptions) {
    this.#options = { ...options, parts: { ...options.parts, meter: this.#meter } }
  }

  run(): Shrunk | undefined {
    const { property, sequence, parts } = this.#options
    const found = this.#breakOf(sequence)
    if (found === undefined) return undefined
    this.#calls = found.sequence.slice(0, found.calls)
    this.#value = found.value
    this.#identity = identityOf(parts, property, this.#calls)
    this.#removeReverting()
    this.#removeChunks()
    this.#removeWhatHides()
    for (let round = 0; round < 3 && !this.#isOver; round++) {
      const before = this.#calls
      for (let i = 0; i < this.#calls.length && !this.#isOver; i++) this.#simplifyCall(i)
      this.#lowerTogether()
      this.#removeOneByOne()
      if (before.length === this.#calls.length && before.every((call, i) => call === this.#calls[i])) break
    }
    const isMinimal = !this.#isOver
    this.#calls = this.#options.grow?.(this.#calls) ?? this.#calls
    const { line, ...signature } = signatureOf(parts, property, this.#calls)
    return {
      steps: this.#calls.map((call, i) => ({ call, without: this.#without(i) })),
      signature,
      ...(line !== undefined && { line }),
      tries: this.#tries,
      executions: this.#executions,
      ...(this.#value !== undefined && { value: this.#value }),
      isMinimal,
    }
  }

  get #isOver(): boolean {
    return this.#stop || this.#tries >= this.#options.triesMax || this.#meter.used >= GAS_MAX
  }

  #break(sequence: CallSequence): Break | undefined {
    this.#tries++
    this.#executions += sequence.length
    if (this.#options.onProgress(this.#tries, this.#calls.length)) this.#stop = true
    return reenact(this.#options.parts, this.#options.property, sequence, this.#value)
  }

  /**
   * Of the sequence without what fails in the middle of its calls, if that breaks the property too: such calls change nothing, but may burn
   * all gas that there is, with every try.
   */
  #breakOf(sequence: CallSequence): (Break & { readonly sequence: CallSequence }) | undefined {
    const found = this.#break(sequence)
    if (found === undefined) return undefined
    const fewer = this.#withoutFailedReactions(sequence)
    const same = fewer === undefined ? undefined : this.#break(fewer)
    return same === undefined ? { ...found, sequence } : { ...same, sequence: fewer! }
  }

  #withoutFailedReactions(sequence: CallSequence): CallSequence | undefined {
    const { world, root } = this.#options.parts
    if (sequence.every(({ reactions = [] }) => reactions.every(({ calls }) => calls.length === 0)))
      return undefined
    world.load(root)
    let isFewer = false
    const kept = sequence.map((call) => {
      makeCall(world, call)
      this.#executions++
      const done = world.reactionCalls
      const reactions = call.reactions?.map((reaction) => ({
        ...reaction,
        calls: reaction.calls.filter((nested) => done.includes(nested)),
      }))
      isFewer ||= reactions?.some(({ calls }, i) => calls.length < call.reactions![i]!.calls.length) ?? false
      return reactions === undefined ? call : { ...call, reactions }
    })
    return isFewer ? kept : undefined
  }

  /** Takes the sequence if it fails in the same way. */
  #accept(candidate: CallSequence, isOtherwiseToo = false): boolean {
    if (this.#isOver) return false
    const { parts, property } = this.#options
    const sequence = rebound(parts, candidate)
    const found = this.#break(sequence)
    if (found === undefined) return false
    const cut = sequence.slice(0, found.calls)
    const identity = property.kind === 'optimize' ? this.#identity : identityOf(parts, property, cut)
    if (identity !== undefined && !sameSignature(identity, this.#identity!)) {
      if (!isOtherwiseToo) return false
      this.#identity = identity
    }
    this.#calls = cut
    if (found.value !== undefined) this.#value = found.value
    return true
  }

  // ---- fewer calls -----------------------------------------------------------------------------------------------

  /** Calls that fail change nothing but the time: all of them at once. */
  #removeReverting(): void {
    const { parts, property } = this.#options
    if (property.kind === 'noRevert' || this.#calls.length < 2) return
    const { world, root } = parts
    world.load(root)
    const kept: Call[] = []
    let seconds = 0
    let blocks = 0
    for (const [i, call] of this.#calls.entries()) {
      const result = makeCall(world, call)
      this.#executions++
      const fails = result.status !== 'success' || call.target < 0
      if (fails && i < this.#calls.length - 1) {
        seconds += call.seconds
        blocks += call.blocks
        continue
      }
      kept.push(later(call, seconds, blocks))
      seconds = 0
      blocks = 0
    }
    if (kept.length < this.#calls.length) this.#accept(kept)
  }

  /** Halves, quarters, ... down to single calls (delta debugging, Zeller and Hildebrandt 2002). */
  #removeChunks(): void {
    for (let size = this.#calls.length >> 1; size >= 1 && !this.#isOver; size >>= 1) {
      for (let at = this.#calls.length - size; at >= 0 && !this.#isOver; at -= size)
        this.#tryWithout(at, size)
    }
    this.#removeOneByOne()
  }

  #removeOneByOne(): void {
    let removed = true
    while (removed && !this.#isOver) {
      removed = false
      for (let at = this.#calls.length - 1; at >= 0 && !this.#isOver; at--) {
        if (at < this.#calls.length && this.#tryWithout(at, 1)) removed = true
      }
    }
  }

  /**
   * What a detector found may be only a part of the calls, which by itself is told in other words: somebody else's money that was
   * taken, say, and spent at once on what the detector then saw. If all of them are needed for the words, and one alone or all but
   * one are found by the same detector, then that is what happened.
   */
  #removeWhatHides(): void {
    const { property } = this.#options
    if (property.kind !== 'detector' || property.isOfCall === true || this.#calls.length < 2) return
    const calls = this.#calls
    const alone = calls.map((call) => [call])
    const butOne = calls.length > 2 ? calls.map((_, at) => calls.toSpliced(at, 1)) : []
    if ([...alone, ...butOne].some((fewer) => this.#accept(fewer, true))) {
      this.#removeOneByOne()
      this.#removeWhatHides()
    }
  }

  /** Without these calls, and without the time that passed before them; else with it. */
  #tryWithout(at: number, count: number): boolean {
    const gone = this.#calls.slice(at, at + count)
    const before = this.#calls.slice(0, at)
    const after = this.#calls.slice(at + count)
    if (this.#accept([...before, ...after])) return true
    const renumbered = count === 1 ? this.#renumberedWithout(at) : undefined
    if (renumbered !== undefined && this.#accept(renumbered)) return true
    if (count === 1 && this.#rebalanceWithout(at)) return true
    const next = after[0]
    const seconds = gone.reduce((sum, call) => sum + call.seconds, 0)
    const blocks = gone.reduce((sum, call) => sum + call.blocks, 0)
    if (next === undefined || (seconds === 0 && blocks === 0)) return false
    return this.#accept([...before, later(next, seconds, blocks), ...after.slice(1)])
  }

  /**
   * Without this call, and with what later calls give back then in the place of what they gave back before: an id that counts up is
   * another one without the call before. Undefined if no later call is about such a result.
   */
  #renumberedWithout(at: number): Call[] | undefined {
    const { parts, writer } = this.#options
    const { world, root } = parts
    const results = this.#calls.slice(at + 1).length === 0 ? [] : this.#resultsOf(this.#calls)
    const changed = new Map<bigint, bigint>()
    const calls: Call[] = []
    let isOther = false
    world.load(root)
    for (const [i, call] of this.#calls.entries()) {
      if (i === at) continue
      const values = changed.size === 0 ? undefined : writer.valuesOf(call)
      const renumbered = values?.map((value) => replacedNumbers(value, changed))
      const isSame = renumbered === undefined || renumbered.every((value, j) => value === values![j])
      const now = isSame ? call : writer.withValues(call, renumbered)
      isOther ||= !isSame
      calls.push(now)
      const [before, after] = [results[i], resultOf(makeCall(world, now))]
      this.#executions++
      if (before !== undefined && after !== undefined && before !== after) changed.set(before, after)
    }
    return isOther ? calls : undefined
  }

  #rebalanceWithout(at: number): boolean {
    const rest = this.#calls.filter((_, i) => i !== at)
    return rebalanced(this.#options.writer, this.#calls[at]!, rest).some((calls) => this.#accept(calls))
  }

  #resultsOf(calls: CallSequence): (bigint | undefined)[] {
    const { world, root } = this.#options.parts
    world.load(root)
    this.#executions += calls.length
    return calls.map((call) => resultOf(makeCall(world, call)))
  }

  // ---- simpler calls ---------------------------------------------------------------------------------------------

  #replace(i: number, call: Call): boolean {
    if (i >= this.#calls.length) return false
    return this.#accept(this.#calls.map((old, j) => (j === i ? call : old)))
  }

  #simplifyCall(i: number): void {
    this.#simplifyReactions(i)
    this.#simplifyDelay(i)
    this.#simplifySender(i)
    this.#simplifyContract(i)
    const step: Place = { call: () => this.#calls[i], put: (call) => this.#replace(i, call) }
    this.#simplifyValue(step)
    this.#simplifyArguments(step)
    for (const place of this.#nestedPlaces(i)) {
      this.#simplifyValue(place)
      this.#simplifyArguments(place)
    }
  }

  /** Fewer reactions, and fewer calls in each. */
  #simplifyReactions(i: number): void {
    const call = this.#calls[i]
    if (call?.reactions === undefined || this.#replace(i, withoutReactions(call))) return
    let improved = true
    while (improved && !this.#isOver) {
      const now = this.#calls[i]!
      improved = fewerReactions(now.reactions ?? []).some((reactions) =>
        this.#replace(i, { ...now, reactions }),
      )
    }
    // What it does when it is called back it may do at once, and need no callback.
    const nested = this.#calls[i]?.reactions?.flatMap(({ calls }) => calls) ?? []
    if (nested.length > 0 && nested.length <= HOISTED_MAX)
      this.#accept([...this.#calls.slice(0, i), ...nested, ...this.#calls.slice(i + 1)])
  }

  #nestedPlaces(i: number): Place[] {
    const reactions = this.#calls[i]?.reactions ?? []
    return reactions.flatMap(({ calls }, r) =>
      calls.map((_, c): Place => ({
        call: () => this.#calls[i]?.reactions?.[r]?.calls[c],
        put: (call) => {
          const outer = this.#calls[i]!
          const changed = outer.reactions!.map((reaction, j) =>
            j === r
              ? { ...reaction, calls: reaction.calls.map((each, k) => (k === c ? call : each)) }
              : reaction,
          )
          return this.#replace(i, { ...outer, reactions: changed })
        },
      })),
    )
  }

  #simplifyDelay(i: number): void {
    const call = this.#calls[i]
    if (call === undefined || (call.seconds === 0 && call.blocks === 0)) return
    const atOnce = { ...call, seconds: 0, blocks: 0 }
    if (this.#replace(i, atOnce)) return
    // One long wait is easier to follow than two that come to the same.
    const next = this.#calls.findIndex((each, j) => j > i && (each.seconds > 0 || each.blocks > 0))
    const together = this.#calls.map((each, j) =>
      j === i ? atOnce : j === next ? later(each, call.seconds, call.blocks) : each,
    )
    if (next >= 0 && this.#accept(together)) return
    for (const field of ['blocks', 'seconds'] as const) {
      const now = this.#calls[i]
      if (now === undefined || now[field] === 0) continue
      smallestThatWorks(NUMBER, BigInt(now[field]), (value) =>
        this.#replace(i, { ...this.#calls[i]!, [field]: Number(value) }),
      )
    }
  }

  #simplifySender(i: number): void {
    const { target, world } = this.#options.parts
    const call = this.#calls[i]
    if (call === undefined || call.target < 0) return
    const fn = target.functions[call.target]!
    if (fn.isTest) return
    // A sender that the other steps use makes the story shorter; else the simplest.
    const others = this.#calls.filter((_, j) => j !== i).map(({ from }) => from)
    const senders = fn.senders.length > 0 ? fn.senders : target.senders
    for (const sender of new Set([...senders.slice(0, 1), ...others, ...senders])) {
      if (sender === this.#calls[i]!.from) return
      if (!senders.includes(sender) && sender !== world.sender) continue
      if (this.#calls[i]!.reactions !== undefined) return
      if (this.#replace(i, { ...this.#calls[i]!, from: sender })) return
    }
  }

  /** Of several contracts that were created the first will do, if it fails too. */
  #simplifyContract(i: number): void {
    const { world, root, target } = this.#options.parts
    const call = this.#calls[i]
    const fn = call === undefined ? undefined : target.functions[call.target]
    if (call === undefined || fn === undefined || !isOpen(fn)) return
    world.load(root)
    for (const before of this.#calls.slice(0, i)) makeCall(world, before)
    for (const { address, artifact } of world.created) {
      if (address === call.to) return
      if (artifact?.id === fn.artifact.id && this.#replace(i, { ...call, to: address })) return
    }
  }

  #simplifyValue({ call, put }: Place): void {
    const now = call()
    if (now === undefined || now.value === 0n) return
    if (put({ ...now, value: 0n })) return
    smallestThatWorks(NUMBER, now.value, (value) => put({ ...call()!, value }))
  }

  #simplifyArguments(place: Place): void {
    const { writer } = this.#options
    const call = place.call()
    if (call === undefined || call.target < 0) return
    const types = writer.typesOf(call.target)
    for (const [position, type] of types.entries()) {
      this.#lowerNumber(place, position, type)
      const last = this.#tries + VALUES_MAX
      let improved = true
      while (improved && !this.#isOver) {
        improved = false
        const now = place.call()
        const values = now === undefined ? undefined : writer.valuesOf(now)
        if (now === undefined || values === undefined) return
        for (const simpler of simplerValues(type, values[position]!, writer.pools.addresses)) {
          const changed: AbiValue[] = values.map((value, j) => (j === position ? simpler : value))
          if (place.put(writer.withValues(now, changed))) {
            improved = true
            break
          }
          if (this.#isOver || this.#tries >= last) break
        }
        if (this.#tries >= last) break
      }
    }
  }

  /** A number by halving; what is simpler than small (round, say) is tried afterwards. */
  #lowerNumber(place: Place, position: number, type: AbiType): void {
    const { writer } = this.#options
    const value = writer.valuesOf(place.call()!)?.[position]
    if ((type.kind !== 'uint' && type.kind !== 'int') || typeof value !== 'bigint') return
    smallestThatWorks(type, value, (candidate) => {
      const now = place.call()
      const values = now === undefined ? undefined : writer.valuesOf(now)
      if (now === undefined || values === undefined) return false
      return place.put(
        writer.withValues(
          now,
          values.map((old, j) => (j === position ? candidate : old)),
        ),
      )
    })
  }

  /** Amounts that depend on each other. */
  #lowerTogether(): void {
    let improved = true
    while (improved && !this.#isOver) {
      improved = false
      for (const calls of loweredTogether(this.#options.writer, this.#calls)) {
        if (this.#isOver || improved) break
        improved = this.#accept(calls)
      }
    }
  }

  /** What happens if step `i` is left out. */
  #without(i: number): string {
    const { parts, property } = this.#options
    const rest = rebound(
      parts,
      this.#calls.filter((_, j) => j !== i),
    )
    if (property.kind === 'stateless') return 'holds'
    const found = reenact(parts, property, rest, this.#value)
    this.#executions += rest.length
    if (found === undefined) return 'holds'
    const left = rest.slice(0, found.calls)
    if (sameSignature(identityOf(parts, property, left), this.#identity!)) return 'fails all the same'
    const other = signatureOf(parts, property, left)
    return `fails otherwise: ${other.mechanism} at ${other.place}`
  }
}

/** The first word that a call gave back. */
function resultOf({ status, output }: WorldResult): bigint | undefined {
  return status === 'success' && output.length >= 32 ? readWord(output, 0) : undefined
}

/** The value with some numbers in it replaced by others; itself if it has none of them. */
function replacedNumbers(value: AbiValue, by: ReadonlyMap<bigint, bigint>): AbiValue {
  if (typeof value === 'bigint') return by.get(value) ?? value
  if (!Array.isArray(value)) return value
  const list = value as readonly AbiValue[]
  const changed = list.map((each) => replacedNumbers(each, by))
  return changed.every((each, i) => each === list[i]) ? value : changed
}

/** Lists with one reaction or one nested call less. The last first: others may have made it needless. */
function fewerReactions(reactions: readonly CallReaction[]): CallReaction[][] {
  const out: CallReaction[][] = []
  for (let r = reactions.length - 1; r >= 0; r--) {
    out.push(reactions.filter((_, i) => i !== r))
    const { calls } = reactions[r]!
    for (let c = calls.length - 1; c >= 0 && calls.length > 1; c--) {
      const fewer = calls.filter((_, i) => i !== c)
      out.push(reactions.map((each, i) => (i === r ? { ...each, calls: fewer } : each)))
    }
  }
  return out.filter(({ length }) => length > 0)
}

/** The call with more time before it. */
function later(call: Call, seconds: number, blocks: number): Call {
  if (seconds === 0 && blocks === 0) return call
  const most = 2 ** 32 - 1
  return {
    ...call,
    seconds: Math.min(most, call.seconds + seconds),
    blocks: Math.min(most, call.blocks + blocks),
  }
}
