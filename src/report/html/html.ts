// The report as one HTML file: it opens from disk, loads nothing, and is whole without its script. Everything in it but the script
// and the style, which are the same in every report, is text of the document, escaped; the policy in its head lets nothing else run.

import { notTested } from '../not-tested.ts'
import type { Report } from '../schema.ts'
import { worstFirst } from '../worst-first.ts'
import { REPORT_SCRIPT, REPORT_SCRIPT_HASH, REPORT_STYLE, REPORT_STYLE_HASH } from './assets.gen.ts'
import { coveragePage } from './coverage-page.ts'
import { findingPage } from './finding-page.ts'
import { lessonsPage } from './lessons-page.ts'
import { html, Markup } from './markup.ts'
import { overviewPage, verdictTitle } from './overview-page.ts'
import { breakable, severityShape, type Shown, shownFindings } from './page-parts.ts'
import { runPage } from './run-page.ts'

const POLICY = `default-src 'none'; style-src '${REPORT_STYLE_HASH}'; script-src '${REPORT_SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`

// Their hashes are in the policy: not a space may stand around them.
const STYLE = Markup.trusted(`<style>${REPORT_STYLE}</style>`)
const SCRIPT = Markup.trusted(`<script>${REPORT_SCRIPT}</script>`)

/** The page, with a line break at its end. The same document gives the same bytes. */
export function reportToHtml(report: Report): string {
  const findings = shownFindings(worstFirst(report.findings))
  const { name } = report.project
  const page = html`<!doctype html>
    <html lang="en" dir="ltr" data-project="${name}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${Markup.trusted(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>${verdictTitle(report).text} · ${name} · Faultline</title>
        ${STYLE}
      </head>
      <body>
        <a class="skip" href="#content">To the content</a>
        ${side(report, findings)}
        <main id="content">
          ${overviewPage(report, findings, notTested(report))}
          ${findings.map((shown, index) =>
            findingPage(shown, {
              before: findings[index - 1],
              after: findings[index + 1],
              count: findings.length,
            }),
          )}
          ${report.lessons.length > 0 && lessonsPage(report, findings)} ${coveragePage(report)}
          ${runPage(report)}
        </main>
        <p class="status" role="status"></p>
        ${KEYS} ${SCRIPT}
      </body>
    </html> `
  return page.text
}

function side({ project, lessons }: Report, findings: readonly Shown[]): Markup {
  return html`<header class="side">
    <a class="brand" href="#overview"
      >${LOGO}<span>Faultline<small>${project.name}</small></span></a
    >
    <nav aria-label="Report">
      <ul>
        <li><a href="#overview">Overview</a></li>
        <li><a href="#not-tested">What was not tested</a></li>
        ${lessons.length > 0 && html`<li><a href="#lessons">Lessons</a></li>`}
        <li><a href="#coverage">Coverage</a></li>
        <li><a href="#run">Run</a></li>
      </ul>
      ${
        findings.length > 0 &&
        html`<ul class="of-findings" aria-label="Findings">
          ${findings.map(
            ({ finding, anchor, headline }) =>
              html`<li>
                <a href="#${anchor}">${severityShape(finding)}<span>${breakable(headline)}</span></a>
              </li>`,
          )}
        </ul>`
      }
    </nav>
    <div class="tools scripted-only">
      <button type="button" id="theme">Theme</button
      ><button type="button" id="show-keys" class="keys">Keys <kbd>?</kbd></button>
    </div>
  </header>`
}

/** Two blocks of ground, moved against each other. */
const LOGO = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linejoin="round"
    d="M2 7h7l-2.6 12H2zM12.5 5H22v12H9.9z"
  />
</svg>`

const KEYS = html`<dialog id="keys" aria-labelledby="keys-title">
  <h2 id="keys-title">Keys</h2>
  <dl>
    <dt><kbd>j</kbd> <kbd>k</kbd></dt>
    <dd>next and previous finding</dd>
    <dt><kbd>o</kbd></dt>
    <dd>overview</dd>
    <dt><kbd>c</kbd></dt>
    <dd>coverage</dd>
    <dt><kbd>r</kbd></dt>
    <dd>run</dd>
    <dt><kbd>/</kbd></dt>
    <dd>look for a finding</dd>
    <dt><kbd>t</kbd></dt>
    <dd>light, dark, or as the system</dd>
  </dl>
  <form method="dialog"><button>Close</button></form>
</dialog>`
