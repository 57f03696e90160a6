// What hostile code can try against the Machine itself. Each attack runs on a Machine with a witness; afterwards the
// runner goes back and asks the witness. An attack checks what it can about its own outcome and throws if it is wrong.

import assert from 'node:assert/strict'
import { MachineLimitError, type MachineLimit } from '../../../src/evm/errors.ts'
import type { Machine } from '../../../src/evm/machine.ts'
import type { ExecutionResult } from '../../../src/evm/types.ts'
import { bytecode, type Code } from '../../helpers/bytecode.ts'
import { ATTACKER, SENDER } from '../witness.ts'

/** How much native stack the attack may use up: Node's default, or that of the worker which engines run in. */
export type Surroundings = { readonly hasLargeStack: boolean }

/** One attack. */
export type Attack = {
  readonly name: string
  readonly run: (machine: Machine, surroundings: Surroundings) => void
}

/** Gas that a search gives if it names none. */
export const GAS_PLENTY: bigint = 1n << 40n
/** EIP-150 leaves a 64th behind at each call: with 2^62 gas at the top there is still some at depth 1,024. */
export const GAS_FOR_ALL_DEPTHS: bigint = 1n << 62n

/** Puts code into the attacker's account and calls it. */
export function attack(machine: Machine, code: Code, gas: bigint = GAS_PLENTY): ExecutionResult {
  machine.setAccount(ATTACKER, { nonce: 1n, balance: 1_000_000n, code: bytecode(code) })
  return machine.call({ from: SENDER, to: ATTACKER, gas })
}

/** The word that was returned; no bytes are 0. */
export function wordOf(result: ExecutionResult): bigint {
  return BigInt(`0x0${Buffer.from(result.output).toString('hex')}`)
}

/** Runs code that must end in a MachineLimitError which names one of `limits` with its numbers, and goes back. */
export function expectLimit(
  machine: Machine,
  code: Code,
  limits: MachineLimit | readonly MachineLimit[],
  gas: bigint = GAS_PLENTY,
): void {
  const mark = machine.mark()
  let thrown: unknown
  try {
    attack(machine, code, gas)
  } catch (error) {
    thrown = error
  }
  assert.ok(thrown instanceof MachineLimitError, `expected a MachineLimitError, got ${String(thrown)}`)
  assert.ok([limits].flat().includes(thrown.limit), thrown.message)
  assert.ok(thrown.capacity > 0)
  // Full, or so full that what came next did not fit.
  assert.ok(thrown.used <= thrown.capacity)
  assert.equal(thrown.message.includes(String(thrown.capacity)), true)
  // What ran is undone, what was set before the call is not.
  assert.equal(machine.getNonce(ATTACKER), 1n)
  machine.rollback(mark)
}
