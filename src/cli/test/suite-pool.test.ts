import { expect, test } from 'vitest'
import { runSuites, startSuiteWorker, SuiteWorkerError } from './suite-pool.ts'

test('a worker that ended before it was asked for a suite does not keep anybody waiting', async () => {
  const first = startSuiteWorker()
  await first.terminate()
  const data = {
    root: import.meta.dirname,
    env: {},
    patterns: {},
    seed: 1n,
    fuzzRuns: undefined,
    traces: 'none',
  } as const
  const suites = runSuites(['test/A.t.sol:ATest'], { data, workers: 1, first, onSuite: () => undefined })
  await expect(suites).rejects.toThrow(SuiteWorkerError)
})
