import { expect, test } from 'vitest'

import { sampleFinding } from '../../tests/helpers/sample-report.ts'
import type { ShrunkFinding } from '../attack/tasks.ts'
import type { ReportStep } from '../report/schema.ts'
import { tellersOf } from './one-cause.ts'

let property = 0

function found(detector: string, place: string, calls: readonly string[]): ShrunkFinding {
  const sample = sampleFinding()
  const [step] = sample.steps
  const signature = { property: detector, mechanism: detector, place }
  const report = {
    ...sample,
    id: `${detector} ${place}`,
    property: { name: detector, kind: 'detector' as const },
    signature,
    steps: calls.map((each): ReportStep => ({ ...step!, function: each, signature: each })),
  }
  return { property: property++, signature, calls: calls.length, shrinkExecutions: 1, report }
}

test('a loss is told by the theft that gives way at the same place, or by the same calls', () => {
  const theft = found('theft', 'src/Vault.sol:41', ['withdraw(uint256)'])
  const atPlace = found('loss', 'src/Vault.sol:41', ['deposit()', 'withdraw(uint256)'])
  const byCalls = found('frozen', 'src/Vault.sol:60', ['withdraw(uint256)'])
  const tellers = tellersOf([byCalls, atPlace, theft])
  expect([theft, atPlace, byCalls].map((each) => tellers.get(each))).toEqual([theft, theft, theft])
})

test('frozen funds are told by a loss', () => {
  const loss = found('loss', 'src/Vault.sol:41', ['skim()'])
  const frozen = found('frozen', 'src/Vault.sol:41', ['skim()', 'skim()'])
  expect(tellersOf([loss, frozen]).get(frozen)).toBe(loss)
})

test('other places by other calls are other causes, and a takeover is one of its own', () => {
  const theft = found('theft', 'src/Vault.sol:41', ['withdraw(uint256)'])
  const loss = found('loss', 'src/Vault.sol:70', ['pause()'])
  const takeover = found('takeover', 'src/Vault.sol:41', ['withdraw(uint256)'])
  for (const each of [theft, loss, takeover]) expect(tellersOf([theft, loss, takeover]).get(each)).toBe(each)
})
