// The same theft with other amounts: how much it takes. What shrinking leaves is the least that still is a theft; what it means
// to a protocol is the most.

import { amountsOf, withAmounts } from './amounts.ts'
import { askProperty, makeCall } from '../arena.ts'
import type { CallWriter } from '../call-writer.ts'
import { knobsOf } from '../knobs.ts'
import { identityOf, reenact, type Reenactment, sameSignature } from '../reenact.ts'
import type { AttackerFacts, Call, CallSequence, FailureSignature, Property } from '../types.ts'

const TRIES_MAX = 800
const ROUNDS_MAX = 3
const REACTIONS_MAX = 24
const CALLS_MAX = 32
/** Amounts that may be shifted, and how far. */
const SETTLED_MAX = 6
const SHIFT_MAX = 2n ** 96n
/** Parts of what contracts have of an asset, for comparing gains in different assets: so many that one unit of it counts. */
const UNIT = 2n ** 128n
/** What amounts that grow together begin with, so that there is room for fractions. */
const ONE = 2n ** 40n

/** 'amounts': the same steps with greater numbers. 'repetitions': more of the same steps and callbacks, too. */
export type Growth = 'amounts' | 'repetitions'

/**
 * Makes a theft greater as long as it is the same failure and pays more. Deterministic, bounded in tries. Undefined if nothing
 * paid more. `found`: the calls before they were shrunk, whose amounts may hang together in a way that no growing finds again.
 */
export function amplify(
  parts: Reenactment,
  facts: AttackerFacts,
  writer: CallWriter,
  property: Property,
  sequence: CallSequence,
  growth: Growth,
  found: CallSequence = [],
): CallSequence | undefined {
  return new Amplifier(parts, facts, writer, property, sequence).run(growth, found)
}

class Amplifier {
  readonly #parts: Reenactment
  readonly #facts: AttackerFacts
  readonly #writer: CallWriter
  readonly #property: Property
  readonly #start: CallSequence
  readonly #identity: FailureSignature
  /** The theft is to show with the last call, not before. */
  #isAtEnd = true
  /** What the theft takes. Whatever else comes along when steps are made again, as what is free for everybody, makes it no greater. */
  readonly #taken: ReadonlySet<number>
  #calls: CallSequence
  #profit = 0n
  #tries = 0

  constructor(
    parts: Reenactment,
    facts: AttackerFacts,
    writer: CallWriter,
    property: Property,
    sequence: CallSequence,
  ) {
    this.#parts = parts
    this.#facts = facts
    this.#writer = writer
    this.#property = property
    this.#start = sequence
    this.#identity = identityOf(parts, property, sequence)
    this.#calls = sequence
    const gains = this.#gainsOf(sequence) ?? []
    this.#taken = new Set(gains.flatMap((gain, asset) => (gain > 0n ? [asset] : [])))
    this.#profit = this.#profitOf(sequence) ?? 0n
  }

  run(growth: Growth, found: CallSequence): CallSequence | undefined {
    const least = this.#profit
    this.#settle()
    this.#grow(growth)
    if (this.#takeAsFound(found)) this.#grow(growth)
    return this.#calls === this.#start || this.#profit <= least ? undefined : this.#calls
  }

  /**
   * Shrinking leaves as much of other assets missing as counts for nothing, and a thousand times that counts: where something is missing,
   * amounts are shifted just so far that nothing is, or they could not grow.
   */
  #settle(): void {
    if (this.#missingAfter(this.#calls) === 0n) return
    const before = this.#profit
    // It may pay a little less than before, and is asked for with any profit.
    this.#profit = 0n
    this.#tries = 0
    const places = this.#calls.flatMap((call) => amountsOf(this.#writer, call)).slice(0, SETTLED_MAX)
    const numbers = [undefined, ...places.keys()]
    for (const more of numbers)
      for (const less of numbers) if (more !== less && this.#shift(more, less)) return
    this.#profit = before
  }

  /** One amount more and another one less by as much, by the least that leaves nothing missing. */
  #shift(more: number | undefined, less: number | undefined): boolean {
    const shifted = (by: bigint): CallSequence => {
      let at = -1
      return this.#calls.map((call) =>
        withAmounts(this.#writer, call, (amount) => {
          at++
          return at === more ? amount + by : at === less && amount > by ? amount - by : amount
        }),
      )
    }
    const isShort = (by: bigint): boolean => {
      this.#tries++
      const calls = shifted(by)
      return this.#tries < TRIES_MAX && this.#missingAfter(calls) > 0n && this.#isTheft()
    }
    let most = 1n
    while (most < SHIFT_MAX && isShort(most)) most *= 2n
    if (most >= SHIFT_MAX) return false
    let least = most / 2n
    while (most - least > 1n) {
      const middle = (least + most) / 2n
      if (isShort(middle)) least = middle
      else most = middle
    }
    const settled = shifted(most)
    return this.#missingAfter(settled) === 0n && this.#accept(settled)
  }

  /** How much the attacker has less after the sequence, over all assets. */
  #missingAfter(sequence: CallSequence): bigint {
    return (this.#gainsOf(sequence) ?? []).reduce((sum, gain) => (gain < 0n ? sum - gain : sum), 0n)
  }

  #isTheft(): boolean {
    const { world } = this.#parts
    return askProperty(world, world.sender, this.#property).isBroken
  }

  #grow(growth: Growth): void {
    this.#tries = 0
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const before = this.#profit
      this.#growTogether()
      for (let i = 0; i < this.#calls.length; i++) this.#growCall(i)
      if (growth === 'repetitions') {
        this.#growReactions()
        this.#repeat()
      }
      if (this.#profit === before || this.#tries >= TRIES_MAX) break
    }
  }

  /** Takes the steps as they were found, if they pay twice as much as those that grew. */
  #takeAsFound(found: CallSequence): boolean {
    const steps = stepsAsFound(this.#start, found)
    const profit = this.#profit
    if (steps === undefined) return false
    this.#tries = 0
    this.#profit = profit * 2n
    if (this.#accept(steps)) return true
    this.#profit = profit
    return false
  }

  /** Takes the sequence if it is the same theft and pays more. */
  #accept(candidate: CallSequence): boolean {
    if (this.#tries >= TRIES_MAX) return false
    this.#tries++
    const profit = this.#profitOf(candidate)
    if (profit === undefined || profit <= this.#profit) return false
    this.#calls = candidate
    this.#profit = profit
    return true
  }

  #profitOf(sequence: CallSequence): bigint | undefined {
    const { world } = this.#parts
    if (this.#isAtEnd && reenact(this.#parts, this.#property, sequence)?.calls !== sequence.length)
      return undefined
    const gains = this.#gainsOf(sequence)
    if (gains === undefined || !askProperty(world, world.sender, this.#property).isBroken) return undefined
    let profit = 0n
    for (const [asset, each] of this.#facts.assets.entries()) {
      const held = this.#facts.heldByContracts(asset)
      if (gains[asset]! > 0n && !this.#taken.has(asset)) continue
      if (held > 0n && (each.kind === 'ether' || !each.isShare)) profit += (gains[asset]! * UNIT) / held
    }
    // Said last: it takes the whole sequence once more, and most candidates pay less.
    if (profit <= this.#profit) return profit
    return sameSignature(identityOf(this.#parts, this.#property, sequence), this.#identity)
      ? profit
      : undefined
  }

  /** By asset, in the state after the sequence; undefined if one of its steps is refused when it is made again. */
  #gainsOf(sequence: CallSequence): readonly bigint[] | undefined {
    const { world, root } = this.#parts
    world.load(root)
    const before = this.#wealth()
    for (const call of sequence)
      if (makeCall(world, call).status !== 'success' && !this.#isAtEnd) return undefined
    return this.#wealth().map((amount, asset) => amount - before[asset]!)
  }

  #wealth(): bigint[] {
    const { assets, attackers, amountOf } = this.#facts
    return assets.map((_, asset) => attackers.reduce((sum, each) => sum + amountOf(asset, each), 0n))
  }

  // ---- greater numbers -------------------------------------------------------------------------------------------

  #growCall(i: number): void {
    const put = (call: Call): boolean => this.#accept(this.#calls.with(i, call))
    this.#growNumbers(() => this.#calls[i]!, put)
    for (const [r, { calls }] of (this.#calls[i]!.reactions ?? []).entries()) {
      for (const c of calls.keys()) {
        this.#growNumbers(
          () => this.#calls[i]!.reactions![r]!.calls[c]!,
          (call) => {
            const outer = this.#calls[i]!
            const reaction = outer.reactions![r]!
            const changed = { ...reaction, calls: reaction.calls.with(c, call) }
            return put({ ...outer, reactions: outer.reactions!.with(r, changed) })
          },
        )
      }
    }
  }

  #growNumbers(get: () => Call, put: (call: Call) => boolean): void {
    const { target } = this.#parts
    grow(get().value, (value) => put({ ...get(), value }))
    if (get().target < 0) return
    for (const knob of knobsOf(get(), { writer: this.#writer, target })) {
      // The ether has no place among the arguments.
      if (!knob.isAmount || knob.place < 0) continue
      grow(knob.get(get()) ?? 0n, (number) => number <= knob.max && put(knob.set(get(), number)))
    }
  }

  /** All amounts of ether and tokens at once: what is put in often has to grow with what is taken out. */
  #growTogether(): void {
    const start = this.#calls
    grow(ONE, (parts) =>
      this.#accept(start.map((call) => withAmounts(this.#writer, call, (amount) => (amount * parts) / ONE))),
    )
  }

  // ---- more of the same ------------------------------------------------------------------------------------------

  #growReactions(): void {
    for (let i = 0; i < this.#calls.length; i++) {
      for (;;) {
        const call = this.#calls[i]!
        const last = call.reactions?.at(-1)
        if (last === undefined || call.reactions!.length >= REACTIONS_MAX) break
        if (!this.#accept(this.#calls.with(i, { ...call, reactions: [...call.reactions!, last] }))) break
      }
    }
  }

  #repeat(): void {
    // Half of it is a theft by itself then.
    this.#isAtEnd = false
    while (this.#calls.length * 2 <= CALLS_MAX && this.#accept([...this.#calls, ...this.#calls])) {
      // As long as it pays.
    }
  }
}

/** The calls of `found` that are the steps, in order; undefined if one of them is not there. */
function stepsAsFound(steps: CallSequence, found: CallSequence): CallSequence | undefined {
  const same: Call[] = []
  let at = found.length
  for (const step of steps.toReversed()) {
    do at--
    while (at >= 0 && !isSameStep(found[at]!, step))
    if (at < 0) return undefined
    same.push(found[at]!)
  }
  return same.reverse()
}

function isSameStep(call: Call, step: Call): boolean {
  return call.target === step.target && call.to === step.to && call.from === step.from
}

/** A number made greater as long as that pays: by great factors, then small ones, then by halving to the last unit. */
function grow(value: bigint, accept: (value: bigint) => boolean): void {
  if (value === 0n) return
  let now = value
  let refused = value
  for (const [factor, divisor] of [
    [1_000n, 1n],
    [10n, 1n],
    [2n, 1n],
    [5n, 4n],
  ] as const) {
    for (;;) {
      refused = (now * factor) / divisor
      if (refused <= now || !accept(refused)) break
      now = refused
    }
  }
  // Where not even one more pays, as is so most of the time, that was all.
  if (now === value && !accept(++now)) return
  while (refused - now > 1n) {
    const middle = (now + refused) / 2n
    if (accept(middle)) now = middle
    else refused = middle
  }
}
