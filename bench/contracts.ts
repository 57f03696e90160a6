/** Compiles bench/contracts with solc-js and keeps the output under .cache/bench by the hash of the input. */

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

import { hexToBytes } from '../src/primitives/hex.ts'

/** `on`: 200 runs, what mainnet contracts ship. `off`: forge's default. */
export type Optimizer = 'on' | 'off'

/** One compiled contract. */
export type Contract = {
  readonly initcode: Uint8Array
  /** Signature, such as `run(uint256)` -> four bytes as eight hex digits without prefix. */
  readonly selectors: Readonly<Record<string, string>>
}

type SolcOutput = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts: Readonly<Record<string, Readonly<Record<string, SolcContract>>>>
}

type SolcContract = {
  readonly evm: {
    readonly bytecode: { readonly object: string }
    readonly methodIdentifiers: Readonly<Record<string, string>>
  }
}

const require = createRequire(import.meta.url)
const CONTRACTS_DIRECTORY = path.join(import.meta.dirname, 'contracts')

/** Where the benchmark keeps what it can make again. */
export const CACHE_DIRECTORY: string = path.join(import.meta.dirname, '..', '.cache', 'bench')

/** The `solc` command that runs solc-js. */
export const SOLC_COMMAND: string = path.join(import.meta.dirname, 'solc-cli.ts')

/** Version of the compiler, such as `0.8.30`. */
export const SOLC_VERSION: string = (require('solc/package.json') as { version: string }).version

/**
 * Every contract under bench/contracts by name, for Cancun and without metadata, so that the same source gives the
 * same bytecode everywhere. Takes a few seconds the first time, milliseconds after that.
 *
 * @throws Error with the compiler's messages if a contract does not compile.
 */
export async function compileContracts(optimizer: Optimizer): Promise<ReadonlyMap<string, Contract>> {
  const input = JSON.stringify({
    language: 'Solidity',
    sources: await collectSources(),
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: optimizer === 'on', runs: 200 },
      metadata: { appendCBOR: false, bytecodeHash: 'none' },
      outputSelection: { '*': { '*': ['evm.bytecode.object', 'evm.methodIdentifiers'] } },
    },
  })
  const output = JSON.parse(await cached(input)) as SolcOutput
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error')
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'))
  const contracts = new Map<string, Contract>()
  for (const [source, units] of Object.entries(output.contracts)) {
    if (source.startsWith('@')) continue
    for (const [name, { evm }] of Object.entries(units)) {
      contracts.set(name, {
        initcode: hexToBytes(`0x${evm.bytecode.object}`),
        selectors: evm.methodIdentifiers,
      })
    }
  }
  return contracts
}

async function collectSources(): Promise<Record<string, { content: string }>> {
  const sources: Record<string, { content: string }> = {}
  const pending = (await readdir(CONTRACTS_DIRECTORY)).filter((name) => name.endsWith('.sol')).sort()
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (sources[name] !== undefined) continue
    const file = name.startsWith('@') ? require.resolve(name) : path.join(CONTRACTS_DIRECTORY, name)
    const content = await readFile(file, 'utf8')
    sources[name] = { content }
    for (const [, imported] of content.matchAll(/^import\s[^;"]*"([^"]+)"/gm)) {
      if (imported === undefined) continue
      pending.push(imported.startsWith('.') ? path.posix.join(path.posix.dirname(name), imported) : imported)
    }
  }
  return sources
}

async function cached(input: string): Promise<string> {
  const hash = createHash('sha256').update(SOLC_VERSION).update(input).digest('hex')
  const file = path.join(CACHE_DIRECTORY, `solc-${hash.slice(0, 32)}.json`)
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return known
  const output = await runSolc(input)
  await mkdir(CACHE_DIRECTORY, { recursive: true })
  // Written beside and renamed: a second process never sees half a file.
  const partial = `${file}.${process.pid}`
  await writeFile(partial, output)
  await rename(partial, file)
  return output
}

function runSolc(input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [SOLC_COMMAND, '--standard-json'],
      { maxBuffer: 2 ** 28 },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    )
    child.stdin?.end(input)
  })
}
