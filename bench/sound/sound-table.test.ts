import { expect, test } from 'vitest'
import { formatSound, type SoundRow } from './sound-table.ts'

const SURVEY = { contracts: 2, assets: 3, actors: 5, gates: 1, gifts: 0, positions: 4 }
const QUIET: SoundRow = {
  name: 'vault',
  executions: 12_345,
  seconds: 5,
  findings: [],
  neverSucceeded: ['Vault.a(uint256): no', 'Vault.b()', 'Vault.c()', 'Vault.d()'],
  survey: SURVEY,
  skipped: null,
  problem: null,
}

test('says who was quiet, who raised an alarm, and what was left out', () => {
  const loud: SoundRow = {
    ...QUIET,
    name: 'escrow',
    findings: ['frozen: Escrow.reclaim does not work any more'],
  }
  const skipped: SoundRow = {
    ...QUIET,
    name: 'market',
    survey: null,
    skipped: 'market/Pool.sol is not installed',
  }
  const text = formatSound([QUIET, loud, skipped])
  expect(text).toMatch(/^vault +12,345 +5\.0 +0 +2 .* 4: Vault\.a, Vault\.b, Vault\.c, \.\.\.$/m)
  expect(text).toMatch(/^escrow +12,345 +5\.0 +1 FALSE /m)
  expect(text).toContain('2 sound protocols searched: 1 with a false alarm')
  expect(text).toContain('escrow: frozen: Escrow.reclaim does not work any more')
  expect(text).toContain('market was left out: market/Pool.sol is not installed')
})
