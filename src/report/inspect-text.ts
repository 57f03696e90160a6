// What was found in worlds, as text for people.

import type { Colours } from '../cli/colours.ts'
import { plainText } from '../primitives/plain-text.ts'
import type { InspectedAmount, InspectedGate, InspectedWorld, Inspection } from './inspect-schema.ts'
import { columnsOf, counted, padded, wrapped } from './text-layout.ts'

export type InspectTextOptions = {
  readonly colours: Colours
  /** Columns of the terminal, at least 40. */
  readonly width: number
}

const WIDTH_MIN = 40
const WIDTH_MAX = 140
const ROWS_MAX = 60
const NAME_COLUMNS_MAX = 32

/** One part for each world. With a line break at its end. */
export function inspectionToText(inspection: Inspection, options: InspectTextOptions): string {
  const width = Math.min(Math.max(options.width, WIDTH_MIN), WIDTH_MAX)
  const style = { ...options, width }
  const lines = inspection.worlds.flatMap((world) => [...worldLines(world, style), ''])
  for (const { message, hint } of inspection.warnings) {
    const text = `warning: ${plainText(message)}${hint === null ? '' : ` ${plainText(hint)}`}`
    lines.push(...wrapped(text, width, 2).map(options.colours.yellow))
  }
  if (inspection.warnings.length > 0) lines.push('')
  const worlds = counted(inspection.worlds.length, 'world')
  lines.push(options.colours.bold(`${worlds} for attackers to begin with.`))
  return `${lines.join('\n')}\n`
}

type Row = readonly [name: string, text: string]

function worldLines(world: InspectedWorld, options: InspectTextOptions): readonly string[] {
  const { colours, width } = options
  const lines = wrapped(plainText(world.target), width, 2).map(colours.bold)
  for (const same of world.sameAs)
    lines.push(...wrapped(`  and ${plainText(same)}`, width, 4).map(colours.dim))
  const part = (heading: string, rows: readonly Row[]): void => {
    if (rows.length === 0) return
    lines.push('', `  ${colours.bold(heading)}`, ...rowLines(rows, options))
  }
  part(
    'contracts',
    world.contracts.map(({ name, artifact, origin, roles, implementation }) => {
      const own = artifact.slice(artifact.lastIndexOf(':') + 1)
      const facts = [origin, ...roles, ...(implementation === null ? [] : [`runs ${implementation}`])]
      return [name, facts.join(', ') + (own === name ? '' : ` (${own})`)]
    }),
  )
  part(
    'assets',
    world.assets.map(({ name, kind, decimals, isShare }) => [
      name,
      [assetKindText(kind, decimals), ...(isShare ? ['a share of something else'] : [])].join(', '),
    ]),
  )
  part(
    'actors',
    world.actors.map(({ name, kinds, why, isSure }) => [
      `${isSure ? '' : '? '}${name}`,
      `${kinds.length === 0 ? '' : `${kinds.join(', ')}: `}${why}${isSure ? '' : ' (unsure)'}`,
    ]),
  )
  part('what only some may do', gateRows(world.gates))
  part(
    'what anybody gets for nothing',
    world.gifts.map(({ contract, signature, amount }) => [
      `${contract}.${signature}`,
      `up to ${amount.text}`,
    ]),
  )
  part(
    'what is lent for one call',
    world.loans.map(({ lender, signature, most, fee }) => [
      `${lender}.${signature.slice(0, signature.indexOf('('))}`,
      `up to ${most.text}, for ${fee.amount === '0' ? 'nothing' : fee.text}`,
    ]),
  )
  part(
    'positions',
    world.positions.map(({ owner, contract, isOurs, paid, worth, exit }) => [
      `${owner} in ${contract}`,
      [
        `${isOurs ? 'put in by us' : 'found'}${paid.length === 0 ? '' : `: ${amountsText(paid)}`}`,
        `worth ${amountsText(worth)}`,
        `out by: ${exit.join('; then ')}`,
      ].join('; '),
    ]),
  )
  if (world.notes.length > 0) {
    lines.push('', `  ${colours.bold('not known')}`)
    for (const note of world.notes)
      lines.push(...wrapped(`    ${plainText(note)}`, width, 6).map(colours.yellow))
  }
  return lines
}

function assetKindText(kind: InspectedWorld['assets'][number]['kind'], decimals: number): string {
  if (kind === 'erc20') return `ERC-20 with ${decimals} decimals`
  return { ether: 'ether', erc721: 'ERC-721', erc1155: 'ERC-1155' }[kind]
}

/** A row for each holder in a contract: it mostly may do several things. */
function gateRows(gates: readonly InspectedGate[]): readonly Row[] {
  const rows = new Map<string, { readonly gate: InspectedGate; readonly functions: string[] }>()
  for (const gate of gates) {
    const key = `${gate.address} ${gate.holderAddress} ${gate.getter}`
    const row = rows.get(key)
    const name = gate.signature.slice(0, gate.signature.indexOf('('))
    if (row === undefined) rows.set(key, { gate, functions: [name] })
    else if (!row.functions.includes(name)) row.functions.push(name)
  }
  return [...rows.values()].map(({ gate: { contract, holder, getter }, functions }) => [
    `${holder} in ${contract}`,
    `${functions.join(', ')}${getter === null ? '' : ` (the holder is ${getter})`}`,
  ])
}

function amountsText(amounts: readonly InspectedAmount[]): string {
  return amounts.length === 0 ? 'nothing' : amounts.map(({ text }) => text).join(' and ')
}

/** Two columns; the second is broken into lines below its beginning. */
function rowLines(rows: readonly Row[], { colours, width }: InspectTextOptions): readonly string[] {
  const shown = rows.slice(0, ROWS_MAX).map(([name, text]): Row => [plainText(name), plainText(text)])
  const longest = Math.max(...shown.map(([name]) => columnsOf(name)))
  const column = Math.min(longest, NAME_COLUMNS_MAX, Math.floor(width / 3))
  const indent = 4 + column + 2
  const lines = shown.flatMap(([name, text]) => {
    const [first = '', ...rest] = wrapped(text, width - indent)
    const more = rest.map((line) => ' '.repeat(indent) + line)
    if (columnsOf(name) <= column) return [`    ${padded(name, column)}  ${first}`, ...more]
    const below = wrapped(text, width - 8).map((line) => ' '.repeat(8) + line)
    return [...wrapped(`    ${name}`, width, 6), ...below]
  })
  const left = rows.length - shown.length
  return left > 0 ? [...lines, colours.dim(`    … ${left} more (--json has all)`)] : lines
}
