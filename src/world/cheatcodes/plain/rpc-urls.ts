// vm.rpcUrl and vm.getChain: endpoints of the project's configuration. From crates/cheatcodes/src/{config,test}.rs of foundry.

import type { AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, type CheatTable, CheatcodeError } from '../context.ts'
import { interpolateEnv } from './env.ts'
import { numberOf, textOf } from './values.ts'

/** Chains by the names that alloy gives them, and other names that people use for them. */
const CHAINS: readonly (readonly [id: bigint, name: string, ...aliases: string[]])[] = [
  [1n, 'mainnet', 'ethlive'],
  [10n, 'optimism', 'op'],
  [56n, 'bsc', 'binance-smart-chain'],
  [100n, 'gnosis', 'xdai', 'gnosis-chain'],
  [130n, 'unichain'],
  [137n, 'polygon', 'matic'],
  [146n, 'sonic'],
  [250n, 'fantom'],
  [252n, 'fraxtal'],
  [324n, 'zksync'],
  [480n, 'worldchain', 'world'],
  [1101n, 'polygon-zkevm'],
  [5000n, 'mantle'],
  [8453n, 'base'],
  [17000n, 'holesky'],
  [31337n, 'anvil-hardhat', 'anvil', 'hardhat'],
  [34443n, 'mode'],
  [42161n, 'arbitrum', 'arbitrum-one'],
  [42170n, 'arbitrum-nova'],
  [42220n, 'celo'],
  [43113n, 'fuji', 'avalanche-fuji'],
  [43114n, 'avalanche', 'avax'],
  [59144n, 'linea'],
  [80002n, 'amoy', 'polygon-amoy'],
  [80094n, 'berachain'],
  [81457n, 'blast'],
  [84532n, 'base-sepolia'],
  [421614n, 'arbitrum-sepolia'],
  [534352n, 'scroll'],
  [560048n, 'hoodi'],
  [7777777n, 'zora'],
  [11155111n, 'sepolia'],
  [11155420n, 'optimism-sepolia', 'op-sepolia'],
]

export const rpcUrlCheats: CheatTable = {
  'rpcUrl(string)': (context, [alias]) => [rpcUrl(context, textOf(alias))],
  'rpcUrls()': (context) => [allUrls(context)],
  'rpcUrlStructs()': (context) => [allUrls(context)],
  'getChain(string)': (context, [alias]) => [chain(context, textOf(alias))],
  'getChain(uint256)': (context, [id]) => [chain(context, numberOf(id).toString())],
}

/**
 * The URL that an alias of [rpc_endpoints] means, or the URL itself.
 * @throws CheatcodeError for anything else, and for a variable that is not set.
 */
export function rpcUrl(context: CheatContext, alias: string): string {
  const endpoints = context.project.config.rpcEndpoints
  const url = Object.hasOwn(endpoints, alias) ? endpoints[alias] : undefined
  if (url !== undefined) return interpolateEnv(context, url)
  if (alias.startsWith('http') || alias.startsWith('ws')) return interpolateEnv(context, alias)
  throw new CheatcodeError(`invalid rpc url: ${alias}`)
}

function allUrls(context: CheatContext): AbiValue[] {
  const aliases = Object.keys(context.project.config.rpcEndpoints).toSorted()
  return aliases.map((alias) => [alias, rpcUrl(context, alias)])
}

/** Chain { name, chainId, chainAlias, rpcUrl }. */
function chain(context: CheatContext, alias: string): AbiValue[] {
  const found = CHAINS.find(([id, ...names]) => id.toString() === alias || names.includes(alias))
  if (found === undefined) throw new CheatcodeError(`invalid chain alias: ${alias}`)
  const [id, name] = found
  try {
    return [name, id, name, rpcUrl(context, name)]
  } catch (error) {
    if (error instanceof CheatcodeError) return [name, id, alias, '']
    throw error
  }
}
