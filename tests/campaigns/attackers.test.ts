// Attackers from one end to the other: files and projects without a property, attacked by worker processes.

import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Inspection } from '../../src/report/inspect-schema.ts'
import type { Report } from '../../src/report/schema.ts'
import { temporaryTree } from '../helpers/file-tree.ts'
import { REPOSITORY } from '../helpers/repository.ts'

const BIN = path.join(REPOSITORY, 'bin', 'faultline.js')
const HEAD = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n'

// Pays before it notes the payment.
const BANK = `${HEAD}
contract Bank {
    mapping(address => uint256) public balances;
    function deposit() external payable { balances[msg.sender] += msg.value; }
    function withdraw() external {
        uint256 amount = balances[msg.sender];
        (bool sent,) = msg.sender.call{value: amount}("");
        require(sent);
        balances[msg.sender] = 0;
    }
}
`
const SOUND = BANK.replace('(bool sent,)', 'balances[msg.sender] = 0;\n        (bool sent,)').replace(
  'require(sent);\n        balances[msg.sender] = 0;',
  'require(sent);',
)
const BUDGET = ['--seed', '1', '--executions', '3000', '--workers', '2']

test('a lone file is attacked, whatever lies beside it', async () => {
  const root = await temporaryTree({
    'Bank.sol': BANK,
    'Broken.sol': 'contract {',
    'Old.sol': 'pragma solidity 0.4.11;',
  })
  const { code, stdout } = await faultline(['attack', path.join(root, 'Bank.sol'), '--json', ...BUDGET], root)
  expect(code).toBe(1)
  const { findings, campaigns } = JSON.parse(stdout) as Report
  expect(campaigns).toMatchObject([
    { target: 'attacker:Bank.sol:Bank', kind: 'attacker', contract: 'Bank', path: 'Bank.sol', sameAs: null },
  ])
  const theft = findings.find(({ property }) => property.name === 'theft')!
  expect(theft).toMatchObject({ campaign: 'attacker:Bank.sol:Bank', property: { kind: 'detector' } })
  expect(theft.steps.map((step) => step.function)).toEqual(['deposit', 'withdraw'])
  expect(theft.reproduce).toContain('Bank.sol')
  expect(theft.reproduce).toContain("--match-contract '^Bank$'")
})

test('the same file with the repair gives no finding, and no verdict without attackers', async () => {
  const root = await temporaryTree({ 'Bank.sol': SOUND })
  const { code, stdout } = await faultline(['attack', '--json', ...BUDGET], root)
  expect(code).toBe(0)
  const { findings, campaigns } = JSON.parse(stdout) as Report
  expect(findings).toEqual([])
  expect(campaigns[0]!.properties.map(({ name, kind, status }) => [name, kind, status])).toContainEqual([
    'theft',
    'detector',
    'held',
  ])
  expect(await faultline(['attack', '--no-attacker', ...BUDGET], root)).toMatchObject({ code: 4, stdout: '' })
})

test('tests that only deploy are setups; those with the same setup are attacked once', async () => {
  const test = (name: string, more: string): string =>
    `contract ${name} { Bank bank; function setUp() public { bank = new Bank(); } function test_${name}() public { ${more} } }`
  const root = await temporaryTree({
    'src/Bank.sol': BANK,
    'test/Bank.t.sol': `${HEAD}import "../src/Bank.sol";\n${test('DepositTest', 'bank.deposit();')}\n${test('WithdrawTest', 'bank.withdraw();')}`,
  })
  const { code, stdout } = await faultline(['attack', '--json', ...BUDGET], root)
  expect(code).toBe(1)
  const { findings, campaigns, warnings } = JSON.parse(stdout) as Report
  const [deposit, withdraw] = ['DepositTest', 'WithdrawTest'].map(
    (name) => `attacker:test/Bank.t.sol:${name}`,
  )
  expect(campaigns.map(({ target, sameAs }) => [target, sameAs])).toEqual([
    [deposit, null],
    [withdraw, deposit],
  ])
  expect(findings.map(({ campaign }) => campaign)).toContain(deposit)
  expect(findings.map(({ campaign }) => campaign)).not.toContain(withdraw)
  expect(warnings).toEqual([])
  expect((await readdir(root)).toSorted()).toEqual(['.faultline', 'src', 'test'])
})

test('a campaign of the configuration without a property is attacked as it sets things up', async () => {
  const root = await temporaryTree({
    'contracts/Bank.sol': `${BANK}contract Other { function f() external {} }`,
    'faultline.config.ts': `import { defineConfig } from 'faultline/config'
export default defineConfig({ campaigns: { bank: { contracts: ['Bank'] }, other: {
  contracts: ['Other'], properties: { fine: () => true } } } })`,
  })
  const list = await faultline(['attack', '--list'], root)
  expect(list.stdout).toBe(
    'faultline.config.ts:bank\n  assertions\nfaultline.config.ts:other\n  fine()  property\nattacker:faultline.config.ts:bank\n  attacker\n',
  )
  const { code, stdout } = await faultline(['attack', '--json', '--match-contract', 'bank', ...BUDGET], root)
  expect(code).toBe(1)
  const { findings, campaigns } = JSON.parse(stdout) as Report
  expect(campaigns.map(({ target }) => target)).toEqual([
    'faultline.config.ts:bank',
    'attacker:faultline.config.ts:bank',
  ])
  expect(findings.map(({ campaign }) => campaign)).toContain('attacker:faultline.config.ts:bank')
})

test('inspect prints what attackers begin with, and why something is left out', async () => {
  const source = `${BANK}
interface ISomething { function something() external; }
contract Needy { constructor(ISomething it) {} function f() external {} }`
  const root = await temporaryTree({ 'contracts/Bank.sol': source })
  const { code, stdout } = await faultline(['inspect', '--json'], root)
  expect(code).toBe(0)
  const { worlds, warnings } = JSON.parse(stdout) as Inspection
  expect(worlds).toMatchObject([{ target: 'attacker:contracts/Bank.sol:Bank', sameAs: [] }])
  const [{ contracts, assets, positions }] = worlds as [Inspection['worlds'][number]]
  expect(contracts).toMatchObject([{ name: 'Bank', artifact: 'contracts/Bank.sol:Bank', origin: 'protocol' }])
  expect(assets[0]).toMatchObject({ kind: 'ether', address: null })
  expect(positions[0]).toMatchObject({ contract: 'Bank', isOurs: true })
  expect(positions[0]!.exit.join()).toContain('Bank.withdraw()')
  expect(warnings.map(({ message }) => message).join()).toContain('ISomething')

  const text = await faultline(['inspect', '--match-contract', 'Bank'], root)
  expect(text.code).toBe(0)
  expect(text.stdout).toContain('attacker:contracts/Bank.sol:Bank\n\n  contracts\n')
  expect(await faultline(['inspect', '--match-contract', 'Nobody'], root)).toMatchObject({
    code: 2,
    stdout: '',
  })
})

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string }

function faultline(args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { cwd }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}
