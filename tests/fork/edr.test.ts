// The fork source against a node that others wrote: EDR with a contract deployed to it.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Address } from '../../src/evm/types.ts'
import { bytesToHex, hexToBytes } from '../../src/primitives/hex.ts'
import { ForkError } from '../../src/world/fork/fork-error.ts'
import { createRpcForkSource } from '../../src/world/fork/rpc-fork-source.ts'
import { bytecode, op } from '../helpers/bytecode.ts'

// npm leaves the native part out on platforms that EDR does not support.
const isInstalled = await import('@nomicfoundation/edr').then(
  () => true,
  () => false,
)

/** What the methods used here return: hex text, or an object of it. */
type Fields = Readonly<Record<HeaderField | 'contractAddress' | 'blockNumber', Address>> & Address
type HeaderField =
  | 'number'
  | 'timestamp'
  | 'miner'
  | 'mixHash'
  | 'gasLimit'
  | 'baseFeePerGas'
  | 'hash'
  | 'parentHash'

const WALLET: Address = '0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
const NOBODY: Address = '0x2222222222222222222222222222222222222222'

// Writes slots 0 and 2^255 and deploys two bytes of code.
const INITCODE = bytecode(
  op('SSTORE', 0, 0x1234),
  op('SSTORE', 1n << 255n, (1n << 256n) - 1n),
  op('MSTORE8', 0, 0x60),
  op('MSTORE8', 1, 0xfe),
  op('RETURN', 0, 2),
)

describe.skipIf(!isInstalled)('a fork of EDR', () => {
  let worker: Worker
  let url: string
  let nextId = 1

  async function rpc(method: string, ...params: unknown[]): Promise<Fields> {
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify({ jsonrpc: '2.0', id: nextId++, method, params }),
    })
    const { result, error } = (await response.json()) as { result?: unknown; error?: unknown }
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`)
    return result as Fields
  }

  beforeAll(async () => {
    worker = new Worker(new URL('./edr-node-worker.ts', import.meta.url), { execArgv: [] })
    const [port] = (await once(worker, 'message')) as [number]
    url = `http://127.0.0.1:${port}`
    await rpc('hardhat_setBalance', WALLET, '0xde0b6b3a7640000')
    await rpc('hardhat_impersonateAccount', WALLET)
  })
  afterAll(() => worker?.terminate())

  test('has what the node has at that block, and keeps it when the chain goes on', async () => {
    const hash = await rpc('eth_sendTransaction', {
      from: WALLET,
      data: bytesToHex(INITCODE),
      gas: '0x100000',
    })
    const { contractAddress, blockNumber } = await rpc('eth_getTransactionReceipt', hash)
    const header = await rpc('eth_getBlockByNumber', blockNumber, false)
    const source = createRpcForkSource({ url, block: BigInt(blockNumber) })

    expect(source.block).toEqual({
      number: BigInt(header.number),
      timestamp: BigInt(header.timestamp),
      coinbase: header.miner,
      prevRandao: BigInt(header.mixHash),
      gasLimit: BigInt(header.gasLimit),
      baseFee: BigInt(header.baseFeePerGas),
      blobBaseFee: 1n,
      chainId: 31_337n,
      hash: BigInt(header.hash),
    })
    expect(source.blockHash(source.block.number - 1n)).toBe(BigInt(header.parentHash))

    // The chain goes on: the source must not notice. (Mined first: EDR sets a balance in its newest block.)
    await rpc('hardhat_mine', '0x1')
    await rpc('hardhat_setBalance', WALLET, '0x1')
    await rpc('hardhat_setStorageAt', contractAddress, '0x0', `0x${'00'.repeat(31)}99`)
    await rpc('hardhat_mine', '0x5')

    expect(source.account(contractAddress)).toEqual({ balance: 0n, nonce: 1n, code: hexToBytes('0x60fe') })
    expect(source.account(WALLET)).toMatchObject({ nonce: 1n, code: new Uint8Array(0) })
    expect(source.account(WALLET)!.balance).toBeGreaterThan(1n)
    expect(source.account(NOBODY)).toBeUndefined()
    expect(source.storage(contractAddress, 0n)).toBe(0x1234n)
    expect(source.storage(contractAddress, 1n << 255n)).toBe((1n << 256n) - 1n)
    expect(source.storage(contractAddress, 1n)).toBe(0n)
    await source.close()
  })

  test('of a block that it does not have is an error', () => {
    const open = (): unknown => createRpcForkSource({ url, block: 1_000_000n, limits: { attemptsMax: 1 } })
    expect(open).toThrow(ForkError)
    expect(open).toThrow('no block 1000000 of chain 31337')
  })
})
