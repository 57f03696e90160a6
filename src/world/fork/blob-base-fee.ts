// What a blob costs at a block, from the excess blob gas in its header (EIP-4844). The formula needs the update
// fraction, which is not in the header but in the fork schedule of the chain (EIP-7840).

/** Wei per blob gas when there is no excess (EIP-4844, MIN_BASE_FEE_PER_BLOB_GAS). */
export const BLOB_BASE_FEE_MIN = 1n

// e^178 > 2^256: no fee above this many fractions fits into a word, and the series would take for ever to say so.
const FRACTIONS_MAX = 178n

/** Unix seconds from which a fraction holds on Ethereum mainnet, newest first (EIP-7691; EIP-7892 for the two BPO). */
const MAINNET_UPDATE_FRACTIONS: readonly { readonly from: bigint; readonly fraction: bigint }[] = [
  { from: 1_767_747_671n, fraction: 11_684_671n },
  { from: 1_765_290_071n, fraction: 8_346_193n },
  { from: 1_746_612_311n, fraction: 5_007_716n },
  { from: 1_710_338_135n, fraction: 3_338_477n },
]
const FIRST_UPDATE_FRACTION = 3_338_477n

/** BLOB_BASE_FEE_UPDATE_FRACTION of Ethereum mainnet at a time in Unix seconds. */
export function mainnetUpdateFraction(timestamp: bigint): bigint {
  return MAINNET_UPDATE_FRACTIONS.find(({ from }) => timestamp >= from)?.fraction ?? FIRST_UPDATE_FRACTION
}

/**
 * Wei per blob gas (EIP-4844, fake_exponential), or undefined if it is above 2^256-1: such a header cannot be real.
 * `excessBlobGas` may be any number from 0 up; the work is bounded.
 */
export function blobBaseFee(excessBlobGas: bigint, updateFraction: bigint): bigint | undefined {
  if (excessBlobGas > updateFraction * FRACTIONS_MAX) return undefined
  let sum = 0n
  let term = BLOB_BASE_FEE_MIN * updateFraction
  for (let index = 1n; term > 0n; index++) {
    sum += term
    term = (term * excessBlobGas) / (updateFraction * index)
  }
  const fee = sum / updateFraction
  return fee < 1n << 256n ? fee : undefined
}
