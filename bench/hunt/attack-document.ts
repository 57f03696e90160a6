/** What is read of the report of `faultline attack --json`, checked against itself. */

import {
  REPORT_SCHEMA_VERSION,
  type Report,
  type ReportFinding,
  type ReportStep,
} from '../../src/report/schema.ts'
import type { ForgeCall } from '../parity/forge-process.ts'

export type AttackFinding = {
  /** 'invariant_solvency()'. */
  readonly property: string
  readonly mechanism: string
  readonly seconds: number
  readonly executions: number
  readonly originalCalls: number
  /** The calls after shrinking, as forge writes them. */
  readonly calls: readonly ForgeCall[]
}

export type AttackResult = {
  readonly executions: number
  readonly seconds: number
  readonly findings: readonly AttackFinding[]
  /** How the property is reported: 'broken', 'held', 'optimised', or why it did not run; undefined if it is not there. */
  readonly statusOf: (property: string) => string | undefined
}

/** A report that contradicts itself or what is known of the property. */
export class WrongFindingError extends Error {
  readonly code = 'BENCH_WRONG_FINDING'
}

/** @throws WrongFindingError for a document that is no report of this version, or whose findings and verdicts differ. */
export function readAttack(document: unknown): AttackResult {
  const report = document as Partial<Report> | null
  if (report?.schemaVersion !== REPORT_SCHEMA_VERSION || !Array.isArray(report.findings)) {
    throw new WrongFindingError('faultline attack --json printed no report of the version that is read here')
  }
  const { run, campaigns, findings } = report as Report
  const statuses = new Map<string, string>()
  for (const { properties } of campaigns) {
    for (const property of properties) {
      statuses.set(
        property.name,
        property.status === 'not run' ? `not run: ${property.reason}` : property.status,
      )
      if (property.status === 'broken') checkFindings(property.name, property.findings, findings)
    }
  }
  return {
    executions: run.executions,
    // Of the campaigns: opening the project and setting up is not searching.
    seconds: campaigns.reduce((sum, { seconds }) => sum + seconds, 0),
    findings: findings.map(findingOf),
    statusOf: (property) => statuses.get(property),
  }
}

function checkFindings(property: string, ids: readonly string[], findings: readonly ReportFinding[]): void {
  const known = new Set(findings.map(({ id }) => id))
  if (ids.length === 0 || ids.some((id) => !known.has(id))) {
    throw new WrongFindingError(`${property} is reported as broken, but the report has no such finding`)
  }
}

function findingOf(finding: ReportFinding): AttackFinding {
  const { property, signature, seconds, executions, originalCalls, steps } = finding
  if (steps.length > originalCalls) {
    throw new WrongFindingError(`${property.name} was shrunk from ${originalCalls} calls to ${steps.length}`)
  }
  return {
    property: property.name,
    mechanism: signature.mechanism,
    seconds,
    executions,
    originalCalls,
    calls: steps.map(callOf),
  }
}

function callOf(step: ReportStep): ForgeCall {
  const value = BigInt(step.valueWei)
  return {
    warp: step.delaySeconds === 0 ? null : `0x${step.delaySeconds.toString(16)}`,
    roll: step.delayBlocks === 0 ? null : `0x${step.delayBlocks.toString(16)}`,
    sender: step.senderAddress,
    addr: step.address,
    calldata: step.calldata,
    ...(value > 0n && { value: `0x${value.toString(16)}` }),
    contract_name: step.contract,
    func_name: step.function,
    signature: step.signature,
    args: null,
    raw_args: null,
  }
}
