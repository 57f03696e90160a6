// Has the functions of the protocol called by whoever they work for, in some of the states that the search reached, and looks for inner
// calls whose failure nobody notices. Once, when the search is over.

import type { Address } from '../evm/types.ts'
import { createPrng, type Prng } from '../primitives/prng.ts'
import type { WorldResult, WorldState } from '../world/types.ts'
import { makeCall, outcomeOf } from './arena.ts'
import type { UnnoticedFailure } from './detectors/unnoticed-failures.ts'
import type { Engine } from './engine.ts'
import { type AttackerFacts, type Call, type TargetFunction, withoutReactions } from './types.ts'

/** Besides the state after the setup. */
const STATES = 5
/** Calls of one function that work and make calls themselves: so many are looked at. */
const LOOKED_MAX = 6
/** Of these, so many that the search kept. */
const KEPT_MAX = 2
/** So many are invented for that, and less where there are many functions. */
const INVENTED_MAX = 60
const INVENTED_LEAST = 12
const INVENTED_OF_ALL = 4_000
const NAMED_ONE_IN = 4
/** Of one trial, of those of one function, and of all: what loops for ever is not worth the wait. */
const TRIAL_GAS = 10_000_000n
const FUNCTION_GAS = 100_000_000n
const GAS = 1_000_000_000n
/** A fixed seed: the same notes for the same entries. */
const SEED = 1n

/** What nobody notices, by place. The engine is afterwards as it was. */
export function lookForUnnoticed(engine: Engine): readonly UnnoticedFailure[] {
  const { attacker } = engine.target
  if (attacker === undefined) return []
  const { world } = engine
  const coverage = world.machine.coverage
  try {
    return new Trials(engine, attacker).run()
  } finally {
    coverage.merge('drop')
    world.load(engine.root)
  }
}

class Trials {
  readonly #engine: Engine
  readonly #attacker: AttackerFacts
  readonly #prng: Prng = createPrng(SEED)
  readonly #invented: number
  #gasUsed = 0n

  constructor(engine: Engine, attacker: AttackerFacts) {
    this.#engine = engine
    this.#attacker = attacker
    const each = Math.floor(INVENTED_OF_ALL / Math.max(1, engine.target.functions.length))
    this.#invented = Math.min(INVENTED_MAX, Math.max(INVENTED_LEAST, each))
  }

  run(): readonly UnnoticedFailure[] {
    const unnoticed = this.#attacker.unnoticedFailures()
    const { target } = this.#engine
    const ended = this.#lastCalls()
    for (const fn of target.functions) {
      if (fn.to === undefined || fn.fixed !== undefined || fn.isTest) continue
      if (!this.#attacker.isProtocol(fn.to)) continue
      let looked = 0
      const gasMost = this.#gasUsed + FUNCTION_GAS
      for (const { state, call } of this.#trials(fn, ended.get(fn.index) ?? [])) {
        if (looked === LOOKED_MAX || this.#gasUsed > gasMost || this.#gasUsed > GAS) break
        if (!this.#works(state, call)) continue
        const run = (): WorldResult => this.#make(call)
        if (unnoticed.look(run, String(fn.index))) looked++
      }
    }
    return unnoticed.found.toSorted(byPlace)
  }

  /** Loads the state and says whether the call works there; the world is afterwards where it was loaded. */
  #works(state: WorldState, call: Call): boolean {
    const { world } = this.#engine
    world.load(state)
    const mark = world.mark()
    const isGood = outcomeOf(this.#make(call)) === 'success'
    world.rollback(mark)
    return isGood
  }

  #make(call: Call): WorldResult {
    const result = makeCall(this.#engine.world, call, TRIAL_GAS)
    this.#gasUsed += result.gasUsed
    return result
  }

  /** By function: calls that ended an entry, and the states that they were made in. The latest first. */
  #lastCalls(): ReadonlyMap<number, readonly Trial[]> {
    const { corpus } = this.#engine
    const ended = new Map<number, Trial[]>()
    for (const { calls, parent, isReverted, stateless } of corpus.entries.toReversed()) {
      const [call, ...more] = calls
      const state = corpus.stateOf(parent)
      if (call === undefined || more.length > 0 || isReverted || stateless >= 0 || state === undefined)
        continue
      const trials = ended.get(call.target) ?? []
      if (trials.length < KEPT_MAX) ended.set(call.target, [...trials, { state, call }])
    }
    return ended
  }

  /** Calls that were kept, then new ones by everybody in turn. */
  *#trials(fn: TargetFunction, kept: readonly Trial[]): Generator<Trial> {
    yield* kept
    const { writer, corpus } = this.#engine
    const states = this.#states()
    const { callers } = this.#attacker
    for (let i = 0; i < this.#invented; i++) {
      const known = corpus.callsOf(fn.index)
      const call =
        known.length > 0 && this.#prng.nextBelow(2) === 0
          ? known[this.#prng.nextBelow(known.length)]!
          : writer.invent(this.#prng, fn.index, undefined)
      const from = callers[i % callers.length]!
      const state = states[Math.floor(i / callers.length) % states.length]!
      // What is paid on, or given back, says otherwise what became of it.
      const value = this.#prng.nextBelow(2) === 0 ? 0n : call.value
      yield { state, call: { ...withoutReactions(call), from: this.#named(i) ?? from, value } }
    }
  }

  /** At times somebody whom the code or a storage names, who need not have been seen to do anything. */
  #named(i: number): Address | undefined {
    if (i % NAMED_ONE_IN !== 0) return undefined
    const { world, writer } = this.#engine
    const address = writer.pools.dictionary.pickAddress(this.#prng)
    return address === undefined || world.machine.getCode(address).length > 0 ? undefined : address
  }

  /** The state after the setup, and some of those that were kept, from all times of the search. */
  #states(): readonly WorldState[] {
    const { corpus, root } = this.#engine
    const kept = corpus.entries.flatMap((_, number) => corpus.stateOf(number) ?? [])
    const some = Array.from(
      { length: Math.min(STATES, kept.length) },
      (_, i) => kept[Math.floor(((i + 1) * kept.length) / STATES) - 1] ?? root,
    )
    return [root, ...some]
  }
}

type Trial = { readonly state: WorldState; readonly call: Call }

function byPlace(a: UnnoticedFailure, b: UnnoticedFailure): number {
  const [left, right] = [a, b].map(({ line, place }) => line?.path ?? place) as [string, string]
  return left < right ? -1 : left > right ? 1 : (a.line?.line ?? 0) - (b.line?.line ?? 0)
}
