// What the search counts as news: the coverage, state features, best values and distances that were seen so far, with
// copies to begin every lane from the same point.

import { bitLength } from '../primitives/bits.ts'
import type { Machine } from '../evm/machine.ts'
import type { Call } from './types.ts'

/** What comparisons at a site were seen to say, and how close to the other answer they came. */
type Site = {
  /** Bit 0: was false; bit 1: was true. */
  outcomes: number
  /** Size (see sizeOf) of the smallest distance between the operands while only one outcome was seen. */
  closest: number
}

/** Everything that was seen, as one copy. */
export type SeenCopy = {
  readonly success: Uint8Array
  readonly failure: Uint8Array
  readonly features: Uint8Array
  readonly sites: ReadonlyMap<number, Readonly<Site>>
  readonly best: ReadonlyMap<number, bigint>
  readonly nested: ReadonlySet<number>
}

/** Opcodes of comparisons: LT, GT, SLT, SGT, EQ, ISZERO. */
const LT = 0x10
const GT = 0x11
const SLT = 0x12
const SGT = 0x13
const EQ = 0x14
const ISZERO = 0x15

/** Of a site: it was seen to say both. */
const BOTH = 3
/** Sites of which that is known at a glance. A power of two. */
const SETTLED_PLACES = 1_024
/** Comparisons that are looked at after one execution. */
const SCANNED_MAX = 600
/** More than a campaign has functions. */
const FUNCTIONS_LIMIT = 65_536
/** Of numbers below 2^53. */
const POWERS_OF_TWO: readonly number[] = Array.from({ length: 53 }, (_, exponent) => 2 ** exponent)
const SIGN = 1n << 255n
const RANGE = 1n << 256n

/** What the comparison says of its operands. */
export function compare(opcode: number, left: bigint, right: bigint): boolean {
  if (opcode === LT) return left < right
  if (opcode === GT) return left > right
  if (opcode === SLT) return signed(left) < signed(right)
  if (opcode === SGT) return signed(left) > signed(right)
  return left === right
}

/** left - right as the comparison means its operands. */
export function difference(opcode: number, left: bigint, right: bigint): bigint {
  return opcode === SLT || opcode === SGT ? signed(left) - signed(right) : left - right
}

/** The difference that is nearest to `now` and turns the comparison's answer around. */
export function wantedDifference(opcode: number, now: bigint): bigint {
  if (opcode === LT || opcode === SLT) return now < 0n ? 0n : -1n
  if (opcode === GT || opcode === SGT) return now > 0n ? 0n : 1n
  if (opcode === EQ || now !== 0n) return now === 0n ? 1n : 0n
  return 1n
}

export function signed(word: bigint): bigint {
  return word >= SIGN ? word - RANGE : word
}

/** The dispatcher's comparisons, and ISZERO of what another comparison said. */
function isNoNews(opcode: number, left: bigint, right: bigint, selector: bigint): boolean {
  return left === selector || right === selector || (opcode === ISZERO && left <= 1n)
}

/** How large a difference is: its logarithm to the base 2 in eighths, about; differences below 8 are told apart. */
export function sizeOf(value: bigint): number {
  const magnitude = value < 0n ? -value : value
  if (magnitude < 8n) return Number(magnitude)
  const bits = bitLength(magnitude)
  return 8 * bits + (Number(magnitude >> BigInt(bits - 4)) & 7)
}

/** `compare` of numbers below 2^53. */
function compareSmall(opcode: number, left: number, right: number): boolean {
  if (opcode === LT || opcode === SLT) return left < right
  if (opcode === GT || opcode === SGT) return left > right
  return left === right
}

/** `sizeOf` of a number from 0 to 2^53-1. */
export function sizeOfSmall(magnitude: number): number {
  if (magnitude < 8) return magnitude
  const upper = Math.floor(magnitude / 0x1_0000_0000)
  const bits = upper === 0 ? 32 - Math.clz32(magnitude) : 64 - Math.clz32(upper)
  return 8 * bits + (Math.floor(magnitude / POWERS_OF_TWO[bits - 4]!) & 7)
}

export class Seen {
  readonly #machine: Machine
  #sites = new Map<number, Site>()
  /** Sites that were seen to say both, by their lowest bits: most are, and the map takes longer to be asked. */
  readonly #settled = new Float64Array(SETTLED_PLACES).fill(-1)
  #best = new Map<number, bigint>()
  /** Pairs of functions of which the second went well in the middle of the first; below 0: functions that went well by themselves. */
  #nested = new Set<number>()

  constructor(machine: Machine) {
    this.#machine = machine
  }

  copy(): SeenCopy {
    const { coverage } = this.#machine
    return {
      success: coverage.seen('success').slice(),
      failure: coverage.seen('failure').slice(),
      features: this.#machine.feedback.getFeatures(),
      sites: new Map([...this.#sites].map(([site, state]) => [site, { ...state }])),
      best: new Map(this.#best),
      nested: new Set(this.#nested),
    }
  }

  /** As it was when the copy was made. */
  restore(copy: SeenCopy): void {
    const { coverage } = this.#machine
    for (const kind of ['success', 'failure'] as const) {
      const seen = coverage.seen(kind)
      seen.fill(0)
      seen.set(copy[kind])
    }
    this.#machine.feedback.setFeatures(copy.features)
    this.#settled.fill(-1)
    this.#sites = new Map([...copy.sites].map(([site, state]) => [site, { ...state }]))
    this.#best = new Map(copy.best)
    this.#nested = new Set(copy.nested)
  }

  /** Whether the value of an optimisation is the greatest so far; then it is remembered. */
  isBest(property: number, value: bigint): boolean {
    const best = this.#best.get(property)
    if (best !== undefined && best >= value) return false
    this.#best.set(property, value)
    return true
  }
  /** How many pairs of functions are new of which the second went well in the middle of the call. */
  addNested(call: Call, reactionCalls: readonly object[]): number {
    let added = 0
    for (const { calls } of call.reactions ?? []) {
      for (const nested of calls) {
        const pair = call.target * FUNCTIONS_LIMIT + nested.target
        if (this.#nested.has(pair) || !reactionCalls.includes(nested)) continue
        this.#nested.add(pair)
        added++
      }
    }
    return added
  }
  /** 1 if a call of this function, by itself, is the first that went well. What it ran may have run in the middle of another. */
  addAlone(target: number): number {
    const key = -1 - target
    if (target < 0 || this.#nested.has(key)) return 0
    this.#nested.add(key)
    return 1
  }
  bestOf(property: number): bigint | undefined {
    return this.#best.get(property)
  }

  /**
   * Takes in the comparisons of the last execution. Result: how many sites with one known outcome came closer than ever to
   * the other, by an eighth of a power of two, or showed it. Comparisons with the selector are the dispatcher's, and no news.
   */
  addComparisons(selector: bigint): number {
    const { observations } = this.#machine
    const selectorNumber = Number(selector)
    let closer = 0
    const settled = this.#settled
    observations.scan(SCANNED_MAX, (site, opcode, at) => {
      const place = site & (SETTLED_PLACES - 1)
      if (settled[place] === site) return
      const known = this.#sites.get(site)
      if (known?.outcomes === BOTH) {
        settled[place] = site
        return
      }
      let outcome: number
      let distance: number
      const x = observations.smallLeft(at)
      const y = observations.smallRight(at)
      if (x >= 0 && y >= 0) {
        // Small numbers are the same to all comparisons, with a sign or without.
        if (x === selectorNumber || y === selectorNumber || (opcode === ISZERO && x <= 1)) return
        outcome = compareSmall(opcode, x, y) ? 2 : 1
        distance = sizeOfSmall(Math.abs(x - y))
      } else {
        const left = observations.left(at)
        const right = observations.right(at)
        if (isNoNews(opcode, left, right, selector)) return
        outcome = compare(opcode, left, right) ? 2 : 1
        distance = sizeOf(difference(opcode, left, right))
      }
      if (known === undefined) {
        this.#sites.set(site, { outcomes: outcome, closest: distance })
        return
      }
      if ((known.outcomes & outcome) === 0) {
        known.outcomes = BOTH
        closer++
      } else if (distance < known.closest) {
        known.closest = distance
        closer++
      }
    })
    return closer
  }

  /** Sites of the last execution that were only ever seen with one outcome, each once, last first. */
  oneSided(selector: bigint): number[] {
    const { observations } = this.#machine
    const sites: number[] = []
    observations.scan(SCANNED_MAX, (site, opcode, at) => {
      const known = this.#sites.get(site)
      if (known === undefined || known.outcomes === BOTH || sites.includes(site)) return
      if (isNoNews(opcode, observations.left(at), observations.right(at), selector)) return
      sites.push(site)
    })
    return sites
  }
}
