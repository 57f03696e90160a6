import { bytesToHex } from '../../src/primitives/hex.ts'
import { disassemble } from '../helpers/disassemble.ts'
import { differences } from './compare.ts'
import { deviationsIn } from './known-deviations.ts'
import { randomCase, toScenario, type RandomCase } from './random-case.ts'
import { REFERENCE } from './reference.ts'
import { outcomesOf, type Engine, type Outcome, type Scenario } from './scenario.ts'
import { shrinkCase } from './shrink.ts'

/** What a case showed. */
export type Verdict =
  | { readonly kind: 'agrees'; readonly outcomes: readonly Outcome[] }
  /** The reference does something there that it is known to do wrong. */
  | { readonly kind: 'excused'; readonly deviations: readonly string[] }
  | { readonly kind: 'differs'; readonly engine: string; readonly lines: readonly string[] }

/** The line that repeats one case. */
export function reproduceLine(seed: bigint, number: number): string {
  return `npm run -s fuzz -- --seed ${seed} --case ${number}`
}

/** Runs a scenario on the reference and on each engine. */
export async function checkScenario(scenario: Scenario, engines: readonly Engine[]): Promise<Verdict> {
  const expected = await outcomesOf(REFERENCE, scenario)
  for (const engine of engines) {
    const lines = await differencesOn(engine, scenario, expected)
    if (lines.length === 0) continue
    const deviations = await deviationsIn(scenario)
    return deviations.length > 0
      ? { kind: 'excused', deviations }
      : { kind: 'differs', engine: engine.name, lines }
  }
  return { kind: 'agrees', outcomes: expected }
}

/** Everything that one needs to look into a case that differs: the smallest form of it and how to repeat it. */
export async function describeMismatch(
  seed: bigint,
  number: number,
  engines: readonly Engine[],
): Promise<string> {
  const failing = randomCase(seed, number)
  const differs = async (candidate: RandomCase): Promise<boolean> =>
    (await checkScenario(toScenario(candidate), engines)).kind === 'differs'
  const smallest = await shrinkCase(failing, differs)
  const verdict = await checkScenario(toScenario(smallest), engines)
  const lines = verdict.kind === 'differs' ? verdict.lines : ['the smallest case does not differ any more']
  const engine = verdict.kind === 'differs' ? verdict.engine : ''
  return [
    `seed ${seed}, case ${number}: ${REFERENCE.name} against ${engine}`,
    ...lines.map((line) => `  ${line}`),
    ...describeScenario(toScenario(smallest)),
    `again: ${reproduceLine(seed, number)}`,
  ].join('\n')
}

// An engine that breaks down differs as well.
async function differencesOn(
  engine: Engine,
  scenario: Scenario,
  expected: readonly Outcome[],
): Promise<readonly string[]> {
  try {
    return differences(expected, await outcomesOf(engine, scenario))
  } catch (error) {
    return [`it threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]
  }
}

function describeScenario({ fork, block, accounts, messages }: Scenario): readonly string[] {
  const lines = [`fork ${fork}, block ${block.number}, coinbase ${block.coinbase}`]
  for (const [
    address,
    { balance = 0n, nonce = 0n, code = new Uint8Array(), storage = new Map() },
  ] of accounts) {
    const slots = Array.from(storage, ([slot, word]) => `0x${slot.toString(16)}: 0x${word.toString(16)}`)
    lines.push(`account ${address}: balance ${balance}, nonce ${nonce}, storage {${slots.join(', ')}}`)
    if (code.length > 0) lines.push(`  code ${bytesToHex(code)}`, disassemble(code).replaceAll(/^/gm, '    '))
  }
  for (const { from, to, value = 0n, data = new Uint8Array(), gas, static: isStatic, origin } of messages) {
    const extras = `${isStatic === true ? ', static' : ''}${origin === undefined ? '' : `, origin ${origin}`}`
    lines.push(
      `message ${from} -> ${to ?? 'create'}: value ${value}, gas ${gas}, data ${bytesToHex(data)}${extras}`,
    )
  }
  return lines
}
