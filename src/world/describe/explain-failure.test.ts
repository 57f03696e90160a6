import { expect, test } from 'vitest'
import type { TraceCall } from '../../evm/trace.ts'
import { concatBytes } from '../../primitives/bytes.ts'
import { encodeWithSelector } from '../../project/abi/encode.ts'
import { parseErrorSignature } from '../../project/abi/parse-signature.ts'
import type { AbiType } from '../../project/abi/types.ts'
import { VM_ADDRESS } from '../addresses.ts'
import { explainFailure, failureMechanism, withoutValues } from './explain-failure.ts'
import type { KnownNames } from './known-errors.ts'

const BROKE = parseErrorSignature('Broke(uint256)')
const KNOWN: KnownNames = {
  error: (selector) => (selector === BROKE.selector ? BROKE : undefined),
  event: () => undefined,
}
const STRING: AbiType = { kind: 'string' }
const UINT: AbiType = { kind: 'uint', bits: 256 }

const message = (text: string, selector = 0x08c379a0): Uint8Array =>
  encodeWithSelector(selector, [STRING], [text])
const panic = (code: bigint): Uint8Array => encodeWithSelector(0x4e487b71, [UINT], [code])
const broke = (value: bigint): Uint8Array => encodeWithSelector(BROKE.selector, [UINT], [value])

const frame = (output: Uint8Array, change: Partial<TraceCall> = {}): TraceCall => ({
  kind: 'call',
  depth: 0,
  from: '0x00000000000000000000000000000000000000a1',
  to: '0x00000000000000000000000000000000000000b2',
  codeAddress: '0x00000000000000000000000000000000000000b2',
  runs: 'code',
  value: 0n,
  input: new Uint8Array(0),
  gas: 0n,
  isStatic: false,
  events: [],
  status: 'revert',
  gasUsed: 0n,
  output,
  ...change,
})

test.each([
  ['balance 5 below 7', 'balance # below #'],
  ['0xAb12 is not 0x', '# is not #'],
  ['ERC20: amount exceeds v2 limit', 'ERC20: amount exceeds v2 limit'],
  ['need 1,000.5 ether, has 5ether.', 'need # ether, has #ether.'],
  ['at 7, then 8.', 'at #, then #.'],
  ['-5 or 1e18', '# or #'],
])('%s without its values: %s', (text, expected) => {
  expect(withoutValues(text)).toBe(expected)
})

test('a mechanism has the kind and the name, not the values', () => {
  expect(failureMechanism(frame(message('has 5')), KNOWN)).toBe('reverted: has #')
  expect(failureMechanism(frame(message('')), KNOWN)).toBe('reverted')
  expect(failureMechanism(frame(new Uint8Array(0)), KNOWN)).toBe('reverted')
  expect(failureMechanism(frame(panic(0x11n)), KNOWN)).toBe('panic 0x11')
  expect(failureMechanism(frame(broke(5n)), KNOWN)).toBe('custom error Broke')
  expect(failureMechanism(frame(new Uint8Array([1, 2, 3, 4, 5])), KNOWN)).toBe('custom error 0x01020304')
  expect(failureMechanism(frame(new Uint8Array(0), { status: 'halt', halt: 'outOfGas' }), KNOWN)).toBe(
    'out of gas',
  )
})

test('assertions of the cheatcodes are assertions, with what their author wrote', () => {
  // assertEq(uint256,uint256)
  const input = concatBytes(new Uint8Array([0x98, 0x29, 0x6c, 0x54]), new Uint8Array(64))
  const failed = (text: string): string =>
    failureMechanism(frame(message(text, 0xeeaa9e6f), { codeAddress: VM_ADDRESS, input }), KNOWN)
  expect(failed('assertion failed: 1 != 2')).toBe('assertion failed')
  expect(failed('solvency of 3 pools: 1 != 2')).toBe('assertion failed: solvency of # pools')
})

test('reasons have their values and are safe to print', () => {
  const reason = (output: Uint8Array): string => explainFailure({ status: 'revert', output }, KNOWN)
  expect(reason(message('has 5'))).toBe('has 5')
  expect(reason(message('\u001b[2Jhidden\u202e\n'))).toBe('?[2Jhidden??')
  expect(reason(message('x'.repeat(100_000))).length).toBe(300)
  expect(reason(panic(0x11n))).toBe('panic: arithmetic underflow or overflow (0x11)')
  expect(reason(broke(5n))).toBe('Broke(5)')
  expect(reason(new Uint8Array(0))).toBe('reverted without a reason')
  expect(explainFailure({ status: 'halt', halt: 'outOfGas', output: new Uint8Array(0) }, KNOWN)).toBe(
    'out of gas',
  )
})

test('bytes that pretend to be a message or a panic are no crash', () => {
  const lie = concatBytes(new Uint8Array([0x08, 0xc3, 0x79, 0xa0]), new Uint8Array(32).fill(0xff))
  expect(failureMechanism(frame(lie), KNOWN)).toBe('custom error 0x08c379a0')
  const short = new Uint8Array([0x4e, 0x48, 0x7b, 0x71, 1])
  expect(failureMechanism(frame(short), KNOWN)).toBe('custom error 0x4e487b71')
})

test('text without a selector is a message', () => {
  const plain = new TextEncoder().encode('LOW BALANCE 5')
  expect(failureMechanism(frame(plain), KNOWN)).toBe('reverted: LOW BALANCE #')
  const encoded = message('log != expected log').slice(4)
  expect(failureMechanism(frame(encoded), KNOWN)).toBe('reverted: log != expected log')
})
