import { beforeAll, expect, test } from 'vitest'
import { compileStandardJson } from '../../tests/helpers/solidity.ts'
import { Machine } from '../evm/machine.ts'
import type { Address } from '../evm/types.ts'
import { hexToBytes } from '../primitives/hex.ts'
import { encodeCall } from './abi/encode.ts'
import { formatValue } from './abi/format-value.ts'
import { parseFunctionSignature } from './abi/parse-signature.ts'
import { changesAt, type PreimageOf, variablesAt } from './storage-layout.ts'
import type { StorageLayout } from './types.ts'

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

contract Kept {
    struct Pool { uint128 shares; uint64 fee; bool open; address owner; uint256[] rounds; mapping(address => uint256) stakes; }
    enum Side { Buy, Sell }
    type Price is uint96;

    uint128 total; Side side; bool paused; int64 skew; bytes4 mark;
    Kept peer; Price price;
    mapping(address => uint256) balances;
    mapping(bytes4 => mapping(uint256 => Pool)) pools;
    uint24[] small;
    Pool[2] pair;
    string text;
    bytes long;
    uint256[2][] grid;
    uint40[7] packed;

    function fill(address who) external {
        total = 7; side = Side.Sell; paused = true; skew = -3; mark = 0xdeadbeef;
        peer = this; price = Price.wrap(12);
        balances[who] = 100;
        Pool storage pool = pools[0xaabbccdd][5];
        pool.shares = 1; pool.fee = 3000; pool.open = true; pool.owner = who; pool.stakes[who] = 55;
        pool.rounds.push(11); pool.rounds.push(12);
        for (uint24 i = 0; i < 12; i++) small.push(100 + i);
        pair[1].fee = 9; pair[1].stakes[who] = 56;
        text = "short"; 
        long = hex"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0011";
        for (uint256 i = 0; i < 100; i++) grid.push([i + 1, i + 2]);
        packed[0] = 1; packed[6] = 2;
    }
}
`

const USER: Address = '0x00000000000000000000000000000000000000a1'
const WHO: Address = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'
const CODE: Address = '0x00000000000000000000000000000000000000c3'

type Output = {
  contracts: Record<
    string,
    Record<string, { storageLayout: StorageLayout; evm: { deployedBytecode: { object: string } } }>
  >
}

let layout: StorageLayout
let storage: ReadonlyMap<bigint, bigint>
let preimageOf: PreimageOf

beforeAll(async () => {
  const output = await compileStandardJson<Output>({
    language: 'Solidity',
    sources: { 'Kept.sol': { content: SOURCE } },
    settings: { outputSelection: { '*': { '*': ['storageLayout', 'evm.deployedBytecode.object'] } } },
  })
  const compiled = output.contracts['Kept.sol']!['Kept']!
  layout = compiled.storageLayout
  const machine = new Machine()
  machine.setAccount(CODE, { code: hexToBytes(`0x${compiled.evm.deployedBytecode.object}`) })
  const data = encodeCall(parseFunctionSignature('fill(address)'), [WHO])
  machine.call({ from: USER, to: CODE, data })
  storage = machine.dump().get(CODE)!.storage
  preimageOf = (hash) => machine.preimage(hash)
})

/** Every variable of every slot that was written, as 'name = value'. */
function everything(): string[] {
  return [...storage]
    .flatMap(([slot, after]) =>
      changesAt(layout, slot, { before: 0n, after }, preimageOf, new Map([[WHO, 'alice']])),
    )
    .map(({ variable, after }) => `${variable.name} = ${formatValue(after, variable.type)}`)
}

test('packed variables are told apart', () => {
  expect(everything()).toEqual(
    expect.arrayContaining([
      'total = 7',
      'side = 1',
      'paused = true',
      'skew = -3',
      'mark = 0xdeadbeef',
      'peer = 0x00000000000000000000000000000000000000C3',
      'price = 12',
      'packed[0] = 1',
      'packed[6] = 2',
    ]),
  )
})

test('values behind hashes have the path that leads to them', () => {
  expect(everything()).toEqual(
    expect.arrayContaining([
      'balances[alice] = 100',
      'pools[0xaabbccdd][5].shares = 1',
      'pools[0xaabbccdd][5].fee = 3000',
      'pools[0xaabbccdd][5].open = true',
      'pools[0xaabbccdd][5].owner = 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      'pools[0xaabbccdd][5].rounds.length = 2',
      'pools[0xaabbccdd][5].rounds[1] = 12',
      'pools[0xaabbccdd][5].stakes[alice] = 55',
      'pair[1].fee = 9',
      'pair[1].stakes[alice] = 56',
      'small.length = 12',
      'small[0] = 100',
      'small[11] = 111',
      'text = "short"',
      'long = 34',
      'long[0:32] = 0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff',
      'grid.length = 100',
      'grid[99][1] = 101',
    ]),
  )
})

test('every slot that was written is explained', () => {
  for (const slot of storage.keys()) expect(variablesAt(layout, slot, preimageOf)).not.toEqual([])
})

test('a slot that nothing leads to has no variables, and only what changed is a change', () => {
  expect(variablesAt(layout, 10n ** 40n, preimageOf)).toEqual([])
  expect(variablesAt(layout, (1n << 256n) - 1n, () => new Uint8Array(64))).toEqual([])
  const words = { before: 7n | (1n << 128n), after: 8n | (1n << 128n) }
  expect(changesAt(layout, 0n, words, preimageOf)).toMatchObject([
    { variable: { name: 'total' }, before: 7n, after: 8n },
  ])
})

test('a layout that leads in a circle, or is none, explains nothing and ends', () => {
  const type = { encoding: 'inplace', label: 'struct S', numberOfBytes: '32' }
  const member = { label: 's', slot: '0', offset: 0, type: 'S' }
  const circle: StorageLayout = { storage: [member], types: { S: { ...type, members: [member, member] } } }
  expect(variablesAt(circle, 0n, () => undefined)).toEqual([])
  const arrays: StorageLayout = { storage: [member], types: { S: { ...type, base: 'S' } } }
  expect(variablesAt(arrays, 0n, () => undefined)).toEqual([])
  const mapping: StorageLayout = {
    storage: [member],
    types: { S: { encoding: 'mapping', label: 'm', numberOfBytes: '32', key: 'S', value: 'S' } },
  }
  // A machine that knows an input for every hash, with slot 5 in it.
  expect(variablesAt(mapping, 5n, () => new Uint8Array(64).fill(5))).toEqual([])
  for (const broken of [
    { storage: [null], types: {} },
    { storage: [member], types: { S: {} } },
    { storage: [{}], types: {} },
  ])
    expect(variablesAt(broken as unknown as StorageLayout, 0n, () => undefined)).toEqual([])
})
