// A small language for bytecode in tests: fragments that are joined and assembled.
//
//   bytecode(label('again'), op('SSTORE', 0, op('GAS')), jump('again'))
//
// Operands are written as in the Yellow Paper, top of the stack first: op('SUB', 5, 3) leaves 2.

import { bytesToBigInt, concatBytes } from '../../src/primitives/bytes.ts'
import { opcodeOf } from './opcode-spec.ts'

/** A piece of a program. Labels are known in the whole program that it becomes part of. */
export type Code = readonly Part[]

/** What can be an operand: a word to push, or code that leaves one word. */
export type Operand = bigint | number | Code

type Part = Uint8Array | { readonly labelHere: string } | { readonly labelPushed: string }

// Two bytes reach every place in code of 24,576 bytes (EIP-170) and in initcode of 49,152 (EIP-3860).
const LABEL_BYTES = 2

/**
 * Assembles fragments into bytes.
 * @throws Error for a label that is missing or defined twice.
 */
export function bytecode(...fragments: readonly Code[]): Uint8Array {
  const parts = fragments.flat()
  const places = new Map<string, number>()
  let length = 0
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      length += part.length
    } else if ('labelPushed' in part) {
      length += 1 + LABEL_BYTES
    } else {
      if (places.has(part.labelHere)) throw new Error(`The label ${part.labelHere} is defined twice.`)
      places.set(part.labelHere, length)
    }
  }
  return concatBytes(...parts.map((part) => partBytes(part, places)))
}

/** An instruction after its operands; the first operand ends on top of the stack. */
export function op(name: string, ...operands: readonly Operand[]): Code {
  return [...operands.toReversed().flatMap(operandCode), Uint8Array.of(opcodeOf(name))]
}

/**
 * Pushes a word with the shortest PUSH, or with PUSH`width`. Zero is PUSH1 0, which London knows as well.
 * @throws Error if the word does not fit.
 */
export function push(value: bigint | number, width?: number): Code {
  const digits = BigInt(value).toString(16)
  const bytes = Math.ceil(digits.length / 2)
  const taken = width ?? bytes
  if (BigInt(value) < 0n || bytes > taken || taken > 32) throw new Error(`PUSH${taken} cannot push ${value}.`)
  const operand = Buffer.from(digits.padStart(taken * 2, '0'), 'hex')
  return [Uint8Array.of(opcodeOf(`PUSH${taken}`), ...operand)]
}

/** Bytes as they are: data, or broken code. */
export function raw(bytes: Uint8Array | readonly number[]): Code {
  return [Uint8Array.from(bytes)]
}

/** A place that code can jump to: JUMPDEST with a name. */
export function label(name: string): Code {
  return [{ labelHere: name }, ...op('JUMPDEST')]
}

/** A place with a name and without JUMPDEST, say where data begins. */
export function mark(name: string): Code {
  return [{ labelHere: name }]
}

/** Pushes where a label or mark is. */
export function placeOf(name: string): Code {
  return [{ labelPushed: name }]
}

/** Jumps to a label. */
export function jump(name: string): Code {
  return op('JUMP', placeOf(name))
}

/** Jumps to a label unless the condition is zero. */
export function jumpIf(name: string, condition: Operand): Code {
  return op('JUMPI', placeOf(name), condition)
}

/** Runs `body` without end: until gas or something else runs out. */
export function forever(...body: readonly Code[]): Code {
  const name = `forever ${nextLoop++}`
  return [...label(name), ...body.flat(), ...jump(name)]
}

/** Runs `body` `count` times; the number of turns left is on top of the stack when it starts. */
export function repeat(count: Operand, ...body: readonly Code[]): Code {
  const name = `repeat ${nextLoop++}`
  return [
    ...operandCode(count),
    ...label(name),
    ...body.flat(),
    ...op('SUB', op('SWAP1', 1)),
    ...jumpIf(name, op('DUP1')),
    ...op('POP'),
  ]
}

/** Puts bytes into memory from `offset`, 32 at a time; what follows them up to the next word becomes zero. */
export function storeBytes(offset: number, bytes: Uint8Array): Code {
  const words: Code[] = []
  for (let from = 0; from < bytes.length; from += 32) {
    const word = new Uint8Array(32)
    word.set(bytes.subarray(from, from + 32))
    words.push(op('MSTORE', offset + from, bytesToBigInt(word)))
  }
  return words.flat()
}

/** Ends with `size` bytes of memory. */
export function ret(offset: Operand, size: Operand): Code {
  return op('RETURN', offset, size)
}

/** Ends with one word. */
export function returnWord(value: Operand): Code {
  return [...op('MSTORE', 0, value), ...ret(0, 32)]
}

/** What a CALL, CALLCODE, DELEGATECALL or STATICCALL needs; absent: all gas, no value, no input, no output. */
export type CallOperands = {
  readonly gas?: Operand
  readonly to: Operand
  readonly value?: Operand
  readonly input?: readonly [offset: Operand, size: Operand]
  readonly output?: readonly [offset: Operand, size: Operand]
}

/** Calls an account; leaves 1 or 0. */
export function call(
  name: 'CALL' | 'CALLCODE' | 'DELEGATECALL' | 'STATICCALL',
  { gas = op('GAS'), to, value = 0, input = [0, 0], output = [0, 0] }: CallOperands,
): Code {
  const hasValue = name === 'CALL' || name === 'CALLCODE'
  return op(name, gas, to, ...(hasValue ? [value] : []), ...input, ...output)
}

/** Creates a contract from initcode that is first put into memory from 0; leaves its address or 0. */
export function create(initcode: Uint8Array, value: Operand = 0): Code {
  return [...storeBytes(0, initcode), ...op('CREATE', value, 0, initcode.length)]
}

/** As `create`, at the address that the salt gives (EIP-1014). */
export function create2(initcode: Uint8Array, salt: Operand, value: Operand = 0): Code {
  return [...storeBytes(0, initcode), ...op('CREATE2', value, 0, initcode.length, salt)]
}

/** Initcode that deploys `runtime` as it is. */
export function deployer(runtime: Uint8Array): Uint8Array {
  return bytecode(
    op('CODECOPY', 0, placeOf('runtime'), runtime.length),
    ret(0, runtime.length),
    mark('runtime'),
    raw(runtime),
  )
}

let nextLoop = 0

function operandCode(operand: Operand): Code {
  return typeof operand === 'object' ? operand : push(operand)
}

function partBytes(part: Part, places: ReadonlyMap<string, number>): Uint8Array {
  if (part instanceof Uint8Array) return part
  if ('labelHere' in part) return new Uint8Array()
  const place = places.get(part.labelPushed)
  if (place === undefined) throw new Error(`There is no label ${part.labelPushed}.`)
  return bytecode(push(place, LABEL_BYTES))
}
