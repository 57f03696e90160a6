// The report as JUnit XML, in the shape that forge writes: a suite for each test contract, a case for each property.

import { detectorWords } from './detector-words.ts'
import { findingHeadline, kindText, stepText } from './finding-words.ts'
import type { Report, ReportCampaign, ReportFinding, ReportProperty } from './schema.ts'
import { counted } from './text-layout.ts'
import { visibleText } from './visible-text.ts'

/** The document, with a line break at its end. What was not tried is skipped, what could not be set up is an error. */
export function reportToJunit(report: Report): string {
  const suites = report.campaigns.map((campaign) => suiteOf(campaign, report.findings))
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="faultline attack" ${countsOf(suites.flatMap(({ cases }) => cases))} time="${report.run.seconds.toFixed(3)}">`,
    ...suites.flatMap(({ name, seconds, cases }) => [
      `  <testsuite name="${xml(name)}" ${countsOf(cases)} time="${seconds.toFixed(3)}">`,
      ...cases.flatMap((each) => caseLines(each, name)),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ]
  return `${lines.join('\n')}\n`
}

type Case = {
  readonly name: string
  /** Of the file that the case is in; undefined: not known. */
  readonly file: string
} & (
  | { readonly status: 'passed'; readonly out: string }
  | { readonly status: 'failed'; readonly message: string; readonly text: string }
  | { readonly status: 'error'; readonly message: string; readonly text: string }
  | { readonly status: 'skipped'; readonly message: string }
)

type Suite = { readonly name: string; readonly seconds: number; readonly cases: readonly Case[] }

function suiteOf(campaign: ReportCampaign, findings: readonly ReportFinding[]): Suite {
  const { target: name, seconds, path: file } = campaign
  const of = (cases: readonly Case[]): Suite => ({ name, seconds, cases })
  if (campaign.failedSetup !== null) {
    const { reason, trace } = campaign.failedSetup
    return of([{ name: 'setUp()', file, status: 'error', message: reason, text: trace }])
  }
  if (campaign.sameAs !== null) {
    const message = `begins with the same state as ${campaign.sameAs}, which was attacked`
    return of([{ name: 'attack', file, status: 'skipped', message }])
  }
  const own = findings.filter((each) => each.campaign === name)
  return of(campaign.properties.flatMap((property) => casesOf(property, own, file)))
}

/** A property that broke in several ways is a case for each. */
function casesOf(
  property: ReportProperty,
  findings: readonly ReportFinding[],
  file: string,
): readonly Case[] {
  const name = property.kind === 'detector' ? detectorWords(property.name) : property.name
  switch (property.status) {
    case 'held':
      return [{ name, file, status: 'passed', out: `held for ${counted(property.executions, 'execution')}` }]
    case 'not run':
      return [{ name, file, status: 'skipped', message: property.reason }]
    case 'optimised':
      return [{ name, file, status: 'passed', out: `the greatest value reached is ${property.best}` }]
    case 'broken': {
      const found = findings.filter(({ id }) => property.findings.includes(id))
      if (found.length === 0)
        return [{ name, file, status: 'failed', message: 'broken', text: 'The calls were not made short.' }]
      return found.map((finding) => ({
        name: found.length === 1 ? name : `${name} ${finding.id}`,
        file: finding.source?.path ?? file,
        status: 'failed',
        message: findingHeadline(finding),
        text: failureText(finding),
      }))
    }
  }
}

function failureText(finding: ReportFinding): string {
  const kind = kindText(finding)
  return [
    finding.signature.place,
    ...(kind === undefined ? [] : [kind]),
    ...finding.steps.map((step, index) => `${index + 1}. ${stepText(step)}`),
    ...finding.story,
    ...finding.mechanisms.map(({ sentence }) => sentence),
    `reproduce: ${finding.reproduce}`,
  ].join('\n')
}

function countsOf(cases: readonly Case[]): string {
  const count = (status: Case['status']): number => cases.filter((each) => each.status === status).length
  return `tests="${cases.length}" failures="${count('failed')}" errors="${count('error')}" skipped="${count('skipped')}"`
}

function caseLines(each: Case, suite: string): readonly string[] {
  const open = `    <testcase name="${xml(each.name)}" classname="${xml(suite)}" file="${xml(each.file)}"`
  switch (each.status) {
    case 'passed':
      return [`${open}>`, `      <system-out>${xml(each.out)}</system-out>`, '    </testcase>']
    case 'skipped':
      return [`${open}>`, `      <skipped message="${xml(each.message)}"/>`, '    </testcase>']
    default: {
      const tag = each.status === 'failed' ? 'failure' : 'error'
      return [
        `${open}>`,
        `      <${tag} message="${xml(each.message)}">${each.text.split('\n').map(xml).join('\n')}</${tag}>`,
        '    </testcase>',
      ]
    }
  }
}

/** Text of one line, for an element or an attribute. XML 1.0 has no place for controls at all: they are written as `\u0007`. */
function xml(text: string): string {
  return visibleText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
