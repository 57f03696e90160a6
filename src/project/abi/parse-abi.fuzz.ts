import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AbiParseError, parseAbi } from './parse-abi.ts'
import { parseErrorSignature, parseEventSignature, parseFunctionSignature } from './parse-signature.ts'

/** Runs it; it may refuse, in the way that it says. */
function allowRefusal(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(AbiParseError)
  }
}

const typeText = fc.oneof(
  fc.constantFrom(
    'uint256',
    'tuple',
    'tuple[]',
    'bytes[2][]',
    'uint7',
    'L.S storage',
    'L.K',
    '[',
    'uint8[9999999999]',
    '',
  ),
  fc.string(),
)
const parameter = fc.letrec<{ it: unknown }>((tie) => ({
  it: fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue(),
    fc.record(
      {
        name: fc.oneof(fc.string(), fc.jsonValue()),
        type: fc.oneof(typeText, fc.jsonValue()),
        internalType: fc.oneof(fc.constantFrom('enum L.K', 'contract C', 'struct S'), fc.jsonValue()),
        indexed: fc.oneof(fc.boolean(), fc.jsonValue()),
        components: fc.oneof(fc.array(tie('it'), { maxLength: 3 }), fc.jsonValue()),
      },
      { requiredKeys: [] },
    ),
  ),
})).it
const entry = fc.record(
  {
    type: fc.oneof(
      fc.constantFrom('function', 'event', 'error', 'constructor', 'fallback', 'receive'),
      fc.jsonValue(),
    ),
    name: fc.oneof(fc.string(), fc.jsonValue()),
    inputs: fc.oneof(fc.array(parameter, { maxLength: 3 }), fc.jsonValue()),
    outputs: fc.oneof(fc.array(parameter, { maxLength: 3 }), fc.jsonValue()),
    stateMutability: fc.oneof(fc.constantFrom('view', 'payable'), fc.jsonValue()),
    anonymous: fc.jsonValue(),
  },
  { requiredKeys: [] },
)

test('any JSON is an ABI or is refused', () => {
  fc.assert(
    fc.property(fc.oneof(fc.array(entry, { maxLength: 4 }), fc.jsonValue()), (json) => {
      allowRefusal(() => parseAbi(json))
    }),
  )
})

test('any text is a signature or is refused', () => {
  const pieces = fc.constantFrom(
    'f',
    '(',
    ')',
    ',',
    'uint8',
    'tuple',
    '[',
    ']',
    '2',
    ' ',
    'returns',
    'view',
    'indexed',
    ';',
    '$',
  )
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, (signature) => {
      for (const parse of [parseFunctionSignature, parseEventSignature, parseErrorSignature])
        allowRefusal(() => parse(signature))
    }),
  )
})
