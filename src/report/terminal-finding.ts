// One finding as text: what broke, the steps that break it, where it gave way, what changed, how to do it again.

import { isOfCall } from './detector-words.ts'
import { findingTitle, howText, isPlaceOf, kindText, proofCommand, stepText } from './finding-words.ts'
import { plainText } from '../primitives/plain-text.ts'
import { shellWord } from '../primitives/shell-word.ts'
import type { PropertyKind, ReportChange, ReportFinding, ReportSource } from './schema.ts'
import type { TerminalOptions } from './terminal.ts'
import { columnsOf, counted, durationText, fitted, fittedInside, padded, wrapped } from './text-layout.ts'

const CHANGES_SHOWN_MAX = 20
const CONSOLE_SHOWN_MAX = 100
/** What breaks these is a call itself; the others are asked after it. */
const FAILS_BY_CALL: ReadonlySet<PropertyKind> = new Set(['stateless', 'assertion', 'noRevert'])

/** @param place Its number, from 1, of how many. */
export function findingLines(
  finding: ReportFinding,
  place: { readonly index: number; readonly count: number },
  options: TerminalOptions,
): readonly string[] {
  const { colours, width, verbosity } = options
  const lines: string[] = []
  const heading = (text: string): void => void lines.push('', `  ${colours.bold(text)}`)
  lines.push(...titleLines(finding, place, options), ...kindLines(finding, options))
  lines.push('', ...stepsLines(finding, options))

  if (finding.story.length > 0) {
    heading(isOfCall(finding.property.name) ? 'what happened' : 'who ended with what')
    for (const line of finding.story) {
      const indent = 4 + Math.max(line.search(/\S/), 0)
      lines.push(...wrappedIndented(plainText(line), width, indent))
    }
  }

  if (finding.mechanisms.length > 0) {
    heading('how it works')
    lines.push(...mechanismLines(finding, options))
  }
  if (finding.source !== null) {
    heading('it gave way here')
    lines.push(...sourceLines(finding.source, options))
  }
  // Detectors look at every balance there is.
  if (finding.compared.length > 0 && (finding.property.kind !== 'detector' || verbosity >= 2)) {
    heading('what the property saw')
    lines.push(
      ...pairs(
        finding.compared.map(({ name, value }) => [plainText(name), plainText(value)]),
        options,
      ),
    )
  }
  if (finding.value !== null) {
    heading('value reached')
    lines.push(`    ${fitted(plainText(finding.value), width - 4)}`)
  }
  if (finding.changes.length > 0) {
    heading('before and after the sequence')
    lines.push(...changesLines(finding.changes, options))
  }
  if (finding.console.length > 0 && verbosity >= 2) {
    heading('console')
    for (const line of finding.console.slice(0, CONSOLE_SHOWN_MAX)) lines.push(`    ${plainText(line)}`)
    const more = finding.console.length - CONSOLE_SHOWN_MAX
    if (more > 0) lines.push(colours.dim(`    … ${more} more`))
  }
  // To be copied: not broken, not cut, no colours inside.
  if (finding.solidity.length > 0 && (verbosity >= 2 || options.showSolidity)) {
    heading('as Solidity')
    for (const line of finding.solidity) lines.push(`    ${plainText(line)}`)
  }
  if (finding.trace !== null && verbosity >= 3) {
    heading('trace')
    for (const line of finding.trace.split('\n')) lines.push(`  ${plainText(line)}`)
  }
  const shrunk =
    finding.originalCalls > finding.steps.length
      ? `shrunk from ${finding.originalCalls} to ${counted(finding.steps.length, 'call')}; `
      : ''
  const found = `${shrunk}found after ${counted(finding.executions, 'execution')}, ${durationText(finding.seconds)}`
  lines.push('', ...wrapped(`  ${found}; id ${plainText(finding.id)}`, width, 2).map(colours.dim))
  lines.push(...proofLines(finding, options))
  if (finding.reproduce !== '') lines.push(`  ${colours.bold('reproduce:')} ${plainText(finding.reproduce)}`)
  return lines
}

/** Where the proof is and how it is run; or, in one line, why there is none. */
function proofLines({ proofs }: ReportFinding, { colours, width, root }: TerminalOptions): readonly string[] {
  const folder = root === undefined ? '' : `${root}/`
  return proofs.flatMap((proof) => {
    const { form, file, text, checked, reason } = proof
    if (text === '' && form !== 'foundry') return []
    if (text === '')
      return wrapped(`  no proof: ${firstLine(reason ?? '')}`, width, 2).map((line) => colours.dim(line))
    const command = proofCommand(proof)
    const way = root === undefined ? '' : `cd ${shellWord(root)} && `
    return [
      `  ${colours.bold('proof:')} ${plainText(`${folder}.faultline/proofs/${file}`)}`,
      ...wrapped(`    ${plainText(checked ?? 'not run')}`, width, 4).map((line) => colours.dim(line)),
      ...(command === undefined ? [] : [`    ${plainText(`${way}${command}`)}`]),
    ]
  })
}

/** The first line, and the one that it announces. */
function firstLine(text: string): string {
  const [first = '', ...others] = text.split('\n').filter((line) => line.trim() !== '')
  const announced = first.endsWith(':') ? others[0] : undefined
  return plainText(announced === undefined ? first : `${first} ${announced.trim()}`)
}

function titleLines(
  finding: ReportFinding,
  { index, count }: { readonly index: number; readonly count: number },
  { colours, width }: TerminalOptions,
): readonly string[] {
  const { place } = finding.signature
  const { kind } = finding.property
  const name = plainText(findingTitle(finding))
  const verb = kind === 'optimize' ? 'optimised' : kind === 'detector' ? 'FOUND' : 'BROKEN'
  const title = wrapped(`${verb} ${index}/${count}  ${name}`, width, 2)
  // Without lines of sources the place is the property itself, which stands above.
  const isPlaceNew = !isPlaceOf(finding.signature)
  const says = plainText(`${isPlaceNew ? `${place}: ` : ''}${howText(finding)}`)
  return [...title.map((line) => colours.bold(colours.red(line))), ...wrapped(`  ${says}`, width, 4)]
}

function kindLines(finding: ReportFinding, { colours, width }: TerminalOptions): readonly string[] {
  const kind = kindText(finding)
  if (kind === undefined) return []
  const [first = '', ...rest] = wrapped(plainText(`  ${kind}`), width, 4)
  return [colours.bold(first), ...rest]
}

function stepsLines(finding: ReportFinding, options: TerminalOptions): readonly string[] {
  const { colours, width } = options
  const { steps } = finding
  if (steps.length === 0) return ['  It fails right after setup: no call is needed.']
  const digits = String(steps.length).length
  // Without the call that failed there is nothing to fail.
  const isAlone =
    steps.length === 1 && steps[0]!.without === 'holds' && FAILS_BY_CALL.has(finding.property.kind)
  return steps.flatMap((step, index) => {
    const number = `  ${padded(String(index + 1), digits, 'right')}. `
    const [first = '', ...rest] = wrapped(number + plainText(stepText(step)), width, number.length + 2)
    const without =
      step.without === '' || isAlone
        ? []
        : [`${' '.repeat(number.length)}(without it: ${plainText(step.without)})`]
    const reactions = step.reactions.map((text) => `${' '.repeat(number.length)}↳ ${plainText(text)}`)
    const moved = step.moved.map((text) => `${' '.repeat(number.length)}  ${plainText(text)}`)
    return [
      first,
      ...rest,
      ...reactions.flatMap((line) => wrappedIndented(line, width, number.length)),
      ...moved.flatMap((line) => wrappedIndented(line, width, number.length + 2)).map(colours.dim),
      ...without.flatMap((line) => wrappedIndented(line, width, number.length)).map(colours.dim),
    ]
  })
}

/** The sentence, and where it shows if that is not the place of the finding. */
function mechanismLines(
  { mechanisms, story }: ReportFinding,
  { colours, width }: TerminalOptions,
): readonly string[] {
  return mechanisms.flatMap(({ id, sentence, source, step }) => {
    const place = source === null ? '' : `, ${source.path}:${source.line}`
    return [
      // What a fault of a call is stands in its story already.
      ...(story.includes(sentence) ? [] : wrappedIndented(plainText(sentence), width, 4)),
      ...wrappedIndented(plainText(`${id}: step ${step}${place}`), width, 4).map(colours.dim),
    ]
  })
}

function wrappedIndented(line: string, width: number, indent: number): readonly string[] {
  const space = ' '.repeat(indent)
  return wrapped(line.trimStart(), width - indent, 2).map((each) => space + each)
}

function sourceLines(source: ReportSource, { colours, width }: TerminalOptions): readonly string[] {
  const digits = String(Math.max(...source.excerpt.map(({ line }) => line))).length
  // The excerpt moves left as a whole: deep indents would leave no room.
  const indents = source.excerpt.filter(({ text }) => text.trim() !== '').map(({ text }) => text.search(/\S/))
  const indent = indents.length === 0 ? 0 : Math.min(...indents)
  const rows = source.excerpt.map(({ line, text }) => {
    const isIt = line === source.line
    const row = `    ${isIt ? '>' : ' '} ${padded(String(line), digits, 'right')} | `
    const shown = row + fitted(plainText(text.slice(indent)), Math.max(width - row.length, 10))
    return isIt ? colours.yellow(shown.trimEnd()) : colours.dim(shown.trimEnd())
  })
  return [`    ${fittedInside(plainText(`${source.path}:${source.line}`), width - 4)}`, ...rows]
}

function changesLines(changes: readonly ReportChange[], options: TerminalOptions): readonly string[] {
  const shown = changes.slice(0, CHANGES_SHOWN_MAX)
  const rows = shown.map((change): readonly [string, string] => [
    plainText(
      change.kind === 'balance'
        ? `balance of ${change.account}`
        : change.kind === 'code'
          ? `code of ${change.account}`
          : `${change.account}.${change.variable}`,
    ),
    plainText(`${change.before} → ${change.after}`),
  ])
  const more = changes.length - shown.length
  return [
    ...pairs(rows, options),
    ...(more > 0 ? [options.colours.dim(`    … ${more} more (--json has all)`)] : []),
  ]
}

/** Names and values in two columns; a value that does not fit beside its name goes below it. */
function pairs(rows: readonly (readonly [string, string])[], { width }: TerminalOptions): readonly string[] {
  const room = width - 4
  const fits = ([name, value]: readonly [string, string]): boolean =>
    columnsOf(name) + 2 + columnsOf(value) <= room
  const column = Math.max(0, ...rows.filter(fits).map(([name]) => columnsOf(name)))
  return rows.flatMap(([name, value]) => {
    const isAligned = column + 2 + columnsOf(value) <= room
    if (fits([name, value])) return [`    ${isAligned ? padded(name, column) : name}  ${value}`]
    return [...wrappedIndented(name, width, 4), ...wrapped(value, room - 2, 2).map((line) => `      ${line}`)]
  })
}
