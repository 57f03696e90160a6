// 64 x 64 -> 128-bit products. WebAssembly has no such instruction before wide arithmetic ships, so the high half is
// put together from four 32 x 32 products. Sums of the form a * b + c + d never pass 128 bits, and neither do the
// partial sums below pass 64: (2^32 - 1)^2 + 2 * (2^32 - 1) = 2^64 - 1. That is why no carry is ever tested here.
// Remove when V8 runs i64.mul_wide_u without a flag.

const LOW_HALF: u64 = 0xffffffff

/** Upper 64 bits of a * b; the lower ones are `a * b`. */
// @ts-ignore: decorator
@inline
export function multiplyHigh(a: u64, b: u64): u64 {
  const aLow = a & LOW_HALF
  const aHigh = a >> 32
  const bLow = b & LOW_HALF
  const bHigh = b >> 32
  const middle = aHigh * bLow + ((aLow * bLow) >> 32)
  const middle2 = aLow * bHigh + (middle & LOW_HALF)
  return aHigh * bHigh + (middle >> 32) + (middle2 >> 32)
}

/** Upper 64 bits of a * b + c; the lower ones are `a * b + c`. */
// @ts-ignore: decorator
@inline
export function multiplyAddHigh(a: u64, b: u64, c: u64): u64 {
  const aLow = a & LOW_HALF
  const aHigh = a >> 32
  const bLow = b & LOW_HALF
  const bHigh = b >> 32
  const low = aLow * bLow + (c & LOW_HALF)
  const middle = aHigh * bLow + (low >> 32)
  const middle2 = aLow * bHigh + (c >> 32) + (middle & LOW_HALF)
  return aHigh * bHigh + (middle >> 32) + (middle2 >> 32)
}

/** Upper 64 bits of a * b + c + d; the lower ones are `a * b + c + d`. */
// @ts-ignore: decorator
@inline
export function multiplyAddAddHigh(a: u64, b: u64, c: u64, d: u64): u64 {
  const aLow = a & LOW_HALF
  const aHigh = a >> 32
  const bLow = b & LOW_HALF
  const bHigh = b >> 32
  const low = aLow * bLow + (c & LOW_HALF) + (d & LOW_HALF)
  const middle = aHigh * bLow + (c >> 32) + (low >> 32)
  const middle2 = aLow * bHigh + (d >> 32) + (middle & LOW_HALF)
  return aHigh * bHigh + (middle >> 32) + (middle2 >> 32)
}
