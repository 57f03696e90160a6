import { expect, test } from 'vitest'

import { readAttack, WrongFindingError } from './attack-document.ts'

const FINDING = {
  id: 'f1',
  property: { name: 'invariant_x()', kind: 'invariant' },
  signature: { property: 'A.invariant_x()', mechanism: 'panic 0x01', place: 'src/A.sol:1' },
  seconds: 1.5,
  executions: 42,
  originalCalls: 7,
  steps: [
    {
      contract: 'A',
      address: '0x01',
      function: 'set',
      signature: 'set(uint256)',
      calldata: '0xaa',
      senderAddress: '0x02',
      valueWei: '255',
      delaySeconds: 16,
      delayBlocks: 0,
    },
  ],
}

function document(findings: readonly unknown[], status: object): unknown {
  return {
    schemaVersion: 1,
    run: { executions: 1000, seconds: 9 },
    campaigns: [{ seconds: 4, properties: [{ name: 'invariant_x()', kind: 'invariant', ...status }] }],
    findings,
  }
}

test('a finding becomes calls as forge writes them', () => {
  const attack = readAttack(document([FINDING], { status: 'broken', findings: ['f1'] }))
  expect(attack).toMatchObject({ executions: 1000, seconds: 4 })
  expect(attack.statusOf('invariant_x()')).toBe('broken')
  expect(attack.findings[0]).toMatchObject({ property: 'invariant_x()', executions: 42, originalCalls: 7 })
  expect(attack.findings[0]?.calls).toEqual([
    expect.objectContaining({
      warp: '0x10',
      roll: null,
      sender: '0x02',
      addr: '0x01',
      calldata: '0xaa',
      value: '0xff',
    }),
  ])
})

test.each([
  ['another document', { schemaVersion: 99, findings: [] }],
  ['no document', null],
  ['a broken property without its finding', document([], { status: 'broken', findings: ['f1'] })],
  ['a broken property without any finding', document([], { status: 'broken', findings: [] })],
  [
    'a sequence that grew',
    document([{ ...FINDING, originalCalls: 0 }], { status: 'broken', findings: ['f1'] }),
  ],
])('%s is refused', (_name, value) => {
  expect(() => readAttack(value)).toThrow(WrongFindingError)
})
