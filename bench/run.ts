/** One run of the benchmark, from compiling to rows. */

import { CASE_NAMES, loadCases } from './cases.ts'
import { FULL_PLAN, measure, QUICK_PLAN } from './measure.ts'
import { measureResident } from './resident.ts'
import type { Row } from './rows.ts'
import { coverageRows, memoryRow, storageRows, timeRows } from './rows.ts'
import type { Selection } from './selection.ts'
import { startRows } from './start.ts'
import { loadSubjects } from './subjects.ts'

/** Contracts whose start a quick run looks at: the smallest, and one with nested calls. */
const QUICK_STARTS: readonly string[] = ['transfer', 'vault']

/** Rows, and the engines that could not run. */
export type BenchResult = {
  readonly rows: readonly Row[]
  readonly missing: readonly { readonly engine: string; readonly reason: string }[]
}

/**
 * Measures what is selected. `log` gets a line per step.
 *
 * @throws WrongResultError if any engine gives any wrong answer.
 */
export async function runBench(
  selection: Selection,
  isQuick: boolean,
  log: (line: string) => void,
): Promise<BenchResult> {
  log('compiling the contracts')
  const all = (await Promise.all([loadCases('on'), loadCases('off')])).flat()
  const cases = all.filter(({ name }) => selection.caseNames.includes(name))
  const subjects = await loadSubjects()
  const plan = isQuick ? QUICK_PLAN : FULL_PLAN
  const outcomes = await measure(cases, selection.storage, subjects, plan, log)
  const rows = [...timeRows(cases, outcomes), ...storageRows(outcomes), ...coverageRows(cases, outcomes)]
  if (selection.start) {
    log('starting')
    rows.push(...(await startRows(isQuick ? QUICK_STARTS : CASE_NAMES, plan.freshProcesses)))
  }
  if (selection.memory) {
    log('resident memory')
    rows.push(
      memoryRow(
        await measureResident('ours', plan.freshProcesses),
        await measureResident('ethereumjs', plan.freshProcesses),
      ),
    )
  }
  const missing: { engine: string; reason: string }[] = subjects.flatMap(({ key, reason }) =>
    reason === undefined ? [] : [{ engine: key, reason }],
  )
  const { forgeMissing } = outcomes
  if (forgeMissing !== undefined) missing.push({ engine: 'forge', reason: forgeMissing })
  return { rows: rows.filter((row) => selection.wantsRow(row.case)), missing }
}
