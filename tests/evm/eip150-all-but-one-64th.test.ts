// EIP-150: a call gets at most all but one 64th of the gas that is left.

import { describe, expect, it } from 'vitest'
import { bytesToBigInt } from '../../src/primitives/bytes.ts'
import { bytecode, call, op, ret, returnWord, storeBytes, type Code } from '../helpers/bytecode.ts'
import {
  ALL_GAS,
  COLD_ACCOUNT,
  GAS,
  INTERPRETERS,
  memoryGas,
  OTHER,
  PUSH,
  run,
  send,
  stage,
  TARGET,
  wordOf,
} from './stage.ts'

const KINDS = ['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL'] as const
const REPORTS_GAS = bytecode(returnWord(op('GAS')))

function pushesOf(kind: (typeof KINDS)[number]): bigint {
  return kind === 'CALL' || kind === 'CALLCODE' ? 7n : 6n
}

describe.each(INTERPRETERS)('EIP-150: all but one 64th (%s)', (interpreter) => {
  describe.each(KINDS)('%s', (kind) => {
    const forward = (gas: bigint | Code): Code => [
      ...call(kind, { gas, to: BigInt(OTHER), output: [0, 32] }),
      ...op('POP'),
      ...ret(0, 32),
    ]
    // The pushes, the cold callee, and one word of memory for the output.
    const before = pushesOf(kind) * PUSH + COLD_ACCOUNT + memoryGas(1)

    it('gets all but one 64th, rounded down, of what is left after the call itself is paid', () => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, { code: REPORTS_GAS })
      machine.setCode(TARGET, bytecode(forward(ALL_GAS)))
      for (let gas = 500_000n; gas < 500_130n; gas++) {
        const left = gas - before
        // GAS itself costs 2.
        expect({ gas, seen: wordOf(send(machine, { gas })) }).toEqual({ gas, seen: left - left / 64n - 2n })
      }
    })

    it('gets what was asked for when that is less', () => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, { code: REPORTS_GAS })
      expect(wordOf(run(machine, forward(1_000n)))).toBe(998n)
      // Exactly all but one 64th of 640,000.
      expect(wordOf(run(machine, forward(630_000n), { gas: 640_000n + before }))).toBe(629_998n)
      expect(wordOf(run(machine, forward(630_001n), { gas: 640_000n + before }))).toBe(629_998n)
    })

    it.each([1n << 63n, 1n << 64n, (1n << 64n) + 1n, ALL_GAS])(
      'asking for %i is asking for all',
      (wanted) => {
        const machine = stage(interpreter)
        machine.setAccount(OTHER, { code: REPORTS_GAS })
        expect(wordOf(run(machine, forward(wanted), { gas: 640_000n + before }))).toBe(629_998n)
      },
    )

    it('leaves the 64th to the caller when the callee spends everything', () => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, { code: bytecode(op('INVALID')) })
      const result = run(machine, call(kind, { gas: ALL_GAS, to: BigInt(OTHER) }), {
        gas: 640_000n + before - memoryGas(1),
      })
      expect(result).toMatchObject({ status: 'success', gasUsed: before - memoryGas(1) + 630_000n })
    })

    it('gives back what the callee did not use', () => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, { code: bytecode(op('POP', op('GAS'))) })
      const result = run(machine, call(kind, { gas: ALL_GAS, to: BigInt(OTHER) }))
      // GAS 2, POP 2.
      expect(result.gasUsed).toBe(pushesOf(kind) * PUSH + COLD_ACCOUNT + 4n)
    })
  })

  it.each([
    ['CREATE', [0, 0, 'size']],
    ['CREATE2', [0, 0, 'size', 7]],
  ] as const)('%s gives the initcode all but one 64th', (name, shape) => {
    const machine = stage(interpreter)
    const initcode = bytecode(op('MSTORE', 0, op('GAS')), op('REVERT', 0, 32))
    const operands = shape.map((operand) => (operand === 'size' ? initcode.length : operand))
    const code = [
      ...storeBytes(0, initcode),
      ...op('POP', op(name, ...operands)),
      ...op('RETURNDATACOPY', 0, 0, op('RETURNDATASIZE')),
      ...ret(0, op('RETURNDATASIZE')),
    ]
    // MSTORE with its pushes 9 and one word of memory; the pushes; 32,000; 2 for the one word of initcode (EIP-3860),
    // which CREATE2 also hashes for 6 (EIP-1014).
    const hashing = name === 'CREATE2' ? 6n : 0n
    const spent = 9n + memoryGas(1) + PUSH * BigInt(shape.length) + 32_000n + 2n + hashing
    for (const gas of [GAS, GAS + 1n, GAS + 33n, GAS + 63n]) {
      const left = gas - spent
      const result = run(machine, code, { gas })
      expect(result.status).toBe('success')
      expect(bytesToBigInt(result.output)).toBe(left - left / 64n - 2n)
    }
  })
})
