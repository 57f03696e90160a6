// Campaigns made up from numbers, so that another process can tell what must be stored.

import type { Entry } from '../../src/attack/entry.ts'
import type { StoredEpoch } from '../../src/attack/campaign.ts'
import type { ShrunkFinding } from '../../src/attack/tasks.ts'
import type { Call } from '../../src/attack/types.ts'
import type { CampaignKey, ReportCheck } from '../../src/store/types.ts'

export const KEY: CampaignKey = {
  contract: 'test/Vault.t.sol:VaultTest',
  seed: 2n ** 64n + 1n,
  fingerprint: 'f'.repeat(64),
}

export function callOf(number: number): Call {
  return {
    target: (number % 5) - 1,
    to: `0x${'c0'.repeat(20)}`,
    from: `0x${(number % 3).toString(16).padStart(40, '0')}`,
    value: BigInt(number) ** 9n,
    data: new Uint8Array(68).fill(number % 256),
    seconds: number,
    blocks: number % 2,
  }
}

/** The epoch of this number, with 10 entries. */
export function epochOf(epoch: number, entriesCount = 10): StoredEpoch {
  const entries = Array.from({ length: entriesCount }, (_, index): Entry => {
    const number = entriesCount * epoch + index
    return {
      parent: Math.floor(number / 2),
      calls: [callOf(number), callOf(number + 1)],
      isReverted: number % 3 === 0,
      stateless: -1,
    }
  })
  const failure = { property: 1, sequence: [callOf(epoch)], executions: 10 * epoch, seconds: epoch / 3 }
  return {
    epoch,
    entries,
    failures: epoch % 2 === 0 ? [{ ...failure, key: `failure ${epoch}` }] : [],
    progress: {
      executions: (epoch + 1) * 1_000,
      newsAt: epoch * 1_000,
      counts: [epoch, 2, 3],
      edges: 10 * epoch,
      best: [{ property: 4, value: String(-epoch), failure }],
    },
  }
}

export function findingOf(number: number): ShrunkFinding {
  return {
    property: 1,
    signature: {
      property: 'test/Vault.t.sol:VaultTest.invariant_solvent()',
      mechanism: 'returned false',
      place: `src/Vault.sol:${number}`,
    },
    calls: 2,
    shrinkExecutions: 50,
    report: { id: `finding ${number}` },
  }
}

export const isReport: ReportCheck = (report): report is ShrunkFinding['report'] =>
  typeof report === 'object' && report !== null && 'id' in report && typeof report.id === 'string'
