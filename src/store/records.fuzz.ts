import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Entry } from '../attack/entry.ts'
import { decodeEntries, decodeFailures, decodeProgress, encodeEntries } from './records.ts'
import { StoreError } from './store-error.ts'

const address = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}` as const)
const message = {
  target: fc.integer({ min: -1, max: 500 }),
  to: address,
  from: address,
  value: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  data: fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
  seconds: fc.maxSafeNat(),
  blocks: fc.nat(),
}
const reaction = fc.record(
  {
    calls: fc.array(fc.record(message), { maxLength: 3 }),
    output: fc.uint8Array({ maxLength: 64 }).map((bytes) => new Uint8Array(bytes)),
    fails: fc.constantFrom('revert' as const, 'burn' as const),
  },
  { requiredKeys: ['calls'] },
)
const call = fc.record(
  { ...message, reactions: fc.array(reaction, { minLength: 1, maxLength: 3 }) },
  { requiredKeys: ['target', 'to', 'from', 'value', 'data', 'seconds', 'blocks'] },
)
const entries: fc.Arbitrary<Entry[]> = fc.array(
  fc.record({
    parent: fc.nat(),
    calls: fc.array(call, { maxLength: 4 }),
    isReverted: fc.boolean(),
    stateless: fc.integer({ min: -1, max: 40 }),
  }),
  { maxLength: 10 },
)

test('whatever the entries, they come back as they were', () => {
  fc.assert(
    fc.property(entries, (list) => {
      expect(decodeEntries(encodeEntries(list))).toEqual(list)
    }),
  )
})

test('bytes that nobody wrote are refused with a StoreError, or are a record', () => {
  const mayBeAnything = (bytes: Uint8Array): void => {
    for (const decode of [decodeEntries, decodeFailures, decodeProgress]) {
      try {
        decode(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(StoreError)
      }
    }
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), mayBeAnything))
  fc.assert(
    fc.property(entries, fc.nat(), fc.nat(255), (list, at, byte) => {
      const bytes = encodeEntries(list)
      bytes[at % bytes.length] = byte
      mayBeAnything(bytes)
    }),
  )
})

test('a record that was cut off is refused', () => {
  fc.assert(
    fc.property(entries, fc.nat(), (list, at) => {
      const bytes = encodeEntries(list)
      expect(() => decodeEntries(bytes.subarray(0, at % bytes.length))).toThrow(StoreError)
    }),
  )
})
