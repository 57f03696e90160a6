/** One case of a collection: the command in a process of its own, as a user would start it, with limits. */

import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'

import type { CampaignEnded, FindingShrunk, RunEnded, RunEvent } from '../../src/report/events.ts'
import type { ReportFinding } from '../../src/report/schema.ts'
import type { CollectionCase, Verdict } from './types.ts'

const COMMAND = path.join(import.meta.dirname, '..', '..', 'bin', 'faultline.js')
const ERROR_CHARACTERS_MAX = 2_000
/** What ends a search early: that the flaw was found. */
const STOP = 'SIGKILL'

export type CaseOptions = {
  readonly seed: number
  /** For each contract of a case. */
  readonly executions: number | undefined
  /** For all contracts of a case together. */
  readonly seconds: number | undefined
  /** Wall time after which the process is ended, whatever it does. */
  readonly killSeconds: number
  readonly workers: number
}

export type JudgedFinding = {
  readonly finding: ReportFinding
  readonly verdict: Verdict
  /** Wall time since the process was started: compiling and setting up are in it. */
  readonly seconds: number
}

export type CaseRun = {
  readonly findings: readonly JudgedFinding[]
  /** Contracts that were set up and searched, with their functions that never worked. */
  readonly searched: readonly CampaignEnded['campaign'][]
  readonly executions: number
  readonly seconds: number
  /** Why nothing was searched; why something was not, though other contracts were. */
  readonly problems: readonly string[]
}

/** Until a finding is right, the budget is used or the time is up. */
export async function runCase(wanted: CollectionCase, options: CaseOptions): Promise<CaseRun> {
  const started = performance.now()
  const secondsNow = (): number => (performance.now() - started) / 1000
  const child = spawn(process.execPath, [COMMAND, ...argumentsFor(wanted, options)], {
    cwd: wanted.folder,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.killSeconds * 1000,
    killSignal: STOP,
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-ERROR_CHARACTERS_MAX)
  })
  const closed = new Promise<{ code: number | null }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code }))
  })
  const findings: JudgedFinding[] = []
  const searched: CampaignEnded['campaign'][] = []
  const progress = new Map<string, number>()
  const problems: string[] = []
  let isDone = false
  for await (const line of createInterface({ input: child.stdout })) {
    const event = eventOf(line)
    if (event?.event === 'progress') progress.set(event.target, event.executions)
    if (event?.event === 'finding-shrunk') {
      const { finding } = event as FindingShrunk
      const verdict = wanted.judge(finding)
      findings.push({ finding, verdict, seconds: secondsNow() })
      if (verdict === 'right') {
        isDone = true
        child.kill(STOP)
        break
      }
    }
    if (event?.event === 'campaign-ended') {
      const { campaign } = event as CampaignEnded
      progress.set(campaign.target, campaign.executions)
      if (campaign.failedSetup === null) searched.push(campaign)
      else problems.push(`${campaign.contract} was not deployed: ${campaign.failedSetup.reason}`)
    }
    if (event?.event === 'run-ended') {
      isDone = true
      problems.push(...(event as RunEnded).warnings.map(({ message }) => message))
    }
  }
  const { code } = await closed
  if (!isDone)
    problems.push(
      code === null
        ? `ended after ${options.killSeconds} s`
        : `exit code ${code}: ${lastLines(errors) || 'nothing was said'}`,
    )
  const executions = [...progress.values()].reduce((sum, each) => sum + each, 0)
  return { findings, searched, executions, seconds: secondsNow(), problems }
}

function argumentsFor(wanted: CollectionCase, options: CaseOptions): readonly string[] {
  const { seed, executions, seconds, workers } = options
  return [
    'attack',
    ...wanted.args,
    '--jsonl',
    '--allow-failure',
    '--quiet',
    ...['--seed', String(seed), '--workers', String(workers)],
    ...(executions === undefined ? [] : ['--executions', String(executions)]),
    ...(seconds === undefined ? [] : ['--timeout', String(seconds)]),
  ]
}

function eventOf(line: string): RunEvent | undefined {
  try {
    return JSON.parse(line) as RunEvent
  } catch {
    // The process was ended in the middle of a line.
    return undefined
  }
}

function lastLines(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').slice(-400)
}
