// A short search that begins where a program leads: with its steps in the corpus, and with all that an attacker can do.

import { Engine } from '../../attack/engine.ts'
import { type Entry, numberEntries } from '../../attack/entry.ts'
import { makeCall } from '../../attack/arena.ts'
import type { Reenactment } from '../../attack/reenact.ts'
import { shrink, type Shrunk } from '../../attack/shrink/shrink.ts'
import type { Call, CallSequence, Property } from '../../attack/types.ts'
import type { Breathe } from '../replay/types.ts'

const LANE_FIRST = 128
const LANE_MAX = 2_048
/** A lane ends when its calls used this much gas. */
const LANE_GAS_MAX = 400_000_000
const SHRINK_TRIES_MAX = 1_500
/** Failures that have nothing to do with the program, after which the search ends. */
const OTHERS_MAX = 3

export type SearchAroundOptions = {
  readonly parts: Reenactment
  /** Of the lesson. */
  readonly property: Property
  /** Sequences to begin with: the program, and what is like it. */
  readonly sequences: readonly CallSequence[]
  readonly executionsMax: number
  readonly seed: bigint
  readonly brokenAtRoot: ReadonlySet<number>
  readonly breathe: Breathe
}

export type FoundAround = { readonly property: Property; readonly shrunk: Shrunk }

export type SearchedAround = {
  /** What breaks the same property by what the program does too. */
  readonly failing: FoundAround | undefined
  /** What else broke. */
  readonly others: readonly FoundAround[]
  readonly executions: number
  /** Positions of functions that worked for somebody. */
  readonly worked: ReadonlySet<number>
}

/** The world is anywhere afterwards. The same seed and budget find the same. Undefined if it was stopped. */
export async function searchAround(options: SearchAroundOptions): Promise<SearchedAround | undefined> {
  const { parts, property, executionsMax, brokenAtRoot } = options
  const { world, root, target } = parts
  world.load(root)
  const engine = new Engine({ world, target, seed: options.seed })
  engine.append(options.sequences.flatMap((calls, i, all) => entriesOf(parts, calls, firstOf(all, i))))
  const program = functionsOf(options.sequences[0] ?? [])
  const broken = [...brokenAtRoot]
  const known = new Set<string>()
  const others: FoundAround[] = []
  const worked = new Set<number>()
  let executions = 0
  for (let epoch = 0; executions < executionsMax && others.length < OTHERS_MAX; epoch++) {
    if (await options.breathe()) return undefined
    const size = Math.min(LANE_MAX, LANE_FIRST * 2 ** Math.min(epoch, 10), executionsMax - executions)
    const result = engine.runLane(
      { epoch, lane: 0, executionsMax: size, gasMax: LANE_GAS_MAX, broken, knownFailures: [...known] },
      () => false,
    )
    executions += Math.max(1, result.executions)
    for (const { index } of target.functions) {
      const [calls = 0, reverts = 0, discards = 0] = result.counts.subarray(index * 3, index * 3 + 3)
      if (calls > reverts + discards) worked.add(index)
    }
    for (const { property: index, sequence, key } of result.failures) {
      if (known.has(key)) continue
      known.add(key)
      const broke = target.properties[index]!
      const shrunk = shrink({
        parts,
        writer: engine.writer,
        property: broke,
        sequence,
        triesMax: SHRINK_TRIES_MAX,
        onProgress: () => false,
      })
      world.machine.coverage.merge('drop')
      world.load(root)
      if (shrunk === undefined) continue
      executions += shrunk.executions
      const found = { property: broke, shrunk }
      const isSame = broke === property && isRelated(shrunk, program)
      if (isSame) return { failing: found, others, executions, worked }
      others.push(found)
    }
    if (result.endedBy !== undefined) break
    engine.append(numberEntries(result.entries, engine.corpus.length))
  }
  return { failing: undefined, others, executions, worked }
}

/** The number that the first entry of a sequence gets: 0 is the state after setup. */
function firstOf(sequences: readonly CallSequence[], i: number): number {
  return 1 + sequences.slice(0, i).reduce((sum, { length }) => sum + length, 0)
}

/** An entry for each call, on what the one before left; a call that is refused leaves nothing. */
function entriesOf({ world, root }: Reenactment, calls: CallSequence, first: number): readonly Entry[] {
  world.load(root)
  let parent = 0
  return calls.map((call, i) => {
    const { status, verdict } = makeCall(world, call)
    const isReverted = status !== 'success' || verdict !== 'ran'
    const entry = { parent, calls: [call], isReverted, stateless: -1 }
    if (!isReverted) parent = first + i
    return entry
  })
}

/** Whether one of its calls is of a function of the program's. */
function isRelated({ steps }: Shrunk, program: ReadonlySet<string>): boolean {
  return [...functionsOf(steps.map(({ call }) => call))].some((each) => program.has(each))
}

function functionsOf(calls: CallSequence): ReadonlySet<string> {
  const nested = calls.flatMap(({ reactions }) => (reactions ?? []).flatMap((each) => each.calls))
  return new Set(
    [...calls, ...nested].flatMap(({ to, target }: Call) => (target < 0 ? [] : [`${to} ${target}`])),
  )
}
