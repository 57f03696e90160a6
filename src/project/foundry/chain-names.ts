// Names that foundry.toml may give a chain instead of its number (alloy-chains); the numbers are EIP-155's.

const CHAIN_IDS: ReadonlyMap<string, bigint> = new Map([
  ['mainnet', 1n],
  ['ethereum', 1n],
  ['ethlive', 1n],
  ['sepolia', 11_155_111n],
  ['holesky', 17_000n],
  ['hoodi', 560_048n],
  ['goerli', 5n],
  ['optimism', 10n],
  ['optimism-sepolia', 11_155_420n],
  ['bsc', 56n],
  ['binance-smart-chain', 56n],
  ['gnosis', 100n],
  ['xdai', 100n],
  ['unichain', 130n],
  ['polygon', 137n],
  ['matic', 137n],
  ['sonic', 146n],
  ['fantom', 250n],
  ['zksync', 324n],
  ['world', 480n],
  ['moonbeam', 1284n],
  ['mantle', 5000n],
  ['base', 8453n],
  ['base-sepolia', 84_532n],
  ['anvil-hardhat', 31_337n],
  ['anvil', 31_337n],
  ['hardhat', 31_337n],
  ['dev', 1337n],
  ['arbitrum', 42_161n],
  ['arbitrum-one', 42_161n],
  ['arbitrum-nova', 42_170n],
  ['arbitrum-sepolia', 421_614n],
  ['celo', 42_220n],
  ['avalanche', 43_114n],
  ['ink', 57_073n],
  ['linea', 59_144n],
  ['berachain', 80_094n],
  ['blast', 81_457n],
  ['scroll', 534_352n],
])

/** The number of a chain by its name, or of a number in text; undefined if it is neither. */
export function chainIdOf(name: string): bigint | undefined {
  const text = name.trim().toLowerCase()
  if (/^(\d+|0x[0-9a-f]+)$/.test(text)) return BigInt(text)
  return CHAIN_IDS.get(text.replaceAll('_', '-'))
}
