import { chmod, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'

import { temporaryTree, writeTree } from '../../../tests/helpers/file-tree.ts'
import { openProject } from '../open-project.ts'
import { openFoundry } from './open-foundry.ts'
import type { Project } from '../types.ts'
import { xxh3 } from './xxh3.ts'

const TOKEN = 'contract Token {}\n'
const CREATED = '60806040523460005260206000f3'
const RUNTIME = '6080604052348015600e575f5ffd5b50'

type Contract = {
  source: string
  name: string
  version?: string
  file: string
  build?: string
  extra?: object
}

const CONTRACTS: readonly Contract[] = [
  { source: 'src/Token.sol', name: 'Token', file: 'Token.sol/Token.json' },
  { source: 'src/b/Token.sol', name: 'Token', file: 'b/Token.sol/Token.json' },
  {
    source: 'src/Shared.sol',
    name: 'Shared',
    version: '0.8.25',
    file: 'Shared.sol/Shared.0.8.25.json',
    build: 'two',
  },
  { source: 'src/Shared.sol', name: 'Shared', file: 'Shared.sol/Shared.0.8.30.json' },
]
const BUILD_INFOS = {
  'out/build-info/one.json': {
    id: 'one',
    source_id_to_path: { 0: 'src/Token.sol', 1: 'src/b/Token.sol', 2: 'src/Shared.sol' },
    language: 'Solidity',
  },
  'out/build-info/two.json': {
    id: 'two',
    source_id_to_path: { 0: 'src/Shared.sol' },
    language: 'Solidity',
    _format: 'ethers-rs-sol-build-info-1',
    input: { sources: { 'src/Shared.sol': { content: 'as it was compiled' } } },
  },
}

function artifact({ source, name, version = '0.8.30', extra = {} }: Contract): object {
  return {
    abi: [{ type: 'function', name: 'x', inputs: [], outputs: [], stateMutability: 'view' }],
    bytecode: { object: `0x${CREATED}`, sourceMap: '0:1:0', linkReferences: {} },
    deployedBytecode: { object: `0x${RUNTIME}`, sourceMap: '0:1:0', linkReferences: {} },
    metadata: {
      compiler: { version: `${version}+commit.1` },
      settings: { compilationTarget: { [source]: name }, evmVersion: 'osaka' },
      output: {
        userdoc: { notice: 'all', methods: { 'x()': { notice: 'forge-config: default.fuzz.runs = 3' } } },
        devdoc: { methods: { 'x()': { details: 'more' } } },
      },
    },
    id: 0,
    ...extra,
  }
}

function cache(contracts: readonly Contract[], texts: Readonly<Record<string, string>>): object {
  const files: Record<string, { artifacts: Record<string, Record<string, unknown>> }> = {}
  for (const [source, text] of Object.entries(texts)) {
    const contentHash = xxh3(Buffer.from(text)).toString(16).padStart(16, '0')
    files[source] = { ...{ contentHash, lastModificationDate: 5, sourceName: source }, artifacts: {} }
  }
  for (const { source, name, version = '0.8.30', file, build = 'one' } of contracts)
    (files[source]!.artifacts[name] ??= {})[version] = { default: { path: file, build_id: build } }
  return {
    _format: '',
    paths: { artifacts: 'out', build_infos: 'out/build-info' },
    files,
    builds: ['one', 'two'],
  }
}

const TEXTS = {
  'src/Token.sol': TOKEN,
  'src/b/Token.sol': TOKEN,
  'src/Shared.sol': 'shared',
  'lib/x/X.sol': 'x',
}

/** A project as forge leaves it. */
async function builtProject(): Promise<string> {
  const root = await temporaryTree({
    ...TEXTS,
    ...Object.fromEntries(CONTRACTS.map((each) => [`out/${each.file}`, artifact(each)])),
    ...BUILD_INFOS,
    'foundry.toml': '',
    'cache/solidity-files-cache.json': cache(CONTRACTS, TEXTS),
  })
  await utimes(path.join(root, 'foundry.toml'), 1, 1)
  return root
}

type Opened = Project & { warnings: string[]; progress: string[] }

async function open(
  root: string,
  build?: 'never' | 'always' | 'as-before',
  env: Record<string, string> = {},
): Promise<Opened> {
  const [warnings, progress]: [string[], string[]] = [[], []]
  const project = await openProject({
    root,
    env,
    ...(build !== undefined && { build }),
    onWarning: (text) => warnings.push(text),
    onProgress: (text) => progress.push(text),
  })
  return { ...project, warnings, progress }
}

/** A forge that writes down how it was called, then runs this shell script. */
async function fakeForge(script: string): Promise<Record<string, string>> {
  const folder = await temporaryTree({
    forge: `#!/bin/sh\necho "$@" >> "$(dirname "$0")/calls"\n${script}\n`,
  })
  await chmod(path.join(folder, 'forge'), 0o755)
  return { PATH: `${folder}:/usr/bin:/bin`, FORGE_CALLS: path.join(folder, 'calls') }
}

test('contracts are known by source and name, not by file name; several compilers are told apart', async () => {
  const { contracts, warnings, progress, kind } = await open(await builtProject())
  expect(kind).toBe('foundry')
  expect(contracts.ids).toEqual([
    'src/Shared.sol:Shared#0.8.25',
    'src/Shared.sol:Shared#0.8.30',
    'src/Token.sol:Token',
    'src/b/Token.sol:Token',
  ])
  expect(contracts.named('Token').map(({ source }) => source)).toEqual(['src/Token.sol', 'src/b/Token.sol'])
  expect([warnings, progress]).toEqual([[], []])
})

test('a library that was imported through a remapping with .. in its path is known by its plain path', async () => {
  const root = await builtProject()
  const links = { 'lib/x/src/../test/L.sol': { L: [{ start: 1, length: 20 }] } }
  const extra = {
    bytecode: { object: `0x60__$${'a'.repeat(34)}$__6000`, sourceMap: '', linkReferences: links },
  }
  await writeTree(root, { 'out/Token.sol/Token.json': artifact({ ...CONTRACTS[0]!, extra }) })
  const { creation } = (await open(root)).contracts.get('src/Token.sol:Token')
  expect(creation.links).toEqual([{ library: 'lib/x/test/L.sol:L', start: 1 }])
})

test('an artifact has what its file says', async () => {
  const root = await builtProject()
  const links = { 'src/L.sol': { L: [{ start: 2, length: 20 }] } }
  await writeTree(root, {
    'out/Token.sol/Token.json': artifact({
      ...CONTRACTS[0]!,
      extra: {
        deployedBytecode: {
          object: `0x6000__$${'a'.repeat(34)}$__6000`,
          sourceMap: '1:2:0',
          linkReferences: links,
          immutableReferences: { 9: [{ start: 30, length: 32 }], 7: [{ start: 4, length: 32 }] },
        },
        storageLayout: { storage: [], types: {} },
      },
    }),
  })
  const token = (await open(root)).contracts.get('src/Token.sol:Token')
  expect(token).toMatchObject({
    name: 'Token',
    creation: { object: CREATED, links: [], sourceMap: '0:1:0' },
    runtime: { links: [{ library: 'src/L.sol:L', start: 2 }], sourceMap: '1:2:0' },
    immutables: [
      { start: 4, length: 32 },
      { start: 30, length: 32 },
    ],
    compilerVersion: '0.8.30+commit.1',
    evmVersion: 'osaka',
    storageLayout: { storage: [], types: {} },
    file: path.join(root, 'out', 'Token.sol', 'Token.json'),
  })
  expect(token.abi.functions.map(({ signature }) => signature)).toEqual(['x()'])
  expect(token.notices.contract).toBe('all')
  expect(token.notices.functions.get('x()')).toBe('forge-config: default.fuzz.runs = 3\nmore')
})

test('what stands above a contract is read where forge leaves it: in the raw metadata', async () => {
  const methods = { 'x()': { notice: 'forge-config: default.fuzz.runs = 3' } }
  const notice = 'forge-config: default.invariant.runs = 5'
  const [token] = CONTRACTS
  const root = await builtProject()
  const extra = {
    metadata: { output: { userdoc: { methods } } },
    rawMetadata: JSON.stringify({ output: { userdoc: { methods, notice } } }),
  }
  await writeFile(path.join(root, 'out', token!.file), JSON.stringify(artifact({ ...token!, extra })))
  const { notices } = (await open(root)).contracts.get('src/Token.sol:Token')
  expect(notices.contract).toBe(notice)
  expect(notices.functions.get('x()')).toBe(methods['x()'].notice)
})

test('source numbers are those of the build that made the artifact', async () => {
  const { contracts } = await open(await builtProject())
  expect(contracts.get('src/Token.sol:Token').sources.pathOf(0)).toBe('src/Token.sol')
  expect(contracts.get('src/Shared.sol:Shared#0.8.30').sources.pathOf(2)).toBe('src/Shared.sol')
  const old = contracts.get('src/Shared.sol:Shared#0.8.25').sources
  expect(old.pathOf(0)).toBe('src/Shared.sol')
  expect(old.pathOf(2)).toBeUndefined()
  expect(old.textOf('src/Shared.sol')).toBe('shared')
  expect(old.textOf('foundry.toml')).toBeUndefined()
  expect(old.textOf('src/None.sol')).toBeUndefined()
})

test('a source that changed has the text of a full build-info, and the build is said to be old', async () => {
  const root = await builtProject()
  await writeFile(path.join(root, 'src', 'Shared.sol'), 'changed since')
  const { contracts, warnings } = await open(root, 'never')
  expect(warnings).toEqual([
    'src/Shared.sol has changed since it was compiled; the last build is used as it is.',
  ])
  expect(contracts.get('src/Shared.sol:Shared#0.8.25').sources.textOf('src/Shared.sol')).toBe(
    'as it was compiled',
  )
  expect(contracts.get('src/Shared.sol:Shared#0.8.30').sources.textOf('src/Shared.sol')).toBe('changed since')
})

test('contracts whose source was removed, and files that the cache does not list, are gone', async () => {
  const root = await builtProject()
  await rm(path.join(root, 'src', 'b'), { recursive: true })
  await writeTree(root, {
    'out/Old.sol/Old.json': artifact({ source: 'src/Token.sol', name: 'Old', file: '' }),
  })
  const { contracts, warnings } = await open(root)
  expect(contracts.ids.filter((id) => !id.includes('Shared'))).toEqual(['src/Token.sol:Token'])
  expect(warnings).toEqual([])
})

test('without a cache the artifacts say themselves what they are of, and left-overs are known by their hash', async () => {
  const root = await builtProject()
  await rm(path.join(root, 'cache'), { recursive: true })
  const { bytesToHex } = await import('../../primitives/hex.ts')
  const { keccak_256 } = await import('@noble/hashes/sha3.js')
  const withHash = (contract: Contract, text: string): object => {
    const json = artifact(contract) as { metadata: object }
    const sources = { [contract.source]: { keccak256: bytesToHex(keccak_256(Buffer.from(text))) } }
    return { ...json, metadata: { ...json.metadata, sources } }
  }
  await writeTree(root, {
    'out/Token.sol/Token.json': withHash(CONTRACTS[0]!, TOKEN),
    'out/Token.sol/Old.json': withHash({ ...CONTRACTS[0]!, name: 'Old' }, 'an older text'),
    'out/Gone.sol/Gone.json': artifact({ source: 'src/Gone.sol', name: 'Gone', file: '' }),
    'out/strange.json': { hello: 'world' },
  })
  const { contracts } = await open(root)
  expect(contracts.ids).toEqual([
    'src/Shared.sol:Shared#0.8.25',
    'src/Shared.sol:Shared#0.8.30',
    'src/Token.sol:Token',
    'src/b/Token.sol:Token',
  ])
  // Number 0 is Token.sol in one build and Shared.sol in the other.
  expect(contracts.get('src/Token.sol:Token').sources.pathOf(1)).toBe('src/b/Token.sol')
  expect(contracts.get('src/Shared.sol:Shared#0.8.25').sources.pathOf(0)).toBe('src/Shared.sol')
})

test('a half-written artifact is named when it is asked for; the others are there', async () => {
  const root = await builtProject()
  const file = path.join(root, 'out', 'Token.sol', 'Token.json')
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.slice(0, 100))
  const { contracts } = await open(root)
  expect(() => contracts.get('src/Token.sol:Token')).toThrow(
    expect.objectContaining({ code: 'PROJECT_JSON_INVALID', details: { file, byte: 100 } }),
  )
  expect(contracts.get('src/b/Token.sol:Token').name).toBe('Token')
})

test.each([
  [{ id: 'one', language: 'Solidity' }, 'has no source_id_to_path'],
  [{ source_id_to_path: {}, _format: 'ethers-rs-sol-build-info-x' }, 'format "ethers-rs-sol-build-info-x"'],
  ['{"id":"one","source_id_to_path":{"0":"src/To', 'is cut off'],
])('build-info %j is refused', async (content, message) => {
  const root = await builtProject()
  await writeTree(root, { 'out/build-info/one.json': content })
  const { contracts } = await open(root)
  expect(() => contracts.get('src/Token.sol:Token').sources.pathOf(0)).toThrow(message)
})

test('an artifact with an ABI that is none is named, and found by nobody who looks for code', async () => {
  const root = await builtProject()
  await writeTree(root, {
    'out/Token.sol/Token.json': artifact({
      ...CONTRACTS[0]!,
      extra: { abi: [{ type: 'function', name: 5 }] },
    }),
    'out/b/Token.sol/Token.json': artifact({ ...CONTRACTS[1]!, extra: { abi: 'no list' } }),
  })
  const { contracts } = await open(root)
  const file = path.join(root, 'out', 'Token.sol', 'Token.json')
  expect(() => contracts.get('src/Token.sol:Token')).toThrow(
    expect.objectContaining({ code: 'PROJECT_FORMAT_UNKNOWN', details: { file } }),
  )
  expect(() => contracts.get('src/b/Token.sol:Token')).toThrow('is no artifact of forge: it has no "abi"')
  expect(contracts.byRuntimeCode(Buffer.from(RUNTIME, 'hex'))?.name).toBe('Shared')
})

test('a file where the folder of artifacts should be', async () => {
  const root = await temporaryTree({ 'foundry.toml': '', out: 'a file' })
  await expect(open(root)).rejects.toMatchObject({
    code: 'PROJECT_UNREADABLE',
    message: `${path.join(root, 'out')}: the folder of compiled contracts cannot be read: it is no folder.`,
  })
})

test('where there is no forge, solc-js compiles, and only .faultline is written', async () => {
  const root = await temporaryTree({
    'foundry.toml': '[profile.default]\nremappings = ["dep/=lib/dep/src/"]',
    'src/A.sol': 'pragma solidity ^0.8.20; import "dep/D.sol"; contract A is D {}',
    'lib/dep/src/D.sol': 'pragma solidity ^0.8.20; contract D { uint256 public immutable x = 3; }',
  })
  const { contracts, kind, progress } = await open(root)
  expect(kind).toBe('foundry')
  expect(contracts.ids).toContain('src/A.sol:A')
  expect(contracts.get('src/A.sol:A').abi.functions.map(({ name }) => name)).toEqual(['x'])
  expect(progress[0]).toBe('no forge was found, and nothing is compiled yet: compiling with solc-js')
  expect((await readdir(root)).sort()).toEqual(['.faultline', 'foundry.toml', 'lib', 'src'])
})

test('a broken cache is named if nothing may be built', async () => {
  const root = await builtProject()
  const file = path.join(root, 'cache', 'solidity-files-cache.json')
  await writeFile(file, '{"files": {')
  await expect(open(root, 'never')).rejects.toMatchObject({
    code: 'PROJECT_JSON_INVALID',
    details: { file, byte: 11 },
  })
})

test('nothing compiled, and nothing may be built', async () => {
  const root = await temporaryTree({ 'foundry.toml': '', 'src/A.sol': 'contract A {}' })
  await expect(open(root, 'never')).rejects.toMatchObject({
    code: 'PROJECT_NOT_BUILT',
    hint: `Run "forge build" in ${root}.`,
  })
})

test('a configuration that is newer than the build is a warning where there is no forge', async () => {
  const root = await builtProject()
  await utimes(path.join(root, 'foundry.toml'), new Date('2100-01-01'), new Date('2100-01-01'))
  expect((await open(root)).warnings).toEqual([
    'foundry.toml is newer than the build; the last build is used as it is.',
  ])
})

test.skipIf(process.platform === 'win32').each([
  [
    'changed',
    (root: string) => writeFile(path.join(root, 'src', 'Token.sol'), 'contract Token { uint x; }'),
    'src/Token.sol has changed since it was compiled',
  ],
  [
    'is new',
    (root: string) => writeFile(path.join(root, 'src', 'New.sol'), ''),
    'src/New.sol was never compiled',
  ],
  [
    'has no artifact',
    (root: string) => rm(path.join(root, 'out', 'Token.sol', 'Token.json')),
    'the artifact of src/Token.sol:Token is gone',
  ],
])('forge builds once, and only builds, if a source %s', async (_, change, reason) => {
  const root = await builtProject()
  await change(root)
  const env = await fakeForge('echo "Compiling 1 files with Solc 0.8.30"; echo "Warning: noise" >&2')
  const { progress } = await open(root, undefined, env)
  expect(progress).toEqual([`forge build: ${reason}`, 'forge build: Compiling 1 files with Solc 0.8.30'])
  expect(await readFile(env['FORGE_CALLS']!, 'utf8')).toBe('build\n')
})

test.each([
  ['solc = "./bin/solc"', '0.8.19', 'paris'],
  ['solc = "./bin/solc"', '0.8.24+commit.e11b9ed9.Linux.gcc', 'cancun'],
  ['solc = "./bin/solc"\nevm_version = "shanghai"', '0.8.24', 'shanghai'],
  ['solc = "./bin/solc"\nhardfork = "prague"', '0.8.24', 'prague'],
  ['optimizer = true', '0.8.19', 'osaka'],
])('with %s and a compiler %s, tests run by the rules of %s', async (settings, version, fork) => {
  const contracts = CONTRACTS.filter(({ name }) => name === 'Token').map((each) => ({ ...each, version }))
  const root = await builtProject()
  await writeTree(root, {
    'cache/solidity-files-cache.json': cache(contracts, TEXTS),
    'foundry.toml': `[profile.default]\n${settings}`,
  })
  expect((await open(root, 'never')).config.fork).toBe(fork)
})

test('files that foundry.toml skips need not be compiled', async () => {
  const root = await builtProject()
  await writeTree(root, {
    'src/ext/New.sol': '',
    'test/A.t.sol': '',
    'foundry.toml': '[profile.default]\nskip = ["*/ext/*", "test"]',
  })
  await utimes(path.join(root, 'foundry.toml'), 1, 1)
  expect((await open(root)).warnings).toEqual([])
  await writeTree(root, { 'src/Other.sol': '' })
  expect((await open(root, 'never')).warnings).toEqual([
    'src/Other.sol was never compiled; the last build is used as it is.',
  ])
})

test.skipIf(process.platform === 'win32')(
  'a script that does not compile is left out, as by forge test; another file that does not is not',
  async () => {
    const root = await builtProject()
    await writeTree(root, { 'script/Deploy.s.sol': '', 'test/A.t.sol': '' })
    const failing = (file: string): string =>
      `printf "Error: Compiler run failed:\\nError (6275): Source not found\\n  --> ${file}:9:1:\\n" >&2; exit 1`
    const ofScripts = await fakeForge(
      `if [ "$*" = build ]; then ${failing('script/Deploy.s.sol')}; else exit 0; fi`,
    )
    const { contracts, warnings } = await open(root, undefined, ofScripts)
    expect(contracts.ids).toContain('src/Token.sol:Token')
    expect(warnings).toEqual([
      'script/Deploy.s.sol does not compile; scripts are left out, as by "forge test".',
    ])
    expect(await readFile(ofScripts['FORGE_CALLS']!, 'utf8')).toBe('build\nbuild src test\n')
    for (const script of [
      failing('test/A.t.sol'),
      `if [ "$*" = build ]; then ${failing('script/D.sol')}; fi; ${failing('src/A.sol')}`,
    ])
      await expect(open(root, undefined, await fakeForge(script))).rejects.toMatchObject({
        code: 'PROJECT_BUILD_FAILED',
        message: expect.stringMatching(/--> (test\/A.t|src\/A)\.sol/),
      })
  },
)

test.skipIf(process.platform === 'win32')('forge is left alone if only dates have changed', async () => {
  const root = await builtProject()
  await utimes(path.join(root, 'src', 'Token.sol'), new Date('2090-01-01'), new Date('2090-01-01'))
  const env = await fakeForge('exit 1')
  expect((await open(root, undefined, env)).progress).toEqual([])
})

test.skipIf(process.platform === 'win32')(
  'solc-js compiles where forge cannot download its compiler, for workers too, unless forge has built before',
  async () => {
    const files = { 'foundry.toml': '', 'src/A.sol': 'pragma solidity ^0.8.20; contract A {}' }
    const env = await fakeForge(
      'echo "Failed to install solc 0.8.35: error sending request for url (https://x)"; echo "Error: error sending request for url (https://x)"',
    )
    const root = await temporaryTree(files)
    const { contracts, progress } = await open(root, undefined, env)
    expect(contracts.ids).toEqual(['src/A.sol:A'])
    expect((await openFoundry(root, { root, env })).compiledBy).toBe('solc-js')
    expect(progress).toContain('forge cannot get its compiler: compiling with solc-js')
    expect((await open(root, 'as-before', env)).contracts.ids).toEqual(['src/A.sol:A'])
    const built = await builtProject()
    await expect(open(built, 'always', env)).rejects.toMatchObject({ code: 'PROJECT_BUILD_FAILED' })
  },
)

// The forge of npm ends with 0 then, too.
test.skipIf(process.platform === 'win32').each([1, 0])(
  'what forge says when it fails is passed on, without the warnings before: exit %s',
  async (code) => {
    const root = await builtProject()
    const env = await fakeForge(
      `echo "Compiling 2 files"; echo "Warning (1): noise"; printf "Error: Compiler run failed:\\nError (2314): Expected identifier\\n --> src/Bad.sol:1:21:\\n" >&2; exit ${code}`,
    )
    await expect(open(root, 'always', env)).rejects.toMatchObject({
      code: 'PROJECT_BUILD_FAILED',
      message: `forge build failed in ${root}:\nError: Compiler run failed:\nError (2314): Expected identifier\n --> src/Bad.sol:1:21:`,
      details: { root, exitCode: code },
    })
  },
)
