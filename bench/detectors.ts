// What do the detectors cost? The same searches of sound setups with all of them and with none, in turn in one process.
//
//   npm run -s bench:detectors -- [options]
//
//   --executions <n>   calls of each search (default 30000)
//   --rounds <n>       searches of each kind and setup (default 3)
//   --only <name,...>  these setups of bench/sound/setups instead
//   --each             each detector alone, too
//   --json             one document on stdout: { ..., rows }
//   --assert           exit code 5 if a setup makes less than half as many calls per second with detectors
//   --no-append        do not add a line to bench/results/detectors.ndjson
//
// Time is the processor's, so that other programs on the machine matter less. Exit code: 0; 1 something was found on a sound
// setup; 2 wrong usage; 5 see --assert.

import { parseArgs } from 'node:util'

import { cpuClock } from './command/cpu-clock.ts'
import { reportHead } from './command/report-head.ts'
import { appendResult } from './command/results.ts'
import { EXIT_CODES, progressOf, runCommand } from './command/run-command.ts'
import { chosenNames, wholeNumber } from './command/usage.ts'
import { median } from './hunt/rows.ts'
import { columns } from './parity/columns.ts'
import { runSetup } from './sound/run-setup.ts'
import { setupNames, soundProject } from './sound/sound-project.ts'

const say = progressOf('detectors')
/** A cheap token, a vault, a lending pool. */
const SETUPS = 'oz-erc20,solmate-erc4626,lending'
const BAR = 0.5
const SEED = 1n
const CLOCK = cpuClock(() => process.cpuUsage())

/** Names of detectors that are asked: 'all', 'none' or one. */
type Asked = string

type DetectorRow = {
  readonly case: string
  readonly asked: Asked
  readonly callsPerSecond: number
  /** As part of the calls per second without any. */
  readonly ratio: number
}

async function main(): Promise<number> {
  const { values: options } = parseArgs({
    allowNegative: true,
    options: {
      executions: { type: 'string', default: '30000' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string', default: SETUPS },
      each: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      assert: { type: 'boolean', default: false },
      append: { type: 'boolean', default: true },
    },
  })
  const executions = wholeNumber(options.executions, '--executions')
  const rounds = wholeNumber(options.rounds, '--rounds')
  const names = chosenNames(options.only, await setupNames(), 'setup')
  const rows: DetectorRow[] = []
  let isQuiet = true
  for (const name of names) {
    const measured = await measure(name, executions, rounds, options.each)
    rows.push(...measured.rows)
    isQuiet &&= measured.isQuiet
  }
  const report = { ...(await reportHead()), executions, rounds, rows }
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : format(rows))
  if (options.append && options.only === SETUPS) await appendResult('detectors', report)
  if (!isQuiet) return EXIT_CODES.wrongResult
  const isMet = rows.every(({ asked, ratio }) => asked !== 'all' || ratio >= BAR)
  return options.assert && !isMet ? EXIT_CODES.barNotMet : EXIT_CODES.ok
}

async function measure(
  name: string,
  executions: number,
  rounds: number,
  isEach: boolean,
): Promise<{ readonly rows: readonly DetectorRow[]; readonly isQuiet: boolean }> {
  const project = await soundProject(name)
  const rates = new Map<Asked, number[]>()
  const known = new Set<string>()
  let isQuiet = true
  const search = async (asked: Asked): Promise<void> => {
    const run = await runSetup(project, {
      seed: SEED,
      executions,
      seconds: undefined,
      clock: CLOCK,
      isAsked: (detector) => {
        known.add(detector)
        return asked === 'all' || asked === detector
      },
    })
    isQuiet &&= run.findings.length === 0
    const rate = run.executions / run.seconds
    rates.set(asked, [...(rates.get(asked) ?? []), rate])
    say(`${name}, ${asked}: ${Math.round(rate)} calls per second`)
  }
  for (let round = 0; round < rounds; round++) {
    await search('none')
    await search('all')
    if (isEach) for (const detector of known) await search(detector)
  }
  const none = median(rates.get('none') ?? []) ?? 0
  const rows = [...rates].map(([asked, each]) => {
    const rate = median(each) ?? 0
    return {
      case: name,
      asked,
      callsPerSecond: Math.round(rate),
      ratio: Number((none === 0 ? 0 : rate / none).toFixed(2)),
    }
  })
  return { rows, isQuiet }
}

function format(rows: readonly DetectorRow[]): string {
  return columns([
    ['setup', 'detectors', 'calls/s', 'ratio'],
    ...rows.map((row) => [
      row.case,
      row.asked,
      row.callsPerSecond.toLocaleString('en-US'),
      row.ratio.toFixed(2),
    ]),
  ])
}

await runCommand(main, say)
