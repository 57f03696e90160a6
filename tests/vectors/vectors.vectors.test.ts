// The official state tests, on our Machine. The sample by default; all of them with FAULTLINE_VECTORS_ALL=1.

import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { describe, expect, test } from 'vitest'

import { openVectors, VECTORS_MISSING, VECTORS_VARIABLE } from './archives.ts'
import type { EngineOptions } from './engine.ts'
import { createReport, formatReport } from './report.ts'
import { WAYS } from '../helpers/ways.ts'
import type { FileResult } from './run-file.ts'
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

/** Every way, and the form of compiled code that notes operands: with notes the other ways are the checked loop. */
const ENGINES: readonly (EngineOptions & { readonly name: string })[] = [
  ...WAYS.map((interpreter) => ({ name: interpreter, interpreter })),
  { name: 'compiled, with notes', interpreter: 'compiled', notes: true },
]

describe('the official state tests', () => {
  for (const [engine, { name }] of ENGINES.entries()) {
    test(`hold on the Machine, ${name}`, { timeout: TEST_MS_MAX }, async ({ skip }) => {
      skip(folder === '', VECTORS_MISSING)
      const { results, seconds, absentArchives } = await runs()
      const report = createReport(results[engine]!, {
        quick: !runsAll,
        engine: name,
        seconds,
        absentArchives,
      })
      const text = formatReport(report)
      console.log(text)
      expect(report.summary.ran).toBeGreaterThan(0)
      expect(report.summary.failed, text).toBe(0)
      if (runsAll) expect(report.summary.leftOut).toBe(0)
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

type Runs = {
  readonly results: readonly (readonly FileResult[])[]
  readonly seconds: number
  readonly absentArchives: readonly string[]
}

let running: Promise<Runs> | undefined

// All ways at once: reading a case and hashing its state take as long as running it.
function runs(): Promise<Runs> {
  return (running ??= runAll())
}

async function runAll(): Promise<Runs> {
  const started = performance.now()
  const { archives, absent } = await openVectors(folder)
  const results = await runVectors(
    archives.flatMap(({ files }) => files),
    {
      selection: { quick: !runsAll },
      engines: ENGINES,
      workerCount: availableParallelism(),
    },
  )
  return { results, seconds: (performance.now() - started) / 1000, absentArchives: absent }
}
