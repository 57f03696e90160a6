import { expect, test } from 'vitest'

import type { Log } from '../../src/evm/types.ts'
import { fixtureCase } from './fixture-cases.ts'
import { logsHash } from './logs-hash.ts'

test('no logs: Keccak-256 of RLP of the empty list', () => {
  expect(logsHash([])).toBe('0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347')
})

test('the three logs of a LOG4 test have the hash of the test', async () => {
  const { expected } = await fixtureCase('test_log.py')
  const log: Log = {
    address: '0xc567619e2c8ca1bcb624d54352bab82fef1be34e',
    topics: [0n, 0n, 0n, 0n],
    data: new Uint8Array(2),
  }
  expect(logsHash([log, log, log])).toBe(expected.logs)
})
