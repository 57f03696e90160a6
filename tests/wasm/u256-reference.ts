// What the EVM's word operations mean (Yellow Paper, appendix H.2; EIP-145, EIP-7939), in bigints.

const WORD_BITS = 256

/** Words in, word out; operands in the order of the stack, top first. */
export type WordFunction = (...operands: bigint[]) => bigint

/** Operations by the name of the kernel, with how many operands they take. */
export const OPERATIONS: Readonly<Record<string, { readonly operands: number; readonly f: WordFunction }>> = {
  add: { operands: 2, f: (a, b) => unsigned(a! + b!) },
  sub: { operands: 2, f: (a, b) => unsigned(a! - b!) },
  mul: { operands: 2, f: (a, b) => unsigned(a! * b!) },
  div: { operands: 2, f: (a, b) => (b === 0n ? 0n : a! / b!) },
  mod: { operands: 2, f: (a, b) => (b === 0n ? 0n : a! % b!) },
  sdiv: { operands: 2, f: (a, b) => (b === 0n ? 0n : unsigned(signed(a!) / signed(b!))) },
  smod: { operands: 2, f: (a, b) => (b === 0n ? 0n : unsigned(signed(a!) % signed(b!))) },
  addmod: { operands: 3, f: (a, b, modulus) => (modulus === 0n ? 0n : (a! + b!) % modulus!) },
  mulmod: { operands: 3, f: (a, b, modulus) => (modulus === 0n ? 0n : (a! * b!) % modulus!) },
  exp: { operands: 2, f: (base, exponent) => power(base!, exponent!) },
  and: { operands: 2, f: (a, b) => a! & b! },
  or: { operands: 2, f: (a, b) => a! | b! },
  xor: { operands: 2, f: (a, b) => a! ^ b! },
  not: { operands: 1, f: (a) => unsigned(~a!) },
  shl: { operands: 2, f: (amount, value) => (amount! > 255n ? 0n : unsigned(value! << amount!)) },
  shr: { operands: 2, f: (amount, value) => (amount! > 255n ? 0n : value! >> amount!) },
  sar: {
    operands: 2,
    f: (amount, value) => unsigned(signed(value!) >> (amount! > 255n ? 255n : amount!)),
  },
  byte: { operands: 2, f: (index, value) => (index! > 31n ? 0n : (value! >> (8n * (31n - index!))) & 0xffn) },
  signextend: {
    operands: 2,
    f: (index, value) => (index! > 30n ? value! : unsigned(BigInt.asIntN(8 * (Number(index) + 1), value!))),
  },
  clz: { operands: 1, f: (a) => BigInt(WORD_BITS - bitLength(a!)) },
}

/** Comparisons by the name of the kernel. */
export const PREDICATES: Readonly<
  Record<string, { readonly operands: number; readonly f: (...operands: bigint[]) => boolean }>
> = {
  lt: { operands: 2, f: (a, b) => a! < b! },
  gt: { operands: 2, f: (a, b) => a! > b! },
  slt: { operands: 2, f: (a, b) => signed(a!) < signed(b!) },
  sgt: { operands: 2, f: (a, b) => signed(a!) > signed(b!) },
  eq: { operands: 2, f: (a, b) => a === b },
  isZero: { operands: 1, f: (a) => a === 0n },
}

/** Position of the highest set bit, counted from 1; 0 for 0. */
export function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length
}

function signed(value: bigint): bigint {
  return BigInt.asIntN(WORD_BITS, value)
}

function unsigned(value: bigint): bigint {
  return BigInt.asUintN(WORD_BITS, value)
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = unsigned(result * square)
    square = unsigned(square * square)
  }
  return result
}
