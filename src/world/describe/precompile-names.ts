import type { Address } from '../../evm/types.ts'

// EIP-196, 197, 198, 152, 4844, 2537, 7951 and the Yellow Paper, appendix E; the names are forge's.
const NAMES: ReadonlyMap<number, string> = new Map([
  [0x01, 'ecrecover'],
  [0x02, 'sha256'],
  [0x03, 'ripemd'],
  [0x04, 'identity'],
  [0x05, 'modexp'],
  [0x06, 'ecadd'],
  [0x07, 'ecmul'],
  [0x08, 'ecpairing'],
  [0x09, 'blake2f'],
  [0x0a, 'pointEvaluation'],
  [0x0b, 'bls12G1Add'],
  [0x0c, 'bls12G1Msm'],
  [0x0d, 'bls12G2Add'],
  [0x0e, 'bls12G2Msm'],
  [0x0f, 'bls12PairingCheck'],
  [0x10, 'bls12MapFpToG1'],
  [0x11, 'bls12MapFp2ToG2'],
  [0x100, 'p256Verify'],
])

/** What a precompile is called in a trace. */
export function precompileName(address: Address): string {
  return NAMES.get(Number(BigInt(address))) ?? address
}
