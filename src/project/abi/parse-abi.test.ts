import { expect, test } from 'vitest'
import { AbiParseError, parseAbi, parseType, typeName } from './parse-abi.ts'
import { parseErrorSignature, parseEventSignature, parseFunctionSignature } from './parse-signature.ts'
import { selectorOf, selectorText, topicOf } from './selector.ts'

test('selectors and topics are those that everybody knows', () => {
  expect(selectorText(selectorOf('transfer(address,uint256)'))).toBe('0xa9059cbb')
  expect(selectorText(selectorOf('Error(string)'))).toBe('0x08c379a0')
  // All zeros, found by search.
  expect(selectorText(selectorOf('wycpnbqcyf()'))).toBe('0x00000000')
  expect(topicOf('Transfer(address,address,uint256)').toString(16)).toBe(
    'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
  )
})

test('an ABI as solc writes it', () => {
  const abi = parseAbi([
    {
      type: 'constructor',
      inputs: [{ name: 'owner', type: 'address', internalType: 'address' }],
      stateMutability: 'payable',
    },
    {
      type: 'function',
      name: 'open',
      inputs: [
        {
          name: 'keys',
          type: 'tuple[2][]',
          internalType: 'struct Pool.Key[2][]',
          components: [
            { name: 'token', type: 'address', internalType: 'contract IERC20' },
            { name: 'fee', type: 'uint24', internalType: 'uint24' },
          ],
        },
        { name: 'done', type: 'function', internalType: 'function (uint256) external' },
      ],
      outputs: [{ name: '', type: 'uint8', internalType: 'enum Side' }],
      stateMutability: 'nonpayable',
    },
    {
      type: 'event',
      name: 'Opened',
      anonymous: false,
      inputs: [
        { name: 'by', type: 'address', indexed: true, internalType: 'address' },
        { name: 'fee', type: 'uint24', indexed: false, internalType: 'uint24' },
      ],
    },
    { type: 'error', name: 'Closed', inputs: [] },
    { type: 'fallback', stateMutability: 'payable' },
    { type: 'receive', stateMutability: 'payable' },
  ])
  expect(abi.constructor).toMatchObject({
    isPayable: true,
    inputs: [{ name: 'owner', type: { kind: 'address' } }],
  })
  expect(abi.functions).toHaveLength(1)
  expect(abi.functions[0]).toMatchObject({
    name: 'open',
    signature: 'open((address,uint24)[2][],function)',
    selector: selectorOf('open((address,uint24)[2][],function)'),
    mutability: 'nonpayable',
    outputs: [{ name: '', type: { kind: 'uint', bits: 8 }, internalType: 'enum Side' }],
  })
  expect(abi.functions[0]!.inputs[0]!.internalType).toBe('struct Pool.Key[2][]')
  expect(abi.events[0]).toMatchObject({
    signature: 'Opened(address,uint24)',
    topic: topicOf('Opened(address,uint24)'),
    anonymous: false,
    inputs: [{ indexed: true }, { indexed: false }],
  })
  expect(abi.errors[0]).toMatchObject({ signature: 'Closed()', selector: selectorOf('Closed()') })
  expect(abi).toMatchObject({ hasFallback: true, isFallbackPayable: true, hasReceive: true })
})

test('an empty ABI has nothing, not even what objects inherit', () => {
  expect(parseAbi([])).toEqual({
    functions: [],
    events: [],
    errors: [],
    constructor: undefined,
    hasFallback: false,
    isFallbackPayable: false,
    hasReceive: false,
  })
})

test('ABIs of old compilers say payable and constant, or nothing', () => {
  const { functions } = parseAbi([
    { name: 'a', inputs: [], outputs: [], constant: true, payable: false, type: 'function' },
    { name: 'b', inputs: [], outputs: [], constant: false, payable: true },
    { name: 'c' },
  ])
  expect(functions.map(({ signature, mutability }) => [signature, mutability])).toEqual([
    ['a()', 'view'],
    ['b()', 'payable'],
    ['c()', 'nonpayable'],
  ])
})

test('functions of libraries have the selectors that solc gives them', () => {
  // solc 0.8.30 says f81009de for this function of a library.
  const { functions } = parseAbi([
    {
      type: 'function',
      name: 'f',
      inputs: [
        { name: 's', type: 'L.S storage', internalType: 'struct L.S' },
        { name: 'k', type: 'L.K', internalType: 'enum L.K' },
        { name: 'c', type: 'C', internalType: 'contract C' },
        { name: 't', type: 'L.T', internalType: 'enum L.T' },
        { name: 'arr', type: 'uint256[] storage', internalType: 'uint256[]' },
        { name: 'ks', type: 'L.K[]', internalType: 'enum L.K[]' },
      ],
      outputs: [],
      stateMutability: 'nonpayable',
    },
  ])
  expect(selectorText(functions[0]!.selector)).toBe('0xf81009de')
  expect(functions[0]!.inputs.map(({ type }) => typeName(type))).toEqual([
    'uint256',
    'uint8',
    'address',
    'uint8',
    'uint256',
    'uint8[]',
  ])
})

test.each([
  [undefined, 'The ABI is of type undefined'],
  [{ abi: [] }, 'The ABI is of type object'],
  [[null], 'Entry 0 of the ABI is null'],
  [[{ type: 7 }], "Entry 0 of the ABI has a 'type' that is of type number"],
  [[{}, { name: 'f', inputs: 'x' }], `Entry 1 of the ABI has 'inputs' that are "x"`],
  [[{ name: 'f', inputs: [{ type: 'uint257' }] }], 'Entry 0 of the ABI, inputs[0] has type "uint257"'],
  [[{ name: 'f', inputs: [{ type: 'uint8[' }] }], 'brackets that do not match'],
  [
    [{ name: 'f', inputs: [{ type: 'tuple', components: [{ type: 'no' }] }] }],
    'inputs[0], components[0] has type "no"',
  ],
])('a broken ABI is refused with its place (%#)', (json, message) => {
  expect(() => parseAbi(json)).toThrow(AbiParseError)
  expect(() => parseAbi(json)).toThrow(message)
})

test('types nested beyond all reason are refused', () => {
  let components: unknown[] = [{ type: 'uint8' }]
  for (let depth = 0; depth < 1_000; depth++) components = [{ type: 'tuple', components }]
  expect(() => parseAbi([{ name: 'f', inputs: components }])).toThrow('more than 64 levels deep')
  expect(() => parseType(`uint8${'[]'.repeat(1_000)}`)).toThrow('more than 64 dimensions')
  expect(() => parseType('uint8[4294967297]')).toThrow('more than 4294967296 elements')
  expect(() => parseFunctionSignature(`f(${'('.repeat(1_000)}`)).toThrow('more than 64 levels deep')
})

test('signatures as people write them', () => {
  expect(parseFunctionSignature('transfer(address,uint256)')).toMatchObject({
    name: 'transfer',
    signature: 'transfer(address,uint256)',
    selector: 0xa9059cbb,
    outputs: [],
    mutability: 'nonpayable',
  })
  const fn = parseFunctionSignature(
    'function get( bytes32 topic , uint ) external view returns ((bytes32[] topics, bytes data)[2] memory logs, byte);',
  )
  expect(fn.signature).toBe('get(bytes32,uint256)')
  expect(fn.mutability).toBe('view')
  expect(fn.inputs.map(({ name }) => name)).toEqual(['topic', ''])
  expect(fn.outputs.map(({ name, type }) => [name, typeName(type)])).toEqual([
    ['logs', '(bytes32[],bytes)[2]'],
    ['', 'bytes1'],
  ])
  expect(parseFunctionSignature('pay(address payable to,tuple(uint8 a)[] b) payable')).toMatchObject({
    signature: 'pay(address,(uint8)[])',
    mutability: 'payable',
  })
  const event = parseEventSignature(
    'event Transfer(address indexed from, address indexed, uint256 amount) anonymous',
  )
  expect(event.inputs.map(({ name, indexed }) => [name, indexed])).toEqual([
    ['from', true],
    ['', true],
    ['amount', false],
  ])
  expect(event.anonymous).toBe(true)
  expect(parseErrorSignature('Panic(uint256)').selector).toBe(0x4e487b71)
})

test.each([
  '',
  'f',
  'f(',
  'f(uint256',
  'f(uint256,)',
  'f(uint7)',
  'f() maybe',
  'f() returns',
  'f()) ',
  'f(uint256 a b)',
  '()',
])('%j is no signature', (text) => {
  expect(() => parseFunctionSignature(text)).toThrow(AbiParseError)
})
