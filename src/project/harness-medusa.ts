// medusa.json (https://secure-contracts.com/program-analysis/medusa/docs/src/project_configuration/overview.html).

import { withoutUndefined } from './harness-echidna.ts'
import { blankComments } from './json-comments.ts'
import { findJsonError } from './json-position.ts'
import { isObject, objectAt } from './read-file.ts'
import type { HarnessConfig } from './types.ts'
import { createReader, toBigInt } from './value-reader.ts'

/**
 * What a Medusa configuration says; undefined if it is no JSON object. Comments are allowed, as people write them.
 * @param file for warnings, from the root
 */
export function readMedusaConfig(
  text: string,
  file: string,
  warn: (text: string) => void,
): HarnessConfig | undefined {
  const table = parseJson(text, file, warn)
  if (table === undefined) return undefined
  const at = (parent: Readonly<Record<string, unknown>>, name: string, prefix: string) => {
    // Named where it is read, so that a wrong one is a warning and not an empty table.
    createReader(file, parent, warn, prefix).object(name)
    return objectAt(parent, name)
  }
  const fuzzing = at(table, 'fuzzing', '')
  const testing = at(fuzzing, 'testing', 'fuzzing.')
  const read = createReader(file, fuzzing, warn, 'fuzzing.')
  const readTesting = createReader(file, testing, warn, 'fuzzing.testing.')
  const mode = (name: string) => {
    const section = at(testing, name, 'fuzzing.testing.')
    const reader = createReader(file, section, warn, `fuzzing.testing.${name}.`)
    return { isOn: reader.boolean('enabled'), prefixes: reader.texts('testPrefixes') ?? [] }
  }
  const modes = {
    property: mode('propertyTesting'),
    optimization: mode('optimizationTesting'),
    assertion: mode('assertionTesting'),
  }
  const on = Object.entries(modes).filter(([, { isOn }]) => isOn === true)
  const prefixes = [...modes.property.prefixes, ...modes.optimization.prefixes]
  const targets = read.texts('targetContracts')
  const balances = balancesOf(fuzzing['targetContractsBalances'], targets ?? [], file, warn)
  const fields = {
    senders: nonEmpty(read.addresses('senderAddresses')),
    deployer: read.address('deployerAddress'),
    balance: balances?.values().next().value,
    balances,
    prefixes: nonEmpty(prefixes),
    // Several at once mean that everything is watched for, as without a mode.
    testMode: on.length === 1 ? on[0]![0] : undefined,
    maxTimeDelaySeconds: read.count('blockTimestampDelayMax'),
    maxBlockDelay: read.count('blockNumberDelayMax'),
    sequenceLength: read.count('callSequenceLength'),
    // 0 is no limit.
    testLimit: read.count('testLimit') || undefined,
    targetContracts: nonEmpty(targets),
    allContracts: readTesting.boolean('testAllContracts'),
    functions: functionsOf(readTesting),
  }
  return { file, ...withoutUndefined(fields) }
}

function functionsOf(read: ReturnType<typeof createReader>): HarnessConfig['functions'] | undefined {
  const wanted = nonEmpty(read.texts('targetFunctionSignatures'))
  if (wanted !== undefined) return { names: wanted, isAllowList: true }
  const unwanted = nonEmpty(read.texts('excludeFunctionSignatures'))
  return unwanted === undefined ? undefined : { names: unwanted, isAllowList: false }
}

function balancesOf(
  value: unknown,
  targets: readonly string[],
  file: string,
  warn: (text: string) => void,
): ReadonlyMap<string, bigint> | undefined {
  if (value === undefined || value === null) return undefined
  // A list beside targetContracts, or since Medusa 1.0 a table by name.
  const entries = Array.isArray(value)
    ? (value as unknown[]).map((each, index) => [targets[index] ?? '', each] as const)
    : isObject(value)
      ? Object.entries(value)
      : undefined
  if (entries === undefined) {
    warn(`${file}: fuzzing.targetContractsBalances is no list: it is ignored.`)
    return undefined
  }
  const balances = new Map<string, bigint>()
  for (const [name, each] of entries) {
    // '0x36c0' and '1000'; Medusa also takes hex digits without 0x.
    const text = typeof each === 'string' && /^[0-9a-f]*[a-f][0-9a-f]*$/i.test(each) ? `0x${each}` : each
    const wei = toBigInt(text, undefined)
    if (wei === undefined)
      warn(`${file}: fuzzing.targetContractsBalances has ${JSON.stringify(each)}: it is ignored.`)
    else if (name !== '') balances.set(name, wei)
  }
  return balances.size > 0 ? balances : undefined
}

function parseJson(
  text: string,
  file: string,
  warn: (text: string) => void,
): Readonly<Record<string, unknown>> | undefined {
  const plain = blankComments(text)
  try {
    const value: unknown = JSON.parse(plain)
    if (isObject(value)) return value
    warn(`${file} is JSON, but no object: it is ignored.`)
  } catch {
    const position = findJsonError(plain) ?? plain.length
    warn(`${file} is no JSON at byte ${Buffer.byteLength(plain.slice(0, position))}: it is ignored.`)
  }
  return undefined
}

function nonEmpty<Item>(list: readonly Item[] | undefined): readonly Item[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list
}
