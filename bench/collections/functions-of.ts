/**
 * Which function of a source a line is in, and which functions use which. By reading the text: labels of collections are lines, and
 * their sources are written for compilers of ten years.
 */

export type SourceFunction = {
  /** '' for constructors and fallback functions without a name; 'receive' and 'fallback' for those of later compilers. */
  readonly name: string
  readonly kind: 'function' | 'modifier' | 'constructor'
  /** Lines from 1, the last included. */
  readonly from: number
  readonly to: number
  /** Head and body without comments and strings. */
  readonly text: string
}

const HEAD = /\b(?:(function|modifier)\b\s*([\w$]*)|(constructor|fallback|receive)\s*(?=\())/g

/** All functions and modifiers with a body, in order. */
export function functionsOf(source: string): readonly SourceFunction[] {
  const text = blankComments(source)
  const contracts = new Set([...text.matchAll(/\bcontract\s+([\w$]+)/g)].map(([, name]) => name))
  const found: SourceFunction[] = []
  for (const match of text.matchAll(HEAD)) {
    const open = text.slice(match.index).search(/[{;]/)
    if (open < 0 || text[match.index + open] === ';') continue
    const end = closingBrace(text, match.index + open)
    const [, keyword, name = '', special] = match
    found.push({
      name: special === undefined ? name : special === 'constructor' ? '' : special,
      kind: isConstructor(name, special, contracts)
        ? 'constructor'
        : keyword === 'modifier'
          ? 'modifier'
          : 'function',
      from: lineAt(text, match.index),
      to: lineAt(text, end),
      text: text.slice(match.index, end),
    })
  }
  return found
}

/** Old compilers knew the constructor by its contract's name. */
function isConstructor(
  name: string,
  special: string | undefined,
  contracts: ReadonlySet<string | undefined>,
): boolean {
  return special === 'constructor' || (special === undefined && contracts.has(name))
}

/** The functions that a line is in: one, or none. */
export function functionAt(functions: readonly SourceFunction[], line: number): SourceFunction | undefined {
  return functions.findLast(({ from, to }) => from <= line && line <= to)
}

/** Names of functions in which one of these is used, over any number of calls, and of these themselves. */
export function usersOf(
  functions: readonly SourceFunction[],
  wanted: readonly SourceFunction[],
): ReadonlySet<string> {
  const names = new Set(wanted.map(({ name }) => name))
  for (let size = -1; size !== names.size;) {
    size = names.size
    for (const { name, text } of functions) {
      const words = new Set(text.match(/[\w$]+/g))
      if ([...names].some((each) => each !== '' && words.has(each))) names.add(name)
    }
  }
  return names
}

function closingBrace(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return text.length
}

function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

/** Comments and strings as spaces; lines stay where they are. */
function blankComments(source: string): string {
  return source
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replaceAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (each) =>
      each.replaceAll(/[^\n]/g, ' '),
    )
}
