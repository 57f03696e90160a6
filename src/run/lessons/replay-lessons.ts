// All lessons on the current code: the part of `faultline replay` that is no terminal. Lessons of one setup share its world.

import path from 'node:path'
import type { RunnerStart } from '../../attack/tasks.ts'
import { replayLesson, type Failing, type Replayed } from '../../lessons/replay/replay-lesson.ts'
import type { Breathe } from '../../lessons/replay/types.ts'
import type { Clock } from '../../primitives/clock.ts'
import { BaseError } from '../../primitives/errors.ts'
import {
  REPLAY_SCHEMA_VERSION,
  type ReplayedLesson,
  type ReplayFailing,
  type ReplayReport,
} from '../../report/replay-schema.ts'
import type { ReportWarning } from '../../report/schema.ts'
import { attackedContract } from '../attacker-campaigns.ts'
import { CampaignOpener } from '../campaign-opener.ts'
import type { Ready } from '../campaign-runner.ts'
import type { ConfiguredProject } from '../config/open-configured.ts'
import type { KeptLesson } from './lesson-files.ts'
import { type Place, setupLines } from './setup-lines.ts'

export type ReplayLessonsOptions = {
  readonly opened: ConfiguredProject
  readonly files?: readonly string[]
  readonly lessons: readonly KeptLesson[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly fork?: { readonly url: string; readonly block?: bigint }
  /** Calls around each lesson that does no harm any more; 0: only the lessons themselves. */
  readonly executionsMax: number
  readonly clock: Clock
  readonly version: string
  readonly reproduce: string
  /** Told before each lesson. */
  readonly onLesson?: (lesson: KeptLesson, number: number) => void
  /** Aborted: what was not replayed yet is left out, with a warning. */
  readonly signal?: AbortSignal
  readonly warnings?: readonly ReportWarning[]
}

/** Rejects only for errors of our own. The same code, lessons and budget come to the same. */
export async function replayLessons(options: ReplayLessonsOptions): Promise<ReplayReport> {
  const { opened, lessons, clock } = options
  const startMs = clock.nowMs()
  const results = new Map<KeptLesson, ReplayedLesson>()
  let number = 0
  // Somebody may ask to stop meanwhile.
  const breathe = async (): Promise<boolean> => {
    await new Promise((resolve) => setImmediate(resolve))
    return options.signal?.aborted === true
  }
  for (const group of bySetup(lessons)) {
    let world: OpenedWorld | string | undefined
    for (const kept of group) {
      if (await breathe()) break
      options.onLesson?.(kept, ++number)
      world ??= await openWorld(options, kept)
      const result = await replayOne(options, kept, world, breathe)
      if (result !== undefined) results.set(kept, result)
    }
  }
  const ordered = lessons.flatMap((kept) => results.get(kept) ?? [])
  const left = lessons.length - ordered.length
  return {
    schemaVersion: REPLAY_SCHEMA_VERSION,
    run: {
      version: options.version,
      seconds: (clock.nowMs() - startMs) / 1_000,
      executions: ordered.reduce((sum, { tried }) => sum + tried.executions, 0),
      reproduce: options.reproduce,
    },
    project: { name: path.basename(opened.project.root) },
    lessons: ordered,
    warnings: [
      ...(options.warnings ?? []),
      ...(left === 0
        ? []
        : [{ code: 'REPLAY_INTERRUPTED', message: `${left} lessons were not replayed.`, hint: null }]),
    ],
  }
}

/** Those that need the same world together, in the order of the first of each. */
function bySetup(lessons: readonly KeptLesson[]): readonly (readonly KeptLesson[])[] {
  const groups = new Map<string, KeptLesson[]>()
  for (const kept of lessons) {
    const { campaign, seed } = kept.lesson.found
    const key = `${seed} ${campaign}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [kept])
    else group.push(kept)
  }
  return [...groups.values()]
}

type OpenedWorld = Ready & { readonly ranInSetup: (place: Place) => boolean }

/** The world of a lesson's campaign, or why there is none. */
async function openWorld(
  { opened, files, env, fork }: ReplayLessonsOptions,
  { lesson: { found } }: KeptLesson,
): Promise<OpenedWorld | string> {
  const start: RunnerStart = {
    root: opened.project.root,
    ...(files !== undefined && { files }),
    env: { ...env },
    seed: BigInt(found.seed),
    ...(fork !== undefined && { fork }),
    verbosity: 0,
  }
  const opener = new CampaignOpener(start, opened)
  if (!opener.has(found.campaign)) return goneText(opened, found.campaign)
  try {
    const ready = (await opener.open(found.campaign)).open()
    // Before anything else runs: what ran so far is the setup.
    if (!('kind' in ready)) return { ...ready, ranInSetup: setupLines(ready.engine) }
    return ready.kind === 'skipped'
      ? `Its setup is skipped: ${ready.reason}`
      : `Its setup fails (${ready.stage}): ${ready.reason}`
  } catch (error) {
    // A cheatcode that nobody has, a fork that does not answer, a contract that was not linked.
    if (!(error instanceof BaseError)) throw error
    return `Its setup fails: ${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}`
  }
}

/** What sets the world up is no longer there; a contract of its name may be. */
function goneText({ project, campaigns }: ConfiguredProject, campaign: string): string {
  const contract = attackedContract(campaign) ?? campaign
  const name = contract.slice(contract.lastIndexOf(':') + 1)
  const ids = [...project.contracts.ids, ...campaigns.map(({ id }) => id)]
  const namesake = ids.find((id) => id.slice(id.lastIndexOf(':') + 1) === name && id !== contract)
  const text = `${contract}, whose setup the lesson needs, is no longer in the project.`
  return namesake === undefined
    ? text
    : `${text} If it is ${namesake} now, change 'found.campaign' in the lesson.`
}

/** Undefined if it was stopped. */
async function replayOne(
  { executionsMax }: ReplayLessonsOptions,
  kept: KeptLesson,
  world: OpenedWorld | string,
  breathe: Breathe,
): Promise<ReplayedLesson | undefined> {
  const { lesson } = kept
  if (typeof world === 'string')
    return reported(kept, {
      status: 'cannot be replayed',
      reasons: [{ step: null, message: world, hint: null }],
    })
  const { engine, parts, ranInSetup } = world
  const replayed = await replayLesson({
    parts,
    writer: engine.writer,
    lesson,
    brokenAtRoot: new Set(engine.brokenAtRoot().map(({ index }) => index)),
    ranInSetup,
    executionsMax,
    seed: BigInt(lesson.found.seed),
    breathe,
  })
  parts.world.machine.coverage.merge('drop')
  parts.world.load(parts.root)
  return replayed && reported(kept, replayed)
}

const NOTHING_TRIED = { variants: 0, executions: 0, honest: 0 }

function reported({ file, lesson }: KeptLesson, replayed: Replayed): ReplayedLesson {
  const { id, title, found } = lesson
  const common = {
    id,
    title,
    file,
    campaign: found.campaign,
    status: replayed.status,
    words: wordsOf(replayed),
  }
  const nothing = {
    how: null,
    failing: null,
    differs: [],
    refusal: null,
    reasons: [],
    others: [],
    tried: NOTHING_TRIED,
  }
  switch (replayed.status) {
    case 'cannot be replayed':
      return {
        ...common,
        ...nothing,
        reasons: replayed.reasons.map(({ step, message, hint }) => ({ step, message, hint })),
      }
    case 'still fails': {
      const { how, failing, kinds, tried } = replayed
      return { ...common, ...nothing, how, failing: failingOf(failing), differs: kinds, tried }
    }
    case 'fixed': {
      const { refusal: refused, others, tried } = replayed
      const refusal =
        refused === undefined
          ? null
          : { step: refused.step, mechanism: refused.mechanism, place: refused.place }
      return { ...common, ...nothing, refusal, others: others.map(failingOf), tried }
    }
  }
}

function failingOf({ property, signature, steps }: Failing): ReplayFailing {
  return { property, signature, steps }
}

const DIFFERS = {
  callers: 'another caller',
  amounts: 'other amounts',
  callbacks: 'another callback',
  functions: 'another function',
  orders: 'another order',
} as const

function wordsOf(replayed: Replayed): string {
  switch (replayed.status) {
    case 'cannot be replayed':
      return replayed.reasons[0]?.message ?? 'Nobody knows why.'
    case 'fixed': {
      const { refusal } = replayed
      return refusal === undefined
        ? 'Every step is carried out and does no harm any more.'
        : `Step ${refusal.step} is refused now: ${refusal.mechanism} at ${refusal.place}.`
    }
    case 'still fails': {
      const { how, failing, kinds } = replayed
      const { mechanism, place } = failing.signature
      if (how === 'same') return `The same steps still break it: ${mechanism} at ${place}.`
      if (how === 'otherwise')
        return `The same steps break ${failing.property} instead: ${mechanism} at ${place}.`
      const differs = kinds.length === 0 ? 'other steps' : kinds.map((kind) => DIFFERS[kind]).join(' and ')
      return `The recorded steps are stopped, but the cause remains: with ${differs} it fails, ${mechanism} at ${place}.`
    }
  }
}
