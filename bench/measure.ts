/** Takes all times of a run: every timer in turn, round after round, forge once per round. */

import type { Case } from './cases.ts'
import type { Sample } from './engines/engine.ts'
import { EngineUnavailableError, nowNs } from './engines/engine.ts'
import type { ForgeDurations } from './engines/forge.ts'
import { prepareForge } from './engines/forge.ts'
import { STORAGE_PROGRAM_INITCODE, STORAGE_PROGRAM_OUTPUT, STORAGE_PROGRAM_SLOTS } from './storage-program.ts'
import type { Subject, SubjectKey } from './subjects.ts'
import type { Effort, Timer } from './timing.ts'
import { batchTimer, callTimer, slopeNs, slopeTimer } from './timing.ts'

/**
 * `inner`: one iteration of a loop of nested calls inside one call. `call`: one top-level call and going back.
 * `transact`: one transaction with nonce, fees and block rules. `slot`: one storage write and taking it back.
 */
export type Scope = 'inner' | 'call' | 'transact' | 'slot'

/** Who a time belongs to. */
export type Timed = SubjectKey | 'forge'

/** A time, or why there is none. */
export type Outcome = { readonly ns: number } | { readonly reason: string }

/** All outcomes of a run. */
export type Outcomes = {
  /** Undefined: not part of this run. */
  readonly get: (scope: Scope, name: string, optimizer: string, timed: Timed) => Outcome | undefined
  /** Why forge did not run. */
  readonly forgeMissing: string | undefined
}

/** How much work a run does. */
export type Plan = {
  readonly rounds: number
  /** No round begins later than this after the start, but the first: a busy machine gets fewer rounds. */
  readonly roundsEndSeconds: number
  readonly ours: Effort & { readonly samplesPerRound: number }
  readonly peers: Effort & { readonly samplesPerRound: number }
  /** Part of `forgeIterations` that the longer forge tests do. */
  readonly forgeShare: number
  /** Fresh processes for each figure that takes one: memory, starting. */
  readonly freshProcesses: number
  /** Whether unoptimized bytecode is timed in all scopes and engines, or only in the loop against forge. */
  readonly allOptimizerOff: boolean
}

/** A run of some minutes. */
export const FULL_PLAN: Plan = {
  rounds: 10,
  roundsEndSeconds: 600,
  ours: { sampleMs: 6, warmupMs: 150, samplesPerRound: 8 },
  peers: { sampleMs: 25, warmupMs: 100, samplesPerRound: 3 },
  forgeShare: 1,
  freshProcesses: 5,
  allOptimizerOff: true,
}

/** A run below 50 seconds on two cores, compiling included. */
export const QUICK_PLAN: Plan = {
  rounds: 4,
  roundsEndSeconds: 25,
  ours: { sampleMs: 3, warmupMs: 40, samplesPerRound: 4 },
  peers: { sampleMs: 8, warmupMs: 10, samplesPerRound: 1 },
  forgeShare: 0.5,
  freshProcesses: 1,
  allOptimizerOff: false,
}

/** Name of the row that times `slot`; its program has no optimizer setting. */
export const STORAGE_ROW = 'storage-rollback'

type Entry = {
  readonly isOurs: boolean
  readonly timer: Timer
  readonly key: string
  /** Operations that the timer counts as one. */
  readonly divisor: number
}

/**
 * Measures the given cases.
 *
 * @param withStorageRow also measure storage write and rollback.
 * @param log gets a line per step.
 * @throws WrongResultError if any engine gives any wrong answer.
 */
export async function measure(
  cases: readonly Case[],
  withStorageRow: boolean,
  subjects: readonly Subject[],
  plan: Plan,
  log: (line: string) => void,
): Promise<Outcomes> {
  const lastRoundNs = nowNs() + plan.roundsEndSeconds * 1e9
  const outcomes = new Map<string, Outcome>()
  const entries: Entry[] = []
  for (const subject of subjects) {
    log(
      subject.engine === undefined
        ? `${subject.key}: not measured: ${subject.reason}`
        : `${subject.key}: warming up`,
    )
    for (const each of cases) entries.push(...(await caseEntries(each, subject, plan, outcomes)))
    if (withStorageRow) entries.push(...(await storageEntries(subject, plan, outcomes)))
  }
  const forge = cases.length === 0 ? undefined : await openForgeIfPresent(cases, plan, log)
  for (let round = 1; round <= plan.rounds; round++) {
    if (round > 1 && nowNs() > lastRoundNs) break
    log(`round ${round} of ${plan.rounds}`)
    for (const { isOurs, timer } of entries) {
      const { samplesPerRound } = isOurs ? plan.ours : plan.peers
      for (let i = 0; i < samplesPerRound; i++) await timer.sample()
    }
    if (forge !== undefined && 'sample' in forge) await forge.sample()
  }
  for (const { key, timer, divisor } of entries) outcomes.set(key, outcomeOf(timer.bestNs() / divisor))
  if (forge !== undefined) {
    for (const each of cases) {
      const outcome = 'reason' in forge ? forge : outcomeOf(forge.bestNs(each))
      outcomes.set(keyOf('inner', each.name, each.optimizer, 'forge'), outcome)
    }
  }
  return {
    get: (scope, name, optimizer, timed) => outcomes.get(keyOf(scope, name, optimizer, timed)),
    forgeMissing: forge !== undefined && 'reason' in forge ? forge.reason : undefined,
  }
}

function keyOf(scope: Scope, name: string, optimizer: string, timed: Timed): string {
  return `${scope}/${name}/${optimizer}/${timed}`
}

// A slope is a difference of two times, which noise can turn negative.
function outcomeOf(ns: number): Outcome {
  return ns > 0 ? { ns } : { reason: 'the machine was too busy to measure' }
}

async function caseEntries(
  each: Case,
  { key: subject, isOurs, engine, reason }: Subject,
  plan: Plan,
  outcomes: Map<string, Outcome>,
): Promise<Entry[]> {
  const effort = isOurs ? plan.ours : plan.peers
  const scopes = scopesOf(each, subject, plan)
  if (engine === undefined) {
    for (const scope of scopes) {
      outcomes.set(keyOf(scope, each.name, each.optimizer, subject), { reason: reason ?? 'not available' })
    }
    return []
  }
  if (scopes.length === 0) return []
  const world = await engine.open(each.initcode, each.targetInput)
  const what = `${subject} ${each.name} (optimizer ${each.optimizer})`
  const entries: Entry[] = []
  for (const scope of scopes) {
    const key = keyOf(scope, each.name, each.optimizer, subject)
    if (scope === 'inner') {
      entries.push({ isOurs, key, divisor: 1, timer: await slopeTimer(what, world, each, effort) })
    } else if (scope === 'call') {
      entries.push({ isOurs, key, divisor: 1, timer: await callTimer(what, world, each, effort) })
    } else if (world.transact !== undefined && each.readBack !== undefined) {
      const { transact } = world
      const { input, output } = each.readBack
      const batch = (times: number): Promise<Sample> => transact(world.target, each.outer.input, times, input)
      const timer = await batchTimer(what, batch, output, effort)
      entries.push({ isOurs, key, divisor: 1, timer })
    }
  }
  return entries
}

function scopesOf(each: Case, subject: SubjectKey, plan: Plan): Scope[] {
  if (subject === 'ours-no-coverage') return each.optimizer === 'on' ? ['inner'] : []
  if (subject === 'compiled' || subject === 'compiled-no-memo')
    return each.optimizer === 'on' || plan.allOptimizerOff ? ['inner', 'call'] : ['inner']
  const isLoopOnly = each.optimizer === 'off' && !plan.allOptimizerOff
  if (isLoopOnly) return subject === 'ours' || subject === 'ours-no-memo' ? ['inner'] : []
  const hasTransact = each.readBack !== undefined && subject !== 'ethereumjs'
  return hasTransact ? ['inner', 'call', 'transact'] : ['inner', 'call']
}

async function storageEntries(
  { key: subject, isOurs, engine, reason }: Subject,
  plan: Plan,
  outcomes: Map<string, Outcome>,
): Promise<Entry[]> {
  if (isOurs && subject !== 'ours') return []
  const key = keyOf('slot', STORAGE_ROW, 'none', subject)
  if (engine === undefined) {
    outcomes.set(key, { reason: reason ?? 'not available' })
    return []
  }
  const world = await engine.open(STORAGE_PROGRAM_INITCODE, new Uint8Array())
  const timer = await batchTimer(
    `${subject} ${STORAGE_ROW}`,
    (times) => world.call(world.bench, new Uint8Array(), times),
    () => STORAGE_PROGRAM_OUTPUT,
    isOurs ? plan.ours : plan.peers,
  )
  return [{ isOurs, key, timer, divisor: STORAGE_PROGRAM_SLOTS }]
}

type ForgeTimer = {
  readonly sample: () => Promise<void>
  readonly bestNs: (each: Case) => number
}

// One run of forge samples every case, so it has a timer of its own.
async function openForge(
  cases: readonly Case[],
  plan: Plan,
  log: (line: string) => void,
): Promise<ForgeTimer> {
  const best = new Map<Case, ForgeDurations>()
  const forge = await prepareForge(cases, (each) => Math.round(each.forgeIterations * plan.forgeShare))
  const sample = async (): Promise<void> => {
    for (const [each, { fewNs, manyNs }] of await forge.run(cases)) {
      const before = best.get(each) ?? { fewNs, manyNs }
      best.set(each, { fewNs: Math.min(before.fewNs, fewNs), manyNs: Math.min(before.manyNs, manyNs) })
    }
  }
  log('forge: compiling')
  // The first run compiles the test contract and shows whether forge runs here at all.
  await sample()
  return {
    sample,
    bestNs: (each) => {
      const { fewNs, manyNs } = best.get(each) ?? { fewNs: Number.NaN, manyNs: Number.NaN }
      return slopeNs(each.warmIterations, fewNs, forge.manyIterations(each), manyNs)
    },
  }
}

async function openForgeIfPresent(
  cases: readonly Case[],
  plan: Plan,
  log: (line: string) => void,
): Promise<ForgeTimer | { readonly reason: string }> {
  try {
    return await openForge(cases, plan, log)
  } catch (error) {
    if (!(error instanceof EngineUnavailableError)) throw error
    log(`forge: not measured: ${error.message}`)
    return { reason: error.message }
  }
}
