import { expect, test } from 'vitest'
import { hostileReport } from '../../tests/helpers/hostile-report.ts'
import { sampleCampaign, sampleFinding, sampleReport } from '../../tests/helpers/sample-report.ts'
import { reportToJunit } from './junit.ts'

test('a suite for each test contract and a case for each property, as forge writes them', () => {
  expect(reportToJunit(sampleReport())).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="faultline attack" tests="5" failures="1" errors="0" skipped="1" time="60.300">
  <testsuite name="test/Vault.t.sol:VaultTest" tests="5" failures="1" errors="0" skipped="1" time="58.200">
    <testcase name="invariant_solvency()" classname="test/Vault.t.sol:VaultTest" file="test/Vault.t.sol">
      <failure message="VaultTest.invariant_solvency(): assertion failed: 4000000000000000000 &lt; 5000000000000000000">test/Vault.t.sol:41
1. alice calls Vault.deposit(), sending 1 ether
2. 3 days and 5 blocks later, outsider 1 calls Vault.withdraw(amount: 5e18)
reproduce: npx faultline attack --seed 7 --finding d295ffd20f4f</failure>
    </testcase>
    <testcase name="invariant_total()" classname="test/Vault.t.sol:VaultTest" file="test/Vault.t.sol">
      <system-out>held for 1,204,331 executions</system-out>
    </testcase>
    <testcase name="assertions" classname="test/Vault.t.sol:VaultTest" file="test/Vault.t.sol">
      <system-out>held for 1,204,331 executions</system-out>
    </testcase>
    <testcase name="optimize_loss()" classname="test/Vault.t.sol:VaultTest" file="test/Vault.t.sol">
      <system-out>the greatest value reached is 5000000000000000000</system-out>
    </testcase>
    <testcase name="test_fuzz(uint256)" classname="test/Vault.t.sol:VaultTest" file="test/Vault.t.sol">
      <skipped message="setUp() reverted: no funds"/>
    </testcase>
  </testsuite>
</testsuites>
`)
})

test('what could not be set up is an error, what was not searched is skipped: neither passes', () => {
  const text = reportToJunit(
    sampleReport({
      campaigns: [
        sampleCampaign({ failedSetup: { reason: 'no funds', trace: '[1] setUp()\n  └─ ← [Revert]' } }),
        sampleCampaign({ target: 'attacker:b', sameAs: 'attacker:a' }),
      ],
    }),
  )
  expect(text).toContain('<testsuites name="faultline attack" tests="2" failures="0" errors="1" skipped="1"')
  expect(text).toContain('<error message="no funds">[1] setUp()\n  └─ ← [Revert]</error>')
  expect(text).toContain('<skipped message="begins with the same state as attacker:a, which was attacked"/>')
})

test('a property that broke in two ways is two cases', () => {
  const [first, second] = ['a', 'b'].map((place) =>
    sampleFinding({ signature: { property: 'p', mechanism: 'm', place } }),
  )
  const ids = [first!.id, second!.id]
  const text = reportToJunit(
    sampleReport({
      findings: [first!, second!],
      campaigns: [
        sampleCampaign({
          properties: [{ name: 'invariant_solvency()', kind: 'invariant', status: 'broken', findings: ids }],
        }),
      ],
    }),
  )
  for (const id of ids) expect(text).toContain(`<testcase name="invariant_solvency() ${id}"`)
  expect(text).toContain('tests="2" failures="2"')
})

test('hostile names end no element and no attribute, and are allowed in XML', () => {
  const text = reportToJunit(hostileReport('</failure>"><x a=\'&#0;]]>\u0000\u202e\ufffe\ud800\n'))
  expect(text).not.toMatch(/<x|]]>|&#/)
  // https://www.w3.org/TR/xml/#charsets
  expect(text).toMatch(/^[\n -\ud7ff\ue000-\ufffd]*$/u)
  const open = text.match(/<(testsuites|testsuite|testcase|failure|error|system-out)\b/g)!
  const close = text.match(/<\/(testsuites|testsuite|testcase|failure|error|system-out)>/g)!
  expect(open.length).toBe(close.length)
})
