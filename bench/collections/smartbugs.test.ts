import { expect, test } from 'vitest'

import type { ReportFinding } from '../../src/report/schema.ts'
import { functionsOf } from './functions-of.ts'
import { judge, placesOf } from './smartbugs.ts'

const SOURCE = `contract Bank {
  address owner;
  function Bank() { owner = msg.sender; }
  function take(uint x) { pay(x); }
  function pay(uint x) internal { msg.sender.transfer(x); }
  function other() {}
}`
const AT_PAY = placesOf(functionsOf(SOURCE), [5])
const STEP = { function: 'take', reactions: [] }

function finding(changes: Record<string, unknown>): ReportFinding {
  return {
    property: { name: 'theft', kind: 'detector' },
    signature: { property: '', mechanism: '', place: 'Bank.sol:9' },
    steps: [STEP],
    mechanisms: [],
    ...changes,
  } as unknown as ReportFinding
}

test('a finding is right if its steps or its place and its detector fit the label', () => {
  expect(judge(finding({}), 'access_control', AT_PAY)).toBe('right')
  const elsewhere = { steps: [{ ...STEP, function: 'other' }] }
  expect(judge(finding(elsewhere), 'access_control', AT_PAY)).toBe('other')
  const inside = { ...elsewhere, signature: { property: '', mechanism: '', place: 'Bank.sol:5' } }
  expect(judge(finding(inside), 'access_control', AT_PAY)).toBe('right')
})

test('a theft is no reentrancy without calls in calls, and no ignored failure', () => {
  expect(judge(finding({}), 'reentrancy', AT_PAY)).toBe('other')
  const nested = { steps: [{ ...STEP, reactions: ['called back, it calls Bank.take(x: 1)'] }] }
  expect(judge(finding(nested), 'reentrancy', AT_PAY)).toBe('right')
  expect(judge(finding({}), 'unchecked_low_level_calls', AT_PAY)).toBe('other')
  const ignored = { mechanisms: [{ id: 'ignored-failure' }] }
  expect(judge(finding(ignored), 'unchecked_low_level_calls', AT_PAY)).toBe('right')
})

test('properties of somebody else do not count, labels in constructors fit everywhere', () => {
  expect(judge(finding({ property: { name: 'echidna_x', kind: 'boolean' } }), 'other', AT_PAY)).toBe('none')
  const steps = { steps: [{ ...STEP, function: 'other' }] }
  expect(judge(finding(steps), 'access_control', placesOf(functionsOf(SOURCE), [3]))).toBe('right')
})
