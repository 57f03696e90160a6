import { describe, expect, test } from 'vitest'
import type { CampaignEvent } from '../../src/attack/campaign.ts'
import { runCampaign } from '../../src/attack/coordinator.ts'
import {
  AGE_SECONDS,
  NOTHING,
  call,
  entry,
  fails,
  finding,
  memory,
  options,
  scripted,
  tasksOf,
  type Script,
} from './scripted-campaign.ts'

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
