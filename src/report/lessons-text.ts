// Lessons as text for people: a list, or one of them told. All of it may be somebody else's text.

import type { Colours } from '../cli/colours.ts'
import type { Lesson } from '../lessons/record/types.ts'
import { plainText } from '../primitives/plain-text.ts'
import type { ReplayStatus } from './replay-schema.ts'
import { counted, padded, wrapped } from './text-layout.ts'

/** A lesson, its file, and what its last replay came to; null: it was not replayed here. */
export type ListedLesson = {
  readonly file: string
  readonly lesson: Lesson
  readonly last: { readonly status: ReplayStatus; readonly on: string; readonly words: string } | null
}

export type LessonsTextOptions = { readonly colours: Colours; readonly width: number }

const STATUS_COLUMNS = 20

/** One line each, then how many there are. With a line break at its end. */
export function lessonsToText(
  lessons: readonly ListedLesson[],
  { colours, width }: LessonsTextOptions,
): string {
  const lines = lessons.flatMap(({ lesson, last }) => {
    const { id, title, found } = lesson
    const status = padded(last?.status ?? 'not replayed', STATUS_COLUMNS)
    const text = `${plainText(id)}  ${status}${plainText(title)} (${plainText(found.on)})`
    return wrapped(text, Math.max(width, 60), 14 + STATUS_COLUMNS).map(painted(last?.status, colours))
  })
  return `${[...lines, ...(lines.length > 0 ? [''] : []), counted(lessons.length, 'lesson')].join('\n')}.\n`
}

/** What happened, how, and what became of it. With a line break at its end. */
export function lessonToText({ file, lesson, last }: ListedLesson, options: LessonsTextOptions): string {
  const { colours } = options
  const width = Math.max(options.width, 60)
  const { id, title, found, cause, signature, losses, story, proofs, program } = lesson
  const line = (text: string, hang = 2): readonly string[] => wrapped(`  ${plainText(text)}`, width, hang)
  const place = cause.place ?? signature.place
  const lines = [
    ...wrapped(plainText(title), width, 2).map(colours.bold),
    ...line(`Found on ${found.on} by Faultline ${found.version} in ${found.campaign}.`),
    '',
    ...(cause.title === null ? [] : line(`${cause.severity ?? 'severity unknown'}: ${cause.title}`)),
    ...line(`It gives way at ${place}${cause.code === null ? '' : `: ${cause.code}`}`, 4),
    ...cause.mechanisms.flatMap((each) => line(each, 4)),
    ...(losses.length === 0 ? [] : line(`Others have less: ${losses.join(', ')}`, 4)),
    '',
    ...program.steps.flatMap(({ words, from, to, function: fn }, i) =>
      line(`${i + 1}. ${words ?? `${from} calls ${to}.${fn ?? '?'}`}`, 5),
    ),
    ...(story.length === 0 ? [] : ['', ...story.flatMap((each) => line(each, 4))]),
    '',
    ...(last === null
      ? line('Not replayed yet.')
      : line(`Last replay, ${last.on}: ${last.status}. ${last.words}`).map(painted(last.status, colours))),
    ...proofs.flatMap((each) => line(`Proof: ${each}`)),
    ...line(`File: ${file}`),
    ...line(`Replay it: npx faultline replay --only ${id}`),
  ]
  return `${lines.join('\n')}\n`
}

function painted(
  status: ReplayStatus | undefined,
  { red, green, yellow }: Colours,
): (text: string) => string {
  if (status === 'still fails') return red
  if (status === 'fixed') return green
  return status === undefined ? (text) => text : yellow
}
