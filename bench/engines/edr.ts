/** EDR, the engine of Hardhat, driven as Hardhat drives it: JSON-RPC requests to an in-process provider. */

import type * as EdrModule from '@nomicfoundation/edr'
import type { Provider } from '@nomicfoundation/edr'

import { bytesToHex, hexToBytes } from '../../src/primitives/hex.ts'
import { ACTOR } from '../cases.ts'
import type { Engine, World } from './engine.ts'
import { addressOfWord, EngineUnavailableError, nowNs } from './engine.ts'

type Edr = typeof EdrModule

/** EDR takes gas as 64 bits and multiplies it by the gas price. */
const GAS = '0x4000000000000'

/**
 * Loads EDR's native binding.
 *
 * @throws EngineUnavailableError if npm left it out: it is an optional package per platform, and since 0.14 one that
 * npm skips when it runs on Node 20.
 */
export async function loadEdr(): Promise<Engine> {
  let edr: Edr
  try {
    edr = await import('@nomicfoundation/edr')
  } catch {
    throw new EngineUnavailableError(
      `the native package of @nomicfoundation/edr for ${process.platform}-${process.arch} is not installed ` +
        '(npm leaves it out when it runs on a Node older than the package asks for)',
    )
  }
  const context = new edr.EdrContext()
  await context.registerProviderFactory(edr.L1_CHAIN_TYPE, edr.l1ProviderFactory())
  return {
    name: 'edr',
    open: async (initcode, targetInput) => open(await createProvider(edr, context), initcode, targetInput),
  }
}

function createProvider(edr: Edr, context: InstanceType<Edr['EdrContext']>): Promise<Provider> {
  return context.createProvider(
    edr.L1_CHAIN_TYPE,
    {
      allowBlocksWithSameTimestamp: true,
      allowUnlimitedContractSize: true,
      bailOnCallFailure: true,
      bailOnTransactionFailure: true,
      chainId: 31337n,
      coinbase: new Uint8Array(20),
      defaultTransactionGasLimit: BigInt(GAS),
      genesisState: [{ address: hexToBytes(ACTOR), balance: 1n << 200n }],
      hardfork: 'cancun',
      initialBaseFeePerGas: 0n,
      initialParentBeaconBlockRoot: new Uint8Array(32),
      minGasPrice: 0n,
      mining: { autoMine: true, memPool: { order: edr.MineOrdering.Priority } },
      network: { genesisBlockGasLimit: BigInt(GAS), genesisBlobGas: { gasUsed: 0n, excessGas: 0n } },
      networkId: 31337n,
      observability: {},
      ownedAccounts: [],
      precompileOverrides: [],
      transactionGasCap: false,
    },
    { enable: false, decodeConsoleLogInputsCallback: () => [], printLineCallback: () => undefined },
    { subscriptionCallback: () => undefined },
    new edr.ContractDecoder(),
  )
}

async function open(provider: Provider, initcode: Uint8Array, targetInput: Uint8Array): Promise<World> {
  await request(provider, 'hardhat_impersonateAccount', [ACTOR])
  const hash = await request(provider, 'eth_sendTransaction', [
    { from: ACTOR, gas: GAS, data: bytesToHex(initcode) },
  ])
  const receipt = (await request(provider, 'eth_getTransactionReceipt', [hash])) as {
    contractAddress: string
  }
  const bench = receipt.contractAddress

  async function call(to: string, input: Uint8Array, times: number): ReturnType<World['call']> {
    // One request text for the batch: what is timed is EDR's side of it and the decoding of the answer.
    const text = requestText('eth_call', [{ from: ACTOR, to, gas: GAS, data: bytesToHex(input) }, 'latest'])
    let result: unknown
    const start = nowNs()
    for (let i = 0; i < times; i++) result = await send(provider, text)
    return { elapsedNs: nowNs() - start, output: hexToBytes(String(result)) }
  }

  async function transact(
    to: string,
    input: Uint8Array,
    times: number,
    readBack: Uint8Array,
  ): ReturnType<World['call']> {
    const snapshot = await request(provider, 'evm_snapshot', [])
    const text = requestText('eth_sendTransaction', [{ from: ACTOR, to, gas: GAS, data: bytesToHex(input) }])
    const start = nowNs()
    for (let i = 0; i < times; i++) await send(provider, text)
    const elapsedNs = nowNs() - start
    const { output } = await call(to, readBack, 1)
    await request(provider, 'evm_revert', [snapshot])
    return { elapsedNs, output }
  }

  const { output } = await call(bench, targetInput, 1)
  return { bench, target: addressOfWord(output), call, transact }
}

function requestText(method: string, params: readonly unknown[]): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
}

function request(provider: Provider, method: string, params: readonly unknown[]): Promise<unknown> {
  return send(provider, requestText(method, params))
}

async function send(provider: Provider, text: string): Promise<unknown> {
  const { data } = await provider.handleRequest(text)
  const answer = (typeof data === 'string' ? JSON.parse(data) : data) as {
    readonly result?: unknown
    readonly error?: { readonly message: string }
  }
  if (answer.error !== undefined) throw new Error(`edr: ${answer.error.message}`)
  return answer.result
}
