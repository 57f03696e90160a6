import { expect, test } from 'vitest'
import type { AccountDump, Address } from '../../evm/types.ts'
import { BORROWED_CODE, LEDGER } from '../attacker/attacker.ts'
import type { World } from '../types.ts'
import { compileArtifacts, createSmallWorld } from '../../../tests/helpers/small-world.ts'
import { accountNames, shortAddress } from './account-names.ts'
import { pictureOf, type StatePicture, stateChanges } from './state-changes.ts'

const ALICE: Address = '0x00000000000000000000000000000000000a11ce'

const names = { map: new Map(), knownName: () => undefined, nameOf: shortAddress }
const world = {
  contracts: () => [],
  artifactAt: () => undefined,
  machine: { preimage: () => undefined, getCode: () => new Uint8Array(0) },
} as unknown as World

function picture(slot: bigint, word: bigint): StatePicture {
  const account: AccountDump = {
    balance: word,
    nonce: 0n,
    code: new Uint8Array(0),
    storage: new Map([[slot, word]]),
  }
  return new Map([
    [ALICE, account],
    [LEDGER, { ...account, balance: 0n }],
  ])
}

test('what the search itself notes down is no change of the world', () => {
  const changes = stateChanges(world, picture(BORROWED_CODE, 0n), picture(BORROWED_CODE, 5n), names)
  expect(changes.map(({ address, kind }) => [address, kind])).toEqual([
    [ALICE, 'balance'],
    [ALICE, 'storage'],
  ])
})

test('variables of a proxy have the names that the code behind it gives them', async () => {
  const artifacts = await compileArtifacts({
    'src/Pot.sol': `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
contract Pot {
  address public keeper; mapping(address => uint256) shares;
  function start(address to) external { keeper = to; shares[to] = 7; }
}
contract Shell {
  address immutable code;
  constructor(address to) { code = to; }
  fallback() external { (bool ok, ) = code.delegatecall(msg.data); require(ok); }
}
contract Owner {
  address public pot = address(new Shell(address(new Pot())));
  function start(address to) external { Pot(pot).start(to); }
}`,
  })
  const small = createSmallWorld(artifacts, 'Owner')
  small.labels.set(ALICE, 'alice')
  const before = pictureOf(small.world)
  small.call(small.world.test.address, 'start', [ALICE])
  const changes = stateChanges(small.world, before, pictureOf(small.world), accountNames(small.world))
  expect(changes.map(({ variable, after }) => [variable, after])).toEqual([
    ['keeper', 'alice'],
    ['shares[alice]', '7'],
  ])
})
