// The official state tests, on our Machine. The sample by default; all of them with FAULTLINE_VECTORS_ALL=1.

import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { describe, expect, test } from 'vitest'

import { openVectors, VECTORS_MISSING, VECTORS_VARIABLE } from './archives.ts'
import { createReport, formatReport } from './report.ts'
import type { Way } from '../helpers/ways.ts'
import { runVectors } from './run-vectors.ts'
import { readAccounts, readCases, StateTestFileError } from './state-test-file.ts'
import { stateRoot } from './state-root.ts'

const TEST_MS_MAX = 1_200_000
// One file in so many is read for its roots.
const ROOT_SHARE = 20

const folder: string = process.env[VECTORS_VARIABLE] ?? ''
// A skipped test says nothing by itself.
if (folder === '') console.log(VECTORS_MISSING)
const runsAll: boolean = process.env['FAULTLINE_VECTORS_ALL'] === '1'

const LOOPS = [
  { engine: 'fast', quick: !runsAll },
  { engine: 'checked', quick: !runsAll },
  { engine: 'compiled', quick: !runsAll },
] as const

describe('the official state tests', () => {
  for (const { engine, quick } of LOOPS) {
    test(`hold on the Machine, ${engine} loop`, { timeout: TEST_MS_MAX }, async ({ skip }) => {
      skip(folder === '', VECTORS_MISSING)
      await runAll(engine, quick)
    })
  }

  test(
    'have the roots that the harness computes for their post-states',
    { timeout: TEST_MS_MAX },
    async ({ skip }) => {
      skip(folder === '', VECTORS_MISSING)
      const { archives } = await openVectors(folder)
      const files = archives
        .flatMap((archive) => archive.files)
        .filter((_, index) => index % ROOT_SHARE === 0)
      let checked = 0
      for (const { name, path } of files) {
        const text = await readFile(path, 'utf8')
        for (const { expected } of casesOf(text)) {
          if (expected.state === undefined) continue
          expect(stateRoot(readAccounts(expected.state)), name).toBe(expected.hash)
          checked++
        }
      }
      console.log(`${checked} expected states of the official state tests have the root that they should.`)
      expect(checked).toBeGreaterThan(0)
    },
  )
})

function casesOf(text: string): ReturnType<typeof readCases> {
  try {
    return readCases(text)
  } catch (error) {
    if (error instanceof StateTestFileError) return []
    throw error
  }
}

async function runAll(engine: Way, quick: boolean): Promise<void> {
  const started = performance.now()
  const { archives, absent } = await openVectors(folder)
  const results = await runVectors(
    archives.flatMap(({ files }) => files),
    {
      selection: { quick },
      engineOptions: { interpreter: engine },
      workerCount: availableParallelism(),
    },
  )
  const report = createReport(results, {
    quick,
    engine,
    seconds: (performance.now() - started) / 1000,
    absentArchives: absent,
  })
  const text = formatReport(report)
  console.log(text)
  expect(report.summary.ran).toBeGreaterThan(0)
  expect(report.summary.failed, text).toBe(0)
  if (!quick) expect(report.summary.leftOut).toBe(0)
}
