import { expect, test } from 'vitest'
import type { AccountDump, Address } from '../../evm/types.ts'
import { BORROWED_CODE, LEDGER } from '../attacker/attacker.ts'
import type { World } from '../types.ts'
import { shortAddress } from './account-names.ts'
import { type StatePicture, stateChanges } from './state-changes.ts'

const ALICE: Address = '0x00000000000000000000000000000000000a11ce'

const names = { map: new Map(), knownName: () => undefined, nameOf: shortAddress }
const world = {
  contracts: () => [],
  artifactAt: () => undefined,
  machine: { preimage: () => undefined },
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
