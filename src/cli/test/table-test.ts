// A table test: one run for each row of the fixtures of its parameters, each on the state after setup (forge: run_table_test in
// crates/forge/src/runner.rs).

import { isSameType } from '../../project/abi/same-type.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { typeName } from '../../project/abi/parse-abi.ts'
import type { AbiParameter, AbiValue } from '../../project/abi/types.ts'
import { fixtureOf, type Fixture, type Fixtures } from '../../world/fixtures.ts'
import { formatForgeValue } from '../../world/forge-value.ts'
import { runTest } from '../../world/run-test.ts'
import { gasMeasures } from './gas-measures.ts'
import { type Outcome, type TestRun, traceText } from './test-run.ts'

/** Runs row after row until one fails. Reasons are in forge's words. */
export function tableTest({ world, test: { abi }, options, fixtures }: TestRun): Outcome {
  const columns = columnsOf(abi.inputs, fixtures)
  if (typeof columns === 'string')
    return { kind: 'table', status: 'failed', reason: columns, gas: 0, logs: [] }
  const gas: number[] = []
  let logs: readonly string[] = []
  for (let row = 0; row < columns[0]!.values.length; row++) {
    const args = columns.map(({ values }) => values[row]!)
    const { status, reason, gasUsed, console, trace } = runTest(world, abi, args, {
      trace: options.traces === 'all',
    })
    logs = console.map(({ text }) => text)
    if (status === 'skipped') return { kind: 'table', status, gas: 0, logs, ...(reason !== '' && { reason }) }
    gas.push(Number(gasUsed))
    const isLast = row + 1 === columns[0]!.values.length
    if (status === 'passed' && !isLast) continue
    const shown =
      status !== 'passed' && options.traces === 'failed'
        ? runTest(world, abi, args, { trace: true }).trace
        : trace
    const text = traceText(world, shown)
    return {
      kind: 'table',
      // What forge makes of a row whose vm.assume does not hold.
      status: status === 'passed' ? status : 'failed',
      ...gasMeasures(gas),
      logs,
      ...(reason !== '' && { reason }),
      ...(status !== 'passed' && {
        counterexample: {
          calldata: bytesToHex(encodeCall(abi, args)),
          args: args.map((value: AbiValue, i) => formatForgeValue(value, abi.inputs[i]!)),
        },
      }),
      ...(text !== undefined && { trace: text }),
    }
  }
  return { kind: 'table', status: 'passed', ...gasMeasures(gas), logs }
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
