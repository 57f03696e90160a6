// The globs of forge's --match-path: those of the Rust crate globset with its defaults, in which * also crosses
// folders (https://docs.rs/globset/latest/globset/#syntax).

import { ProjectError } from './project-error.ts'

/**
 * Whether a path fits a glob, as forge decides it (GlobMatcher in crates/config/src/filter.rs): the glob fits the path,
 * or the file's name has the glob's text in it. A glob that begins with ./ or / means a path from the root or a whole one.
 * @param root absolute path of the project; for globs that begin at the root of the file system
 * @returns a function of paths from the project's root with forward slashes
 * @throws ProjectError PROJECT_PATTERN_INVALID
 */
export function createPathMatcher(glob: string, root: string): (path: string) => boolean {
  const pattern = globToRegExp(glob)
  return (path) => {
    if (pattern.test(path)) return true
    if (path.slice(path.lastIndexOf('/') + 1).includes(glob)) return true
    if (glob.startsWith('./')) return pattern.test(`./${path}`)
    return glob.startsWith('/') && pattern.test(`${root.replaceAll('\\', '/').replace(/\/$/, '')}/${path}`)
  }
}

/** A glob as a regular expression over the whole text. @throws ProjectError PROJECT_PATTERN_INVALID */
export function globToRegExp(glob: string): RegExp {
  let source = ''
  let braces = 0
  let at = 0
  while (at < glob.length) {
    const rest = glob.slice(at)
    const isStart = at === 0 || glob[at - 1] === '/'
    const character = glob[at]!
    if (isStart && rest.startsWith('**/')) {
      // Any folders, or none. The slash before it is there already.
      source += '(?:.*/)?'
      at += 3
    } else if (isStart && rest === '**') {
      source += at === 0 ? '.*' : '.+'
      at += 2
    } else if (character === '*') {
      while (glob[at] === '*') at++
      source += '.*'
    } else if (character === '?') {
      source += '.'
      at++
    } else if (character === '[') {
      const end = classEnd(glob, at)
      source += classSource(glob.slice(at + 1, end))
      at = end + 1
    } else if (character === '{') {
      source += '(?:'
      braces++
      at++
    } else if (character === '}') {
      if (braces === 0) throw invalid(glob, 'a } without its {')
      source += ')'
      braces--
      at++
    } else if (character === ',' && braces > 0) {
      source += '|'
      at++
    } else if (character === '\\') {
      if (at + 1 >= glob.length) throw invalid(glob, 'a \\ at its end')
      source += escaped(glob[at + 1]!)
      at += 2
    } else {
      source += escaped(character)
      at++
    }
  }
  if (braces > 0) throw invalid(glob, 'a { without its }')
  return new RegExp(`^${source}$`, 's')
}

function classEnd(glob: string, start: number): number {
  // A ] that comes first is one of the characters.
  const first = start + (glob[start + 1] === '!' || glob[start + 1] === '^' ? 2 : 1)
  const end = glob.indexOf(']', first + 1)
  if (end < 0) throw invalid(glob, 'a [ without its ]')
  return end
}

function classSource(inside: string): string {
  const isNegated = inside.startsWith('!') || inside.startsWith('^')
  const members = (isNegated ? inside.slice(1) : inside).replace(/[\\\]^[]/g, (each) => `\\${each}`)
  try {
    const source = `[${isNegated ? '^' : ''}${members}]`
    void new RegExp(source)
    return source
  } catch {
    throw invalid(`[${inside}]`, 'a range that goes backwards')
  }
}

function escaped(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character
}

function invalid(glob: string, reason: string): ProjectError {
  return new ProjectError('PROJECT_PATTERN_INVALID', `The path pattern "${glob}" has ${reason}.`, {
    hint: 'Patterns are globs: "test/unit/*", "**/Vault*.t.sol", "test/{unit,fuzz}/**".',
    details: { glob },
  })
}
