// forge's --match-* family, with its short names, for commands that run tests.

import { type Command, Option } from 'commander'
import type { TestFilterPatterns } from '../../project/types.ts'

const MATCHES: readonly {
  readonly long: string
  readonly short: string
  readonly value: string
  readonly key: keyof TestFilterPatterns
  readonly what: string
}[] = [
  {
    long: 'match-test',
    short: 'mt',
    value: 'regex',
    key: 'matchTest',
    what: 'only tests whose signature matches',
  },
  {
    long: 'no-match-test',
    short: 'nmt',
    value: 'regex',
    key: 'noMatchTest',
    what: 'no tests whose signature matches',
  },
  {
    long: 'match-contract',
    short: 'mc',
    value: 'regex',
    key: 'matchContract',
    what: 'only contracts whose name matches',
  },
  {
    long: 'no-match-contract',
    short: 'nmc',
    value: 'regex',
    key: 'noMatchContract',
    what: 'no contracts whose name matches',
  },
  {
    long: 'match-path',
    short: 'mp',
    value: 'glob',
    key: 'matchPath',
    what: 'only source files whose path matches',
  },
  {
    long: 'no-match-path',
    short: 'nmp',
    value: 'glob',
    key: 'noMatchPath',
    what: 'no source files whose path matches',
  },
]

/** Adds them to a command, or only those that mean something to it. */
export function addMatchOptions(command: Command, wanted?: readonly (keyof TestFilterPatterns)[]): Command {
  for (const { long, short, value, key, what } of MATCHES) {
    if (wanted?.includes(key) === false) continue
    command.addOption(new KeyedOption(`--${long} <${value}>`, `${what} (also --${short})`, key))
    command.addOption(new KeyedOption(`--${short} <${value}>`, what, key).hideHelp())
  }
  return command
}

/** The patterns among the values of a command's options. */
export function matchPatterns(values: Readonly<Record<string, unknown>>): TestFilterPatterns {
  const patterns: Record<string, string> = {}
  for (const { key } of MATCHES) {
    const value = values[key]
    if (typeof value === 'string') patterns[key] = value
  }
  return patterns
}

// Two flags for one value, and "--no-match-test" that is no "--match-test" switched off: Commander takes names apart by itself.
class KeyedOption extends Option {
  readonly #key: string

  constructor(flags: string, description: string, key: string) {
    super(flags, description)
    this.negate = false
    this.#key = key
  }

  override attributeName(): string {
    return this.#key
  }
}
