// What a Solidity file says before it is compiled: which compilers it wants and which files it imports.

import type { VersionRange } from './version-range.ts'
import { parseVersionRange } from './version-range.ts'

export type SourceScan = {
  readonly pragmas: readonly {
    readonly text: string
    readonly line: number
    readonly range: VersionRange | undefined
  }[]
  readonly imports: readonly { readonly path: string; readonly line: number }[]
}

// Comments go first, but not those in strings. An open comment reaches the end of the file, an open string that of its line.
const COMMENT_OR_STRING = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/g

// What starts and ends the two statements. Each is matched by itself: a pattern for a whole statement takes quadratic time on
// a file that begins a thousand and ends none.
const TOKEN = /\bimport\b|\bpragma\s+solidity\b|;|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/g

/** Pragmas and imports of a file, in order, with their lines (1 is the first). Never throws; what is no Solidity has none. */
export function scanSource(text: string): SourceScan {
  const code = text.replaceAll(COMMENT_OR_STRING, (match) => (match.startsWith('/') ? blank(match) : match))
  const pragmas: SourceScan['pragmas'][number][] = []
  const imports: SourceScan['imports'][number][] = []
  let line = 1
  let counted = 0
  let begun: { readonly kind: 'import' | 'pragma'; readonly line: number; readonly end: number } | undefined
  for (const { 0: token, index } of code.matchAll(TOKEN)) {
    if (token.startsWith('import') || token.startsWith('pragma')) {
      for (; counted < index; counted++) if (code.charCodeAt(counted) === 0x0a) line++
      begun = { kind: token.startsWith('import') ? 'import' : 'pragma', line, end: index + token.length }
    } else if (token === ';') {
      if (begun?.kind === 'pragma') {
        const wanted = code.slice(begun.end, index).trim()
        pragmas.push({ text: wanted, line: begun.line, range: parseVersionRange(wanted) })
      }
      begun = undefined
    } else if (begun?.kind === 'import' && token.length > 1 && token.endsWith(token[0]!)) {
      imports.push({ path: token.slice(1, -1), line: begun.line })
      begun = undefined
    }
  }
  return { pragmas, imports }
}

// Lines stay where they are.
function blank(comment: string): string {
  return comment.includes('\n') ? comment.replaceAll(/[^\n]/g, ' ') : ' '
}
