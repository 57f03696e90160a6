import { describe, expect, test } from 'vitest'
import type { CampaignEvent, StoredCampaign } from '../../src/attack/campaign.ts'
import { runCampaign } from '../../src/attack/coordinator.ts'
import type { LaneResult } from '../../src/attack/tasks.ts'
import {
  NOTHING,
  entry,
  fails,
  memory,
  options,
  scripted,
  tasksOf,
  type Script,
} from './scripted-campaign.ts'

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
