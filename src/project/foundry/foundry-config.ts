// What foundry.toml says, as far as we use it. A value of the wrong type is named in a warning and its default holds.

import path from 'node:path'

import { isAtLeast } from '../../evm/forks.ts'
import type { Fork } from '../../evm/forks.ts'
import { FORKS } from '../../evm/forks.ts'
import { defaultConfig } from '../default-config.ts'
import { fieldOf, isObject, objectAt, textAt } from '../read-file.ts'
import type { ProjectConfig, TestFilterPatterns } from '../types.ts'
import { createReader } from '../value-reader.ts'
import { chainIdOf } from './chain-names.ts'
import type { Env, Settings } from './foundry-toml.ts'
import { readFoundrySettings } from './foundry-toml.ts'

/** What only reading and building a Foundry project needs. */
export type FoundryConfig = {
  readonly config: Omit<ProjectConfig, 'harness'>
  /** Absolute. */
  readonly outFolder: string
  readonly cacheFile: string
  readonly buildInfosFolder: string
  /** Absolute paths of foundry.toml and what it extends. */
  readonly files: readonly string[]
  /** As written: "a/=lib/a/src/". */
  readonly remappings: readonly string[]
  /** 'solc' of the profile: a version or a path; undefined if any compiler will do. */
  readonly solc: string | undefined
  /** Globs of files that forge does not compile; 'test' and 'script' mean *.t.sol and *.s.sol. */
  readonly skip: readonly string[]
  readonly evmVersion: string | undefined
  /** The rules of tests are those of the compiler, and 'solc' is a path: which they are is known when it has compiled. */
  readonly hasForkOfCompiler: boolean
  readonly optimizer: { readonly enabled: boolean; readonly runs: number }
  readonly viaIr: boolean
}

/**
 * @param root absolute path of the folder with foundry.toml
 * @throws ProjectError if foundry.toml cannot be read or is no TOML
 */
export function readFoundryConfig(root: string, env: Env, warn: (text: string) => void): FoundryConfig {
  const { settings, files, profile, profiles } = readFoundrySettings(root, env, warn)
  const file = files.at(-1) ?? 'the environment'
  const read = createReader(file, settings, warn)
  const base = defaultConfig(root)
  const solc = read.text('solc')
  const fuzz = createReader(file, objectAt(settings, 'fuzz'), warn, 'fuzz.')
  const invariant = createReader(file, objectAt(settings, 'invariant'), warn, 'invariant.')
  const seed = fuzz.bigint('seed')
  const [maxTime, maxBlocks] = [invariant.count('max_time_delay'), invariant.count('max_block_delay')]
  const evmVersion = read.text('evm_version')
  // What is executed may differ from what is compiled for; names may have the chain in front.
  const forkName = read.text('hardfork')?.replace(/^.*:/, '') ?? evmVersion
  const out = path.resolve(root, read.text('out') ?? 'out')
  const libs = read.texts('libs') ?? base.libraryFolders
  const config: Omit<ProjectConfig, 'harness'> = {
    fork: forkOf(forkName, solc, warn),
    profile,
    profiles,
    fuzz: {
      runs: fuzz.count('runs') ?? base.fuzz.runs,
      maxTestRejects: fuzz.count('max_test_rejects') ?? base.fuzz.maxTestRejects,
      ...(seed !== undefined && { seed }),
    },
    invariant: {
      runs: invariant.count('runs') ?? base.invariant.runs,
      depth: invariant.count('depth') ?? base.invariant.depth,
      failOnRevert: invariant.boolean('fail_on_revert') ?? base.invariant.failOnRevert,
      callOverride: invariant.boolean('call_override') ?? base.invariant.callOverride,
      ...(maxTime !== undefined && { maxTimeDelaySeconds: maxTime }),
      ...(maxBlocks !== undefined && { maxBlockDelay: maxBlocks }),
    },
    test: testConfig(read, settings, base.test, warn),
    rpcEndpoints: endpointsOf(settings, env),
    fsPermissions: permissionsOf(settings, root, warn) ?? base.fsPermissions,
    ffi: read.boolean('ffi') ?? base.ffi,
    testFolder: read.text('test') ?? base.testFolder,
    scriptFolder: read.text('script') ?? base.scriptFolder,
    sourceFolder: read.text('src') ?? base.sourceFolder,
    libraryFolders: libs.map((each) => each.replace(/^\.\//, '').replace(/\/+$/, '')),
    filter: filterOf(read),
  }
  const cache = path.resolve(root, read.text('cache_path') ?? 'cache')
  const runs = read.count('optimizer_runs')
  return {
    config,
    outFolder: out,
    cacheFile: path.join(cache, 'solidity-files-cache.json'),
    buildInfosFolder: path.resolve(root, read.text('build_info_path') ?? path.join(out, 'build-info')),
    files,
    remappings: read.texts('remappings') ?? [],
    solc,
    skip: read.texts('skip') ?? [],
    evmVersion,
    hasForkOfCompiler: forkName === undefined && solc !== undefined && !VERSION.test(solc),
    // Naming a number of runs means wanting the optimizer (forge since 1.0).
    optimizer: { enabled: read.boolean('optimizer') ?? runs !== undefined, runs: runs ?? 200 },
    viaIr: read.boolean('via_ir') ?? false,
  }
}

/**
 * A configuration as the comment of a test contract changes it; `settings` has the keys of a profile. Of the world forge 1.7
 * takes these only (reconfigure_with in crates/forge/src/multi_runner.rs): the block, the chain, balances, gas and the
 * limit of code stay those of foundry.toml.
 */
export function withSettings<Config extends Omit<ProjectConfig, 'harness'>>(
  config: Config,
  root: string,
  settings: Settings,
): Config {
  const warn = (): void => {}
  const read = createReader('forge-config', settings, warn)
  const fork = read.text('hardfork')?.replace(/^.*:/, '') ?? read.text('evm_version')
  return {
    ...config,
    ...(fork !== undefined && { fork: forkOf(fork, undefined, warn) }),
    test: {
      ...config.test,
      sender: read.address('sender') ?? config.test.sender,
      ...switchesOf(read, config.test),
    },
    fsPermissions: permissionsOf(settings, root, warn) ?? config.fsPermissions,
    ffi: read.boolean('ffi') ?? config.ffi,
  }
}

function switchesOf(
  read: ReturnType<typeof createReader>,
  base: ProjectConfig['test'],
): Pick<ProjectConfig['test'], 'allowInternalExpectRevert' | 'alwaysUseCreate2Factory' | 'isolate'> {
  return {
    allowInternalExpectRevert:
      read.boolean('allow_internal_expect_revert') ?? base.allowInternalExpectRevert ?? false,
    alwaysUseCreate2Factory:
      read.boolean('always_use_create_2_factory') ?? base.alwaysUseCreate2Factory ?? false,
    isolate: read.boolean('isolate') ?? base.isolate ?? false,
  }
}

function testConfig(
  read: ReturnType<typeof createReader>,
  settings: Settings,
  base: ProjectConfig['test'],
  warn: (text: string) => void,
): ProjectConfig['test'] {
  return {
    sender: read.address('sender') ?? base.sender,
    origin: read.address('tx_origin') ?? base.origin,
    initialBalance: read.bigint('initial_balance') ?? base.initialBalance,
    blockNumber: read.bigint('block_number') ?? base.blockNumber,
    blockTimestamp: read.bigint('block_timestamp') ?? base.blockTimestamp,
    chainId: chainId(settings, warn) ?? base.chainId,
    gasLimit: read.bigint('gas_limit', GAS_MAX) ?? base.gasLimit,
    gasPrice: read.bigint('gas_price') ?? base.gasPrice,
    baseFee: read.bigint('block_base_fee_per_gas') ?? base.baseFee,
    coinbase: read.address('block_coinbase') ?? base.coinbase,
    prevRandao: read.bigint('block_prevrandao') ?? base.prevRandao,
    codeSizeLimit: read.count('code_size_limit') ?? base.codeSizeLimit,
    ...switchesOf(read, base),
  }
}

const GAS_MAX = 2n ** 64n - 1n

function filterOf(read: ReturnType<typeof createReader>): TestFilterPatterns {
  const names = {
    matchTest: 'match_test',
    noMatchTest: 'no_match_test',
    matchContract: 'match_contract',
    noMatchContract: 'no_match_contract',
    matchPath: 'match_path',
    noMatchPath: 'no_match_path',
  } as const
  const entries = Object.entries(names).map(([ours, theirs]) => [ours, read.text(theirs)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as TestFilterPatterns
}

const VERSION = /^\d+\.\d+\.\d+$/

// The first compiler that knows the fork (release notes of solc); an older one gets its own newest.
const FORK_SINCE_SOLC: readonly (readonly [string, Fork])[] = [
  ['0.8.29', 'osaka'],
  ['0.8.27', 'prague'],
  ['0.8.24', 'cancun'],
  ['0.8.20', 'shanghai'],
  ['0.8.18', 'paris'],
]

const OLDER_THAN_LONDON = new Set([
  'homestead',
  'tangerinewhistle',
  'spuriousdragon',
  'byzantium',
  'constantinople',
  'petersburg',
  'istanbul',
  'berlin',
])

/** The rules that tests run by where foundry.toml names a compiler and no rules. @param version '0.8.30' */
export function forkOfCompiler(version: string): Fork {
  return FORK_SINCE_SOLC.find(([since]) => compareVersions(version, since) >= 0)?.[1] ?? 'london'
}

function forkOf(
  evmVersion: string | undefined,
  solc: string | undefined,
  warn: (text: string) => void,
): Fork {
  const name = evmVersion?.toLowerCase()
  if (name === undefined) {
    return solc !== undefined && VERSION.test(solc) ? forkOfCompiler(solc) : 'osaka'
  }
  const known = FORKS.find((fork) => fork === name)
  if (known !== undefined) return known
  const nearest = OLDER_THAN_LONDON.has(name) ? FORKS[0] : FORKS.at(-1)!
  if (!isAtLeast(nearest, 'osaka') || name !== 'amsterdam')
    warn(`evm_version "${name}" is none that Faultline knows: ${nearest} is used.`)
  return nearest
}

/** Order of versions 'a.b.c'. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [left.split('.').map(Number), right.split('.').map(Number)]
  for (let index = 0; index < 3; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function chainId(settings: Settings, warn: (text: string) => void): bigint | undefined {
  const value = fieldOf(settings, 'chain_id') ?? fieldOf(settings, 'chain')
  if (value === undefined) return undefined
  if (typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value)
  const named = typeof value === 'string' ? chainIdOf(value) : undefined
  if (named === undefined)
    warn(`chain_id ${JSON.stringify(value)} is no number and no chain that we know: 31337 is used.`)
  return named
}

// "${MAINNET_URL}" is filled in; what is not set stays as it is, so that the error can name it when it is needed.
function endpointsOf(settings: Settings, env: Env): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, value] of Object.entries(objectAt(settings, 'rpc_endpoints'))) {
    const url = typeof value === 'string' ? value : (textAt(value, 'endpoint') ?? textAt(value, 'url'))
    if (url === undefined) continue
    found[name] = url.replace(/\$\{([^}]+)\}/g, (whole, variable: string) => env[variable.trim()] ?? whole)
  }
  return found
}

function permissionsOf(
  settings: Settings,
  root: string,
  warn: (text: string) => void,
): ProjectConfig['fsPermissions'] | undefined {
  const list = fieldOf(settings, 'fs_permissions')
  if (list === undefined) return undefined
  if (!Array.isArray(list)) {
    warn('fs_permissions is no list: files may be read in out/ only.')
    return undefined
  }
  return (list as unknown[]).flatMap((entry) => {
    const [access, place] = [fieldOf(entry, 'access'), isObject(entry) ? textAt(entry, 'path') : undefined]
    const kind = accessOf(access)
    if (kind === undefined || place === undefined) {
      warn(`fs_permissions: ${JSON.stringify(entry)} is no { access, path }; it permits nothing.`)
      return []
    }
    return [{ access: kind, path: path.resolve(root, place) }]
  })
}

function accessOf(value: unknown): ProjectConfig['fsPermissions'][number]['access'] | undefined {
  if (value === true || value === 'true' || value === 'read-write' || value === 'readwrite')
    return 'read-write'
  if (value === false || value === 'false' || value === 'none') return 'none'
  return value === 'read' || value === 'write' ? value : undefined
}
