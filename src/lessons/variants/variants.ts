// Around a program: sequences that would do the same harm if its cause were still there. A repair that knows only the recorded proof
// lets some of them through.

import type { CallWriter } from '../../attack/call-writer.ts'
import { rebound } from '../../attack/created-contracts.ts'
import { reenact, type Reenactment } from '../../attack/reenact.ts'
import type { CallSequence, Property } from '../../attack/types.ts'
import { createPrng } from '../../primitives/prng.ts'
import type { Breathe } from '../replay/types.ts'
import { otherAmounts } from './other-amounts.ts'
import { otherCallbacks } from './other-callbacks.ts'
import { otherCallers } from './other-callers.ts'
import { otherOrders } from './other-orders.ts'
import { similarFunctions } from './similar-functions.ts'

/** What is different from the program. */
export type VariantKind = 'callers' | 'amounts' | 'callbacks' | 'functions' | 'orders'

export type Variant = { readonly calls: CallSequence; readonly kinds: readonly VariantKind[] }

/** Longer ones are not tried. */
const CALLS_MAX = 60
/** One thing different, of so many of each kind at most. */
const OF_KIND_MAX = 400
/** Calls between two breaths. */
const BREATH = 512

export type AroundOptions = {
  readonly parts: Reenactment
  readonly writer: CallWriter
  readonly property: Property
  readonly calls: CallSequence
  readonly executionsMax: number
  /** Draws which variants are changed once more. */
  readonly seed: bigint
  readonly breathe: Breathe
}

export type Around = {
  /** The first that breaks the property. */
  readonly failing: Variant | undefined
  readonly variants: number
  readonly executions: number
}

/**
 * Tries what differs from the program in one way, then what differs in two. The world is anywhere afterwards. The same seed and budget
 * try the same. Undefined if it was stopped.
 */
export async function attackAround(options: AroundOptions): Promise<Around | undefined> {
  const { parts, property, executionsMax } = options
  let variants = 0
  let executions = 0
  const isFailing = (calls: CallSequence): CallSequence | undefined => {
    const bound = rebound(parts, calls)
    variants++
    executions += bound.length
    const found = reenact(parts, property, bound)
    return found && bound.slice(0, found.calls)
  }
  let breathAt = 0
  for (const variant of allVariants(options)) {
    if (executions >= executionsMax) break
    if (executions >= breathAt) {
      if (await options.breathe()) return undefined
      breathAt = executions + BREATH
    }
    // Counted, or a program whose variants are all too long would have no end.
    if (variant.calls.length > CALLS_MAX || variant.calls.length === 0) {
      executions++
      continue
    }
    const calls = isFailing(variant.calls)
    if (calls !== undefined) return { failing: { ...variant, calls }, variants, executions }
  }
  return { failing: undefined, variants, executions }
}

function* allVariants(options: AroundOptions): Generator<Variant> {
  const { calls, seed } = options
  const first = [...variantsOf(options, calls)]
  yield* first
  if (first.length === 0) return
  const prng = createPrng(seed)
  for (;;) {
    const base = first[prng.nextBelow(first.length)]!
    const more = [...variantsOf(options, base.calls)]
    if (more.length === 0) return
    // Some of each, so that no kind of what comes second is forgotten.
    for (let i = 0; i < AGAIN; i++) {
      const { calls: twice, kinds } = more[prng.nextBelow(more.length)]!
      yield { calls: twice, kinds: [...new Set([...base.kinds, ...kinds])] }
    }
  }
}

/** How many variants of one variant are tried before another is taken. */
const AGAIN = 12

function* variantsOf({ parts, writer }: AroundOptions, calls: CallSequence): Generator<Variant> {
  const kinds: readonly (readonly [VariantKind, Iterable<CallSequence>])[] = [
    ['callers', otherCallers(parts, calls)],
    ['amounts', otherAmounts(writer, calls)],
    ['callbacks', otherCallbacks(calls)],
    ['functions', similarFunctions(parts, writer, calls)],
    ['orders', otherOrders(calls)],
  ]
  for (const [kind, variants] of kinds) {
    let left = OF_KIND_MAX
    for (const each of variants) {
      if (left-- === 0) break
      yield { calls: each, kinds: [kind] }
    }
  }
}
