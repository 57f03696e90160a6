// The page of one finding: what happens, what it costs, why it works, where it gave way, that each step is needed, and the proof.

import { isOfCall } from '../detector-words.ts'
import { campaignWords, isPlaceOf, stepText } from '../finding-words.ts'
import { findingMarkdown, PROOF_PLACE } from '../markdown-finding.ts'
import type { ReportFinding, ReportStep } from '../schema.ts'
import { counted, durationText } from '../text-layout.ts'
import { codeBlock, copyButton, sourceBlock, traceBlock } from './code.ts'
import { html, inLines, type Markup, type Part } from './markup.ts'
import { severityMark, type Shown, table, title, unbroken } from './page-parts.ts'
import { proofSection } from './proof-section.ts'
import { valueFlow } from './value-flow.ts'

const CHANGES_SHOWN = 30
const TRACE_LINES_MAX = 3_000
const CONSOLE_LINES_MAX = 500

/** @param around the findings before and after it */
export function findingPage(
  shown: Shown,
  around: { readonly before: Shown | undefined; readonly after: Shown | undefined; readonly count: number },
): Markup {
  const { finding, anchor, number, headline } = shown
  return html`<section class="page" id="${anchor}" data-kind="finding" aria-labelledby="${anchor}-title">
    <p class="eyebrow">
      <span>Finding ${number} of ${around.count}</span><span>${campaignWords(finding.campaign)}</span>
    </p>
    <div id="${anchor}-title">${title(headline)}</div>
    ${chips(finding)} ${facts(finding)}
    <h2>What happens</h2>
    ${valueFlow(finding)} ${steps(finding)} ${impact(finding)} ${causes(finding)} ${neededSteps(finding)}
    ${compared(finding)} ${changes(finding)} ${proofSection(finding, anchor)} ${more(finding, anchor)}
    <h2>Again</h2>
    ${codeBlock(`${anchor}-again`, [finding.reproduce], false)}
    <p class="scripted-only">${copyButton(`${anchor}-markdown`, 'Copy as Markdown')}</p>
    <template id="${anchor}-markdown">${markdownLines(shown)}</template>
    ${pager(around)}
  </section>`
}

/** As it is copied. The texts of proofs are on the page already: the script puts them where they belong. */
function markdownLines({ finding, number, anchor }: Shown): Markup {
  const lines = findingMarkdown(finding, number, { proofs: 'places', level: 2 })
  return inLines(
    lines.map((line) =>
      line.startsWith(PROOF_PLACE)
        ? html`<i data-text-of="${anchor}-${line.slice(PROOF_PLACE.length)}"></i>`
        : line,
    ),
  )
}

function chips(finding: ReportFinding): Markup {
  const { vector, signature } = finding
  return html`<ul class="chips">
    <li>${severityMark(finding)}</li>
    ${
      vector !== null &&
      html`<li>${vector.title}</li>
        ${vector.owasp !== null && html`<li>OWASP <span class="mono">${vector.owasp}</span></li>`}${vector.swc !== null && html`<li class="mono">${vector.swc}</li>`}`
    }${!isPlaceOf(signature) && html`<li class="mono">${signature.place}</li>`}
    <li>id <span class="mono">${finding.id}</span></li>
  </ul>`
}

function facts(finding: ReportFinding): Markup {
  const { losses, capital, originalCalls, value } = finding
  const [worst, ...others] = losses
  const rows: readonly (readonly [string, Part, Part])[] = [
    ...(worst === undefined
      ? []
      : [
          [
            'Others lose',
            worst.text,
            `${shareText(worst.share)} of what they had${others.length > 0 ? `; ${others.map(({ text }) => text).join(', ')}` : ''}`,
          ] as const,
        ]),
    ...(value === null ? [] : [['Value reached', value, null] as const]),
    ...(capital === null
      ? []
      : [
          [
            'Capital it takes',
            capital.needed.length === 0 ? 'none' : capital.needed.map(({ text }) => text).join(', '),
            CAPITAL[capital.source],
          ] as const,
        ]),
    [
      'Steps',
      counted(finding.steps.length, 'call'),
      originalCalls > finding.steps.length ? `shrunk from ${originalCalls}` : null,
    ],
    ['Found after', counted(finding.executions, 'execution'), durationText(finding.seconds)],
  ]
  return html`<dl class="facts">
    ${rows.map(
      ([name, text, note]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${text}${note !== null && html` <small>${note}</small>`}</dd>
        </div>`,
    )}
  </dl>`
}

const CAPITAL: Readonly<Record<string, string>> = {
  none: 'it works for somebody who has nothing',
  lender: 'lent by the world itself for one call',
  external: 'or a loan from outside for one transaction',
  own: 'of the attacker’s own',
}

function shareText(share: number): string {
  if (share >= 1) return 'all'
  const percent = 100 * share
  return percent < 0.01
    ? 'less than 0.01 %'
    : `${percent >= 10 ? Math.round(percent) : percent.toPrecision(2)} %`
}

function steps({ steps: all, mechanisms }: ReportFinding): Markup {
  if (all.length === 0) return html`<p>It fails right after setup: no call is needed.</p>`
  const of = (number: number): Part =>
    mechanisms
      .filter(({ step }) => step === number)
      .map(({ id }) => html`<li class="without">this is where it works: <code>${id}</code></li>`)
  return html`<ol class="steps">
    ${all.map((step, index) => stepItem(step, of(index + 1)))}
  </ol>`
}

function stepItem({ delay, words, payment, reactions, moved }: ReportStep, notes: Part): Markup {
  return html`<li>
    ${delay !== '' && html`<span class="delay">${delay}</span>`}<span class="words"
      >${payment === '' ? words : `${words}, ${payment}`}</span
    >
    <ul>
      ${reactions.map((text) => html`<li class="reaction">${text}</li>`)}${moved.map((text) => html`<li>${text}</li>`)}${notes}
    </ul>
  </li>`
}

function impact({ story, property, gains, capital }: ReportFinding): Markup {
  if (story.length === 0 && gains.length === 0) return html``
  const parties = new Map(gains.map(({ party }) => [party.address, party]))
  const amounts = (address: string, isLoss: boolean): Part =>
    gains
      .filter((gain) => gain.party.address === address && gain.isLoss === isLoss)
      .map(({ text }) => html`<div class="${isLoss ? 'loss' : 'gain'}">${isLoss ? '−' : '+'}${text}</div>`)
  const shown = table(
    ['Who', { ofNumbers: 'Has less' }, { ofNumbers: 'Has more' }],
    [...parties.values()].map(
      ({ name, address }) =>
        html`<tr>
          <td title="${address}">${name}</td>
          <td class="number">${amounts(address, true)}</td>
          <td class="number">${amounts(address, false)}</td>
        </tr>`,
    ),
  )
  // What the table and the facts above say already.
  const told = [...parties.values()].flatMap(({ name }) => [`${name}: +`, `${name}: -`])
  const lines = story.filter(
    (line) => !told.some((beginning) => line.startsWith(beginning)) && line !== capitalLine(capital),
  )
  return html`<h2>${isOfCall(property.name) ? 'What happened' : 'Who ends with what'}</h2>
    ${gains.length > 0 && shown}
    ${
      lines.length > 0 &&
      html`<ul class="list">
        ${lines.map((line) => html`<li>${line.trim()}</li>`)}
      </ul>`
    }`
}

/** What the story says of the capital where it says no more than the facts. */
function capitalLine(capital: ReportFinding['capital']): string | undefined {
  if (capital === null) return undefined
  const [first] = capital.needed
  return first === undefined ? `needs no capital: ${CAPITAL['none']}` : `needs ${first.text} of capital`
}

function causes(finding: ReportFinding): Markup {
  const { mechanisms, source } = finding
  return html`${
      mechanisms.length > 0 &&
      html`<h2>Why it works</h2>
        <p class="soft">Shown by runs in which just this is taken away: then it fails.</p>
        <ul class="list">
          ${mechanisms.map(
            ({ id, sentence, step, path, source: shown }) =>
              html`<li>
                ${sentence}
                <small
                  ><code>${id}</code>, step
                  ${step}${shown !== null && html`, <code>${shown.path}:${shown.line}</code>`}${path.length > 1 && html`; ${path.map((name, index) => html`${index > 0 && ' → '}<code>${name}</code>`)}`}</small
                >
              </li>`,
          )}
        </ul>`
    }
    <h2>Where it gave way</h2>
    ${source === null ? html`<p class="soft">No line of the sources is known.</p>` : sourceBlock(source)}`
}

/** The minimality table: what happens without each step. */
function neededSteps({ steps: all }: ReportFinding): Markup {
  const rows = all.flatMap((step, index) => (step.without === '' ? [] : [{ step, number: index + 1 }]))
  // Without its only step nothing happens.
  if (rows.length === 0 || (all.length === 1 && all[0]!.without === 'holds')) return html``
  return html`<h2>Each step is needed</h2>
    ${table(
      ['Step', 'Left out', 'Then'],
      rows.map(
        ({ step, number }) =>
          html`<tr>
            <td data-is="Step">${number}</td>
            <td data-is="Left out:">${stepText(step)}</td>
            <td data-is="Then:">${unbroken(step.without === 'holds' ? 'nothing fails' : step.without)}</td>
          </tr>`,
      ),
      { isStacked: true },
    )}`
}

function compared({ compared: rows, property }: ReportFinding): Markup {
  if (rows.length === 0) return html``
  const shown = table(
    [],
    rows.map(
      ({ name, value }) =>
        html`<tr>
          <td><code>${name}</code></td>
          <td class="mono">${value}</td>
        </tr>`,
    ),
  )
  // What a detector reads are the balances of everybody; a property's own calls are what it is about.
  return property.kind === 'detector'
    ? html`<details>
        <summary>What the detector saw</summary>
        ${shown}
      </details>`
    : html`<h2>What the property saw</h2>
        ${shown}`
}

function changes({ changes: all }: ReportFinding): Markup {
  if (all.length === 0) return html``
  const row = ({
    kind,
    account,
    variable,
    before,
    after,
    exactBefore,
    exactAfter,
  }: (typeof all)[number]): Markup => {
    const what = kind === 'storage' ? `${account}.${variable}` : `${kind} of ${account}`
    return html`<tr>
      <td data-is=""><code>${what}</code></td>
      <td class="mono" data-is="before" title="${exactBefore}">${before}</td>
      <td class="mono" data-is="after" title="${exactAfter}">${after}</td>
    </tr>`
  }
  const tableOf = (rows: typeof all): Markup =>
    table(['What', 'Before', 'After'], rows.map(row), { isStacked: true })
  const rest = all.slice(CHANGES_SHOWN)
  return html`<h2>Before and after</h2>
    ${tableOf(all.slice(0, CHANGES_SHOWN))}${
      rest.length > 0 &&
      html`<details>
        <summary>${rest.length} more</summary>
        ${tableOf(rest)}
      </details>`
    }`
}

function more({ trace, console: printed, steps: all }: ReportFinding, anchor: string): Markup {
  const traceLines = trace?.split('\n') ?? []
  return html`<h2>More</h2>
    ${
      traceLines.length > 0 &&
      html`<details>
        <summary>Trace <small>${counted(traceLines.length, 'line')}</small></summary>
        ${traceBlock(`${anchor}-trace`, clipped(traceLines, TRACE_LINES_MAX))}
      </details>`
    }
    ${
      printed.length > 0 &&
      html`<details>
        <summary>Console <small>${counted(printed.length, 'line')}</small></summary>
        ${codeBlock(`${anchor}-console`, clipped(printed, CONSOLE_LINES_MAX), false)}
      </details>`
    }
    <details>
      <summary>Calls as they are sent <small>${counted(all.length, 'call')}</small></summary>
      ${codeBlock(`${anchor}-calls`, all.flatMap(rawCall), false)}
    </details>`
}

function rawCall(step: ReportStep, index: number): readonly string[] {
  const time = [
    step.delaySeconds > 0 ? `${step.delaySeconds} s` : '',
    step.delayBlocks > 0 ? counted(step.delayBlocks, 'block') : '',
  ].filter((text) => text !== '')
  return [
    `# ${index + 1}. ${step.contract}.${step.signature ?? step.function}${time.length > 0 ? `, ${time.join(' and ')} later` : ''}`,
    `from  ${step.senderAddress}  ${step.sender}`,
    `to    ${step.address}`,
    `value ${step.valueWei}`,
    `data  ${step.calldata}`,
    '',
  ]
}

function clipped(lines: readonly string[], max: number): readonly string[] {
  return lines.length <= max ? lines : [...lines.slice(0, max), `… ${lines.length - max} more lines`]
}

function pager({
  before,
  after,
}: {
  readonly before: Shown | undefined
  readonly after: Shown | undefined
}): Markup {
  if (before === undefined && after === undefined) return html``
  return html`<nav class="pager" aria-label="Findings before and after">
    <span
      >${before !== undefined && html`<a href="#${before.anchor}" rel="prev">← ${before.headline}</a>`}</span
    ><span
      >${after !== undefined && html`<a href="#${after.anchor}" rel="next">${after.headline} →</a>`}</span
    >
  </nav>`
}
