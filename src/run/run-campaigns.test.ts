import { expect, test } from 'vitest'
import type { CampaignEvent, CampaignResult } from '../attack/campaign.ts'
import { createInProcessPool } from '../attack/pool/in-process-pool.ts'
import type { CampaignAnswer, CampaignWork } from '../attack/tasks.ts'
import type { Clock } from '../primitives/clock.ts'
import { buildReport, type RunFacts } from './build-report.ts'
import { exitCodeOf } from '../cli/attack/exit-code.ts'
import { runCampaigns, type RunCampaignsOptions, type RunResult } from './run-campaigns.ts'

const clock: Clock = { nowMs: () => performance.now() }

/** A worker whose contracts break their first property in the given epoch, if any; 'bad' cannot be set up. */
function answer(work: CampaignWork, breaksAt: Readonly<Record<string, number>>): CampaignAnswer {
  const { contract } = work
  switch (work.kind) {
    case 'prepare':
      if (contract.endsWith(':bad'))
        return { kind: 'setupFailed', stage: 'setUp', reason: 'no money', trace: '' }
      return {
        kind: 'prepared',
        fingerprint: 'f',
        functions: [
          { contract: 'Vault', name: 'deposit(uint256)', isTest: false },
          { contract: 'Vault', name: 'pause()', isTest: false },
        ],
        properties: [0, 1].map((index) => ({
          index,
          kind: 'invariant',
          name: `invariant_${index}()`,
          isExplicit: true,
        })),
        brokenAtRoot: [],
        warnings: [],
      }
    case 'lanes':
      return {
        kind: 'lanes',
        lanes: work.lanes.map(({ epoch, lane, executionsMax: executions }) => {
          const isBroken = breaksAt[contract] === epoch && lane === 0
          return {
            failureAges: isBroken ? [0] : [],
            result: {
              entries: [],
              failures: isBroken ? [{ property: 0, sequence: [], key: 'k', executions: 1 }] : [],
              executions,
              counts: Uint32Array.of(executions, 1, 0, 0, 0, 0),
              best: [],
              edges: 5,
              warnings: [],
              isStopped: false,
            },
          }
        }),
      }
    case 'shrink': {
      const signature = { property: `${contract}.invariant_0()`, mechanism: 'returned false', place: 'here' }
      const report = { id: contract, property: { name: 'invariant_0()', kind: 'invariant' } }
      return {
        kind: 'shrunk',
        finding: { property: 0, signature, calls: 0, shrinkExecutions: 3, report },
      }
    }
    case 'prove':
      return { kind: 'proved', findings: [] }
    case 'summarize':
      return {
        kind: 'summary',
        summary: {
          sources: [],
          edgesSuccess: 5,
          edgesFailure: 2,
          states: 1,
          functions: [],
          contracts: [],
          unnoticed: [],
        },
      }
  }
}

async function run(
  contracts: readonly string[],
  breaksAt: Readonly<Record<string, number>>,
  options: Partial<RunCampaignsOptions> = {},
): Promise<{
  readonly results: RunResult[]
  readonly events: CampaignEvent[]
  readonly ended: string[]
}> {
  const events: CampaignEvent[] = []
  const ended: string[] = []
  const pool = createInProcessPool<CampaignWork, CampaignAnswer>({ run: (work) => answer(work, breaksAt) })
  const results = await runCampaigns({
    contracts,
    pool,
    lanes: 4,
    atOnceMax: 2,
    executionsMax: 5_000,
    secondsMax: undefined,
    isFailFast: false,
    clock,
    checkpointOf: () => undefined,
    searchSignal: new AbortController().signal,
    hardSignal: new AbortController().signal,
    onEvent: (event) => events.push(event),
    onEnd: ({ contract }) => ended.push(contract),
    ...options,
  })
  await pool.close()
  return { results, events, ended }
}

const FACTS: RunFacts = {
  run: {
    version: '1',
    seed: '7',
    budget: { kind: 'executions', amount: 5_000 },
    workers: 1,
    endedBy: 'budget',
    reproduce: '',
  },
  project: { name: 'p', kind: 'foundry', folder: '', contracts: 9 },
  seconds: 1,
  warnings: [],
  reproduce: (contract) => `again ${contract}`,
}
const CONTRACTS = ['a.sol:a', 'b.sol:b', 'c.sol:c', 'd.sol:bad']
const exitCode = (results: readonly CampaignResult[]): number =>
  exitCodeOf(results, { isInterrupted: false, isFailureAllowed: false })

test('results come in the order of the contracts, whichever ends first', async () => {
  const { results, ended } = await run(CONTRACTS, { 'b.sol:b': 1 })
  expect(results.map(({ contract }) => contract)).toEqual(CONTRACTS)
  expect(results.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'setupFailed'])
  expect(results.map(({ findings }) => findings.length)).toEqual([0, 1, 0, 0])
  expect(ended.toSorted()).toEqual(CONTRACTS)
  for (const { progress, status } of results) {
    if (status === 'done') expect(progress.executions).toBeGreaterThanOrEqual(5_000)
  }
})

test('the first failure ends all searches, if that is wanted', async () => {
  const { results } = await run(CONTRACTS, { 'a.sol:a': 2 }, { isFailFast: true, executionsMax: undefined })
  expect(results[0]!.findings).toHaveLength(1)
  expect(results.map(({ status }) => status).slice(1)).not.toContain('failed')
  expect(exitCode(results)).toBe(1)
})

test('time ends searches that nothing else ends, and each contract has its share', async () => {
  const { results } = await run(CONTRACTS.slice(0, 3), {}, { executionsMax: undefined, secondsMax: 0.3 })
  expect(results.map(({ status }) => status)).toEqual(['stopped', 'stopped', 'stopped'])
  for (const { progress } of results) expect(progress.executions).toBeGreaterThan(0)
})

test('attackers that begin with the same world are one campaign, and say so', async () => {
  const ids = ['a.sol:a', 'attacker:a.sol:a', 'attacker:b.sol:b', 'attacker:d.sol:bad']
  const { results, events } = await run(ids, { 'attacker:a.sol:a': 1 })
  expect(results.map(({ status }) => status)).toEqual(['done', 'done', 'skipped', 'setupFailed'])
  expect(results.map(({ sameAs }) => sameAs)).toEqual([undefined, undefined, ids[1], undefined])
  expect(events.some(({ contract }) => contract === ids[2])).toBe(false)
  const report = buildReport(results, FACTS)
  expect(report.campaigns.slice(1, 3)).toMatchObject([
    { target: ids[1], kind: 'attacker', contract: 'a', path: 'a.sol', sameAs: null },
    { target: ids[2], kind: 'attacker', contract: 'b', path: 'b.sol', sameAs: ids[1] },
  ])
  expect(report.campaigns[0]).toMatchObject({ kind: 'properties', sameAs: null })
  // Nothing is missing: it needs no warning.
  expect(report.warnings.map(({ code }) => code)).toEqual(['CAMPAIGN_SETUP_FAILED'])
})

test('time that those who waited did not need goes to those who still search', async () => {
  const ids = ['attacker:a.sol:a', 'attacker:b.sol:b', 'attacker:c.sol:c', 'attacker:e.sol:e']
  const { results } = await run(ids, {}, { executionsMax: undefined, secondsMax: 0.4, atOnceMax: 2 })
  expect(results.map(({ status }) => status)).toEqual(['stopped', 'skipped', 'skipped', 'skipped'])
  // Its share was half of the time.
  expect(results[0]!.seconds).toBeGreaterThan(0.25)
})

test('who stops the search gets what there is', async () => {
  const controller = new AbortController()
  const { results } = await run(
    ['a.sol:a', 'b.sol:b'],
    { 'a.sol:a': 0 },
    {
      executionsMax: undefined,
      searchSignal: controller.signal,
      onEvent: (event) => {
        if (event.kind === 'shrunk') controller.abort()
      },
    },
  )
  expect(results[0]!.findings).toHaveLength(1)
  expect(exitCodeOf(results, { isInterrupted: true, isFailureAllowed: false })).toBe(130)
})

test('exit codes: a failure weighs more than a setup that failed, and that more than nothing', async () => {
  const broken = await run(CONTRACTS, { 'b.sol:b': 0 })
  expect(exitCode(broken.results)).toBe(1)
  expect(exitCodeOf(broken.results, { isInterrupted: false, isFailureAllowed: true })).toBe(3)
  expect(exitCode((await run(CONTRACTS, {})).results)).toBe(3)
  expect(exitCode((await run(['a.sol:a'], {})).results)).toBe(0)
  const nothing = await run(['a.sol:a'], {}, { searchSignal: AbortSignal.abort() })
  expect(exitCode(nothing.results)).toBe(4)
})

test('the report says what was tried of what', async () => {
  const { results } = await run(CONTRACTS, { 'b.sol:b': 1 })
  const report = buildReport(results, FACTS)
  expect(report.findings[0]!.reproduce).toBe('again b.sol:b')
  expect(report.findings.map(({ id }) => id)).toEqual(['b.sol:b'])
  const [a, b, , bad] = report.campaigns
  expect(a).toMatchObject({ target: 'a.sol:a', contract: 'a', path: 'a.sol', edges: 5, corpus: 0 })
  expect(a!.properties.map(({ status }) => status)).toEqual(['held', 'held'])
  expect(b!.properties).toEqual([
    { name: 'invariant_0()', kind: 'invariant', status: 'broken', findings: ['b.sol:b'] },
    expect.objectContaining({ name: 'invariant_1()', status: 'held' }),
  ])
  expect(a!.functions[0]).toMatchObject({ signature: 'deposit(uint256)', calls: a!.executions })
  expect(a!.neverReached).toEqual([expect.objectContaining({ signature: 'pause()', why: 'never called' })])
  expect(bad!.properties).toEqual([])
  expect(report.warnings).toContainEqual({
    code: 'CAMPAIGN_SETUP_FAILED',
    message: 'd.sol:bad: no money',
    hint: null,
  })
  expect(report.run.executions).toBe(report.campaigns.reduce((sum, { executions }) => sum + executions, 0))
})
