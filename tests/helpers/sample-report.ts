// An invented report with one of everything, for tests of what is made from reports.

import { findingId } from '../../src/report/finding-id.ts'
import type { Report, ReportCampaign, ReportFinding, ReportStep } from '../../src/report/schema.ts'

const TARGET = 'test/Vault.t.sol:VaultTest'

/** A step that calls Vault.withdraw. */
export function sampleStep(change: Partial<ReportStep> = {}): ReportStep {
  return {
    contract: 'Vault',
    address: '0x2e234dae75c793f67a35089c9d99245e1c58470b',
    code: 'src/Vault.sol:Vault',
    function: 'withdraw',
    signature: 'withdraw(uint256)',
    arguments: [{ name: 'amount', type: 'uint256', text: '5e18', exact: '5000000000000000000 [5e18]' }],
    calldata: '0x2e1a7d4d0000000000000000000000000000000000000000000000004563918244f40000',
    sender: 'alice',
    senderAddress: '0x328809bc894f92807417d2dad6b7c998c1afdac6',
    valueWei: '0',
    delaySeconds: 0,
    delayBlocks: 0,
    words: 'alice calls Vault.withdraw(amount: 5e18)',
    delay: '',
    payment: '',
    reactions: [],
    moved: [],
    without: 'holds',
    ...change,
  }
}

/** A finding of two steps. */
export function sampleFinding(change: Partial<ReportFinding> = {}): ReportFinding {
  const signature = change.signature ?? {
    property: `${TARGET}.invariant_solvency()`,
    mechanism: 'assertion failed',
    place: 'test/Vault.t.sol:41',
  }
  const id = findingId(signature)
  return {
    id,
    campaign: TARGET,
    property: { name: 'invariant_solvency()', kind: 'invariant' },
    signature,
    reason: 'assertion failed: 4000000000000000000 < 5000000000000000000',
    steps: [
      sampleStep({
        function: 'deposit',
        signature: 'deposit()',
        arguments: [],
        calldata: '0xd0e30db0',
        valueWei: '1000000000000000000',
        words: 'alice calls Vault.deposit()',
        payment: 'sending 1 ether',
      }),
      sampleStep({
        sender: 'outsider 1',
        words: 'outsider 1 calls Vault.withdraw(amount: 5e18)',
        delay: '3 days and 5 blocks later',
        delaySeconds: 259_200,
        delayBlocks: 5,
      }),
    ],
    originalCalls: 37,
    executions: 12_345,
    shrinkExecutions: 420,
    seconds: 0.84,
    source: {
      path: 'test/Vault.t.sol',
      line: 41,
      excerpt: [
        { line: 39, text: '    function invariant_solvency() public view {' },
        { line: 40, text: '        uint256 owed = vault.total();' },
        { line: 41, text: '        assertGe(token.balanceOf(address(vault)), owed);' },
        { line: 42, text: '    }' },
      ],
    },
    changes: [
      {
        kind: 'storage',
        account: 'Vault',
        address: '0x2e234dae75c793f67a35089c9d99245e1c58470b',
        variable: 'shares[alice]',
        before: '0',
        after: '1e18',
        slot: '0x5ff10565516c110180bb9cc111cdbc2b0a68e09ff7fac17290373c3aa4a1bb03',
        exactBefore: '0',
        exactAfter: '1000000000000000000',
      },
      {
        kind: 'balance',
        account: 'alice',
        address: '0x328809bc894f92807417d2dad6b7c998c1afdac6',
        variable: '',
        before: '10 ether',
        after: '9 ether',
        slot: null,
        exactBefore: '10000000000000000000',
        exactAfter: '9000000000000000000',
      },
    ],
    compared: [
      { name: 'Vault.total()', value: '5e18' },
      { name: 'left of assertGe', value: '4e18' },
      { name: 'right of assertGe', value: '5e18' },
    ],
    value: null,
    trace: '  [100] VaultTest::invariant_solvency()\n    └─ ← [Stop]',
    console: ['owed 5'],
    story: [],
    capital: null,
    mechanisms: [],
    vector: null,
    severity: null,
    losses: [],
    transfers: [],
    gains: [],
    proofs: [],
    program: null,
    solidity: [
      'vm.prank(0x328809Bc894f92807417D2dAD6b7C998c1aFdac6);',
      'Vault(0x2e234DAe75C793f67A35089C9d99245E1C58470b).deposit{value: 1000000000000000000}();',
    ],
    reproduce: `npx faultline attack --seed 7 --finding ${id}`,
    ...change,
  }
}

/** A campaign with a property of each status. */
export function sampleCampaign(change: Partial<ReportCampaign> = {}): ReportCampaign {
  return {
    target: TARGET,
    kind: 'properties',
    sameAs: null,
    contract: 'VaultTest',
    path: 'test/Vault.t.sol',
    executions: 1_204_331,
    seconds: 58.2,
    edges: 812,
    corpus: 96,
    properties: [
      { name: 'invariant_solvency()', kind: 'invariant', status: 'broken', findings: [sampleFinding().id] },
      { name: 'invariant_total()', kind: 'invariant', status: 'held', executions: 1_204_331 },
      { name: 'assertions', kind: 'assertion', status: 'held', executions: 1_204_331 },
      {
        name: 'optimize_loss()',
        kind: 'optimize',
        status: 'optimised',
        best: '5000000000000000000',
        findings: [],
      },
      {
        name: 'test_fuzz(uint256)',
        kind: 'stateless',
        status: 'not run',
        reason: 'setUp() reverted: no funds',
      },
    ],
    functions: [
      {
        contract: 'Vault',
        signature: 'deposit()',
        path: 'src/Vault.sol',
        line: 20,
        calls: 602_111,
        reverts: 12_000,
        discards: 0,
        coverage: { reached: 10, total: 10 },
      },
      {
        contract: 'Vault',
        signature: 'withdraw(uint256)',
        path: 'src/Vault.sol',
        line: 31,
        calls: 602_220,
        reverts: 602_200,
        discards: 0,
        coverage: { reached: 3, total: 7 },
      },
      {
        contract: 'Vault',
        signature: 'rescue(address)',
        path: 'src/Vault.sol',
        line: 77,
        calls: 900,
        reverts: 900,
        discards: 0,
        coverage: null,
      },
    ],
    contracts: [{ contract: 'Vault', linesReached: 41, lines: 44 }],
    failedSetup: null,
    unnoticedFailures: [],
    neverReached: [
      {
        contract: 'Vault',
        signature: 'rescue(address)',
        why: 'always reverted',
        path: 'src/Vault.sol',
        line: 77,
        reasons: ['Unauthorized()'],
      },
    ],
    ...change,
  }
}

export function sampleReport(change: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    run: {
      version: '0.1.0',
      seed: '7',
      budget: { kind: 'seconds', amount: 60 },
      executions: 1_204_331,
      seconds: 60.3,
      workers: 2,
      endedBy: 'budget',
      reproduce: 'npx faultline attack --seed 7 --executions 1204331',
    },
    project: { name: 'vault', kind: 'foundry', folder: '', contracts: 12 },
    campaigns: [sampleCampaign()],
    findings: [sampleFinding()],
    sources: [
      {
        path: 'src/Vault.sol',
        reached: [[1, 2]],
        missed: [[3, 3]],
        text: 'first();\n\tsecond();\nthird();\n// end\n',
      },
    ],
    lessons: [],
    warnings: [],
    ...change,
  }
}
