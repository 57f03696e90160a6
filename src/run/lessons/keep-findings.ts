// Findings become lessons.

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
  const { lessons } = readLessons(folder)
  const written: string[] = []
  const known: string[] = []
  const impossible: string[] = []
  for (const { finding, facts } of found) {
    const lesson = lessonOf(finding, facts)
    if (lesson === undefined) {
      impossible.push(finding.id)
      continue
    }
    const file = keepLesson(folder, lesson, finding.proofs, lessons)
    if (file === undefined) known.push(finding.id)
    else written.push(file)
  }
  return { written, known, impossible }
}
