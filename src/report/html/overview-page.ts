// The first page: what the run comes to, what was found, and, as large, what was not tested.

import { campaignWords, propertyWords } from '../finding-words.ts'
import type { NotTested } from '../not-tested.ts'
import type { Report, ReportProperty } from '../schema.ts'
import { counted, durationText, grouped } from '../text-layout.ts'
import { verdictText } from '../verdict.ts'
import { html, type Markup, type Part } from './markup.ts'
import {
  breakable,
  longList,
  placeText,
  projectKindWords,
  severityMark,
  type Shown,
  table,
  title,
  unbroken,
} from './page-parts.ts'

const ROWS_SHOWN = 12
const HELD_SHOWN = 20
/** From this many findings on, a field to look for one. */
const FILTER_FROM = 8

/** The verdict in a few words. A run without findings is never told as good. */
export function verdictTitle({ findings, campaigns }: Report): {
  readonly text: string
  readonly isFault: boolean
} {
  const failures = findings.filter(({ property }) => property.kind !== 'optimize').length
  const properties = campaigns.flatMap((campaign) => campaign.properties)
  const isBroken = properties.some(({ status }) => status === 'broken')
  if (failures > 0) return { text: counted(failures, 'failure'), isFault: true }
  if (isBroken) return { text: 'Something broke', isFault: true }
  const isTried = properties.some(({ status }) => status === 'held' || status === 'optimised')
  return { text: isTried ? 'No failure found' : 'No verdict', isFault: false }
}

export function overviewPage(report: Report, findings: readonly Shown[], untested: NotTested): Markup {
  const { project } = report
  const verdict = verdictTitle(report)
  return html`<section class="page" id="overview">
    <p class="eyebrow">
      <span>${project.name}</span><span>${projectKindWords(project.kind)}</span
      ><span>${counted(project.contracts, 'contract')}</span>
    </p>
    ${title(verdict.isFault ? html`<span class="is-fault">${verdict.text}</span>` : verdict.text)}
    <p class="lead">
      ${verdictText(report)}${report.run.endedBy === 'interrupted' && ' Somebody ended the run: this is what there was.'}
    </p>
    ${factsOf(report, untested)} ${findingTable(findings)} ${untestedSection(report, untested)}
    ${heldSection(report)} ${notesSection(report)}
  </section>`
}

function factsOf({ run, campaigns }: Report, { functions, lines }: NotTested): Markup {
  const called = new Set(
    campaigns.flatMap((campaign) =>
      campaign.functions
        .filter(({ calls, reverts, discards }) => calls > reverts + discards)
        .map(({ contract, signature }) => `${contract} ${signature}`),
    ),
  )
  const missed = lines.reduce((sum, each) => sum + each.lines - each.linesReached, 0)
  const rows: readonly (readonly [string, Part, Part])[] = [
    [
      'Executions',
      grouped(run.executions),
      `in ${durationText(run.seconds)}, ${counted(run.workers, 'worker')}`,
    ],
    ['Functions that worked', grouped(called.size), `${functions.length} never did`],
    ['Lines that did not run', grouped(missed), lines.length > 0 && html`<a href="#coverage">where</a>`],
    ['Seed', run.seed, html`<a href="#run">run it again</a>`],
  ]
  return html`<dl class="facts">
    ${rows.map(
      ([name, text, note]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${text} <small>${note}</small></dd>
        </div>`,
    )}
  </dl>`
}

function findingTable(findings: readonly Shown[]): Markup {
  if (findings.length === 0) return html``
  const hasLosses = findings.some(({ finding }) => finding.losses.length > 0)
  return html`<h2>What was found</h2>
    ${
      findings.length >= FILTER_FROM &&
      html`<p class="scripted-only">
        <label
          ><span class="soft">Show only</span>
          <input type="search" id="filter" autocomplete="off" placeholder="a name, a place, a severity"
        /></label>
      </p>`
    }
    ${table(
      [
        'Severity',
        'What',
        'Where',
        ...(hasLosses ? [{ ofNumbers: 'Others lose' }] : []),
        { ofNumbers: 'Calls' },
      ],
      findings.map((shown) => findingRow(shown, hasLosses)),
      { isStacked: true, id: 'findings' },
    )}`
}

function findingRow({ finding, anchor, headline }: Shown, hasLosses: boolean): Markup {
  const { vector, signature, losses, steps } = finding
  return html`<tr>
    <td>${severityMark(finding)}</td>
    <td>
      <a href="#${anchor}">${breakable(headline)}</a
      >${vector !== null && html`<br /><small>${vector.title}</small>`}
    </td>
    <td class="mono">${unbroken(signature.place)}</td>
    ${hasLosses && html`<td class="number" data-is="Others lose">${losses[0]?.text}</td>`}
    <td class="number" data-is="Calls">${steps.length}</td>
  </tr>`
}

function untestedSection(
  { warnings }: Report,
  { setups, properties, functions, lines, isInterrupted }: NotTested,
): Markup {
  const parts: readonly Part[] = [
    isInterrupted && html`<p>The run was ended before its budget was used.</p>`,
    setups.length > 0 &&
      html`<h3>Could not be set up</h3>
        ${longList(
          setups.map(({ target, reason }) => html`<code>${campaignWords(target)}</code>: ${reason}`),
          ROWS_SHOWN,
        )}`,
    properties.length > 0 &&
      html`<h3>Never asked</h3>
        ${longList(
          properties.map(
            ({ campaign, names, reason }) =>
              html`${names.map((name, index) => html`${index > 0 && ', '}<code>${name}</code>`)}
                <span class="soft">of</span> ${campaignWords(campaign)}: ${reason}`,
          ),
          ROWS_SHOWN,
        )}`,
    functions.length > 0 &&
      html`<h3>Functions that never worked</h3>
        <p class="soft">
          No call of them went through: what stands behind was not tested, unless other functions lead there.
        </p>
        ${longList(
          functions.map(
            ({ contract, signature, path, line, why, reasons }) =>
              html`<code>${contract}.${signature}</code>
                ${why}${reasons.length > 0 && html`: ${reasons.slice(0, 3).join('; ')}`}${path !== null && html` <small class="mono">${placeText(path, line)}</small>`}`,
          ),
          ROWS_SHOWN,
        )}`,
    lines.length > 0 &&
      html`<h3>Lines that did not run</h3>
        ${longList(
          lines.map(
            (each) =>
              html`<code>${each.contract}</code>: ${counted(each.lines - each.linesReached, 'line')} of
                ${each.lines}`,
          ),
          ROWS_SHOWN,
        )}`,
    warnings.length > 0 &&
      html`<h3>Warnings</h3>
        ${longList(
          warnings.map(({ message, hint }) => html`${message} ${hint}`),
          ROWS_SHOWN,
        )}`,
  ].filter((part) => part !== false)
  return html`<h2 id="not-tested">What was not tested</h2>
    ${
      parts.length > 0
        ? parts
        : html`<p>
            All functions that the search knows worked at least once, and all lines that are known ran. That
            is no proof either: other values and orders were not tried.
          </p>`
    }`
}

function heldSection({ campaigns }: Report): Markup {
  const rows = campaigns.filter(({ sameAs, failedSetup }) => sameAs === null && failedSetup === null)
  const held = rows.filter(({ properties }) => properties.some(({ status }) => status !== 'broken'))
  if (held.length === 0) return html``
  const lines = held.flatMap(({ target, properties }) =>
    heldRows(properties).map(
      ([name, tried]) =>
        html`<tr>
          <td>${breakable(name)}</td>
          <td class="soft">${breakable(campaignWords(target))}</td>
          <td class="number" data-is="Executions">${tried}</td>
        </tr>`,
    ),
  )
  const rest = lines.slice(HELD_SHOWN)
  const tableOf = (shown: readonly Markup[]): Markup =>
    table(['Property', 'Of', { ofNumbers: 'Executions' }], shown, { isStacked: true })
  return html`<h2>What held, and for how long</h2>
    <p class="soft">So many executions were tried without a failure. It is no proof that there is none.</p>
    ${tableOf(lines.slice(0, HELD_SHOWN))}${
      rest.length > 0 &&
      html`<details>
        <summary>${rest.length} more</summary>
        ${tableOf(rest)}
      </details>`
    }`
}

/** Detectors that found nothing were asked as often as each other: they share a row. */
function heldRows(properties: readonly ReportProperty[]): readonly (readonly [string, string])[] {
  const quiet = new Map<number, string[]>()
  const rows: (readonly [string, string])[] = []
  for (const property of properties) {
    if (property.status === 'optimised') rows.push([property.name, `best value ${property.best}`])
    if (property.status !== 'held') continue
    if (property.kind !== 'detector') rows.push([property.name, grouped(property.executions)])
    else {
      const names = quiet.get(property.executions) ?? []
      quiet.set(property.executions, [...names, propertyWords(property)])
    }
  }
  for (const [executions, names] of quiet) rows.push([names.join(', '), grouped(executions)])
  return rows
}

function notesSection({ campaigns }: Report): Markup {
  const notes = new Map(
    campaigns.flatMap(({ unnoticedFailures }) =>
      unnoticedFailures.map((note) => [`${note.place} ${note.words}`, note]),
    ),
  )
  if (notes.size === 0) return html``
  return html`<h2>Failures that nobody notices</h2>
    <p class="soft">
      A contract does not notice whether these calls succeed. Nobody was seen to lose anything by them.
    </p>
    ${longList(
      [...notes.values()].map(({ place, words }) => html`<code>${place}</code> ${words}`),
      ROWS_SHOWN,
    )}`
}
