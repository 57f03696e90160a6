import { type Colours } from '../colours.ts'
import { plainText } from '../../primitives/plain-text.ts'
import { isReady, type Check } from './examine.ts'
import type { Facts } from './facts.ts'

const LABELS: Readonly<Record<Check['name'], string>> = {
  node: 'Node',
  webassembly: 'WebAssembly',
  project: 'Project',
  compilers: 'Compilers',
  memory: 'Memory',
  store: 'Store',
}
const LABEL_WIDTH = Math.max(...Object.values(LABELS).map((label) => label.length))
const STATUS_WIDTH = 'warning'.length

/** The result as lines for people. */
export function renderText(version: string, checks: readonly Check[], colours: Colours): string {
  const paint = { ok: colours.green, warning: colours.yellow, failed: colours.red }
  const rows = checks.map((check) => {
    const status = paint[check.status](check.status.padEnd(STATUS_WIDTH))
    return `  ${status}  ${LABELS[check.name].padEnd(LABEL_WIDTH)}  ${plainText(check.found)}`
  })
  const steps = checks.filter((check) => check.nextStep !== undefined)
  const stepLines = steps.map(
    (check, index) => `  ${index + 1}. ${LABELS[check.name]}: ${plainText(check.nextStep!)}`,
  )
  const verdict = isReady(checks) ? colours.bold('Ready.') : colours.bold('Not ready.')
  return [
    `${colours.bold('Faultline')} ${version}`,
    '',
    ...rows,
    '',
    steps.length === 0 ? verdict : `${verdict} Next steps:`,
    ...stepLines,
    '',
  ].join('\n')
}

/** The result as one JSON document; `schema` changes when a field changes its meaning or goes. */
export function renderJson(version: string, checks: readonly Check[], facts: Facts): string {
  const document = {
    schema: 'faultline/doctor/1',
    version,
    ready: isReady(checks),
    checks,
    facts: { ...facts, wasm: facts.wasm ?? null },
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}
