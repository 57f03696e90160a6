// Which Foundry we stand in for. From crates/cheatcodes/src/version.rs of foundry; versions are parsed as its `semver` does.

import { type CheatTable, CheatcodeError } from '../context.ts'
import { textOf, U64_MAX } from './values.ts'

/** What `vm.getFoundryVersion()` returns in the release whose behaviour the cheatcodes have. */
const FOUNDRY_VERSION_LONG = '1.7.1+4072e48705.1778226655.dist'

const PARTS = ['major', 'minor', 'patch'] as const

/** A version of three numbers. */
export type Version = readonly [major: bigint, minor: bigint, patch: bigint]

const CURRENT: Version = [1n, 7n, 1n]

export const versionCheats: CheatTable = {
  'getFoundryVersion()': () => [FOUNDRY_VERSION_LONG],
  'foundryVersionCmp(string)': (_, [version]) => [compareVersions(CURRENT, plainVersion(textOf(version)))],
  'foundryVersionAtLeast(string)': (_, [version]) => [
    compareVersions(CURRENT, plainVersion(textOf(version))) >= 0n,
  ],
}

function plainVersion(text: string): Version {
  try {
    const { version, rest } = parseVersion(text)
    if (rest.startsWith('-')) throw new VersionError('pre-release versions are not supported')
    if (rest.startsWith('+')) throw new VersionError('build metadata is not supported')
    return version
  } catch (error) {
    if (!(error instanceof VersionError)) throw error
    throw new CheatcodeError(`invalid version \`${text}\`: ${error.message}`)
  }
}

/** Three numbers and what follows them. @throws VersionError with what is wrong, in semver's words. */
export function parseVersion(text: string): { readonly version: Version; readonly rest: string } {
  if (text === '') throw new VersionError('empty string, expected a semver version')
  const numbers: bigint[] = []
  let at = 0
  for (const part of PARTS) {
    if (numbers.length > 0) {
      const found = text.codePointAt(at)
      const before = PARTS[numbers.length - 1]!
      if (found === undefined)
        throw new VersionError(`unexpected end of input while parsing ${before} version number`)
      if (text[at] !== '.')
        throw new VersionError(`unexpected character ${char(found)} after ${before} version number`)
      at++
    }
    const digits = /^[0-9]+/.exec(text.slice(at))?.[0]
    if (digits === undefined) {
      const found = text.codePointAt(at)
      throw new VersionError(
        found === undefined
          ? `unexpected end of input while parsing ${part} version number`
          : `unexpected character ${char(found)} while parsing ${part} version number`,
      )
    }
    if (digits.length > 1 && digits.startsWith('0'))
      throw new VersionError(`invalid leading zero in ${part} version number`)
    const value = digits.length > 20 ? U64_MAX + 1n : BigInt(digits)
    if (value > U64_MAX) throw new VersionError(`value of ${part} version number exceeds u64::MAX`)
    numbers.push(value)
    at += digits.length
  }
  const rest = text.slice(at)
  const next = rest.codePointAt(0)
  if (next !== undefined && rest[0] !== '-' && rest[0] !== '+')
    throw new VersionError(`unexpected character ${char(next)} after patch version number`)
  return { version: [numbers[0]!, numbers[1]!, numbers[2]!], rest }
}

function char(codePoint: number): string {
  return `'${String.fromCodePoint(codePoint)}'`
}

function compareVersions(left: Version, right: Version): bigint {
  for (const index of [0, 1, 2] as const) {
    if (left[index] !== right[index]) return left[index] < right[index] ? -1n : 1n
  }
  return 0n
}

/** Text that is no version; its message is a part of a longer one. */
export class VersionError extends Error {}
