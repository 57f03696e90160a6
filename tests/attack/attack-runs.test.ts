// The real command on a real project: what it finds depends on code, seed and budget, and on nothing else. Not on the number
// of workers, not on who was killed when.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { RunEvent } from '../../src/report/events.ts'
import type { Report } from '../../src/report/schema.ts'
import { runAttack } from '../../src/run/attack.ts'
import { openProject } from '../../src/project/open-project.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const COMMAND = fileURLToPath(new URL('../../bin/faultline.js', import.meta.url))
const EXECUTIONS = 40_000
const SEED = 7n
const BUDGET = ['--executions', String(EXECUTIONS), '--seed', String(SEED)]

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
contract LedgerTest {
  mapping(address => uint256) public balances;
  uint256 public total;
  uint256 public steps;
  function deposit(uint128 amount) external { balances[msg.sender] += amount; total += amount; }
  function withdraw(uint256 amount) external {
    require(balances[msg.sender] >= amount, "balance");
    balances[msg.sender] -= amount;
    if (steps < 2) total -= amount;
  }
  function step(uint256 x) external { if (x > total && x < total + 1000) steps++; }
  function echidna_steps() external view returns (bool) { return steps < 12; }
  function echidna_total() external view returns (bool) { return total < 2**127; }
  function optimize_steps() external view returns (int256) { return int256(steps); }
}
`

let root: string
beforeEach(async () => {
  root = await temporaryFolder()
  writeFileSync(path.join(root, 'Ledger.t.sol'), SOURCE)
})

function start(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [COMMAND, 'attack', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function finish(
  child: ChildProcess,
  onLine: (line: string) => void = () => undefined,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  let out = ''
  let err = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (err += text))
  createInterface(child.stdout!).on('line', (line) => {
    out += `${line}\n`
    onLine(line)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

/** What a seed repeats of a report (src/report/schema.ts). */
function repeatable({ findings, campaigns }: Report): Repeatable {
  return JSON.parse(JSON.stringify({ findings, campaigns }), (key, value: unknown) =>
    key === 'seconds' || key === 'executionsPerSecond' ? undefined : value,
  ) as Repeatable
}

type Repeatable = { readonly findings: readonly object[]; readonly campaigns: readonly object[] }

let known: Promise<Report> | undefined

/** The run of two workers that nobody disturbs. */
async function undisturbed(): Promise<Report> {
  known ??= finish(start(...BUDGET, '--json', '--workers', '2')).then(({ code, out }) => {
    expect(code).toBe(1)
    return JSON.parse(out) as Report
  })
  return await known
}

test('two workers find something of each kind', async () => {
  const { findings } = await undisturbed()
  const kinds = findings.map(({ property }) => property.kind).toSorted()
  expect(kinds).toStrictEqual(['boolean', 'boolean', 'optimize'])
})

test('one worker finds what two do', async () => {
  const { out } = await finish(start(...BUDGET, '--json', '--workers', '1'))
  expect(repeatable(JSON.parse(out) as Report)).toStrictEqual(repeatable(await undisturbed()))
})

test('no worker at all finds what two do', async () => {
  const project = await openProject({ root, env: {}, build: 'if-needed' })
  const { report } = await runAttack({
    project,
    contracts: ['Ledger.t.sol:LedgerTest'],
    env: {},
    seed: SEED,
    secondsMax: undefined,
    executionsMax: EXECUTIONS,
    workers: 0,
    clock: { nowMs: () => 0 },
    verbosity: 3,
    proofs: true,
    version: '0.0.0',
    reproduce: () => '',
  })
  const withoutCommand = (each: object): object => ({ ...each, reproduce: '' })
  const [found, expected] = [repeatable(report), repeatable(await undisturbed())]
  expect(found.findings).toStrictEqual(expected.findings.map(withoutCommand))
  expect(found.campaigns).toStrictEqual(expected.campaigns)
})

test('a command that was killed and resumed ends as one that was not', async () => {
  const child = start(...BUDGET, '--jsonl', '--workers', '2')
  await finish(child, (line) => {
    const event = JSON.parse(line) as RunEvent
    // Some epochs are behind it; nothing of this finding is stored yet.
    if (event.event === 'finding' && event.property === 'echidna_steps()') child.kill('SIGKILL')
  })
  const { out, err } = await finish(start(...BUDGET, '--json', '--workers', '1', '--resume'))
  expect(err).not.toContain('begins anew')
  expect(repeatable(JSON.parse(out) as Report)).toStrictEqual(repeatable(await undisturbed()))
})

test('a worker that is killed costs nothing but its time', async () => {
  const project = await openProject({ root, env: {}, build: 'if-needed' })
  let killed = 0
  const pids: number[] = []
  const { report } = await runAttack({
    project,
    contracts: ['Ledger.t.sol:LedgerTest'],
    env: {},
    seed: SEED,
    secondsMax: undefined,
    executionsMax: EXECUTIONS,
    workers: 2,
    clock: { nowMs: () => 0 },
    verbosity: 3,
    proofs: true,
    version: '0.0.0',
    reproduce: () => '',
    onWorker: (event) => {
      if (event.kind === 'lost') killed++
      if (event.kind === 'started') pids.push(event.pid)
    },
    onEvent: (event) => {
      // The first finding is made early: both workers have long begun.
      if (event.kind === 'found') for (const pid of pids.splice(0, 1)) process.kill(pid, 'SIGKILL')
    },
  })
  expect(killed).toBeGreaterThan(0)
  const [found, expected] = [repeatable(report), repeatable(await undisturbed())]
  expect(found.findings).toStrictEqual(expected.findings.map((each) => ({ ...each, reproduce: '' })))
  expect(found.campaigns).toStrictEqual(expected.campaigns)
})
