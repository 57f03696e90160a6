// A table test: one run for each row of the fixtures of its parameters, each on the state after setup (forge: run_table_test in
// crates/forge/src/runner.rs).

import { isSameType } from '../../project/abi/same-type.ts'
import { typeName } from '../../project/abi/parse-abi.ts'
import type { AbiParameter } from '../../project/abi/types.ts'
import { fixtureOf, type Fixture, type Fixtures } from '../../world/fixtures.ts'
import { runTest } from '../../world/run-test.ts'
import { gasMeasures } from './gas-measures.ts'
import { counterexampleOf, type Outcome, type TestRun, traceText } from './test-run.ts'

/** Runs row after row until one fails. Reasons are in forge's words. */
export function tableTest({ world, test: { abi }, options, fixtures }: TestRun): Outcome {
  const columns = columnsOf(abi.inputs, fixtures)
  if (typeof columns === 'string')
    return { kind: 'table', status: 'failed', reason: columns, gas: 0, logs: [] }
  const rows = columns[0]!.values.length
  const gas: number[] = []
  for (let row = 0; ; row++) {
    const args = columns.map(({ values }) => values[row]!)
    const isTraced = options.traces === 'all'
    const { status, reason, gasUsed, console, trace } = runTest(world, abi, args, { trace: isTraced })
    const logs = console.map(({ text }) => text)
    if (status === 'skipped') return { kind: 'table', status, gas: 0, logs, ...(reason !== '' && { reason }) }
    gas.push(Number(gasUsed))
    const isPassed = status === 'passed'
    if (isPassed && row + 1 < rows) continue
    const isLookedAt = !isPassed && options.traces === 'failed'
    const text = traceText(world, isLookedAt ? runTest(world, abi, args, { trace: true }).trace : trace)
    return {
      kind: 'table',
      // What forge makes of a row whose vm.assume does not hold.
      status: isPassed ? 'passed' : 'failed',
      ...gasMeasures(gas),
      logs,
      ...(reason !== '' && { reason }),
      ...(!isPassed && { counterexample: counterexampleOf(abi, args) }),
      ...(text !== undefined && { trace: text }),
    }
  }
}

/** The fixtures of the parameters, as many rows in each; or why there is no table. */
function columnsOf(inputs: readonly AbiParameter[], fixtures: Fixtures): readonly Fixture[] | string {
  const [first, ...others] = inputs
  const rows = fixtureOf(fixtures, first!)
  if (rows === undefined) return 'Table test should have fixtures defined'
  if (rows.values.length === 0) return 'Table test should have at least one fixture'
  const columns = [rows]
  for (const input of others) {
    const column = fixtureOf(fixtures, input)
    if (column === undefined) return `No fixture defined for param ${input.name}`
    if (column.values.length !== rows.values.length)
      return `${column.values.length} fixtures defined for ${input.name} (expected ${rows.values.length})`
    columns.push(column)
  }
  for (const [i, { type }] of inputs.entries()) {
    const given = columns[i]!.type
    if (!isSameType(given, type))
      return `type mismatch: expected type "${typeName(type)}", got value with type "${typeName(given)}"`
  }
  return columns
}
