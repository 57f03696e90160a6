import { expect, test } from 'vitest'
import { sampleFinding, sampleReport } from '../../tests/helpers/sample-report.ts'
import { buildReport, campaignOf } from './build-report.ts'
import type { RunResult } from './run-campaigns.ts'

const VAULT = { contract: 'Vault', isTest: false }
const TEST = { contract: 'VaultTest', isTest: true }
const FUNCTIONS = [
  { ...VAULT, name: 'pay()' },
  { ...VAULT, name: 'take(uint256)' },
  { ...TEST, name: 'testFuzz_a(uint256)' },
  { ...TEST, name: 'testFuzz_b(uint256)' },
]
const PROPERTIES = [
  { index: 0, kind: 'invariant', name: 'invariant_a()', isExplicit: true },
  { index: 1, kind: 'stateless', name: 'testFuzz_a(uint256)', isExplicit: true },
  { index: 2, kind: 'stateless', name: 'testFuzz_b(uint256)', isExplicit: true },
  { index: 3, kind: 'assertion', name: 'assertions', isExplicit: false },
]

function result(executions: number, counts: readonly number[], change: Partial<RunResult> = {}): RunResult {
  return {
    contract: 'test/Vault.t.sol:VaultTest',
    status: 'done',
    reason: '',
    trace: '',
    prepared: {
      kind: 'prepared',
      fingerprint: 'f',
      functions: FUNCTIONS,
      properties: PROPERTIES,
      brokenAtRoot: [],
      warnings: [],
    },
    findings: [],
    unshrunk: [],
    progress: { executions, newsAt: 0, counts, best: [], edges: 0 },
    epochs: 1,
    entries: 1,
    seconds: 1,
    coverage: undefined,
    warnings: [],
    ...change,
  }
}

const saidOf = (of: RunResult): unknown[] =>
  campaignOf(of).properties.map((property) =>
    property.status === 'held'
      ? property.executions
      : property.status === 'not run'
        ? property.reason
        : property.status,
  )

test('a property held for the calls that tried it, not for those of its campaign', () => {
  // Of 1000 executions 100 were made to look at comparisons only, and 30 calls were discarded.
  const counts = [400, 50, 10, 300, 300, 0, 150, 0, 20, 50, 0, 0]
  expect(saidOf(result(1_000, counts))).toEqual([690, 130, 50, 690])
})

test('attackers too are said to have found nothing in calls that were made', () => {
  const detectors = result(500, [100, 20, 5, 200, 0, 0])
  const prepared = {
    ...detectors.prepared!,
    properties: [{ index: 0, kind: 'detector', name: 'theft', isExplicit: false }],
  }
  expect(saidOf({ ...detectors, contract: `attacker:${detectors.contract}`, prepared })).toEqual([295])
})

test('why something was not run is said', () => {
  const untried = (of: RunResult): unknown => saidOf(of)[1]
  const counts = [100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  expect(untried(result(100, counts))).toBe('the search ended before it was its turn')
  expect(untried(result(0, [], { status: 'stopped' }))).toBe('there was no time for it')
  expect(untried(result(0, [], { status: 'failed', reason: 'vm.x is not supported.' }))).toBe(
    'vm.x is not supported.',
  )
  const discarded = result(100, [0, 0, 0, 0, 0, 0, 100, 0, 100])
  expect(untried(discarded)).toBe('vm.assume or vm.skip discarded all of its calls (100)')
  const empty = result(0, [])
  expect(saidOf({ ...empty, prepared: { ...empty.prepared!, functions: [] } })[0]).toBe(
    'there was nothing to call',
  )
  const broken = { property: 0, sequence: [], executions: 0, seconds: 0 }
  expect(saidOf(result(0, [], { unshrunk: [broken] }))[3]).toBe(
    'every property that somebody wrote was broken before the first call',
  )
})

test('what nobody notices is a note, but for what a finding tells of', () => {
  const place = sampleFinding().signature.place
  const unnoticed = [
    { place, words: 'Vault does not notice whether its call of alice succeeds' },
    {
      place: 'src/Vault.sol:7',
      line: { path: 'src/Vault.sol', line: 7, text: 'to.send(1);' },
      words: 'Vault does not notice whether its call of bob succeeds',
    },
  ]
  const found = {
    property: 1,
    signature: sampleFinding().signature,
    calls: 1,
    shrinkExecutions: 1,
    report: sampleFinding(),
  }
  const coverage = {
    sources: [],
    edgesSuccess: 1,
    edgesFailure: 1,
    states: 1,
    functions: [],
    contracts: [],
    unnoticed,
  }
  const { unnoticedFailures } = campaignOf(result(12, [], { findings: [found], coverage }))
  expect(unnoticedFailures).toEqual([
    { place: 'src/Vault.sol:7', path: 'src/Vault.sol', line: 7, words: unnoticed[1]!.words },
  ])
})

test('a test that broke is not among what always reverted', () => {
  const counts = [0, 0, 0, 5, 5, 0, 3, 3, 0, 4, 4, 0]
  const found = {
    property: 1,
    signature: sampleFinding().signature,
    calls: 1,
    shrinkExecutions: 1,
    report: sampleFinding(),
  }
  const { neverReached } = campaignOf(result(12, counts, { findings: [found] }))
  expect(neverReached.map(({ signature, why }) => [signature, why])).toEqual([
    ['pay()', 'never called'],
    ['take(uint256)', 'always reverted'],
    ['testFuzz_b(uint256)', 'always reverted'],
  ])
})

test('a flaw of several contracts of the same code is one finding, which names the others', () => {
  const flawOf = (wallet: number): RunResult['findings'][number] => {
    const sample = sampleFinding()
    const signature = {
      property: 'theft',
      mechanism: `the attacker took ETH from wallet ${wallet}`,
      place: 'src/Vault.sol:9',
    }
    const report = {
      ...sample,
      id: String(wallet),
      property: { name: 'theft', kind: 'detector' as const },
      signature,
      story: ['attacker: +9 ETH'],
      mechanisms: [{ id: 'missing-caller-check', sentence: '', step: 1, path: [], source: null }],
      losses: [{ asset: 'ETH', amount: '1', text: `${wallet} ETH`, share: 1 }],
    }
    return { property: 0, signature, calls: 1, shrinkExecutions: 1, report }
  }
  const { run, project } = sampleReport()
  const facts = { run, project, seconds: 1, warnings: [], reproduce: () => '' }
  const storyOf = (wallets: number): readonly (readonly string[])[] =>
    buildReport(
      [result(100, [], { findings: Array.from({ length: wallets }, (_, i) => flawOf(i)) })],
      facts,
    ).findings.map(({ story }) => story)
  expect(storyOf(1)).toEqual([['attacker: +9 ETH']])
  expect(storyOf(2)).toEqual([
    ['attacker: +9 ETH', 'the same elsewhere: the attacker took ETH from wallet 1 (1 ETH)'],
  ])
  expect(storyOf(20)[0]).toHaveLength(10)
  expect(storyOf(20)[0]!.at(-1)).toBe('the same elsewhere, 11 more')
})

test('a flaw that the setups of several tests have is told once, and each of them is broken by it', () => {
  const sample = sampleFinding()
  const property = { name: 'theft', kind: 'detector' as const }
  const found = (share: number): RunResult['findings'][number] => {
    const { signature } = sample
    const losses = [{ asset: 'ETH', amount: '1', text: '1 ETH', share }]
    const report = { ...sample, id: `share ${share}`, property, losses, story: [] }
    return { property: 1, signature, calls: 1, shrinkExecutions: 1, report }
  }
  const contracts = ['A', 'B', 'C'].map((name) => `attacker:test/${name}.t.sol:${name}`)
  const results = contracts.map((contract, i) =>
    result(100, [], { contract, findings: [found([0.1, 0.9, 0.2][i]!)] }),
  )
  const { run, project } = sampleReport()
  const reproduce = (contract: string): string => contract
  const report = buildReport(results, { run, project, seconds: 1, warnings: [], reproduce })
  expect(report.findings.map(({ id, reproduce: by, story }) => [id, by, story])).toEqual([
    ['share 0.9', contracts[1], ['the same in A and C']],
  ])
  for (const { properties } of report.campaigns)
    expect(properties.flatMap((each) => ('findings' in each ? each.findings : []))).toEqual(['share 0.9'])
})

test('what is to be said of several campaigns in the same words is said once', () => {
  const contracts = ['A', 'B', 'C'].map((name) => `attacker:test/${name}.t.sol:${name}`)
  const results = contracts.map((contract, i) =>
    result(100, [], {
      contract,
      warnings: i === 1 ? ['Of a token nothing is known.'] : ['Vault is closed.'],
    }),
  )
  const { run, project } = sampleReport()
  const report = buildReport(results, { run, project, seconds: 1, warnings: [], reproduce: () => '' })
  expect(report.warnings.map(({ message }) => message)).toEqual([
    `${contracts[0]} and 1 more: Vault is closed.`,
    `${contracts[1]}: Of a token nothing is known.`,
  ])
})

test('a contract of which no function works for anybody is said to be closed, whatever ether it takes', () => {
  const warningsOf = (contract: string, took: number): unknown =>
    buildReport(
      [
        result(1_000, [300, 300, 0, 300, took, 0, 100, 0, 0], {
          contract,
          prepared: {
            ...result(0, []).prepared!,
            functions: [...FUNCTIONS.slice(0, 2), { ...VAULT, name: 'receive()' }],
          },
        }),
      ],
      {
        run: sampleReport().run,
        project: sampleReport().project,
        seconds: 1,
        warnings: [],
        reproduce: () => '',
      },
    ).warnings.map(({ message }) => message)
  const words = 'no call of a function of Vault went well, so hardly anything of it was tried.'
  expect(warningsOf('attacker:src/Vault.sol:Vault', 300)).toEqual([`attacker:src/Vault.sol:Vault: ${words}`])
  expect(warningsOf('attacker:src/Vault.sol:Vault', 299)).toEqual([])
  expect(warningsOf('test/Vault.t.sol:VaultTest', 300)).toEqual([])
})
