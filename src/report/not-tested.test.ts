import { expect, test } from 'vitest'
import { sampleCampaign, sampleReport } from '../../tests/helpers/sample-report.ts'
import { notTested } from './not-tested.ts'
import type { ReportFunction } from './schema.ts'

const [campaign] = sampleReport().campaigns
const rescue = campaign!.functions.find(({ signature }) => signature.startsWith('rescue'))!
const untested = (...functions: readonly ReportFunction[]): readonly string[] =>
  notTested(
    sampleReport({
      campaigns: [sampleCampaign(), sampleCampaign({ target: 'other', functions, neverReached: [] })],
    }),
  ).functions.map(({ signature }) => signature)

test('a function that worked in any campaign was reached; one that reverted in all was not', () => {
  expect(untested({ ...rescue, calls: 5, reverts: 5 })).toEqual(['rescue(address)'])
  expect(untested({ ...rescue, calls: 5, reverts: 4, discards: 1 })).toEqual(['rescue(address)'])
  expect(untested({ ...rescue, calls: 5, reverts: 4 })).toEqual([])
})

test('code behind a proxy was called by the name of the proxy', () => {
  const path = 'src/Vault.sol'
  const behind = { contract: 'Logic', signature: 'rescue(address)', path, line: 9, reasons: [] }
  const campaigns = (calls: number): readonly string[] =>
    notTested(
      sampleReport({
        campaigns: [
          sampleCampaign({
            functions: [],
            neverReached: [{ ...behind, why: 'never called' }],
          }),
          sampleCampaign({
            target: 'other',
            functions: [{ ...rescue, contract: 'Proxy', path, line: 9, calls, reverts: 0 }],
            neverReached: [],
          }),
        ],
      }),
    ).functions.map(({ contract, line }) => `${contract} ${line}`)
  expect(campaigns(5)).toEqual([])
  expect(campaigns(0)).toEqual(['Logic 9'])
})

test('of a contract in several campaigns the best coverage counts, and contracts without misses are left out', () => {
  const of = (contract: string, linesReached: number) => ({ contract, lines: 10, linesReached })
  const campaigns = [
    sampleCampaign({ contracts: [of('A', 2), of('B', 9)] }),
    sampleCampaign({ target: 'b', contracts: [of('A', 10), of('B', 8), of('C', 1)] }),
  ]
  expect(notTested(sampleReport({ campaigns })).lines).toEqual([of('C', 1), of('B', 9)])
})

test('what was never asked for the same reason stands together, with detectors in words', () => {
  const properties = ['theft', 'frozen'].map((name) => ({
    name,
    kind: 'detector' as const,
    status: 'not run' as const,
    reason: 'there was nothing to call',
  }))
  expect(notTested(sampleReport({ campaigns: [sampleCampaign({ properties })] })).properties).toEqual([
    { campaign: campaign!.target, names: ['theft', 'frozen funds'], reason: 'there was nothing to call' },
  ])
})

test('a campaign that begins as another one did is no gap', () => {
  const same = sampleCampaign({ target: 'b', sameAs: campaign!.target })
  const { setups, properties } = notTested(sampleReport({ campaigns: [same] }))
  expect([setups, properties]).toEqual([[], []])
})
