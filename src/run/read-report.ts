// Whether a JSON document is a report: who asks for other forms of a stored one may have it from anywhere.

import {
  REPORT_SCHEMA_VERSION,
  type NeverReached,
  type Report,
  type ReportCampaign,
  type ReportFunction,
  type ReportLesson,
  type ReportProject,
  type ReportRun,
  type ReportSourceFile,
  type ReportWarning,
  type UnnoticedFailureNote,
} from '../report/schema.ts'
import { FINDING } from './is-report-finding.ts'
import { type Fields, misfit, type Shape } from './shape.ts'

const RUN: Fields<ReportRun> = {
  fields: {
    version: 'text',
    seed: 'text',
    budget: { fields: { kind: 'text', amount: 'number' } },
    executions: 'number',
    seconds: 'number',
    workers: 'number',
    endedBy: 'text',
    reproduce: 'text',
  },
}

const PROJECT: Fields<ReportProject> = {
  fields: { name: 'text', kind: 'text', folder: 'text', contracts: 'number' },
}

const FUNCTION: Fields<ReportFunction> = {
  fields: {
    contract: 'text',
    signature: 'text',
    path: { orNull: 'text' },
    line: { orNull: 'number' },
    calls: 'number',
    reverts: 'number',
    discards: 'number',
    coverage: { orNull: { fields: { reached: 'number', total: 'number' } } },
  },
}

const NEVER_REACHED: Fields<NeverReached> = {
  fields: {
    contract: 'text',
    signature: 'text',
    why: { oneOf: ['never called', 'always reverted'] },
    path: { orNull: 'text' },
    line: { orNull: 'number' },
    reasons: { list: 'text' },
  },
}

const UNNOTICED: Fields<UnnoticedFailureNote> = {
  fields: { place: 'text', path: { orNull: 'text' }, line: { orNull: 'number' }, words: 'text' },
}

/** What its status brings is looked at apart. */
const PROPERTY: Shape = {
  fields: {
    name: 'text',
    kind: 'text',
    status: { oneOf: ['broken', 'held', 'not run', 'optimised'] },
  },
}

const BY_STATUS: Readonly<Record<string, Shape>> = {
  broken: { fields: { findings: { list: 'text' } } },
  held: { fields: { executions: 'number' } },
  'not run': { fields: { reason: 'text' } },
  optimised: { fields: { best: 'text', findings: { list: 'text' } } },
}

const CAMPAIGN: Fields<ReportCampaign> = {
  fields: {
    target: 'text',
    kind: { oneOf: ['properties', 'attacker'] },
    contract: 'text',
    path: 'text',
    executions: 'number',
    seconds: 'number',
    edges: 'number',
    corpus: 'number',
    properties: { list: PROPERTY },
    functions: { list: FUNCTION },
    contracts: { list: { fields: { contract: 'text', linesReached: 'number', lines: 'number' } } },
    neverReached: { list: NEVER_REACHED },
    unnoticedFailures: { list: UNNOTICED },
    failedSetup: { orNull: { fields: { reason: 'text', trace: 'text' } } },
    sameAs: { orNull: 'text' },
  },
}

const WARNING: Fields<ReportWarning> = {
  fields: { code: 'text', message: 'text', hint: { orNull: 'text' } },
}

const SOURCE_FILE: Fields<ReportSourceFile> = {
  fields: {
    path: 'text',
    reached: { list: { list: 'number' } },
    missed: { list: { list: 'number' } },
    text: { orNull: 'text' },
  },
}

const LESSON: Fields<ReportLesson> = {
  fields: {
    id: 'text',
    title: 'text',
    file: 'text',
    place: { orNull: 'text' },
    foundOn: 'text',
    isFoundAgain: 'truth',
    replay: {
      orNull: {
        fields: {
          status: { oneOf: ['still fails', 'fixed', 'cannot be replayed'] },
          on: 'text',
          words: 'text',
        },
      },
    },
  },
}

const REPORT: Fields<Report> = {
  fields: {
    schemaVersion: 'number',
    run: RUN,
    project: PROJECT,
    campaigns: { list: CAMPAIGN },
    findings: { list: FINDING },
    sources: { list: SOURCE_FILE },
    lessons: { list: LESSON },
    warnings: { list: WARNING },
  },
}

/** The report, or what is wrong with it in words: 'run.seed is missing or of another kind'. */
export function readReport(value: unknown): { readonly report: Report } | { readonly wrong: string } {
  const version =
    typeof value === 'object' && value !== null && 'schemaVersion' in value && value.schemaVersion
  if (typeof version === 'number' && version !== REPORT_SCHEMA_VERSION)
    return {
      wrong: `its schemaVersion is ${version}, and this version of Faultline reads ${REPORT_SCHEMA_VERSION}`,
    }
  const place = misfit(value, REPORT) ?? misfitOfProperties(value as Report)
  return place === undefined
    ? { report: value as Report }
    : { wrong: `${place} is missing or of another kind` }
}

function misfitOfProperties({ campaigns }: Report): string | undefined {
  for (const [i, { properties }] of campaigns.entries()) {
    for (const [j, property] of properties.entries()) {
      const place = misfit(property, BY_STATUS[property.status]!)
      if (place !== undefined) return `campaigns[${i}].properties[${j}].${place}`
    }
  }
  return undefined
}
