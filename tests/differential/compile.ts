// The contracts of this folder, compiled, and those that packages ship compiled.

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { AbiFunction } from '../helpers/abi.ts'
import { REPOSITORY } from '../helpers/repository.ts'
import { collectSources, compileStandardJson } from '../helpers/solidity.ts'

/** A contract that can be deployed. */
export type Artifact = {
  readonly name: string
  /** Initcode without constructor arguments. */
  readonly initcode: Uint8Array
  readonly functions: readonly AbiFunction[]
}

type SolcOutput = {
  readonly contracts: Readonly<Record<string, Readonly<Record<string, SolcContract>>>>
}

type SolcContract = {
  readonly abi: readonly { readonly type: string }[]
  readonly evm: { readonly bytecode: { readonly object: string } }
}

const SOURCES = path.join(import.meta.dirname, 'contracts')

/** For a `beforeAll` that compiles: on a slow machine, with nothing in the cache. */
export const COMPILE_TIMEOUT_MS = 600_000

/**
 * The contracts of one source file, by name, with all that it imports. Half a minute the first time.
 * @throws Error with the compiler's messages if it does not compile.
 */
export async function compile(fileName: string): Promise<ReadonlyMap<string, Artifact>> {
  const output = await compileStandardJson<SolcOutput>({
    language: 'Solidity',
    sources: await collectSources(SOURCES, [fileName]),
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 200 },
      metadata: { appendCBOR: false, bytecodeHash: 'none' },
      outputSelection: { [fileName]: { '*': ['abi', 'evm.bytecode.object'] } },
    },
  })
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
  const file = path.join(REPOSITORY, 'node_modules', packageFile)
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
