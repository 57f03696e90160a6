// Runs the campaigns of several test contracts over one pool. Some run at the same time, so that no worker waits while
// another campaign puts an epoch together; the time of the run is divided among all.

import {
  type CampaignEvent,
  type CampaignResult,
  type Checkpoint,
  runCampaign,
} from '../attack/coordinator.ts'
import type { Pool } from '../attack/pool/types.ts'
import type { CampaignAnswer, CampaignWork } from '../attack/tasks.ts'
import type { Clock } from '../primitives/clock.ts'

export type RunCampaignsOptions = {
  /** Ids of the test contracts. */
  readonly contracts: readonly string[]
  readonly pool: Pool<CampaignWork, CampaignAnswer>
  /** Lanes of an epoch of every campaign: part of what a seed repeats. */
  readonly lanes: number
  /** Campaigns that run at the same time, at least 1. */
  readonly atOnceMax: number
  /** Calls of each campaign. */
  readonly executionsMax: number | undefined
  /** Of all together. */
  readonly secondsMax: number | undefined
  /** All searches end with the first failure. */
  readonly isFailFast: boolean
  readonly clock: Clock
  readonly checkpointOf: (contract: string) => Checkpoint | undefined
  /** Ends searching; what was found is shrunk. */
  readonly searchSignal: AbortSignal
  /** Ends shrinking too. */
  readonly hardSignal: AbortSignal
  readonly onEvent: (event: CampaignEvent) => void
  readonly onEnd: (result: CampaignResult) => void
}

/** The results in the order of the contracts. Rejects only for errors of our own. */
export async function runCampaigns(options: RunCampaignsOptions): Promise<CampaignResult[]> {
  const { contracts, clock, secondsMax } = options
  const endMs = secondsMax === undefined ? Infinity : clock.nowMs() + secondsMax * 1000
  const enough = new AbortController()
  const results: CampaignResult[] = []
  let next = 0

  const runNext = async (): Promise<void> => {
    while (next < contracts.length) {
      const index = next++
      const rounds = Math.ceil((contracts.length - index) / options.atOnceMax)
      const milliseconds = Math.max(0, endMs - clock.nowMs()) / rounds
      const result = await runOne(options, contracts[index]!, milliseconds, enough)
      results[index] = result
      options.onEnd(result)
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.atOnceMax, contracts.length) }, runNext))
  return results
}

/** One campaign, for so long. */
async function runOne(
  options: RunCampaignsOptions,
  contract: string,
  milliseconds: number,
  enough: AbortController,
): Promise<CampaignResult> {
  const { clock, isFailFast } = options
  const startMs = clock.nowMs()
  const timeUp = new AbortController()
  const timer = milliseconds === Infinity ? undefined : setTimeout(() => timeUp.abort(), milliseconds)
  try {
    return await runCampaign({
      contract,
      pool: options.pool,
      lanes: options.lanes,
      executionsMax: options.executionsMax,
      searchSignal: AbortSignal.any([options.searchSignal, enough.signal, timeUp.signal]),
      hardSignal: options.hardSignal,
      secondsSoFar: () => (clock.nowMs() - startMs) / 1000,
      stopAfter: isFailFast ? 1 : undefined,
      checkpoint: options.checkpointOf(contract),
      onEvent: (event) => {
        if (isFailFast && event.kind === 'found') enough.abort()
        options.onEvent(event)
      },
    })
  } finally {
    clearTimeout(timer)
  }
}
