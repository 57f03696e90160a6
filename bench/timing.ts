/**
 * Times that repeat: the minimum of many short samples. Other programs only ever make a sample longer, so on a busy
 * machine the fastest one is the nearest to what the code needs; means and medians measure the neighbours.
 */

import type { Case } from './cases.ts'
import { requireOutput } from './cases.ts'
import type { Sample, World } from './engines/engine.ts'

/** Something that is sampled again and again, in turn with everything else. */
export type Timer = {
  /** Takes one sample and checks its result. */
  readonly sample: () => Promise<void>
  /** Fastest time so far, nanoseconds per operation. NaN before the first sample. */
  readonly bestNs: () => number
}

/** How long the samples are. */
export type Effort = {
  /** Aim for one sample, milliseconds. */
  readonly sampleMs: number
  /** How long the code runs before the batch size is chosen: time for the runtime to compile it, milliseconds. */
  readonly warmupMs: number
}

// Between the two loop counts lie at least this many times the iterations of the smaller one: the difference of two
// nearly equal times would be noise.
const SLOPE_SPREAD_MIN = 3

/**
 * One top-level call and going back, over and over.
 *
 * @param what names engine and case if the result is wrong.
 */
export async function callTimer(
  what: string,
  world: World,
  { outer }: Pick<Case, 'outer'>,
  effort: Effort,
): Promise<Timer> {
  return batchTimer(
    what,
    (times) => world.call(world.target, outer.input, times),
    () => outer.output,
    effort,
  )
}

/**
 * Batches of any operation.
 *
 * @param expected what a batch of a given size must return.
 */
export async function batchTimer(
  what: string,
  batch: (times: number) => Promise<Sample>,
  expected: (times: number) => Uint8Array,
  effort: Effort,
): Promise<Timer> {
  const checked = async (times: number): Promise<number> => {
    const { elapsedNs, output } = await batch(times)
    requireOutput(what, output, expected(times))
    return elapsedNs
  }
  const times = Math.max(1, Math.round((effort.sampleMs * 1e6) / (await warmUp(checked, effort.warmupMs))))
  let best = Number.NaN
  return {
    sample: async () => {
      best = least(best, (await checked(times)) / times)
    },
    bestNs: () => best,
  }
}

/**
 * One iteration of the loop inside `run(n)`: the fastest `run` with many iterations minus the fastest with few, so that
 * entering and leaving the call do not count.
 */
export async function slopeTimer(
  what: string,
  world: World,
  benchCase: Case,
  effort: Effort,
): Promise<Timer> {
  const few = benchCase.warmIterations
  const checked = async (n: number): Promise<number> => {
    const { elapsedNs, output } = await world.call(world.bench, benchCase.runInput(n), 1)
    requireOutput(what, output, benchCase.runOutput(n))
    return elapsedNs
  }
  const estimateNs = (await warmUp(() => checked(few), effort.warmupMs)) / few
  const spread = Math.max(SLOPE_SPREAD_MIN * few, (effort.sampleMs * 1e6) / estimateNs)
  // A power of two, so that engines of like speed share loop counts and with them the expected results.
  const many = few + 2 ** Math.ceil(Math.log2(spread))
  let [bestFew, bestMany] = [Number.NaN, Number.NaN]
  return {
    sample: async () => {
      bestFew = least(bestFew, await checked(few))
      bestMany = least(bestMany, await checked(many))
    },
    bestNs: () => slopeNs(few, bestFew, many, bestMany),
  }
}

/** Nanoseconds per iteration from the times of two loop counts. */
export function slopeNs(few: number, fewNs: number, many: number, manyNs: number): number {
  return (manyNs - fewNs) / (many - few)
}

/** The smaller of two times, where the first may still be NaN. */
export function least(best: number, next: number): number {
  return best <= next ? best : next
}

// Runs until `warmupMs` have passed and gives the fastest time of one operation. At least twice: the first run of
// anything compiles and fills caches.
async function warmUp(run: (times: number) => Promise<number>, warmupMs: number): Promise<number> {
  let best = Number.NaN
  let spentNs = 0
  for (let round = 0; round < 2 || spentNs < warmupMs * 1e6; round++) {
    const elapsedNs = await run(1)
    spentNs += elapsedNs
    best = least(best, elapsedNs)
  }
  return best
}
