// The functions of a source file with their names, as the text has them.

import { createLineIndex, type LineIndex } from '../../project/line-index.ts'
import type { SourceTable } from '../../project/types.ts'
import { functionRanges } from '../../world/describe/function-ranges.ts'

/** A function, modifier, fallback or receive function with a body. */
export type SourceFunction = {
  readonly path: string
  /** Bytes of the UTF-8 text; the end is exclusive. */
  readonly start: number
  readonly end: number
  /** From 1. */
  readonly line: number
  readonly name: string
  /** Types as they are written, 'uint' as 'uint256'; undefined if they are more than a scanner understands. */
  readonly types: readonly string[] | undefined
  readonly isModifier: boolean
  /** It says that it changes nothing. */
  readonly isView: boolean
  /** Only calls reach it: no other function of the contract can run it. */
  readonly isExternal: boolean
}

/** A file as far as coverage needs it. */
export type SourceFile = {
  readonly lines: LineIndex
  /** In order. */
  readonly functions: readonly SourceFunction[]
}

const files = new WeakMap<SourceTable, Map<string, SourceFile | undefined>>()

/** A file of a compilation; undefined if nobody has its text. Files are scanned once. */
export function sourceFile(sources: SourceTable, path: string): SourceFile | undefined {
  let byPath = files.get(sources)
  if (byPath === undefined) files.set(sources, (byPath = new Map()))
  if (!byPath.has(path)) {
    const text = sources.textOf(path)
    byPath.set(path, text === undefined ? undefined : scan(path, text))
  }
  return byPath.get(path)
}

/** The function that a byte of the file stands in. */
export function functionAt({ functions }: SourceFile, offset: number): SourceFunction | undefined {
  let low = 0
  let high = functions.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (functions[middle]!.start <= offset) low = middle + 1
    else high = middle
  }
  const found = functions[low - 1]
  return found !== undefined && offset < found.end ? found : undefined
}

const decoder = new TextDecoder()

function scan(path: string, text: string): SourceFile {
  const bytes = new TextEncoder().encode(text)
  const lines = createLineIndex(text)
  const functions = functionRanges(text).map(({ start, end, isModifier }): SourceFunction => {
    const source = decoder.decode(bytes.subarray(start, end))
    const head = withoutComments(source.slice(0, HEAD_MAX)).split('{', 1)[0]!
    const [, keyword = '', name = ''] = HEAD.exec(head) ?? []
    const afterwards = head.slice(head.indexOf(')') + 1)
    return {
      path,
      start,
      end,
      line: lines.lineAt(start) ?? 1,
      name: name === '' ? keyword : name,
      types: typesOf(head),
      isModifier,
      isView: /\b(?:view|pure|constant)\b/.test(afterwards),
      isExternal: /\bexternal\b/.test(afterwards),
    }
  })
  return { lines, functions }
}

const HEAD = /^(\w+)\s*([\w$]*)/
const HEAD_MAX = 8_192

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ')
}

/** Types of the parameters of a function's head. */
function typesOf(head: string): readonly string[] | undefined {
  const open = head.indexOf('(')
  const close = head.indexOf(')', open)
  if (open < 0 || close < 0) return undefined
  const inside = head.slice(open + 1, close).trim()
  // Types of functions and mappings have parentheses of their own.
  if (inside.includes('(')) return undefined
  if (inside === '') return []
  return inside.split(',').map((parameter) => fullName(parameter.trim().split(/\s/, 1)[0]!))
}

/** The ABI's name of a type: aliases are written out. */
function fullName(type: string): string {
  return type.replace(/^(u?int)(?=$|\[)/, '$1256')
}
