import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Pool } from '../attack/pool/types.ts'
import type { CampaignAnswer, CampaignWork } from '../attack/tasks.ts'
import { SameSetups } from './same-setups.ts'

type Fakes = Readonly<Record<string, { readonly fingerprint?: string; readonly milliseconds: number }>>

function poolOf(fakes: Fakes): Pool<CampaignWork, CampaignAnswer> {
  return {
    run: async ({ work }) => {
      const { fingerprint, milliseconds } = fakes[work.contract]!
      await setTimeout(milliseconds)
      if (fingerprint === undefined) throw new Error('no worker')
      return {
        kind: 'prepared',
        fingerprint,
        functions: [],
        properties: [],
        brokenAtRoot: [],
        warnings: [],
      }
    },
    close: async () => undefined,
  }
}

async function prepare(order: readonly string[], fakes: Fakes): Promise<readonly (string | undefined)[]> {
  const same = new SameSetups(order.filter((each) => each.startsWith('attacker:')))
  const pool = poolOf(fakes)
  return await Promise.all(
    order.map(async (contract) => {
      const work: CampaignWork = { kind: 'prepare', contract }
      const task = { campaign: contract, name: contract, work, silenceSecondsMax: 1 }
      try {
        const { kind } = await same.watch(contract, pool).run(task)
        expect(kind).toBe(same.of(contract) === undefined ? 'prepared' : 'skipped')
      } catch {
        return 'failed'
      }
      return same.of(contract)
    }),
  )
}

test('the first in the order is searched, whichever is ready first', async () => {
  const fakes: Fakes = {
    'attacker:A': { fingerprint: '1', milliseconds: 20 },
    'attacker:B': { fingerprint: '1', milliseconds: 0 },
    'attacker:C': { fingerprint: '2', milliseconds: 0 },
    'attacker:D': { fingerprint: '2', milliseconds: 10 },
  }
  expect(await prepare(Object.keys(fakes), fakes)).toEqual([undefined, 'attacker:A', undefined, 'attacker:C'])
})

test('campaigns with properties, and those that cannot be set up, are in nobody’s way', async () => {
  const fakes: Fakes = {
    A: { fingerprint: '1', milliseconds: 0 },
    'attacker:A': { milliseconds: 5 },
    'attacker:B': { fingerprint: '1', milliseconds: 0 },
    B: { fingerprint: '1', milliseconds: 0 },
  }
  expect(await prepare(Object.keys(fakes), fakes)).toEqual([undefined, 'failed', undefined, undefined])
})
