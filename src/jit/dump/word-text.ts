// Words of a block for people, as the compiler sees them.

import { LOCAL } from '../emit/body.ts'
import { type Limb, valueOf, type Word } from '../words/limbs.ts'

/**
 * `0x80` is known, `stack[-1]` lies where it was when the block began (the top of the stack was -1), `l3` is a number of 64
 * bits in a local, `l3?` one that is 0 or 1; anything else has its limbs one by one, the lowest first.
 */
export function wordText(word: Word): string {
  const value = valueOf(word)
  if (value !== undefined) return `0x${value.toString(16)}`
  const [low, ...upper] = word
  if (low.kind === 'stack') {
    const { position } = low
    if (word.every((limb, i) => limb.kind === 'stack' && limb.position === position && limb.part === i))
      return `stack[${position}]`
  }
  if (upper.every((limb) => limb.kind === 'const' && limb.value === 0n)) return limbText(low)
  return `{${word.map(limbText).join(' ')}}`
}

function limbText(limb: Limb): string {
  if (limb.kind === 'const') return `0x${limb.value.toString(16)}`
  if (limb.kind === 'stack') return `stack[${limb.position}].${limb.part}`
  return `l${limb.index - LOCAL.limbs}${limb.bits === 1 ? '?' : ''}`
}
