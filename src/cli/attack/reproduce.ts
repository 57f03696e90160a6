// The command line that does a run again.

import { shellWord } from '../../primitives/shell-word.ts'
import type { TestFilterPatterns } from '../../project/types.ts'
import { LANES_LEAST } from '../../run/attack.ts'
import type { AttackOptions } from './options.ts'

const MATCH_FLAGS: Readonly<Record<keyof TestFilterPatterns, string>> = {
  matchTest: '--match-test',
  noMatchTest: '--no-match-test',
  matchContract: '--match-contract',
  noMatchContract: '--no-match-contract',
  matchPath: '--match-path',
  noMatchPath: '--no-match-path',
}

/** Of the run, or of the campaign of one contract. For a POSIX shell. The same findings are promised only with a budget in executions. Without the address of a node, which may have a key in it. */
export function reproduceText(
  options: AttackOptions,
  seed: bigint,
  contract?: string,
  workers: number = options.workers ?? 1,
): string {
  const words = ['npx', 'faultline', 'attack', ...options.paths.map(shellWord)]
  const patterns =
    contract === undefined
      ? options.patterns
      : { ...options.patterns, matchContract: `^${nameOf(contract)}$` }
  for (const [key, flag] of Object.entries(MATCH_FLAGS)) {
    const pattern = patterns[key as keyof TestFilterPatterns]
    if (pattern !== undefined) words.push(flag, shellWord(pattern))
  }
  words.push('--seed', String(seed))
  if (options.timeoutSeconds !== undefined) words.push('--timeout', String(options.timeoutSeconds))
  if (options.executions !== undefined) words.push('--executions', String(options.executions))
  // More lanes than the least are part of what a seed repeats.
  if (workers > LANES_LEAST) words.push('--workers', String(workers))
  if (options.attacked === 'nothing') words.push('--no-attacker')
  if (options.attacked === 'everything') words.push('--attacker')
  if (options.isFailFast) words.push('--fail-fast')
  if (!options.hasProofs) words.push('--no-proofs')
  if (options.fork !== undefined) {
    words.push('--fork-url', '"$FORK_URL"')
    if (options.fork.block !== undefined) words.push('--fork-block-number', String(options.fork.block))
  }
  return words.join(' ')
}

function nameOf(contract: string): string {
  return contract.slice(contract.lastIndexOf(':') + 1).replace(/#.*$/, '')
}
