import { describe, expect, test } from 'vitest'
import { runCampaign } from '../../src/attack/coordinator.ts'
import { PoolError } from '../../src/attack/pool/pool-error.ts'
import type { Pool } from '../../src/attack/pool/types.ts'
import type { CampaignAnswer, CampaignWork, LaneResult } from '../../src/attack/tasks.ts'
import { createPrng } from '../../src/primitives/prng.ts'
import {
  entry,
  NOTHING,
  fails,
  memory,
  options,
  scripted,
  staffed,
  tasksOf,
  type Script,
} from './scripted-campaign.ts'

describe('lanes ahead', () => {
  const namesOf = (asked: readonly CampaignWork[]): string[] =>
    tasksOf(asked).map(({ epoch, lane }) => `${epoch}.${lane}`)
  const uses: Script['lane'] = ({ lane: { executionsMax } }) => ({ ...NOTHING, executions: executionsMax })
  /** The first lane of an epoch of long ones takes its time. */
  const slowFirst = (work: CampaignWork): number =>
    work.kind === 'lanes' && work.lanes[0]!.epoch === 3 && work.lanes[0]!.lane === 0 ? 20 : 2
  const seconds = { secondsSoFar: () => 1 }
  const epochsBefore = 2 * (32 + 64 + 128)

  test('who has nothing to do begins with the next epoch', async () => {
    const pool = staffed({ lane: uses }, 2, slowFirst)
    await runCampaign(options(pool, { executionsMax: 4_000, ...seconds }))
    const names = namesOf(pool.asked)
    expect(names.slice(6, 10)).toStrictEqual(['3.0', '3.1', '4.0', '4.1'])
    expect(new Set(names).size).toBe(names.length)
  })

  test('nobody does where the lanes would be shorter if others used less', async () => {
    const pool = staffed({ lane: uses }, 2, slowFirst)
    await runCampaign(options(pool, { executionsMax: epochsBefore + 512 + 1_023, ...seconds }))
    expect(tasksOf(pool.asked).at(-1)!.executionsMax).toBe(512)
    const begun: string[] = []
    const told = staffed(
      { lane: (work) => (begun.push(`${work.lane.epoch}.${work.lane.lane}`), uses(work)) },
      2,
      slowFirst,
    )
    let whenOver: readonly string[] = []
    const checkpoint = memory()
    await runCampaign(
      options(told, {
        executionsMax: epochsBefore + 512 + 1_023,
        checkpoint: {
          ...checkpoint,
          saveEpoch: (epoch) => {
            if (epoch.epoch === 2) whenOver = [...begun]
          },
        },
        ...seconds,
      }),
    )
    expect(whenOver).not.toContain('4.0')
  })

  test('what a slow lane brings is in the lanes of the next epoch, which are run again', async () => {
    const script: Script = {
      lane: (work) => ({
        ...(uses(work) as LaneResult),
        ...(work.lane.epoch === 3 && work.lane.lane === 0 && { entries: [entry(0, 7)] }),
      }),
    }
    const pool = staffed(script, 2, slowFirst)
    await runCampaign(options(pool, { executionsMax: 4_000, ...seconds }))
    const of = (name: string): number[] =>
      pool.asked.flatMap((work) =>
        work.kind === 'lanes' && namesOf([work])[0] === name
          ? [work.corpus.first + work.corpus.entries.length]
          : [],
      )
    expect(of('4.0')).toStrictEqual([1, 2])
    expect(of('4.1')).toStrictEqual([1, 2])
  })

  test('what was found ahead counts when the time is up, and is not stored', async () => {
    const stop = new AbortController()
    const checkpoint = memory()
    const script: Script = {
      lane: (work) => {
        if (work.lane.epoch < 4) return uses(work) as LaneResult
        stop.abort()
        return { ...fails(0, 'a'), entries: [entry(0, 9)] }
      },
    }
    const pool = staffed(script, 2, slowFirst)
    const changes = { checkpoint, searchSignal: stop.signal, executionsMax: undefined, ...seconds }
    const result = await runCampaign(options(pool, changes))
    expect([result.status, result.findings.length, result.entries]).toStrictEqual(['stopped', 1, 1])
    expect(checkpoint.epochs.map(({ epoch }) => epoch)).toStrictEqual([0, 1, 2])
  })

  test('a campaign is the same with any number of workers, however long each lane takes', async () => {
    let ahead = 0
    let stale = 0
    for (let seed = 1n; seed <= 40n; seed++) {
      // Every other campaign is a long one in which news is scarce.
      const isLong = seed % 2n === 0n
      const script: Script = {
        properties: ['invariant', 'invariant', 'assertion'],
        lane: ({ lane: { epoch, lane, executionsMax, isStale }, corpus }) => {
          if (isStale === true) stale++
          const known = corpus.first + corpus.entries.length
          const prng = createPrng(seed).fork(`${epoch} ${lane} ${known} ${isStale}`)
          const isOneIn = (count: number): boolean => prng.nextU32() % count === 0
          if (isOneIn(100)) throw new PoolError('POOL_TASK_LOST', 'It was given to three workers.')
          return {
            ...NOTHING,
            ...(isOneIn(30) && { failures: fails(2, `assertion ${prng.nextU32() % 3}`).failures }),
            ...(isOneIn(80) && { failures: fails(0, 'p').failures }),
            entries: isOneIn(isLong ? 50 : 8) ? [entry(0, lane)] : [],
            executions: isOneIn(20) ? executionsMax - 5 : executionsMax,
          }
        },
      }
      const run = async (pool: Pool<CampaignWork, CampaignAnswer>): Promise<unknown> => {
        const checkpoint = memory()
        const executionsMax = (isLong ? 2_000_000 : 30_000) + Number(seed) * 100
        const result = await runCampaign(options(pool, { lanes: 4, executionsMax, checkpoint, ...seconds }))
        const stored = checkpoint.stored()
        // In the order in which shrinking ended, which is chance.
        const shrunk = new Map(stored?.shrunk.map(({ key, finding: each }) => [key, each]))
        return { result, stored: { ...stored, shrunk } }
      }
      const alone = scripted(script)
      const expected = await run(alone)
      for (const workers of [1, 2, 3, 5]) {
        const prng = createPrng(seed).fork(`turns of ${workers}`)
        const pool = staffed(script, workers, () => 1 + (prng.nextU32() % 6))
        expect(await run(pool), `seed ${seed}, ${workers} workers`).toStrictEqual(expected)
        ahead += tasksOf(pool.asked).length - tasksOf(alone.asked).length
      }
    }
    // Some went ahead in vain: else this would show nothing.
    expect(ahead).toBeGreaterThan(100)
    expect(stale).toBeGreaterThan(0)
  })
})
