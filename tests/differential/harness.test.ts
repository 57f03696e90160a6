// The harness must find what is wrong: engines with a planted defect, and how small their failures become.

import { expect, test } from 'vitest'
import { bytesToHex } from '../../src/primitives/hex.ts'
import type { Address } from '../../src/evm/types.ts'
import { BLOCK } from '../helpers/block.ts'
import { bytecode, op, returnWord } from '../helpers/bytecode.ts'
import { opcodeOf } from '../helpers/opcode-spec.ts'
import { checkScenario, describeMismatch } from './check-case.ts'
import { decode, encode } from './program.ts'
import { randomCase, toScenario } from './random-case.ts'
import { REFERENCE, tracedReference } from './reference.ts'
import type { Engine, Outcome, OpenWorld } from './scenario.ts'

const SEED = 1n
const CASES_MAX = 300

/** The reference, whose outcomes are changed by `spoil` after an instruction `opcode` has run in the message. */
function spoiledReference(opcode: string, spoil: (outcome: Outcome) => Outcome): Engine {
  const byte = opcodeOf(opcode)
  let hasRun = false
  const traced = tracedReference((step) => {
    hasRun ||= step.opcode === byte
  })
  return {
    name: `reference with a wrong ${opcode}`,
    inWorld: (world, play) =>
      traced.inWorld(world, (openWorld) => {
        const spoiled: OpenWorld = {
          ...openWorld,
          call: async (message) => {
            hasRun = false
            const outcome = await openWorld.call(message)
            return hasRun ? spoil(outcome) : outcome
          },
        }
        return play(spoiled)
      }),
  }
}

async function firstMismatch(engine: Engine): Promise<number> {
  for (let number = 0; number < CASES_MAX; number++) {
    if ((await checkScenario(toScenario(randomCase(SEED, number)), [engine])).kind === 'differs')
      return number
  }
  throw new Error(`No mismatch in ${CASES_MAX} cases.`)
}

test('the reference agrees with itself', async () => {
  for (let number = 0; number < 20; number++) {
    const verdict = await checkScenario(toScenario(randomCase(SEED, number)), [REFERENCE])
    expect(verdict.kind).toBe('agrees')
  }
})

test('an instruction that costs one gas too much is found and shrunk to itself', async () => {
  const engine = spoiledReference('SAR', (outcome) => ({ ...outcome, gasUsed: outcome.gasUsed + 1n }))
  const number = await firstMismatch(engine)
  const description = await describeMismatch(SEED, number, [engine])
  expect(description).toContain('gas used')
  expect(description).toContain(`npm run -s fuzz -- --seed ${SEED} --case ${number}`)
  // SAR and what it takes from the stack.
  const shownInstructions = description.match(/^ {4}[0-9a-f]{4} {2}/gm)?.length ?? 0
  expect(shownInstructions).toBeGreaterThan(0)
  expect(shownInstructions).toBeLessThanOrEqual(6)
  expect(description.match(/^message 0x/gm)).toHaveLength(1)
})

test.each<readonly [string, (outcome: Outcome) => Outcome]>([
  ['status', (outcome) => ({ ...outcome, status: 'revert' })],
  ['output', (outcome) => ({ ...outcome, output: Uint8Array.of(...outcome.output, 0) })],
  ['gas refund', (outcome) => ({ ...outcome, gasRefund: outcome.gasRefund + 1n })],
  ['created', (outcome) => ({ ...outcome, created: `0x${'00'.repeat(20)}` })],
  ['logs', (outcome) => ({ ...outcome, logs: [{ address: '0x00', topics: [], data: Uint8Array.of(1) }] })],
  ['absent', (outcome) => ({ ...outcome, state: new Map([...outcome.state].slice(1)) })],
  [
    'balance',
    (outcome) => changedAccounts(outcome, (account) => ({ ...account, balance: account.balance + 1n })),
  ],
  ['nonce', (outcome) => changedAccounts(outcome, (account) => ({ ...account, nonce: account.nonce + 1n }))],
  ['code', (outcome) => changedAccounts(outcome, (account) => ({ ...account, code: Uint8Array.of(1) }))],
  [
    'slot',
    (outcome) => changedAccounts(outcome, (account) => ({ ...account, storage: new Map([[9n, 9n]]) })),
  ],
])('a difference in %s is seen', async (what, spoil) => {
  const target: Address = '0x00000000000000000000000000000000000000aa'
  const code = bytecode(op('LOG0', 0, 0), returnWord(7))
  const scenario = {
    fork: 'osaka',
    block: BLOCK,
    accounts: new Map([[target, { balance: 1n, code }]]),
    messages: [{ from: target, to: target, gas: 100_000n }],
  } as const
  const verdict = await checkScenario(scenario, [spoiledReference('LOG0', spoil)])
  expect(verdict.kind === 'differs' ? verdict.lines.join() : '').toContain(what)
})

test('an engine that throws is a mismatch', async () => {
  const broken: Engine = { name: 'broken', inWorld: () => Promise.reject(new Error('out of order')) }
  const verdict = await checkScenario(toScenario(randomCase(SEED, 0)), [broken])
  expect(verdict.kind === 'differs' ? verdict.lines.join() : '').toContain('out of order')
})

test('code that is cut into instructions is the same code again', () => {
  for (let number = 0; number < 50; number++) {
    for (const { program } of randomCase(SEED, number).accounts) {
      const code = encode(program)
      expect(bytesToHex(encode(decode(code)))).toBe(bytesToHex(code))
    }
  }
})

type AccountDump = Outcome['state'] extends ReadonlyMap<Address, infer Dump> ? Dump : never

function changedAccounts(outcome: Outcome, change: (account: AccountDump) => AccountDump): Outcome {
  return {
    ...outcome,
    state: new Map(Array.from(outcome.state, ([address, account]) => [address, change(account)])),
  }
}
