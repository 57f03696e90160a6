// `attack` as a function: what `faultline attack` does, for programs.

import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { CampaignEvent } from '../attack/campaign.ts'
import { BaseError } from '../primitives/errors.ts'
import { shellWord } from '../primitives/shell-word.ts'
import type { TestFilterPatterns } from '../project/types.ts'
import type { Report, ReportCampaign, ReportFinding, ReportWarning } from '../report/schema.ts'
import { runAttack } from './attack.ts'
import { attackedOf } from './attacked.ts'
import { type Budget, budgetOf } from './budget.ts'
import { campaignOf, findingOf } from './build-report.ts'
import { openConfigured } from './config/open-configured.ts'
import { locatePaths } from './locate-paths.ts'
import { selectContracts } from './select-contracts.ts'

const SEED_DEFAULT = 1n
const SEED_MAX = (1n << 64n) - 1n

/** How to attack; everything has a default. What is named here wins over faultline.config.ts, and that over foundry.toml. */
export type AttackOptions = TestFilterPatterns & {
  /** A folder in the project, or a .sol file. Default: the current folder. */
  readonly root?: string
  /** Whether attackers search for thefts. Default: where nobody wrote what must hold; true: beside properties too; false: nowhere. */
  readonly attacker?: boolean
  /** What builds, forks and vm.env* see. Default: process.env. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** 0 to 2^64-1. The same seed and `executions` give the same findings. Default: that of the configuration, else 1. */
  readonly seed?: bigint | number
  /** Seconds of search, all campaigns together. Default without `executions`: 10 per campaign, at least 60. */
  readonly timeout?: number
  /** Calls per campaign. With `timeout`, what ends first. */
  readonly executions?: number
  /**
   * Worker processes. Default: one per core. 0: everything in this thread, which then answers nobody else while it runs, and dies
   * with what it runs.
   */
  readonly workers?: number
  /** A chain to begin from: the address of a node, and the block, which is the latest by default. */
  readonly fork?: { readonly url: string; readonly block?: bigint }
  /** Calls traces of findings: 'calls', or with storage changes. Default: none. */
  readonly trace?: 'calls' | 'storage'
  /** End with the first failure. */
  readonly failFast?: boolean
  /**
   * Findings are proved: a Foundry test of each is written, compiled and run, which takes seconds (ReportFinding.proofs). Default: no.
   */
  readonly proofs?: boolean
  /** Whether to compile. Default 'if-needed'. */
  readonly build?: 'if-needed' | 'always' | 'never'
  readonly onEvent?: (event: AttackEvent) => void
  /** Aborted: the search ends, findings are still shrunk, the report comes. */
  readonly signal?: AbortSignal
  /** Aborted: shrinking ends too, and the report comes at once with what there is. */
  readonly hardSignal?: AbortSignal
}

/** What goes on while an attack runs. `campaign` is the id of a test contract, 'test/Vault.t.sol:VaultTest', or campaign. */
export type AttackEvent =
  /** Compiling, mostly. */
  | { readonly kind: 'project'; readonly text: string }
  | { readonly kind: 'warning'; readonly text: string }
  | ({ readonly kind: 'started'; readonly seed: bigint; readonly campaigns: readonly string[] } & Budget)
  /** Set up: what must hold, and how many functions are called. */
  | {
      readonly kind: 'prepared'
      readonly campaign: string
      readonly properties: readonly string[]
      readonly functions: number
    }
  /** Calls so far, and sequences that are worth keeping. */
  | {
      readonly kind: 'progress'
      readonly campaign: string
      readonly executions: number
      readonly corpus: number
    }
  /** Something broke, and its sequence is as short as it gets. */
  | { readonly kind: 'finding'; readonly finding: ReportFinding }
  | { readonly kind: 'ended'; readonly campaign: ReportCampaign }

/** Nothing in the project can be attacked, or nothing that was asked for. */
export class NothingToAttackError extends BaseError {
  readonly code = 'RUN_NOTHING_TO_ATTACK'
}

/** Options that cannot be meant. */
export class AttackOptionsError extends BaseError {
  readonly code = 'RUN_OPTIONS'
}

/**
 * Attacks a project: sets its tests and campaigns up, searches call sequences that break their properties, and makes
 * each as short as possible. Nothing is written but below `.faultline/` and by the project's own compiler.
 * @throws AttackOptionsError; ProjectError if the project cannot be read or built; ConfigError for its faultline.config.ts;
 * NothingToAttackError. A contract that cannot be set up is a warning in the report, not an error.
 */
export async function attack(options: AttackOptions = {}): Promise<Report> {
  checkOptions(options)
  const tell = options.onEvent ?? (() => undefined)
  const env = options.env ?? process.env
  const warnings: ReportWarning[] = []
  const warn = (text: string): void => {
    warnings.push({ code: 'PROJECT', message: text, hint: null })
    tell({ kind: 'warning', text })
  }
  const asked = path.resolve(options.root ?? '.')
  const paths = asked.endsWith('.sol') ? [asked] : []
  const { root, files } = locatePaths(paths, paths.length > 0 ? path.dirname(asked) : asked)
  const opened = await openConfigured({
    root,
    ...(files !== undefined && { files }),
    env,
    ...(options.build !== undefined && { build: options.build }),
    onProgress: (text) => tell({ kind: 'project', text }),
    onWarning: warn,
  })
  const { project, config } = opened
  const patterns = patternsOf(options)
  const { ids, isEverything } = selectContracts(opened, patterns, paths, attackedOf(options.attacker))
  if (ids.length === 0) throw nothingToAttack(project.root, isEverything)
  const seed = BigInt.asUintN(64, BigInt(options.seed ?? project.config.fuzz.seed ?? SEED_DEFAULT))
  const budget = budgetOf(options, config, ids.length)
  const workers = options.workers ?? config.workers
  tell({ kind: 'started', seed, campaigns: ids, ...budget })
  const { report } = await runAttack({
    project,
    ...(files !== undefined && { files }),
    contracts: ids,
    env,
    seed,
    ...budget,
    ...(workers !== undefined && { workers }),
    patterns,
    ...(options.fork !== undefined && { fork: options.fork }),
    verbosity: options.trace === undefined ? 0 : options.trace === 'calls' ? 3 : 5,
    isFailFast: options.failFast === true,
    proofs: options.proofs === true,
    clock: { nowMs: () => performance.timeOrigin + performance.now() },
    ...(options.signal !== undefined && { searchSignal: options.signal }),
    ...(options.hardSignal !== undefined && { hardSignal: options.hardSignal }),
    onEvent: (event) => tellOf(event, tell),
    onEnd: (result) => tell({ kind: 'ended', campaign: campaignOf(result) }),
    onWorker: (event) => {
      if (event.kind === 'lost')
        tell({
          kind: 'warning',
          text: `Worker ${event.worker + 1} ${event.reason}; another takes its work over.`,
        })
    },
    warnings,
    version: versionOfPackage(),
    reproduce: (contract) => commandOf(contract, seed, budget, patterns, options),
  })
  return report
}

function tellOf(event: CampaignEvent, tell: (event: AttackEvent) => void): void {
  const { contract: campaign } = event
  switch (event.kind) {
    case 'prepared':
      return tell({
        kind: 'prepared',
        campaign,
        properties: event.prepared.properties.map(({ name }) => name),
        functions: event.prepared.functions.length,
      })
    case 'progress':
      return tell({ kind: 'progress', campaign, executions: event.executions, corpus: event.entries - 1 })
    case 'shrunk':
      return tell({ kind: 'finding', finding: findingOf(event.finding) })
    case 'found':
    case 'shrinking':
    case 'shrinkingEnded':
  }
}

const OPTIONS: Readonly<Record<keyof AttackOptions, true>> = {
  ...{
    root: true,
    env: true,
    build: true,
    attacker: true,
    proofs: true,
    failFast: true,
    trace: true,
    fork: true,
  },
  ...{ seed: true, executions: true, timeout: true, workers: true },
  ...{ matchTest: true, noMatchTest: true, matchContract: true, noMatchContract: true },
  ...{ matchPath: true, noMatchPath: true, onEvent: true, signal: true, hardSignal: true },
}

function checkOptions(options: AttackOptions): void {
  // Who writes JavaScript is told by nobody else: a wrong name would attack something else, or for another time.
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTIONS, name))
  if (unknown !== undefined)
    throw new AttackOptionsError(`attack has no option ${unknown}.`, {
      hint: `There are ${Object.keys(OPTIONS).join(', ')}.`,
      details: { option: unknown },
    })
  const { seed, timeout, executions, workers } = options
  const isSeed =
    seed === undefined ||
    ((typeof seed === 'bigint' || Number.isSafeInteger(seed)) &&
      BigInt(seed) >= 0n &&
      BigInt(seed) <= SEED_MAX)
  if (!isSeed) throw wrongOption('seed', seed, 'a whole number from 0 to 2^64-1')
  if (timeout !== undefined && !(Number.isFinite(timeout) && timeout > 0))
    throw wrongOption('timeout', timeout, 'a number of seconds above 0')
  if (executions !== undefined && !(Number.isSafeInteger(executions) && executions > 0))
    throw wrongOption('executions', executions, 'a whole number above 0')
  if (workers !== undefined && !(Number.isSafeInteger(workers) && workers >= 0))
    throw wrongOption('workers', workers, 'a whole number, 0 or above')
}

function wrongOption(name: string, value: unknown, wanted: string): AttackOptionsError {
  return new AttackOptionsError(`attack: ${name} must be ${wanted}, not ${String(value)}.`, {
    details: { option: name },
  })
}

function nothingToAttack(root: string, isEverything: boolean): NothingToAttackError {
  return isEverything
    ? new NothingToAttackError(`There is nothing to attack in ${root}.`, {
        hint: 'Write what must always hold as a function invariant_...() of a test contract, or a campaign in faultline.config.ts.',
        details: { root },
      })
    : new NothingToAttackError(`Nothing that could be attacked in ${root} matches.`, { details: { root } })
}

const PATTERN_FLAGS: Readonly<Record<keyof TestFilterPatterns, string>> = {
  matchTest: '--match-test',
  noMatchTest: '--no-match-test',
  matchContract: '--match-contract',
  noMatchContract: '--no-match-contract',
  matchPath: '--match-path',
  noMatchPath: '--no-match-path',
}

function patternsOf(options: AttackOptions): TestFilterPatterns {
  const patterns: Partial<Record<keyof TestFilterPatterns, string>> = {}
  for (const key of Object.keys(PATTERN_FLAGS) as (keyof TestFilterPatterns)[]) {
    const pattern = options[key]
    if (pattern !== undefined) patterns[key] = pattern
  }
  return patterns
}

/** The same run by command line. */
function commandOf(
  contract: string | undefined,
  seed: bigint,
  { secondsMax, executionsMax }: Budget,
  patterns: TestFilterPatterns,
  { attacker }: AttackOptions,
): string {
  const name = contract?.slice(contract.lastIndexOf(':') + 1).replace(/#.*$/, '')
  const wanted = name === undefined ? patterns : { ...patterns, matchContract: `^${name}$` }
  const words = ['npx faultline attack']
  for (const [key, flag] of Object.entries(PATTERN_FLAGS)) {
    const pattern = wanted[key as keyof TestFilterPatterns]
    if (pattern !== undefined) words.push(flag, shellWord(pattern))
  }
  words.push(`--seed ${seed}`)
  if (secondsMax !== undefined) words.push(`--timeout ${secondsMax}`)
  if (executionsMax !== undefined) words.push(`--executions ${executionsMax}`)
  if (attacker !== undefined) words.push(attacker ? '--attacker' : '--no-attacker')
  return words.join(' ')
}

// package.json is two folders up both from src/run and from dist/run.
function versionOfPackage(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}
