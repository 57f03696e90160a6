import { describe, expect, test } from 'vitest'
import { hostileReport } from '../../tests/helpers/hostile-report.ts'
import { sampleCampaign, sampleFinding, sampleReport } from '../../tests/helpers/sample-report.ts'
import { checkoutPath } from './checkout-path.ts'
import { reportToSarif } from './sarif.ts'
import type { Report, ReportFinding } from './schema.ts'

type Place = {
  physicalLocation: { artifactLocation: { uri: string; uriBaseId: string }; region: { startLine: number } }
  message?: { text: string }
}
type Result = {
  ruleId: string
  ruleIndex: number
  level: string
  message: { text: string }
  locations: Place[]
  partialFingerprints: Record<string, string>
  relatedLocations?: Place[]
  codeFlows?: { threadFlows: { locations: { location: Place }[] }[] }[]
}
type Rule = {
  id: string
  shortDescription: { text: string }
  fullDescription: { text: string }
  help: { text: string }
  defaultConfiguration: { level: string }
  properties: { tags: string[]; precision: string; 'security-severity'?: string }
}
type Log = {
  version: string
  runs: {
    tool: { driver: { name: string; rules: Rule[] } }
    automationDetails: { id: string }
    invocations: { executionSuccessful: boolean; toolExecutionNotifications: object[] }[]
    results: Result[]
  }[]
}

const read = (report: Report): Log['runs'][number] => {
  const log = JSON.parse(reportToSarif(report)) as Log
  expect(log.version).toBe('2.1.0')
  expect(log.runs).toHaveLength(1)
  return log.runs[0]!
}

/** What GitHub and the schema of SARIF 2.1.0 ask of a run. */
function expectValid({ tool, results, automationDetails }: Log['runs'][number]): void {
  const { rules } = tool.driver
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  expect(automationDetails.id).toMatch(/\/$/)
  for (const rule of rules) {
    expect(rule.shortDescription.text.length).toBeLessThanOrEqual(1_024)
    for (const text of [rule.shortDescription.text, rule.fullDescription.text, rule.help.text])
      expect(text).not.toBe('')
    expect(rule.properties.tags.length).toBeLessThanOrEqual(10)
    expect(new Set(rule.properties.tags).size).toBe(rule.properties.tags.length)
    expect(['none', 'note', 'warning', 'error']).toContain(rule.defaultConfiguration.level)
    const score = rule.properties['security-severity']
    if (score !== undefined) expect(Number(score)).toBeGreaterThan(0)
  }
  expect(results.length).toBeLessThanOrEqual(5_000)
  for (const result of results) {
    expect(rules[result.ruleIndex]!.id).toBe(result.ruleId)
    expect(['note', 'warning', 'error']).toContain(result.level)
    expect(result.message.text).not.toBe('')
    expect(result.locations).toHaveLength(1)
    expect(result.partialFingerprints['primaryLocationLineHash']).toMatch(/^[0-9a-f]{16}:\d+$/)
    const flows = result.codeFlows?.flatMap(({ threadFlows }) => threadFlows) ?? []
    const steps = flows.flatMap(({ locations }) => locations.map(({ location }) => location))
    expect(steps.length).toBeLessThanOrEqual(1_000)
    for (const place of [...result.locations, ...(result.relatedLocations ?? []), ...steps]) {
      const { artifactLocation, region } = place.physicalLocation
      expect(region.startLine).toBeGreaterThanOrEqual(1)
      // A relative reference of RFC 3986 that stays in the checkout.
      expect(artifactLocation.uri).toMatch(
        /^(?:[\w.~!$&'()*+,;=@-]|%[0-9A-F]{2})(?:[\w.~!$&'()*+,;=@/-]|%[0-9A-F]{2})*$/,
      )
      expect(artifactLocation.uri.split('/')).not.toContain('..')
    }
  }
}

const theft = (change: Partial<ReportFinding> = {}): ReportFinding =>
  sampleFinding({
    property: { name: 'theft', kind: 'detector' },
    signature: { property: 'test/S.t.sol:S.theft', mechanism: 'took', place: 'src/Vault.sol:41' },
    severity: 'critical',
    vector: { id: 'donation', title: 'Donation that is believed', owasp: 'SC02:2026', swc: null },
    mechanisms: [
      { id: 'donation', sentence: 'A gift.', step: 1, path: [], source: { path: 'src/B.sol', line: 7 } },
    ],
    ...change,
  })

test('an alert stands at the line that gave way, and its steps at the functions that they call', () => {
  const run = read(sampleReport({ findings: [theft()] }))
  expectValid(run)
  const [result] = run.results
  expect(result!.locations[0]!.physicalLocation).toEqual({
    artifactLocation: { uri: 'test/Vault.t.sol', uriBaseId: '%SRCROOT%' },
    region: { startLine: 41 },
  })
  const steps = result!.codeFlows![0]!.threadFlows[0]!.locations.map(({ location }) => [
    location.physicalLocation.artifactLocation.uri,
    location.physicalLocation.region.startLine,
    location.message!.text,
  ])
  expect(steps).toEqual([
    ['src/Vault.sol', 20, 'alice calls Vault.deposit(), sending 1 ether'],
    ['src/Vault.sol', 31, '3 days and 5 blocks later, outsider 1 calls Vault.withdraw(amount: 5e18)'],
  ])
  expect(result!.relatedLocations!.map(({ message }) => message!.text)).toEqual(['A gift.'])
  expect(result!.level).toBe('error')
})

test('the rule is the class of failure, as bad as the worst of its findings', () => {
  const low = theft({ severity: 'low', vector: null, source: null })
  const { tool, results } = read(sampleReport({ findings: [low, theft(), sampleFinding()] }))
  expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ['theft', 'error'],
    ['invariant', 'error'],
    ['theft', 'note'],
  ])
  const [first, second] = tool.driver.rules
  expect(first!.properties['security-severity']).toBe('9.5')
  expect(first!.properties.tags).toEqual(['security', 'smart-contract', 'donation', 'SC02:2026'])
  // Nobody measured what a property of the project's own costs.
  expect(second!.properties).not.toHaveProperty('security-severity')
})

describe('the fingerprint', () => {
  const fingerprintsOf = (findings: readonly ReportFinding[]): string[] =>
    read(sampleReport({ findings })).results.map(
      ({ partialFingerprints }) => partialFingerprints['primaryLocationLineHash']!,
    )
  const at = (line: number, text: string): ReportFinding =>
    theft({
      signature: { property: 'p', mechanism: 'm', place: `src/Vault.sol:${line}` },
      source: { path: 'src/Vault.sol', line, excerpt: [{ line, text }] },
    })

  test('stays when lines come above the one that gave way, and when the values differ', () => {
    expect(fingerprintsOf([at(41, '    pay(x);')])).toEqual(fingerprintsOf([at(50, '  pay(x);')]))
    expect(fingerprintsOf([theft({ reason: 'a', steps: [] })])).toEqual(fingerprintsOf([theft()]))
  })

  test('differs between lines, and counts those that are alike', () => {
    const [first, second, third] = fingerprintsOf([at(1, 'pay(x);'), at(9, 'pay(y);'), at(5, 'pay(x);')])
    expect(second).not.toBe(first)
    expect(third).toBe(first!.replace(/:1$/, ':2'))
  })
})

test('a finding without a line stands at the file that was attacked, one without a file somewhere', () => {
  const lost = theft({ source: null, mechanisms: [] })
  const run = read(
    sampleReport({ findings: [lost], project: { ...sampleReport().project, folder: 'a b/c' } }),
  )
  expectValid(run)
  expect(run.results[0]!.locations[0]!.physicalLocation.artifactLocation.uri).toBe('a%20b/c/test/Vault.t.sol')
  expect(run.automationDetails.id).toBe('faultline/attack/a b/c/')
  expectValid(read(sampleReport({ findings: [lost], campaigns: [] })))
})

test('a path that leaves the checkout is none', () => {
  const project = { folder: 'packages/core' }
  expect(checkoutPath(project, 'src/A.sol')).toBe('packages/core/src/A.sol')
  expect(checkoutPath(project, '../lib/B.sol')).toBe('packages/lib/B.sol')
  for (const path of ['../../../etc/passwd', '/etc/passwd', 'C:\\x', '\\\\host\\x', '', '../..', 'C:/x'])
    expect(checkoutPath(project, path), path).toBeUndefined()
})

test('limits: results, steps, tags, the length of texts', () => {
  const many = Array.from({ length: 5_100 }, (_, index) =>
    theft({ steps: [], vector: { id: `v${index}`, title: '', owasp: null, swc: null } }),
  )
  expectValid(read(sampleReport({ findings: many })))
  const long = theft({
    steps: Array.from({ length: 2_000 }, () => theft().steps[0]!),
    story: ['x'.repeat(1e6)],
  })
  const text = reportToSarif(sampleReport({ findings: [long] }))
  expectValid(read(sampleReport({ findings: [long] })))
  expect(text.length).toBeLessThan(2e6)
})

test('hostile names stay text: no link, no path out of the checkout, nothing invisible', () => {
  for (const text of ['../../../x', '[a](https://evil.example)', '\u202e\u0000\u2028\ud800', ' ', '']) {
    const report = hostileReport(text)
    expectValid(read(report))
    const written = reportToSarif(report)
    // Texts of messages are where SARIF has links.
    for (const [message] of written.matchAll(/"text": ".*"/g)) expect(message).not.toContain('](')
    expect(written).not.toMatch(/[^\S\n ]|[\p{Cf}\p{Cs}\p{Zl}]/u)
  }
})

test('an interrupted run says that it was', () => {
  const run = { ...sampleReport().run, endedBy: 'interrupted' as const }
  const warnings = [{ code: 'CAMPAIGN_SKIPPED', message: 'no time', hint: null }]
  const [invocation] = read(
    sampleReport({ run, warnings, findings: [], campaigns: [sampleCampaign()] }),
  ).invocations
  expect(invocation!.executionSuccessful).toBe(false)
  expect(invocation!.toolExecutionNotifications).toHaveLength(1)
})
