// A Machine on top of a forked chain: the same execution whether the chain is in memory, behind HTTP or in the cache.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type ForkSource,
  memoryForkSource,
  recordForkSource,
  replayForkSource,
} from '../../src/evm/fork-source.ts'
import { Machine } from '../../src/evm/machine.ts'
import type { AccountState, Address } from '../../src/evm/types.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'
import { ForkError } from '../../src/world/fork/fork-error.ts'
import { createRpcForkSource, type RpcForkSource } from '../../src/world/fork/rpc-fork-source.ts'
import { bytecode, op } from '../helpers/bytecode.ts'
import { type ScriptedNode, startScriptedNode } from './scripted-node.ts'

const VAULT: Address = '0x1111111111111111111111111111111111111111'
const LIBRARY: Address = '0x3333333333333333333333333333333333333333'
const WALLET: Address = '0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
const NOBODY: Address = '0x2222222222222222222222222222222222222222'

const WORDS = 9
/** Writes what it reads of the chain into memory and returns it; counts its calls in slot 3. */
const VAULT_CODE = bytecode(
  op('MSTORE', 0, op('SLOAD', 2)),
  op('MSTORE', 32, op('SLOAD', 99)),
  op('MSTORE', 64, op('BALANCE', BigInt(WALLET))),
  op('MSTORE', 96, op('EXTCODESIZE', BigInt(LIBRARY))),
  op('MSTORE', 128, op('EXTCODEHASH', BigInt(NOBODY))),
  op('MSTORE', 160, op('BLOCKHASH', op('SUB', op('NUMBER'), 2))),
  op('MSTORE', 192, op('TIMESTAMP')),
  op('SSTORE', 3, op('ADD', op('SLOAD', 3), 1)),
  op('MSTORE', 224, op('SLOAD', 3)),
  op('MSTORE', 256, op('SELFBALANCE')),
  op('RETURN', 0, WORDS * 32),
)
const LIBRARY_CODE = bytecode(op('STOP'))

const hashOf = (number: number): bigint => (1n << 224n) + BigInt(number)
const hex = (value: number): `0x${string}` => `0x${value.toString(16).padStart(64, '0')}`

const IN_MEMORY = new Map<Address, AccountState>([
  [
    VAULT,
    {
      balance: 5n,
      nonce: 1n,
      code: VAULT_CODE,
      storage: new Map([
        [2n, 7n],
        [3n, 41n],
      ]),
    },
  ],
  [LIBRARY, { nonce: 1n, code: LIBRARY_CODE }],
  [WALLET, { balance: 1000n }],
])

let node: ScriptedNode
let cacheDirectory: string

beforeAll(async () => {
  node = await startScriptedNode({
    accounts: {
      [VAULT]: {
        balance: '0x5',
        nonce: '0x1',
        code: bytesToHex(VAULT_CODE),
        storage: { [hex(2)]: hex(7), [hex(3)]: hex(41) },
      },
      [LIBRARY]: { nonce: '0x1', code: bytesToHex(LIBRARY_CODE) },
      [WALLET]: { balance: '0x3e8' },
    },
  })
  cacheDirectory = mkdtempSync(join(tmpdir(), 'fork-machine-'))
})
afterAll(async () => {
  await node.stop()
  rmSync(cacheDirectory, { recursive: true, force: true })
})

type Run = {
  readonly words: readonly bigint[]
  readonly gasUsed: bigint
  readonly counter: bigint
  readonly state: bigint
}

function run(forkSource: ForkSource): Run {
  const machine = new Machine({ forkSource })
  const result = machine.call({ from: WALLET, to: VAULT })
  expect(result.status).toBe('success')
  const bytes = result.output.slice()
  const words = Array.from({ length: WORDS }, (_, index) =>
    BigInt(bytesToHex(bytes.subarray(index * 32, index * 32 + 32))),
  )
  return {
    words,
    gasUsed: result.gasUsed,
    counter: machine.getStorage(VAULT, 3n),
    state: machine.stateHash(),
  }
}

const open = (offline: boolean): RpcForkSource =>
  createRpcForkSource({ url: node.url, block: 900n, cacheDirectory, cacheEndpoints: 'all', offline })

describe('a Machine on a forked chain', () => {
  const expected = [7n, 0n, 1000n, 1n, 0n, hashOf(898), 1_700_010_800n, 42n, 5n]

  test('reads the chain and writes over it', async () => {
    const source = open(false)
    const machine = new Machine({ forkSource: source })
    const before = machine.mark()
    expect(machine.call({ from: WALLET, to: VAULT }).status).toBe('success')
    expect(machine.getStorage(VAULT, 3n)).toBe(42n)
    machine.rollback(before)
    expect(machine.getStorage(VAULT, 3n)).toBe(41n)
    expect(machine.getBalance(WALLET)).toBe(1000n)
    await source.close()
  })

  test('gives the same execution from memory, over HTTP, from the cache, and from a recording', async () => {
    const filling = open(false)
    run(filling)
    await filling.close()
    const { block } = filling
    const blockHashes = new Map([[898n, hashOf(898)]])
    const inMemory = run(memoryForkSource(IN_MEMORY, { block, blockHashes }))
    expect(inMemory.words).toEqual(expected)
    const overHttp = createRpcForkSource({ url: node.url, block: 900n })
    const { source, recording } = recordForkSource(overHttp)
    expect(run(source)).toEqual(inMemory)
    expect(run(open(true))).toEqual(inMemory)
    expect(run(replayForkSource(recording))).toEqual(inMemory)
    await overHttp.close()
  })

  test('asks for each account and slot once, however often it runs', async () => {
    const source = createRpcForkSource({ url: node.url, block: 900n })
    const machine = new Machine({ forkSource: source })
    machine.call({ from: WALLET, to: VAULT })
    const { calls } = source.statistics()
    for (let round = 0; round < 5; round++) machine.call({ from: WALLET, to: VAULT })
    expect(source.statistics().calls).toBe(calls)
    await source.close()
  })

  test('can be used again after the chain could not be reached', async () => {
    const source = createRpcForkSource({ url: node.url, block: 900n, limits: { attemptsMax: 1 } })
    const machine = new Machine({ forkSource: source })
    await node.setRules({ times: 1, method: 'eth_getStorageAt', act: { kind: 'http', status: 500 } })
    expect(() => machine.call({ from: WALLET, to: VAULT })).toThrow(ForkError)
    const result = machine.call({ from: WALLET, to: VAULT })
    expect(result.status).toBe('success')
    expect(machine.getStorage(VAULT, 3n)).toBe(42n)
    await source.close()
  })
})
