import { describe, expect, test } from 'vitest'
import { BaseError } from '../primitives/errors.ts'
import type { CampaignEvent, CampaignOptions, Checkpoint, StoredCampaign, StoredEpoch } from './campaign.ts'
import { runCampaign } from './coordinator.ts'
import type { Entry } from './entry.ts'
import { createPrng } from '../primitives/prng.ts'
import { PoolError, taskCancelled } from './pool/pool-error.ts'
import type { Pool } from './pool/types.ts'
import type {
  CampaignAnswer,
  CampaignWork,
  LaneAnswer,
  LaneResult,
  LaneTask,
  ShrunkFinding,
} from './tasks.ts'
import type { Call } from './types.ts'

const SENDER = '0x0000000000000000000000000000000000010000'

function call(data: number): Call {
  return {
    target: 0,
    to: SENDER,
    from: SENDER,
    value: 0n,
    data: new Uint8Array([data]),
    seconds: 0,
    blocks: 0,
  }
}

function entry(parent: number, data: number): Entry {
  return { parent, calls: [call(data)], isReverted: false, stateless: -1 }
}

const NOTHING: LaneResult = {
  entries: [],
  failures: [],
  executions: 10,
  counts: new Uint32Array([10, 1, 0]),
  best: [],
  isStopped: false,
  edges: 0,
  warnings: [],
}

/** Every failure was found this long before its lane ended. */
const AGE_SECONDS = 0.25
const BEGUN_SECONDS_AGO = 0.5

type LaneWork = Extract<CampaignWork, { kind: 'lanes' }> & { readonly lane: LaneTask }
type Behind = Extract<CampaignAnswer, { kind: 'behind' }>
type Script = {
  readonly properties?: readonly string[]
  readonly brokenAtRoot?: readonly number[]
  /** What the first lanes gave that the worker ran when it had prepared the campaign. */
  readonly begun?: readonly LaneResult[]
  lane?(work: LaneWork): LaneResult | Behind | Promise<LaneResult>
  shrink?(work: Extract<CampaignWork, { kind: 'shrink' }>): CampaignAnswer | Promise<CampaignAnswer>
}

function answered(result: LaneResult): LaneAnswer {
  return { result, failureAges: result.failures.map(() => AGE_SECONDS) }
}

/** A pool whose one worker knows no contract: it answers what the test says, and keeps what it was asked. */
function scripted(script: Script): Pool<CampaignWork, CampaignAnswer> & { readonly asked: CampaignWork[] } {
  const asked: CampaignWork[] = []
  const answer = async (work: CampaignWork): Promise<CampaignAnswer> => {
    switch (work.kind) {
      case 'prepare':
        return {
          kind: 'prepared',
          fingerprint: 'print',
          functions: [{ contract: 'Target', name: 'f()', isTest: false }],
          properties: (script.properties ?? ['invariant', 'invariant', 'assertion']).map((kind, index) => ({
            index,
            kind,
            name: `${kind}_${index}()`,
            isExplicit: kind === 'invariant',
          })),
          brokenAtRoot: script.brokenAtRoot ?? [],
          warnings: [],
          ...(script.begun !== undefined && {
            begun: { lanes: script.begun.map(answered), secondsAgo: BEGUN_SECONDS_AGO },
          }),
        }
      case 'lanes': {
        const lanes: LaneAnswer[] = []
        for (const lane of work.lanes) {
          const result = (await script.lane?.({ ...work, lane })) ?? NOTHING
          if ('kind' in result) return result
          lanes.push(answered(result))
        }
        return { kind: 'lanes', lanes }
      }
      case 'shrink':
        return (await script.shrink?.(work)) ?? { kind: 'shrunk', finding: finding(work.failure.property) }
      case 'prove':
        return { kind: 'proved', findings: [] }
      case 'summarize':
        return {
          kind: 'summary',
          summary: {
            sources: [],
            edgesSuccess: 1,
            edgesFailure: 0,
            states: 1,
            functions: [],
            contracts: [],
            unnoticed: [],
          },
        }
    }
  }
  return {
    asked,
    run: async ({ work }) => {
      asked.push(work)
      return await answer(work)
    },
    close: async () => {},
  }
}

function finding(property: number, place = `place ${property}`): ShrunkFinding {
  return {
    property,
    signature: { property: `p${property}`, mechanism: 'reverted', place },
    calls: 1,
    shrinkExecutions: 1,
    report: { id: `${property}` },
  }
}

function options(
  pool: Pool<CampaignWork, CampaignAnswer>,
  changes: Partial<CampaignOptions> = {},
): CampaignOptions {
  return {
    contract: 'C',
    pool,
    lanes: 2,
    executionsMax: 60,
    searchSignal: new AbortController().signal,
    hardSignal: new AbortController().signal,
    secondsSoFar: () => 0,
    stopAfter: undefined,
    checkpoint: undefined,
    onEvent: () => {},
    ...changes,
  }
}

/** A checkpoint in memory. */
function memory(stored?: StoredCampaign): Checkpoint & {
  readonly epochs: StoredEpoch[]
  stored(): StoredCampaign | undefined
} {
  const epochs: StoredEpoch[] = []
  const shrunk: { key: string; finding: ShrunkFinding }[] = [...(stored?.shrunk ?? [])]
  return {
    epochs,
    mayResume: stored !== undefined,
    load: () => stored,
    saveEpoch: (epoch) => void epochs.push(epoch),
    saveFinding: (key, each) => void shrunk.push({ key, finding: each }),
    stored: () => {
      const last = epochs.at(-1)
      if (last === undefined) return stored
      return {
        epoch: last.epoch,
        entries: [...(stored?.entries ?? []), ...epochs.flatMap(({ entries }) => entries)],
        failures: [...(stored?.failures ?? []), ...epochs.flatMap(({ failures }) => failures)],
        progress: last.progress,
        shrunk,
      }
    },
  }
}

const tasksOf = (asked: readonly CampaignWork[]): LaneTask[] =>
  asked.flatMap((work) => (work.kind === 'lanes' ? work.lanes : []))

function fails(property: number, key: string, data = 1): LaneResult {
  return { ...NOTHING, failures: [{ property, key, sequence: [call(data)], executions: 3 }] }
}

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

/** As `scripted`, with so many workers; what is asked of one takes as many turns of the event loop as `turns` says. */
function staffed(
  script: Script,
  workers: number,
  turns: (work: CampaignWork) => number,
): ReturnType<typeof scripted> {
  const pool = scripted(script)
  const waiting: (() => void)[] = []
  let free = workers
  return {
    ...pool,
    run: async (task, { signal } = {}) => {
      const isAborted = (): boolean => signal?.aborted === true
      if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
      else free--
      try {
        if (isAborted()) throw taskCancelled(task.name)
        const answer = await pool.run(task)
        for (let left = turns(task.work); left > 0 && !isAborted(); left--)
          await new Promise((resolve) => setImmediate(resolve))
        if (!isAborted() || answer.kind !== 'lanes') return answer
        const lanes = answer.lanes.map(({ result }) => answered({ ...result, isStopped: true }))
        return { kind: 'lanes', lanes }
      } finally {
        const next = waiting.shift()
        if (next === undefined) free++
        else next()
      }
    },
    waitingFor: () => free,
  }
}

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

describe('failures', () => {
  test('is said to be found when it was, not when its lane ended', async () => {
    const pool = scripted({ lane: ({ lane: { lane } }) => (lane === 1 ? fails(0, 'p0') : NOTHING) })
    let seconds = 0
    const events: CampaignEvent[] = []
    const onEvent = (event: CampaignEvent): void => {
      // The search takes a second to its first answer.
      if (event.kind === 'prepared') seconds = 11
      events.push(event)
    }
    await runCampaign(options(pool, { secondsSoFar: () => (seconds === 0 ? 10 : 11), onEvent }))
    expect(events.find(({ kind }) => kind === 'found')).toMatchObject({ seconds: 1 - AGE_SECONDS })
  })

  test('lanes are told what is broken and known', async () => {
    const pool = scripted({
      lane: ({ lane: { epoch, lane } }) =>
        epoch > 0 || lane > 0
          ? NOTHING
          : { ...fails(0, 'a'), failures: [...fails(0, 'a').failures, ...fails(2, 'assertion 0').failures] },
    })
    await runCampaign(options(pool))
    const last = tasksOf(pool.asked).at(-1)!
    expect(last.broken).toStrictEqual([0])
    expect(last.knownFailures).toStrictEqual(['a', 'assertion 0'])
  })

  test('lanes are told that nothing new has come for long, also after a break', async () => {
    const told: [number, boolean | undefined][] = []
    const script: Script = {
      lane: ({ lane: { epoch, isStale } }) => {
        told.push([epoch, isStale])
        return { ...NOTHING, executions: 150_000, entries: epoch === 2 ? [entry(0, 1)] : [] }
      },
    }
    const checkpoint = memory()
    await runCampaign(options(scripted(script), { lanes: 1, executionsMax: 900_000, checkpoint }))
    await runCampaign(
      options(scripted(script), {
        lanes: 1,
        executionsMax: 1_200_000,
        checkpoint: memory(checkpoint.stored()),
      }),
    )
    const isStale = told.map(([, each]) => each)
    expect(told.map(([epoch]) => epoch)).toStrictEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(isStale).toStrictEqual([false, false, false, false, false, false, true, true])
  })

  test('findings stand in the order of their failures, however long shrinking takes', async () => {
    let release = (): void => {}
    const later = new Promise<void>((resolve) => (release = resolve))
    const pool = scripted({
      lane: ({ lane: { epoch, lane } }) => (epoch > 0 ? NOTHING : fails(lane, `key ${lane}`)),
      shrink: async ({ failure: { property } }) => {
        if (property === 0) await later
        else release()
        return { kind: 'shrunk', finding: finding(property) }
      },
    })
    const result = await runCampaign(options(pool))
    expect(result.findings.map(({ property }) => property)).toStrictEqual([0, 1])
  })

  test('of findings with one signature the first stands', async () => {
    const pool = scripted({
      lane: ({ lane: { epoch, lane } }) => (epoch > 0 ? NOTHING : fails(2, `assertion ${lane}`)),
      shrink: () => ({ kind: 'shrunk', finding: finding(2) }),
    })
    expect((await runCampaign(options(pool))).findings).toHaveLength(1)
  })

  test('what does not show again is no finding', async () => {
    const pool = scripted({
      lane: ({ lane: { epoch } }) => (epoch > 0 ? NOTHING : fails(0, 'a')),
      shrink: () => ({ kind: 'notReproduced', property: 0 }),
    })
    const result = await runCampaign(options(pool))
    expect(result.findings).toStrictEqual([])
    expect(result.warnings).toHaveLength(1)
  })

  test('the search ends when all properties are broken', async () => {
    const pool = scripted({ lane: ({ lane: { lane } }) => fails(lane, `key ${lane}`) })
    await runCampaign(options(pool, { executionsMax: undefined }))
    expect(tasksOf(pool.asked)).toHaveLength(2)
  })

  test('the search of a greatest value goes on to the end of the budget', async () => {
    const pool = scripted({
      properties: ['invariant', 'optimize'],
      lane: ({ lane: { epoch } }) => ({
        ...(epoch === 0 ? fails(0, 'a') : NOTHING),
        best: [{ property: 1, value: BigInt(epoch), sequence: [call(epoch)] }],
      }),
    })
    const result = await runCampaign(options(pool))
    expect(result.progress.executions).toBe(60)
    expect(result.progress.best.map(({ value }) => value)).toStrictEqual(['2'])
    expect(result.findings.map(({ property }) => property)).toStrictEqual([0, 1])
  })
})

describe('going on after an interruption', () => {
  /** A search whose results are a function of the epoch and lane, as a real one's are. */
  const script: Script = {
    properties: ['invariant', 'invariant', 'invariant', 'assertion'],
    brokenAtRoot: [2],
    lane: ({ lane: { epoch, lane } }) => ({
      ...(epoch === 1 && lane === 1
        ? fails(1, 'one')
        : epoch === 3 && lane === 0
          ? fails(3, 'assertion 7')
          : NOTHING),
      entries: [entry(0, 16 * epoch + lane)],
    }),
  }

  test('gives what an unbroken run gives', async () => {
    const whole = memory()
    const unbroken = await runCampaign(options(scripted(script), { checkpoint: whole, executionsMax: 100 }))
    const first = memory()
    await runCampaign(options(scripted(script), { checkpoint: first, executionsMax: 40 }))
    const second = memory(first.stored())
    const pool = scripted(script)
    const resumed = await runCampaign(options(pool, { checkpoint: second, executionsMax: 100 }))
    expect(resumed.findings).toStrictEqual(unbroken.findings)
    expect(resumed.findings.map(({ property }) => property)).toStrictEqual([2, 1, 3])
    expect(resumed.progress).toStrictEqual(unbroken.progress)
    expect(second.stored()!.entries).toStrictEqual(whole.stored()!.entries)
    expect(tasksOf(pool.asked)[0]).toMatchObject({ epoch: 2, broken: [2, 1] })
    // Whether what is stored fits shows when the campaign is prepared.
    expect(pool.asked[0]).toStrictEqual({ kind: 'prepare', contract: 'C', lanes: [] })
  })

  test('tells what was stored: findings, and numbers that are those of the whole campaign', async () => {
    const first = memory()
    const before: Script = { ...script, brokenAtRoot: [] }
    const edges: Script['lane'] = (work) => ({ ...(script.lane!(work) as LaneResult), edges: 40 })
    await runCampaign(options(scripted({ ...before, lane: edges }), { checkpoint: first, executionsMax: 40 }))
    const events: CampaignEvent[] = []
    const onEvent = (event: CampaignEvent): void => void events.push(event)
    const second = memory(first.stored())
    await runCampaign(options(scripted(before), { checkpoint: second, executionsMax: 60, onEvent }))
    const told = events.slice(0, events.findIndex(({ kind }) => kind === 'progress') + 1)
    expect(told.map(({ kind }) => kind)).toStrictEqual(['prepared', 'found', 'shrunk', 'progress'])
    expect(told[1]).toMatchObject({ property: 1, calls: 1, executions: 33 })
    expect(told[3]).toMatchObject({ executions: 40, edges: 40, entries: 5 })
  })

  test('shrinks again only what had not been shrunk', async () => {
    const first = memory()
    await runCampaign(options(scripted(script), { checkpoint: first, executionsMax: 40 }))
    const stored = first.stored()!
    const again = async (shrunk: StoredCampaign['shrunk']): Promise<number[]> => {
      const pool = scripted({ ...script, brokenAtRoot: [] })
      await runCampaign(options(pool, { checkpoint: memory({ ...stored, shrunk }), executionsMax: 40 }))
      return pool.asked.flatMap((work) => (work.kind === 'shrink' ? [work.failure.property] : []))
    }
    expect(await again(stored.shrunk)).toStrictEqual([])
    expect(await again([])).toStrictEqual([1])
  })
})
