// What calls are good for, learned from those that were kept: what each takes from the attacker and gives it, and which of its
// numbers are amounts.

import type { Prng } from '../../primitives/prng.ts'
import type { CallWriter } from '../call-writer.ts'
import { type Knob, knobsOf } from '../knobs.ts'
import type { Call, CampaignTarget } from '../types.ts'

/** Examples that are kept of calls with the same effect. */
const EXAMPLES_MAX = 4
/** A smaller number is an id or a flag, unless somebody's amount changed by just that. */
const AMOUNT_LEAST = 1_000n

export type LearnedCall = {
  readonly call: Call
  /** Assets that the attacker had less of afterwards, and more. */
  readonly pays: readonly number[]
  readonly gets: readonly number[]
  /** Its numbers, and those of them that are amounts. */
  readonly knobs: readonly Knob[]
  readonly amounts: readonly AmountKnob[]
}

/** `asset`: what just this amount was paid or got of; -1 if that is not known. */
export type AmountKnob = { readonly knob: Knob; readonly asset: number }

export class LearnedCalls {
  readonly #writer: CallWriter
  readonly #target: CampaignTarget
  /** By function, then effect. */
  readonly #byFunction = new Map<number, Map<string, LearnedCall[]>>()
  /** Those that give the attacker something. */
  readonly #outs: LearnedCall[][] = []
  #functions: readonly number[] = []
  /** By function: which of its numbers were amounts in some call. */
  readonly #places = new Map<number, Set<number>>()
  /** Functions that sent back what was too much of the ether that came with a call. */
  readonly #givesChange = new Set<number>()
  readonly #ether: number
  #learned = 0

  constructor(target: CampaignTarget, writer: CallWriter) {
    this.#target = target
    this.#writer = writer
    this.#ether = target.attacker?.assets.findIndex(({ kind }) => kind === 'ether') ?? -1
  }

  /** Functions of which a call is known. */
  get functions(): readonly number[] {
    return this.#functions
  }
  /** Calls that gave the attacker something, those with the same effect together. */
  get outs(): readonly (readonly LearnedCall[])[] {
    return this.#outs
  }

  /** A call that is kept changed what the attacker has by so much. */
  learn(call: Call, change: readonly bigint[]): void {
    if (call.target < 0) return
    const pays = change.flatMap((amount, asset) => (amount < 0n ? asset : []))
    const gets = change.flatMap((amount, asset) => (amount > 0n ? asset : []))
    const spent = -(change[this.#ether] ?? 0n)
    if (spent > 0n && spent < call.value) this.#givesChange.add(call.target)
    let effects = this.#byFunction.get(call.target)
    if (effects === undefined) {
      effects = new Map()
      this.#byFunction.set(call.target, effects)
      this.#functions = [...this.#functions, call.target]
    }
    const effect = `${pays.join()} ${gets.join()} ${(call.reactions?.length ?? 0) > 0}`
    let examples = effects.get(effect)
    if (examples === undefined) {
      examples = []
      effects.set(effect, examples)
      if (gets.length > 0) this.#outs.push(examples)
    }
    const learned = { call, pays, gets, ...this.#knobs(call, change) }
    if (examples.length < EXAMPLES_MAX) examples.push(learned)
    else examples[this.#learned++ % EXAMPLES_MAX] = learned
  }

  /** Whether a call of the function took less ether than came with it: what is sent is only the most that it may cost. */
  givesChange(target: number): boolean {
    return this.#givesChange.has(target)
  }

  /** A call of the function: one of its effects, rather one that moves something, then one example of it. */
  pick(prng: Prng, target: number): LearnedCall | undefined {
    const all = [...(this.#byFunction.get(target)?.values() ?? [])]
    const moving = all.filter(([first]) => first!.pays.length + first!.gets.length > 0)
    const effects = moving.length > 0 && prng.nextBelow(4) > 0 ? moving : all
    const examples = effects[prng.nextBelow(Math.max(1, effects.length))]
    return examples?.[prng.nextBelow(examples.length)]
  }

  /** The numbers of a call that are wide enough for amounts. */
  numbersOf(call: Call): readonly Knob[] {
    // Calldata that no compiler would write may have none that can be read.
    if (call.target < 0 || this.#writer.valuesOf(call) === undefined) return []
    return knobsOf(call, { writer: this.#writer, target: this.#target }).filter(({ isAmount }) => isAmount)
  }

  /** Those of them that are amounts, as far as that is known. */
  amountsOf(call: Call): readonly Knob[] {
    const isAmount = this.placesOf(call)
    return this.numbersOf(call).filter((knob, place) => isAmount(place, knob.get(call) ?? 0n))
  }

  /** Says of a number of the call, by its position among them, whether it is an amount, as far as that is known. */
  placesOf({ target }: Call): (place: number, value: bigint) => boolean {
    const places = this.#places.get(target)
    return (place, value) => places?.has(place) ?? value >= AMOUNT_LEAST
  }

  #knobs(call: Call, change: readonly bigint[]): Pick<LearnedCall, 'knobs' | 'amounts'> {
    const knobs = this.numbersOf(call)
    let places = this.#places.get(call.target)
    if (places === undefined) {
      places = new Set()
      this.#places.set(call.target, places)
    }
    const amounts: AmountKnob[] = []
    for (const [place, knob] of knobs.entries()) {
      const value = knob.get(call) ?? 0n
      const asset = value === 0n ? -1 : change.findIndex((each) => each === value || each === -value)
      if (asset >= 0 || value >= AMOUNT_LEAST) places.add(place)
      if (places.has(place)) amounts.push({ knob, asset })
    }
    return { knobs, amounts }
  }
}
