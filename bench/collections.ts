// What does the attacker find in public collections of flawed contracts, with no help beyond what is in them?
//
//   npm run -s bench:collections -- --smartbugs <folder> --efcf <folder> [options]
//
//   --<collection> <folder>  where you have it; nothing is downloaded. Compilers are looked for as always: in node_modules
//                            of the folder and of those above it
//   --limit <n>              calls for each contract (default 50000), or seconds for each case: 60s
//   --kill <seconds>         of a case, after which its process is ended (default 300)
//   --only <regex>           cases whose class/name matches
//   --seed <n>               default 1
//   --workers <n>            default 1
//   --json                   one document on stdout: { ..., rows, groups }, and `mazes` with --daedaluzz
//   --daedaluzz <folder>     Daedaluzz's mazes: how many assertion sites are reached in --limit (seconds; default 60s) on --workers
//   --forge                  forge too, in turn, with the same time and as many threads
//   --write-docs             write the tables into docs/benchmarks.md
//
// Each case is a run of the command in a process of its own, which ends when the flaw is found. Findings and compiled contracts
// are kept in .faultline/ of the folder, as always.
// Exit code: 0; 2 wrong usage; 3 a collection cannot be read.

import path from 'node:path'
import { parseArgs } from 'node:util'

import { COLLECTIONS } from './collections/all.ts'
import { readMazes } from './collections/daedaluzz.ts'
import {
  type MazeOptions,
  type MazeRun,
  searchWithFaultline,
  searchWithForge,
} from './collections/daedaluzz-search.ts'
import { formatMazes, mazesMarkdown } from './collections/daedaluzz-table.ts'
import { collectionMarkdown, formatCollection } from './collections/collections-table.ts'
import { type CollectionRow, rowOf, summarizeGroups } from './collections/rows.ts'
import { type CaseOptions, runCase } from './collections/run-case.ts'
import { type Collection, CollectionError } from './collections/types.ts'
import { type ReportHead, reportHead } from './command/report-head.ts'
import { appendResult, editDocs, readResults, replaceGenerated } from './command/results.ts'
import { EXIT_CODES, progressOf, runCommand } from './command/run-command.ts'
import { UsageError, wholeNumber } from './command/usage.ts'

const say = progressOf('collections')
const EXECUTIONS = 50_000
const KILL_SECONDS = 300
const MAZE_SECONDS = 60

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      limit: { type: 'string' },
      kill: { type: 'string' },
      only: { type: 'string' },
      seed: { type: 'string' },
      workers: { type: 'string' },
      json: { type: 'boolean', default: false },
      'write-docs': { type: 'boolean', default: false },
      daedaluzz: { type: 'string' },
      forge: { type: 'boolean', default: false },
      ...Object.fromEntries(COLLECTIONS.map(({ name }) => [name, { type: 'string' } as const])),
    },
  })
  const options: Readonly<Record<string, string | boolean | undefined>> = values
  const text = (name: string): string | undefined => {
    const value = options[name]
    return typeof value === 'string' ? value : undefined
  }
  const number = (name: string, otherwise: number): number =>
    wholeNumber(text(name)?.replace(/s$/, '') ?? String(otherwise), `--${name}`)
  const isSeconds = text('limit')?.endsWith('s') === true
  const limit = number('limit', EXECUTIONS)
  const run: CaseOptions = {
    seed: number('seed', 1),
    executions: isSeconds ? undefined : limit,
    seconds: isSeconds ? limit : undefined,
    killSeconds: number('kill', KILL_SECONDS),
    workers: number('workers', 1),
  }
  const chosen = COLLECTIONS.flatMap((collection) => {
    const folder = text(collection.name)
    return folder === undefined ? [] : [{ collection, folder: path.resolve(folder) }]
  })
  const mazes = text('daedaluzz')
  if (chosen.length === 0 && mazes === undefined)
    throw new UsageError(
      `Name a collection: ${COLLECTIONS.map(({ name }) => `--${name} <folder>`).join(', ')}, --daedaluzz <folder>`,
    )
  const only = regex(text('only'))
  const head = await reportHead()

  const all: CollectionRow[] = []
  for (const { collection, folder } of chosen) {
    const rows = await runCollection(collection, folder, only, run)
    all.push(...rows)
    if (options['json'] !== true) process.stdout.write(formatCollection(collection, rows))
    if (options['write-docs'] === true) await writeDocs(collection, rows, aboutOf(run, head))
  }
  const runs: MazeRun[] = []
  if (mazes !== undefined) {
    const how = { seed: run.seed, seconds: isSeconds ? limit : MAZE_SECONDS, workers: run.workers }
    runs.push(...(await runMazes(path.resolve(mazes), only, how, options['forge'] === true)))
    if (options['json'] !== true) process.stdout.write(formatMazes(runs))
    if (options['write-docs'] === true) await writeMazes(runs, head)
  }
  if (options['json'] === true)
    process.stdout.write(
      `${JSON.stringify({ ...head, ...run, rows: all, groups: summarizeGroups(all), mazes: runs })}\n`,
    )
  return EXIT_CODES.ok
}

async function runCollection(
  collection: Collection,
  folder: string,
  only: RegExp | undefined,
  options: CaseOptions,
): Promise<readonly CollectionRow[]> {
  const cases = (await collection.cases(folder)).filter(
    ({ name, group }) => only === undefined || only.test(`${group}/${name}`),
  )
  const rows: CollectionRow[] = []
  for (const each of cases) {
    const row = rowOf(collection.name, each, await runCase(each, options))
    rows.push(row)
    say(
      `${row.group}/${row.case}: ${row.result}${row.said === null ? '' : `, ${row.said}`}, ${row.seconds.toFixed(1)} s${row.problems.map((text) => `; ${text.slice(0, 300)}`).join('')}`,
    )
  }
  return rows
}

async function runMazes(
  folder: string,
  only: RegExp | undefined,
  options: MazeOptions,
  withForge: boolean,
): Promise<readonly MazeRun[]> {
  const runs: MazeRun[] = []
  for (const maze of await readMazes(folder)) {
    if (only?.test(`daedaluzz/${maze.name}`) === false) continue
    for (const search of withForge ? [searchWithForge, searchWithFaultline] : [searchWithFaultline]) {
      const run = await search(maze, options)
      runs.push(run)
      say(
        `${maze.name}, ${run.tool}: ${run.found.length} of ${run.sites} in ${run.limitSeconds} s, ${run.calls} calls`,
      )
    }
  }
  return runs
}

/** Runs of several days and limits make one table, if they had the same seed and as many workers. */
async function writeMazes(runs: readonly MazeRun[], { date, machine }: ReportHead): Promise<void> {
  const [first] = runs
  if (first === undefined) return
  for (const run of runs) await appendResult('daedaluzz', { date, ...run })
  const all = (await readResults('daedaluzz')) as readonly MazeRun[]
  const table = mazesMarkdown(
    all.filter(({ seed, workers }) => seed === first.seed && workers === first.workers),
    `seed ${first.seed}, ${first.workers} workers; ${machine.cpu}, ${machine.cores} cores`,
  )
  await editDocs((text) => replaceGenerated(text, 'daedaluzz', table))
}

async function writeDocs(
  collection: Collection,
  rows: readonly CollectionRow[],
  about: string,
): Promise<void> {
  const table = collectionMarkdown(collection, rows, about)
  await editDocs((text) => replaceGenerated(text, collection.name, table))
}

function aboutOf({ executions, seconds, seed, workers }: CaseOptions, { machine }: ReportHead): string {
  const limit =
    executions === undefined
      ? `up to ${seconds} s for each case`
      : `up to ${executions.toLocaleString('en-US')} calls for each contract`
  return `${limit}, seed ${seed}, ${workers} worker${workers === 1 ? '' : 's'}; ${machine.cpu}, ${machine.cores} cores`
}

function regex(text: string | undefined): RegExp | undefined {
  try {
    return text === undefined ? undefined : new RegExp(text)
  } catch (error) {
    throw new UsageError(`--only: ${error instanceof Error ? error.message : String(error)}`)
  }
}

await runCommand(main, say, (error) =>
  error instanceof CollectionError ? EXIT_CODES.notPrepared : undefined,
)
