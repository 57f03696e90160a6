// What all frames of the running transaction see of it: ORIGIN, GASPRICE, BLOBHASH.

import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import { MachineInputError } from './errors.ts'
import type { Address } from './types.ts'

const BLOB_HASHES_MAX = 64

export function readOrigin(core: Core): Address {
  return core.address(L.ENV + L.ENV_ORIGIN)
}
export function writeOrigin(core: Core, address: Address): void {
  core.setAddress(L.ENV + L.ENV_ORIGIN, address)
}

/** Wei per gas. */
export function writeGasPrice(core: Core, wei: bigint): void {
  core.setWord(L.ENV + L.ENV_GAS_PRICE, wei)
}

/** @throws MachineInputError if there are more than 64, which no fork allows: the core has room for so many. */
export function writeBlobHashes(core: Core, hashes: readonly bigint[]): void {
  if (hashes.length > BLOB_HASHES_MAX)
    throw new MachineInputError(
      `A transaction has at most ${BLOB_HASHES_MAX} blobs here, not ${hashes.length}.`,
    )
  core.u32[(L.ENV + L.ENV_BLOB_COUNT) >> 2] = hashes.length
  for (const [i, hash] of hashes.entries()) core.setWord(L.ENV + L.ENV_BLOB_HASHES + 32 * i, hash)
}
