import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

import { compileStandardJson } from '../../../tests/helpers/solidity.ts'
import { temporaryFolder } from '../../../tests/helpers/temporary-folder.ts'
import { createContractIndex } from '../contract-index.ts'
import { createSourceMap } from '../source-map.ts'
import type { ContractArtifact, ContractIndex } from '../types.ts'
import type { OpenHardhatOptions } from './open-hardhat.ts'
import { openHardhat } from './open-hardhat.ts'

const VAULT = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import "@scope/lib/contracts/Sums.sol";
import "./Base.sol";
contract Vault is Base {
  uint256 public immutable cap;
  constructor(uint256 c) { cap = c; }
  /// forge-config: default.fuzz.runs = 3
  function deposit(uint256[] memory amounts) external view { require(Sums.sum(amounts) <= cap, "cap"); }
}`
const SUMS = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
library Sums { function sum(uint256[] memory a) external pure returns (uint256 s) { for (uint256 i; i < a.length; i++) s += a[i]; } }`
const BASE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
abstract contract Base { uint256 public total; }`

type Output = { contracts: Record<string, Record<string, Compiled>>; sources: Record<string, unknown> }
type Code = { object: string; linkReferences: unknown; immutableReferences?: unknown }
type Compiled = { abi: unknown; evm: { bytecode: Code; deployedBytecode: Code } }
type Files = Record<string, unknown>

async function compile(
  names: readonly [vault: string, base: string, sums: string],
  selection: readonly string[],
) {
  const [vault, base, sums] = names
  const input = {
    language: 'Solidity',
    sources: { [base]: { content: BASE }, [sums]: { content: SUMS }, [vault]: { content: VAULT } },
    settings: {
      evmVersion: 'cancun',
      remappings: [`${vault}:@scope/lib/=${sums.replace('contracts/Sums.sol', '')}`],
      outputSelection: { '*': { '*': ['abi', 'evm', ...selection], '': ['ast'] } },
    },
  }
  return { input, output: await compileStandardJson<Output>(input) }
}

// As Hardhat 2.29.1 writes it.
async function hardhat2(): Promise<Files> {
  const names = ['contracts/Vault.sol', 'contracts/Base.sol', '@scope/lib/contracts/Sums.sol'] as const
  const { input, output } = await compile(names, ['metadata'])
  const files: Files = {
    'hardhat.config.js': 'throw new Error("nobody runs this")',
    'node_modules/@scope/lib/contracts/Sums.sol': SUMS,
    'contracts/Vault.sol': VAULT,
    'artifacts/build-info/aa.json': {
      id: 'aa',
      _format: 'hh-sol-build-info-1',
      solcVersion: '0.8.30',
      solcLongVersion: '0.8.30+commit.73712a01',
      input,
      output,
    },
  }
  for (const [sourceName, contracts] of Object.entries(output.contracts))
    for (const [contractName, { abi, evm }] of Object.entries(contracts)) {
      const up = '../'.repeat(sourceName.split('/').length)
      files[`artifacts/${sourceName}/${contractName}.dbg.json`] = {
        _format: 'hh-sol-dbg-1',
        buildInfo: `${up}build-info/aa.json`,
      }
      files[`artifacts/${sourceName}/${contractName}.json`] = {
        _format: 'hh-sol-artifact-1',
        contractName,
        sourceName,
        abi,
        bytecode: `0x${evm.bytecode.object}`,
        deployedBytecode: `0x${evm.deployedBytecode.object}`,
        linkReferences: evm.bytecode.linkReferences,
        deployedLinkReferences: evm.deployedBytecode.linkReferences,
      }
    }
  return files
}

// As Hardhat 3.18.0 writes it: artifacts of the project's own contracts only, no metadata.
async function hardhat3(artifacts = 'artifacts'): Promise<Files> {
  const names = [
    'project/contracts/Vault.sol',
    'project/contracts/Base.sol',
    'npm/@scope/lib@1.2.3/contracts/Sums.sol',
  ] as const
  const { input, output } = await compile(names, [])
  const files: Files = {
    'hardhat.config.ts': 'throw new Error("nobody runs this")',
    'node_modules/@scope/lib/package.json': { version: '1.2.3' },
    [`${artifacts}/build-info/solc-0_8_30-aa.json`]: {
      _format: 'hh3-sol-build-info-1',
      id: 'solc-0_8_30-aa',
      solcVersion: '0.8.30',
      solcLongVersion: '0.8.30+commit.73712a01',
      userSourceNameMap: { 'contracts/Vault.sol': names[0], 'contracts/Base.sol': names[1] },
      input,
    },
    [`${artifacts}/build-info/solc-0_8_30-aa.output.json`]: {
      _format: 'hh3-sol-build-info-output-1',
      id: 'solc-0_8_30-aa',
      output,
    },
    [`${artifacts}/artifacts.d.ts`]: '// types',
  }
  for (const [inputSourceName, contracts] of Object.entries(output.contracts))
    for (const [contractName, { abi, evm }] of Object.entries(contracts)) {
      if (inputSourceName.startsWith('npm/')) continue
      const sourceName = inputSourceName.slice('project/'.length)
      files[`${artifacts}/${sourceName}/${contractName}.json`] = {
        _format: 'hh3-artifact-1',
        contractName,
        sourceName,
        abi,
        bytecode: `0x${evm.bytecode.object}`,
        deployedBytecode: `0x${evm.deployedBytecode.object}`,
        linkReferences: evm.bytecode.linkReferences,
        deployedLinkReferences: evm.deployedBytecode.linkReferences,
        immutableReferences: evm.deployedBytecode.immutableReferences ?? {},
        inputSourceName,
        buildInfoId: 'solc-0_8_30-aa',
      }
    }
  return files
}

async function write(files: Files): Promise<string> {
  const root = await temporaryFolder()
  for (const [name, content] of Object.entries(files)) await writeInto(root, name, content)
  return root
}

async function writeInto(root: string, name: string, content: unknown): Promise<void> {
  const file = path.join(root, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
}

async function open(root: string, options: Partial<OpenHardhatOptions> = {}): Promise<ContractIndex> {
  return createContractIndex((await openHardhat({ root, env: process.env, ...options })).entries)
}

function expectVault(vault: ContractArtifact, sumsPath: string): void {
  expect(vault.abi.functions.map(({ signature }) => signature)).toEqual([
    'cap()',
    'deposit(uint256[])',
    'total()',
  ])
  expect(vault.runtime.links.map(({ library }) => library)).toEqual([`${sumsPath}:Sums`])
  expect(vault.immutables.length).toBeGreaterThan(0)
  expect(vault.immutables.every(({ length }) => length === 32)).toBe(true)
  expect([vault.compilerVersion, vault.evmVersion]).toEqual(['0.8.30+commit.73712a01', 'cancun'])
  expect(vault.storageLayout).toBeUndefined()
  expect(vault.notices.functions.get('deposit(uint256[])')).toBe('forge-config: default.fuzz.runs = 3')
  expect(vault.sources.textOf('contracts/Vault.sol')).toBe(VAULT)
  expect(vault.sources.textOf(sumsPath)).toBe(SUMS)
  const revert = vault.runtime.object.lastIndexOf('fd') / 2
  const map = createSourceMap(vault.runtime, vault)
  const lines = Array.from({ length: revert }, (_, pc) => map.locate(pc)).filter((each) => each !== undefined)
  expect(lines.some(({ path: file, line }) => file === 'contracts/Vault.sol' && line === 9)).toBe(true)
}

describe('Hardhat 2', () => {
  it('reads contracts, with what the build-info says of them', async () => {
    const index = await open(await write(await hardhat2()))
    const sums = 'node_modules/@scope/lib/contracts/Sums.sol'
    expect(index.ids).toEqual(['contracts/Base.sol:Base', 'contracts/Vault.sol:Vault', `${sums}:Sums`])
    expectVault(index.get('contracts/Vault.sol:Vault'), sums)
  })

  it('finds folders that the configuration names, without running it', async () => {
    const files = Object.entries(await hardhat2()).map(([name, content]) => [
      name.replace(/^artifacts/, 'build/out'),
      content,
    ])
    const root = await write({
      ...Object.fromEntries(files),
      'hardhat.config.js':
        'module.exports = { paths: { sources: "contracts", artifacts: "./build/out" } }; throw 1',
    })
    expect((await open(root)).ids).toHaveLength(3)
  })

  it('reads what was published without its build-info', async () => {
    const files = await hardhat2()
    for (const name of Object.keys(files))
      if (name.includes('build-info') || name.endsWith('.dbg.json') || name.startsWith('hardhat'))
        delete files[name]
    const vault = (await open(await write(files))).get('contracts/Vault.sol:Vault')
    expect(vault.runtime.object.length).toBeGreaterThan(100)
    expect([vault.runtime.sourceMap, vault.compilerVersion]).toEqual(['', undefined])
  })

  it('keeps the storage layout if it is there', async () => {
    const files = await hardhat2()
    const names = ['contracts/Vault.sol', 'contracts/Base.sol', '@scope/lib/contracts/Sums.sol'] as const
    const info = files['artifacts/build-info/aa.json'] as Files
    files['artifacts/build-info/aa.json'] = { ...info, ...(await compile(names, ['storageLayout'])) }
    const { storageLayout } = (await open(await write(files))).get('contracts/Vault.sol:Vault')
    expect(storageLayout?.storage.map(({ label, slot }) => [label, slot])).toEqual([['total', '0']])
  })
})

describe('Hardhat 3', () => {
  it('maps source names to paths and finds contracts of packages', async () => {
    const root = await write(await hardhat3())
    const { kind } = await openHardhat({ root, env: {} })
    const index = await open(root)
    const sums = 'node_modules/@scope/lib/contracts/Sums.sol'
    expect(kind).toBe('hardhat3')
    expect(index.ids).toEqual(['contracts/Base.sol:Base', 'contracts/Vault.sol:Vault', `${sums}:Sums`])
    expectVault(index.get('contracts/Vault.sol:Vault'), sums)
    expect(index.get(`${sums}:Sums`).runtime.sourceMap).not.toBe('')
  })

  it('keeps another version of a package apart', async () => {
    const root = await write({
      ...(await hardhat3()),
      'node_modules/@scope/lib/package.json': { version: '2.0.0' },
    })
    expect((await open(root)).ids).toContain('node_modules/@scope/lib@1.2.3/contracts/Sums.sol:Sums')
  })

  it('reads tests that were compiled apart', async () => {
    const root = await write({ ...(await hardhat3()), ...(await hardhat3('cache/test-artifacts')) })
    for (const folder of ['artifacts', 'cache/test-artifacts']) {
      const gone = folder === 'artifacts' ? 'Vault' : 'Base'
      await rm(path.join(root, folder, `contracts/${gone}.sol`), { recursive: true })
    }
    const index = await open(root)
    expect(index.get('contracts/Vault.sol:Vault').file).toContain('test-artifacts')
    expect(index.get('contracts/Base.sol:Base').file).not.toContain('test-artifacts')
  })
})

describe('broken artifacts', () => {
  const VAULT_FILE = 'artifacts/contracts/Vault.sol/Vault.json'

  async function failure(files: Files): Promise<unknown> {
    const index = await open(await write(files))
    // The others can be read.
    return catching(() => index.get('contracts/Vault.sol:Vault'))
  }

  it('a build-info that is half written', async () => {
    for (const [files, name] of [
      [await hardhat2(), 'artifacts/build-info/aa.json'],
      [await hardhat3(), 'artifacts/build-info/solc-0_8_30-aa.output.json'],
    ] as const) {
      const text = JSON.stringify(files[name])
      const error = await failure({ ...files, [name]: text.slice(0, text.length - 100) })
      expect(error).toMatchObject({
        code: 'PROJECT_JSON_INVALID',
        details: { byte: Buffer.byteLength(text) - 100 },
      })
      expect((error as Error).message).toContain(`${name}: what the compiler made is cut off`)
      expect((error as { hint: string }).hint).toContain('--force')
    }
  })

  it('a format that nobody knows', async () => {
    const files = await hardhat3()
    const artifact = { ...(files[VAULT_FILE] as object), _format: 'hh3-artifact-9' }
    expect(await failure({ ...files, [VAULT_FILE]: artifact })).toMatchObject({
      code: 'PROJECT_FORMAT_UNKNOWN',
      details: { format: 'hh3-artifact-9' },
    })
    const old = await hardhat2()
    const info = { ...(old['artifacts/build-info/aa.json'] as object), _format: 'hh-sol-build-info-7' }
    expect(await failure({ ...old, 'artifacts/build-info/aa.json': info })).toMatchObject({
      code: 'PROJECT_FORMAT_UNKNOWN',
      message: expect.stringContaining('hh-sol-build-info-7') as unknown,
    })
  })

  it('a missing dbg file', async () => {
    const files = await hardhat2()
    delete files['artifacts/contracts/Vault.sol/Vault.dbg.json']
    expect(await failure(files)).toMatchObject({
      code: 'PROJECT_UNREADABLE',
      message: expect.stringContaining('Vault.dbg.json') as unknown,
    })
  })

  it('a build-info that does not exist, or lies outside', async () => {
    const files = await hardhat3()
    const artifact = { ...(files[VAULT_FILE] as object), buildInfoId: 'gone' }
    expect(await failure({ ...files, [VAULT_FILE]: artifact })).toMatchObject({
      code: 'PROJECT_UNREADABLE',
      message: expect.stringMatching(/gone\.json: the build-info .* does not exist/) as unknown,
    })
    const outside = { ...artifact, buildInfoId: '../../../outside' }
    expect(await failure({ ...files, [VAULT_FILE]: outside })).toMatchObject({ code: 'PROJECT_JSON_INVALID' })
  })

  it('a build-info without the contract', async () => {
    const files = await hardhat2()
    const info = files['artifacts/build-info/aa.json'] as { output: Output }
    const contracts = { ...info.output.contracts, 'contracts/Vault.sol': {} }
    const without = { ...info, output: { ...info.output, contracts } }
    expect(await failure({ ...files, 'artifacts/build-info/aa.json': without })).toMatchObject({
      code: 'PROJECT_JSON_INVALID',
      message: expect.stringContaining('says nothing of contracts/Vault.sol:Vault') as unknown,
    })
  })

  it('a build-info that is written again in between', async () => {
    const root = await write(await hardhat2())
    const index = await open(root)
    index.get('contracts/Base.sol:Base')
    const file = path.join(root, 'artifacts/build-info/aa.json')
    await writeFile(file, `${await readFile(file, 'utf8')}\n`)
    expect(catching(() => index.get('contracts/Vault.sol:Vault'))).toMatchObject({
      code: 'PROJECT_UNREADABLE',
      message: expect.stringContaining('was written again') as unknown,
    })
  })
})

describe('a project that is not compiled', () => {
  const MANIFEST = { name: 'hardhat', version: '3.18.0', bin: { hardhat: 'cli.js' } }

  it('says what to run', async () => {
    const root = await write({ 'hardhat.config.ts': '' })
    await expect(open(root, { build: 'never' })).rejects.toMatchObject({
      code: 'PROJECT_NOT_BUILT',
      hint: expect.stringContaining('npx hardhat build') as unknown,
    })
  })

  it('is compiled with solc-js where Hardhat is not installed', async () => {
    const root = await write({
      'hardhat.config.ts': '',
      'package.json': { devDependencies: { hardhat: '^2.22.0' } },
      'contracts/Base.sol': BASE,
    })
    const { kind, entries } = await openHardhat({ root, env: {} })
    expect([kind, ...entries.map(({ id }) => id)]).toEqual(['hardhat2', 'contracts/Base.sol:Base'])
  })

  it('is compiled with its own Hardhat, and again when a source is newer', async () => {
    const built = await hardhat3('made')
    const cli = `const fs = require('node:fs'); fs.appendFileSync('log', process.argv.slice(2).join(' ') + ';')
      fs.cpSync('made', 'artifacts', { recursive: true }); console.log('Compiled 2 files')`
    const root = await write({
      ...built,
      'node_modules/hardhat/package.json': MANIFEST,
      'node_modules/hardhat/cli.js': cli,
      'contracts/Vault.sol': VAULT,
    })
    const said: string[] = []
    const log = () => readFile(path.join(root, 'log'), 'utf8')
    expect((await open(root, { onProgress: (text) => said.push(text) })).ids).toHaveLength(3)
    expect(said).toEqual(['npx hardhat build', 'Compiled 2 files'])
    const past = new Date('2020-01-01')
    await utimes(path.join(root, 'contracts/Vault.sol'), past, past)
    await open(root)
    expect(await log()).toBe('build;')
    const future = new Date('2100-01-01')
    await utimes(path.join(root, 'contracts/Vault.sol'), future, future)
    await open(root, { build: 'never' })
    expect(await log()).toBe('build;')
    await open(root)
    expect(await log()).toBe('build;build;')
  })

  it('passes on what Hardhat said when it fails', async () => {
    const root = await write({
      'hardhat.config.ts': '',
      'node_modules/hardhat/package.json': { ...MANIFEST, version: '2.29.1' },
      'node_modules/hardhat/cli.js': `console.error('Error HH600: Compilation failed'); process.exitCode = 1`,
    })
    await expect(open(root)).rejects.toMatchObject({
      code: 'PROJECT_BUILD_FAILED',
      message: expect.stringMatching(/npx hardhat compile failed [\s\S]*Error HH600/) as unknown,
    })
  })
})

function catching(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return 'nothing was thrown'
}
