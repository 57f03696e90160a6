import { describe, expect, test } from 'vitest'
import {
  describeFound,
  MalformedValue,
  readAddress,
  readBlock,
  readCode,
  readFeeHistory,
  readQuantity,
  readU64,
  readWord,
} from './rpc-values.ts'

const WORD = `0x${'0'.repeat(62)}2a`
const NO_QUANTITIES = [
  '',
  '0x',
  '0X1',
  '1',
  '0xg',
  ' 0x1',
  '0x1 ',
  '0x-1',
  `0x${'0'.repeat(65)}`,
  1,
  1n,
  null,
  undefined,
  {},
  ['0x1'],
  true,
]

describe('numbers', () => {
  test('are read up to their maximum', () => {
    expect(readQuantity('0x0')).toBe(0n)
    expect(readQuantity('0x00Ff')).toBe(255n)
    expect(readQuantity(`0x${'f'.repeat(64)}`)).toBe((1n << 256n) - 1n)
    expect(readU64('0xffffffffffffffff')).toBe((1n << 64n) - 1n)
    expect(() => readU64('0x10000000000000000')).toThrow(MalformedValue)
  })

  test('are not read from anything else', () => {
    for (const value of NO_QUANTITIES) expect(() => readQuantity(value)).toThrow(MalformedValue)
  })
})

describe('words', () => {
  test('have 32 bytes', () => {
    expect(readWord(WORD)).toBe(42n)
  })

  test.each([
    WORD.slice(0, -1),
    WORD.slice(0, -2),
    `${WORD}0`,
    `${WORD}00`,
    '0x2a',
    '0x',
    `${WORD}\n`,
    null,
    42,
  ])('%j is none', (value) => {
    expect(() => readWord(value)).toThrow(MalformedValue)
  })
})

describe('code', () => {
  test('is bytes up to the limit', () => {
    expect(readCode('0x', 0)).toEqual(new Uint8Array(0))
    expect(readCode('0x60Ff', 2)).toEqual(Uint8Array.of(0x60, 0xff))
    expect(() => readCode('0x60ff00', 2)).toThrow('at most 2 bytes')
  })

  test.each(['0x6', '60', '0x6g', null, undefined, [], 0])('%j is none', (value) => {
    expect(() => readCode(value, 100)).toThrow(MalformedValue)
  })
})

describe('blocks', () => {
  const header = {
    number: '0x64',
    hash: `0x${'11'.repeat(32)}`,
    parentHash: `0x${'22'.repeat(32)}`,
    timestamp: '0x65',
    miner: `0x${'Aa'.repeat(20)}`,
    gasLimit: '0x66',
    baseFeePerGas: '0x67',
    difficulty: '0x0',
    mixHash: WORD,
    excessBlobGas: '0x20000',
  }

  test('have the environment of the EVM', () => {
    expect(readBlock(header, 100n)).toEqual({
      number: 100n,
      hash: BigInt(header.hash),
      parentHash: BigInt(header.parentHash),
      timestamp: 101n,
      coinbase: `0x${'aa'.repeat(20)}`,
      gasLimit: 102n,
      baseFee: 103n,
      prevRandao: 42n,
      excessBlobGas: 0x20000n,
    })
  })

  test('of earlier forks have a difficulty and fewer fields', () => {
    const { baseFeePerGas: _fee, excessBlobGas: _gas, mixHash: _mix, ...early } = header
    expect(readBlock({ ...early, difficulty: '0x7' })).toMatchObject({
      prevRandao: 7n,
      baseFee: 0n,
      excessBlobGas: undefined,
    })
  })

  test('that the node does not know are null', () => {
    expect(readBlock(null)).toBeUndefined()
  })

  test('under another number than asked for are refused', () => {
    expect(() => readBlock(header, 99n)).toThrow('block 99')
  })

  test.each([
    'number',
    'hash',
    'parentHash',
    'timestamp',
    'miner',
    'gasLimit',
    'baseFeePerGas',
    'mixHash',
    'excessBlobGas',
  ])('with a wrong %s name the field', (field) => {
    expect(() => readBlock({ ...header, [field]: 'surprise' })).toThrow(`as ${field}`)
  })

  test.each([[[]], ['0x'], [7], [undefined], [{}]])('%j is none', (value) => {
    expect(() => readBlock(value)).toThrow(MalformedValue)
  })
})

describe('fee history', () => {
  test('tells the blob base fee of the block asked for', () => {
    expect(readFeeHistory({ oldestBlock: '0x64', baseFeePerBlobGas: ['0x9', '0x1'] }, 100n)).toBe(9n)
  })

  test('without it tells nothing, and so does a node that answers 0', () => {
    expect(readFeeHistory({ oldestBlock: '0x64' }, 100n)).toBeUndefined()
    expect(readFeeHistory({ oldestBlock: '0x64', baseFeePerBlobGas: ['0x0'] }, 100n)).toBeUndefined()
  })

  test('of another block is refused', () => {
    expect(() => readFeeHistory({ oldestBlock: '0x63', baseFeePerBlobGas: ['0x9'] }, 100n)).toThrow(
      MalformedValue,
    )
  })
})

test('addresses are read in lower case', () => {
  expect(readAddress(`0x${'Ab'.repeat(20)}`)).toBe(`0x${'ab'.repeat(20)}`)
  expect(() => readAddress(`0x${'ab'.repeat(19)}`)).toThrow(MalformedValue)
})

test('what was found is described in short', () => {
  expect(describeFound(undefined)).toBe('nothing')
  expect(describeFound([1, 2])).toBe('an array of 2')
  expect(describeFound({ error: 1 })).toBe('an object with ["error"]')
  expect(describeFound('x'.repeat(10_000)).length).toBeLessThan(500)
})
