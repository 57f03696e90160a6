import { describe, expect, test } from 'vitest'

import { hexToBytes } from '../../src/primitives/hex.ts'
import { fixtureCase } from './fixture-cases.ts'
import { encodeRlp, scalarToBytes, type RlpItem } from './rlp.ts'
import { decodeTransaction, TransactionBytesError, type TransactionBytesReason } from './transaction-bytes.ts'
import { readTransactionFields } from './transaction-fields.ts'

const ADDRESS = new Uint8Array(20).fill(0x35)
const NOTHING = new Uint8Array(0)
const LEGACY: readonly RlpItem[] = [1n, 2n, 3n]
  .map(scalarToBytes)
  .concat(ADDRESS, NOTHING, NOTHING, scalarToBytes(27n), scalarToBytes(1n), scalarToBytes(1n))

function legacyWith(index: number, item: RlpItem): Uint8Array {
  return encodeRlp(LEGACY.with(index, item))
}

function typed(type: number, items: readonly RlpItem[]): Uint8Array {
  return Uint8Array.of(type, ...encodeRlp(items))
}

describe('decodeTransaction', () => {
  test('reads the example of EIP-155', () => {
    const bytes = hexToBytes(
      '0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83',
    )
    expect(decodeTransaction(bytes)).toEqual({
      type: 0,
      chainId: 1n,
      nonce: 9n,
      gasPrice: 20n * 10n ** 9n,
      gasLimit: 21_000n,
      to: `0x${'35'.repeat(20)}`,
      value: 10n ** 18n,
      data: NOTHING,
    })
  })

  test('v of 27 binds no chain, no recipient is a creation', () => {
    const transaction = decodeTransaction(legacyWith(3, NOTHING))
    expect(transaction).not.toHaveProperty('chainId')
    expect(transaction).not.toHaveProperty('to')
  })

  test.each(['fork_London', 'fork_Osaka', 'eip4844'])(
    'bytes and fields of %s are the same transaction',
    async (part) => {
      const { test: stateTest, expected } = await fixtureCase(part)
      const fromBytes = decodeTransaction(hexToBytes(expected.txbytes!))
      const { chainId, ...fromFields } = readTransactionFields(stateTest.transaction, expected.indexes, 1n)
      expect(fromBytes).toMatchObject(fromFields)
      expect(fromBytes.chainId).toBe(chainId ?? 1n)
    },
  )

  test('reads the authorizations of a set-code transaction (EIP-7702)', () => {
    const authorization = [
      scalarToBytes(0n),
      ADDRESS,
      scalarToBytes(7n),
      scalarToBytes(1n),
      scalarToBytes(8n),
      scalarToBytes(9n),
    ]
    const numbers = [1n, 0n, 2n, 3n, 100_000n].map(scalarToBytes)
    const access = [[ADDRESS, [new Uint8Array(32).fill(1)]]]
    const signature = [0n, 1n, 1n].map(scalarToBytes)
    const items = [...numbers, ADDRESS, NOTHING, NOTHING, access, [authorization], ...signature]
    expect(decodeTransaction(typed(4, items))).toMatchObject({
      type: 4,
      maxPriorityFeePerGas: 2n,
      maxFeePerGas: 3n,
      accessList: [{ address: `0x${'35'.repeat(20)}`, storageKeys: [BigInt(`0x${'01'.repeat(32)}`)] }],
      authorizations: [
        { chainId: 0n, address: `0x${'35'.repeat(20)}`, nonce: 7n, yParity: 1n, r: 8n, s: 9n },
      ],
    })
  })

  test.each<[string, TransactionBytesReason, Uint8Array]>([
    ['a value over 256 bits', 'scalarRange', legacyWith(4, new Uint8Array(33).fill(1))],
    ['a nonce over 64 bits', 'scalarRange', legacyWith(0, new Uint8Array(9).fill(1))],
    ['a leading zero', 'leadingZero', legacyWith(1, Uint8Array.of(0, 1))],
    ['a recipient of 19 bytes', 'addressLength', legacyWith(3, new Uint8Array(19))],
    ['a list where data should be', 'fieldKind', legacyWith(5, [])],
    ['a field too few', 'fieldCount', encodeRlp(LEGACY.slice(1))],
    ['a v that is none', 'signatureV', legacyWith(6, scalarToBytes(26n))],
    ['a type that nobody defined', 'unknownType', typed(5, [])],
    ['a type byte for type 0', 'unknownType', typed(0, LEGACY)],
    ['no bytes', 'rlp', NOTHING],
    ['half a transaction', 'rlp', encodeRlp(LEGACY).subarray(0, 20)],
    [
      'a blob hash of 31 bytes',
      'wordLength',
      typed(3, [
        ...[1n, 0n, 2n, 3n, 4n].map(scalarToBytes),
        ADDRESS,
        NOTHING,
        NOTHING,
        [],
        NOTHING,
        [new Uint8Array(31)],
        NOTHING,
        NOTHING,
        NOTHING,
      ]),
    ],
  ])('refuses %s', (_, reason, bytes) => {
    expect(() => decodeTransaction(bytes)).toThrow(TransactionBytesError)
    expect(() => decodeTransaction(bytes)).toThrow(reason)
  })
})
