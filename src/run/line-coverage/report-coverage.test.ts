import { expect, test } from 'vitest'
import type { CampaignResult } from '../../attack/campaign.ts'
import type { CoverageSummary } from '../../attack/tasks.ts'
import { reportContracts, reportFunctions, reportNeverReached } from './report-coverage.ts'

const VAULT = { contract: 'Vault', isTest: false }
const PLACE = { path: 'src/Vault.sol', line: 7, lines: 4, linesReached: 3, reasons: ['closed'] }
const NO_PLACE = { path: null, line: null, lines: 0, linesReached: 0, reasons: [] }

function result(
  counts: readonly number[],
  coverage: CoverageSummary | undefined,
  names: readonly string[] = ['add(uint256)', 'close()', 'idle()'],
): CampaignResult {
  return {
    prepared: { functions: names.map((name) => ({ ...VAULT, name })), properties: [] },
    findings: [],
    unshrunk: [],
    progress: { executions: 10, counts, best: [] },
    coverage,
  } as unknown as CampaignResult
}

const COVERAGE: CoverageSummary = {
  unnoticed: [],
  sources: [],
  edgesSuccess: 1,
  edgesFailure: 1,
  states: 1,
  functions: [PLACE, PLACE, NO_PLACE],
  contracts: [
    {
      name: 'Vault',
      path: 'src/Vault.sol',
      lines: 9,
      linesReached: 3,
      unreached: [
        { signature: '_pay()', why: 'never called', path: 'src/Vault.sol', line: 9, reasons: [] },
        { signature: '_pay()', why: 'never called', path: 'src/Vault.sol', line: 9, reasons: [] },
      ],
    },
    { name: 'Token', path: 'lib/Token.sol', lines: 0, linesReached: 0, unreached: [] },
  ],
}

test('functions have their counts, and how many of their lines ran', () => {
  expect(reportFunctions(result([5, 1, 1, 4, 3, 1], COVERAGE))).toEqual([
    {
      contract: 'Vault',
      signature: 'add(uint256)',
      path: 'src/Vault.sol',
      line: 7,
      calls: 5,
      reverts: 1,
      discards: 1,
      coverage: { reached: 3, total: 4 },
    },
    {
      contract: 'Vault',
      signature: 'close()',
      path: 'src/Vault.sol',
      line: 7,
      calls: 4,
      reverts: 3,
      discards: 1,
      coverage: { reached: 3, total: 4 },
    },
    {
      contract: 'Vault',
      signature: 'idle()',
      path: null,
      line: null,
      calls: 0,
      reverts: 0,
      discards: 0,
      coverage: null,
    },
  ])
  expect(reportContracts(result([], COVERAGE))).toEqual([{ contract: 'Vault', lines: 9, linesReached: 3 }])
})

test('a function that honest users are about to call, too, stands there once, with the calls of both', () => {
  const names = ['add(uint256)', 'close()', 'close()']
  const functions = [NO_PLACE, PLACE, PLACE]
  const both = result([1, 0, 0, 5, 5, 0, 3, 1, 0], { ...COVERAGE, functions, contracts: [] }, names)
  expect(reportFunctions(both).map(({ signature, calls, reverts }) => [signature, calls, reverts])).toEqual([
    ['add(uint256)', 1, 0],
    ['close()', 8, 6],
  ])
  expect(reportNeverReached(both)).toEqual([])
})

test('never reached is what was called in vain or not at all, then what is behind it, each once', () => {
  const found = reportNeverReached(result([5, 1, 1, 4, 3, 1], COVERAGE))
  expect(found).toEqual([
    {
      contract: 'Vault',
      signature: 'close()',
      why: 'always reverted',
      path: 'src/Vault.sol',
      line: 7,
      reasons: ['closed'],
    },
    { contract: 'Vault', signature: 'idle()', why: 'never called', path: null, line: null, reasons: [] },
    {
      contract: 'Vault',
      signature: '_pay()',
      why: 'never called',
      path: 'src/Vault.sol',
      line: 9,
      reasons: [],
    },
  ])
})

test('without a summary the counts still speak', () => {
  const bare = result([0, 0, 0, 2, 2, 0, 3, 0, 0], undefined)
  expect(reportNeverReached(bare).map(({ signature, why }) => [signature, why])).toEqual([
    ['add(uint256)', 'never called'],
    ['close()', 'always reverted'],
  ])
  expect(reportFunctions(bare).every(({ coverage }) => coverage === null)).toBe(true)
  expect(reportContracts(bare)).toEqual([])
})
