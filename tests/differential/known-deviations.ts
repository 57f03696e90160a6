// Where @ethereumjs/evm 10.1.3 departs from the protocol. Each entry says what is wrong, shows the smallest scenario
// with what the specification asks for, and recognises the instruction that does it, so that a random case which runs
// into it is not taken for a defect of the Machine. known-deviations.test.ts checks that each still occurs; remove an
// entry when it no longer does.

import type { AccountState, Address, Message } from '../../src/evm/types.ts'
import { BLOCK } from '../helpers/block.ts'
import { bytecode, create, op, returnWord } from '../helpers/bytecode.ts'
import { opcodeOf } from '../helpers/opcode-spec.ts'
import { tracedReference, type ReferenceStep } from './reference.ts'
import { outcomesOf, type Outcome, type Scenario } from './scenario.ts'

/** One departure of the reference. */
export type KnownDeviation = {
  readonly id: string
  /** What it does, what is right and by which source. */
  readonly explanation: string
  readonly scenario: Scenario
  /** What the specification asks of the scenario's last message. */
  readonly isRight: (outcome: Outcome) => boolean
  /** Whether the reference is about to depart. */
  readonly occursAt: (step: ReferenceStep) => Promise<boolean> | boolean
}

const SENDER: Address = '0x5e4de75e4de75e4de75e4de75e4de75e4de75e4d'
const TARGET: Address = '0x7a46e77a46e77a46e77a46e77a46e77a46e77a46'
const OTHER: Address = '0x07be407be407be407be407be407be407be407be4'

const EOF_CODE = Uint8Array.of(0xef, 0x00, 0x01, 0x02)

const EXTERNAL_CODE_OPCODES: ReadonlySet<number> = new Set(
  ['EXTCODESIZE', 'EXTCODECOPY', 'EXTCODEHASH'].map(opcodeOf),
)
const CREATE_OPCODES: ReadonlySet<number> = new Set(['CREATE', 'CREATE2'].map(opcodeOf))

/** All that are known. */
export const KNOWN_DEVIATIONS: readonly KnownDeviation[] = [
  {
    id: 'eof-initcode-refused-before-eof',
    explanation:
      'CREATE and CREATE2 push 0 at once if the initcode begins with 0xEF00, at no cost and without raising the ' +
      'nonce: the rule of EIP-7698 for legacy code, applied although no fork up to Osaka contains EOF. Without it ' +
      'the creation begins, 0xEF is an undefined opcode and the frame halts: the nonce is raised (EIP-161) and ' +
      'all gas that the frame was given is gone. Source: opcodes/functions.ts, handlers of 0xf0 and 0xf5, isEOF(data).',
    scenario: scenarioOf(bytecode(returnWord(create(EOF_CODE)))),
    isRight: ({ state, gasUsed }) => state.get(TARGET)!.nonce === 2n && gasUsed > 900_000n,
    occursAt: ({ opcode, stack, memory }) => {
      if (!CREATE_OPCODES.has(opcode)) return false
      const [offset, size] = [stack.at(-2)!, stack.at(-3)!]
      return size >= 2n && startsWithEof(memory.subarray(Number(offset), Number(offset) + 2))
    },
  },
  {
    id: 'eof-code-hidden-before-eof',
    explanation:
      'EXTCODESIZE, EXTCODECOPY and EXTCODEHASH see the two bytes 0xEF00 instead of the code of an account whose ' +
      'code begins with them: EIP-3540, applied although no fork up to Osaka contains it. Such code cannot be ' +
      'deployed since London (EIP-3541), but a state can be given it. Source: opcodes/functions.ts, handlers of ' +
      '0x3b, 0x3c and 0x3f.',
    scenario: scenarioOf(bytecode(returnWord(op('EXTCODESIZE', BigInt(OTHER)))), [
      [OTHER, { code: EOF_CODE }],
    ]),
    isRight: ({ output }) => output.at(-1) === EOF_CODE.length,
    occursAt: async ({ opcode, stack, codeOf }) => {
      if (!EXTERNAL_CODE_OPCODES.has(opcode) || stack.length === 0) return false
      const digits = BigInt.asUintN(160, stack.at(-1)!).toString(16)
      return startsWithEof(await codeOf(`0x${digits.padStart(40, '0')}`))
    },
  },
]

/** Ids of the departures that the reference makes in this scenario. */
export async function deviationsIn(scenario: Scenario): Promise<readonly string[]> {
  const found = new Set<string>()
  const engine = tracedReference(async (step) => {
    for (const { id, occursAt } of KNOWN_DEVIATIONS)
      if (!found.has(id) && (await occursAt(step))) found.add(id)
  })
  try {
    await outcomesOf(engine, scenario)
  } catch (error) {
    // The step event of ethereumjs reads the data of a REVERT before its gas is charged, however much that is. What
    // came before is known by then.
    if (!(error instanceof RangeError)) throw error
  }
  return [...found]
}

function startsWithEof(code: Uint8Array): boolean {
  return code[0] === 0xef && code[1] === 0x00
}

function scenarioOf(code: Uint8Array, others: readonly (readonly [Address, AccountState])[] = []): Scenario {
  const message: Message = { from: SENDER, to: TARGET, gas: 1_000_000n }
  return {
    fork: 'osaka',
    block: BLOCK,
    accounts: new Map<Address, AccountState>([
      [SENDER, { balance: 10n ** 18n }],
      [TARGET, { balance: 5n, nonce: 1n, code }],
      ...others,
    ]),
    messages: [message],
  }
}
