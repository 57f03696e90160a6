// Measures our engine against @ethereumjs/evm, EDR and forge, on the same bytecode in the same run.
//
//   npm run -s bench -- [options]
//
//   --quick          under 50 s on two cores: shorter batches, the same checks of every result
//   --json           one document on stdout: { date, machine, ..., rows, summary }
//   --only <case>    only this case (transfer, inner/transfer, storage-rollback, coverage, start, memory, ...); repeatable
//   --assert         exit code 5 if a bar is not met
//   --no-append      do not add a line to bench/results/results.ndjson (a run with --only never does)
//   --write-docs     write the tables into docs/benchmarks.md
//
// Exit code: 0 every result was right; 1 an engine failed or answered wrongly; 2 wrong usage; 5 a bar is not met (with
// --assert). A peer that cannot run here is named with the reason and is no failure.

import { parseArgs } from 'node:util'

import { judgeBars } from './bars.ts'
import { WrongResultError } from './cases.ts'
import { reportHead, secondsSince } from './command/report-head.ts'
import { appendResult, editDocs, replaceGenerated } from './command/results.ts'
import { EXIT_CODES, progressOf, runCommand } from './command/run-command.ts'
import type { BenchReport } from './report.ts'
import { allMet } from './report.ts'
import { runBench } from './run.ts'
import { parseSelection } from './selection.ts'
import { formatMarkdown, formatText } from './table.ts'

const say = progressOf('bench')

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
    ...(await reportHead()),
    quick: options.quick,
    only: options.only,
    seconds: secondsSince(started),
    rows,
    summary: { met: allMet(bars), bars, missing },
  }
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : formatText(report))

  if (options.append && options.only.length === 0) await appendResult('results', report)
  if (options['write-docs']) await editDocs((text) => replaceGenerated(text, 'bench', formatMarkdown(report)))
  return options.assert && report.summary.met === false ? EXIT_CODES.barNotMet : EXIT_CODES.ok
}

await runCommand(main, say, (error) =>
  error instanceof WrongResultError ? EXIT_CODES.wrongResult : undefined,
)
