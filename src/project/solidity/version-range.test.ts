import { describe, expect, it } from 'vitest'

import { isInRange, parseVersionRange } from './version-range.ts'

function fits(range: string, version: string): boolean | undefined {
  const parsed = parseVersionRange(range)
  return parsed === undefined ? undefined : isInRange(version, parsed)
}

describe('version ranges of pragmas', () => {
  // Expected values: the npm package semver 7, which has the same rules.
  it.each([
    ['^0.8.20', ['0.8.20', '0.8.37'], ['0.8.19', '0.9.0', '1.0.0']],
    ['^0.8', ['0.8.0', '0.8.9'], ['0.9.0', '0.7.6']],
    ['^0.0.3', ['0.0.3'], ['0.0.4']],
    ['^1.2.3', ['1.2.3', '1.9.0'], ['2.0.0', '1.2.2']],
    ['~0.8.4', ['0.8.4', '0.8.30'], ['0.8.3', '0.9.0']],
    ['~0.8', ['0.8.0', '0.8.30'], ['0.9.0']],
    ['>=0.6.0 <0.9.0', ['0.6.0', '0.8.30'], ['0.5.17', '0.9.0']],
    ['>=0.4.22<0.9.0', ['0.4.22', '0.8.30'], ['0.9.0']],
    ['> 0.7.6', ['0.8.0'], ['0.7.6']],
    ['>0.7', ['0.8.0'], ['0.7.6']],
    ['<=0.7', ['0.7.6'], ['0.8.0']],
    ['=0.8.25', ['0.8.25'], ['0.8.26', '0.8.24']],
    ['0.8.25', ['0.8.25'], ['0.8.26']],
    ['v0.8.25', ['0.8.25'], ['0.8.26']],
    ['0.8.x', ['0.8.0', '0.8.99'], ['0.9.0']],
    ['*', ['0.4.11', '0.8.30'], []],
    ['0.5.0 - 0.7.6', ['0.5.0', '0.7.6'], ['0.7.7', '0.4.26']],
    ['0.5 - 0.7', ['0.5.0', '0.7.99'], ['0.8.0']],
    ['^0.7.6 || =0.8.1', ['0.7.6', '0.8.1'], ['0.8.2', '0.7.5']],
    ['>=0.8.0 ^0.8.10', ['0.8.10'], ['0.8.9']],
    ['>0.8.0 <0.7.0', [], ['0.7.5', '0.8.1']],
  ])('%s', (range, inside, outside) => {
    for (const version of inside) expect([version, fits(range, version)]).toEqual([version, true])
    for (const version of outside) expect([version, fits(range, version)]).toEqual([version, false])
  })

  it.each(['', 'latest', '^', '0.8.20 and up', '^0.8.20 ||', '99999.0.0', '>='])('%j is none', (range) => {
    expect(parseVersionRange(range)).toBeUndefined()
  })

  it('takes a version with a suffix for the version', () => {
    expect(fits('=0.8.7', '0.8.7-fixed')).toBe(true)
  })
})
