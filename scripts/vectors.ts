// Runs the official Ethereum state tests against our EVM.
//
//   FAULTLINE_VECTORS=<folder> npm run -s vectors -- [options]
//
//   --quick              a fixed sample, spread over all files: under 50 s on two cores
//   --json               one document on stdout: { rows, summary }
//   --archive <name>     only execution-spec-tests or general-state-tests
//   --fork <name>        only cases of that fork: osaka, prague, cancun, ...
//   --match <text>       only cases whose id (file::test::fork::index) contains the text
//   --engine <which>     fast (default), checked or compiled
//   --notes              with operands and accesses noted, which takes other loops and another form of compiled code
//   --workers <number>   threads; default: the number of cores
//
// Exit code: 0 all passed, or there are no vectors; 1 some failed; 2 wrong usage or unreadable vectors.

import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

import { BaseError } from '../src/primitives/errors.ts'
import { ARCHIVES, openVectors, VECTORS_VARIABLE } from '../tests/vectors/archives.ts'
import { createEmptyReport, createReport, formatReport } from '../tests/vectors/report.ts'
import { runVectors } from '../tests/vectors/run-vectors.ts'
import type { Selection } from '../tests/vectors/selection.ts'
import { isWay, type Way, WAYS } from '../tests/helpers/ways.ts'

async function main(): Promise<number> {
  const options = readOptions()
  const folder = process.env[VECTORS_VARIABLE]
  if (folder === undefined || folder === '') {
    print(options.json, createEmptyReport())
    return 0
  }
  const started = performance.now()
  const { archives, absent } = await openVectors(folder)
  const files = archives
    .filter(({ name }) => options.archive === undefined || options.archive === name)
    .flatMap((archive) => archive.files)
  const [results = []] = await runVectors(files, {
    selection: options.selection,
    engines: [{ interpreter: options.engine, notes: options.notes }],
    workerCount: options.workers,
    onFile: showProgress,
  })
  const report = createReport(results, {
    quick: options.selection.quick ?? false,
    engine: options.notes ? `${options.engine}, with notes` : options.engine,
    seconds: (performance.now() - started) / 1000,
    absentArchives: absent,
  })
  const { ran, skipped, skippedFiles } = report.summary
  if (ran + skipped + skippedFiles.length === 0)
    throw new UsageError('No case of the vectors is selected by these options.')
  print(options.json, report)
  return report.summary.failed > 0 ? 1 : 0
}

type Options = {
  readonly json: boolean
  readonly archive: string | undefined
  readonly engine: Way
  readonly notes: boolean
  readonly workers: number
  readonly selection: Selection
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      archive: { type: 'string' },
      fork: { type: 'string' },
      match: { type: 'string' },
      engine: { type: 'string', default: 'fast' },
      notes: { type: 'boolean', default: false },
      workers: { type: 'string', default: String(availableParallelism()) },
    },
  })
  const { archive, engine } = values
  if (archive !== undefined && !(archive in ARCHIVES))
    throw new UsageError(`--archive is one of ${Object.keys(ARCHIVES).join(', ')}, not ${archive}.`)
  if (!isWay(engine)) throw new UsageError(`--engine is one of ${WAYS.join(', ')}, not ${engine}.`)
  const workers = Number(values.workers)
  if (!Number.isInteger(workers) || workers < 1)
    throw new UsageError(`--workers is a number from 1, not ${values.workers}.`)
  return {
    json: values.json,
    archive,
    engine,
    notes: values.notes,
    workers,
    selection: {
      quick: values.quick,
      ...(values.fork !== undefined && { fork: values.fork.toLowerCase() }),
      ...(values.match !== undefined && { match: values.match }),
    },
  }
}

function print(json: boolean, report: ReturnType<typeof createReport>): void {
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : formatReport(report))
}

// Only for eyes: a redirected stderr stays empty.
function showProgress(filesDone: number, fileCount: number): void {
  if (!process.stderr.isTTY) return
  if (filesDone === fileCount) process.stderr.write('\r\x1b[K')
  else if (filesDone % 50 === 0) process.stderr.write(`\r${filesDone} of ${fileCount} files`)
}

function describeError(error: unknown): string {
  if (isParseArgsError(error)) return error.message
  if (error instanceof BaseError)
    return error.hint === undefined ? error.message : `${error.message} ${error.hint}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

class UsageError extends BaseError {
  readonly code = 'VECTORS_USAGE'
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`)
  process.exitCode = 2
}
