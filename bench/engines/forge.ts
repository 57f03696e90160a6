/**
 * forge from npm, run offline on the same bytecode.
 *
 * - The binary is in the optional package of the platform (`@foundry-rs/forge-linux-amd64/bin/forge`). It is run from
 *   there: neither the JavaScript launcher of `@foundry-rs/forge` nor its install script is needed.
 * - forge needs a compiler for the test contract and would download one. It gets a shell script that runs solc-js.
 * - The test contract (slope.sol) does not contain what is measured: it reads the initcode made by our compiler run,
 *   deploys it and calls `run(n)`. forge reports a duration per test; two loop counts give the price of an iteration.
 */

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

import { bytesToHex } from '../../src/primitives/hex.ts'
import type { Case } from '../cases.ts'
import { WrongResultError } from '../cases.ts'
import { CACHE_DIRECTORY } from '../contracts.ts'
import { SOLC_COMMAND, SOLC_VERSION } from '../../tests/helpers/solidity.ts'
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

/**
 * Writes the project under .cache/bench, named by the hash of its files, so that forge compiles it once.
 *
 * @param manyIterations loop count of the longer test, above the case's warmIterations.
 * @throws EngineUnavailableError if there is no forge for this platform.
 */
export async function prepareForge(
  cases: readonly Case[],
  manyIterations: (benchCase: Case) => number,
): Promise<Forge> {
  const binary = findForge()
  const files = await projectFiles(cases, manyIterations)
  const hash = createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('hex')
  const directory = path.join(CACHE_DIRECTORY, `forge-${hash.slice(0, 32)}`)
  if (!existsSync(directory)) await writeProject(directory, files)
  return { run: (wanted) => run(binary, directory, wanted), manyIterations }
}

function findForge(): string {
  const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as string]
  const packageName = `@foundry-rs/forge-${process.platform}-${architecture}`
  if (process.platform === 'win32') {
    throw new EngineUnavailableError('forge gets its compiler as a shell script, which Windows does not run')
  }
  try {
    return createRequire(import.meta.url).resolve(`${packageName}/bin/forge`)
  } catch {
    throw new EngineUnavailableError(`the npm package ${packageName} is not installed`)
  }
}

async function projectFiles(
  cases: readonly Case[],
  manyIterations: (benchCase: Case) => number,
): Promise<Map<string, string>> {
  const contracts = cases.map(
    (each) => `contract ${contractName(each)} is Slope("${directoryName(each)}") {}\n`,
  )
  const files = new Map([
    ['foundry.toml', FOUNDRY_TOML],
    ['solc', solcScript()],
    [TEST_FILE, `${await readFile(SLOPE_SOURCE, 'utf8')}\n${contracts.join('')}`],
  ])
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

const FOUNDRY_TOML = `[profile.default]
src = "src"
test = "test"
libs = []
solc = "./solc"
offline = true
evm_version = "cancun"
gas_limit = "9223372036854775807"
block_gas_limit = "9223372036854775807"
fs_permissions = [{ access = "read", path = "cases" }]
`

// forge asks for the version on every start; answering from the script saves half a second of loading solc-js.
function solcScript(): string {
  const version = `Version: ${SOLC_VERSION}+commit.00000000.Emscripten.clang`
  return `#!/bin/sh
if [ "$1" = "--version" ]; then
  echo "solc, the solidity compiler commandline interface"
  echo "${version}"
else
  exec "${process.execPath}" "${SOLC_COMMAND}" "$@"
fi
`
}

async function writeProject(directory: string, files: ReadonlyMap<string, string>): Promise<void> {
  const partial = `${directory}.${process.pid}`
  for (const [name, content] of files) {
    const file = path.join(partial, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
  }
  await chmod(path.join(partial, 'solc'), 0o755)
  try {
    await rename(partial, directory)
  } catch (error) {
    // Another process wrote the same project first.
    await rm(partial, { recursive: true, force: true })
    if (!existsSync(directory)) throw error
  }
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
