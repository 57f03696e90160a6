// What stands in faultline.config.ts. All of this is public (`faultline/config`).

import type { SurveyCorrections } from '../../project/survey-corrections.ts'
import type { CampaignSetup } from '../../world/script/types.ts'

/** How the search goes about the project, or about one campaign. */
export type SearchConfig = {
  /**
   * Who calls: addresses, or names of actors. Default: three outsiders, and the accounts that the setup names; not whoever
   * deployed the contracts of a campaign of this file.
   */
  readonly senders?: readonly string[]
  /** The only functions that are called: 'Vault', 'Vault.deposit' or 'Vault.deposit(uint256)'. */
  readonly targets?: readonly string[]
  /** Most wei that one call carries, 0 to 2^256-1. Default: 100 ether. */
  readonly maxValueWei?: bigint | number
  /**
   * Longest time between two calls, 0 (none passes) to 2^32-1. Default: a week; for Foundry tests none, unless foundry.toml
   * says so.
   */
  readonly maxTimeDelaySeconds?: number
  /** Most blocks between two calls, 0 to 2^32-1. Default: 60,480, and for Foundry tests none. */
  readonly maxBlockDelay?: number
  /** Longest sequence of calls, from 1. Default: that of foundry.toml, else 500. */
  readonly depth?: number
}

/** A campaign without a Solidity test: how its contracts come into the world, and what must hold. */
export type CampaignConfig = CampaignSetup & SearchConfig

/** The configuration of a project; every field may be absent. The command line wins over it. */
export type FaultlineConfig = SearchConfig & {
  /** What the worlds of attackers are made of, where the survey is wrong. `faultline inspect` shows what comes of it. */
  readonly survey?: SurveyCorrections
  /** 0 to 2^64-1. */
  readonly seed?: bigint | number
  /** Seconds of search, all campaigns together, from 1. */
  readonly timeout?: number
  /** Instead of time: calls per campaign, from 1. */
  readonly executions?: number
  /** Worker processes, from 1. Default: one per core. */
  readonly workers?: number
  /** Regular expressions on names of tests and properties. */
  readonly matchTest?: string
  readonly noMatchTest?: string
  /** Regular expressions on names of contracts, and of campaigns of this file. */
  readonly matchContract?: string
  readonly noMatchContract?: string
  /** Globs on paths from the root. */
  readonly matchPath?: string
  readonly noMatchPath?: string
  /** By name: letters, digits, '.', '_' and '-'. In reports 'vault' is 'faultline.config.ts:vault'. */
  readonly campaigns?: Readonly<Record<string, CampaignConfig>>
}
