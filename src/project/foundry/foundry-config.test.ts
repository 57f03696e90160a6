import path from 'node:path'
import { expect, test } from 'vitest'

import { temporaryTree } from '../../../tests/helpers/file-tree.ts'
import type { FoundryConfig } from './foundry-config.ts'
import { readFoundryConfig } from './foundry-config.ts'

async function read(
  toml: string,
  env: Record<string, string> = {},
  files: Record<string, string> = {},
): Promise<FoundryConfig & { root: string; warnings: string[] }> {
  const root = await temporaryTree({ 'foundry.toml': toml, ...files })
  const warnings: string[] = []
  return { ...readFoundryConfig(root, env, (text) => warnings.push(text)), root, warnings }
}

test('an empty foundry.toml means what forge 1.7.1 does without one', async () => {
  const { config, root, outFolder, optimizer, warnings } = await read('')
  expect(config).toMatchObject({
    fork: 'osaka',
    profile: 'default',
    fuzz: { runs: 256, maxTestRejects: 65_536 },
    invariant: { runs: 256, depth: 500, failOnRevert: false, callOverride: false },
    libraryFolders: ['lib'],
    ffi: false,
    fsPermissions: [{ access: 'read', path: path.join(root, 'out') }],
  })
  expect(config.test).toEqual({
    sender: '0x1804c8ab1f12e6bbf3894d4083f33e07309d1f38',
    origin: '0x1804c8ab1f12e6bbf3894d4083f33e07309d1f38',
    initialBalance: 2n ** 96n - 1n,
    blockNumber: 1n,
    blockTimestamp: 1n,
    chainId: 31_337n,
    gasLimit: 2n ** 30n,
    gasPrice: 0n,
    baseFee: 0n,
    coinbase: `0x${'0'.repeat(40)}`,
    prevRandao: 0n,
    codeSizeLimit: undefined,
    allowInternalExpectRevert: false,
    alwaysUseCreate2Factory: false,
    isolate: false,
  })
  expect(outFolder).toBe(path.join(root, 'out'))
  expect(optimizer).toEqual({ enabled: false, runs: 200 })
  expect(warnings).toEqual([])
})

// Each expectation was compared with what "forge config --json" of forge 1.7.1 says.
test.each([
  ['[profile.default.fuzz]\nruns = 7', {}, { fuzz: 7, invariant: 256 }],
  ['[fuzz]\nruns = 7', {}, { fuzz: 7, invariant: 7 }],
  ['[fuzz]\nruns = 7\n[invariant]\nruns = 3', {}, { fuzz: 7, invariant: 3 }],
  ['[fuzz]\nruns = 7\n[profile.default.fuzz]\nruns = 9', {}, { fuzz: 9, invariant: 7 }],
  ['[fuzz]\nruns = 7\n[profile.default.invariant]\nruns = 9', {}, { fuzz: 7, invariant: 9 }],
  [
    '[profile.default.fuzz]\nruns = 1\n[fuzz]\nruns = 3\n[profile.ci.invariant]\nruns = 5',
    { FOUNDRY_PROFILE: 'ci' },
    { fuzz: 3, invariant: 5 },
  ],
  [
    '[profile.default.fuzz]\nruns = 1\n[profile.ci.fuzz]\nruns = 5',
    { FOUNDRY_PROFILE: 'ci' },
    { fuzz: 5, invariant: 256 },
  ],
  ['[fuzz]\nruns = 7', { FOUNDRY_FUZZ_RUNS: '11' }, { fuzz: 11, invariant: 7 }],
  ['', { DAPP_TEST_FUZZ_RUNS: '4' }, { fuzz: 4, invariant: 256 }],
])('runs of %j with %j', async (toml, env, expected) => {
  const { config } = await read(toml, env)
  expect({ fuzz: config.fuzz.runs, invariant: config.invariant.runs }).toEqual(expected)
})

test('all values that a test can see', async () => {
  const { config, warnings } = await read(
    `
    [profile.default]
    sender = "0xABCDEF0000000000000000000000000000000001"
    tx-origin = "0x0000000000000000000000000000000000000002"
    initial_balance = "0xff"
    block_number = 5
    block_timestamp = 9
    chain_id = "optimism"
    gas_limit = "18446744073709551615"
    gas_price = 3
    block_base_fee_per_gas = 4
    block_coinbase = "0x0000000000000000000000000000000000000003"
    block_prevrandao = "0x0000000000000000000000000000000000000000000000000000000000000007"
    code_size_limit = 50000
    ffi = true
    match_contract = "Foo"
    no_match_path = "test/slow/*"
    fs_permissions = [{ access = "read-write", path = "./x" }, { access = true, path = "y" }, { access = "none", path = "z" }]
    [invariant]
    depth = 3
    fail_on_revert = true
    max_time_delay = 10
    max_block_delay = 5
    [fuzz]
    seed = "0x123"
    [rpc_endpoints]
    main = "https://example.org/\${API_KEY}"
    other = { endpoint = "https://example.org/\${UNSET}" }
  `,
    { API_KEY: 'abc' },
  )
  expect(warnings).toEqual([])
  expect(config.test).toEqual({
    sender: '0xabcdef0000000000000000000000000000000001',
    origin: '0x0000000000000000000000000000000000000002',
    initialBalance: 255n,
    blockNumber: 5n,
    blockTimestamp: 9n,
    chainId: 10n,
    gasLimit: 2n ** 64n - 1n,
    gasPrice: 3n,
    baseFee: 4n,
    coinbase: '0x0000000000000000000000000000000000000003',
    prevRandao: 7n,
    codeSizeLimit: 50_000,
    allowInternalExpectRevert: false,
    alwaysUseCreate2Factory: false,
    isolate: false,
  })
  expect(config.invariant).toEqual({
    runs: 256,
    depth: 3,
    failOnRevert: true,
    callOverride: false,
    maxTimeDelaySeconds: 10,
    maxBlockDelay: 5,
  })
  expect(config.fuzz.seed).toBe(0x123n)
  expect(config.filter).toEqual({ matchContract: 'Foo', noMatchPath: 'test/slow/*' })
  expect(config.fsPermissions.map(({ access, path: place }) => [access, path.basename(place)])).toEqual([
    ['read-write', 'x'],
    ['read-write', 'y'],
    ['none', 'z'],
  ])
  expect(config.rpcEndpoints).toEqual({
    main: 'https://example.org/abc',
    // Not set: stays, so that the error can name it when somebody needs the endpoint.
    other: 'https://example.org/${UNSET}',
  })
})

test.each([
  ['evm_version = "Shanghai"', 'shanghai'],
  ['evm_version = "istanbul"', 'london'],
  ['solc = "0.8.30"', 'osaka'],
  ['solc = "0.8.28"', 'prague'],
  ['solc_version = "0.8.26"', 'cancun'],
  ['solc = "0.8.20"', 'shanghai'],
  ['solc = "0.8.19"', 'paris'],
  ['solc = "0.8.13"', 'london'],
  ['solc = "./bin/solc"', 'osaka'],
])('%s runs on %s', async (line, fork) => {
  expect((await read(`[profile.default]\n${line}`)).config.fork).toBe(fork)
})

test('environment variables win, those of another program mean nothing', async () => {
  const env = {
    FOUNDRY_SRC: 'b',
    FOUNDRY_INVARIANT_DEPTH: '12',
    DAPP_TEST_NUMBER: '77',
    FOUNDRY_FFI: 'true',
    SRC: 'c',
  }
  const { config } = await read('[profile.default]\nsrc = "a"', env)
  expect([config.sourceFolder, config.invariant.depth, config.test.blockNumber, config.ffi]).toEqual([
    'b',
    12,
    77n,
    // forge ignores it on purpose: nobody but the project may allow programs to be run.
    false,
  ])
})

test('a base file is extended, and a profile that is not there is said', async () => {
  const base = '[profile.default]\nlibs = ["lib"]\nsrc = "s1"\ntest = "t1"\n[fuzz]\nruns = 4'
  const extended = await read(
    '[profile.default]\nextends = "base.toml"\nlibs = ["x"]\nsrc = "s2"',
    {},
    { 'base.toml': base },
  )
  expect(extended.config).toMatchObject({
    sourceFolder: 's2',
    testFolder: 't1',
    libraryFolders: ['lib', 'x'],
  })
  expect(extended.config.fuzz.runs).toBe(4)
  const unknown = await read('[profile.ci]\nsrc = "x"', { FOUNDRY_PROFILE: 'zz' })
  expect(unknown.config).toMatchObject({
    profile: 'default',
    profiles: ['ci', 'default'],
    sourceFolder: 'src',
  })
  expect(unknown.warnings[0]).toContain('has no [profile.zz]')
})

test('wrong values are named and replaced by defaults', async () => {
  const { config, warnings, root } = await read(`
    rpc_endpoints = "none"
    [profile.default]
    sender = 5.5
    block_number = -1
    chain_id = "atlantis"
    evm_version = "yesterday"
    fs_permissions = ["all"]
    ffi = "yes"
    [profile.default.fuzz]
    runs = "many"
  `)
  const file = path.join(root, 'foundry.toml')
  expect(warnings.sort()).toEqual(
    [
      `${file}: sender is 5.5, not an address: it is ignored.`,
      `${file}: block_number is -1, not a whole number below 2^256: it is ignored.`,
      `${file}: ffi is "yes", not true or false: it is ignored.`,
      `${file}: fuzz.runs is "many", not a whole number: it is ignored.`,
      'chain_id "atlantis" is no number and no chain that we know: 31337 is used.',
      'evm_version "yesterday" is none that Faultline knows: osaka is used.',
      'fs_permissions: "all" is no { access, path }; it permits nothing.',
    ].sort(),
  )
  expect(config.test.blockNumber).toBe(1n)
})

test('TOML that is none is refused with line and column', async () => {
  const root = await temporaryTree({ 'foundry.toml': '[profile.default]\nsrc = "a"\nout = \n' })
  const file = path.join(root, 'foundry.toml')
  expect(() => readFoundryConfig(root, {}, () => {})).toThrow(
    expect.objectContaining({ code: 'PROJECT_CONFIG_INVALID', details: { file, line: 3, column: 7 } }),
  )
  expect(() => readFoundryConfig(root, { FOUNDRY_CONFIG: 'none.toml' }, () => {})).toThrow(
    'it does not exist',
  )
})

test('isolate is read, from the environment first', async () => {
  const on = '[profile.default]\nisolate = true'
  expect((await read(on)).config.test.isolate).toBe(true)
  expect((await read(on)).warnings).toEqual([])
  expect((await read(on, { FOUNDRY_ISOLATE: 'false' })).config.test.isolate).toBe(false)
})
