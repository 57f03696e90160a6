import { expect, test } from 'vitest'
import { AbiDecodeError } from './decode.ts'
import { decodeLog } from './decode-log.ts'
import { encodeArguments } from './encode.ts'
import { parseEventSignature } from './parse-signature.ts'
import { topicOf } from './selector.ts'

test('indexed arguments come from topics, the others from data, in the order of the declaration', () => {
  const event = parseEventSignature('E(uint256 a, address indexed b, string c, int8 indexed d)')
  const data = encodeArguments([{ kind: 'uint', bits: 256 }, { kind: 'string' }], [5n, 'text'])
  const minusOne = (1n << 256n) - 1n
  const values = decodeLog(event, [event.topic, 0xabcdn, minusOne], data).map(({ value }) => value)
  expect(values).toEqual([5n, '0x000000000000000000000000000000000000abcd', 'text', -1n])
})

test('of indexed text, arrays and structs there is only the hash', () => {
  const event = parseEventSignature('E(string indexed s, uint8[2] indexed a, bytes32 indexed b)')
  const hash = topicOf('some text')
  const decoded = decodeLog(event, [event.topic, hash, 1n, 2n], new Uint8Array(0))
  expect(decoded.map(({ isHash }) => isHash)).toEqual([true, true, false])
  expect(decoded[0]!.type).toEqual({ kind: 'fixedBytes', size: 32 })
  expect(decoded[1]!.value).toEqual(Uint8Array.from({ length: 32 }, (_, index) => (index === 31 ? 1 : 0)))
})

test('an anonymous event has all topics for its arguments', () => {
  const event = parseEventSignature('E(uint256 indexed a) anonymous')
  expect(decodeLog(event, [7n], new Uint8Array(0))[0]!.value).toBe(7n)
})

test('another number of topics, or data that is too short, is another event', () => {
  const event = parseEventSignature('E(uint256 indexed a, uint256 b)')
  expect(() => decodeLog(event, [event.topic], new Uint8Array(32))).toThrow(AbiDecodeError)
  expect(() => decodeLog(event, [event.topic, 1n], new Uint8Array(31))).toThrow(AbiDecodeError)
})
