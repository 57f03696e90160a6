import { expect, test } from 'vitest'

import { temporaryTree } from '../../tests/helpers/file-tree.ts'
import { findHarnessConfigs } from './harness-config.ts'
import { readEchidnaConfig } from './harness-echidna.ts'
import { readMedusaConfig } from './harness-medusa.ts'

const FOLDERS = { testFolder: 'test', sourceFolder: 'src' }
const ECHIDNA = 'testMode: assertion\n'
const MEDUSA = { fuzzing: { targetContracts: ['A'] } }

test('configurations are found at the root, beside tests and sources, and in folders named after fuzzing', async () => {
  const root = await temporaryTree({
    'echidna.yaml': ECHIDNA,
    'medusa.json': MEDUSA,
    'package.json': { name: 'x' },
    'slither.config.json': {},
    '.github/workflows/echidna.yaml': ECHIDNA,
    'test/vault/VaultBasic.yml': ECHIDNA,
    'test/data/prices.json': { a: 1 },
    'test/data/list.yaml': 'a: 1',
    'src/A.medusa.json': MEDUSA,
    'fuzzing/config.yaml': ECHIDNA,
    'other/echidna.yaml': ECHIDNA,
    'lib/dep/echidna.yaml': ECHIDNA,
    'node_modules/dep/medusa.json': MEDUSA,
    'test/big-echidna.yaml': `${ECHIDNA}# ${'x'.repeat(300_000)}`,
  })
  const warnings: string[] = []
  expect([...findHarnessConfigs(root, FOLDERS, (text) => warnings.push(text)).keys()]).toEqual([
    'echidna.yaml',
    'fuzzing/config.yaml',
    'medusa.json',
    'src/A.medusa.json',
    'test/vault/VaultBasic.yml',
  ])
  expect(warnings).toEqual([])
})

test('all of an Echidna configuration that we use', () => {
  const text = `
    balanceContract: 1010000000000000000000
    sender: ["0x1000000000000000000000000000000000000000", "0x20000"]
    deployer: 0x30000
    prefix: "invariant_"
    testMode: "assertion"
    seqLen: 50
    testLimit: 100000
    maxTimeDelay: 604800
    maxBlockDelay: 60480
    maxValue: 0xffffffffffffffffffffffff
    allContracts: false
    filterBlacklist: false
    filterFunctions: ["Vault.deposit(uint256)"]
    cryticArgs: ["--foundry-compile-all"]
  `
  expect(readEchidnaConfig(text, 'echidna.yaml', fail)).toEqual({
    file: 'echidna.yaml',
    balance: 1_010n * 10n ** 18n,
    senders: ['0x1000000000000000000000000000000000000000', '0x0000000000000000000000000000000000020000'],
    deployer: '0x0000000000000000000000000000000000030000',
    prefixes: ['invariant_'],
    testMode: 'assertion',
    sequenceLength: 50,
    testLimit: 100_000,
    maxTimeDelaySeconds: 604_800,
    maxBlockDelay: 60_480,
    maxValueWei: 2n ** 96n - 1n,
    allContracts: false,
    functions: { names: ['Vault.deposit(uint256)'], isAllowList: true },
  })
  expect(readEchidnaConfig('filterFunctions: ["a()"]', 'e.yaml', fail)!.functions).toEqual({
    names: ['a()'],
    isAllowList: false,
  })
  expect(readEchidnaConfig('sender: "0x10000"', 'e.yaml', fail)!.senders).toHaveLength(1)
})

test('all of a Medusa configuration that we use, with comments and a comma too many', () => {
  const text = `{
    // what is fuzzed
    "fuzzing": {
      "_COMMENT_1": "http://not-a-comment, }",
      "targetContracts": ["Basic", "Advanced"], /* two */
      "targetContractsBalances": ["0x36c090d0ca68880000", "5"],
      "senderAddresses": ["0x1337000000000000000000000000000000000000"],
      "deployerAddress": "0x30000",
      "callSequenceLength": 100,
      "testLimit": 0,
      "blockNumberDelayMax": 60480,
      "blockTimestampDelayMax": 604800,
      "testing": {
        "testAllContracts": true,
        "excludeFunctionSignatures": ["Basic.x()"],
        "assertionTesting": { "enabled": false },
        "propertyTesting": { "enabled": true, "testPrefixes": ["invariant_"] },
        "optimizationTesting": { "enabled": false, "testPrefixes": ["optimize_"] },
      },
    },
  }`
  expect(readMedusaConfig(text, 'medusa.json', fail)).toEqual({
    file: 'medusa.json',
    targetContracts: ['Basic', 'Advanced'],
    balance: 1_010n * 10n ** 18n,
    balances: new Map([
      ['Basic', 1_010n * 10n ** 18n],
      ['Advanced', 5n],
    ]),
    senders: ['0x1337000000000000000000000000000000000000'],
    deployer: '0x0000000000000000000000000000000000030000',
    sequenceLength: 100,
    maxBlockDelay: 60_480,
    maxTimeDelaySeconds: 604_800,
    allContracts: true,
    prefixes: ['invariant_', 'optimize_'],
    testMode: 'property',
    functions: { names: ['Basic.x()'], isAllowList: false },
  })
})

test.each([
  ['- a\n- b', 'echidna.yaml is YAML, but no table of settings: it is ignored.'],
  ['a: [1', 'echidna.yaml is no YAML: '],
  ['testMode: sometimes', 'echidna.yaml: testMode "sometimes" is none of Echidna\'s: it is ignored.'],
  ['seqLen: -5', 'echidna.yaml: seqLen is -5, not a whole number: it is ignored.'],
  ['sender: [true]', 'echidna.yaml: sender is [true], not a list of addresses: it is ignored.'],
  ['prefix: {a: b}', 'echidna.yaml: prefix is {"a":"b"}, not text: it is ignored.'],
  [
    'a: &a [1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]',
    'echidna.yaml is no YAML: ',
  ],
])('%j is warned about', (text, warning) => {
  const warnings: string[] = []
  readEchidnaConfig(text, 'echidna.yaml', (each) => warnings.push(each))
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toContain(warning)
})

test.each([
  ['{"fuzzing": ', 'medusa.json is no JSON at byte 12: it is ignored.'],
  ['[]', 'medusa.json is JSON, but no object: it is ignored.'],
  ['{"fuzzing": 7}', 'medusa.json: fuzzing is 7, not a table: it is ignored.'],
  ['{"fuzzing": {"testing": []}}', 'medusa.json: fuzzing.testing is [], not a table: it is ignored.'],
  ['{"fuzzing": {"senderAddresses": "0x1"}, "__proto__": {"x": 1}}', ''],
  [
    '{"fuzzing": {"targetContracts": ["A"], "targetContractsBalances": ["lots"]}}',
    'medusa.json: fuzzing.targetContractsBalances has "lots": it is ignored.',
  ],
  [
    '{"fuzzing": {"testing": {"propertyTesting": {"testPrefixes": 5}}}}',
    'medusa.json: fuzzing.testing.propertyTesting.testPrefixes is 5, not a list of texts: it is ignored.',
  ],
])('%s is warned about', (text, warning) => {
  const warnings: string[] = []
  readMedusaConfig(text, 'medusa.json', (each) => warnings.push(each))
  expect(warnings).toEqual(warning === '' ? [] : [warning])
})

function fail(text: string): never {
  throw new Error(text)
}
