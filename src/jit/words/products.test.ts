import fc from 'fast-check'
import { expect, test } from 'vitest'
import { word } from '../../../tests/wasm/arbitrary-words.ts'
import { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { readWord, writeWord } from '../../primitives/bytes.ts'
import { Jit } from '../jit.ts'
import { OP } from '../op.ts'

const CODE: Address = '0x00000000000000000000000000000000000000c3'
const USER: Address = '0x00000000000000000000000000000000000000a1'
const WORD = 1n << 256n

/** A number that is known where it is compiled, or read from calldata and masked. */
type Operand = { readonly value: bigint; readonly mask?: bigint }

function push(value: bigint): number[] {
  const bytes = new Uint8Array(32)
  writeWord(bytes, 0, value)
  return [OP.push1 + 31, ...bytes]
}

function codeOf(operand: Operand, at: number): number[] {
  if (operand.mask === undefined) return push(operand.value)
  return [...push(BigInt(at)), OP.calldataload, ...push(operand.mask), OP.and]
}

/** The product that compiled code computes; the word below it on the stack must stay. */
function compiledProduct(machine: Machine, a: Operand, b: Operand): bigint {
  const code = [
    ...codeOf(a, 0),
    OP.dup1,
    ...codeOf(b, 32),
    OP.mul,
    ...push(0n),
    OP.mstore,
    ...push(32n),
    OP.mstore,
    ...push(64n),
    ...push(0n),
    OP.return,
  ]
  machine.setAccount(CODE, { code: Uint8Array.from(code) })
  const data = new Uint8Array(64)
  writeWord(data, 0, a.value)
  writeWord(data, 32, b.value)
  const { status, output } = machine.call({ from: USER, to: CODE, data })
  expect(status).toBe('success')
  expect(readWord(output, 32)).toBe(a.value & (a.mask ?? WORD - 1n))
  return readWord(output, 0)
}

const MASKS = [32n, 64n, 112n, 160n, 256n].map((bits) => (1n << bits) - 1n)
const masked = fc.tuple(word, fc.constantFrom(...MASKS)).map(([value, mask]): Operand => ({ value, mask }))
/** Below 2^64: known, or masked. */
const small = fc
  .tuple(word, fc.constantFrom(8n, 32n, 33n, 64n), fc.boolean())
  .map(([value, bits, isKnown]): Operand => {
    const mask = (1n << bits) - 1n
    return isKnown ? { value: value & mask } : { value, mask }
  })

test('a word times what is known to be below 2^64, in either order', () => {
  const jit = new Jit({ threshold: 0 })
  const machine = new Machine({
    compiler: { threshold: 0, runsWanted: () => 0, compile: (request) => jit.compile(request) },
  })
  const of = ({ value, mask = WORD - 1n }: Operand): bigint => value & mask
  fc.assert(
    fc.property(masked, small, fc.boolean(), (a, b, isSwapped) => {
      const product = isSwapped ? compiledProduct(machine, b, a) : compiledProduct(machine, a, b)
      expect(product).toBe((of(a) * of(b)) % WORD)
    }),
    { numRuns: 400 },
  )
})
