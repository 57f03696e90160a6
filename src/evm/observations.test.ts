import { describe, expect, it } from 'vitest'
import { bytecode, call, op } from '../../tests/helpers/bytecode.ts'
import { Machine } from './machine.ts'
import type { Address } from './types.ts'

const USER: Address = '0x00000000000000000000000000000000000000a1'
const OUTER: Address = '0x00000000000000000000000000000000000000c1'
const INNER: Address = '0x00000000000000000000000000000000000000c2'

describe('observations', () => {
  it('are off until asked for', () => {
    const machine = new Machine()
    machine.setAccount(OUTER, { code: bytecode(op('SSTORE', 1, op('LT', 1, 2))) })
    machine.call({ from: USER, to: OUTER })
    expect(machine.observations.accesses()).toEqual([])
    expect(machine.observations.comparisons()).toEqual([])
  })

  it('name the slots that were read and written, each once, also in frames that reverted', () => {
    const machine = new Machine()
    machine.observations.observe({ accesses: true })
    machine.setAccount(OUTER, {
      code: bytecode(
        op('SLOAD', 5),
        op('SLOAD', 5),
        op('SSTORE', 6, 1),
        op('SSTORE', 6, 2),
        call('CALL', { to: BigInt(INNER) }),
      ),
    })
    machine.setAccount(INNER, { code: bytecode(op('SLOAD', 9), op('REVERT', 0, 0)) })
    machine.call({ from: USER, to: OUTER })
    const expected = [
      { kind: 'read', address: OUTER, slot: 5n },
      { kind: 'write', address: OUTER, slot: 6n },
      { kind: 'read', address: INNER, slot: 9n },
    ]
    expect(machine.observations.accesses()).toEqual(expected)
    machine.call({ from: USER, to: OUTER })
    expect(machine.observations.accesses()).toEqual(expected)
    machine.call({ from: USER, to: USER })
    expect(machine.observations.accesses()).toEqual([])
  })

  it('note the operands of comparisons', () => {
    const machine = new Machine()
    machine.observations.observe({ comparisons: true })
    machine.setAccount(OUTER, {
      code: bytecode(op('LT', 1, 2), op('EQ', 2n ** 255n, 3), op('SGT', 4, 5), op('ISZERO', 6)),
    })
    machine.call({ from: USER, to: OUTER })
    const codeHash = machine.getCodeHash(OUTER)
    expect(machine.observations.comparisons()).toEqual([
      { codeHash, pc: 4, opcode: 0x10, left: 1n, right: 2n },
      { codeHash, pc: 40, opcode: 0x14, left: 2n ** 255n, right: 3n },
      { codeHash, pc: 45, opcode: 0x13, left: 4n, right: 5n },
      { codeHash, pc: 48, opcode: 0x15, left: 6n, right: 0n },
    ])
    machine.observations.observe({})
    machine.call({ from: USER, to: OUTER })
    expect(machine.observations.comparisons()).toEqual([])
  })

  it('note arithmetic that may not fit a word, and numbers that may be cut short', () => {
    const machine = new Machine()
    machine.observations.observe({ wraps: true })
    const most = 2n ** 256n - 1n
    machine.setAccount(OUTER, {
      code: bytecode(
        op('ADD', 1, 2),
        op('ADD', most, 2),
        op('SUB', 5, 3),
        op('SUB', 3, 5),
        op('MUL', 2n ** 100n, 2n ** 100n),
        op('MUL', 2n ** 200n, 2n ** 100n),
        op('AND', 0xff, 0x12),
        op('AND', 0xff, 0x104),
      ),
    })
    machine.call({ from: USER, to: OUTER })
    const noted: unknown[] = []
    const { observations } = machine
    observations.scan(100, (site, opcode, at) => {
      expect(observations.placeOf(site).codeHash).toBe(machine.getCodeHash(OUTER))
      noted.unshift([opcode, observations.left(at), observations.right(at)])
    })
    expect(noted).toEqual([
      [0x01, most, 2n],
      [0x03, 3n, 5n],
      [0x02, 2n ** 200n, 2n ** 100n],
      [0x16, 0xffn, 0x104n],
    ])
    expect(observations.placeOf(0x30007).pc).toBe(7)
  })
})
