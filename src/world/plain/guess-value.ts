// Values that a deployer might give a constructor, by type and name of the parameter: plausible, and always the same.

import type { AbiType } from '../../project/abi/types.ts'

/** When a plain world begins, in seconds since 1970, and its block: dates in contracts are written for our times. */
export const BEGIN_SECONDS = 1_700_000_000n
export const BEGIN_BLOCK = 18_500_000n

const DAY = 86_400n
const ETHER = 10n ** 18n

/** How often a constructor is tried again with other numbers. */
export const VARIANTS = 6
const AMOUNTS: readonly bigint[] = [ETHER, 1n, 0n, 10n ** 6n]

/** The first that fits the name of a number decides. In later variants amounts change, and dates move. */
const NUMBERS: readonly (readonly [RegExp, (variant: number) => bigint])[] = [
  [/decimals/i, () => 18n],
  [/chain_?id/i, () => 31_337n],
  [/nonce|salt|version/i, () => 1n],
  [/duration|period|delay|interval|cooldown|window|lock_?time|time_?lock|timeout|age|length/i, () => DAY],
  [/end|expir|deadline|until|unlock|maturity|finish|release/i, (variant) => later(30n + BigInt(variant))],
  [/start|begin|time|date|when/i, (variant) => later(BigInt(variant))],
  [/block/i, () => BEGIN_BLOCK + 10n],
  [/quorum|threshold|required|confirmations|min_?sign|num|count|index|id$/i, () => 1n],
  [/fee|bps|basis|percent|rate|ratio|slippage|share|commission|royalt/i, () => 100n],
  [/supply|cap$|^cap|max|limit|ceiling/i, () => 1_000_000n * ETHER],
]
const AMOUNT_LEAST_BITS = 96

const WEI_USUAL: readonly bigint[] = [10n * ETHER, ETHER, 0n]
/** Constants of this size in a constructor may be what it wants to be sent. */
const WEI_LEAST = 10n ** 9n
const WEI_MOST = 1_000n * ETHER
const PUSH1 = 0x60
const WEI_MAX = 6

/** What a constructor that takes ether is sent: usual amounts, then what its own code names. */
export function guessWei(creation: string, variant: number): bigint {
  if (variant < WEI_USUAL.length - 1) return WEI_USUAL[variant]!
  const choices = new Set<bigint>()
  for (let at = 0; at + 12 <= creation.length && choices.size < WEI_MAX; at += 2) {
    const bytes = Number.parseInt(creation.slice(at, at + 2), 16) - PUSH1 + 1
    if (bytes < 5 || bytes > 9) continue
    const constant = BigInt(`0x${creation.slice(at + 2, at + 2 + 2 * bytes)}`)
    if (constant >= WEI_LEAST && constant <= WEI_MOST) choices.add(constant)
  }
  for (const usual of WEI_USUAL.slice(0, -1)) choices.delete(usual)
  return [0n, ...choices][variant - WEI_USUAL.length + 1] ?? 10n * ETHER
}

/** A number for a parameter that takes `bits` bits, `isSigned` one less. */
export function guessNumber(name: string, bits: number, isSigned: boolean, variant: number): bigint {
  const limit = 1n << BigInt(isSigned ? bits - 1 : bits)
  const known = NUMBERS.find(([pattern]) => pattern.test(name))?.[1](variant)
  const guess = known ?? (bits >= AMOUNT_LEAST_BITS ? AMOUNTS[variant % AMOUNTS.length]! : 1n)
  return guess < limit ? guess : limit - 1n
}

function later(days: bigint): bigint {
  return BEGIN_SECONDS + days * DAY
}

/** A text for a parameter: names are read by people. */
export function guessText(name: string): string {
  if (/symbol|ticker/i.test(name)) return 'PLN'
  return /uri|url/i.test(name) ? 'https://example.org/' : 'Plain'
}

/** Bytes of a fixed size: not zero, which often means that nothing is there. */
export function guessFixedBytes({ size }: AbiType & { readonly kind: 'fixedBytes' }): Uint8Array {
  const bytes = new Uint8Array(size)
  bytes[size - 1] = 1
  return bytes
}

/** Names of parameters for somebody who is trusted. */
export function isTrustedName(name: string): boolean {
  return /owner|admin|gov|deployer|treasur|fee|multi_?sig|minter|manager|operator|controller|guardian|keeper|dao|authority|master|signer/i.test(
    name,
  )
}

/** Names of parameters for a token, though the type is `address`. */
export function isTokenName(name: string): boolean {
  if (
    isTrustedName(name) ||
    /recipient|receiver|holder|beneficiar|vault|factory|router|oracle|sale/i.test(name)
  )
    return false
  return /token|asset|underlying|currency|coin|weth|usd[ct]?|dai|erc_?20|collateral/i.test(name)
}
