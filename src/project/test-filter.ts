// Which tests are wanted: forge's --match-test, --match-contract, --match-path and their opposites.

import { createPathMatcher } from './glob.ts'
import { ProjectError } from './project-error.ts'
import type { TestFilterPatterns } from './types.ts'

/** Decides on tests by name. Patterns that were not given let everything through. */
export type TestFilter = {
  readonly isEmpty: boolean
  /** @param signature 'test_deposit(uint256)' */
  matchesTest(signature: string): boolean
  matchesContract(name: string): boolean
  /** @param path from the root, forward slashes */
  matchesPath(path: string): boolean
}

/**
 * @param patterns those of the command line
 * @param configured those of foundry.toml: each holds where the command line says nothing
 * @param root absolute path of the project
 * @throws ProjectError PROJECT_PATTERN_INVALID
 */
export function createTestFilter(
  patterns: TestFilterPatterns,
  configured: TestFilterPatterns,
  root: string,
): TestFilter {
  const all = { ...configured, ...patterns }
  const [test, noTest] = [regExpOf(all.matchTest), regExpOf(all.noMatchTest)]
  const [contract, noContract] = [regExpOf(all.matchContract), regExpOf(all.noMatchContract)]
  const [path, noPath] = [globOf(all.matchPath, root), globOf(all.noMatchPath, root)]
  return {
    isEmpty: Object.values(all).every((each) => each === undefined),
    matchesTest: (signature) => (test?.test(signature) ?? true) && !(noTest?.test(signature) ?? false),
    matchesContract: (name) => (contract?.test(name) ?? true) && !(noContract?.test(name) ?? false),
    matchesPath: (file) => (path?.(file) ?? true) && !(noPath?.(file) ?? false),
  }
}

function globOf(glob: string | undefined, root: string): ((path: string) => boolean) | undefined {
  return glob === undefined ? undefined : createPathMatcher(glob, root)
}

// forge's are of the Rust crate regex. What is written differently in JavaScript and still seen: flags in front.
function regExpOf(pattern: string | undefined): RegExp | undefined {
  if (pattern === undefined) return undefined
  const [, flags = '', source = pattern] = /^\(\?([imsx]+)\)(.*)$/s.exec(pattern) ?? []
  try {
    return new RegExp(source, flags.replace('x', ''))
  } catch (cause) {
    throw new ProjectError('PROJECT_PATTERN_INVALID', `"${pattern}" is no regular expression.`, {
      hint: 'Names are matched by regular expressions: "test_.*Deposit", "^Vault(Test|Invariants)$".',
      cause,
      details: { pattern },
    })
  }
}
