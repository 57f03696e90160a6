// Isolated transactions: what the Machine says of them, in all ways to run code. That it is what forge does is told by tests/world/forge-gas.test.ts.

import { describe, expect, it } from 'vitest'
import { MachineLimitError } from '../../src/evm/errors.ts'
import type { Machine } from '../../src/evm/machine.ts'
import type { Address } from '../../src/evm/types.ts'
import { bytecode, call, type Code, create, deployer, op, returnWord } from '../helpers/bytecode.ts'
import { INTERPRETERS, OTHER, run, SENDER, stage, TARGET, THIRD, wordOf } from './stage.ts'

const NEVER: Address = '0x1111111111111111111111111111111111111111'
const BASE_FEE = 7n

function isolating(interpreter: (typeof INTERPRETERS)[number]): Machine {
  const machine = stage(interpreter)
  machine.setBlock({ baseFee: BASE_FEE })
  machine.isolate(NEVER)
  return machine
}

const callsOther = (gas: number): Code => op('POP', call('CALL', { to: BigInt(OTHER), gas }))
const asksOther = (gas: number): Code => op('POP', call('STATICCALL', { to: BigInt(OTHER), gas }))

describe.each(INTERPRETERS)('an isolated call (%s)', (interpreter) => {
  it('has transient storage of its own, and leaves that of its caller', () => {
    const machine = isolating(interpreter)
    // Adds one to its transient slot and keeps the sum.
    machine.setCode(
      OTHER,
      bytecode(op('TSTORE', 1, op('ADD', 1, op('TLOAD', 1))), op('SSTORE', 2, op('TLOAD', 1))),
    )
    run(machine, [...callsOther(100_000), ...callsOther(100_000)])
    expect(machine.getStorage(OTHER, 2n)).toBe(1n)
    machine.isolate(undefined)
    run(machine, [...callsOther(100_000), ...callsOther(100_000)])
    expect(machine.getStorage(OTHER, 2n)).toBe(2n)
  })

  it('raises the nonce of its caller, also when it fails, but not when the caller cannot pay', () => {
    const machine = isolating(interpreter)
    run(machine, callsOther(50_000))
    expect(machine.getNonce(TARGET)).toBe(1n)
    machine.setCode(OTHER, bytecode(op('REVERT', 0, 0)))
    run(machine, callsOther(50_000))
    expect(machine.getNonce(TARGET)).toBe(2n)
    run(machine, op('POP', call('CALL', { to: BigInt(OTHER), gas: 50_000, value: 1 })))
    expect(machine.getNonce(TARGET)).toBe(2n)
    run(machine, asksOther(50_000))
    expect(machine.getNonce(TARGET)).toBe(2n)
    run(machine, op('POP', create(deployer(bytecode(op('STOP'))))))
    expect(machine.getNonce(TARGET)).toBe(3n)
  })

  it('pays what a transaction pays', () => {
    const machine = isolating(interpreter)
    const code = [...op('POP', op('BALANCE', BigInt(OTHER))), ...callsOther(50_000)]
    const isolated = run(machine, code).gasUsed
    machine.isolate(undefined)
    expect(isolated - run(machine, code).gasUsed).toBe(21_000n)
  })

  it('sees no base fee and no gas price, which are there again afterwards', () => {
    const machine = isolating(interpreter)
    machine.setCode(OTHER, bytecode(op('SSTORE', 1, op('ADD', 1, op('ADD', op('BASEFEE'), op('GASPRICE'))))))
    const result = run(
      machine,
      [...callsOther(100_000), ...returnWord(op('ADD', op('BASEFEE'), op('GASPRICE')))],
      { gasPrice: 5n },
    )
    expect(machine.getStorage(OTHER, 1n)).toBe(1n)
    expect(wordOf(result)).toBe(12n)
  })

  it('isolates nothing that it calls itself, nor what the exempt account is asked', () => {
    const machine = isolating(interpreter)
    machine.setCode(OTHER, bytecode(op('POP', call('CALL', { to: BigInt(THIRD), gas: 50_000 }))))
    run(machine, [...callsOther(200_000), ...op('POP', call('CALL', { to: BigInt(NEVER), gas: 50_000 }))])
    expect(machine.getNonce(TARGET)).toBe(1n)
    expect(machine.getNonce(OTHER)).toBe(0n)
  })

  it('destroys what it created, and nothing that another one created', () => {
    const machine = isolating(interpreter)
    const fleeting = deployer(bytecode(op('SELFDESTRUCT', BigInt(THIRD))))
    // Creates it and keeps where; with calldata, it is called as well.
    machine.setCode(
      OTHER,
      bytecode(
        op('SSTORE', 1, create(fleeting)),
        op('POP', call('CALL', { to: op('MUL', op('SLOAD', 1), op('CALLDATASIZE')), gas: 50_000 })),
      ),
    )
    run(machine, op('POP', call('CALL', { to: BigInt(OTHER), gas: 500_000, input: [0, 1] })))
    const gone = machine.getStorage(OTHER, 1n)
    run(machine, [...callsOther(500_000), ...op('POP', call('CALL', { to: 0, gas: 50_000 }))])
    const kept = machine.getStorage(OTHER, 1n)
    const at = (word: bigint): Address => `0x${word.toString(16).padStart(40, '0')}`
    expect(machine.getCode(at(gone)).length).toBe(0)
    expect(machine.getCode(at(kept)).length).toBeGreaterThan(0)
  })

  it('that host code ends leaves the Machine as it was', () => {
    const machine = isolating(interpreter)
    const before = machine.stateHash()
    machine.bindHost(THIRD, () => {
      throw new MachineLimitError('slots', 1, 2)
    })
    machine.setCode(
      OTHER,
      bytecode(op('SSTORE', 1, 2), op('POP', call('CALL', { to: BigInt(THIRD), gas: 50_000 }))),
    )
    machine.setCode(TARGET, bytecode(callsOther(200_000)))
    const mark = machine.mark()
    expect(() => machine.call({ from: SENDER, to: TARGET })).toThrow(MachineLimitError)
    machine.unbindHost(THIRD)
    expect(machine.block.baseFee).toBe(BASE_FEE)
    const result = run(machine, returnWord(op('BASEFEE')))
    expect(wordOf(result)).toBe(BASE_FEE)
    machine.rollback(mark)
    machine.setCode(OTHER, new Uint8Array(0))
    machine.setCode(TARGET, new Uint8Array(0))
    expect(machine.stateHash()).toBe(before)
  })
})
