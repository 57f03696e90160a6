import { describe, expect, test } from 'vitest'

import { caseId, isInSample, matchesCase, mayMatchFile } from './selection.ts'

const FILE = 'archive/folder/file.json'
const ID: string = caseId(FILE, 'a.py::test_a[fork_Osaka]', 'Osaka', 1)

describe('the selection of cases', () => {
  test('a part of the id selects, a whole id selects one case alone', () => {
    expect(matchesCase({ match: 'test_a' }, ID, 'Osaka')).toBe(true)
    expect(matchesCase({ match: 'test_b' }, ID, 'Osaka')).toBe(false)
    expect(matchesCase({ match: ID }, ID, 'Osaka')).toBe(true)
    expect(matchesCase({ match: ID }, `${ID}0`, 'Osaka')).toBe(false)
  })

  test('a fork selects its cases whatever its case', () => {
    expect(matchesCase({ fork: 'osaka' }, ID, 'Osaka')).toBe(true)
    expect(matchesCase({ fork: 'prague' }, ID, 'Osaka')).toBe(false)
  })

  test('a whole id leaves other files unread', () => {
    expect(mayMatchFile({ match: ID }, FILE)).toBe(true)
    expect(mayMatchFile({ match: ID }, 'archive/folder/other.json')).toBe(false)
    expect(mayMatchFile({ match: 'test_a' }, 'archive/folder/other.json')).toBe(true)
    expect(mayMatchFile({}, FILE)).toBe(true)
  })

  test('without --quick all is in the sample', () => {
    expect(isInSample({}, FILE, ['a', 'b'])).toEqual([true, true])
  })

  test('a quick sample takes a case of each file and a small share of the others, always the same', () => {
    const ids = Array.from({ length: 3200 }, (_, index) => `${FILE}::test::Osaka::${index}`)
    const sample = isInSample({ quick: true }, FILE, ids)
    const size = sample.filter(Boolean).length
    expect(size).toBeGreaterThan(100)
    expect(size).toBeLessThan(400)
    expect(isInSample({ quick: true }, FILE, ids)).toEqual(sample)
    for (let index = 0; index < 50; index++)
      expect(isInSample({ quick: true }, `archive/${index}.json`, ['a', 'b', 'c'])).toContain(true)
    expect(isInSample({ quick: true }, FILE, [])).toEqual([])
  })
})
