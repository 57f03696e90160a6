// Findings of small projects as lessons, and those lessons on changed versions of the projects, without a disk.

import { parseLesson } from '../../src/lessons/record/parse-lesson.ts'
import { lessonText } from '../../src/lessons/record/lesson-text.ts'
import type { Lesson } from '../../src/lessons/record/types.ts'
import { createManualClock } from '../../src/primitives/clock.ts'
import type { Project } from '../../src/project/types.ts'
import type { ReplayedLesson } from '../../src/report/replay-schema.ts'
import type { ReportFinding } from '../../src/report/schema.ts'
import { lessonOf } from '../../src/run/lessons/lesson-of-finding.ts'
import { replayLessons } from '../../src/run/lessons/replay-lessons.ts'
import { searchInProcess } from '../helpers/search-in-process.ts'

const clock = createManualClock()

/** What attackers find in a project, until `isEnough` or the budget is used up. */
export async function findingsIn(
  project: Project,
  setup: string,
  executions: number,
  isEnough: (finding: ReportFinding) => boolean,
): Promise<readonly ReportFinding[]> {
  const { findings } = await searchInProcess({ project, setup, seed: 1n, executions, clock, isEnough })
  return findings.map(({ report }) => report as ReportFinding)
}

/** The finding as a lesson that went through its file. */
export function learned(finding: ReportFinding): Lesson {
  const lesson = lessonOf(finding, { on: '2026-11-22', version: '0.0.0', seed: '1' })
  if (lesson === undefined) throw new Error(`${finding.property.name} cannot be told by names.`)
  return parseLesson(lessonText(lesson), 'lesson.json')
}

/** What a lesson comes to in a project. */
export async function replayedIn(
  project: Project,
  lesson: Lesson,
  executionsMax: number,
): Promise<ReplayedLesson> {
  const report = await replayLessons({
    opened: { project, config: {}, campaigns: [] },
    lessons: [{ file: 'lesson.json', lesson }],
    env: {},
    executionsMax,
    clock,
    version: '0.0.0',
    reproduce: '',
  })
  return report.lessons[0]!
}
