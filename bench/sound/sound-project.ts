/** Setups of sound protocols, compiled with what they import, and with what packages ship compiled. */

import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

import { keccak_256 } from '@noble/hashes/sha3.js'

import { parseAbi } from '../../src/project/abi/parse-abi.ts'
import { createContractIndex } from '../../src/project/contract-index.ts'
import type {
  BytecodeTemplate,
  ContractArtifact,
  ImmutableReference,
  Project,
} from '../../src/project/types.ts'
import { REPOSITORY } from '../../tests/helpers/repository.ts'
import { testProject } from '../../tests/helpers/test-project.ts'

/** Solidity without packages: `src` and `setups`, which becomes `test`. */
const FOLDER = import.meta.dirname
const IMPORT = /^import\s[^;"']*["']([^"']+)["']/gm
/** '// package: @uniswap/v2-core/build/UniswapV2Factory.json': a contract that the setup deploys by name (vm.deployCode). */
const SHIPPED = /^\/\/ package: (\S+)$/gm
const OPTIMIZER = { optimizer: { enabled: true, runs: 200 } }

/** Why a setup cannot be compiled here. */
export class NotInstalled extends Error {
  readonly code = 'BENCH_NOT_INSTALLED'
}

/** Names of all setups, sorted. */
export async function setupNames(): Promise<string[]> {
  const files = await readdir(path.join(FOLDER, 'setups'))
  return files.flatMap((file) => (file.endsWith('.t.sol') ? [file.slice(0, -'.t.sol'.length)] : [])).sort()
}

/**
 * @param packages folders with packages, tried in order; the project's own node_modules comes last
 * @throws NotInstalled if a package is missing
 */
export async function soundProject(name: string, packages: readonly string[] = []): Promise<Project> {
  const folders = [...packages, path.join(REPOSITORY, 'node_modules')]
  const sources: Record<string, string> = {}
  const shipped: ContractArtifact[] = []
  const pending = [`test/${name}.t.sol`]
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (sources[file] !== undefined) continue
    const text = await readFile(fileOf(file, folders), 'utf8')
    sources[file] = text
    for (const [, imported = ''] of text.matchAll(IMPORT))
      pending.push(imported.startsWith('.') ? path.posix.join(path.posix.dirname(file), imported) : imported)
    for (const [, each = ''] of text.matchAll(SHIPPED)) shipped.push(await readShipped(each, folders))
  }
  const project = await testProject(sources, {}, OPTIMIZER)
  const compiled = project.contracts.ids.map((id) => project.contracts.get(id))
  const entries = [...compiled, ...shipped].map((artifact) => ({
    id: artifact.id,
    name: artifact.name,
    source: artifact.source,
    load: () => artifact,
  }))
  return { ...project, contracts: createContractIndex(entries) }
}

function fileOf(name: string, folders: readonly string[]): string {
  if (name.startsWith('test/')) return path.join(FOLDER, 'setups', name.slice('test/'.length))
  if (name.startsWith('src/')) return path.join(FOLDER, name)
  const found = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file))
  if (found === undefined) throw new NotInstalled(`${name} is not installed`)
  return found
}

// As solc, waffle and hardhat leave them.
type Shipped = {
  readonly abi: unknown
  readonly bytecode?: string
  readonly deployedBytecode?: string
  readonly linkReferences?: Links
  readonly deployedLinkReferences?: Links
  readonly evm?: { readonly bytecode: Code; readonly deployedBytecode: Code }
}
type Code = { readonly object: string; readonly links?: Links }
/** By source, then name of a library: where its address goes. */
type Links = Readonly<Record<string, Readonly<Record<string, readonly { readonly start: number }[]>>>>

async function readShipped(name: string, folders: readonly string[]): Promise<ContractArtifact> {
  const json = JSON.parse(await readFile(fileOf(name, folders), 'utf8')) as Shipped
  const contract = path.basename(name, '.json')
  // As a source of the protocol, not of a package: it is what is attacked.
  const source = `src/${contract}.sol`
  const runtime = templateOf(
    json.evm?.deployedBytecode ?? {
      object: json.deployedBytecode ?? '',
      links: json.deployedLinkReferences ?? {},
    },
  )
  const creation = templateOf(
    json.evm?.bytecode ?? { object: json.bytecode ?? '', links: json.linkReferences ?? {} },
  )
  return {
    id: `${source}:${contract}`,
    name: contract,
    source,
    abi: parseAbi(json.abi),
    creation,
    runtime,
    immutables: immutablesOf(runtime),
    compilerVersion: undefined,
    evmVersion: undefined,
    sources: { pathOf: () => undefined, textOf: () => undefined },
    storageLayout: undefined,
    notices: { contract: undefined, functions: new Map() },
    file: name,
  }
}

/** Libraries are linked at the address that setups put them at: the last 20 bytes of the hash of their name. */
function templateOf({ object, links = {} }: Code): BytecodeTemplate {
  let code = object.replace(/^0x/, '')
  for (const [name, places] of Object.values(links).flatMap((each) => Object.entries(each))) {
    const address = Buffer.from(keccak_256(Buffer.from(name)).subarray(12)).toString('hex')
    for (const { start } of places)
      code = code.slice(0, start * 2) + address + code.slice(start * 2 + address.length)
  }
  return { object: code, links: [], sourceMap: '' }
}

/** Not all packages say where immutables are. solc leaves a PUSH32 of zero for each, and never writes one otherwise. */
function immutablesOf({ object }: BytecodeTemplate): ImmutableReference[] {
  const found: ImmutableReference[] = []
  const push = `7f${'0'.repeat(64)}`
  for (let at = object.indexOf(push); at >= 0; at = object.indexOf(push, at + 2))
    if (at % 2 === 0) found.push({ start: at / 2 + 1, length: 32 })
  return found
}
