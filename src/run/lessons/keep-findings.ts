// Findings become lessons.

import type { Lesson } from '../../lessons/record/types.ts'
import type { ReportFinding } from '../../report/schema.ts'
import { keepLesson, readLessons } from './lesson-files.ts'
import { type LessonFacts, lessonOf } from './lesson-of-finding.ts'

export type FoundBy = { readonly finding: ReportFinding; readonly facts: LessonFacts }

export type KeptFindings = {
  /** Names of the files that were written. */
  readonly written: readonly string[]
  /** Ids of findings that are lessons already. */
  readonly known: readonly string[]
  /** Ids of findings that could not be told by names. */
  readonly impossible: readonly string[]
}

/** @throws LessonError if the folder cannot be read, or a file not be written */
export function keepFindings(folder: string, found: readonly FoundBy[]): KeptFindings {
  const all = readLessons(folder).lessons.map(({ lesson }) => lesson)
  const written: string[] = []
  const known: string[] = []
  const impossible: string[] = []
  for (const { finding, facts } of found) {
    const lesson = lessonOf(finding, facts)
    if (lesson === undefined) impossible.push(finding.id)
    else if (all.some((each) => isSame(each, lesson))) known.push(finding.id)
    else {
      written.push(keepLesson(folder, lesson, finding.proofs))
      all.push(lesson)
    }
  }
  return { written, known, impossible }
}

/** The same failure: by its id or, where lines have moved since, by the same steps that break the same. */
function isSame(left: Lesson, right: Lesson): boolean {
  return (
    left.id === right.id ||
    (left.property.name === right.property.name &&
      left.found.campaign === right.found.campaign &&
      left.signature.mechanism === right.signature.mechanism &&
      outline(left) === outline(right))
  )
}

/** Who calls what, without amounts. */
function outline({ program }: Lesson): string {
  return JSON.stringify(
    program.steps.map(({ from, to, function: fn, reactions }) => [
      from,
      to,
      fn,
      reactions?.map(({ calls }) => calls.map((call) => [call.to, call.function])),
    ]),
  )
}
