import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { sampleFinding } from '../../../tests/helpers/sample-report.ts'
import { temporaryFolder } from '../../../tests/helpers/temporary-folder.ts'
import type { Lesson } from '../../lessons/record/types.ts'
import { writeLastReplay } from './last-replay.ts'
import { keepLesson } from './lesson-files.ts'
import { reportLessons } from './report-lessons.ts'

const lesson = (id: string, title: string): Lesson => ({
  lesson: 1,
  id,
  title,
  found: { on: '2026-11-22', version: '0.1.0', campaign: 'attacker:a:A', seed: '1' },
  property: { name: 'theft', kind: 'detector' },
  signature: { property: 'a', mechanism: 'b', place: 'c' },
  cause: { vector: null, title: null, severity: null, mechanisms: [], place: 'src/A.sol:4', code: null },
  losses: [],
  story: [],
  proofs: [],
  program: {
    accounts: { attacker: { kind: 'role', role: 'attacker 1' } },
    steps: [
      {
        words: 'attacker calls itself',
        from: 'attacker',
        to: 'attacker',
        function: 'receive()',
        arguments: [],
        value: '0',
        outcome: 'success',
        seconds: 0,
        blocks: 0,
      },
    ],
    uses: [],
    honest: [],
    watched: { assets: [], positions: [] },
  },
})

test('each lesson has whether this run found it again, and what its last replay came to', async () => {
  const root = await temporaryFolder()
  const folder = path.join(root, 'faultline', 'lessons')
  const again = sampleFinding()
  keepLesson(folder, lesson(again.id, 'again'), [])
  keepLesson(folder, lesson('0123456789ab', 'repaired'), [])
  const replayed = { id: '0123456789ab', status: 'fixed', words: 'Step 1 is refused.' }
  writeLastReplay(
    root,
    { lessons: [replayed] } as unknown as Parameters<typeof writeLastReplay>[1],
    '2026-12-01',
  )
  const told = reportLessons(root, folder, [again])
  expect(told.map(({ title, place, isFoundAgain, replay }) => [title, place, isFoundAgain, replay])).toEqual(
    expect.arrayContaining([
      ['again', 'src/A.sol:4', true, null],
      ['repaired', 'src/A.sol:4', false, { status: 'fixed', on: '2026-12-01', words: 'Step 1 is refused.' }],
    ]),
  )
  expect(told).toHaveLength(2)
})

test('no lessons, files that are none, and no folder take nothing from a report', async () => {
  const root = await temporaryFolder()
  const folder = path.join(root, 'lessons')
  expect(reportLessons(root, folder, [])).toEqual([])
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'broken.json'), '{')
  expect(reportLessons(root, folder, [])).toEqual([])
  expect(reportLessons(root, path.join(folder, 'broken.json'), [])).toEqual([])
})
