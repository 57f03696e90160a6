import { expect, test } from 'vitest'
import { hostileReport } from '../../tests/helpers/hostile-report.ts'
import { sampleCampaign, sampleFinding, sampleReport } from '../../tests/helpers/sample-report.ts'
import { githubAnnotations, withoutCommands } from './github.ts'

test('a finding is an error at its line, with the path from the root of the checkout', () => {
  const project = { ...sampleReport().project, folder: 'packages/core' }
  expect(githubAnnotations(sampleReport({ project }))).toEqual([
    '::error file=packages/core/test/Vault.t.sol,line=41,title=VaultTest.invariant_solvency()%3A assertion failed%3A 4000000000000000000 < 5000000000000000000::1. alice calls Vault.deposit(), sending 1 ether%0A2. 3 days and 5 blocks later, outsider 1 calls Vault.withdraw(amount: 5e18)%0Areproduce: npx faultline attack --seed 7 --finding d295ffd20f4f',
  ])
})

test('the worst ten are told, and reached values are no failures', () => {
  const findings = [
    sampleFinding({ property: { name: 'optimize_x()', kind: 'optimize' } }),
    ...Array.from({ length: 20 }, () => sampleFinding({ severity: 'low' })),
    sampleFinding({ severity: 'critical', reason: 'the worst' }),
  ]
  const lines = githubAnnotations(sampleReport({ findings }))
  expect(lines).toHaveLength(10)
  expect(lines[0]).toMatch(/^::error .*the worst/)
  expect(lines[1]).toMatch(/^::warning /)
})

test('what could not be set up is a warning at its file: nothing of it was tested', () => {
  const campaigns = [sampleCampaign({ failedSetup: { reason: 'no funds', trace: '' } })]
  expect(githubAnnotations(sampleReport({ findings: [], campaigns }))).toEqual([
    '::warning file=test/Vault.t.sol,line=1,title=Not tested%3A VaultTest could not be set up::no funds',
  ])
})

test('hostile names stay in the command that they are in', () => {
  const lines = githubAnnotations(hostileReport('a,line=1::x\r\n::add-mask::e%0A\u2028'))
  expect(lines).toHaveLength(3)
  for (const line of lines) {
    expect(line).toMatch(/^::(?:error|warning) (?:file=[^:,]*,line=\d+,)?title=[^:,\r\n]*::[^\r\n\u2028]*$/)
    expect(line).not.toContain('%0A::add-mask')
  }
})

test('nothing that a contract printed is a command in a log', () => {
  const text = withoutCommands('a\n  ::add-mask::x\n::error::y\nz ##[error]w\nVault::f()\n')
  expect(text).toBe('a\n  : :add-mask::x\n: :error::y\nz ## [error]w\nVault::f()\n')
})
