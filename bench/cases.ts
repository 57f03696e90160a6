/** What is measured: one entry per contract, with the answer that every engine must give. */

import { BaseError } from '../src/primitives/errors.ts'
import { bytesToHex, hexToBytes } from '../src/primitives/hex.ts'
import type { Contract, Optimizer } from './contracts.ts'
import { compileContracts } from './contracts.ts'
import * as models from './models.ts'

/** Sender of top-level calls; the constructors give it tokens. */
export const ACTOR = '0x00000000000000000000000000000000000a11ce'

/** A benchmark contract and its two ways in. */
export type Case = {
  readonly name: string
  readonly optimizer: Optimizer
  /** Creation code of the bench contract: it deploys everything else and needs no arguments. */
  readonly initcode: Uint8Array
  /** Calldata of `target()`, the contract that `outer` calls. */
  readonly targetInput: Uint8Array
  /** Calldata of `run(n)`: n nested calls of the target in a loop. */
  readonly runInput: (n: number) => Uint8Array
  /** Output of `run(n)` on the freshly deployed state. */
  readonly runOutput: (n: number) => Uint8Array
  /** Iterations after which all iterations cost alike: every slot that the loop uses has been written. */
  readonly warmIterations: number
  /** Calldata and output of one call of the target from `actor` on the freshly deployed state. */
  readonly outer: { readonly input: Uint8Array; readonly output: Uint8Array }
  /** For cases that are also sent as transactions: calldata that reads their effect, and its output after so many. */
  readonly readBack?: { readonly input: Uint8Array; readonly output: (times: number) => Uint8Array }
  /** Loop count of the longer forge test in a full run: some 50 ms. */
  readonly forgeIterations: number
}

type Definition = {
  readonly bench: string
  readonly target: string
  readonly signature: string
  readonly words: readonly bigint[]
  readonly output: bigint
  readonly run: (n: number) => bigint
  readonly warmIterations: number
  readonly forgeIterations: number
  readonly readBack?: {
    readonly signature: string
    readonly words: readonly bigint[]
    readonly output: (times: bigint) => bigint
  }
}

const DEFINITIONS: Readonly<Record<string, Definition>> = {
  transfer: {
    bench: 'TransferBench',
    target: 'Token',
    signature: 'transfer(address,uint256)',
    words: [0x10000n, 1000n],
    output: 1n,
    run: models.transferRun,
    warmIterations: 16,
    forgeIterations: 5000,
    readBack: { signature: 'balanceOf(address)', words: [0x10000n], output: (times) => times * 1000n },
  },
  swap: {
    bench: 'SwapBench',
    target: 'Pair',
    signature: 'swap(bool,uint256,uint256)',
    words: [1n, 10n ** 18n, 1n],
    output: models.firstSwap(true, 10n ** 18n),
    run: models.swapRun,
    warmIterations: 4,
    forgeIterations: 3000,
  },
  storage: {
    bench: 'StorageBench',
    target: 'Ledger',
    signature: 'work(uint256)',
    words: [5n],
    output: models.firstLedgerWork(5n),
    run: models.storageRun,
    warmIterations: 6,
    forgeIterations: 150,
  },
  arith: {
    bench: 'ArithBench',
    target: 'Arith',
    signature: 'work(uint256)',
    words: [5n],
    output: models.arithWork(5n),
    run: models.xorRun(models.arithWork),
    warmIterations: 2,
    forgeIterations: 500,
  },
  mulmod: {
    bench: 'MulmodBench',
    target: 'Mulmod',
    signature: 'work(uint256)',
    words: [5n],
    output: models.mulmodWork(5n),
    run: models.xorRun(models.mulmodWork),
    warmIterations: 2,
    forgeIterations: 500,
  },
  vault: {
    bench: 'VaultBench',
    target: 'Teller',
    signature: 'cycle(uint256)',
    words: [10n ** 18n],
    output: models.firstVaultCycle(10n ** 18n),
    run: models.vaultRun,
    warmIterations: 4,
    forgeIterations: 800,
  },
}

/** Names of the cases, in the order of the table. */
export const CASE_NAMES: readonly string[] = Object.keys(DEFINITIONS)

/** All cases with one optimizer setting. Compiles, or reads the compiler cache. */
export async function loadCases(optimizer: Optimizer): Promise<readonly Case[]> {
  const contracts = await compileContracts(optimizer)
  return Object.entries(DEFINITIONS).map(([name, definition]) =>
    createCase(name, optimizer, definition, contracts),
  )
}

function createCase(
  name: string,
  optimizer: Optimizer,
  definition: Definition,
  contracts: ReadonlyMap<string, Contract>,
): Case {
  const bench = requireContract(contracts, definition.bench)
  const target = requireContract(contracts, definition.target)
  const { readBack } = definition
  return {
    name,
    optimizer,
    initcode: bench.initcode,
    targetInput: encodeCall(bench, 'target()', []),
    runInput: (n) => encodeCall(bench, 'run(uint256)', [BigInt(n)]),
    runOutput: (n) => runOutputOf(name, definition, n),
    warmIterations: definition.warmIterations,
    outer: {
      input: encodeCall(target, definition.signature, definition.words),
      output: encodeWord(definition.output),
    },
    forgeIterations: definition.forgeIterations,
    ...(readBack !== undefined && {
      readBack: {
        input: encodeCall(target, readBack.signature, readBack.words),
        output: (times: number) => encodeWord(readBack.output(BigInt(times))),
      },
    }),
  }
}

const runOutputs = new Map<string, Uint8Array>()

// Kept: the models are slow next to what they check, and every sample asks for the same few loop counts.
function runOutputOf(name: string, definition: Definition, n: number): Uint8Array {
  const key = `${name} ${n}`
  const output = runOutputs.get(key) ?? encodeWord(definition.run(n))
  runOutputs.set(key, output)
  return output
}

function requireContract(contracts: ReadonlyMap<string, Contract>, name: string): Contract {
  const contract = contracts.get(name)
  if (contract === undefined) throw new Error(`bench/contracts has no contract ${name}`)
  return contract
}

function encodeCall(contract: Contract, signature: string, words: readonly bigint[]): Uint8Array {
  const selector = contract.selectors[signature]
  if (selector === undefined) throw new Error(`no function ${signature}`)
  return hexToBytes(`0x${selector}${words.map(wordDigits).join('')}`)
}

/** One ABI word. `value` is 0 to 2^256-1. */
export function encodeWord(value: bigint): Uint8Array {
  return hexToBytes(`0x${wordDigits(value)}`)
}

function wordDigits(value: bigint): string {
  return value.toString(16).padStart(64, '0')
}

/** Throws unless `actual` is `expected`, byte for byte. `what` names the engine and the case. */
export function requireOutput(what: string, actual: Uint8Array, expected: Uint8Array): void {
  const [got, want] = [bytesToHex(actual), bytesToHex(expected)]
  if (got !== want) throw new WrongResultError(what, got, want)
}

/** An engine answered wrongly: its time means nothing. */
export class WrongResultError extends BaseError {
  readonly code = 'BENCH_WRONG_RESULT'

  constructor(what: string, got: string, want: string) {
    super(`${what}: wrong result ${got}, expected ${want}`)
  }
}
