import { describe, expect, it } from 'vitest'
import { bytecode, call, op, returnWord } from '../../tests/helpers/bytecode.ts'
import { bytesToBigInt, bigIntToBytes32 } from '../primitives/bytes.ts'
import { MachineInputError } from './errors.ts'
import { Machine } from './machine.ts'
import type { Address } from './types.ts'

const USER: Address = '0x00000000000000000000000000000000000000a1'
const HOST: Address = '0x00000000000000000000000000000000000000b2'
const CODE: Address = '0x00000000000000000000000000000000000000c3'

function machineWith(code: Uint8Array): Machine {
  const machine = new Machine()
  machine.setAccount(USER, { balance: 10n ** 18n })
  machine.setAccount(CODE, { code, balance: 1_000n })
  return machine
}

/** Calls `target` with `value` and everything it was given, then returns what came back. */
function forwarder(kind: 'CALL' | 'DELEGATECALL' | 'STATICCALL', target: Address, value = 0n): Uint8Array {
  return bytecode(
    op('CALLDATACOPY', 0, 0, op('CALLDATASIZE')),
    kind === 'CALL'
      ? op('CALL', op('GAS'), BigInt(target), value, 0, op('CALLDATASIZE'), 0, 0)
      : op(kind, op('GAS'), BigInt(target), 0, op('CALLDATASIZE'), 0, 0),
    op('RETURNDATACOPY', 32, 0, op('RETURNDATASIZE')),
    op('MSTORE', 0),
    op('RETURN', 0, op('ADD', 32, op('RETURNDATASIZE'))),
  )
}

describe('host accounts', () => {
  it('receive the frame and answer it', () => {
    const machine = machineWith(forwarder('CALL', HOST, 7n))
    const seen: unknown[] = []
    machine.bindHost(HOST, (frame) => {
      seen.push(frame.kind, frame.caller, frame.address, frame.value, frame.depth, frame.isStatic, [
        ...frame.input,
      ])
      return { status: 'return', output: Uint8Array.of(1, 2, 3) }
    })
    const result = machine.call({ from: USER, to: CODE, data: Uint8Array.of(9, 8) })
    expect(seen).toEqual(['call', CODE, HOST, 7n, 1, false, [9, 8]])
    expect(bytesToBigInt(result.output.slice(0, 32))).toBe(1n)
    expect([...result.output.slice(32)]).toEqual([1, 2, 3])
    expect(machine.getBalance(HOST)).toBe(7n)
  })

  it('act on the caller when called by delegatecall', () => {
    const machine = machineWith(forwarder('DELEGATECALL', HOST))
    machine.bindHost(HOST, (frame) => {
      expect(frame.kind).toBe('delegatecall')
      expect(frame.address).toBe(CODE)
      expect(frame.codeAddress).toBe(HOST)
      expect(frame.caller).toBe(USER)
      return { status: 'return' }
    })
    expect(machine.call({ from: USER, to: CODE }).status).toBe('success')
  })

  it('that revert give their data to the caller and undo what they did', () => {
    const machine = machineWith(forwarder('CALL', HOST, 7n))
    machine.bindHost(HOST, () => {
      machine.setStorage(HOST, 1n, 5n)
      return { status: 'revert', output: Uint8Array.of(0xee) }
    })
    const result = machine.call({ from: USER, to: CODE })
    expect(bytesToBigInt(result.output.slice(0, 32))).toBe(0n)
    expect([...result.output.slice(32)]).toEqual([0xee])
    expect(machine.getBalance(HOST)).toBe(0n)
    expect(machine.getStorage(HOST, 1n)).toBe(0n)
  })

  it('that halt take the gas of their frame', () => {
    const machine = machineWith(
      bytecode(call('CALL', { gas: 5000, to: BigInt(HOST) }), op('POP'), returnWord(op('GAS'))),
    )
    machine.bindHost(HOST, () => ({ status: 'return', gasUsed: 0n }))
    const free = machine.call({ from: USER, to: CODE, gas: 100_000n }).gasUsed
    machine.bindHost(HOST, () => ({ status: 'return', gasUsed: 1234n }))
    expect(machine.call({ from: USER, to: CODE, gas: 100_000n }).gasUsed).toBe(free + 1234n)
    machine.bindHost(HOST, () => ({ status: 'halt' }))
    expect(machine.call({ from: USER, to: CODE, gas: 100_000n }).gasUsed).toBe(free + 5000n)
    machine.bindHost(HOST, () => ({ status: 'return', gasUsed: 5001n }))
    expect(machine.call({ from: USER, to: CODE, gas: 100_000n }).gasUsed).toBe(free + 5000n)
  })

  it('can call back in while their caller is still running', () => {
    // Counts its runs in slot 0, then calls the host.
    const code = bytecode(
      op('SSTORE', 0, op('ADD', 1, op('SLOAD', 0))),
      call('CALL', { gas: op('GAS'), to: BigInt(HOST) }),
      op('POP'),
      returnWord(op('SLOAD', 0)),
    )
    const machine = machineWith(code)
    let left = 3
    machine.bindHost(HOST, (frame) => {
      if (left-- > 0) {
        const inner = machine.call({ from: frame.address, to: frame.caller })
        expect(inner.status).toBe('success')
      }
      return { status: 'return' }
    })
    const result = machine.call({ from: USER, to: CODE })
    expect(bytesToBigInt(result.output)).toBe(4n)
    expect(machine.getStorage(CODE, 0n)).toBe(4n)
  })

  it('cannot break a static call by calling back', () => {
    const writer: Address = '0x00000000000000000000000000000000000000d4'
    const machine = machineWith(forwarder('STATICCALL', HOST))
    machine.setAccount(writer, { code: bytecode(op('SSTORE', 0, 1)) })
    let inner: unknown
    machine.bindHost(HOST, (frame) => {
      expect(frame.isStatic).toBe(true)
      const result = machine.call({ from: HOST, to: writer })
      inner = [result.status, result.halt]
      return { status: 'return' }
    })
    machine.call({ from: USER, to: CODE })
    expect(inner).toEqual(['halt', 'staticViolation'])
    expect(machine.getStorage(writer, 0n)).toBe(0n)
  })

  it('that throw end the outermost call, and the Machine is as before it', () => {
    const machine = machineWith(
      bytecode(op('SSTORE', 0, 1), call('CALL', { gas: op('GAS'), to: BigInt(HOST), value: 3 })),
    )
    machine.bindHost(HOST, () => {
      machine.call({ from: HOST, to: USER, value: 1n })
      throw new RangeError('the host had enough')
    })
    const before = machine.stateHash()
    expect(() => machine.call({ from: USER, to: CODE, data: new Uint8Array(500).fill(7) })).toThrow(
      'the host had enough',
    )
    expect(machine.stateHash()).toBe(before)
    machine.bindHost(HOST, () => ({ status: 'return' }))
    expect(machine.call({ from: USER, to: CODE }).status).toBe('success')
    expect(machine.getStorage(CODE, 0n)).toBe(1n)
  })

  it('that catch the throw of a nested host go on from where they were', () => {
    const thrower: Address = '0x00000000000000000000000000000000000000d4'
    const machine = machineWith(forwarder('CALL', HOST))
    machine.bindHost(thrower, () => {
      throw new Error('inner')
    })
    machine.bindHost(HOST, (frame) => {
      machine.setStorage(HOST, 0n, 1n)
      const input = frame.input.slice()
      expect(() => machine.call({ from: HOST, to: thrower, data: new Uint8Array(100).fill(1) })).toThrow(
        'inner',
      )
      expect(frame.input).toEqual(input)
      return { status: 'return', output: bigIntToBytes32(machine.getStorage(HOST, 0n)) }
    })
    const result = machine.call({ from: USER, to: CODE, data: Uint8Array.of(4, 5, 6) })
    expect(bytesToBigInt(result.output.slice(32))).toBe(1n)
  })

  it('stay bound when the state goes back, and are gone when unbound', () => {
    const machine = new Machine()
    const mark = machine.mark()
    machine.bindHost(HOST, () => ({ status: 'return', output: Uint8Array.of(1) }))
    machine.rollback(mark)
    expect([...machine.call({ from: USER, to: HOST }).output]).toEqual([1])
    machine.unbindHost(HOST)
    expect(machine.call({ from: USER, to: HOST }).output.length).toBe(0)
  })

  it('cannot start transactions or move the Machine back', () => {
    const machine = machineWith(forwarder('CALL', HOST))
    const mark = machine.mark()
    machine.bindHost(HOST, () => {
      expect(() => machine.rollback(mark)).toThrow(MachineInputError)
      expect(() => machine.commit()).toThrow(MachineInputError)
      expect(() =>
        machine.transact({
          type: 0,
          from: USER,
          to: CODE,
          nonce: 0n,
          gasLimit: 21_000n,
          gasPrice: 0n,
          value: 0n,
          data: new Uint8Array(0),
        }),
      ).toThrow(MachineInputError)
      return { status: 'return' }
    })
    expect(machine.call({ from: USER, to: CODE }).status).toBe('success')
  })
})

it('a host account shows a byte of code while it is bound, and is not part of the state', () => {
  const machine = machineWith(
    bytecode(
      op('MSTORE', 0, op('EXTCODESIZE', BigInt(HOST))),
      op('MSTORE', 32, op('EXTCODEHASH', BigInt(HOST))),
      op('RETURN', 0, 64),
    ),
  )
  const before = machine.stateHash()
  const look = (): [bigint, bigint] => {
    const { output } = machine.call({ from: USER, to: CODE })
    return [bytesToBigInt(output.slice(0, 32)), bytesToBigInt(output.slice(32))]
  }
  expect(look()).toEqual([0n, 0n])
  machine.bindHost(HOST, () => ({ status: 'return' }))
  expect(look()).toEqual([1n, bytesToBigInt(machine.keccak256(Uint8Array.of(0xfe)))])
  machine.setAccount(HOST, { balance: 5n })
  expect(look()[0]).toBe(1n)
  machine.setBalance(HOST, 0n)
  expect(machine.stateHash()).toBe(before)
  machine.unbindHost(HOST)
  expect(look()).toEqual([0n, 0n])
})

it('keep what storage they are given, however often they are called', () => {
  const machine = machineWith(
    bytecode(
      call('CALL', { to: BigInt(HOST) }),
      op('POP'),
      call('CALL', { to: BigInt(HOST) }),
      returnWord([]),
    ),
  )
  let calls = 0n
  machine.bindHost(HOST, () => {
    machine.setStorage(HOST, 5n, ++calls)
    return { status: 'return' }
  })
  machine.call({ from: USER, to: CODE })
  expect(calls).toBe(2n)
  expect(machine.getStorage(HOST, 5n)).toBe(2n)
  machine.call({ from: USER, to: HOST })
  expect(machine.getStorage(HOST, 5n)).toBe(3n)
})
