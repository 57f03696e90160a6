// What `pragma solidity` may say: npm's version ranges, as far as solc itself understands them (SemVerHandler in its sources).

/** A range as intervals of version numbers; none of them: no version fits. */
export type VersionRange = readonly VersionInterval[]

/** From `least` up to and without `below`. */
export type VersionInterval = { readonly least: number; readonly below: number }

// Three digits per part are plenty; a number stands for the version.
const PART_MAX = 999
const MINOR = PART_MAX + 1
const MAJOR = MINOR * MINOR
const EVERY: VersionInterval = { least: 0, below: Number.POSITIVE_INFINITY }

const COMPARATOR =
  /\s*(\^|~|>=|<=|>|<|=)?\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:[-+][\w.+-]*)?/y
const HYPHEN = /\s+-\s/

/** The range that a pragma's text means: '^0.8.20', '>=0.6.0 <0.9.0', '0.5.0 - 0.7.6 || =0.8.1'. Undefined if it is no range. */
export function parseVersionRange(text: string): VersionRange | undefined {
  const intervals: VersionInterval[] = []
  for (const alternative of text.split('||')) {
    const interval = parseAlternative(alternative)
    if (interval === undefined) return undefined
    if (interval.least < interval.below) intervals.push(interval)
  }
  return intervals
}

/** The number that ranges speak of for '0.8.30' or '0.8.7-fixed'; undefined if it is no version. */
export function versionNumber(version: string): number | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []
  if (major === undefined || minor === undefined || patch === undefined) return undefined
  return Number(major) * MAJOR + Number(minor) * MINOR + Number(patch)
}

/** Whether a version is in a range. */
export function isInRange(version: string, range: VersionRange): boolean {
  const number = versionNumber(version)
  return number !== undefined && range.some(({ least, below }) => number >= least && number < below)
}

function parseAlternative(text: string): VersionInterval | undefined {
  const ends = text.split(HYPHEN)
  if (ends.length === 2) return parseHyphen(ends[0]!, ends[1]!)
  let interval = EVERY
  let at = 0
  while (at < text.length) {
    COMPARATOR.lastIndex = at
    const match = COMPARATOR.exec(text)
    if (match === null) return text.slice(at).trim() === '' && at > 0 ? interval : undefined
    const next = intervalOf(match)
    if (next === undefined) return undefined
    interval = { least: Math.max(interval.least, next.least), below: Math.min(interval.below, next.below) }
    at = COMPARATOR.lastIndex
  }
  return at === 0 ? undefined : interval
}

function parseHyphen(from: string, to: string): VersionInterval | undefined {
  const least = parseAlternative(`>=${from.trim()}`)
  const below = parseAlternative(`<=${to.trim()}`)
  return least === undefined || below === undefined ? undefined : { least: least.least, below: below.below }
}

function intervalOf(match: RegExpExecArray): VersionInterval | undefined {
  const [major, minor, patch] = [partOf(match[2]), partOf(match[3]), partOf(match[4])]
  if ([major, minor, patch].some((part) => part !== undefined && part > PART_MAX)) return undefined
  // A part that is left out or a star stands for every number.
  if (major === undefined) return EVERY
  const least = major * MAJOR + (minor ?? 0) * MINOR + (minor === undefined ? 0 : (patch ?? 0))
  const afterMajor = (major + 1) * MAJOR
  const afterMinor = minor === undefined ? afterMajor : major * MAJOR + (minor + 1) * MINOR
  const afterAll = minor === undefined || patch === undefined ? afterMinor : least + 1
  switch (match[1]) {
    case '>':
      return { least: afterAll, below: EVERY.below }
    case '>=':
      return { least, below: EVERY.below }
    case '<':
      return { least: 0, below: least }
    case '<=':
      return { least: 0, below: afterAll }
    case '~':
      return { least, below: afterMinor }
    case '^':
      // Up to the next change of the first part that is not zero.
      if (major > 0 || minor === undefined) return { least, below: afterMajor }
      return { least, below: minor > 0 || patch === undefined ? afterMinor : afterAll }
    default:
      return { least, below: afterAll }
  }
}

function partOf(text: string | undefined): number | undefined {
  return text === undefined || /^[xX*]$/.test(text) ? undefined : Number(text)
}
