import { keccak_256 } from '@noble/hashes/sha3.js'

import type { Log } from '../../src/evm/types.ts'
import { bigIntToBytes32 } from '../../src/primitives/bytes.ts'
import { bytesToHex, hexToBytes, type Hex } from '../../src/primitives/hex.ts'
import { encodeRlp } from './rlp.ts'
import type { Keccak } from './state-root.ts'

/** What state tests compare instead of logs: Keccak-256 of RLP([[address, [topic...], data]...]). */
export function logsHash(logs: readonly Log[], keccak: Keccak = keccak_256): Hex {
  const items = logs.map((log) => [hexToBytes(log.address), log.topics.map(bigIntToBytes32), log.data])
  return bytesToHex(keccak(encodeRlp(items)))
}
