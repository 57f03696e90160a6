import { describe, expect, it } from 'vitest'
import type { ReportFinding } from '../../src/report/schema.ts'
import { FINDING } from '../../tests/attack-command/report-finding.ts'
import { contractsIn } from './contracts-in.ts'
import { isAbout } from './steps-touch.ts'

/** Of a detector, with one step. */
function finding(contract: string, place = 'q', reactions: readonly string[] = []): ReportFinding {
  const [step] = FINDING.steps
  return {
    ...FINDING,
    property: { name: 'theft', kind: 'detector' },
    signature: { property: 'p', mechanism: 'm', place },
    steps: [{ ...step!, contract, reactions }],
  }
}

const ABOUT = { names: ['Pool'], files: ['src/pool/Pool.sol'] }

describe('contracts of a source', () => {
  it('are those that it defines, and none that it only names', () => {
    const source =
      'import "a";\ncontract A is B {}\nabstract contract C {}\ninterface I {}\n// contract X\nlibrary L {}'
    expect(contractsIn(source)).toEqual(['A', 'C', 'L'])
  })
})

describe('a finding', () => {
  it.each([
    ['calls one of them', finding('Pool')],
    ['calls the second of its name', finding('Pool 2')],
    ['gives way inside of one', finding('Token', 'src/pool/Pool.sol:7')],
    ['calls one when it is called back', finding('Token', 'q', ['called back, it calls Pool.deposit()'])],
  ])('is about contracts if it %s', (_, found) => {
    expect(isAbout(found, ABOUT)).toBe(true)
  })

  it.each([
    ['calls others', finding('PoolFactory')],
    [
      'is none of a detector',
      { ...finding('Pool'), property: { name: 'invariant_x()', kind: 'invariant' as const } },
    ],
  ])('is about something else if it %s', (_, found) => {
    expect(isAbout(found, ABOUT)).toBe(false)
  })
})
