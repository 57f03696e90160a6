// The functions of a campaign as a table: how often each was called, reverted, and how much of it ran.

import { plainText } from '../primitives/plain-text.ts'
import type { ReportFunction } from './schema.ts'
import type { TerminalOptions } from './terminal.ts'
import { columnsOf, fittedInside, grouped, padded, wrapped } from './text-layout.ts'

const FUNCTIONS_SHOWN_MAX = 60
// Where there is less room for names, columns go.
const NAME_COLUMNS_MIN = 14
/** Of a name that has no room beside its numbers. */
const NAME_LINES_MAX = 3
/** Of a contract's name that is cut, this much tells something. */
const CONTRACT_COLUMNS_MIN = 5

type Column = { readonly head: string; readonly cells: readonly string[]; readonly size: number }

/** A head and a line for each function; of many the first. */
export function functionTable(
  functions: readonly ReportFunction[],
  { colours, width }: TerminalOptions,
): readonly string[] {
  const shown = functions.slice(0, FUNCTIONS_SHOWN_MAX)
  const columns = columnsFor(shown, width)
  const room = roomFor(columns, width)
  const names = shortNames(shown, room)
  const nameWidth = Math.max('function'.length, ...names.map(columnsOf).filter((size) => size <= room))
  const cells = (textOf: (column: Column) => string): string =>
    columns.map((each) => `  ${padded(textOf(each), each.size, 'right')}`).join('')
  const more = functions.length - shown.length
  return [
    colours.dim(`  ${padded('function', nameWidth)}${cells(({ head }) => head)}`),
    ...shown.flatMap(({ calls, reverts, discards }, index) => {
      const name = names[index]!
      const numbers = cells((each) => each.cells[index]!)
      const lines =
        columnsOf(name) <= nameWidth
          ? [`  ${padded(name, nameWidth)}${numbers}`]
          : [
              ...wrapped(`  ${fittedInside(name, NAME_LINES_MAX * (width - 4))}`, width, 4),
              `  ${padded('', nameWidth)}${numbers}`,
            ]
      // Nothing was tried by these.
      return calls === reverts + discards ? lines.map(colours.yellow) : lines
    }),
    ...(more > 0 ? [colours.dim(`  … ${more} more (--json has all)`)] : []),
  ]
}

function columnsFor(shown: readonly ReportFunction[], width: number): readonly Column[] {
  const ofCalls = (part: number, { calls }: ReportFunction): string =>
    calls === 0 ? '-' : percent(part, calls)
  let columns: Column[] = [
    column('calls', shown, ({ calls }) => grouped(calls)),
    column('reverts', shown, (row) => ofCalls(row.reverts, row)),
    ...(shown.some(({ coverage }) => coverage !== null)
      ? [
          column('covered', shown, ({ coverage: of }) =>
            of === null ? '-' : `${grouped(of.reached)}/${grouped(of.total)}`,
          ),
        ]
      : []),
    ...(shown.some(({ discards }) => discards > 0)
      ? [column('discards', shown, (row) => ofCalls(row.discards, row))]
      : []),
  ]
  while (columns.length > 1 && roomFor(columns, width) < NAME_COLUMNS_MIN) columns = columns.slice(0, -1)
  return columns
}

function column(
  head: string,
  rows: readonly ReportFunction[],
  textOf: (row: ReportFunction) => string,
): Column {
  const cells = rows.map(textOf)
  return { head, cells, size: Math.max(head.length, ...cells.map(columnsOf)) }
}

function roomFor(columns: readonly Column[], width: number): number {
  return width - 2 - columns.reduce((sum, { size }) => sum + size + 2, 0)
}

/** Names that fit, and tell the functions apart; where that cannot be, longer ones. */
function shortNames(functions: readonly ReportFunction[], room: number): readonly string[] {
  const names = functions.map((each) => shortName(each, room))
  const count = new Map<string, number>()
  for (const name of names) count.set(name, (count.get(name) ?? 0) + 1)
  return functions.map((each, index) => {
    const name = names[index]!
    return count.get(name) === 1 ? name : fullName(each)
  })
}

/** The name without what tells the least: first the types of its arguments, then the middle of the contract's name. */
function shortName(row: ReportFunction, room: number): string {
  const full = fullName(row)
  if (columnsOf(full) <= room) return full
  const contract = plainText(row.contract)
  const signature = plainText(row.signature)
  const open = signature.indexOf('(')
  const withoutTypes = open < 0 || signature.endsWith('()') ? signature : `${signature.slice(0, open)}(…)`
  const left = room - columnsOf(withoutTypes) - 1
  if (columnsOf(contract) <= left) return `${contract}.${withoutTypes}`
  return left < CONTRACT_COLUMNS_MIN ? withoutTypes : `${fittedInside(contract, left)}.${withoutTypes}`
}

function fullName({ contract, signature }: ReportFunction): string {
  return plainText(`${contract}.${signature}`)
}

/** '0 %' and '100 %' mean none and all. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '-'
  const share = (100 * part) / whole
  if (part > 0 && share < 1) return '<1 %'
  if (part < whole && share > 99) return '>99 %'
  return `${Math.round(share)} %`
}
