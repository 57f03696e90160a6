// Compiles the contracts of this folder with solc-js. The output stays in .cache under a hash of compiler and sources.

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { AbiFunction } from '../helpers/abi.ts'

/** A contract that can be deployed. */
export type Artifact = {
  readonly name: string
  /** Initcode without constructor arguments. */
  readonly initcode: Uint8Array
  readonly functions: readonly AbiFunction[]
}

type SolcOutput = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts: Readonly<Record<string, Readonly<Record<string, SolcContract>>>>
}

type SolcContract = {
  readonly abi: readonly { readonly type: string }[]
  readonly evm: { readonly bytecode: { readonly object: string } }
}

const require = createRequire(import.meta.url)
const ROOT = path.join(import.meta.dirname, '..', '..')
const SOURCES = path.join(import.meta.dirname, 'contracts')
const CACHE = path.join(ROOT, '.cache', 'differential')
const SOLC = path.join(ROOT, 'bench', 'solc-cli.ts')
const OUTPUT_BYTES_MAX = 2 ** 28

/** For a `beforeAll` that compiles: on a slow machine, with nothing in the cache. */
export const COMPILE_TIMEOUT_MS = 600_000

/**
 * The contracts of one source file, by name, with all that it imports. Half a minute the first time.
 * @throws Error with the compiler's messages if it does not compile.
 */
export async function compile(fileName: string): Promise<ReadonlyMap<string, Artifact>> {
  const input = JSON.stringify({
    language: 'Solidity',
    sources: await sourcesFrom(fileName),
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 200 },
      metadata: { appendCBOR: false, bytecodeHash: 'none' },
      outputSelection: { [fileName]: { '*': ['abi', 'evm.bytecode.object'] } },
    },
  })
  const output = JSON.parse(await cached(input)) as SolcOutput
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'))
  return new Map(
    Object.entries(output.contracts[fileName]!).map(([name, { abi, evm }]) => [
      name,
      { name, initcode: Buffer.from(evm.bytecode.object, 'hex'), functions: functionsOf(abi) },
    ]),
  )
}

/** A contract that a package ships compiled, from its JSON file: truffle's, hardhat's or waffle's. */
export async function readArtifact(packageFile: string): Promise<Artifact> {
  // Not require(): some of these packages do not export their artifacts.
  const file = path.join(ROOT, 'node_modules', packageFile)
  const json = JSON.parse(await readFile(file, 'utf8')) as {
    readonly abi: readonly { readonly type: string }[]
    readonly bytecode?: string
    readonly evm?: { readonly bytecode: { readonly object: string } }
  }
  const bytecode = (json.evm?.bytecode.object ?? json.bytecode ?? '').replace(/^0x/, '')
  const name = path.basename(packageFile, '.json')
  return { name, initcode: Buffer.from(bytecode, 'hex'), functions: functionsOf(json.abi) }
}

function functionsOf(abi: readonly { readonly type: string }[]): readonly AbiFunction[] {
  return abi.filter((entry): entry is AbiFunction => entry.type === 'function')
}

async function sourcesFrom(fileName: string): Promise<Record<string, { readonly content: string }>> {
  const sources: Record<string, { readonly content: string }> = {}
  const pending = [fileName]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (sources[name] !== undefined) continue
    const isOurs = name === fileName
    const content = await readFile(isOurs ? path.join(SOURCES, name) : require.resolve(name), 'utf8')
    sources[name] = { content }
    for (const [, imported = ''] of content.matchAll(/^import\s[^;"']*["']([^"']+)["']/gm)) {
      pending.push(imported.startsWith('.') ? path.posix.join(path.posix.dirname(name), imported) : imported)
    }
  }
  return sources
}

async function cached(input: string): Promise<string> {
  const { version } = require('solc/package.json') as { readonly version: string }
  const hash = createHash('sha256').update(version).update(input).digest('hex')
  const file = path.join(CACHE, `solc-${hash.slice(0, 32)}.json`)
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return known
  const output = await runSolc(input)
  await mkdir(CACHE, { recursive: true })
  // Written beside and renamed: a second process never sees half a file.
  const partial = `${file}.${process.pid}`
  await writeFile(partial, output)
  await rename(partial, file)
  return output
}

function runSolc(input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: OUTPUT_BYTES_MAX }
    const child = execFile(process.execPath, [SOLC, '--standard-json'], options, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    )
    child.stdin?.end(input)
  })
}
