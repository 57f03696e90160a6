// What GitHub shows of a replay: annotations for lessons that need somebody, and the summary of the job.

import { clippedText } from '../primitives/plain-text.ts'
import { checkoutPath } from './checkout-path.ts'
import { workflowCommand } from './github.ts'
import { mdCodeCell, mdBlock, mdText } from './markdown-text.ts'
import type { ReplayedLesson, ReplayFailing, ReplayReport, ReplayStatus } from './replay-schema.ts'
import type { ReportProject } from './schema.ts'
import { counted } from './text-layout.ts'

/** GitHub shows so many of each level of a step. */
const ANNOTATIONS_MAX = 10
const ROWS_MAX = 500
const ORDER: readonly ReplayStatus[] = ['still fails', 'cannot be replayed', 'fixed']

type Folder = Pick<ReportProject, 'folder'>

/** An error for what still fails and for what else failed on the way, a warning for what cannot be replayed. */
export function replayAnnotations(report: ReplayReport, project: Folder): readonly string[] {
  const errors = report.lessons.flatMap((lesson) => [
    ...(lesson.status === 'still fails'
      ? [failingCommand(lesson, lesson.failing, 'still fails', project)]
      : []),
    ...lesson.others.map((other) => failingCommand(lesson, other, 'fails otherwise', project)),
  ])
  const warnings = report.lessons.flatMap((lesson) =>
    lesson.status === 'cannot be replayed'
      ? [
          workflowCommand({
            level: 'warning',
            title: `Lesson cannot be replayed: ${lesson.title}`,
            lines: [
              ...lesson.reasons.map(({ step, message }) =>
                step === null ? message : `step ${step}: ${message}`,
              ),
              lesson.file,
            ],
          }),
        ]
      : [],
  )
  return [...errors.slice(0, ANNOTATIONS_MAX), ...warnings.slice(0, ANNOTATIONS_MAX)]
}

/** A table of the lessons, what fails first. */
export function replaySummary(report: ReplayReport): string {
  const sorted = ORDER.flatMap((status) => report.lessons.filter((lesson) => lesson.status === status))
  const countOf = (status: ReplayStatus): number => sorted.filter((lesson) => lesson.status === status).length
  const [failing, unknown, fixed] = ORDER.map(countOf)
  const counts = `${failing} still ${failing === 1 ? 'fails' : 'fail'}, ${unknown} cannot be replayed, ${fixed} fixed`
  const what =
    fixed === 0
      ? ''
      : ` *Fixed* says that the steps and ${counted(report.run.executions, 'call')} around them do no harm; it is no proof.`
  const more = sorted.length - ROWS_MAX
  const lines = [
    `# Faultline: lessons of ${mdText(report.project.name)}`,
    '',
    `**${counted(report.lessons.length, 'lesson')}: ${counts}.**${what}`,
    '',
    '| Status | Lesson | What happened | File |',
    '|---|---|---|---|',
    ...sorted
      .slice(0, ROWS_MAX)
      .map(
        ({ status, title, words, reasons, file }) =>
          `| ${status === 'fixed' ? status : `**${status}**`} | ${mdText(title)} | ${mdText([words, ...reasons.map(({ message }) => message)].join(' '))} | ${mdCodeCell(file)} |`,
      ),
    ...(more > 0 ? ['', `… and ${more} more.`] : []),
    '',
    ...mdBlock([report.run.reproduce], 'sh'),
  ]
  return `${lines.join('\n')}\n`
}

function failingCommand(
  { title, words, file }: ReplayedLesson,
  failing: ReplayFailing | null,
  how: string,
  project: Folder,
): string {
  const [, path, line] = /^(.+):(\d{1,7})$/.exec(failing?.signature.place ?? '') ?? []
  const place = path === undefined ? undefined : checkoutPath(project, path)
  return workflowCommand({
    level: 'error',
    ...(place !== undefined && { place: { path: place, line: Math.max(1, Number(line)) } }),
    title: `Lesson ${how}: ${clippedText(title, 200)}`,
    lines: [words, ...(failing?.steps ?? []), file],
  })
}
