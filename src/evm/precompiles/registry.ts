import { isAtLeast } from '../forks.ts'
import type { Fork } from '../types.ts'
import { ecrecover } from './01-ecrecover.ts'
import { sha256 } from './02-sha256.ts'
import { ripemd160 } from './03-ripemd160.ts'
import { identity } from './04-identity.ts'
import { modexp } from './05-modexp.ts'
import { bn254Add } from './06-bn254-add.ts'
import { bn254Mul } from './07-bn254-mul.ts'
import { bn254Pairing } from './08-bn254-pairing.ts'
import { blake2f } from './09-blake2f.ts'
import { pointEvaluation } from './0a-point-evaluation.ts'
import { blsG1Add } from './0b-bls-g1add.ts'
import { blsG1Msm } from './0c-bls-g1msm.ts'
import { blsG2Add } from './0d-bls-g2add.ts'
import { blsG2Msm } from './0e-bls-g2msm.ts'
import { blsPairing } from './0f-bls-pairing.ts'
import { p256Verify } from './100-p256verify.ts'
import { blsMapFpToG1 } from './10-bls-map-fp-to-g1.ts'
import { blsMapFp2ToG2 } from './11-bls-map-fp2-to-g2.ts'
import type { Precompile } from './precompile.ts'

/** Every precompile of every fork, by rising address. A new one is one more line here and one more file. */
export const PRECOMPILES: readonly Precompile[] = [
  ecrecover,
  sha256,
  ripemd160,
  identity,
  modexp,
  bn254Add,
  bn254Mul,
  bn254Pairing,
  blake2f,
  pointEvaluation,
  blsG1Add,
  blsG1Msm,
  blsG2Add,
  blsG2Msm,
  blsPairing,
  blsMapFpToG1,
  blsMapFp2ToG2,
  p256Verify,
]

const byAddress: ReadonlyMap<number, Precompile> = new Map(
  PRECOMPILES.map((precompile) => [precompile.address, precompile]),
)

/**
 * The precompile at an address, or undefined if there is none in this fork.
 * @param address The account's address as a number; one above 2^53 - 1 is no precompile, whatever it is rounded to.
 */
export function precompileAt(address: number, fork: Fork): Precompile | undefined {
  const precompile = byAddress.get(address)
  return precompile !== undefined && isAtLeast(fork, precompile.since) ? precompile : undefined
}

/** The precompiles of a fork by rising address: the accounts that are warm when a transaction starts (EIP-2929). */
export function precompilesOf(fork: Fork): readonly Precompile[] {
  return PRECOMPILES.filter(({ since }) => isAtLeast(fork, since))
}
