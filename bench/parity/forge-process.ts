/** Runs `forge test --json` in a project of somebody else, with what it remembers of earlier failures kept apart. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'

import { findForge, ForgeError } from '../forge-binary.ts'

const ERROR_CHARACTERS_MAX = 500

/** One call of a counterexample as forge writes it. */
export type ForgeCall = {
  readonly warp?: string | null
  readonly roll?: string | null
  readonly sender: string | null
  readonly addr: string | null
  readonly calldata: string
  readonly value?: string | null
  readonly contract_name?: string | null
  readonly func_name?: string | null
  readonly signature?: string | null
  readonly args?: string | null
  readonly raw_args?: string | null
}

/** A test's part of forge's report, as far as it is read here. */
export type ForgeTest = {
  readonly status: 'Success' | 'Failure' | 'Skipped'
  readonly reason: string | null
  readonly counterexample: {
    readonly Single?: ForgeCall
    /** Length before shrinking, and the calls after it. */
    readonly Sequence?: readonly [number, readonly ForgeCall[]]
  } | null
  readonly kind: {
    readonly Unit?: { readonly gas: number }
    readonly Fuzz?: { readonly runs: number; readonly median_gas: number }
    readonly Table?: { readonly runs: number }
    readonly Invariant?: {
      readonly runs: number
      readonly calls: number
      readonly reverts: number
      readonly optimization_best_value: string | null
    }
  }
  readonly duration: string
}

/** By suite ('test/Vault.t.sol:VaultTest'), then by test ('test_deposit()'). */
export type ForgeReport = Readonly<
  Record<string, { readonly duration: string; readonly test_results: Readonly<Record<string, ForgeTest>> }>
>

export type ForgeRun = {
  readonly report: ForgeReport
  /** Lines of stderr with the seconds since the start at which each came. */
  readonly lines: readonly { readonly text: string; readonly seconds: number }[]
  /** When it began to print the report: all tests were done. */
  readonly reportSeconds: number
}

export type ForgeOptions = {
  /** Flags after `forge test --json`. */
  readonly flags: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Folder of failures that forge replays first; a new one if there is none. */
  readonly failuresFolder?: string
  /** The process is killed after this time. */
  readonly limitSeconds: number
}

/**
 * One run of forge. It compiles what is not compiled, like the user's own `forge test`.
 * @throws ForgeError if it was killed by the time limit or did not print a report.
 */
export async function runForge(project: string, options: ForgeOptions): Promise<ForgeRun> {
  const folder = await mkdtemp(path.join(tmpdir(), 'faultline-forge-'))
  try {
    return await runIn(folder, project, options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runIn(folder: string, project: string, options: ForgeOptions): Promise<ForgeRun> {
  const failures = options.failuresFolder ?? path.join(folder, 'failures')
  const reportFile = path.join(folder, 'report.json')
  // Into a file: with its traces a report of a big project is longer than the longest string.
  const output = createWriteStream(reportFile)
  const started = performance.now()
  const lines: { text: string; seconds: number }[] = []
  let reportSeconds: number | undefined
  try {
    const child = spawn(findForge(), ['test', '--json', ...options.flags], {
      cwd: project,
      env: {
        ...process.env,
        NO_COLOR: '1',
        FOUNDRY_FUZZ_FAILURE_PERSIST_DIR: failures,
        FOUNDRY_INVARIANT_FAILURE_PERSIST_DIR: failures,
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.limitSeconds * 1000,
      killSignal: 'SIGKILL',
    })
    child.stdout.once('data', () => (reportSeconds = (performance.now() - started) / 1000))
    child.stdout.pipe(output)
    createInterface({ input: child.stderr }).on('line', (text) => {
      lines.push({ text, seconds: (performance.now() - started) / 1000 })
    })
    const ended = await new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => resolve({ code, signal }))
    })
    const seconds = (performance.now() - started) / 1000
    if (!output.closed) await once(output, 'close')
    if (ended.signal !== null) throw new ForgeError(`forge was stopped after ${Math.round(seconds)} s.`)
    const report = parseReport(await readFile(reportFile, 'utf8'), lines)
    return { report, lines, reportSeconds: reportSeconds ?? seconds }
  } finally {
    output.destroy()
  }
}

function parseReport(text: string, lines: readonly { readonly text: string }[]): ForgeReport {
  // Compiling may be announced before the report, and warnings come after it.
  const begin = text.indexOf('{')
  const line = text.split('\n').find((each) => each.startsWith('{"'))
  for (const part of [text.slice(Math.max(begin, 0)), line ?? '']) {
    try {
      const report = JSON.parse(part) as ForgeReport
      // An error of forge's own is an object too.
      if (Object.values(report).every((suite) => typeof suite?.test_results === 'object')) return report
    } catch {
      // Not this one.
    }
  }
  const said = [...lines.map((each) => each.text), ...text.split('\n')]
  const error = said.find((each) => /error/i.test(each)) ?? said.findLast((each) => each.trim() !== '')
  throw new ForgeError(
    `forge gave no report: ${error?.trim().slice(0, ERROR_CHARACTERS_MAX) ?? 'it printed nothing'}`,
  )
}
