// What a replay came to, as text for people. All that lessons and contracts name is somebody else's text.

import type { Colours } from '../cli/colours.ts'
import { plainText } from '../primitives/plain-text.ts'
import type { ReplayedLesson, ReplayFailing, ReplayReport, ReplayStatus } from './replay-schema.ts'
import { counted, wrapped } from './text-layout.ts'

export type ReplayTextOptions = {
  readonly colours: Colours
  /** Columns of the terminal. */
  readonly width: number
}

const WIDTH_MIN = 40
const WIDTH_MAX = 140
const ORDER: readonly ReplayStatus[] = ['still fails', 'cannot be replayed', 'fixed']

/** What fails first. With a line break at its end. */
export function replayToText(report: ReplayReport, options: ReplayTextOptions): string {
  const width = Math.min(Math.max(options.width, WIDTH_MIN), WIDTH_MAX)
  const { colours } = options
  const sorted = ORDER.flatMap((status) => report.lessons.filter((each) => each.status === status))
  const lines = sorted.flatMap((lesson) => [...lessonLines(lesson, { colours, width }), ''])
  for (const { message, hint } of report.warnings) {
    const text = `warning: ${plainText(message)}${hint === null ? '' : ` ${plainText(hint)}`}`
    lines.push(...wrapped(text, width, 2).map(colours.yellow))
  }
  if (report.warnings.length > 0) lines.push('')
  lines.push(summaryLine(report, colours))
  return `${lines.join('\n')}\n`
}

function lessonLines(lesson: ReplayedLesson, options: ReplayTextOptions): readonly string[] {
  const { colours, width } = options
  const { status, id, title, words, failing, reasons, others, tried, file } = lesson
  const paint = { 'still fails': colours.red, fixed: colours.green, 'cannot be replayed': colours.yellow }[
    status
  ]
  const lines = wrapped(`${status}: ${plainText(title)}`, width, 2).map((line) => colours.bold(paint(line)))
  if (status !== 'cannot be replayed') lines.push(...wrapped(`  ${plainText(words)}`, width, 2))
  for (const { message, hint, step } of reasons) {
    const where = step === null ? '' : `Step ${step}: `
    lines.push(...wrapped(`  ${where}${plainText(message)}`, width, 4))
    if (hint !== null) lines.push(...wrapped(`    ${plainText(hint)}`, width, 4))
  }
  if (failing !== null && lesson.how !== 'same') lines.push(...stepLines(failing, options))
  if (status === 'fixed') lines.push(...wrapped(`  ${triedText(tried)}`, width, 2).map(colours.dim))
  for (const other of others) {
    const { mechanism, place } = other.signature
    const text = `  Something else fails near it: ${plainText(other.property)}, ${plainText(mechanism)} at ${plainText(place)}.`
    lines.push(...wrapped(text, width, 4).map(colours.red), ...stepLines(other, options))
  }
  lines.push(...wrapped(`  ${plainText(file)}; id ${plainText(id)}`, width, 2).map(colours.dim))
  return lines
}

function stepLines({ steps }: ReplayFailing, { width }: ReplayTextOptions): readonly string[] {
  let number = 0
  return steps.flatMap((step) => {
    const start = step.startsWith(' ') ? '       ' : `    ${++number}. `
    return wrapped(`${start}${plainText(step.trimStart())}`, width, 9)
  })
}

/** What was tried, and no more. */
function triedText({ variants, executions, honest }: ReplayedLesson['tried']): string {
  const around =
    executions === 0
      ? 'Nothing was tried around it'
      : `${counted(variants, 'variant')} and ${counted(executions, 'call')} around it did no harm`
  return honest === 0
    ? `${around}; besides the setup, nothing of honest users was there to try.`
    : `${around}; ${counted(honest, 'way')} of honest users still work.`
}

function summaryLine({ lessons, run }: ReplayReport, colours: Colours): string {
  if (lessons.length === 0) return 'No lesson was replayed.'
  const counts = ORDER.flatMap((status) => {
    const count = lessons.filter((each) => each.status === status).length
    return count === 0 ? [] : [`${count} ${count === 1 || status === 'fixed' ? status : PLURAL[status]}`]
  })
  return colours.bold(
    `${counted(lessons.length, 'lesson')}: ${counts.join(', ')} (${run.seconds.toFixed(1)} s).`,
  )
}

const PLURAL: Readonly<Record<ReplayStatus, string>> = {
  'still fails': 'still fail',
  'cannot be replayed': 'cannot be replayed',
  fixed: 'fixed',
}
