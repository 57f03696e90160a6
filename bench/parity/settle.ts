/**
 * Only one of two searches made a test fail. That is luck if the other, given the same calls, sees it fail too; else one of
 * them is wrong.
 */

import { asForge } from '../../src/cli/test/as-forge.ts'
import type { TestCall, TestDocument } from '../../src/cli/test/document.ts'
import { openProject } from '../../src/project/open-project.ts'
import type { Project } from '../../src/project/types.ts'
import { failsInForge } from './ask-forge.ts'
import type { ParityRow } from './compare.ts'
import type { ForgeCall, ForgeReport } from './forge-process.ts'
import { failsInFaultline } from './replay.ts'

export type SettleOptions = {
  readonly root: string
  readonly forge: ForgeReport
  readonly faultline: TestDocument
  /** Called for each row of luck, with what was found out. */
  readonly onRow: (row: ParityRow, found: string) => void
}

/** The rows again; those of luck that are none have become disagreements, with what was found out in their reason. */
export async function settleLuck(rows: readonly ParityRow[], options: SettleOptions): Promise<ParityRow[]> {
  if (rows.every(({ verdict }) => verdict !== 'luck')) return [...rows]
  const project = asForge(await openProject({ root: options.root, env: process.env }))
  const settled: ParityRow[] = []
  for (const row of rows) {
    settled.push(row.verdict === 'luck' ? await settle(row, project, options) : row)
  }
  return settled
}

async function settle(row: ParityRow, project: Project, options: SettleOptions): Promise<ParityRow> {
  const isOurs = row.faultline === 'failed'
  const calls = isOurs ? ourCalls(row, options.faultline) : forgeCalls(row, options.forge)
  // Without calls it failed for another reason than an input, such as too many that were refused.
  if (calls === undefined) return { ...row, verdict: 'disagreed' }

  const fails = isOurs
    ? await failsInForge(options.root, targetOf(row, project), calls)
    : failsInFaultline(project, row.suite, row.test, calls)
  const other = isOurs ? 'forge' : 'Faultline'
  if (fails === true) {
    options.onRow(row, `${other} fails with the same calls`)
    return row
  }
  const note =
    fails === null
      ? `${other} could not be given the calls`
      : `${other} does not see it fail with these calls`
  options.onRow(row, note)
  const key = isOurs ? 'faultlineReason' : 'forgeReason'
  return { ...row, verdict: fails === null ? 'luck' : 'disagreed', [key]: `${row[key]} (${note})` }
}

function targetOf({ suite, test, kind }: ParityRow, { config }: Project): Parameters<typeof failsInForge>[1] {
  const colon = suite.lastIndexOf(':')
  return {
    kind: kind === 'fuzz' ? 'fuzz' : 'invariant',
    source: suite.slice(0, colon),
    contract: suite.slice(colon + 1),
    name: test.slice(0, test.indexOf('(')),
    signature: test,
    failOnRevert: config.invariant.failOnRevert,
  }
}

function forgeCalls({ suite, test }: ParityRow, report: ForgeReport): readonly ForgeCall[] | undefined {
  const counterexample = report[suite]?.test_results[test]?.counterexample
  return counterexample?.Sequence?.[1] ?? (counterexample?.Single && [counterexample.Single])
}

function ourCalls({ suite, test }: ParityRow, document: TestDocument): readonly ForgeCall[] | undefined {
  const result = document.suites.find(({ id }) => id === suite)?.tests.find(({ name }) => name === test)
  if (result?.counterexample !== undefined) return [callOf({ calldata: result.counterexample.calldata })]
  return result?.sequence?.map(callOf)
}

function callOf(call: Pick<TestCall, 'calldata'> & Partial<TestCall>): ForgeCall {
  return {
    warp: call.seconds ? `0x${call.seconds.toString(16)}` : null,
    roll: call.blocks ? `0x${call.blocks.toString(16)}` : null,
    sender: call.sender ?? null,
    addr: call.address ?? null,
    calldata: call.calldata,
    ...(call.valueWei !== undefined &&
      call.valueWei !== '0' && { value: `0x${BigInt(call.valueWei).toString(16)}` }),
    contract_name: null,
    func_name: null,
    signature: null,
    args: null,
    raw_args: null,
  }
}
