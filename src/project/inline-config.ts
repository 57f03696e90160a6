// Configuration that stands in the comments of a test: `/// forge-config: default.invariant.runs = 500`.
//
// forge reads each line as TOML, `<profile>.<section>.<key> = <value>`, first those of the contract, then those of the
// function; the selected profile goes before `default`. solc's user documentation has joined the lines into one, so a value
// ends where its own syntax ends, and what follows is prose.

import { BaseError } from '../primitives/errors.ts'
import type { ContractArtifact } from './types.ts'

/** What a `forge-config:` line can be set to. Large numbers are bigint, lists are left as text. */
export type InlineValue = string | boolean | bigint

/** What the comments of a test say. Absent: nothing. */
export type InlineSettings = {
  readonly fuzz: {
    readonly runs?: number
    readonly seed?: bigint
    readonly maxTestRejects?: number
    readonly timeoutSeconds?: number
  }
  readonly invariant: {
    readonly runs?: number
    readonly depth?: number
    readonly failOnRevert?: boolean
    readonly callOverride?: boolean
    readonly timeoutSeconds?: number
    readonly maxTimeDelaySeconds?: number
    readonly maxBlockDelay?: number
  }
  /** Everything outside of the two sections, by its path in the profile: 'allow_internal_expect_revert', 'evm_version'. */
  readonly others: ReadonlyMap<string, InlineValue>
}

/** The inline configuration of one contract. */
export type InlineConfig = {
  /** What the contract's own comment says. */
  readonly contract: InlineSettings
  /** The same with what the comment of a function adds or changes; 'testFuzz_x(uint256)'. */
  of(signature: string): InlineSettings
}

const PREFIX = 'forge-config:'
const LINES_MAX = 1_000
const TEXT_SHOWN_MAX = 80

const KEY = /\s*((?:[\w-]+\s*\.\s*)*[\w-]+)\s*=\s*/y
const VALUE =
  /"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|(true|false)\b|([+-]?(?:0x[0-9a-fA-F][0-9a-fA-F_]*|[0-9][0-9_]*))(?![\w.])|(\[[^\]]*\]|\{[^}]*\})/y

// forge 1.7.1, crates/config: fuzz.rs and invariant.rs. A misspelt key would change nothing and tell nobody.
const SHARED_KEYS =
  'runs,fail_on_revert,dictionary_weight,include_storage,include_push_bytes,max_fuzz_dictionary_addresses,' +
  'max_fuzz_dictionary_values,max_fuzz_dictionary_literals,gas_report_samples,corpus_dir,corpus_gzip,corpus_min_mutations,' +
  'corpus_min_size,show_edge_coverage,failure_persist_dir,timeout,frontier_dir,frontier_limit,' +
  'evm_edge_coverage_collision_free,evm_edge_coverage_include_call_depth,sancov_edges,sancov_trace_cmp,' +
  'corpus_random_sequence_weight,payable_value_weight,' +
  // Of older versions.
  'failure_persist_file,max_calldata_fuzz_dictionary_addresses'
const KEYS: Readonly<Record<string, ReadonlySet<string>>> = {
  fuzz: new Set(`${SHARED_KEYS},run,worker,max_test_rejects,seed,show_logs`.split(',')),
  invariant: new Set(
    (
      `${SHARED_KEYS},depth,min_depth,depth_mode,workers,call_override,shrink_run_limit,max_assume_rejects,show_metrics,` +
      'show_solidity,max_time_delay,max_block_delay,check_interval,preserve_state,shrink_sequence'
    ).split(','),
  ),
}
const WEIGHT_PREFIX = 'mutation_weight_'

/**
 * The inline configuration of a test contract.
 * @param profile The one in use: 'default', or what FOUNDRY_PROFILE says.
 * @param profiles All profiles that the project has; a line for another one is an error. Absent: any.
 * @throws InlineConfigError for lines that cannot be understood, of any profile.
 */
export function inlineConfig(
  artifact: Pick<ContractArtifact, 'id' | 'notices'>,
  profile: string = 'default',
  profiles?: readonly string[],
): InlineConfig {
  const { id, notices } = artifact
  const read = (notice: string | undefined, place: string): Line[] =>
    notice === undefined || !notice.includes(PREFIX) ? [] : linesOf(notice, place, profiles)
  const contractLines = read(notices.contract, id)
  const functionLines = new Map<string, Line[]>()
  for (const [signature, notice] of notices.functions) {
    const lines = read(notice, `${id}.${signature}`)
    if (lines.length > 0) functionLines.set(signature, lines)
  }
  const contract = settingsOf(contractLines, profile)
  return {
    contract,
    of(signature) {
      const lines = functionLines.get(signature)
      return lines === undefined ? contract : settingsOf([...contractLines, ...lines], profile)
    },
  }
}

type Line = {
  readonly profile: string
  /** 'fuzz' or 'invariant'; '' for all others. */
  readonly section: string
  readonly key: string
  readonly value: InlineValue
  readonly fail: (reason: string) => InlineConfigError
}

function linesOf(notice: string, place: string, profiles: readonly string[] | undefined): Line[] {
  const lines: Line[] = []
  for (let start = notice.indexOf(PREFIX); start !== -1; start = notice.indexOf(PREFIX, start + 1)) {
    const fail = (reason: string): InlineConfigError => {
      const end = notice.slice(start + 1).search(/\n|forge-config:/)
      const line = notice.slice(start, end === -1 ? undefined : start + 1 + end).trim()
      return new InlineConfigError(place, line, reason)
    }
    if (lines.length >= LINES_MAX) throw fail(`there are more than ${LINES_MAX} such lines`)
    lines.push(lineAt(notice, start + PREFIX.length, profiles, fail))
  }
  return lines
}

function lineAt(
  notice: string,
  start: number,
  profiles: readonly string[] | undefined,
  fail: Line['fail'],
): Line {
  KEY.lastIndex = start
  const path = KEY.exec(notice)?.[1]
  if (path === undefined) throw fail('it should read <profile>.<section>.<key> = <value>')
  VALUE.lastIndex = KEY.lastIndex
  const value = valueOf(VALUE.exec(notice))
  if (value === undefined)
    throw fail('the value is neither a number, true, false, a text in quotes nor a list')
  const parts = path.split('.').map((part) => part.trim().replaceAll('-', '_'))
  const profile = parts[0]!
  const rest = parts.slice(1)
  if (rest.length === 0) throw fail('a profile must stand before the key, such as default')
  if (profiles !== undefined && !profiles.includes(profile))
    throw fail(`there is no profile ${profile}; the project has ${profiles.join(', ')}`)
  const known = Object.hasOwn(KEYS, rest[0]!) ? KEYS[rest[0]!] : undefined
  if (known === undefined) return { profile, section: '', key: rest.join('.'), value, fail }
  const key = rest.slice(1).join('.')
  if (!known.has(key) && !key.startsWith(WEIGHT_PREFIX))
    throw fail(`${rest[0]} has no setting ${key || 'itself'}`)
  return { profile, section: rest[0]!, key, value, fail }
}

function valueOf(match: RegExpExecArray | null): InlineValue | undefined {
  if (match === null) return undefined
  const [, double, single, truth, number, compound] = match
  if (truth !== undefined) return truth === 'true'
  if (number !== undefined) {
    const digits = number.replaceAll('_', '').replace(/^\+/, '')
    return digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits)
  }
  return double?.replaceAll(/\\(.)/g, '$1') ?? single ?? compound
}

function settingsOf(lines: readonly Line[], profile: string): InlineSettings {
  const fuzz: Mutable<InlineSettings['fuzz']> = {}
  const invariant: Mutable<InlineSettings['invariant']> = {}
  const others = new Map<string, InlineValue>()
  for (const selected of profile === 'default' ? ['default'] : ['default', profile])
    for (const line of lines) {
      if (line.profile !== selected) continue
      if (line.section === 'fuzz') setFuzz(fuzz, line)
      else if (line.section === 'invariant') setInvariant(invariant, line)
      else others.set(line.key, line.value)
    }
  return { fuzz, invariant, others }
}

type Mutable<Settings> = { -readonly [Key in keyof Settings]: Settings[Key] }

function setFuzz(fuzz: Mutable<InlineSettings['fuzz']>, line: Line): void {
  if (line.key === 'runs') fuzz.runs = countOf(line)
  else if (line.key === 'max_test_rejects') fuzz.maxTestRejects = countOf(line)
  else if (line.key === 'timeout') fuzz.timeoutSeconds = countOf(line)
  else if (line.key === 'seed') fuzz.seed = wordOf(line)
}

function setInvariant(invariant: Mutable<InlineSettings['invariant']>, line: Line): void {
  if (line.key === 'runs') invariant.runs = countOf(line)
  else if (line.key === 'depth') invariant.depth = countOf(line)
  else if (line.key === 'timeout') invariant.timeoutSeconds = countOf(line)
  else if (line.key === 'max_time_delay') invariant.maxTimeDelaySeconds = countOf(line)
  else if (line.key === 'max_block_delay') invariant.maxBlockDelay = countOf(line)
  else if (line.key === 'fail_on_revert') invariant.failOnRevert = truthOf(line)
  else if (line.key === 'call_override') invariant.callOverride = truthOf(line)
}

function countOf({ value, key, fail }: Line): number {
  // u32 in forge.
  if (typeof value !== 'bigint' || value < 0n || value >= 1n << 32n)
    throw fail(`${key} is a whole number from 0 to 2^32-1`)
  return Number(value)
}

function truthOf({ value, key, fail }: Line): boolean {
  if (typeof value !== 'boolean') throw fail(`${key} is true or false`)
  return value
}

function wordOf({ value, key, fail }: Line): bigint {
  const text = String(value)
  if (!/^(?:0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$/.test(text)) throw fail(`${key} is a number from 0 to 2^256-1`)
  return BigInt.asUintN(256, BigInt(text))
}

/** A `forge-config:` line that cannot be followed. */
export class InlineConfigError extends BaseError {
  readonly code = 'INLINE_CONFIG'

  constructor(place: string, line: string, reason: string) {
    const shown = JSON.stringify(line.length > TEXT_SHOWN_MAX ? `${line.slice(0, TEXT_SHOWN_MAX)}...` : line)
    super(`The comment of ${place} has ${shown}: ${reason}.`, {
      hint: 'Correct or remove the line; what is not meant for forge must not begin with forge-config:.',
      details: { place, line: line.slice(0, TEXT_SHOWN_MAX) },
    })
  }
}
