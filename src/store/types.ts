// What the store keeps beside the words of a campaign (src/attack/campaign.ts).

import type { ShrunkFinding } from '../attack/tasks.ts'

/** Which campaign it is. The project is the folder that the store lies in. */
export type CampaignKey = {
  /** Id of the test contract: 'test/Vault.t.sol:VaultTest'. */
  readonly contract: string
  readonly seed: bigint
  /** Of everything else that decides how the campaign runs: codes and configuration. */
  readonly fingerprint: string
}

/** A campaign without its contents. */
export type CampaignSummary = {
  readonly seed: bigint
  readonly fingerprint: string
  /** Complete ones that are still kept. */
  readonly epochs: number
  /** Milliseconds since the Unix epoch. */
  readonly startedMs: number
  readonly updatedMs: number
}

/** A finding of whatever campaign of a contract. */
export type EarlierFinding = {
  readonly finding: ShrunkFinding
  readonly campaign: CampaignSummary
}

/** Says whether something that was stored as the report of a finding still is one. */
export type ReportCheck = (report: unknown) => report is ShrunkFinding['report']
