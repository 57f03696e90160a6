import fc from 'fast-check'
import { createContract } from 'micro-eth-signer/abi.js'
import { expect, test } from 'vitest'
import { bytesToHex } from '../../primitives/hex.ts'
import { AbiDecodeError, decodeArguments } from './decode.ts'
import { encodeArguments } from './encode.ts'
import { typeName } from './parse-abi.ts'
import { parseFunctionSignature } from './parse-signature.ts'
import type { AbiType, AbiValue } from './types.ts'

const eighths = fc.integer({ min: 1, max: 32 })

const elementary: fc.Arbitrary<AbiType> = fc.oneof(
  eighths.map((size) => ({ kind: 'uint', bits: 8 * size }) as const),
  eighths.map((size) => ({ kind: 'int', bits: 8 * size }) as const),
  eighths.map((size) => ({ kind: 'fixedBytes', size }) as const),
  fc.constantFrom<AbiType>({ kind: 'address' }, { kind: 'bool' }, { kind: 'bytes' }, { kind: 'string' }),
)

const anyType: fc.Arbitrary<AbiType> = fc.letrec<{ type: AbiType }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    elementary,
    tie('type').map((element) => ({ kind: 'array', element }) as const),
    fc
      .tuple(tie('type'), fc.integer({ min: 1, max: 3 }))
      .map(([element, length]) => ({ kind: 'array', element, length }) as const),
    fc
      .array(tie('type'), { minLength: 1, maxLength: 4 })
      .map((types) => ({ kind: 'tuple', components: types.map((type) => ({ name: '', type })) }) as const),
  ),
})).type

function valueOf(type: AbiType): fc.Arbitrary<AbiValue> {
  switch (type.kind) {
    case 'uint':
      return fc.bigInt({ min: 0n, max: (1n << BigInt(type.bits)) - 1n })
    case 'int': {
      const half = 1n << BigInt(type.bits - 1)
      return fc.bigInt({ min: -half, max: half - 1n })
    }
    case 'address':
      return fc.uint8Array({ minLength: 20, maxLength: 20 }).map(bytesToHex)
    case 'bool':
      return fc.boolean()
    case 'fixedBytes':
      return fc.uint8Array({ minLength: type.size, maxLength: type.size })
    case 'function':
      return fc.uint8Array({ minLength: 24, maxLength: 24 })
    case 'bytes':
      return fc.uint8Array({ maxLength: 70 })
    case 'string':
      return fc.string({ unit: 'binary', maxLength: 40 })
    case 'array':
      return fc.array(valueOf(type.element), {
        minLength: type.length ?? 0,
        maxLength: type.length ?? 4,
      })
    case 'tuple':
      return fc.tuple(...type.components.map((component) => valueOf(component.type)))
  }
}

const typed = fc
  .array(anyType, { minLength: 1, maxLength: 4 })
  .chain((types) => fc.tuple(fc.constant(types), fc.tuple(...types.map(valueOf))))

/** As micro-eth-signer describes types. */
function component(type: AbiType): { type: string; components?: unknown[] } {
  if (type.kind === 'array') {
    const inner = component(type.element)
    return { ...inner, type: `${inner.type}[${type.length ?? ''}]` }
  }
  if (type.kind !== 'tuple') return { type: typeName(type) }
  return { type: 'tuple', components: type.components.map((member) => component(member.type)) }
}

test('values come back as they went in', () => {
  fc.assert(
    fc.property(typed, ([types, values]) => {
      expect(decodeArguments(types, encodeArguments(types, values))).toEqual(values)
    }),
  )
})

test('type names are read back', () => {
  fc.assert(
    fc.property(fc.array(anyType, { maxLength: 4 }), (types) => {
      const signature = `f(${types.map(typeName).join()})`
      const fn = parseFunctionSignature(signature)
      expect(fn.inputs.map(({ type }) => type)).toEqual(types)
      expect(fn.signature).toBe(signature)
    }),
  )
})

test('another library writes the same bytes', () => {
  fc.assert(
    fc.property(typed, ([types, values]) => {
      const abi = [{ type: 'function', name: 'f', inputs: types.map(component), outputs: [] }] as never
      const { f } = createContract(abi) as unknown as Record<'f', { encodeInput(value: unknown): Uint8Array }>
      const given = values.length === 1 ? values[0] : values
      expect(bytesToHex(encodeArguments(types, values))).toBe(bytesToHex(f.encodeInput(given).subarray(4)))
    }),
  )
})

test('any bytes are decoded or refused', () => {
  const word = fc.oneof(
    fc.integer({ min: 0, max: 12 }).map((count) => BigInt(count) * 32n),
    fc.bigInt({ min: 0n, max: 8n }),
    fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }),
  )
  fc.assert(
    fc.property(
      fc.array(anyType, { maxLength: 3 }),
      fc.array(word, { maxLength: 20 }),
      fc.nat(31),
      (types, words, cut) => {
        const bytes = encodeArguments(
          words.map(() => ({ kind: 'uint', bits: 256 })),
          words,
        )
        try {
          const values = decodeArguments(types, bytes.subarray(0, Math.max(0, bytes.length - cut)))
          // What was read is a value of its type.
          encodeArguments(types, values)
        } catch (error) {
          expect(error).toBeInstanceOf(AbiDecodeError)
        }
      },
    ),
  )
})
