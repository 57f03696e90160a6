import { expect, test } from 'vitest'

import { sampleFinding } from '../../tests/helpers/sample-report.ts'
import type { ShrunkFinding } from '../attack/tasks.ts'
import { alsoIn, tellersOfRun } from './same-in-other-tests.ts'

type Kind = 'detector' | 'invariant'

function found(mechanism: string, share = 0, kind: Kind = 'detector', last = 'take()'): ShrunkFinding {
  const sample = sampleFinding()
  const [step] = sample.steps
  const signature = { property: 'theft', mechanism, place: 'src/Vault.sol:9' }
  const report = {
    ...sample,
    property: { name: 'theft', kind },
    signature,
    losses: [{ asset: 'ETH', amount: '1', text: '1 ETH', share }],
    steps: ['enter()', last].map((each) => ({ ...step!, function: each, signature: each })),
  }
  return { property: 0, signature, calls: 2, shrinkExecutions: 1, report }
}

test('what is found with the setups of several tests is told once, where it is worst', () => {
  const [first, worst, third] = [found('took ETH'), found('took ETH', 0.5), found('took ETH', 0.1)]
  const tellers = tellersOfRun([
    { contract: 'test/A.t.sol:A', findings: [first] },
    { contract: 'test/B.t.sol:B', findings: [worst] },
    { contract: 'test/C.t.sol:C', findings: [third] },
  ])
  expect([first, worst, third].map((each) => tellers.get(each))).toEqual([worst, worst, worst])
})

test('by what other function, or of what else, is another', () => {
  const all = [found('took ETH'), found('took DAI'), found('took ETH', 0, 'detector', 'drain()')]
  const tellers = tellersOfRun(all.map((each, i) => ({ contract: `test/A.t.sol:A${i}`, findings: [each] })))
  for (const each of all) expect(tellers.get(each)).toBe(each)
})

test('a property of the user belongs to its own test', () => {
  const all = [found('broke', 0, 'invariant'), found('broke', 0, 'invariant')]
  const tellers = tellersOfRun(all.map((each, i) => ({ contract: `test/A.t.sol:A${i}`, findings: [each] })))
  for (const each of all) expect(tellers.get(each)).toBe(each)
})

test('the tests that had it too are named', () => {
  const named = (...names: readonly string[]): string | undefined =>
    alsoIn(names.map((name) => `attacker:test/${name}.t.sol:${name}`))
  expect(named()).toBeUndefined()
  expect(named('A')).toBe('the same in A')
  expect(named('A', 'B', 'C')).toBe('the same in A, B and C')
  expect(named('A', 'B', 'C', 'D')).toBe('the same in A, B, C and D')
  expect(named('A', 'B', 'C', 'D', 'E', 'F')).toBe('the same in A, B, C, D and 2 more')
})
