// How a word on the stack came from the numbers of the calls: what it would be if they were others, without a machine.

const MASK = (1n << 256n) - 1n
const SIGN = 1n << 255n
const RANGE = 1n << 256n

/** `op` of a formula that is a number of a call itself. Its only part is the number's position. */
export const INPUT = -1
/** Larger ones take longer to evaluate than the call takes: what they stand for counts as constant. */
const NODES_MAX = 160

export type Formula = {
  /** An opcode, or INPUT. */
  readonly op: number
  /** The top of the stack first. */
  readonly parts: readonly Term[]
  /** Positions of all inputs that it depends on, each once. */
  readonly inputs: readonly number[]
  readonly nodes: number
}
/** A constant, or what depends on an input. */
export type Term = bigint | Formula

export const ADD = 0x01
export const MUL = 0x02
export const SUB = 0x03
export const DIV = 0x04
export const SDIV = 0x05
export const MOD = 0x06
export const SMOD = 0x07
export const ADDMOD = 0x08
export const MULMOD = 0x09
export const SIGNEXTEND = 0x0b
export const LT = 0x10
export const GT = 0x11
export const SLT = 0x12
export const SGT = 0x13
export const EQ = 0x14
export const ISZERO = 0x15
export const AND = 0x16
export const OR = 0x17
export const XOR = 0x18
export const NOT = 0x19
export const BYTE = 0x1a
export const SHL = 0x1b
export const SHR = 0x1c
const SAR = 0x1d

export function input(position: number): Formula {
  return { op: INPUT, parts: [BigInt(position)], inputs: [position], nodes: 1 }
}

/** Opcodes that formulas are made of. */
export function isComputed(op: number): boolean {
  return (op >= ADD && op <= MULMOD) || op === SIGNEXTEND || (op >= LT && op <= SAR)
}

/** Undefined if it is the same with all inputs, or would be too large. */
export function compute(op: number, parts: readonly Term[]): Formula | undefined {
  const [a, b] = parts as readonly [Term, Term]
  if (op === AND) {
    // Code that checks the width of a number masks it again and again.
    if (isMaskedBy(b, a)) return b as Formula
    if (isMaskedBy(a, b)) return a as Formula
  } else if (isAlike(op) && isSame(a, b)) return undefined
  let nodes = 1
  const inputs = new Set<number>()
  for (const part of parts) {
    if (typeof part === 'bigint') continue
    nodes += part.nodes
    for (const each of part.inputs) inputs.add(each)
  }
  return nodes > NODES_MAX ? undefined : { op, parts, inputs: [...inputs], nodes }
}

/** Whether the result of the operation says how its two parts differ, if at all. */
function isAlike(op: number): boolean {
  return op === EQ || op === SUB || op === XOR || (op >= LT && op <= SGT)
}

function isMaskedBy(term: Term, mask: Term): boolean {
  if (typeof term === 'bigint' || typeof mask !== 'bigint' || term.op !== AND) return false
  return term.parts[0] === mask || term.parts[1] === mask
}

/** Whether two terms are the same by how they are written. */
function isSame(a: Term, b: Term): boolean {
  if (a === b) return true
  if (typeof a === 'bigint' || typeof b === 'bigint' || a.op !== b.op || a.nodes !== b.nodes) return false
  return a.parts.every((part, i) => isSame(part, b.parts[i]!))
}

/** Its value with these inputs. */
export function evaluate(term: Term, values: readonly bigint[]): bigint {
  if (typeof term === 'bigint') return term
  const { op, parts } = term
  if (op === INPUT) return values[Number(parts[0] as bigint)]!
  const a = evaluate(parts[0]!, values)
  const b = parts.length > 1 ? evaluate(parts[1]!, values) : 0n
  const c = parts.length > 2 ? evaluate(parts[2]!, values) : 0n
  return apply(op, a, b, c)
}

/** The same as if sums, differences and products had no end. */
export function evaluateUnbounded(term: Term, values: readonly bigint[]): bigint {
  if (typeof term === 'bigint') return term
  const { op, parts } = term
  if (op === INPUT) return values[Number(parts[0] as bigint)]!
  const [a = 0n, b = 0n, c = 0n] = parts.map((part) => evaluateUnbounded(part, values))
  if (op === ADD) return a + b
  if (op === MUL) return a * b
  if (op === SUB) return a - b
  if (op === DIV) return b === 0n ? 0n : a / b
  return apply(op, a & MASK, b & MASK, c & MASK)
}

/** What an opcode makes of words, the top of the stack first; those that it does not take are not looked at. */
export function apply(op: number, a: bigint, b: bigint, c: bigint): bigint {
  switch (op) {
    case ADD: {
      const sum = a + b
      return sum > MASK ? sum - RANGE : sum
    }
    case MUL: {
      const product = a * b
      return product > MASK ? product & MASK : product
    }
    case SUB: {
      const difference = a - b
      return difference < 0n ? difference + RANGE : difference
    }
    case DIV:
      return b === 0n ? 0n : a / b
    case SDIV:
      return b === 0n ? 0n : (signed(a) / signed(b)) & MASK
    case MOD:
      return b === 0n ? 0n : a % b
    case SMOD:
      return b === 0n ? 0n : (signed(a) % signed(b)) & MASK
    case ADDMOD:
      return c === 0n ? 0n : (a + b) % c
    case MULMOD:
      return c === 0n ? 0n : (a * b) % c
    case SIGNEXTEND:
      return a > 30n ? b : BigInt.asIntN(8 * (Number(a) + 1), b) & MASK
    case LT:
      return a < b ? 1n : 0n
    case GT:
      return a > b ? 1n : 0n
    case SLT:
      return signed(a) < signed(b) ? 1n : 0n
    case SGT:
      return signed(a) > signed(b) ? 1n : 0n
    case EQ:
      return a === b ? 1n : 0n
    case ISZERO:
      return a === 0n ? 1n : 0n
    case AND:
      return a & b
    case OR:
      return a | b
    case XOR:
      return a ^ b
    case NOT:
      return a ^ MASK
    case BYTE:
      return a > 31n ? 0n : (b >> (8n * (31n - a))) & 0xffn
    case SHL:
      return a > 255n ? 0n : (b << a) & MASK
    case SHR:
      return a > 255n ? 0n : b >> a
    default:
      // SAR
      return (signed(b) >> (a > 255n ? 255n : a)) & MASK
  }
}

function signed(word: bigint): bigint {
  return word >= SIGN ? word - RANGE : word
}
