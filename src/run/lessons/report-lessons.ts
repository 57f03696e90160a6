// The lessons of a project in a report, with what is known of each: whether this run found the same, and what its last replay came to.

import type { ReportFinding, ReportLesson } from '../../report/schema.ts'
import { readLastReplay } from './last-replay.ts'
import { LessonError } from '../../lessons/record/lesson-error.ts'
import { type KeptLesson, readLessons } from './lesson-files.ts'

/**
 * In the order of their files. Those that cannot be read are left out: `faultline lessons` says why.
 * @param root of the project
 * @param folder where its lessons are
 * @param findings of the run
 */
export function reportLessons(
  root: string,
  folder: string,
  findings: readonly ReportFinding[],
): readonly ReportLesson[] {
  const found = new Set(findings.map(({ id }) => id))
  const replays = readLastReplay(root)
  return lessonsIn(folder).map(({ file, lesson: { id, title, cause, found: origin } }): ReportLesson => {
    const last = replays.get(id)
    return {
      id,
      title,
      file,
      place: cause.place,
      foundOn: origin.on,
      isFoundAgain: found.has(id),
      replay: last === undefined ? null : { status: last.status, on: last.on, words: last.words },
    }
  })
}

function lessonsIn(folder: string): readonly KeptLesson[] {
  try {
    return readLessons(folder).lessons
  } catch (error) {
    if (error instanceof LessonError) return []
    throw error
  }
}
