import { describe, expect, it } from 'vitest'
import { bytecode, call, create2, op, ret, returnWord } from '../helpers/bytecode.ts'
import { created2Address } from './created-address.ts'
import {
  expectGas,
  expectHalt,
  include,
  INTERPRETERS,
  itIsUndefinedBefore,
  OTHER,
  run,
  send,
  stage,
  TARGET,
  wordOf,
  wordsOf,
} from './stage.ts'

const MAX = (1n << 256n) - 1n

describe.each(INTERPRETERS)('EIP-1153: transient storage (%s)', (interpreter) => {
  itIsUndefinedBefore(interpreter, 'cancun', 'TLOAD', [1])
  itIsUndefinedBefore(interpreter, 'cancun', 'TSTORE', [1, 2])

  it('costs 100 each, however often a slot was used', () => {
    const machine = stage(interpreter)
    // PUSH1 3 + 100, POP 2.
    expectGas(machine, [...op('TLOAD', 1), ...op('POP')], 105n)
    // PUSH1 3 + PUSH1 3 + 100.
    expectGas(machine, op('TSTORE', 1, 2), 106n)
    expectGas(machine, [...op('TSTORE', 1, 2), ...op('TSTORE', 1, 0), ...op('TLOAD', 1)], 106n + 106n + 103n)
  })

  it('earns no refund', () => {
    expect(run(stage(interpreter), [...op('TSTORE', 1, 2), ...op('TSTORE', 1, 0)]).gasRefund).toBe(0n)
  })

  it('needs no 2,300 gas to be left, unlike SSTORE', () => {
    expect(run(stage(interpreter), op('TSTORE', 1, 2), { gas: 106n }).status).toBe('success')
  })

  it('reads zero until written, then the last word written, for every key', () => {
    const machine = stage(interpreter)
    expect(wordOf(run(machine, returnWord(op('TLOAD', MAX))))).toBe(0n)
    const code = [...op('TSTORE', MAX, 7), ...op('TSTORE', 0, 5), ...op('TSTORE', MAX, MAX - 1n)]
    expect(wordOf(run(machine, [...code, ...returnWord(op('TLOAD', MAX))]))).toBe(MAX - 1n)
    expect(wordOf(run(machine, [...code, ...returnWord(op('TLOAD', 0))]))).toBe(5n)
    expect(wordOf(run(machine, [...code, ...returnWord(op('TLOAD', 1))]))).toBe(0n)
  })

  it('is apart from storage', () => {
    const machine = stage(interpreter)
    machine.setStorage(TARGET, 1n, 11n)
    const result = run(machine, [
      ...op('TSTORE', 1, 2),
      ...op('MSTORE', 0, op('SLOAD', 1)),
      ...returnWordAfter(op('TLOAD', 1)),
    ])
    expect(wordsOf(result)).toEqual([11n, 2n])
    expect(machine.getStorage(TARGET, 1n)).toBe(11n)
  })

  it('does not make the storage slot warm', () => {
    // TSTORE 106, then a cold SLOAD: PUSH1 3 + 2,100.
    expectGas(stage(interpreter), [...op('TSTORE', 1, 2), ...op('SLOAD', 1)], 106n + 2_103n)
  })

  it('belongs to the account: a callee does not see it', () => {
    const machine = stage(interpreter)
    machine.setAccount(OTHER, { code: bytecode(returnWord(op('TLOAD', 1))) })
    const code = [
      ...op('TSTORE', 1, 2),
      ...call('CALL', { to: BigInt(OTHER), output: [0, 32] }),
      ...ret(0, 32),
    ]
    expect(wordOf(run(machine, code))).toBe(0n)
  })

  it.each(['DELEGATECALL', 'CALLCODE'] as const)('is the caller’s in a %s', (kind) => {
    const machine = stage(interpreter)
    machine.setAccount(OTHER, { code: bytecode(op('TSTORE', 2, op('ADD', op('TLOAD', 1), 1))) })
    const code = [
      ...op('TSTORE', 1, 2),
      ...op('POP', call(kind, { to: BigInt(OTHER) })),
      ...returnWord(op('TLOAD', 2)),
    ]
    expect(wordOf(run(machine, code))).toBe(3n)
  })

  it('lasts from call to call in one transaction, and is gone in the next', () => {
    const machine = stage(interpreter)
    // Adds 1 to the transient slot and returns it.
    machine.setAccount(OTHER, {
      code: bytecode(op('TSTORE', 1, op('ADD', op('TLOAD', 1), 1)), returnWord(op('TLOAD', 1))),
    })
    const count = call('CALL', { to: BigInt(OTHER), output: [0, 32] })
    const code = [...op('POP', count), ...op('POP', count), ...ret(0, 32)]
    expect(wordOf(run(machine, code))).toBe(2n)
    expect(machine.getTransientStorage(OTHER, 1n)).toBe(2n)
    expect(wordOf(send(machine))).toBe(2n)
    expect(wordOf(include(machine))).toBe(2n)
    expect(wordOf(include(machine, { nonce: 1n }))).toBe(2n)
  })

  it('is undone with the frame that reverts or halts', () => {
    const machine = stage(interpreter)
    for (const end of [op('REVERT', 0, 0), op('INVALID')]) {
      const code = [
        ...op('TSTORE', 1, 2),
        ...op('POP', call('DELEGATECALL', { to: BigInt(OTHER), gas: 10_000 })),
        ...returnWord(op('TLOAD', 1)),
      ]
      machine.setAccount(OTHER, { code: bytecode(op('TSTORE', 1, 9), op('TSTORE', 1, 8), end) })
      expect(wordOf(run(machine, code))).toBe(2n)
    }
  })

  it('that an earlier transaction left does not come back with such a frame', () => {
    const machine = stage(interpreter)
    run(machine, op('TSTORE', 1, 5))
    machine.setAccount(OTHER, { code: bytecode(op('TSTORE', 1, 9), op('REVERT', 0, 0)) })
    const code = [...op('POP', call('DELEGATECALL', { to: BigInt(OTHER) })), ...returnWord(op('TLOAD', 1))]
    expect(wordOf(run(machine, code))).toBe(0n)
  })

  it('is written by initcode for the new account', () => {
    const machine = stage(interpreter)
    const initcode = bytecode(op('TSTORE', 1, 6))
    run(machine, create2(initcode, 0))
    expect(machine.getTransientStorage(created2Address(TARGET, 0n, initcode), 1n)).toBe(6n)
    expect(machine.getTransientStorage(TARGET, 1n)).toBe(0n)
  })

  it('TSTORE violates a static call, TLOAD does not', () => {
    const machine = stage(interpreter)
    expectHalt(run(machine, op('TSTORE', 1, 2), { static: true }), 'staticViolation')
    expect(wordOf(run(machine, returnWord(op('TLOAD', 1)), { static: true }))).toBe(0n)
  })

  it('takes its operands from a stack that must have them', () => {
    const machine = stage(interpreter)
    expectHalt(run(machine, op('TLOAD')), 'stackUnderflow')
    expectHalt(run(machine, op('TSTORE')), 'stackUnderflow')
    expectHalt(run(machine, [...op('PUSH0'), ...op('TSTORE')]), 'stackUnderflow')
  })
})

/** Returns the word at 0 and then this one. */
function returnWordAfter(word: ReturnType<typeof op>): ReturnType<typeof op> {
  return [...op('MSTORE', 32, word), ...ret(0, 64)]
}
