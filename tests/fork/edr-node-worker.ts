// EDR, the engine of Hardhat, as a node on 127.0.0.1: what it answers was not written by us.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parentPort } from 'node:worker_threads'
import * as edr from '@nomicfoundation/edr'

const GAS_LIMIT = 30_000_000n

const context = new edr.EdrContext()
await context.registerProviderFactory(edr.L1_CHAIN_TYPE, edr.l1ProviderFactory())
const provider = await context.createProvider(
  edr.L1_CHAIN_TYPE,
  {
    allowBlocksWithSameTimestamp: false,
    allowUnlimitedContractSize: false,
    bailOnCallFailure: true,
    bailOnTransactionFailure: true,
    chainId: 31_337n,
    coinbase: new Uint8Array(20).fill(0xcb),
    defaultTransactionGasLimit: 10_000_000n,
    genesisState: [],
    hardfork: 'cancun',
    initialBaseFeePerGas: 0n,
    initialParentBeaconBlockRoot: new Uint8Array(32),
    minGasPrice: 0n,
    mining: { autoMine: true, memPool: { order: edr.MineOrdering.Fifo } },
    network: { genesisBlockGasLimit: GAS_LIMIT, genesisBlobGas: { gasUsed: 0n, excessGas: 0n } },
    networkId: 31_337n,
    observability: {},
    ownedAccounts: [],
    precompileOverrides: [],
  },
  { enable: false, decodeConsoleLogInputsCallback: () => [], printLineCallback: () => undefined },
  { subscriptionCallback: () => undefined },
  new edr.ContractDecoder(),
)

const server = createServer((request, response) => {
  void (async () => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString())
    const calls: unknown[] = Array.isArray(body) ? body : [body]
    const answers: unknown[] = []
    for (const call of calls) {
      // EDR leaves out the id and the version, which Hardhat's server adds.
      const { data } = await provider.handleRequest(JSON.stringify(call))
      const answer = (typeof data === 'string' ? JSON.parse(data) : data) as object
      answers.push({ jsonrpc: '2.0', ...answer, id: (call as { id: unknown }).id })
    }
    response.end(JSON.stringify(Array.isArray(body) ? answers : answers[0]))
  })()
})
server.listen(0, '127.0.0.1', () => parentPort!.postMessage((server.address() as AddressInfo).port))
