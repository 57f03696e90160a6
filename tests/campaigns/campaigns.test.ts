// Campaigns of faultline.config.ts from one end to the other: projects without Solidity tests, compiled with solc-js,
// attacked by worker processes.

import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryTree } from '../helpers/file-tree.ts'
import { REPOSITORY } from '../helpers/repository.ts'

const LIBRARY = path.join(import.meta.dirname, 'run-attack.ts')
const BIN = path.join(REPOSITORY, 'bin', 'faultline.js')

const VAULT = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Token {
    mapping(address => uint256) public balanceOf;
    constructor(uint256 supply) { balanceOf[msg.sender] = supply; }
    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }
}

contract Vault {
    Token public immutable token;
    mapping(address => uint256) public claims;
    uint256 public total;
    constructor(Token token_) { token = token_; }
    function deposit(uint96 amount) external {
        claims[msg.sender] += amount;
        total += amount;
    }
    function leave(address to) external {
        // The mistake: everything goes, not the caller's part.
        uint256 amount = claims[msg.sender] > 10 ? total : claims[msg.sender];
        claims[msg.sender] = 0;
        total -= amount;
        to;
    }
}
`

const CONFIG = `import { defineConfig } from 'faultline/config'

export default defineConfig({
  campaigns: {
    vault: {
      contracts: [{ name: 'Token', args: [1_000n] }, { name: 'Vault', args: ['Token'] }],
      setup({ actor, call, target }) {
        call('Vault', 'deposit', [500], { from: actor('alice') })
        target('Vault')
      },
      properties: {
        claims: ({ read }) => read<bigint>('Vault', 'claims', ['alice']) <= read<bigint>('Vault', 'total'),
      },
    },
  },
})
`

type Outcome = {
  readonly findings: readonly {
    readonly name: string
    readonly id: string
    readonly campaign: string
    readonly steps: readonly string[]
    readonly reproduce: string
  }[]
  readonly executions: number
  readonly warnings: readonly string[]
}

/** Runs attack() of the library in a process of its own. */
async function attackIn(root: string, options: object): Promise<Outcome> {
  const { code, stdout, stderr } = await run([LIBRARY, JSON.stringify({ root, ...options })], root)
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Outcome
}

function run(
  argv: readonly string[],
  cwd: string,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { cwd, env: { PATH: '' } }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      })
    })
  })
}

const FOUND = {
  name: 'claims()',
  campaign: 'faultline.config.ts:vault',
  steps: ['deposit', 'leave'],
  reproduce: "npx faultline attack --match-contract '^vault$' --seed 3 --executions 4000",
}

test('a plain Solidity project: the same finding with any number of workers', async () => {
  const root = await temporaryTree({ 'contracts/Vault.sol': VAULT, 'faultline.config.ts': CONFIG })
  const one = await attackIn(root, { seed: 3, executions: 4_000, workers: 1 })
  expect(one.warnings).toEqual([])
  expect(one.findings).toMatchObject([FOUND])
  const two = await attackIn(root, { seed: 3, executions: 4_000, workers: 2 })
  expect(two).toEqual(one)
  expect((await readdir(root)).sort()).toEqual(['.faultline', 'contracts', 'faultline.config.ts'])
})

test('a Hardhat project without Hardhat, whose configuration wins over the defaults', async () => {
  const root = await temporaryTree({
    'contracts/Vault.sol': VAULT,
    'hardhat.config.ts': 'export default {}',
    'package.json': { name: 'vaults', type: 'commonjs' },
    'faultline.config.ts': CONFIG.replace('defineConfig({', 'defineConfig({ seed: 3, executions: 4_000,'),
  })
  const { findings } = await attackIn(root, { workers: 0 })
  expect(findings).toMatchObject([FOUND])
})

const SCRIPT = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import { Token, Vault } from "../src/Vault.sol";

interface Vm {
    function startBroadcast(uint256 key) external;
    function stopBroadcast() external;
}

contract Deploy {
    function run() external {
        Vm vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
        vm.startBroadcast(0xa11ce);
        Vault vault = new Vault(new Token(1_000));
        vault.deposit(500);
        vm.stopBroadcast();
    }
}
`

test('a Foundry project without forge, set up by its deployment script', async () => {
  const root = await temporaryTree({
    'foundry.toml': '[profile.default]\n',
    'src/Vault.sol': VAULT,
    'script/Deploy.s.sol': SCRIPT,
    'faultline.config.mts': `export default {
      executions: 4_000,
      seed: 3,
      targets: ['Vault'],
      campaigns: {
        deployed: {
          script: 'script/Deploy.s.sol:Deploy',
          properties: { total: ({ read }) => read('Vault', 'total') >= 500n },
        },
      },
    }`,
  })
  const { findings } = await attackIn(root, { workers: 0 })
  expect(findings).toMatchObject([
    { name: 'total()', campaign: 'faultline.config.mts:deployed', steps: ['deposit', 'leave'] },
  ])
})

test('the command attacks campaigns, lists them and takes them by name', async () => {
  const root = await temporaryTree({ 'contracts/Vault.sol': VAULT, 'faultline.config.ts': CONFIG })
  const listed = await run([BIN, 'attack', '--list'], root)
  expect(listed).toMatchObject({ code: 0, stdout: 'faultline.config.ts:vault\n  claims()  property\n' })
  const argv = [
    'attack',
    '--match-contract',
    '^vault$',
    '--seed',
    '3',
    '--executions',
    '4000',
    '--workers',
    '1',
  ]
  const { code, stdout } = await run([BIN, ...argv, '--json'], root)
  expect(code).toBe(1)
  const report = JSON.parse(stdout) as { findings: { property: { name: string } }[] }
  expect(report.findings.map(({ property }) => property.name)).toEqual(['claims()'])
  const none = await run([BIN, 'attack', '--match-contract', 'pool'], root)
  expect(none.code).toBe(2)
})

test('a mistake in the configuration ends the command with 2 and one message, before anything is compiled', async () => {
  const root = await temporaryTree({
    'contracts/Vault.sol': VAULT,
    'faultline.config.ts': 'export default { campaigns: { vault: { contract: ["Vault"] } } }',
  })
  const { code, stdout, stderr } = await run([BIN, 'attack'], root)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toBe(
    'faultline.config.ts: campaigns.vault.contract is not known.\n' +
      'Known are: senders, targets, maxValueWei, maxTimeDelaySeconds, maxBlockDelay, depth, script, contracts, setup, properties.\n',
  )
  expect((await readdir(root)).sort()).toEqual(['contracts', 'faultline.config.ts'])
})
