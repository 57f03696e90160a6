// What `faultline inspect --json` prints: the worlds that attackers begin with, as the survey sees them. The rules of schema.ts
// apply: large integers are decimal text, names are somebody else's text.

import type { Hex } from '../primitives/hex.ts'
import type { DecimalText, ReportProject, ReportWarning } from './schema.ts'

/** What this version writes. */
export const INSPECT_SCHEMA_VERSION = 1

export type Inspection = {
  readonly schemaVersion: typeof INSPECT_SCHEMA_VERSION
  readonly project: ReportProject
  /** In the order of their targets; those that begin with the same state are one. */
  readonly worlds: readonly InspectedWorld[]
  readonly warnings: readonly ReportWarning[]
}

export type InspectedWorld = {
  /** As ReportCampaign.target: 'attacker:test/Vault.t.sol:VaultTest'. */
  readonly target: string
  /** Targets of which this is the world, too. */
  readonly sameAs: readonly string[]
  readonly contracts: readonly InspectedContract[]
  /** ETH first. */
  readonly assets: readonly InspectedAsset[]
  readonly actors: readonly InspectedActor[]
  readonly gates: readonly InspectedGate[]
  readonly gifts: readonly InspectedGift[]
  readonly loans: readonly InspectedLoan[]
  readonly positions: readonly InspectedPosition[]
  /** What could not be found out. */
  readonly notes: readonly string[]
}

export type InspectedContract = {
  readonly name: string
  readonly address: Hex
  /** 'src/Vault.sol:Vault'. */
  readonly artifact: string
  readonly origin: 'protocol' | 'environment'
  readonly roles: readonly string[]
  /** Behind a proxy: what runs there. */
  readonly implementation: Hex | null
}

export type InspectedAsset = {
  readonly name: string
  readonly kind: 'ether' | 'erc20' | 'erc721' | 'erc1155'
  readonly address: Hex | null
  readonly decimals: number
  /** It stands for a claim on another asset. */
  readonly isShare: boolean
}

export type InspectedActor = {
  readonly name: string
  readonly address: Hex
  readonly kinds: readonly string[]
  readonly why: string
  /** False: a guess. */
  readonly isSure: boolean
}

/** A function that works for somebody and for no outsider. */
export type InspectedGate = {
  readonly contract: string
  readonly address: Hex
  readonly signature: string
  readonly holder: string
  readonly holderAddress: Hex
  /** The function that names the holder. */
  readonly getter: string | null
}

/** What anybody gets for nothing. */
export type InspectedGift = {
  readonly contract: string
  readonly address: Hex
  readonly signature: string
  readonly amount: InspectedAmount
}

/** What somebody lends for the time of one call. */
export type InspectedLoan = {
  readonly lender: string
  readonly address: Hex
  readonly signature: string
  /** The most that was lent, and what that cost. */
  readonly most: InspectedAmount
  readonly fee: InspectedAmount
}

export type InspectedPosition = {
  readonly owner: string
  readonly ownerAddress: Hex
  readonly contract: string
  readonly address: Hex
  /** Made by an honest user of ours; else found. */
  readonly isOurs: boolean
  readonly paid: readonly InspectedAmount[]
  /** How its owner gets it out, in words and in order. */
  readonly exit: readonly string[]
  readonly worth: readonly InspectedAmount[]
}

export type InspectedAmount = {
  /** InspectedAsset.name. */
  readonly asset: string
  /** In the smallest unit. */
  readonly amount: DecimalText
  /** '1,234.5 USDC'. */
  readonly text: string
}
