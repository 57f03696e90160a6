// The curves of keys and signatures. Their modules are loaded when they are first used: most tests sign nothing, and every worker would
// load them before it searches. Since Node 22.12 `require` loads ES modules.

import { createRequire } from 'node:module'

type Secp256k1 = typeof import('@noble/curves/secp256k1.js')
type Nist = typeof import('@noble/curves/nist.js')
type Ed25519 = typeof import('@noble/curves/ed25519.js')

const load = createRequire(import.meta.url)

/** Order of the base point of secp256k1 (SEC 2, section 2.4.1). */
export const SECP256K1_ORDER = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n
/** Order of the base point of P-256 (SEC 2, section 2.4.2: secp256r1). */
export const P256_ORDER = 0xffffffff_00000000_ffffffff_ffffffff_bce6faad_a7179e84_f3b9cac2_fc632551n

export type Secp256k1Point = InstanceType<Secp256k1['secp256k1']['Point']>

export function secp256k1(): Secp256k1['secp256k1'] {
  return (load('@noble/curves/secp256k1.js') as Secp256k1).secp256k1
}

export function p256(): Nist['p256'] {
  return (load('@noble/curves/nist.js') as Nist).p256
}

export function ed25519(): Ed25519['ed25519'] {
  return (load('@noble/curves/ed25519.js') as Ed25519).ed25519
}
