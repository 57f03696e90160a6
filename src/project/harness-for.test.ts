import { expect, test } from 'vitest'

import { parseAbi } from './abi/parse-abi.ts'
import { harnessFor } from './harness-for.ts'
import type { HarnessConfig } from './types.ts'

const EMPTY = parseAbi([])
const FOUNDRY = parseAbi([
  { type: 'function', name: 'setUp', inputs: [], outputs: [], stateMutability: 'nonpayable' },
])

function configs(files: Record<string, Partial<HarnessConfig>>): Map<string, HarnessConfig> {
  return new Map(Object.entries(files).map(([file, config]) => [file, { file, ...config }]))
}

function fileFor(harness: Map<string, HarnessConfig>, id: string, abi = EMPTY): string | undefined {
  const [source, name] = id.split(':') as [string, string]
  return harnessFor(harness, { source, name, abi })?.file
}

test('pairs in one folder are told apart by their names', () => {
  const harness = configs({
    'test/VaultBasicEchidna.yaml': {},
    'test/VaultAdvancedEchidna.yaml': {},
    'test/VaultBasicMedusa.json': { targetContracts: ['VaultBasicEchidna'] },
    'test/VaultAdvancedMedusa.json': { targetContracts: ['VaultAdvancedEchidna'] },
  })
  expect(fileFor(harness, 'test/a.t.sol:VaultBasicEchidna')).toBe(
    'test/VaultBasicEchidna.yaml, test/VaultBasicMedusa.json',
  )
  expect(fileFor(harness, 'test/a.t.sol:VaultAdvancedEchidna')).toBe(
    'test/VaultAdvancedEchidna.yaml, test/VaultAdvancedMedusa.json',
  )
  expect(fileFor(harness, 'test/a.t.sol:VaultAdvancedMedusa')).toBe('test/VaultAdvancedEchidna.yaml')
  expect(fileFor(harness, 'test/a.t.sol:Other')).toBeUndefined()
})

test('a Foundry test has its own setup: only a file that names it is for it', () => {
  const harness = configs({
    'test/echidna.yaml': {},
    'test/medusa.json': { targetContracts: ['VaultTester'] },
  })
  expect(fileFor(harness, 'test/a.sol:VaultTester')).toBe('test/echidna.yaml, test/medusa.json')
  expect(fileFor(harness, 'test/a.sol:VaultToFoundry', FOUNDRY)).toBeUndefined()
  const naming = configs({ 'test/medusa.json': { targetContracts: ['VaultToFoundry'] } })
  expect(fileFor(naming, 'test/a.sol:VaultToFoundry', FOUNDRY)).toBe('test/medusa.json')
})

test('a file of a common name fits all, one above is looked at if none beside fits', () => {
  const harness = configs({
    'echidna.yaml': { testLimit: 1 },
    'test/a/echidna-config.yaml': {},
    'test/b/X.yaml': {},
  })
  expect(fileFor(harness, 'test/a/T.sol:T')).toBe('test/a/echidna-config.yaml')
  expect(fileFor(harness, 'test/b/T.sol:T')).toBe('echidna.yaml')
  expect(fileFor(harness, 'test/b/c/X.sol:X')).toBe('test/b/X.yaml')
  expect(fileFor(harness, 'T.sol:T')).toBe('echidna.yaml')
  expect(fileFor(configs({}), 'T.sol:T')).toBeUndefined()
})

test("Echidna's word wins over Medusa's list of defaults; the balance is the contract's own", () => {
  const harness = configs({
    'test/echidna.yaml': { prefixes: ['echidna_'], testLimit: 5 },
    'test/medusa.json': {
      targetContracts: ['A', 'B'],
      prefixes: ['property_'],
      balance: 1n,
      balances: new Map([
        ['A', 1n],
        ['B', 2n],
      ]),
    },
  })
  const found = harnessFor(harness, { source: 'test/x.sol', name: 'B', abi: EMPTY })!
  expect(found).toMatchObject({ prefixes: ['echidna_'], testLimit: 5, balance: 2n })
})
