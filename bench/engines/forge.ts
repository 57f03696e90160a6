/**
 * forge from npm, run offline on the same bytecode.
 *
 * The test contract (slope.sol) does not contain what is measured: it reads the initcode made by our compiler run,
 * deploys it and calls `run(n)`. forge reports a duration per test; two loop counts give the price of an iteration.
 */

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { bytesToHex } from '../../src/primitives/hex.ts'
import type { Case } from '../cases.ts'
import { WrongResultError } from '../cases.ts'
import { findForge, ForgeError } from '../forge-binary.ts'
import { scratchProject } from '../scratch-project.ts'
import { EngineUnavailableError } from './engine.ts'

/** Fastest durations of the two tests of one case in one run of forge, nanoseconds. */
export type ForgeDurations = { readonly fewNs: number; readonly manyNs: number }

/** A forge project that is ready to run. */
export type Forge = {
  /** Runs every test of the given cases in one process and checks that they pass. */
  readonly run: (cases: readonly Case[]) => Promise<ReadonlyMap<Case, ForgeDurations>>
  /** Loop count of the longer test; the shorter one has the case's warmIterations. */
  readonly manyIterations: (benchCase: Case) => number
}

type ForgeReport = Readonly<
  Record<string, { readonly test_results: Readonly<Record<string, ForgeTestResult>> }>
>

type ForgeTestResult = { readonly status: string; readonly reason: string | null; readonly duration: string }

const SLOPE_SOURCE = path.join(import.meta.dirname, '..', 'forge', 'slope.sol')
const TEST_FILE = 'test/Slope.t.sol'
const SETTINGS = [
  'evm_version = "cancun"',
  'gas_limit = "9223372036854775807"',
  'block_gas_limit = "9223372036854775807"',
  'fs_permissions = [{ access = "read", path = "cases" }]',
]

/**
 * Writes the project.
 *
 * @param manyIterations loop count of the longer test, above the case's warmIterations.
 * @throws EngineUnavailableError if there is no forge for this platform.
 */
export async function prepareForge(
  cases: readonly Case[],
  manyIterations: (benchCase: Case) => number,
): Promise<Forge> {
  const binary = forgeOrUnavailable()
  const directory = await scratchProject('forge', await projectFiles(cases, manyIterations), SETTINGS)
  return { run: (wanted) => run(binary, directory, wanted), manyIterations }
}

function forgeOrUnavailable(): string {
  if (process.platform === 'win32') {
    throw new EngineUnavailableError('forge gets its compiler as a shell script, which Windows does not run')
  }
  try {
    return findForge()
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error
    throw new EngineUnavailableError(error.message)
  }
}

async function projectFiles(
  cases: readonly Case[],
  manyIterations: (benchCase: Case) => number,
): Promise<Map<string, string>> {
  const contracts = cases.map(
    (each) => `contract ${contractName(each)} is Slope("${directoryName(each)}") {}\n`,
  )
  const files = new Map([[TEST_FILE, `${await readFile(SLOPE_SOURCE, 'utf8')}\n${contracts.join('')}`]])
  for (const each of cases) {
    const directory = `cases/${directoryName(each)}`
    const loops = { few: each.warmIterations, many: manyIterations(each) }
    files.set(`${directory}/initcode`, bytesToHex(each.initcode))
    for (const [which, n] of Object.entries(loops)) {
      files.set(`${directory}/${which}-n`, String(n))
      files.set(`${directory}/${which}-result`, bytesToHex(each.runOutput(n)))
    }
  }
  return files
}

async function run(
  binary: string,
  directory: string,
  cases: readonly Case[],
): Promise<ReadonlyMap<Case, ForgeDurations>> {
  const report = await runForge(binary, directory, cases)
  const durations = new Map<Case, ForgeDurations>()
  for (const each of cases) {
    const results = report[`${TEST_FILE}:${contractName(each)}`]?.test_results
    if (results === undefined) throw new Error(`forge did not run ${contractName(each)}`)
    for (const [test, { status, reason }] of Object.entries(results)) {
      if (status !== 'Success')
        throw new WrongResultError(`forge ${directoryName(each)} ${test}`, `${status}: ${reason}`, 'Success')
    }
    durations.set(each, { fewNs: fastest(results, 'test_few'), manyNs: fastest(results, 'test_many') })
  }
  return durations
}

function runForge(binary: string, directory: string, cases: readonly Case[]): Promise<ForgeReport> {
  const pattern = `^(${cases.map(contractName).join('|')})$`
  // One thread: tests beside each other would disturb each other's times.
  const flags = ['test', '--json', '--threads', '1', '--match-contract', pattern]
  // An environment of its own: FOUNDRY_* variables and ~/.foundry/foundry.toml would change the settings.
  const env = { PATH: process.env['PATH'] ?? '', HOME: path.join(directory, 'home'), NO_COLOR: '1' }
  return new Promise((resolve, reject) => {
    execFile(binary, flags, { cwd: directory, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as ForgeReport)
      } catch {
        const said = stderr.trim() || error?.message || 'no output'
        reject(new EngineUnavailableError(`forge did not run: ${said.split('\n').at(-1)}`))
      }
    })
  })
}

function fastest(results: Readonly<Record<string, ForgeTestResult>>, prefix: string): number {
  const durations = Object.entries(results).filter(([test]) => test.startsWith(prefix))
  return Math.min(...durations.map(([, { duration }]) => parseDurationNs(duration)))
}

const UNIT_NS: Readonly<Record<string, number>> = { m: 60e9, s: 1e9, ms: 1e6, µs: 1e3, ns: 1 }

/** Nanoseconds of what forge prints, such as `1s 87ms 148µs 474ns`. */
export function parseDurationNs(text: string): number {
  let total = 0
  for (const part of text.split(' ')) {
    const [, digits, unit] = /^(\d+)([a-zµ]+)$/.exec(part) ?? []
    const ns = unit === undefined ? undefined : UNIT_NS[unit]
    if (digits === undefined || ns === undefined)
      throw new Error(`forge printed a duration that is not known: ${text}`)
    total += Number(digits) * ns
  }
  return total
}

function contractName({ name, optimizer }: Case): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}_${optimizer}`
}

function directoryName({ name, optimizer }: Case): string {
  return `${name}-${optimizer}`
}
