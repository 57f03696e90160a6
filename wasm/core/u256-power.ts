// EXP: square and multiply from the highest bit of the exponent down, so that what is multiplied by is the base, which
// nearly always fits one limb (10 ** decimals).

import { isPowerOfTwo } from './u256-divide'
import { mul } from './u256-multiply'
import { bitLength } from './u256-shift'
import { clearWord, copyWord, setWord } from './word'

const POWER: usize = memory.data(32, 16)

/** dst = base ^ exponent mod 2^256; 0 ^ 0 is 1 (EXP). */
export function exp(dst: usize, base: usize, exponent: usize): void {
  const bits = bitLength(exponent)
  if (bits == 0) {
    setWord(dst, 1)
    return
  }
  if ((load<u8>(base) & 1) == 0) {
    // Every step of the exponent brings a factor 2: after 256 of them nothing is left.
    const baseBits = bitLength(base)
    if (bits > 8 || baseBits == 0) {
      clearWord(dst)
      return
    }
    if (isPowerOfTwo(load<u64>(base), load<u64>(base, 8), load<u64>(base, 16), load<u64>(base, 24))) {
      const bit = (baseBits - 1) * <u32>load<u8>(exponent)
      clearWord(dst)
      if (bit < 256) store<u64>(dst + <usize>((bit >> 6) << 3), <u64>1 << <u64>(bit & 63))
      return
    }
  }
  copyWord(POWER, base)
  for (let i = <i32>bits - 2; i >= 0; i--) {
    mul(POWER, POWER, POWER)
    if ((load<u8>(exponent + <usize>(i >> 3)) >> <u8>(i & 7)) & 1) mul(POWER, POWER, base)
  }
  copyWord(dst, POWER)
}
