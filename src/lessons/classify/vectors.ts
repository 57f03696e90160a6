// The list of attack vectors: what kind of attack a finding is, in words that reports, lessons and other tools share.
//
// OWASP: the Smart Contract Top 10 of 2026, and of 2025 for what the list of 2026 has no place for. SWC: the Smart Contract Weakness
// Classification, which ended in 2020 and knows nothing of prices and governance.

import type { MechanismId } from '../../attack/mechanisms/types.ts'

export type Vector = {
  /** Never renamed: lessons are kept under it. */
  readonly id: VectorId
  /** 'Reentrancy into the same function'. */
  readonly title: string
  /** 'SC08:2026'; null: it is on neither list. */
  readonly owasp: string | null
  /** 'SWC-107'; null: it has none. */
  readonly swc: string | null
}

/** All there are, in the order of documents. */
export const VECTOR_IDS = [
  'reentrancy/single-function',
  'reentrancy/cross-function',
  'reentrancy/cross-contract',
  'reentrancy/read-only',
  'price-manipulation',
  'access-control',
  'uninitialized',
  'arithmetic',
  'rounding',
  'donation',
  'governance',
  'signature',
  'delegatecall',
  'arbitrary-call',
  'unchecked-call',
  'denial-of-service',
  'front-running',
  'randomness',
  'design',
] as const

export type VectorId = (typeof VECTOR_IDS)[number]

/** Title, OWASP, SWC. */
const TABLE: Readonly<Record<VectorId, readonly [string, string | null, string | null]>> = {
  'reentrancy/single-function': ['Reentrancy into the same function', 'SC08:2026', 'SWC-107'],
  'reentrancy/cross-function': ['Reentrancy into another function', 'SC08:2026', 'SWC-107'],
  'reentrancy/cross-contract': ['Reentrancy through another contract', 'SC08:2026', 'SWC-107'],
  'reentrancy/read-only': ['Read-only reentrancy', 'SC08:2026', 'SWC-107'],
  'price-manipulation': ['Price manipulation', 'SC03:2026', null],
  'access-control': ['Missing or wrong access control', 'SC01:2026', 'SWC-105'],
  uninitialized: ['Unprotected initializer', 'SC10:2026', 'SWC-118'],
  arithmetic: ['Integer overflow or underflow', 'SC09:2026', 'SWC-101'],
  rounding: ['Rounding in favour of the caller', 'SC07:2026', null],
  donation: ['Donation or share inflation', 'SC02:2026', null],
  governance: ['Governance that can be bought or borrowed', 'SC02:2026', null],
  signature: ['Signature or proof that is good for too much', 'SC05:2026', 'SWC-121'],
  delegatecall: ['Foreign code by delegatecall', 'SC10:2026', 'SWC-112'],
  'arbitrary-call': ['Arbitrary external call', 'SC05:2026', null],
  'unchecked-call': ['Unchecked result of a call', 'SC06:2026', 'SWC-104'],
  'denial-of-service': ['Denial of service', 'SC10:2025', 'SWC-113'],
  'front-running': ['Order of transactions', null, 'SWC-114'],
  randomness: ['Randomness that can be known', 'SC09:2025', 'SWC-120'],
  design: ['Flaw in the rules of the protocol', 'SC02:2026', null],
}

export function vectorOf(id: VectorId): Vector {
  const [title, owasp, swc] = TABLE[id]
  return { id, title, owasp, swc }
}

/** Each mechanism is shown by taking it away; what it is called as a kind of attack. */
export const VECTOR_OF_MECHANISM: Readonly<Record<MechanismId, VectorId>> = {
  'reentrancy/single-function': 'reentrancy/single-function',
  'reentrancy/cross-function': 'reentrancy/cross-function',
  'reentrancy/cross-contract': 'reentrancy/cross-contract',
  'reentrancy/read-only': 'reentrancy/read-only',
  'signature-replay': 'signature',
  'proof-replay': 'signature',
  'front-running': 'front-running',
  sandwich: 'front-running',
  donation: 'donation',
  'price-manipulation': 'price-manipulation',
  'weak-randomness': 'randomness',
  'integer-wrap': 'arithmetic',
  'ignored-failure': 'unchecked-call',
  delegatecall: 'delegatecall',
  'arbitrary-call': 'arbitrary-call',
  uninitialized: 'uninitialized',
  'counted-holdings': 'governance',
  rounding: 'rounding',
  'missing-caller-check': 'access-control',
}
