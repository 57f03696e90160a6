// Sources with the lines that ran, the file with the most lines that did not first.

import { percent } from '../function-table.ts'
import type { LineRange, Report, ReportSourceFile } from '../schema.ts'
import { counted } from '../text-layout.ts'
import { numberedLine } from './code.ts'
import { html, inLines, type Markup } from './markup.ts'
import { bar } from './page-parts.ts'

/** Of all files together: more would make the page heavy. */
const LINES_SHOWN_MAX = 30_000

export function sourceCoverage({ sources }: Report): Markup {
  const files = sources
    .map((file) => ({
      file,
      missed: countOf(file.missed),
      all: countOf(file.missed) + countOf(file.reached),
    }))
    .toSorted((left, right) => right.missed - left.missed)
  if (files.length === 0) return html``
  let room = LINES_SHOWN_MAX
  return html`<h2>Sources</h2>
    <p class="soft">
      Marked at their numbers: lines that ran and lines that did not. A line without a mark has no code of its
      own.
    </p>
    ${files.map(({ file, missed, all }, index) => {
      const lines = file.text?.split(/\r?\n/) ?? []
      const isShown = lines.length > 0 && lines.length <= room
      if (isShown) room -= lines.length
      const head = html`<code>${file.path}</code> ${bar(all - missed, all)}
        <small>${counted(missed, 'line')} of ${all} did not run (${percent(all - missed, all)} ran)</small>`
      return isShown
        ? html`<details${index === 0 && missed > 0 && html` open`}><summary>${head}</summary>${marked(file, lines)}</details>`
        : html`<p>${head}${missed > 0 && html` <small>: ${rangesText(file.missed)}</small>`}</p>`
    })}`
}

function marked({ reached, missed }: ReportSourceFile, lines: readonly string[]): Markup {
  const isReached = within(reached)
  const isMissed = within(missed)
  const rows = lines.map((text, index) => {
    const line = index + 1
    return numberedLine(line, text, isMissed(line) ? 'missed' : isReached(line) ? 'ran' : 'blank')
  })
  return html`<div class="code">
    <pre tabindex="0"><code>${inLines([rows])}</code></pre>
  </div>`
}

/** Asked for one line after the other; ranges are in order. */
function within(ranges: readonly LineRange[]): (line: number) => boolean {
  let next = 0
  return (line) => {
    while (next < ranges.length && ranges[next]![1] < line) next++
    return next < ranges.length && ranges[next]![0] <= line
  }
}

function countOf(ranges: readonly LineRange[]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)
}

function rangesText(ranges: readonly LineRange[]): string {
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ')
}
