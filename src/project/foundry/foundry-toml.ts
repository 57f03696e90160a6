// foundry.toml and the environment, merged as forge merges them (foundry crates/config/src/lib.rs, to_figment): the
// defaults, then ~/.foundry/foundry.toml, then the project's file, then DAPP_ and FOUNDRY_ variables. In each file:
// [profile.default], then the tables that stand on their own ([fuzz], [invariant], ...), then the selected profile; if
// that is the default one, [profile.default] comes last.

import { existsSync } from 'node:fs'
import path from 'node:path'

import { TomlError, parse } from 'smol-toml'

import { ProjectError } from '../project-error.ts'
import { fieldOf, isObject, objectAt, readText, textAt } from '../read-file.ts'

/** Settings by name in snake_case; tables stay tables. Nothing about the values is known. */
export type Settings = Record<string, unknown>

/** The environment, as given: we never look at the process. */
export type Env = Readonly<Record<string, string | undefined>>

const DEFAULT_PROFILE = 'default'

// Tables that forge also accepts outside of a profile.
const STANDALONE_SECTIONS = ['rpc_endpoints', 'fuzz', 'invariant']

// forge reads these by other rules or not at all from the environment.
const IGNORED_VARIABLES = new Set(['profile', 'config', 'remappings', 'libraries', 'ffi', 'fs_permissions'])

/** What foundry.toml and the environment say. */
export type FoundrySettings = {
  readonly settings: Settings
  /** Name of the profile that was used. */
  readonly profile: string
  /** All that the files have, sorted; 'default' is always one of them. */
  readonly profiles: readonly string[]
  /** Absolute paths of the files that were read. */
  readonly files: readonly string[]
}

/**
 * @param root absolute path of the project
 * @param warn gets a sentence for what is odd but can be gone around
 * @throws ProjectError PROJECT_CONFIG_INVALID with line and column, or PROJECT_UNREADABLE
 */
export function readFoundrySettings(root: string, env: Env, warn: (text: string) => void): FoundrySettings {
  const wanted = env['FOUNDRY_PROFILE'] || DEFAULT_PROFILE
  const files: string[] = []
  const profiles = new Set([DEFAULT_PROFILE])
  const settings: Settings = {}
  const home = env['HOME'] ?? env['USERPROFILE']
  const global = home === undefined ? undefined : path.join(home, '.foundry', 'foundry.toml')
  if (global !== undefined && existsSync(global)) mergeFile(settings, global, wanted, files, profiles)

  const named = env['FOUNDRY_CONFIG']
  const file = path.resolve(root, named ?? 'foundry.toml')
  if (named !== undefined || existsSync(file)) mergeFile(settings, file, wanted, files, profiles)
  const hasProfile = profiles.has(wanted)
  if (!hasProfile)
    warn(`${file} has no [profile.${wanted}], which FOUNDRY_PROFILE names: the default profile is used.`)
  mergeEnvironment(settings, env)
  return { settings, profile: hasProfile ? wanted : DEFAULT_PROFILE, profiles: [...profiles].sort(), files }
}

function mergeFile(
  into: Settings,
  file: string,
  profile: string,
  files: string[],
  profiles: Set<string>,
): void {
  const document = readDocument(file, files)
  const base = extendedDocument(document, file, profile, files)
  for (const each of base === undefined ? [document] : [base.document, document]) {
    const isConcatenating = each === document && base?.strategy === 'extend-arrays'
    if (profile !== DEFAULT_PROFILE) merge(into, profileOf(each, DEFAULT_PROFILE), isConcatenating)
    for (const section of STANDALONE_SECTIONS) {
      // What the fuzzer is told holds for invariants too, unless they are told otherwise.
      const own = objectAt(each, section)
      const table = section === 'invariant' ? { ...objectAt(each, 'fuzz'), ...own } : own
      if (Object.keys(table).length > 0) merge(into, { [section]: table }, isConcatenating)
    }
    merge(into, profileOf(each, profile), isConcatenating)
    for (const name of Object.keys(objectAt(each, 'profile'))) profiles.add(name)
  }
}

function profileOf(document: Settings, profile: string): Settings {
  // [default] without "profile." is how the first versions wrote it.
  const old = STANDALONE_SECTIONS.includes(profile) ? {} : objectAt(document, profile)
  const settings = { ...old, ...objectAt(objectAt(document, 'profile'), profile) }
  // The old name, still understood.
  if (settings['solc'] === undefined && settings['solc_version'] !== undefined)
    settings['solc'] = settings['solc_version']
  return settings
}

function readDocument(file: string, files: string[]): Settings {
  const text = readText(file, "the project's configuration", 'Check the path, or unset FOUNDRY_CONFIG.')
  files.push(file)
  try {
    return snakeCased(parse(text, { integersAsBigInt: 'asNeeded', unsafeKeyBehaviour: 'drop' })) as Settings
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause
    // Its message goes on with a picture of the line.
    const reason = cause.message.split('\n')[0]!.replace(/^Invalid TOML document: /, '')
    throw new ProjectError('PROJECT_CONFIG_INVALID', `${file}:${cause.line}:${cause.column}: ${reason}.`, {
      hint: 'Correct the line; "forge config" checks the file as a whole.',
      cause,
      details: { file, line: cause.line, column: cause.column },
    })
  }
}

function extendedDocument(
  document: Settings,
  file: string,
  profile: string,
  files: string[],
): { document: Settings; strategy: string } | undefined {
  const extend = fieldOf(objectAt(objectAt(document, 'profile'), profile), 'extends')
  const name = typeof extend === 'string' ? extend : textAt(extend, 'path')
  if (name === undefined) return undefined
  const base = path.resolve(path.dirname(file), name)
  if (base === file || !existsSync(base)) {
    throw new ProjectError(
      'PROJECT_CONFIG_INVALID',
      `${file} extends ${base}, which ${base === file ? 'is itself' : 'does not exist'}.`,
      {
        hint: `Correct "extends" in [profile.${profile}].`,
        details: { file, base },
      },
    )
  }
  return { document: readDocument(base, files), strategy: textAt(extend, 'strategy') ?? 'extend-arrays' }
}

function merge(into: Settings, from: Settings, isConcatenating: boolean): void {
  for (const [key, value] of Object.entries(from)) {
    const old = Object.hasOwn(into, key) ? into[key] : undefined
    if (isObject(old) && isObject(value)) {
      const table = { ...old }
      merge(table, value, isConcatenating)
      into[key] = table
    } else if (isConcatenating && Array.isArray(old) && Array.isArray(value)) {
      into[key] = [...(old as unknown[]), ...(value as unknown[])]
    } else into[key] = value
  }
}

// Keys may be written in kebab-case or camelCase. Names of profiles and endpoints are names, not keys.
function snakeCased(value: unknown, depth = 0, parent = ''): unknown {
  if (!isObject(value)) return value
  const isNames = parent === 'profile' || parent === 'rpc_endpoints' || depth > 4
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const name = isNames ? key : snakeCase(key)
      return [name, snakeCased(each, depth + 1, name)]
    }),
  )
}

function snakeCase(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()
}

// DAPP_TEST_NUMBER and others are names of their own (DappEnvCompatProvider); the rest is prefix and key.
const DAPP_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  DAPP_TEST_NUMBER: ['block_number'],
  DAPP_TEST_TIMESTAMP: ['block_timestamp'],
  DAPP_TEST_ADDRESS: ['sender'],
  DAPP_TEST_FUZZ_RUNS: ['fuzz', 'runs'],
  DAPP_TEST_DEPTH: ['invariant', 'depth'],
  DAPP_BUILD_OPTIMIZE_RUNS: ['optimizer_runs'],
}

function mergeEnvironment(into: Settings, env: Env): void {
  for (const prefix of ['DAPP_', 'FOUNDRY_'])
    for (const [name, text] of Object.entries(env)) {
      if (text === undefined || !name.startsWith(prefix)) continue
      const key = name.slice(prefix.length).toLowerCase()
      if (IGNORED_VARIABLES.has(key)) continue
      const section = STANDALONE_SECTIONS.find((each) => key.startsWith(`${each}_`))
      const place =
        DAPP_VARIABLES[name] ?? (section === undefined ? [key] : [section, key.slice(section.length + 1)])
      const value = environmentValue(text)
      const [first, second] = place
      merge(into, { [first!]: second === undefined ? value : { [second]: value } }, false)
    }
  const solc = env['FOUNDRY_SOLC_VERSION'] ?? env['DAPP_SOLC_VERSION']
  if (solc !== undefined) into['solc'] = solc
}

// Numbers, booleans and arrays look like themselves; everything else is text.
function environmentValue(text: string): unknown {
  const trimmed = text.trim()
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true'
  if (/^-?\d+$/.test(trimmed)) {
    const number = Number(trimmed)
    return Number.isSafeInteger(number) ? number : BigInt(trimmed)
  }
  if (trimmed.startsWith('[') && trimmed.endsWith(']'))
    return trimmed
      .slice(1, -1)
      .split(',')
      .map((each) => each.trim().replace(/^"(.*)"$/, '$1'))
      .filter((each) => each !== '')
  return trimmed.replace(/^"(.*)"$/, '$1')
}
