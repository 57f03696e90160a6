// Findings of small projects as lessons, and those lessons on changed versions of the projects, without a disk.

import { runCampaign } from '../../src/attack/coordinator.ts'
import { createInProcessPool } from '../../src/attack/pool/in-process-pool.ts'
import type { CampaignAnswer, CampaignWork, RunnerStart } from '../../src/attack/tasks.ts'
import { parseLesson } from '../../src/lessons/record/parse-lesson.ts'
import { lessonText } from '../../src/lessons/record/lesson-text.ts'
import type { Lesson } from '../../src/lessons/record/types.ts'
import { createManualClock } from '../../src/primitives/clock.ts'
import { setUpContractOf } from '../../src/project/attackable-contracts.ts'
import type { Project } from '../../src/project/types.ts'
import type { ReplayedLesson } from '../../src/report/replay-schema.ts'
import type { ReportFinding } from '../../src/report/schema.ts'
import { attackerId } from '../../src/run/attacker-campaigns.ts'
import { attackerNotes } from '../../src/run/attacker-notes.ts'
import { CampaignRunner } from '../../src/run/campaign-runner.ts'
import { lessonOf } from '../../src/run/lessons/lesson-of-finding.ts'
import { replayLessons } from '../../src/run/lessons/replay-lessons.ts'

const clock = createManualClock()

/** What attackers find in a project, until `isEnough` or the budget is used up. */
export async function findingsIn(
  project: Project,
  setup: string,
  executions: number,
  isEnough: (finding: ReportFinding) => boolean,
): Promise<readonly ReportFinding[]> {
  const start: RunnerStart = { root: project.root, env: {}, seed: 1n, verbosity: 0 }
  const test = setUpContractOf(project.contracts.get(setup), project)
  if (test === undefined) throw new Error(`${setup} sets nothing up.`)
  const id = attackerId(setup)
  const runner = new CampaignRunner({
    id,
    start,
    project,
    test,
    attackerTarget: attackerNotes,
    files: undefined,
    clock,
  })
  const pool = createInProcessPool<CampaignWork, CampaignAnswer>({
    run: (work, progress) => runner.run(work, progress),
  })
  const search = new AbortController()
  const result = await runCampaign({
    contract: id,
    pool,
    lanes: 2,
    executionsMax: executions,
    searchSignal: search.signal,
    hardSignal: new AbortController().signal,
    secondsSoFar: () => 0,
    stopAfter: undefined,
    checkpoint: undefined,
    onEvent: (event) => {
      if (event.kind === 'shrunk' && isEnough(event.finding.report as ReportFinding)) search.abort()
    },
  })
  if (result.status !== 'done' && result.status !== 'stopped') throw new Error(result.reason)
  return result.findings.map(({ report }) => report as ReportFinding)
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
