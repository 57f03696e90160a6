import { expect, test } from 'vitest'
import type { CampaignProgress, StoredFailure } from '../attack/campaign.ts'
import type { Entry } from '../attack/entry.ts'
import type { Call } from '../attack/types.ts'
import {
  decodeEntries,
  decodeFailures,
  decodeProgress,
  encodeEntries,
  encodeFailures,
  encodeProgress,
} from './records.ts'

const CALL: Call = {
  target: 3,
  to: `0x${'12'.repeat(20)}`,
  from: `0x${'ab'.repeat(20)}`,
  value: 2n ** 256n - 1n,
  data: new Uint8Array([0xde, 0xad, 0, 0]),
  seconds: 4_000_000_000,
  blocks: 1,
}
const PLAIN: Call = { ...CALL, target: -1, value: 0n, data: new Uint8Array(), seconds: 0, blocks: 0 }
const FAILURE: StoredFailure = {
  property: 0,
  sequence: [CALL],
  executions: 123_456_789_012,
  seconds: 0.1 + 0.2,
  key: 'reverted "\u{1f4a5}"',
}

test('entries come back as they were', () => {
  const entries: Entry[] = [
    { parent: 0, calls: [CALL, PLAIN], isReverted: false, stateless: -1 },
    { parent: 1, calls: [], isReverted: true, stateless: 2 },
  ]
  expect(decodeEntries(encodeEntries(entries))).toEqual(entries)
  expect(decodeEntries(encodeEntries([]))).toEqual([])
})

test('failures come back as they were', () => {
  const failures = [FAILURE, { ...FAILURE, property: 7, sequence: [] }]
  expect(decodeFailures(encodeFailures(failures))).toEqual(failures)
})

test('progress comes back as it was', () => {
  const { key: _key, ...failure } = FAILURE
  const progress: CampaignProgress = {
    executions: 2 ** 53 - 1,
    newsAt: 4_711,
    counts: [0, 1, 2 ** 40],
    edges: 812,
    best: [String(-(2n ** 255n)), '0', '77'].map((value, property) => ({ property, value, failure })),
  }
  expect(decodeProgress(encodeProgress(progress))).toEqual(progress)
})

test('addresses and texts stand in a record once', () => {
  const failure = { ...FAILURE, sequence: [PLAIN], executions: 0 }
  const one = encodeFailures([failure]).length
  expect(encodeFailures(Array<StoredFailure>(101).fill(failure)).length).toBe(one + 100 * 20)
})

test('numbers that are no integers are refused when they are written', () => {
  const write = (call: Partial<Call>): unknown =>
    encodeEntries([{ parent: 0, calls: [{ ...CALL, ...call }], isReverted: false, stateless: -1 }])
  expect(() => write({ seconds: -1 })).toThrow(RangeError)
  expect(() => write({ blocks: 1.5 })).toThrow(RangeError)
  expect(() => write({ to: '0x12' })).toThrow(RangeError)
})
