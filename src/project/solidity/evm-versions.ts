// Which rules of the chain a compiler may be told to write for.

import type { Fork } from '../../evm/forks.ts'
import { FORKS } from '../../evm/forks.ts'
import { versionNumber } from './version-range.ts'

// The first compiler that knows each (its `--evm-version`; solc's Changelog.md).
const SINCE: Readonly<Record<Fork, string>> = {
  london: '0.8.7',
  paris: '0.8.18',
  shanghai: '0.8.20',
  cancun: '0.8.24',
  prague: '0.8.27',
  osaka: '0.8.29',
}

/**
 * The newest rules that both the compiler and the chain know; undefined if the compiler knows none of ours: its own choice is older
 * and runs on any of them.
 */
export function evmVersionFor(compilerVersion: string, fork: Fork): Fork | undefined {
  const compiler = versionNumber(compilerVersion) ?? 0
  return FORKS.slice(0, FORKS.indexOf(fork) + 1).findLast((each) => compiler >= versionNumber(SINCE[each])!)
}
