import { expect, test } from 'vitest'
import { bytesToHex } from '../../src/primitives/hex.ts'
import {
  bytecode,
  call,
  deployer,
  forever,
  jump,
  jumpIf,
  label,
  mark,
  op,
  placeOf,
  push,
  raw,
  repeat,
  returnWord,
  storeBytes,
  type Code,
} from './bytecode.ts'
import { disassemble } from './disassemble.ts'
import { isDefined, OPCODES, opcodeOf } from './opcode-spec.ts'

function hexOf(...fragments: Code[]): string {
  return bytesToHex(bytecode(...fragments))
}

test('the first operand ends on top of the stack', () => {
  expect(hexOf(op('SUB', 5, 3))).toBe('0x6003600503')
  expect(hexOf(op('SSTORE', 0, op('GAS')))).toBe('0x5a600055')
})

test('a push is the shortest that holds the word, or as wide as asked', () => {
  expect(hexOf(push(0), push(255), push(256))).toBe('0x600060ff610100')
  expect(hexOf(push(1, 4))).toBe('0x6300000001')
  expect(bytecode(push((1n << 256n) - 1n)).length).toBe(33)
  expect(() => push(256, 1)).toThrow('PUSH1')
  expect(() => push(-1)).toThrow('-1')
})

test('labels are resolved forwards and backwards', () => {
  expect(hexOf(label('a'), jump('b'), label('b'), jumpIf('a', 1))).toBe('0x5b610005565b600161000057')
  expect(() => bytecode(jump('nowhere'))).toThrow('nowhere')
  expect(() => bytecode(label('twice'), label('twice'))).toThrow('twice')
})

test('a mark names a place without making it a jump destination', () => {
  expect(hexOf(placeOf('data'), mark('data'), raw([0xfe]))).toBe('0x610003fe')
})

test('loops come with their own labels', () => {
  expect(hexOf(forever(op('PC')), forever(op('GAS')))).toBe('0x5b58610000565b5a61000656')
  expect(disassemble(bytecode(repeat(3, op('PC'), op('POP'))))).toBe(
    [
      '0000  PUSH1 0x03',
      '0002  JUMPDEST',
      '0003  PC',
      '0004  POP',
      '0005  PUSH1 0x01',
      '0007  SWAP1',
      '0008  SUB',
      '0009  DUP1',
      '000a  PUSH2 0x0002',
      '000d  JUMPI',
      '000e  POP',
    ].join('\n'),
  )
})

test('bytes are stored word by word, the last one filled up with zeros', () => {
  const bytes = Uint8Array.from({ length: 33 }, (_, index) => index + 1)
  const word = bytesToHex(bytes.subarray(0, 32)).slice(2)
  expect(hexOf(storeBytes(0, bytes))).toBe(`0x7f${word}6000527f21${'00'.repeat(31)}602052`)
})

test('a call takes its operands in the order of the Yellow Paper', () => {
  expect(hexOf(call('CALL', { gas: 1, to: 2, value: 3, input: [4, 5], output: [6, 7] }))).toBe(
    '0x6007600660056004600360026001f1',
  )
  expect(hexOf(call('STATICCALL', { to: 2 }))).toBe('0x600060006000600060025afa')
})

test('a deployer carries the runtime code behind itself', () => {
  const runtime = bytecode(returnWord(7))
  const initcode = deployer(runtime)
  expect(bytesToHex(initcode).endsWith(bytesToHex(runtime).slice(2))).toBe(true)
  expect(initcode[initcode.length - runtime.length - 1]).toBe(opcodeOf('RETURN'))
})

test('a cut-off push and an unknown byte are shown as such', () => {
  expect(disassemble(Uint8Array.of(0x0c, 0x61, 0xaa))).toBe('0000  0x0c\n0001  PUSH2 0xaa (cut off)')
})

test('the table holds 149 opcodes, each fork a superset of the one before', () => {
  const counts = (['london', 'paris', 'shanghai', 'cancun', 'prague', 'osaka'] as const).map(
    (fork) => [...OPCODES.keys()].filter((code) => isDefined(code, fork)).length,
  )
  // London has 142 without INVALID; PUSH0; BLOBHASH, BLOBBASEFEE, TLOAD, TSTORE, MCOPY; CLZ.
  expect(counts).toEqual([142, 142, 143, 148, 148, 149])
  expect(opcodeOf('SELFDESTRUCT')).toBe(0xff)
  expect(() => opcodeOf('ADDD')).toThrow('ADDD')
})
