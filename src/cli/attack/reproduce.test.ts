import { expect, test } from 'vitest'
import type { AttackOptions } from './options.ts'
import { reproduceText } from './reproduce.ts'

const OPTIONS: AttackOptions = {
  paths: [],
  patterns: {},
  seed: undefined,
  timeoutSeconds: undefined,
  executions: undefined,
  workers: 2,
  isInterpreted: false,
  isResumed: true,
  output: 'json',
  verbosity: 2,
  colour: 'auto',
  isQuiet: false,
  fork: undefined,
  isFailFast: false,
  hasProofs: true,
  isList: false,
  isFailureAllowed: true,
  reports: { html: undefined, sarif: undefined, junit: undefined, markdown: undefined },
  attacked: 'unguarded',
}

test('what decides the findings, and nothing else', () => {
  expect(reproduceText(OPTIONS, 7n)).toBe('npx faultline attack --seed 7')
  const options: AttackOptions = {
    ...OPTIONS,
    paths: ['test/A.t.sol'],
    patterns: { matchContract: '^(A|B)$', noMatchPath: "it's/**" },
    executions: 100,
    isFailFast: true,
  }
  expect(reproduceText(options, 7n)).toBe(
    "npx faultline attack test/A.t.sol --match-contract '^(A|B)$' --no-match-path 'it'\\''s/**' --seed 7 --executions 100 --fail-fast",
  )
})

test('the address of a node may have a key in it', () => {
  const text = reproduceText({ ...OPTIONS, fork: { url: 'https://node.example/secret', block: 5n } }, 1n)
  expect(text).not.toContain('secret')
  expect(text).toContain('--fork-url "$FORK_URL" --fork-block-number 5')
})
