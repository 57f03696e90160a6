// From a place in bytecode to a line of source (solc documentation, "Source Mappings").
//
// A source map has one entry per instruction, `s:l:f:j:m` between semicolons; what is left out is as in the entry before.
// s and l are bytes of the UTF-8 text, not characters.

import { templateBytes } from './bytecode-template.ts'
import { createLineIndex, type LineIndex } from './line-index.ts'
import type { BytecodeTemplate, ContractArtifact, SourceTable } from './types.ts'

/** A range of source text. */
export type SourceLocation = {
  /** From the project's root, forward slashes. */
  readonly path: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number
  /** First byte in the UTF-8 text of the file, and how many bytes. */
  readonly offset: number
  readonly length: number
  /** The instruction is a jump into a function, out of one, or neither. */
  readonly jump: 'in' | 'out' | '-'
  /** The whole line, without its end. As somebody else wrote it. */
  readonly text: string
}

/** A range of source by its numbers. */
export type SourceRange = {
  /** The compiler's number of the file; SourceTable.pathOf knows it. */
  readonly source: number
  /** In bytes of the UTF-8 text. */
  readonly offset: number
  readonly length: number
}

/** The source map of one piece of bytecode. */
export type SourceMap = {
  /**
   * Where the instruction at `pc` comes from. Undefined if nothing is known: code that the compiler generated, data,
   * metadata, a pc inside of a PUSH, a file whose text nobody has.
   */
  locate(pc: number): SourceLocation | undefined
  /** The same without looking at any file, for who goes through a whole code. `source` may have no file. */
  rangeAt(pc: number): SourceRange | undefined
}

const PUSH1 = 0x60
const PUSH32 = 0x7f

// Columns of an entry in the table.
const START = 0
const LENGTH = 1
const SOURCE = 2
const JUMP = 3
const COLUMNS = 4

const JUMP_NONE = 0
const JUMP_IN = 1
const JUMP_OUT = 2

// A colon and a semicolon.
const FIELD_END = 0x3a
const ENTRY_END = 0x3b

/**
 * The source map of a template, of creation code as well as of runtime code. Nothing is decoded before the first question.
 * Deployed code has the same places as its template.
 */
export function createSourceMap(
  template: BytecodeTemplate,
  artifact: Pick<ContractArtifact, 'sources'>,
): SourceMap {
  let decoded: Decoded | undefined
  const rowAt = (pc: number): Int32Array | undefined => {
    decoded ??= decode(template)
    const index = decoded.instructionAt[pc] ?? -1
    if (index < 0 || index >= decoded.count) return undefined
    const row = decoded.entries.subarray(index * COLUMNS, (index + 1) * COLUMNS)
    return row[SOURCE]! < 0 || row[START]! < 0 || row[LENGTH]! < 0 ? undefined : row
  }
  return {
    locate(pc) {
      const row = rowAt(pc)
      if (row === undefined) return undefined
      const path = artifact.sources.pathOf(row[SOURCE]!)
      if (path === undefined) return undefined
      const offset = row[START]!
      const place = linesOf(artifact.sources, path)?.at(offset)
      if (place === undefined) return undefined
      const jump = row[JUMP]!
      return {
        path,
        ...place,
        offset,
        length: row[LENGTH]!,
        jump: jump === JUMP_IN ? 'in' : jump === JUMP_OUT ? 'out' : '-',
      }
    },
    rangeAt(pc) {
      const row = rowAt(pc)
      return row === undefined
        ? undefined
        : { source: row[SOURCE]!, offset: row[START]!, length: row[LENGTH]! }
    },
  }
}

/** Number of the instruction at each pc; -1 in the data of a PUSH. */
export function instructionIndexes(code: Uint8Array): Int32Array {
  const indexes = new Int32Array(code.length).fill(-1)
  let count = 0
  for (let pc = 0; pc < code.length; pc++) {
    indexes[pc] = count++
    const opcode = code[pc]!
    if (opcode >= PUSH1 && opcode <= PUSH32) pc += opcode - PUSH1 + 1
  }
  return indexes
}

type Decoded = {
  readonly instructionAt: Int32Array
  /** COLUMNS numbers for each instruction that the map knows. */
  readonly entries: Int32Array
  readonly count: number
}

function decode(template: BytecodeTemplate): Decoded {
  const code = templateBytes(template)
  const instructionAt = instructionIndexes(code)
  if (template.sourceMap === '') return { instructionAt, entries: new Int32Array(0), count: 0 }
  // No more entries than bytes of code, whatever the map says.
  const entries = new Int32Array(code.length * COLUMNS)
  const count = decodeEntries(template.sourceMap, entries, code.length)
  return { instructionAt, entries, count }
}

function decodeEntries(map: string, entries: Int32Array, countMax: number): number {
  const current = [-1, -1, -1, JUMP_NONE]
  let count = 0
  let position = 0
  while (count < countMax && position <= map.length) {
    let column = 0
    let start = position
    for (; ; position++) {
      const code = position < map.length ? map.charCodeAt(position) : ENTRY_END
      if (code !== FIELD_END && code !== ENTRY_END) continue
      if (position > start && column < COLUMNS) current[column] = fieldOf(map, column, start, position)
      column++
      start = position + 1
      if (code === ENTRY_END) break
    }
    position++
    entries.set(current, count * COLUMNS)
    count++
  }
  return count
}

function fieldOf(map: string, column: number, start: number, end: number): number {
  const text = map.slice(start, end)
  if (column === JUMP) return text === 'i' ? JUMP_IN : text === 'o' ? JUMP_OUT : JUMP_NONE
  const value = Number(text)
  return Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : -1
}

// Contracts of one compilation share their files; the keys keep nothing alive.
const lineIndexes = new WeakMap<SourceTable, Map<string, LineIndex | undefined>>()

function linesOf(sources: SourceTable, path: string): LineIndex | undefined {
  let byPath = lineIndexes.get(sources)
  if (byPath === undefined) lineIndexes.set(sources, (byPath = new Map()))
  if (!byPath.has(path)) {
    const text = sources.textOf(path)
    byPath.set(path, text === undefined ? undefined : createLineIndex(text))
  }
  return byPath.get(path)
}
