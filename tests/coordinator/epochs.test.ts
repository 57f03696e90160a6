import { describe, expect, test } from 'vitest'
import type { CampaignOptions } from '../../src/attack/campaign.ts'
import { runCampaign } from '../../src/attack/coordinator.ts'
import { PoolError } from '../../src/attack/pool/pool-error.ts'
import { BaseError } from '../../src/primitives/errors.ts'
import {
  BEGUN_SECONDS_AGO,
  NOTHING,
  entry,
  fails,
  memory,
  options,
  scripted,
  tasksOf,
} from './scripted-campaign.ts'

describe('epochs', () => {
  test('lanes are numbered, and end together with the budget', async () => {
    const pool = scripted({})
    const result = await runCampaign(options(pool))
    expect(result.status).toBe('done')
    expect(result.progress).toStrictEqual({
      executions: 60,
      newsAt: 0,
      counts: [60, 6, 0],
      edges: 0,
      best: [],
    })
    expect(tasksOf(pool.asked).map(({ epoch, lane }) => `${epoch}.${lane}`)).toStrictEqual([
      '0.0',
      '0.1',
      '1.0',
      '1.1',
      '2.0',
      '2.1',
    ])
    expect(tasksOf(pool.asked).at(-1)!.executionsMax).toBe(10)
  })

  test('short lanes are asked for together, for each worker that waits', async () => {
    const asked = async (waiting: number): Promise<string[]> => {
      const pool = scripted({ lane: ({ lane: { lane } }) => ({ ...NOTHING, entries: [entry(0, lane)] }) })
      const result = await runCampaign(
        options({ ...pool, waitingFor: () => waiting }, { lanes: 4, executionsMax: 160 }),
      )
      expect([result.entries, result.progress.executions]).toStrictEqual([17, 160])
      return pool.asked.flatMap((work) =>
        work.kind === 'lanes' ? [work.lanes.map(({ epoch, lane }) => `${epoch}.${lane}`).join(' ')] : [],
      )
    }
    const epochs = (of: (epoch: number) => string[]): string[] => [0, 1, 2, 3].flatMap(of)
    const together = epochs((epoch) => [[0, 1, 2, 3].map((lane) => `${epoch}.${lane}`).join(' ')])
    const inTwo = epochs((epoch) => [`${epoch}.0 ${epoch}.1`, `${epoch}.2 ${epoch}.3`])
    expect(await asked(0)).toStrictEqual(together)
    expect(await asked(1)).toStrictEqual(together)
    expect(await asked(2)).toStrictEqual(inTwo)
  })

  test('long lanes are asked for one by one', async () => {
    const pool = scripted({
      lane: ({ lane: { executionsMax } }) => ({ ...NOTHING, executions: executionsMax }),
    })
    await runCampaign(options({ ...pool, waitingFor: () => 1 }, { executionsMax: 1_000 }))
    const sizes = pool.asked.flatMap((work) =>
      work.kind === 'lanes' ? [work.lanes.map(({ executionsMax }) => executionsMax)] : [],
    )
    expect(sizes).toStrictEqual([[32, 32], [64, 64], [128, 128], [256], [256], [20, 20]])
  })

  test('so are short ones when the search has taken some time: others are to take part', async () => {
    let seconds = 0
    const pool = scripted({
      lane: ({ lane: { epoch, executionsMax } }) => {
        if (epoch === 1) seconds = 1
        return { ...NOTHING, executions: executionsMax }
      },
    })
    await runCampaign(
      options({ ...pool, waitingFor: () => 1 }, { executionsMax: 448, secondsSoFar: () => seconds }),
    )
    const sizes = pool.asked.flatMap((work) => (work.kind === 'lanes' ? [work.lanes.length] : []))
    expect(sizes).toStrictEqual([2, 2, 1, 1])
  })

  test('lanes go with the preparation; those that were not begun are asked for', async () => {
    const pool = scripted({ begun: [fails(1, 'b')] })
    const result = await runCampaign(options(pool, { secondsSoFar: () => 7 }))
    const [first] = pool.asked
    expect(
      first?.kind === 'prepare' && first.lanes?.map(({ epoch, lane }) => `${epoch}.${lane}`),
    ).toStrictEqual(['0.0', '0.1'])
    expect(tasksOf(pool.asked).map(({ epoch, lane }) => `${epoch}.${lane}`)).toStrictEqual([
      '0.1',
      '1.0',
      '1.1',
      '2.0',
      '2.1',
    ])
    expect(result.findings.map(({ property }) => property)).toStrictEqual([1])
    // The search began when the campaign was prepared, and not when that was heard of.
    expect(result.seconds).toBe(BEGUN_SECONDS_AGO)
  })

  test('what was begun counts, even if the time is up when it is heard of', async () => {
    const stop = new AbortController()
    const pool = scripted({ begun: [fails(1, 'b')] })
    const onEvent: CampaignOptions['onEvent'] = ({ kind }) => kind === 'prepared' && stop.abort()
    const result = await runCampaign(options(pool, { searchSignal: stop.signal, onEvent }))
    expect([result.status, result.findings.map(({ property }) => property)]).toStrictEqual(['stopped', [1]])
  })

  test('of lanes that fail together each is asked for by itself', async () => {
    const pool = scripted({
      lane: ({ lane: { lane } }) => {
        if (lane === 0) throw new PoolError('POOL_TASK_LOST', 'It was given to three workers.')
        return fails(1, 'b')
      },
    })
    const result = await runCampaign(options({ ...pool, waitingFor: () => 1 }, { executionsMax: 20 }))
    expect(result.warnings[0]).toContain('Lane 0 of epoch 0 is missing')
    expect(result.findings.map(({ property }) => property)).toStrictEqual([1])
  })

  test('an epoch is kept when the next one has begun, and the last one at the end', async () => {
    const checkpoint = memory()
    const kept: number[] = []
    const pool = scripted({
      lane: ({ lane: { lane } }) => {
        if (lane === 0) kept.push(checkpoint.epochs.length)
        return NOTHING
      },
    })
    await runCampaign(options(pool, { checkpoint }))
    expect(kept).toStrictEqual([0, 0, 1])
    expect(checkpoint.epochs.map(({ epoch }) => epoch)).toStrictEqual([0, 1, 2])
  })

  test('entries get their numbers in the order of the lanes, whichever ends first', async () => {
    let release = (): void => {}
    const later = new Promise<void>((resolve) => (release = resolve))
    const checkpoint = memory()
    const pool = scripted({
      lane: async ({ lane: { epoch, lane } }) => {
        if (epoch > 0) return NOTHING
        if (lane === 0) await later
        else release()
        return { ...NOTHING, entries: [entry(0, lane), entry(-1, lane + 10)] }
      },
    })
    const result = await runCampaign(options(pool, { checkpoint }))
    expect(result.entries).toBe(5)
    expect(
      checkpoint.epochs[0]!.entries.map(({ parent, calls }) => [parent, calls[0]!.data[0]]),
    ).toStrictEqual([
      [0, 0],
      [1, 10],
      [0, 1],
      [3, 11],
    ])
  })

  test('a worker that is behind gets what it lacks', async () => {
    let isBehind = true
    const pool = scripted({
      lane: ({ lane: { epoch, lane } }) => {
        if (epoch === 2 && lane === 0 && isBehind) {
          isBehind = false
          return { kind: 'behind', length: 1 }
        }
        return { ...NOTHING, entries: [entry(0, epoch)] }
      },
    })
    await runCampaign(options(pool))
    const parts = pool.asked
      .flatMap((work) => (work.kind === 'lanes' ? [work] : []))
      .filter(({ lanes }) => lanes[0]?.epoch === 2)
    expect(parts.map(({ corpus }) => [corpus.first, corpus.entries.length])).toStrictEqual([
      [3, 2],
      [3, 2],
      [1, 4],
    ])
  })

  test('an epoch that was cut short counts its findings, not its entries', async () => {
    const stop = new AbortController()
    const checkpoint = memory()
    const pool = scripted({
      lane: ({ lane: { epoch, lane } }) => {
        if (epoch === 0) return { ...NOTHING, entries: [entry(0, lane)] }
        stop.abort()
        return { ...fails(0, 'a'), entries: [entry(0, 9)], isStopped: lane === 1 }
      },
    })
    const result = await runCampaign(
      options(pool, { checkpoint, searchSignal: stop.signal, executionsMax: undefined }),
    )
    expect(result.status).toBe('stopped')
    expect(result.findings.map(({ property }) => property)).toStrictEqual([0])
    expect(result.entries).toBe(3)
    expect(checkpoint.epochs.map(({ epoch }) => epoch)).toStrictEqual([0])
  })

  test('lanes that take their workers down are left out, a few of them', async () => {
    const lost = (): never => {
      throw new PoolError('POOL_TASK_LOST', 'It was given to three workers.')
    }
    const pool = scripted({
      lane: ({ lane: { epoch, lane } }) => (epoch === 0 && lane === 0 ? lost() : NOTHING),
    })
    const result = await runCampaign(options(pool))
    expect(result.status).toBe('done')
    expect(result.warnings).toHaveLength(1)
    expect(result.warnings[0]).toContain('Lane 0 of epoch 0 is missing')

    const all = await runCampaign(options(scripted({ lane: lost })))
    expect(all.status).toBe('failed')
    expect(all.reason).toContain('three workers')
  })

  test('an error of one lane ends the campaign, with what the others found', async () => {
    class OddError extends BaseError {
      readonly code = 'ODD'
    }
    const pool = scripted({
      lane: ({ lane: { lane } }) => {
        if (lane === 0) throw new OddError('It cannot go on.', { hint: 'Go another way.' })
        return fails(1, 'b')
      },
    })
    const result = await runCampaign(options(pool))
    expect([result.status, result.reason]).toStrictEqual(['failed', 'It cannot go on. Go another way.'])
    expect(result.findings.map(({ property }) => property)).toStrictEqual([1])
  })

  test('warnings of lanes are told once', async () => {
    const pool = scripted({ lane: () => ({ ...NOTHING, warnings: ['too large'] }) })
    expect((await runCampaign(options(pool))).warnings).toStrictEqual(['too large'])
  })

  test('lanes that have nothing to call end the campaign', async () => {
    const pool = scripted({ lane: () => ({ ...NOTHING, executions: 0 }) })
    const result = await runCampaign(options(pool, { executionsMax: undefined }))
    expect(result.status).toBe('done')
    expect(tasksOf(pool.asked)).toHaveLength(2)
  })
})
