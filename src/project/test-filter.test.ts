import { expect, test } from 'vitest'

import { createTestFilter } from './test-filter.ts'

test('names are matched anywhere in them, tests by their signature', () => {
  const filter = createTestFilter({ matchTest: 'Deposit|uint8', noMatchContract: '^Slow' }, {}, '/p')
  expect(filter.matchesTest('test_Deposit()')).toBe(true)
  expect(filter.matchesTest('test_x(uint8)')).toBe(true)
  expect(filter.matchesTest('test_x(uint16)')).toBe(false)
  expect(filter.matchesContract('SlowTest')).toBe(false)
  expect(filter.matchesContract('NotSlowTest')).toBe(true)
  expect(filter.matchesPath('test/A.t.sol')).toBe(true)
})

test('the command line replaces what foundry.toml says, pattern by pattern', () => {
  const filter = createTestFilter(
    { matchContract: 'B' },
    { matchContract: 'A', noMatchPath: 'test/slow/*' },
    '/p',
  )
  expect(filter.matchesContract('A')).toBe(false)
  expect(filter.matchesPath('test/slow/A.t.sol')).toBe(false)
})

test('flags in front are understood, nonsense is refused', () => {
  expect(createTestFilter({ matchTest: '(?i)deposit' }, {}, '/p').matchesTest('test_DEPOSIT()')).toBe(true)
  expect(() => createTestFilter({ matchTest: '(' }, {}, '/p')).toThrow('"(" is no regular expression')
})

test('without patterns everything is wanted', () => {
  const filter = createTestFilter({}, {}, '/p')
  expect(filter.isEmpty).toBe(true)
  expect(filter.matchesTest('x') && filter.matchesContract('x') && filter.matchesPath('x')).toBe(true)
})
