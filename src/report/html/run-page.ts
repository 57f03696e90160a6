// How the run was made, and how to make it again.

import { campaignWords } from '../finding-words.ts'
import type { Report } from '../schema.ts'
import { counted, durationText, grouped } from '../text-layout.ts'
import { codeBlock } from './code.ts'
import { html, type Markup } from './markup.ts'
import { projectKindWords, table, title } from './page-parts.ts'

const ENDED: Readonly<Record<string, string>> = {
  budget: 'its budget was used',
  interrupted: 'somebody ended it',
  'all broken': 'every property was broken',
}

export function runPage({ run, project, campaigns, schemaVersion }: Report): Markup {
  const { budget } = run
  const rows: readonly (readonly [string, string])[] = [
    ['Faultline', run.version],
    [
      'Project',
      `${project.name}, ${projectKindWords(project.kind)}${project.folder === '' ? '' : `, ${project.folder}`}`,
    ],
    ['Contracts compiled', grouped(project.contracts)],
    ['Seed', run.seed],
    [
      'Budget',
      `${grouped(budget.amount)} ${budget.kind}${budget.kind === 'executions' ? ' for each campaign' : ''}`,
    ],
    ['Executions', `${grouped(run.executions)} in ${durationText(run.seconds)}`],
    ['Workers', grouped(run.workers)],
    ['Ended because', ENDED[run.endedBy] ?? run.endedBy],
    ['Report', `version ${schemaVersion} of the document`],
  ]
  return html`<section class="page" id="run">
    <p class="eyebrow"><span>How it was made</span></p>
    ${title('Run')}
    <h2>Again</h2>
    ${codeBlock('run-again', [run.reproduce], false)}
    ${budget.kind === 'seconds' && html`<p class="soft">With a budget in seconds, how many executions fit into it is chance. Findings mostly come again; with <code>--executions</code> they always do.</p>`}
    <h2>Facts</h2>
    ${table(
      [],
      rows.map(
        ([name, text]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${text}</td>
          </tr>`,
      ),
    )}
    <h2>Campaigns</h2>
    ${table(
      [
        'Target',
        { ofNumbers: 'Executions' },
        { ofNumbers: 'Time' },
        { ofNumbers: 'Edges' },
        { ofNumbers: 'Corpus' },
      ],
      campaigns.map(
        ({ target, executions, seconds, edges, corpus, sameAs, failedSetup }) =>
          html`<tr>
            <td>
              <code>${campaignWords(target)}</code>
              <small
                >${failedSetup !== null && 'could not be set up'}${sameAs !== null && `begins with the same state as ${campaignWords(sameAs)}`}</small
              >
            </td>
            <td class="number" data-is="executions">${grouped(executions)}</td>
            <td class="number" data-is="time">${durationText(seconds)}</td>
            <td class="number" data-is="edges">${grouped(edges)}</td>
            <td class="number" data-is="corpus">${counted(corpus, 'sequence')}</td>
          </tr>`,
      ),
      { isStacked: true },
    )}
  </section>`
}
