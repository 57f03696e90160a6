import { describe, expect, test } from 'vitest'

import type { AccountDump, Address } from '../../src/evm/types.ts'
import { fixtureCase } from './fixture-cases.ts'
import { readAccounts } from './state-test-file.ts'
import { stateRoot } from './state-root.ts'

const ADDRESS: Address = '0x00000000000000000000000000000000000000aa'
const EMPTY: AccountDump = { balance: 0n, nonce: 0n, code: new Uint8Array(0), storage: new Map() }

describe('stateRoot', () => {
  test('no accounts: the root of the empty trie, Keccak-256 of RLP of the empty string', () => {
    expect(stateRoot([])).toBe('0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421')
  })

  test.each(['test_log.py', 'fork_Osaka', 'fork_Berlin', 'eip4844'])(
    'the post-state of %s has the root of the test',
    async (part) => {
      const { expected } = await fixtureCase(part)
      expect(stateRoot(readAccounts(expected.state!))).toBe(expected.hash)
    },
  )

  test('the order of accounts and slots does not matter', () => {
    const slots = Array.from({ length: 40 }, (_, index) => [BigInt(index), BigInt(index + 1)] as const)
    const account = { ...EMPTY, storage: new Map(slots) }
    const reversed = { ...EMPTY, storage: new Map([...slots].reverse()) }
    const other: Address = '0x00000000000000000000000000000000000000bb'
    expect(
      stateRoot([
        [ADDRESS, account],
        [other, EMPTY],
      ]),
    ).toBe(
      stateRoot([
        [other, EMPTY],
        [ADDRESS, reversed],
      ]),
    )
  })

  test('an empty account is in the trie, a slot of zero is not', () => {
    expect(stateRoot([[ADDRESS, EMPTY]])).not.toBe(stateRoot([]))
    expect(stateRoot([[ADDRESS, { ...EMPTY, storage: new Map([[1n, 0n]]) }]])).toBe(
      stateRoot([[ADDRESS, EMPTY]]),
    )
  })
})
