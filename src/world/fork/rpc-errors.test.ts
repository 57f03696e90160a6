import { describe, expect, test } from 'vitest'
import { backoffInData, isTransientStatus, meaningOfRpcError, retryAfterMs } from './rpc-errors.ts'

describe('meaningOfRpcError', () => {
  // Texts of nodes and providers, from their issue trackers.
  test.each([
    [
      -32000,
      'missing trie node 288259a5 (path ) state 0x2882 is not available, not found',
      'stateUnavailable',
    ],
    [-32000, 'required historical state unavailable (reexec=128)', 'stateUnavailable'],
    [-32603, 'State at block #11052984 is pruned', 'stateUnavailable'],
    [
      -32603,
      'Internal error Nethermind.Trie.MissingTrieNodeException: Node A is missing from the DB',
      'stateUnavailable',
    ],
    [
      -32000,
      'This request is not supported because your node is running with state pruning. Run with --pruning=archive.',
      'stateUnavailable',
    ],
    [-32000, 'old data not available due to pruning', 'stateUnavailable'],
    [-32602, 'Archive requests require a paid plan', 'stateUnavailable'],
    [-32000, 'header not found', 'blockUnknown'],
    [-32000, 'header for hash not found', 'blockUnknown'],
    [-32001, 'Unknown block number', 'blockUnknown'],
    [-32000, 'block #24000000 not found', 'blockUnknown'],
    [-32005, 'daily request count exceeded, request rate limited', 'rateLimited'],
    [-32005, 'anything', 'rateLimited'],
    [429, 'Your app has exceeded its compute units per second capacity.', 'rateLimited'],
    [-32016, 'over rate limit', 'rateLimited'],
    [-32000, '429 Too Many Requests: {"code":-32016}', 'rateLimited'],
    [-32603, 'Internal error', 'transient'],
    [-32000, 'request timed out', 'transient'],
    [-32601, 'the method eth_getCode does not exist/is not available', 'refused'],
    [-32602, 'invalid argument 0: hex string without 0x prefix', 'refused'],
  ] as const)('%d %s: %s', (code, text, meaning) => {
    expect(meaningOfRpcError(code, text, 1)).toBe(meaning)
  })

  test.each([
    [-32000, 'batch limit 100 exceeded: 142 requests given'],
    [-32005, 'Batch size is too large, 11 > 10'],
    [-32003, 'response too large'],
    [-32007, 'The batch response was too large'],
  ])('%d %s: the batch is refused, if it was one', (code, text) => {
    expect(meaningOfRpcError(code, text, 2)).toBe('batchRefused')
    expect(meaningOfRpcError(code, text, 1)).not.toBe('batchRefused')
  })
})

describe('retryAfterMs', () => {
  const now = Date.parse('Fri, 21 Nov 2025 06:00:00 GMT')

  test.each([
    ['0', 0],
    ['7', 7000],
    [' 7 ', 7000],
    ['Fri, 21 Nov 2025 06:00:30 GMT', 30_000],
    ['Fri, 21 Nov 2025 05:00:00 GMT', 0],
    ['soon', undefined],
    ['-1', undefined],
    ['1e9', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j is %j', (header, wait) => {
    expect(retryAfterMs(header, now)).toBe(wait)
  })
})

test('the pause in the data of an error is found', () => {
  expect(backoffInData({ rate: { backoff_seconds: 24, allowed_rps: 1 } })).toBe(24_000)
  expect(backoffInData({ backoff_seconds: 1.5 })).toBe(1500)
  for (const data of [
    undefined,
    null,
    'x',
    {},
    { rate: 3 },
    { backoff_seconds: -1 },
    { backoff_seconds: Infinity },
  ]) {
    expect(backoffInData(data)).toBeUndefined()
  }
})

test('statuses that pass', () => {
  expect([408, 500, 502, 503, 504, 520, 524, 530].every(isTransientStatus)).toBe(true)
  expect([200, 301, 400, 401, 403, 404, 501, 505, 531].some(isTransientStatus)).toBe(false)
})
