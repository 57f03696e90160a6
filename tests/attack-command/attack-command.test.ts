// The command as a process: what it prints, what stops it, and what is left of a run that was ended the hard way. Contracts
// are compiled and read for real; only the search is played by fake-task-runner.ts.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { AttackOptions } from '../../src/cli/attack/options.ts'
import { isReportFinding } from '../../src/run/is-report-finding.ts'
import type { RunEvent } from '../../src/report/events.ts'
import { githubAnnotations } from '../../src/report/github.ts'
import { reportToHtml } from '../../src/report/html/html.ts'
import { reportToJunit } from '../../src/report/junit.ts'
import { reportToSarif } from '../../src/report/sarif.ts'
import type { Report } from '../../src/report/schema.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const COMMAND = fileURLToPath(new URL('./command-process.ts', import.meta.url))

// Read, not run: the fake runner plays it.
const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
contract CounterTest {
  uint256 n;
  function add(uint256 by) external { n += by; }
  function invariant_0() external view { require(n < 10); }
  function invariant_1() external view { require(n < 20); }
}
`

let root: string
beforeEach(async () => {
  root = await temporaryFolder()
  writeFileSync(path.join(root, 'Counter.t.sol'), SOURCE)
})

type Options = Partial<Omit<AttackOptions, 'seed'>> & { readonly seed?: string }

function start(options: Options, env: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = spawn(process.execPath, [COMMAND, JSON.stringify(options)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

type Ended = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

/** Waits for its end. `onLine` hears of its output line by line. */
async function finish(child: ChildProcess, onLine: (line: string) => void = () => undefined): Promise<Ended> {
  let out = ''
  let err = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (err += text))
  createInterface(child.stdout!).on('line', (line) => {
    out += `${line}\n`
    onLine(line)
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, out, err }
}

const eventsOf = ({ out }: Ended): RunEvent[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunEvent)
const reportOf = ({ out }: Ended): Report => JSON.parse(out) as Report

test('the report is written to the files that were asked for, and kept for other forms later', async () => {
  const reports = { html: undefined, sarif: 'out/a.sarif', junit: 'out/b.xml', markdown: undefined }
  const ended = await finish(start({ executions: 4_000, seed: '7', output: 'json', reports }))
  expect(ended.code).toBe(1)
  const report = reportOf(ended)
  expect(readFileSync(path.join(root, 'out', 'a.sarif'), 'utf8')).toBe(reportToSarif(report))
  expect(readFileSync(path.join(root, 'out', 'b.xml'), 'utf8')).toBe(reportToJunit(report))
  expect(readdirSync(path.join(root, 'out')).sort()).toEqual(['a.sarif', 'b.xml'])
  expect(ended.err).toContain('Written: out/a.sarif\nWritten: out/b.xml\n')
  const kept = (name: string): string => readFileSync(path.join(root, '.faultline', 'report', name), 'utf8')
  expect(JSON.parse(kept('run.json'))).toEqual(report)
  expect(kept('index.html')).toBe(reportToHtml(report))
  expect(ended.err).toContain(`Report: ${path.join('.faultline', 'report', 'index.html')}\n`)
})

test('a file that cannot be written is told before the search, and nothing is searched', async () => {
  writeFileSync(path.join(root, 'taken'), '')
  const reports = { html: 'page.html', sarif: 'taken/a.sarif', junit: undefined, markdown: undefined }
  const ended = await finish(start({ executions: 4_000, output: 'jsonl', reports }))
  expect(ended.code).toBe(2)
  expect(ended.out).toBe('')
  expect(ended.err).toMatch(/taken\/a\.sarif cannot be written: .+\nGive the path of a file/)
})

test('in a job of GitHub findings are annotations, and the summary of the job gets the report', async () => {
  const summary = path.join(root, 'summary.md')
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
  writeFileSync(summary, 'before\n')
  const ended = await finish(start({ executions: 4_000, seed: '7', output: 'json' }, env))
  const report = reportOf(ended)
  expect(report.findings.length).toBeGreaterThan(0)
  expect(ended.err.split('\n').filter((line) => line.startsWith('::'))).toEqual(githubAnnotations(report))
  expect(readFileSync(summary, 'utf8')).toMatch(/^before\n# Faultline: /)
})

test('a run in executions ends by itself: report on stdout, exit code 1', async () => {
  const ended = await finish(start({ executions: 4_000, seed: '7', output: 'json' }))
  expect(ended.code).toBe(1)
  const report = reportOf(ended)
  expect(report.run).toMatchObject({
    seed: '7',
    endedBy: 'budget',
    budget: { kind: 'executions', amount: 4_000 },
  })
  expect(report.run.executions).toBeGreaterThanOrEqual(4_000)
  expect(report.findings).toHaveLength(1)
  expect(report.findings.every(isReportFinding)).toBe(true)
  expect(report.campaigns[0]).toMatchObject({ target: 'Counter.t.sol:CounterTest', corpus: 24 })
  expect(report.campaigns[0]!.properties.map(({ status }) => status)).toEqual(['broken', 'held'])
  expect(report.run.reproduce).toBe('npx faultline attack --seed 7 --executions 4000')
  // Nothing of the user's was touched.
  expect(readdirSync(root).toSorted()).toEqual(['.faultline', 'Counter.t.sol'])
  expect(readFileSync(path.join(root, '.faultline/.gitignore'), 'utf8')).toBe('*\n')
})

test('text, failures allowed, quiet', async () => {
  const ended = await finish(
    start({ executions: 4_000, output: 'text', isFailureAllowed: true, isQuiet: true }),
  )
  expect(ended).toMatchObject({ code: 0, err: '' })
  expect(ended.out).toContain('invariant_0()')
  expect(ended.out).toContain('Counter')
})

test('--list says what would be attacked, and leaves no trace of a run', async () => {
  const ended = await finish(start({ isList: true }))
  expect(ended.code).toBe(0)
  expect(ended.out).toBe(
    'Counter.t.sol:CounterTest\n  invariant_0()  invariant\n  invariant_1()  invariant\n',
  )
  expect(existsSync(path.join(root, '.faultline/state.sqlite'))).toBe(false)
})

test('--list names attackers where nobody wrote what must hold, unless they are not wanted', async () => {
  const vault = 'pragma solidity ^0.8.0; contract Vault { function pay() external payable {} }'
  const sources = `${SOURCE}
contract PlainTest { function setUp() external {} function test_a() external {} }`
  writeFileSync(path.join(root, 'Counter.t.sol'), sources)
  writeFileSync(path.join(root, 'Vault.sol'), vault)
  const tests = 'Counter.t.sol:CounterTest\n  invariant_0()  invariant\n  invariant_1()  invariant\n'
  const attacker = 'attacker:Counter.t.sol:PlainTest\n  attacker\n'
  expect((await finish(start({ isList: true }))).out).toBe(tests + attacker)
  expect((await finish(start({ isList: true, attacked: 'nothing' }))).out).toBe(tests)
  expect((await finish(start({ isList: true, patterns: { matchTest: 'invariant' } }))).out).toBe(tests)
  // Tests set contracts up here: a contract by itself is attacked if it is asked for.
  expect((await finish(start({ isList: true, paths: ['Vault.sol'] }))).out).toBe(
    'attacker:Vault.sol:Vault\n  attacker\n',
  )
})

test('patterns that match nothing, and that are none, are usage errors', async () => {
  const nothing = await finish(start({ patterns: { matchContract: 'Nobody' } }))
  expect(nothing).toMatchObject({ code: 2, out: '' })
  expect(nothing.err).toContain('--list')
  const wrong = await finish(start({ patterns: { matchTest: '(' } }))
  expect(wrong).toMatchObject({ code: 2, out: '' })
  expect(wrong.err).toContain('regular expression')
})

test('Ctrl-C: searching ends, what was found is reported, exit code 130', async () => {
  const child = start({}, { FAKE_ENDLESS: 'yes' })
  const ended = await finish(child, (line) => {
    if ((JSON.parse(line) as RunEvent).event === 'finding-shrunk') child.kill('SIGINT')
  })
  expect(ended.code).toBe(130)
  const events = eventsOf(ended)
  expect(events.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['campaign-started', 'finding-shrunk', 'campaign-ended', 'run-ended']),
  )
  expect(events.at(-1)).toMatchObject({ event: 'run-ended', findings: 1, run: { endedBy: 'interrupted' } })
  expect(ended.err).toContain('Once more to end at once.')
})

test('Ctrl-C twice: the end, at once', async () => {
  const child = start({ timeoutSeconds: 500 }, { FAKE_ENDLESS: 'yes' })
  const ended = await finish(child, (line) => {
    if ((JSON.parse(line) as RunEvent).event !== 'campaign-started') return
    child.kill('SIGINT')
    child.kill('SIGTERM')
  })
  expect(ended.code).toBe(130)
})

test('kill -9, then --resume: goes on from the last complete epoch, and ends as a run that was never killed', async () => {
  const whole = await finish(start({ executions: 20_000, seed: '5', output: 'json' }))

  root = await temporaryFolder()
  writeFileSync(path.join(root, 'Counter.t.sol'), SOURCE)
  const child = start({ seed: '5' }, { FAKE_ENDLESS: 'yes' })
  const killed = await finish(child, (line) => {
    const event = JSON.parse(line) as RunEvent
    // All of epoch 2 is stored when epoch 3 reports.
    if (event.event === 'progress' && event.corpus === 12) child.kill('SIGKILL')
  })
  expect(killed.signal).toBe('SIGKILL')

  // The seed need not be said again.
  const resumed = await finish(start({ executions: 20_000, isResumed: true, output: 'json' }))
  expect(resumed.err).not.toContain('begins anew')
  const [after, before] = [reportOf(resumed), reportOf(whole)]
  expect(after.findings).toEqual(before.findings)
  const numbers = ({ campaigns }: Report): unknown =>
    campaigns.map(({ executions, corpus, properties, functions }) => [
      executions,
      corpus,
      properties,
      functions,
    ])
  expect(numbers(after)).toEqual(numbers(before))
  expect(after.run.seed).toBe('5')
})

test('--resume tells what is there from before: findings and numbers from its first progress on', async () => {
  await finish(start({ executions: 4_000, seed: '5' }))
  const events = eventsOf(
    await finish(start({ executions: 8_000, seed: '5', isResumed: true, output: 'jsonl' })),
  )
  const kinds = events.map(({ event }) => event)
  expect(kinds.indexOf('finding-shrunk')).toBeLessThan(kinds.indexOf('progress'))
  const first = events.find((each) => each.event === 'progress')!
  expect(first).toMatchObject({ findings: 1, edges: 5, corpus: 24 })
  expect(first.executions).toBeGreaterThanOrEqual(4_000)
})

test('--resume after the code changed begins anew and says so', async () => {
  await finish(start({ executions: 4_000, seed: '5' }))
  const ended = await finish(
    start({ executions: 4_000, seed: '5', isResumed: true }, { FAKE_FINGERPRINT: 'another' }),
  )
  expect(ended.code).toBe(1)
  expect(ended.err).toContain('begins anew: its code or configuration is not what it was')
})

test('a second run beside the first goes on without a store; --resume does not', async () => {
  const first = start({}, { FAKE_ENDLESS: 'yes' })
  const running = Promise.withResolvers<void>()
  const firstEnded = finish(first, () => running.resolve())
  await running.promise
  const second = await finish(start({ executions: 4_000 }))
  expect(second.code).toBe(1)
  expect(second.err).toContain(
    `Another run has the state of this project open: process ${first.pid}, started`,
  )
  const resumed = await finish(start({ isResumed: true }))
  expect(resumed).toMatchObject({ code: 3, out: '' })
  expect(resumed.err).toContain(`process ${first.pid}`)
  first.kill('SIGKILL')
  await firstEnded
})
