// Campaigns of the coordinator whose workers answer what a test says: no contract is executed.

import type { CampaignOptions, Checkpoint, StoredCampaign, StoredEpoch } from '../../src/attack/campaign.ts'
import type { Entry } from '../../src/attack/entry.ts'
import { taskCancelled } from '../../src/attack/pool/pool-error.ts'
import type { Pool } from '../../src/attack/pool/types.ts'
import type {
  CampaignAnswer,
  CampaignWork,
  LaneAnswer,
  LaneResult,
  LaneTask,
  ShrunkFinding,
} from '../../src/attack/tasks.ts'
import type { Call } from '../../src/attack/types.ts'

const SENDER = '0x0000000000000000000000000000000000010000'

export function call(data: number): Call {
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

export function entry(parent: number, data: number): Entry {
  return { parent, calls: [call(data)], isReverted: false, stateless: -1 }
}

export const NOTHING: LaneResult = {
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
export const AGE_SECONDS = 0.25
export const BEGUN_SECONDS_AGO = 0.5

type LaneWork = Extract<CampaignWork, { kind: 'lanes' }> & { readonly lane: LaneTask }
type Behind = Extract<CampaignAnswer, { kind: 'behind' }>
export type Script = {
  readonly properties?: readonly string[]
  readonly brokenAtRoot?: readonly number[]
  /** What the first lanes gave that the worker ran when it had prepared the campaign. */
  readonly begun?: readonly LaneResult[]
  lane?(work: LaneWork): LaneResult | Behind | Promise<LaneResult>
  shrink?(work: Extract<CampaignWork, { kind: 'shrink' }>): CampaignAnswer | Promise<CampaignAnswer>
}

export function answered(result: LaneResult): LaneAnswer {
  return { result, failureAges: result.failures.map(() => AGE_SECONDS) }
}

/** A pool whose one worker knows no contract: it answers what the test says, and keeps what it was asked. */
export function scripted(
  script: Script,
): Pool<CampaignWork, CampaignAnswer> & { readonly asked: CampaignWork[] } {
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

export function finding(property: number, place = `place ${property}`): ShrunkFinding {
  return {
    property,
    signature: { property: `p${property}`, mechanism: 'reverted', place },
    calls: 1,
    shrinkExecutions: 1,
    report: { id: `${property}` },
  }
}

export function options(
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
export function memory(stored?: StoredCampaign): Checkpoint & {
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

export const tasksOf = (asked: readonly CampaignWork[]): LaneTask[] =>
  asked.flatMap((work) => (work.kind === 'lanes' ? work.lanes : []))

export function fails(property: number, key: string, data = 1): LaneResult {
  return { ...NOTHING, failures: [{ property, key, sequence: [call(data)], executions: 3 }] }
}

/** As `scripted`, with so many workers; what is asked of one takes as many turns of the event loop as `turns` says. */
export function staffed(
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
