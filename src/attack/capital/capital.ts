// The least that an attacker must have of its own for the steps of a finding to work, by asset.
//
// What is asked is always the same: with such means, do these calls come to what the detector reports? Nothing is concluded from
// the calls alone: what one step brings another may spend. Means are made less asset by asset and account by account, by halving;
// an amount that stands in the calls is tried first, as that is mostly what is needed.

import type { AbiValue } from '../../project/abi/types.ts'
import { withAmounts } from '../shrink/amounts.ts'
import type { CallWriter } from '../call-writer.ts'
import type { Call, CallSequence } from '../types.ts'
import { allMeans, type Means, worksWith, type WithMeans } from './with-means.ts'

const TRIES_MAX = 400
/** Of detectors that try ways out, or look at each opcode: each question takes many calls. */
const COSTLY_TRIES_MAX = 100
const FACTORS: readonly bigint[] = [1_000n, 10n, 2n]

export type Capital = {
  /** The steps with the amounts that take least; the ones that were given unless less were found. */
  readonly calls: CallSequence
  /** By attacker, then asset. */
  readonly means: Means
  /** By asset: all accounts together. */
  readonly amounts: readonly bigint[]
}

/**
 * Deterministic, and bounded in tries. Undefined if the calls do not work as they are: they need what cannot be taken and
 * given back.
 * @param options.isFixed leaves the amounts of the calls as they are
 */
export function leastCapital(
  scene: WithMeans,
  writer: CallWriter,
  calls: CallSequence,
  options: { readonly isFixed?: boolean } = {},
): Capital | undefined {
  const means = allMeans(scene)
  if (!worksWith(scene, calls, means)) return undefined
  return new CapitalSearch(scene, writer, calls, means).run(options.isFixed === true)
}

class CapitalSearch {
  readonly #scene: WithMeans
  readonly #writer: CallWriter
  #calls: CallSequence
  #means: Means
  #triesLeft: number

  constructor(scene: WithMeans, writer: CallWriter, calls: CallSequence, means: Means) {
    this.#scene = scene
    this.#writer = writer
    this.#calls = calls
    this.#means = means
    const { isCostly, isOfCall } = scene.property
    this.#triesLeft = isCostly === true || isOfCall === true ? COSTLY_TRIES_MAX : TRIES_MAX
  }

  run(isFixed: boolean): Capital {
    this.#lowerMeans()
    if (!isFixed && this.#scaleDown()) this.#lowerMeans()
    const { assets } = this.#scene.facts
    const amounts = assets.map((_, asset) => this.#means.reduce((sum, each) => sum + each[asset]!, 0n))
    return { calls: this.#calls, means: this.#means, amounts }
  }

  #accept(means: Means, calls = this.#calls): boolean {
    if (this.#triesLeft-- <= 0) return false
    if (!worksWith(this.#scene, calls, means)) return false
    this.#means = means
    this.#calls = calls
    return true
  }

  #lowerMeans(): void {
    if (this.#accept(this.#means.map((each) => each.map(() => 0n)))) return
    for (const asset of this.#scene.facts.assets.keys()) {
      if (this.#accept(this.#means.map((each) => each.with(asset, 0n)))) continue
      for (const account of this.#means.keys()) this.#lowerOne(account, asset)
    }
  }

  /** Finds the least amount that works, given that less than enough does not. */
  #lowerOne(account: number, asset: number): void {
    const put = (amount: bigint): boolean =>
      this.#accept(this.#means.with(account, this.#means[account]!.with(asset, amount)))
    const now = (): bigint => this.#means[account]![asset]!
    if (now() === 0n || put(0n)) return
    let refused = 0n
    const known = numbersOf(this.#writer, this.#calls).filter((number) => number < now())
    while (known.length > 0) {
      const middle = known.splice(known.length >> 1, 1)[0]!
      const works = put(middle)
      if (!works) refused = middle
      const left = known.filter((number) => (works ? number < middle : number > middle))
      known.splice(0, known.length, ...left)
    }
    if (refused === now() - 1n || !put(now() - 1n)) return
    while (now() - refused > 1n) {
      const middle = (now() + refused) / 2n
      if (put(middle)) continue
      if (this.#triesLeft <= 0) return
      refused = middle
    }
  }

  /** Smaller amounts and smaller means together. */
  #scaleDown(): boolean {
    const before = this.#calls
    for (const factor of FACTORS) {
      for (;;) {
        const calls = this.#calls.map((call) => withAmounts(this.#writer, call, (amount) => amount / factor))
        const means = this.#means.map((each) => each.map((amount) => (amount + factor - 1n) / factor))
        const isLess = means.some((each, i) => each.some((amount, asset) => amount < this.#means[i]![asset]!))
        if (!isLess || !this.#accept(means, calls)) break
      }
    }
    return this.#calls !== before
  }
}

/** Amounts in the calls and their reactions, ascending, each once. */
function numbersOf(writer: CallWriter, calls: CallSequence): bigint[] {
  const found = new Set<bigint>()
  const add = (value: AbiValue): void => {
    if (typeof value === 'bigint' && value > 0n) found.add(value)
  }
  const visit = (call: Call): void => {
    add(call.value)
    for (const value of writer.valuesOf(call) ?? []) add(value)
    for (const reaction of call.reactions ?? []) reaction.calls.forEach(visit)
  }
  calls.forEach(visit)
  return [...found].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}
