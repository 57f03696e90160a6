import { expect, test } from 'vitest'

import { createPathMatcher, globToRegExp } from './glob.ts'

test.each([
  ['test/*', 'test/A.t.sol', true],
  // globset's default: a star also crosses folders.
  ['test/*', 'test/unit/A.t.sol', true],
  ['*', 'anything/at/all.sol', true],
  ['test/**', 'test/unit/A.t.sol', true],
  ['**/A.t.sol', 'A.t.sol', true],
  ['**/A.t.sol', 'test/unit/A.t.sol', true],
  ['test/**/A.t.sol', 'test/A.t.sol', true],
  ['test/**/A.t.sol', 'test/x/y/A.t.sol', true],
  ['test/{unit,fuzz}/*.sol', 'test/fuzz/B.sol', true],
  ['test/{unit,fuzz}/*.sol', 'test/other/B.sol', false],
  ['test/[A-C]?.sol', 'test/Bx.sol', true],
  ['test/[!A-C]?.sol', 'test/Bx.sol', false],
  ['test/\\*.sol', 'test/*.sol', true],
  ['test/\\*.sol', 'test/a.sol', false],
  ['src/A.sol', 'lib/src/A.sol', false],
  ['a.b', 'axb', false],
])('glob %s and path %s: %j', (glob, path, expected) => {
  expect(globToRegExp(glob).test(path)).toBe(expected)
})

test('as forge: the text in a file name is enough, ./ and absolute globs mean paths of the project', () => {
  expect(createPathMatcher('Vault', '/p')('test/VaultTest.t.sol')).toBe(true)
  expect(createPathMatcher('Vault', '/p')('Vault/Other.t.sol')).toBe(false)
  expect(createPathMatcher('./test/*', '/p')('test/A.t.sol')).toBe(true)
  expect(createPathMatcher('/p/test/*', '/p')('test/A.t.sol')).toBe(true)
  expect(createPathMatcher('/q/test/*', '/p')('test/A.t.sol')).toBe(false)
})

test.each(['test/{a', 'test/a}', 'test/[a', 'test/[z-a]', 'a\\'])('%s is no glob', (glob) => {
  expect(() => globToRegExp(glob)).toThrow(expect.objectContaining({ code: 'PROJECT_PATTERN_INVALID' }))
})
