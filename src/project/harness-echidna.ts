// echidna.yaml (https://github.com/crytic/echidna/blob/master/tests/solidity/basic/default.yaml has all fields).

import { loadYaml } from './load-yaml.ts'
import { isObject } from './read-file.ts'
import type { HarnessConfig } from './types.ts'
import { createReader } from './value-reader.ts'

const MODES = new Set([
  'property',
  'assertion',
  'optimization',
  'overflow',
  'exploration',
  'foundry',
  'verification',
  'dapptest',
])

/**
 * What an Echidna configuration says; undefined if it is no YAML table.
 * @param file for warnings, from the root
 */
export function readEchidnaConfig(
  text: string,
  file: string,
  warn: (text: string) => void,
): HarnessConfig | undefined {
  const table = parseYaml(text, file, warn)
  if (table === undefined) return undefined
  const read = createReader(file, table, warn)
  const mode = read.text('testMode')
  if (mode !== undefined && !MODES.has(mode))
    warn(`${file}: testMode "${mode}" is none of Echidna's: it is ignored.`)
  const prefix = read.text('prefix')
  const functions = read.texts('filterFunctions')
  const fields = {
    senders: read.addresses('sender'),
    deployer: read.address('deployer'),
    balance: read.bigint('balanceContract'),
    prefixes: prefix === undefined ? undefined : [prefix],
    testMode: mode !== undefined && MODES.has(mode) ? mode : undefined,
    maxTimeDelaySeconds: read.count('maxTimeDelay'),
    maxBlockDelay: read.count('maxBlockDelay'),
    maxValueWei: read.bigint('maxValue'),
    sequenceLength: read.count('seqLen'),
    testLimit: read.count('testLimit'),
    allContracts: read.boolean('allContracts') ?? read.boolean('multi-abi'),
    // A list of what is left out, unless it says otherwise.
    functions:
      functions === undefined || functions.length === 0
        ? undefined
        : { names: functions, isAllowList: read.boolean('filterBlacklist') === false },
  }
  return { file, ...withoutUndefined(fields) }
}

function parseYaml(
  text: string,
  file: string,
  warn: (text: string) => void,
): Readonly<Record<string, unknown>> | undefined {
  try {
    // Integers beyond 2^53 are amounts of wei. Aliases could make a small file into a huge value.
    const value: unknown = loadYaml().parse(text, {
      intAsBigInt: true,
      maxAliasCount: 20,
      uniqueKeys: false,
      logLevel: 'error',
    })
    if (isObject(value)) return value
    if (value !== null && value !== undefined)
      warn(`${file} is YAML, but no table of settings: it is ignored.`)
    return undefined
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0]!.replace(/:$/, '') : String(cause)
    warn(`${file} is no YAML: ${reason}. It is ignored.`)
    return undefined
  }
}

/** The fields that have a value. */
export function withoutUndefined<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>
  }
}
