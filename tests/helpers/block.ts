import type { BlockEnv } from '../../src/evm/types.ts'

/** A block for tests whose fields all differ, so that a mix-up shows. */
export const BLOCK: BlockEnv = {
  number: 20_000_123n,
  timestamp: 1_750_000_321n,
  coinbase: '0xc014ba5ec014ba5ec014ba5ec014ba5ec014ba5e',
  prevRandao: 0x5eed_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_f00dn,
  gasLimit: 45_000_000n,
  baseFee: 7_000_000_007n,
  blobBaseFee: 3n,
  chainId: 31_337n,
  blockHash: (number) => (number + 1n) * 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834n,
}
