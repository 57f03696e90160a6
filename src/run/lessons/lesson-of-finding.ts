// A finding of a report as a lesson.

import { Field, FieldError } from '../../lessons/record/field-reader.ts'
import { isPlainFileName } from '../../lessons/record/file-name.ts'
import { parseProgram } from '../../lessons/record/parse-program.ts'
import { type Lesson, LESSON_VERSION, type LessonProgram } from '../../lessons/record/types.ts'
import type { ReportFinding, ReportStep } from '../../report/schema.ts'

const TITLE_MAX = 160

export type LessonFacts = {
  /** '2026-11-22'. */
  readonly on: string
  /** Of Faultline. */
  readonly version: string
  /** Of the run that found it. */
  readonly seed: string
}

/** Undefined if the finding could not be told by names, or if it is a goal that was reached and no failure. */
export function lessonOf(finding: ReportFinding, { on, version, seed }: LessonFacts): Lesson | undefined {
  const program = programOf(finding)
  if (program === undefined || finding.property.kind === 'optimize') return undefined
  const { id, campaign, property, signature, vector, severity, mechanisms, source, losses, story } = finding
  const code = source?.excerpt.find(({ line }) => line === source.line)?.text.trim()
  return {
    lesson: LESSON_VERSION,
    id,
    title: titleOf(finding),
    found: { on, version, campaign, seed },
    property: { name: property.name, kind: property.kind },
    signature: { property: signature.property, mechanism: signature.mechanism, place: signature.place },
    cause: {
      vector: vector?.id ?? null,
      title: vector?.title ?? null,
      severity,
      mechanisms: mechanisms.map(({ sentence }) => sentence),
      place: source === null ? null : `${source.path}:${source.line}`,
      code: code ?? null,
    },
    losses: losses.map(({ text, share }) => `${text} (${Math.round(share * 100)} %)`),
    story,
    proofs: finding.proofs.flatMap(({ file, text }) => (text !== '' && isPlainFileName(file) ? [file] : [])),
    program: {
      ...program,
      steps: program.steps.map((step, i) => ({ ...wordsOf(finding.steps[i]), ...step })),
    },
  }
}

/** What the store kept may be anybody's: it is read as a file is. */
function programOf({ program }: ReportFinding): LessonProgram | undefined {
  if (program === null) return undefined
  try {
    return parseProgram(new Field(program, ''), ['version'])
  } catch (error) {
    if (error instanceof FieldError) return undefined
    throw error
  }
}

function titleOf({ property, signature }: ReportFinding): string {
  const what =
    property.kind === 'detector'
      ? `${property.name}: ${signature.mechanism}`
      : `${property.name} ${signature.mechanism}`
  return what.length <= TITLE_MAX ? what : `${what.slice(0, TITLE_MAX - 1)}…`
}

function wordsOf(step: ReportStep | undefined): { readonly words?: string } {
  if (step === undefined) return {}
  const { delay, words, payment, reactions } = step
  const line = [delay === '' ? words : `${delay}, ${words}`, payment].filter((text) => text !== '').join(', ')
  return { words: [line, ...reactions].join('; ') }
}
