// Runs the campaigns of several test contracts over one pool. Some run at the same time, so that no worker waits while
// another campaign puts an epoch together; the time of the run is divided among all. Attackers begin with the same world in
// all tests that have the same setup: one of them is searched.

import type { CampaignEvent, CampaignResult, Checkpoint } from '../attack/campaign.ts'
import { runCampaign } from '../attack/coordinator.ts'
import type { Pool } from '../attack/pool/types.ts'
import type { CampaignAnswer, CampaignWork } from '../attack/tasks.ts'
import type { Clock } from '../primitives/clock.ts'
import { attackedContract } from './attacker-campaigns.ts'
import { SameSetups } from './same-setups.ts'

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
  readonly onEnd: (result: RunResult) => void
}

/** How a campaign ended. `sameAs`: it was not searched, because that of this contract begins with the same world. */
export type RunResult = CampaignResult & { readonly sameAs?: string }

/** The results in the order of the contracts. Rejects only for errors of our own. */
export async function runCampaigns(options: RunCampaignsOptions): Promise<RunResult[]> {
  const { contracts, clock, secondsMax } = options
  const endMs = secondsMax === undefined ? Infinity : clock.nowMs() + secondsMax * 1000
  const enough = new AbortController()
  const results: RunResult[] = []
  const sameSetups = new SameSetups(contracts.filter((each) => attackedContract(each) !== undefined))
  let next = 0

  const runNext = async (): Promise<void> => {
    while (next < contracts.length) {
      const index = next++
      const contract = contracts[index]!
      const rounds = Math.ceil((contracts.length - index) / options.atOnceMax)
      const time: CampaignTime = {
        milliseconds: Math.max(0, endMs - clock.nowMs()) / rounds,
        // Nobody waits for its time to be over, because others had ended before theirs.
        more: () => (next < contracts.length ? 0 : endMs - clock.nowMs()),
      }
      const pool = sameSetups.watch(contract, options.pool)
      const ended = await runOne({ ...options, pool }, contract, time, enough)
      const sameAs = sameSetups.of(contract)
      const result = sameAs === undefined ? ended : { ...ended, sameAs }
      results[index] = result
      options.onEnd(result)
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.atOnceMax, contracts.length) }, runNext))
  return results
}

type CampaignTime = {
  readonly milliseconds: number
  /** Milliseconds that it may go on when these are over. */
  readonly more: () => number
}

/** Shorter times are not worth going on. */
const MORE_LEAST_MS = 100

/** One campaign, for so long. */
async function runOne(
  options: RunCampaignsOptions,
  contract: string,
  { milliseconds, more }: CampaignTime,
  enough: AbortController,
): Promise<CampaignResult> {
  const { clock, isFailFast } = options
  const startMs = clock.nowMs()
  const timeUp = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const wait = (ms: number): void => {
    timer = setTimeout(() => {
      const left = more()
      if (left > MORE_LEAST_MS) wait(left)
      else timeUp.abort()
    }, ms)
  }
  if (milliseconds !== Infinity) wait(milliseconds)
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
