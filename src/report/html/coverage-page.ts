// What ran: contracts and functions, the worst first.

import { bestCoverage } from '../not-tested.ts'
import { percent } from '../function-table.ts'
import { campaignWords } from '../finding-words.ts'
import type { Report, ReportCampaign, ReportFunction } from '../schema.ts'
import { grouped } from '../text-layout.ts'
import { html, type Markup } from './markup.ts'
import { bar, placeText, table, title } from './page-parts.ts'
import { sourceCoverage } from './source-coverage.ts'

export function coveragePage(report: Report): Markup {
  const searched = report.campaigns.filter(({ functions }) => functions.some(({ calls }) => calls > 0))
  const contracts = [...bestCoverage(report.campaigns).values()].sort(
    (left, right) => left.linesReached / left.lines - right.linesReached / right.lines,
  )
  return html`<section class="page" id="coverage">
    <p class="eyebrow"><span>What ran</span></p>
    ${title('Coverage')}
    <p class="lead">
      A line that ran was not thereby tested; one that did not run certainly was not. The worst come first.
    </p>
    ${
      contracts.length > 0 &&
      html`<h2>Contracts</h2>
        ${table(
          ['Contract', 'Lines that ran', { ofNumbers: 'Share' }],
          contracts.map(
            ({ contract, lines, linesReached }) =>
              html`<tr>
                <td><code>${contract}</code></td>
                <td>${bar(linesReached, lines)} ${linesReached} of ${lines}</td>
                <td class="number">${percent(linesReached, lines)}</td>
              </tr>`,
          ),
        )}`
    }
    ${searched.map(functionTable)} ${sourceCoverage(report)}
    ${searched.length === 0 && html`<p>No function was called.</p>`}
  </section>`
}

function functionTable({ target, functions }: ReportCampaign): Markup {
  const rows = functions.toSorted((left, right) => worth(left) - worth(right))
  const hasDiscards = rows.some(({ discards }) => discards > 0)
  return html`<h2>Functions called <small>${campaignWords(target)}</small></h2>
    ${table(
      [
        'Function',
        { ofNumbers: 'Calls' },
        { ofNumbers: 'Reverts' },
        ...(hasDiscards ? [{ ofNumbers: 'Discards' }] : []),
        'Lines that ran',
      ],
      rows.map((row) => functionRow(row, hasDiscards)),
      { isStacked: true },
    )}`
}

/** Those that never worked, then those of which the least ran. */
function worth({ calls, reverts, discards, coverage }: ReportFunction): number {
  if (calls <= reverts + discards) return -1
  return coverage === null ? 1 : coverage.reached / coverage.total
}

function functionRow(row: ReportFunction, hasDiscards: boolean): Markup {
  const { contract, signature, path, line, calls, reverts, discards, coverage } = row
  const isVain = calls <= reverts + discards
  return html`<tr>
    <td>
      <code>${contract}.${signature}</code
      >${isVain && html` <span class="medium">${calls === 0 ? 'never called' : 'never worked'}</span>`}${path !== null && html`<br /><small class="mono">${placeText(path, line)}</small>`}
    </td>
    <td class="number" data-is="calls">${grouped(calls)}</td>
    <td class="number" data-is="reverts">${percent(reverts, calls)}</td>
    ${hasDiscards && html`<td class="number" data-is="discards">${discards > 0 && percent(discards, calls)}</td>`}
    <td class="short" data-is="lines">
      ${coverage !== null && html`${bar(coverage.reached, coverage.total)} ${coverage.reached} of ${coverage.total}`}
    </td>
  </tr>`
}
