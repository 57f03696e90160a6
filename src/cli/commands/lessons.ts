// `faultline lessons`: what the project has learned; and `faultline lessons add`: what it has found becomes that.

import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Clock } from '../../primitives/clock.ts'
import { plainText } from '../../primitives/plain-text.ts'
import { findRoot } from '../../project/find-root.ts'
import { toJsonText } from '../../report/json.ts'
import { lessonsToText, lessonToText, type ListedLesson } from '../../report/lessons-text.ts'
import type { ReportFinding } from '../../report/schema.ts'
import { isReportFinding } from '../../run/is-report-finding.ts'
import { tellersOf } from '../../run/one-cause.ts'
import { chosenLessons } from '../../run/lessons/chosen-lessons.ts'
import { type FoundBy, keepFindings } from '../../run/lessons/keep-findings.ts'
import { lastProofs } from '../../run/lessons/last-proofs.ts'
import { readLastReplay } from '../../run/lessons/last-replay.ts'
import { readLessons } from '../../run/lessons/lesson-files.ts'
import { databaseFile } from '../../store/state-folder.ts'
import { openStore } from '../../store/store.ts'
import { createColours, wantsColours } from '../colours.ts'
import { dayOf } from '../day.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { errorText, tellError } from '../tell-error.ts'
import type { Io } from '../io.ts'
import { lessonsFolder } from '../lessons/lessons-folder.ts'
import { keptText, unknownText } from '../lessons/lessons-told.ts'
import type { Manifest } from '../manifest.ts'
import { terminalWidth } from '../terminal-width.ts'

export type LessonsOptions = {
  /** Ids, beginnings of ids, or names of files; none: all. */
  readonly wanted: readonly string[]
  /** Folder; undefined: that of the project. */
  readonly lessons: string | undefined
  readonly isJson: boolean
}

const clock: Clock = { nowMs: () => performance.timeOrigin + performance.now() }
const DIGITS_MIN = 4

/** Lists lessons, or tells those that are asked for. */
export function lessons(options: LessonsOptions, io: Io): ExitCode {
  return reporting(io, () => {
    const { root, folder } = placesOf(options, io)
    const { lessons: all, errors } = readLessons(folder, { isNamed: options.lessons !== undefined })
    for (const error of errors) io.err(errorText(error))
    const { lessons: chosen, unknown } = chosenLessons(all, options.wanted)
    if (unknown.length > 0) {
      io.err(unknownText(unknown))
      return EXIT.usage
    }
    const last = readLastReplay(root)
    const listed = chosen.map(({ file, lesson }): ListedLesson => ({
      file,
      lesson,
      last: last.get(lesson.id) ?? null,
    }))
    io.out(
      options.isJson
        ? `${toJsonText({ schemaVersion: 1, lessons: listed }, 2)}\n`
        : textOf(listed, options, io),
    )
    return errors.length > 0 ? EXIT.notPrepared : EXIT.clean
  })
}

/** Keeps findings of the last runs as lessons: those that are asked for, or all of each contract's latest run. */
export function addLessons(options: Omit<LessonsOptions, 'isJson'>, manifest: Manifest, io: Io): ExitCode {
  return reporting(io, () => {
    const { root, folder } = placesOf(options, io)
    const { found, unknown } = findingsOf(root, options.wanted, manifest, io)
    if (unknown.length > 0) {
      io.err(`Nothing was found with the id ${unknown.map(plainText).join(', ')}.\n`)
      return EXIT.usage
    }
    if (found.length === 0) {
      io.err('Nothing was found yet that could be a lesson. "faultline attack" looks for something.\n')
      return EXIT.noVerdict
    }
    const kept = keepFindings(folder, found)
    io.out(keptText(kept, path.relative(io.cwd, folder) || '.'))
    return EXIT.clean
  })
}

function textOf(listed: readonly ListedLesson[], { wanted }: LessonsOptions, io: Io): string {
  const style = {
    colours: createColours(wantsColours(io.isOutTerminal, io.env)),
    width: terminalWidth(),
  }
  return wanted.length === 0
    ? lessonsToText(listed, style)
    : listed.map((each) => lessonToText(each, style)).join('\n')
}

function placesOf(
  { lessons: folder }: Pick<LessonsOptions, 'lessons'>,
  io: Io,
): { readonly root: string; readonly folder: string } {
  const { root } = findRoot(io.cwd)
  return { root, folder: lessonsFolder(root, folder, io.cwd) }
}

/** What the store of the project has. */
function findingsOf(
  root: string,
  wanted: readonly string[],
  { version }: Manifest,
  io: Io,
): { readonly found: readonly FoundBy[]; readonly unknown: readonly string[] } {
  if (!existsSync(databaseFile(root))) return { found: [], unknown: [] }
  const store = openStore({
    root,
    clock,
    pid: process.pid,
    onWarning: (text) => io.err(`Warning: ${plainText(text)}\n`),
    isReport: isReportFinding,
  })
  const proofs = lastProofs(root)
  const provedOf = (finding: ReportFinding): ReportFinding => ({
    ...finding,
    proofs: proofs.get(finding.id) ?? finding.proofs,
  })
  try {
    const all = store.contracts().flatMap((contract) => {
      const latest = store.latest(contract)
      const earlier = store.findings(contract)
      const ofLatest = earlier.filter(({ campaign }) => campaign.startedMs === latest?.startedMs)
      // Several that have one cause are told once, as in the report.
      const tellers = new Set(tellersOf(ofLatest.map(({ finding }) => finding)).values())
      return earlier.map(({ finding, campaign }) => ({
        isLatest: tellers.has(finding),
        finding: provedOf(finding.report as ReportFinding),
        facts: { on: dayOf(campaign.updatedMs), version, seed: String(campaign.seed) },
      }))
    })
    if (wanted.length === 0) return { found: all.filter(({ isLatest }) => isLatest), unknown: [] }
    const isMeant = (id: string, text: string): boolean => text.length >= DIGITS_MIN && id.startsWith(text)
    return {
      found: all.filter(({ finding }) => wanted.some((text) => isMeant(finding.id, text))),
      unknown: wanted.filter((text) => all.every(({ finding }) => !isMeant(finding.id, text))),
    }
  } finally {
    store.close()
  }
}

function reporting(io: Io, run: () => ExitCode): ExitCode {
  try {
    return run()
  } catch (error) {
    return tellError(error, io)
  }
}
