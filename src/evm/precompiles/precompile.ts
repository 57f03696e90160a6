// What a precompile is, and how it gets at the libraries that it needs.
//
// The curves and hashes come from audited libraries that take 5 to 40 ms each to load (Node 24, cold: sha2, sha3 and
// legacy 5 ms; bn254, bls12-381, nist and secp256k1 22 to 27 ms, less when a second one shares its modules). Most runs
// need none or one of them, and the Machine is synchronous, so they can neither be imported at start-up nor awaited.
// Therefore whoever builds the Machine passes a `load` function in, and a precompile calls it when it first runs.
// `createRequire(import.meta.url)` is such a function: since Node 22.12 `require` loads ES modules, synchronously, and
// gives the same instance as `import`. The core itself stays free of `node:*`; another host may pass a lookup in a
// table of modules that it has already imported.

import type * as curve from '@noble/curves/abstract/curve.js'
import type * as bls12381 from '@noble/curves/bls12-381.js'
import type * as bn254 from '@noble/curves/bn254.js'
import type * as nist from '@noble/curves/nist.js'
import type * as secp256k1 from '@noble/curves/secp256k1.js'
import type * as legacy from '@noble/hashes/legacy.js'
import type * as sha2 from '@noble/hashes/sha2.js'
import type * as sha3 from '@noble/hashes/sha3.js'
import type { Fork } from '../types.ts'

/** The modules that precompiles ask for, by the name under which they are imported, and what they use of them. */
export type Libraries = {
  '@noble/curves/abstract/curve.js': Pick<typeof curve, 'mulAddUnsafe' | 'pippenger'>
  '@noble/curves/bls12-381.js': Pick<typeof bls12381, 'bls12_381'>
  '@noble/curves/bn254.js': Pick<typeof bn254, 'bn254'>
  '@noble/curves/nist.js': Pick<typeof nist, 'p256'>
  '@noble/curves/secp256k1.js': Pick<typeof secp256k1, 'secp256k1'>
  '@noble/hashes/legacy.js': Pick<typeof legacy, 'ripemd160'>
  '@noble/hashes/sha2.js': Pick<typeof sha2, 'sha256'>
  '@noble/hashes/sha3.js': Pick<typeof sha3, 'keccak_256'>
}

/** Gives a module, synchronously; the same module every time. May throw if it is not installed. */
export type LoadLibrary = <Name extends keyof Libraries>(name: Name) => Libraries[Name]

/** What a precompile may use beside its input. */
export type PrecompileContext = {
  readonly fork: Fork
  readonly load: LoadLibrary
}

/** A contract that every client implements natively, at an address that never changes. */
export type Precompile = {
  /** The account's address as a number: 1 is 0x0000…0001. */
  readonly address: number
  readonly name: string
  /** First fork that has it; 'london' also for the older ones, as London is the oldest fork known here. */
  readonly since: Fork
  /** Running it takes longer than finding a remembered answer: memoising it pays. */
  readonly isCostly: boolean
  /** First fork from which `run` answers some input differently, if there is one. */
  readonly changedIn?: Fork
  /** Gas for this input under the rules of `fork`. May be far above any gas limit. Pure; never throws. */
  readonly gas: (input: Uint8Array, fork: Fork) => bigint
  /**
   * The output, in a new array; undefined if the input is invalid: then the call fails and all its gas is gone.
   * An output of no bytes is a success (an ecrecover without a signer, for example).
   * Pure; never throws on any input. `input` is read during the call only and not changed. The time it takes is in
   * proportion to `gas`, so check that first.
   */
  readonly run: (input: Uint8Array, context: PrecompileContext) => Uint8Array | undefined
}
