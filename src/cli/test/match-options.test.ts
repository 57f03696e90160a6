import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addMatchOptions, matchPatterns } from './match-options.ts'

function parse(argv: readonly string[]): ReturnType<typeof matchPatterns> {
  const command = addMatchOptions(new Command('x').exitOverride())
  command.parse(argv, { from: 'user' })
  return matchPatterns(command.opts())
}

test.each([
  [['--match-test', 'a', '--no-match-test', 'b'], { matchTest: 'a', noMatchTest: 'b' }],
  [['--mt', 'a', '--nmt', 'b'], { matchTest: 'a', noMatchTest: 'b' }],
  [['--match-contract=C', '--nmc', 'D'], { matchContract: 'C', noMatchContract: 'D' }],
  [['--mp', 'test/*.sol', '--no-match-path', 'x'], { matchPath: 'test/*.sol', noMatchPath: 'x' }],
  [[], {}],
])('%j', (argv, patterns) => {
  expect(parse(argv)).toEqual(patterns)
})
