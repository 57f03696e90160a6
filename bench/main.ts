// Measures our engine against @ethereumjs/evm, EDR and forge, on the same bytecode in the same run.
//
//   npm run -s bench -- [options]
//
//   --quick          under 50 s on two cores: shorter batches, the same checks of every result
//   --json           one document on stdout: { date, machine, ..., rows, summary }
//   --only <case>    only this case (transfer, inner/transfer, storage-rollback, coverage, memory, ...); repeatable
//   --assert         exit code 5 if a bar is not met
//   --no-append      do not add a line to bench/results/results.ndjson (a run with --only never does)
//   --write-docs     write the tables into docs/benchmarks.md
//
// Exit code: 0 every result was right; 1 an engine failed or answered wrongly; 2 wrong usage; 5 a bar is not met (with
// --assert). A peer that cannot run here is named with the reason and is no failure.

import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { judgeBars } from './bars.ts'
import { WrongResultError } from './cases.ts'
import { writeDocs } from './docs.ts'
import type { BenchReport } from './report.ts'
import { allMet } from './report.ts'
import { runBench } from './run.ts'
import { parseSelection, SelectionError } from './selection.ts'
import { formatText } from './table.ts'

const ROOT = path.join(import.meta.dirname, '..')
const RESULTS_FILE = path.join(import.meta.dirname, 'results', 'results.ndjson')

const EXIT_CODES = { ok: 0, wrongResult: 1, usage: 2, barNotMet: 5 } as const

async function main(): Promise<number> {
  const { values: options } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      assert: { type: 'boolean', default: false },
      append: { type: 'boolean', default: true },
      'write-docs': { type: 'boolean', default: false },
    },
    allowNegative: true,
  })
  const selection = parseSelection(options.only)
  const started = performance.now()
  const { rows, missing } = await runBench(selection, options.quick, say)
  const bars = judgeBars(rows)
  const report: BenchReport = {
    date: new Date().toISOString(),
    version: await packageVersion(),
    node: process.versions.node,
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      platform: `${process.platform}-${process.arch}`,
    },
    quick: options.quick,
    only: options.only,
    seconds: Number(((performance.now() - started) / 1000).toFixed(1)),
    rows,
    summary: { met: allMet(bars), bars, missing },
  }
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : formatText(report))

  if (options.append && options.only.length === 0) await appendResult(report)
  if (options['write-docs']) await writeDocs(path.join(ROOT, 'docs', 'benchmarks.md'), report)
  return options.assert && report.summary.met === false ? EXIT_CODES.barNotMet : EXIT_CODES.ok
}

async function appendResult(report: BenchReport): Promise<void> {
  await mkdir(path.dirname(RESULTS_FILE), { recursive: true })
  await appendFile(RESULTS_FILE, `${JSON.stringify(report)}\n`)
}

async function packageVersion(): Promise<string> {
  const text = await readFile(path.join(ROOT, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function say(line: string): void {
  process.stderr.write(`bench: ${line}\n`)
}

function exitCodeOf(error: unknown): number {
  if (error instanceof WrongResultError) return EXIT_CODES.wrongResult
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof SelectionError || code.startsWith('ERR_PARSE_ARGS')) return EXIT_CODES.usage
  throw error
}

try {
  process.exitCode = await main()
} catch (error) {
  process.exitCode = exitCodeOf(error)
  say(error instanceof Error ? error.message : String(error))
}
