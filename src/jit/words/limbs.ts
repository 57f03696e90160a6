// Words while they are compiled: four limbs of 64 bits, least significant first, each known, in a local of the function,
// or still in the EVM stack's memory. So constants fold, copies cost nothing and the zeros above a small number are known.

export const LIMB_BITS = 64
export const LIMB_MAX: bigint = (1n << 64n) - 1n

/** In a local of the function: a number below 2^bits. */
export type LocalLimb = { readonly kind: 'local'; readonly index: number; readonly bits: number }

/** Limb `part` of the word at `position`, as it was when the block began or was last stored; `bits` if it is known to be below 2^bits. */
export type StackLimb = {
  readonly kind: 'stack'
  readonly position: number
  readonly part: number
  readonly bits?: number
}

export type Limb = { readonly kind: 'const'; readonly value: bigint } | LocalLimb | StackLimb

export type Word<Part extends Limb = Limb> = readonly [Part, Part, Part, Part]

export const ZERO: Limb = { kind: 'const', value: 0n }
const ONES: Limb = { kind: 'const', value: LIMB_MAX }
export const ZERO_WORD: Word = [ZERO, ZERO, ZERO, ZERO]

export function constLimb(value: bigint): Limb {
  if (value === 0n) return ZERO
  return value === LIMB_MAX ? ONES : { kind: 'const', value }
}

/** A word of what is said of each limb, asked from the lowest on. */
export function wordOf<Part extends Limb>(limbAt: (part: number) => Part): Word<Part> {
  return [limbAt(0), limbAt(1), limbAt(2), limbAt(3)]
}

/** The word of a number, 0 to 2^256-1. */
export function constWord(value: bigint): Word {
  if (value <= LIMB_MAX) return [constLimb(value), ZERO, ZERO, ZERO]
  return [
    constLimb(value & LIMB_MAX),
    constLimb((value >> 64n) & LIMB_MAX),
    constLimb((value >> 128n) & LIMB_MAX),
    constLimb(value >> 192n),
  ]
}

/** The number, if all limbs are known. */
export function valueOf(word: Word): bigint | undefined {
  const [a, b, c, d] = word
  if (a.kind !== 'const' || b.kind !== 'const' || c.kind !== 'const' || d.kind !== 'const') return undefined
  if (b.value === 0n && c.value === 0n && d.value === 0n) return a.value
  return a.value | (b.value << 64n) | (c.value << 128n) | (d.value << 192n)
}

/** A word whose upper limbs are zero. */
export function lowWord(limb: Limb): Word {
  return [limb, ZERO, ZERO, ZERO]
}

/** The limb is below 2^bits, as far as is known. */
export function bitsOf(limb: Limb): number {
  if (limb.kind === 'local') return limb.bits
  if (limb.kind === 'stack') return limb.bits ?? LIMB_BITS
  return limb.value === 0n ? 0 : limb.value.toString(2).length
}

/** The word is below 2^bits, as far as is known. */
export function bitsOfWord(word: Word): number {
  for (let part = 3; part >= 0; part--) {
    const bits = bitsOf(word[part]!)
    if (bits > 0) return LIMB_BITS * part + bits
  }
  return 0
}

export function isZeroLimb(limb: Limb): boolean {
  return limb.kind === 'const' ? limb.value === 0n : limb.kind === 'stack' && limb.bits === 0
}

/** Whether everything above the lowest limb is known to be zero. */
export function isLow(word: Word): boolean {
  return isZeroLimb(word[1]) && isZeroLimb(word[2]) && isZeroLimb(word[3])
}

/** Whether the word is known to be 0 or 1 without being a constant. */
export function isTruth(word: Word): boolean {
  return word[0].kind === 'local' && word[0].bits === 1 && isLow(word)
}

/** Whether the limb is where the EVM's stack wants it if it is limb `part` of the word at `position`. */
export function isInPlace(limb: Limb, position: number, part: number): boolean {
  return limb.kind === 'stack' && limb.position === position && limb.part === part
}
