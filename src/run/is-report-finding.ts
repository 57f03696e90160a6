// Whether something that was stored as the report of a finding has the shape of one: the store lies in a folder that may
// have come with somebody's repository. What its texts say is everybody's anyway; the writers of reports escape them.

import type { ShrunkFinding } from '../attack/tasks.ts'
import type {
  ReportAmount,
  ReportCapital,
  ReportChange,
  ReportFinding,
  ReportGain,
  ReportLoss,
  ReportMechanism,
  ReportParty,
  ReportProof,
  ReportSource,
  ReportStep,
  ReportTransfer,
} from '../report/schema.ts'
import { type Fields, misfit } from './shape.ts'

const STEP: Fields<ReportStep> = {
  fields: {
    contract: 'text',
    address: 'text',
    code: { orNull: 'text' },
    function: 'text',
    signature: { orNull: 'text' },
    arguments: { list: { fields: { name: 'text', type: 'text', text: 'text', exact: 'text' } } },
    calldata: 'text',
    sender: 'text',
    senderAddress: 'text',
    valueWei: 'text',
    delaySeconds: 'number',
    delayBlocks: 'number',
    words: 'text',
    delay: 'text',
    payment: 'text',
    reactions: { list: 'text' },
    moved: { list: 'text' },
    without: 'text',
  },
}

const SOURCE: Fields<ReportSource> = {
  fields: { path: 'text', line: 'number', excerpt: { list: { fields: { line: 'number', text: 'text' } } } },
}

const CHANGE: Fields<ReportChange> = {
  fields: {
    kind: 'text',
    account: 'text',
    address: 'text',
    variable: 'text',
    before: 'text',
    after: 'text',
    slot: { orNull: 'text' },
    exactBefore: 'text',
    exactAfter: 'text',
  },
}

const AMOUNT: Fields<ReportAmount> = { fields: { asset: 'text', amount: 'text', text: 'text' } }

const CAPITAL: Fields<ReportCapital> = {
  fields: {
    needed: { list: AMOUNT },
    source: 'text',
    loans: {
      list: { fields: { lender: 'text', address: 'text', signature: 'text', lent: AMOUNT, fee: AMOUNT } },
    },
  },
}

const LOSS: Fields<ReportLoss> = { fields: { ...AMOUNT.fields, share: 'number' } }

const PROOF: Fields<ReportProof> = {
  fields: {
    form: 'text',
    file: 'text',
    text: 'text',
    checked: { orNull: 'text' },
    reason: { orNull: 'text' },
  },
}

const MECHANISM: Fields<ReportMechanism> = {
  fields: {
    id: 'text',
    sentence: 'text',
    step: 'number',
    path: { list: 'text' },
    source: { orNull: { fields: { path: 'text', line: 'number' } } },
  },
}

const PARTY: Fields<ReportParty> = {
  fields: { name: 'text', address: 'text', isAttacker: 'truth' },
}

const TRANSFER: Fields<ReportTransfer> = {
  fields: { step: 'number', from: { orNull: PARTY }, to: { orNull: PARTY }, what: 'text' },
}

const GAIN: Fields<ReportGain> = {
  fields: { party: PARTY, asset: 'text', text: 'text', isLoss: 'truth' },
}

/** Of a finding. */
export const FINDING: Fields<ReportFinding> = {
  fields: {
    id: 'text',
    campaign: 'text',
    property: { fields: { name: 'text', kind: 'text' } },
    signature: { fields: { property: 'text', mechanism: 'text', place: 'text' } },
    reason: 'text',
    steps: { list: STEP },
    originalCalls: 'number',
    executions: 'number',
    shrinkExecutions: 'number',
    seconds: 'number',
    source: { orNull: SOURCE },
    changes: { list: CHANGE },
    compared: { list: { fields: { name: 'text', value: 'text' } } },
    value: { orNull: 'text' },
    trace: { orNull: 'text' },
    console: { list: 'text' },
    solidity: { list: 'text' },
    story: { list: 'text' },
    capital: { orNull: CAPITAL },
    mechanisms: { list: MECHANISM },
    vector: {
      orNull: { fields: { id: 'text', title: 'text', owasp: { orNull: 'text' }, swc: { orNull: 'text' } } },
    },
    severity: { orNull: 'text' },
    losses: { list: LOSS },
    transfers: { list: TRANSFER },
    gains: { list: GAIN },
    proofs: { list: PROOF },
    program: { orNull: { fields: { version: 'number' } } },
    reproduce: 'text',
  },
}

/** Whether `report` has every field of a ReportFinding, each of its kind. More fields are no harm. */
export function isReportFinding(report: unknown): report is ShrunkFinding['report'] {
  return misfit(report, FINDING) === undefined
}
