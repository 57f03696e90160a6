// One way of running code held against the checked loop: the same end, gas, output, logs and state, the same edges, the same
// noted operands.

import { expect } from 'vitest'
import { bigIntToBytes32, concatBytes, WORD_MAX } from '../../src/primitives/bytes.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'
import { Machine } from '../../src/evm/machine.ts'
import { Jit } from '../../src/jit/jit.ts'
import type { Address, ExecutionResult } from '../../src/evm/types.ts'
import { bytecode, label, op, placeOf, ret, type Code } from '../helpers/bytecode.ts'

const SENDER: Address = '0x00000000000000000000000000000000000a11ce'
const TARGET: Address = '0x0000000000000000000000000000000000c0de00'
/** Enough for every sequence, little enough that a loop ends soon. */
export const GAS = 20_000n
/** Words below a sequence that is to find all its operands, and words that are looked at behind it. */
const WORDS_BELOW = 24
const WORDS_SHOWN = 14
/** A Machine keeps every code that it has seen. */
const CODES_PER_MACHINE = 4_000

/** The word of calldata that is all ones. */
export const ONES_AT = 4
const CALLDATA = concatBytes(
  ...[
    1n,
    0n,
    2n,
    32n,
    WORD_MAX,
    5n,
    1n << 255n,
    0xffff_ffffn,
    64n,
    31n,
    256n,
    (1n << 160n) - 1n,
    3n,
    1n << 64n,
  ].map(bigIntToBytes32),
)

/** What is held against the checked loop. */
export type Way = 'fast loop' | 'compiled code' | 'compiled code that notes operands'

/** A Machine for each way, and how many codes they have seen. */
export type Pair = { readonly fast: Machine; readonly checked: Machine; codes: number }

export function createPair(way: Way): Pair {
  const pair: Pair = {
    fast: way === 'fast loop' ? new Machine() : new Machine({ compiler: new Jit({ threshold: 0 }) }),
    checked: new Machine({ interpreter: 'checked' }),
    codes: 0,
  }
  if (way === 'compiled code that notes operands')
    for (const machine of [pair.fast, pair.checked])
      machine.observations.observe({ comparisons: true, wraps: true })
  return pair
}

function execute(machine: Machine, code: Uint8Array, gas: bigint): ExecutionResult {
  machine.setAccount(TARGET, { nonce: 1n, code, storage: new Map([[1n, 1n]]) })
  return machine.call({ from: SENDER, to: TARGET, data: CALLDATA, gas })
}

function describe({ status, gasUsed, gasRefund, output, logs }: ExecutionResult, machine: Machine): string {
  return [
    `${status}, ${gasUsed} gas, ${gasRefund} refund, state ${machine.stateHash()}, output ${bytesToHex(output)}`,
    ...logs.map(({ topics, data }) => `log ${topics.join()} ${bytesToHex(data)}`),
  ].join('\n')
}

/** Expects that both loops do the same with `code`, and goes back. Result: what they did. */
export function compare(pair: Pair, code: Uint8Array, gas: bigint): ExecutionResult {
  const { fast, checked } = pair
  if (++pair.codes > CODES_PER_MACHINE) {
    fast.reset()
    checked.reset()
    pair.codes = 1
  }
  const marks = [fast.mark(), checked.mark()] as const
  const [actual, expected] = [execute(fast, code, gas), execute(checked, code, gas)]
  const [actualText, expectedText] = [describe(actual, fast), describe(expected, checked)]
  const what = `${bytesToHex(code)} with ${gas} gas`
  if (actualText !== expectedText)
    expect.fail(`${what}\n--- checked\n${expectedText}\n--- not so\n${actualText}`)
  // A section is paid for as a whole, so its gas may end before the place where the checked loop finds another reason.
  if (actual.halt !== expected.halt && actual.halt !== 'outOfGas') {
    expect.fail(`${what}: ${expected.halt} in the checked loop, ${actual.halt} elsewhere`)
  }
  if (Buffer.compare(fast.coverage.hits(), checked.coverage.hits()) !== 0) expect.fail(`${what}: other edges`)
  expect(fast.observations.comparisons(), what).toEqual(checked.observations.comparisons())
  fast.coverage.merge('drop')
  checked.coverage.merge('drop')
  fast.rollback(marks[0])
  checked.rollback(marks[1])
  return actual
}

/** The sequence on a stack of plenty of words, what is on the stack behind it returned. */
export function onDeepStack(sequence: Code): Uint8Array {
  return bytecode(
    placeOf('end'),
    ...Array.from({ length: WORDS_BELOW }, (_, i) => op('CALLDATALOAD', 32 * (i % 15))),
    label('start'),
    sequence,
    label('end'),
    ...Array.from({ length: WORDS_SHOWN }, () => op('MSTORE', op('MSIZE'))),
    ret(0, op('MSIZE')),
  )
}
