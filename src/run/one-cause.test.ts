import { describe, expect, test } from 'vitest'

import { sampleFinding } from '../../tests/helpers/sample-report.ts'
import type { ShrunkFinding } from '../attack/tasks.ts'
import type { ReportFinding, ReportStep } from '../report/schema.ts'
import { tellersOf } from './one-cause.ts'

let property = 0

function found(detector: string, place: string, calls: readonly string[], share = 0): ShrunkFinding {
  const sample = sampleFinding()
  const [step] = sample.steps
  const signature = { property: detector, mechanism: detector, place }
  const report = {
    ...sample,
    id: `${detector} ${place}`,
    property: { name: detector, kind: 'detector' as const },
    signature,
    losses: [{ asset: 'ETH', amount: '1', text: '1 ETH', share }],
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

test('a debt that cannot be paid is told by the theft whose calls it needs', () => {
  const theft = found('theft', 'src/Vault.sol:41', ['empty(address)'])
  const debt = found('insolvency', 'src/Vault.sol:20', ['empty(address)', 'deposit()'])
  const other = found('insolvency', 'src/Vault.sol:70', ['mint(uint256)', 'deposit()'])
  const tellers = tellersOf([debt, theft, other])
  expect([theft, debt, other].map((each) => tellers.get(each))).toEqual([theft, theft, other])
})

test('other places by other calls are other causes, and a takeover is one of its own', () => {
  const theft = found('theft', 'src/Vault.sol:41', ['withdraw(uint256)'])
  const loss = found('loss', 'src/Vault.sol:70', ['pause()'])
  const takeover = found('takeover', 'src/Vault.sol:41', ['withdraw(uint256)'])
  for (const each of [theft, loss, takeover]) expect(tellersOf([theft, loss, takeover]).get(each)).toBe(each)
})

test('a takeover is told by the worst of what was found behind it, and so is the rest of that', () => {
  const takeover = found('takeover', 'src/Vault.sol:20', ['initialize(address)'])
  const little = found('theft', 'src/Vault.sol:41', ['initialize(address)', 'skim()'], 0.1)
  const all = found('theft', 'src/Vault.sol:60', ['deposit()', 'initialize(address)', 'sweep()'], 1)
  const loss = found('loss', 'src/Vault.sol:41', ['skim()'], 0.2)
  const other = found('theft', 'src/Vault.sol:80', ['borrow()'], 1)
  const findings = [takeover, little, all, loss, other]
  const tellers = tellersOf(findings)
  expect(findings.map((each) => tellers.get(each))).toEqual([all, all, all, all, other])
})

test('the same calls in another order are told once, by the worst', () => {
  const lastPaid = found('theft', 'src/Stakes.sol:41', ['stake()', 'claim()', 'unstake()'], 0.5)
  const lastClaimed = found('theft', 'src/Stakes.sol:60', ['stake()', 'unstake()', 'claim()'], 0.9)
  const twice = found('theft', 'src/Stakes.sol:60', ['stake()', 'claim()', 'claim()'], 0.9)
  const tellers = tellersOf([lastPaid, lastClaimed, twice])
  expect([lastPaid, lastClaimed, twice].map((each) => tellers.get(each))).toEqual([
    lastClaimed,
    lastClaimed,
    twice,
  ])
})

test('nothing was found behind a takeover, or only what does not need it', () => {
  const takeover = found('takeover', 'src/Vault.sol:20', ['nominate(address)', 'accept()'])
  const theft = found('theft', 'src/Vault.sol:41', ['accept()', 'nominate(address)'], 1)
  const tellers = tellersOf([takeover, theft])
  for (const each of [takeover, theft]) expect(tellers.get(each)).toBe(each)
})

describe('of two contracts of the same code', () => {
  const CHECK = { id: 'missing-caller-check', sentence: '', step: 1, path: ['Wallet.sweep()'], source: null }
  const swept = (wallet: string, change: Partial<ReportFinding> = {}, code = 'src/Wallet.sol:Wallet') => {
    const finding = found('theft', 'src/Wallet.sol:9', ['sweep()'])
    const report = finding.report as ReportFinding
    const steps = report.steps.map((step) => ({
      ...step,
      code,
      contract: wallet,
      address: `0x${wallet}` as const,
    }))
    return { ...finding, report: { ...report, id: wallet, steps, mechanisms: [CHECK], ...change } }
  }
  const some = [{ asset: 'ETH', amount: '1', text: '1 ETH', share: 0.5 }]

  test('one flaw is told once, where most was lost', () => {
    const [half, all, other] = [
      swept('a1', { losses: some }),
      swept('a2', { losses: [{ ...some[0]!, share: 1 }] }),
      swept('a3'),
    ]
    const tellers = tellersOf([half, all, other])
    expect([half, all, other].map((each) => tellers.get(each))).toEqual([all, all, all])
  })

  test.each([
    ['another code', swept('a2', {}, 'src/Safe.sol:Safe')],
    ['another cause', swept('a2', { mechanisms: [{ ...CHECK, id: 'uninitialized' }] })],
    ['a cause that was not shown', swept('a2', { mechanisms: [] })],
    [
      'another place',
      { ...swept('a2'), signature: { property: 'theft', mechanism: 'theft', place: 'src/Wallet.sol:12' } },
    ],
  ])('it is another one with %s', (_, second) => {
    const first = swept('a1')
    expect([...tellersOf([first, second]).values()]).toEqual([first, second])
  })
})
