// A report in which somebody hostile chose every text, for tests of writers.

import type { Report } from '../../src/report/schema.ts'
import { sampleCampaign, sampleFinding, sampleReport, sampleStep } from './sample-report.ts'

/** Fields whose values are of a fixed list: the same in every report. */
const FIXED = new Set(['kind', 'status', 'why', 'form', 'endedBy', 'severity', 'address', 'senderAddress'])

/** The sample report, with more in it, and `text` in place of every text that is not ours. */
export function hostileReport(text: string): Report {
  const finding = sampleFinding({
    property: { name: 'theft', kind: 'detector' },
    steps: [sampleStep({ reactions: ['x'], moved: ['x'] }), sampleStep()],
    story: ['x', 'x'],
    mechanisms: [{ id: 'x', sentence: 'x', step: 1, path: ['x'], source: { path: 'x', line: 3 } }],
    vector: { id: 'x', title: 'x', owasp: 'x', swc: 'x' },
    severity: 'critical',
    losses: [{ asset: 'x', amount: '1', text: 'x', share: 1 }],
    proofs: [
      { form: 'foundry', file: 'x', text: 'x', checked: 'x', reason: null },
      { form: 'hardhat', file: 'x', text: '', checked: null, reason: 'x' },
    ],
    capital: {
      needed: [{ asset: 'x', amount: '1', text: 'x' }],
      source: 'lender',
      loans: [
        {
          lender: 'x',
          address: '0x12',
          signature: 'x',
          lent: { asset: 'x', amount: '1', text: 'x' },
          fee: { asset: 'x', amount: '1', text: 'x' },
        },
      ],
    },
  })
  const report = sampleReport({
    campaigns: [
      sampleCampaign({ unnoticedFailures: [{ place: 'x', path: 'x', line: 1, words: 'x' }] }),
      sampleCampaign({ target: 'y', failedSetup: { reason: 'x', trace: 'x\nx' } }),
    ],
    findings: [finding, sampleFinding({ property: { name: 'x', kind: 'invariant' } })],
    lessons: [
      {
        id: 'x',
        title: 'x',
        file: 'x',
        place: 'x',
        foundOn: 'x',
        isFoundAgain: true,
        replay: { status: 'fixed', on: 'x', words: 'x' },
      },
    ],
    warnings: [{ code: 'x', message: 'x', hint: 'x' }],
  })
  return replaced(report, '', text) as Report
}

function replaced(value: unknown, key: string, text: string): unknown {
  if (typeof value === 'string') return FIXED.has(key) ? value : text
  if (Array.isArray(value)) return value.map((item) => replaced(item, key, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, replaced(field, name, text)]))
}
