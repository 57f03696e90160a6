/** Compiles bench/contracts. */

import { readdir } from 'node:fs/promises'
import path from 'node:path'

import { hexToBytes } from '../src/primitives/hex.ts'
import { collectSources, compileStandardJson } from '../tests/helpers/solidity.ts'

/** `on`: 200 runs, what mainnet contracts ship. `off`: forge's default. */
export type Optimizer = 'on' | 'off'

/** One compiled contract. */
export type Contract = {
  readonly initcode: Uint8Array
  /** Signature, such as `run(uint256)` -> four bytes as eight hex digits without prefix. */
  readonly selectors: Readonly<Record<string, string>>
}

type SolcOutput = {
  readonly contracts: Readonly<Record<string, Readonly<Record<string, SolcContract>>>>
}

type SolcContract = {
  readonly evm: {
    readonly bytecode: { readonly object: string }
    readonly methodIdentifiers: Readonly<Record<string, string>>
  }
}

const CONTRACTS_DIRECTORY = path.join(import.meta.dirname, 'contracts')

/** Where the benchmark keeps what it can make again. */
export const CACHE_DIRECTORY: string = path.join(import.meta.dirname, '..', '.cache', 'bench')

/**
 * Every contract under bench/contracts by name, for Cancun and without metadata, so that the same source gives the
 * same bytecode everywhere. Takes a few seconds the first time, milliseconds after that.
 *
 * @throws Error with the compiler's messages if a contract does not compile.
 */
export async function compileContracts(optimizer: Optimizer): Promise<ReadonlyMap<string, Contract>> {
  const files = (await readdir(CONTRACTS_DIRECTORY)).filter((name) => name.endsWith('.sol')).toSorted()
  const output = await compileStandardJson<SolcOutput>({
    language: 'Solidity',
    sources: await collectSources(CONTRACTS_DIRECTORY, files),
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: optimizer === 'on', runs: 200 },
      metadata: { appendCBOR: false, bytecodeHash: 'none' },
      outputSelection: { '*': { '*': ['evm.bytecode.object', 'evm.methodIdentifiers'] } },
    },
  })
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
