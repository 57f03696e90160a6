// What several pages of the report page are made of.

import { findingHeadline } from '../finding-words.ts'
import type { ReportFinding, ReportProject } from '../schema.ts'
import { html, type Markup, type Part } from './markup.ts'

/** A finding with what the page calls it. */
export type Shown = {
  readonly finding: ReportFinding
  /** From 1, the worst first. */
  readonly number: number
  /** Of its page, and the beginning of the ids of what is in it. */
  readonly anchor: string
  readonly headline: string
}

/** Findings in the order of the page. Anchors follow from ids, so that a link works in the report of the next run too. */
export function shownFindings(findings: readonly ReportFinding[]): readonly Shown[] {
  const taken = new Set<string>()
  return findings.map((finding, index) => {
    const wanted = `f-${finding.id}`
    const isUsable = /^f-[0-9a-f]{12}$/.test(wanted) && !taken.has(wanted)
    const anchor = isUsable ? wanted : `f-${index + 1}`
    taken.add(anchor)
    return { finding, number: index + 1, anchor, headline: findingHeadline(finding) }
  })
}

/** A heading that a page begins with; it takes the focus when the page is opened. */
export function title(text: Part): Markup {
  return html`<h1 tabindex="-1">${typeof text === 'string' ? breakable(text) : text}</h1>`
}

/** The severity in a word and a shape. Of properties of the project's own: that it broke, or what was reached. */
export function severityMark(finding: ReportFinding): Markup {
  const word = severityWord(finding)
  return html`<span class="severity ${word}">${severityShape(finding)}${word}</span>`
}

/** The shape alone, for those who see it: the word stands beside it. */
export function severityShape(finding: ReportFinding): Markup {
  const word = severityWord(finding)
  return html`<svg class="${word}" viewBox="0 0 10 10" aria-hidden="true">${SHAPES[word]}</svg>`
}

type SeverityWord = 'critical' | 'high' | 'medium' | 'low' | 'broken' | 'reached'

const SHAPES: Readonly<Record<SeverityWord, Markup>> = {
  critical: html`<path d="M5 0l5 5-5 5-5-5z" />`,
  high: html`<path d="M5 .7l5 8.6H0z" />`,
  medium: html`<circle cx="5" cy="5" r="4.2" />`,
  low: html`<path
    d="M5 .8a4.2 4.2 0 100 8.4 4.2 4.2 0 000-8.4zm0 1.5a2.7 2.7 0 110 5.4 2.7 2.7 0 010-5.4z"
  />`,
  broken: html`<path d="M1 1h8v8H1z" />`,
  reached: html`<path d="M1 4h8v2H1z" />`,
}

function severityWord({ severity, property }: ReportFinding): SeverityWord {
  if (severity !== null && Object.hasOwn(SHAPES, severity)) return severity
  return property.kind === 'optimize' ? 'reached' : 'broken'
}

/** 'Foundry', 'plain Solidity'. A kind that a later version wrote stays as it is. */
export function projectKindWords(kind: string): string {
  return PROJECT_KINDS.get(kind) ?? kind
}

const PROJECT_KINDS: ReadonlyMap<string, string> = new Map<ReportProject['kind'], string>([
  ['foundry', 'Foundry'],
  ['hardhat2', 'Hardhat 2'],
  ['hardhat3', 'Hardhat 3'],
  ['solidity', 'plain Solidity'],
])

/** 'src/Vault.sol:41'. */
export function placeText(path: string | null, line: number | null): string {
  return path === null ? '' : line === null ? path : `${path}:${line}`
}

/** Names as they are read: where there is no room for one, it breaks behind a dot or an underline rather than anywhere. */
export function breakable(text: string): Markup {
  const parts = text.split(/(?<=[._/:(])(?!(?:t\.)?sol\b)(?=[^\s\d._/:()])/)
  return html`${parts.map((part, index) => html`${index > 0 && html`<wbr />`}${part}`)}`
}

/** Text that stays in one line if it is short: a place is hard to read where it breaks before its last digit. */
export function unbroken(text: string): Part {
  return text.length <= UNBROKEN_CHARACTERS_MAX ? html`<span class="short">${text}</span>` : breakable(text)
}

const UNBROKEN_CHARACTERS_MAX = 36

/** How much of a whole, as a bar beside its numbers. */
export function bar(part: number, whole: number): Markup {
  const share = whole === 0 ? 0 : Math.round((100 * Math.min(part, whole)) / whole)
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect width="${share}" height="8" />
  </svg>`
}

/** The first rows at once, the others on demand. */
export function longList(items: readonly Part[], max: number): Markup {
  const shown = html`<ul class="list">
    ${items.slice(0, max).map((item) => html`<li>${item}</li>`)}
  </ul>`
  const rest = items.slice(max)
  if (rest.length === 0) return shown
  return html`${shown}
    <details>
      <summary>${rest.length} more</summary>
      <ul class="list">
        ${rest.map((item) => html`<li>${item}</li>`)}
      </ul>
    </details>`
}

/** What stands above a column. Numbers stand at its right end. */
export type Head = string | { readonly ofNumbers: string }

/**
 * A table that scrolls by itself where there is no room for it.
 * @param heads of its columns; none: nothing stands above them
 * @param rows its `tr`
 * @param options.isStacked on narrow screens each row is a block, cells below each other
 */
export function table(
  heads: readonly Head[],
  rows: Part,
  { isStacked = false, id }: { readonly isStacked?: boolean; readonly id?: string } = {},
): Markup {
  return html`<div class="scroll">
    <table${isStacked && html` class="stack"`}${id !== undefined && html` id="${id}"`}>
      ${
        heads.length > 0 &&
        html`<thead>
          <tr>
            ${heads.map((head) => (typeof head === 'string' ? html`<th scope="col">${head}</th>` : html`<th scope="col" class="number">${head.ofNumbers}</th>`))}
          </tr>
        </thead>`
      }
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}
