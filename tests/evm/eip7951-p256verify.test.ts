import { p256 } from '@noble/curves/nist.js'
import { describe, expect, it } from 'vitest'
import { bytesToBigInt, bigIntToBytes32, concatBytes } from '../../src/primitives/bytes.ts'
import { bytecode, call, op, ret, storeBytes, type Code } from '../helpers/bytecode.ts'
import {
  COLD_ACCOUNT,
  expectGas,
  forksBefore,
  forksSince,
  GAS,
  include,
  INTERPRETERS,
  memoryGas,
  PUSH,
  run,
  SENDER,
  stage,
  TARGET,
  WARM,
  wordOf,
} from './stage.ts'

const ADDRESS = 0x100
const VERIFY_GAS = 6_900n

const KEY = bigIntToBytes32(0x5eedn)
const HASH = bigIntToBytes32(0xabcdefn << 200n)
const SIGNATURE = p256.sign(HASH, KEY, { prehash: false, lowS: true })
const VALID = concatBytes(HASH, SIGNATURE, p256.getPublicKey(KEY, false).subarray(1))

/** Calls P256VERIFY with the input at 0 and returns what it returned. */
function verify(input: Uint8Array): Code {
  return [
    ...storeBytes(0, input),
    ...op('POP', call('STATICCALL', { to: ADDRESS, input: [0, input.length], output: [0, 0] })),
    ...op('RETURNDATACOPY', 0, 0, op('RETURNDATASIZE')),
    ...ret(0, op('RETURNDATASIZE')),
  ]
}

describe.each(INTERPRETERS)('EIP-7951: P256VERIFY (%s)', (interpreter) => {
  it.each(forksBefore('osaka'))('is an account without code in %s', (fork) => {
    const machine = stage(interpreter, fork)
    expect(run(machine, verify(VALID)).output.length).toBe(0)
    // Six pushes, and cold.
    expectGas(machine, call('STATICCALL', { gas: 100_000, to: ADDRESS }), 6n * PUSH + COLD_ACCOUNT)
  })

  it.each(forksSince('osaka'))('is at 0x100 in %s and gives one word, 1, for a valid signature', (fork) => {
    expect(wordOf(run(stage(interpreter, fork), verify(VALID)))).toBe(1n)
  })

  it.each([
    ['another hash', change(VALID, 31)],
    ['another r', change(VALID, 63)],
    ['another s', change(VALID, 95)],
    ['a point not on the curve', change(VALID, 159)],
    ['r of zero', concatBytes(VALID.subarray(0, 32), new Uint8Array(32), VALID.subarray(64))],
    ['a byte too few', VALID.subarray(0, 159)],
    ['a byte too many', concatBytes(VALID, new Uint8Array(1))],
    ['nothing', new Uint8Array(0)],
  ])('gives no bytes for %s, and does not fail', (_, input) => {
    const machine = stage(interpreter)
    expect(run(machine, verify(input)).output.length).toBe(0)
    const call_ = [
      ...storeBytes(0, input),
      ...op('MSTORE', 0, call('STATICCALL', { to: ADDRESS, input: [0, input.length] })),
      ...ret(0, 32),
    ]
    expect(wordOf(run(machine, call_))).toBe(1n)
  })

  it('accepts an s above half the order', () => {
    const order = p256.Point.CURVE().n
    const high = order - bytesToBigInt(VALID.subarray(64, 96))
    expect(
      wordOf(
        run(
          stage(interpreter),
          verify(concatBytes(VALID.subarray(0, 64), bigIntToBytes32(high), VALID.subarray(96))),
        ),
      ),
    ).toBe(1n)
  })

  it('is warm and costs 6,900, whatever the answer', () => {
    const machine = stage(interpreter)
    const gas = 6n * PUSH + WARM + VERIFY_GAS
    // No input, and 160 zeros: both invalid. 160 bytes are five words of memory.
    expect(run(machine, call('STATICCALL', { gas: 6_900, to: ADDRESS })).gasUsed).toBe(gas)
    expect(run(machine, call('STATICCALL', { gas: 6_900, to: ADDRESS, input: [0, 160] })).gasUsed).toBe(
      gas + memoryGas(5),
    )
    const stored = storeBytes(0, VALID)
    const storing = run(machine, stored).gasUsed
    expect(
      run(machine, [...stored, ...call('STATICCALL', { gas: 6_900, to: ADDRESS, input: [0, 160] })]).gasUsed,
    ).toBe(storing + gas)
  })

  it('fails and takes all gas of the call with 6,899', () => {
    const machine = stage(interpreter)
    const code = [
      ...storeBytes(0, VALID),
      ...op('SSTORE', 0, call('STATICCALL', { gas: 6_899, to: ADDRESS, input: [0, 160] })),
    ]
    const result = run(machine, code)
    expect(result.status).toBe('success')
    expect(machine.getStorage(TARGET, 0n)).toBe(0n)
  })

  it('answers messages and transactions directly', () => {
    const machine = stage(interpreter)
    const to = `0x${ADDRESS.toString(16).padStart(40, '0')}` as const
    const message = machine.call({ from: SENDER, to, data: VALID, gas: GAS })
    expect(message.gasUsed).toBe(VERIFY_GAS)
    expect(wordOf(message)).toBe(1n)
    const result = include(machine, { to, data: VALID })
    expect(wordOf(result)).toBe(1n)
    expect(result.gasUsed).toBe(VERIFY_GAS)
  })

  it.each(['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL'] as const)('answers %s', (kind) => {
    const machine = stage(interpreter)
    machine.setCode(
      TARGET,
      bytecode(
        storeBytes(0, VALID),
        op('POP', call(kind, { to: ADDRESS, input: [0, 160], output: [0, 32] })),
        ret(0, 32),
      ),
    )
    expect(wordOf(include(machine))).toBe(1n)
  })
})

/** With one bit of a byte changed. */
function change(bytes: Uint8Array, index: number): Uint8Array {
  const changed = bytes.slice()
  changed[index]! ^= 1
  return changed
}
