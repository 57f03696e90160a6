// Whether what faultline.config.ts exports is a configuration: JavaScript files and `any` get past the compiler.

import { ConfigError } from './config-error.ts'
import type { SurveyCorrections } from '../../project/survey-corrections.ts'
import type { CampaignConfig, FaultlineConfig, SearchConfig } from './types.ts'

type Check = (value: unknown) => boolean
type Rule = { readonly check: Check; readonly wanted: string }
type Rules<Config> = { readonly [Key in keyof Required<Config>]: Rule }

const U32_MAX = 2 ** 32 - 1
const U64_MAX = 2n ** 64n - 1n
const WORD_MAX = 2n ** 256n - 1n
const CAMPAIGN_NAME = /^[\w.-]{1,80}$/
// Shown in reports, and matched by --match-test.
const PROPERTY_NAME = /^[^\p{C}()]{1,80}$/u

const isText: Check = (value) => typeof value === 'string'
const isFunction: Check = (value) => typeof value === 'function'
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText)
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function whole(least: bigint, most: bigint): Check {
  return (value) => {
    if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) return false
    const number = BigInt(value as bigint | number)
    return number >= least && number <= most
  }
}

function count(least: number, most: number): Rule {
  return {
    check: (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
    wanted: `a whole number from ${least} to ${most}`,
  }
}

const TEXT: Rule = { check: isText, wanted: 'a text' }
const TEXTS: Rule = { check: isTexts, wanted: 'an array of texts' }

const SEARCH: Rules<SearchConfig> = {
  senders: TEXTS,
  targets: TEXTS,
  maxValueWei: { check: whole(0n, WORD_MAX), wanted: 'a whole number of wei from 0 to 2^256-1' },
  maxTimeDelaySeconds: count(0, U32_MAX),
  maxBlockDelay: count(0, U32_MAX),
  depth: count(1, 1_000_000),
}

const CAMPAIGN: Rules<CampaignConfig> = {
  ...SEARCH,
  script: TEXT,
  contracts: { check: Array.isArray, wanted: 'an array of names or of { name, args }' },
  setup: { check: isFunction, wanted: 'a function' },
  properties: { check: isRecord, wanted: 'an object of functions or texts' },
}

const SURVEY: Rules<SurveyCorrections> = {
  protocol: TEXTS,
  environment: TEXTS,
  honest: TEXTS,
  trusted: TEXTS,
  worthless: TEXTS,
  notExits: TEXTS,
}

const CONFIG: Rules<FaultlineConfig> = {
  ...SEARCH,
  survey: { check: isRecord, wanted: 'an object of names' },
  seed: { check: whole(0n, U64_MAX), wanted: 'a whole number from 0 to 2^64-1' },
  timeout: {
    check: (value) => typeof value === 'number' && value >= 1 && value <= U32_MAX,
    wanted: `seconds, from 1 to ${U32_MAX}`,
  },
  executions: count(1, Number.MAX_SAFE_INTEGER),
  workers: count(1, 1_024),
  matchTest: TEXT,
  noMatchTest: TEXT,
  matchContract: TEXT,
  noMatchContract: TEXT,
  matchPath: TEXT,
  noMatchPath: TEXT,
  campaigns: { check: isRecord, wanted: 'an object of campaigns by name' },
}

const CONTRACT: Readonly<Record<string, Rule>> = {
  name: TEXT,
  args: { check: Array.isArray, wanted: 'an array' },
  from: { check: (value) => isText(value) || isRecord(value), wanted: 'an account' },
  value: { check: (value) => typeof value === 'bigint', wanted: 'wei as a bigint' },
  label: TEXT,
}

/**
 * @param file for messages: the name of the configuration file
 * @throws ConfigError that names the file and the key
 */
export function checkConfig(value: unknown, file: string): FaultlineConfig {
  if (!isRecord(value))
    throw new ConfigError('CONFIG_INVALID', `${file} exports no configuration by default.`, {
      hint: "Write: export default defineConfig({ ... }), with import { defineConfig } from 'faultline/config'.",
      details: { file },
    })
  checkKeys(value, CONFIG, '', file)
  if (isRecord(value['survey'])) checkKeys(value['survey'], SURVEY, 'survey.', file)
  for (const [name, campaign] of Object.entries((value['campaigns'] ?? {}) as Record<string, unknown>))
    checkCampaign(campaign, name, file)
  return value as FaultlineConfig
}

function checkCampaign(campaign: unknown, name: string, file: string): void {
  const place = `campaigns.${name}`
  if (!CAMPAIGN_NAME.test(name))
    throw invalid(file, place, 'is no name: letters, digits, ".", "_" and "-", 80 at most.')
  if (!isRecord(campaign)) throw invalid(file, place, 'must be an object.')
  checkKeys(campaign, CAMPAIGN, `${place}.`, file)
  if (
    campaign['script'] === undefined &&
    campaign['contracts'] === undefined &&
    campaign['setup'] === undefined
  )
    throw invalid(file, place, 'deploys nothing.', 'Give it one of: script, contracts, setup.')
  for (const [i, contract] of ((campaign['contracts'] ?? []) as unknown[]).entries()) {
    const at = `${place}.contracts[${i}]`
    if (isText(contract)) continue
    if (!isRecord(contract)) throw invalid(file, at, 'must be a name or an object with a name.')
    checkKeys(contract, CONTRACT, `${at}.`, file)
    if (contract['name'] === undefined) throw invalid(file, `${at}.name`, 'is missing.')
  }
  for (const [key, property] of Object.entries((campaign['properties'] ?? {}) as Record<string, unknown>)) {
    const at = `${place}.properties.${key}`
    if (!PROPERTY_NAME.test(key))
      throw invalid(file, at, 'is no name: 1 to 80 characters, without parentheses.')
    if (!isText(property) && !isFunction(property))
      throw invalid(file, at, 'must be a function, or a text that names one: "Vault.invariant_solvent".')
  }
}

function checkKeys(
  value: Readonly<Record<string, unknown>>,
  rules: Readonly<Record<string, Rule>>,
  prefix: string,
  file: string,
): void {
  for (const [key, each] of Object.entries(value)) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined
    if (rule === undefined)
      throw invalid(file, `${prefix}${key}`, 'is not known.', `Known are: ${Object.keys(rules).join(', ')}.`)
    // Written down as absent: `timeout: process.env.CI ? 60 : undefined`.
    if (each === undefined) continue
    if (!rule.check(each)) throw invalid(file, `${prefix}${key}`, `must be ${rule.wanted}.`)
  }
}

function invalid(file: string, key: string, problem: string, hint?: string): ConfigError {
  return new ConfigError('CONFIG_INVALID', `${file}: ${key} ${problem}`, {
    ...(hint !== undefined && { hint }),
    details: { file, key },
  })
}
