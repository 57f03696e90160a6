import { describe, expect, test } from 'vitest'

import type { AccountDump, Address, BlockEnv, Log, Transaction } from '../../src/evm/types.ts'
import { hexToBytes } from '../../src/primitives/hex.ts'
import { readBlockEnv } from './block-env.ts'
import type { StateTestOutcome } from './engine.ts'
import { fixtureCase } from './fixture-cases.ts'
import { differencesOf, stateDifferences } from './judge.ts'
import { readSender } from './sender.ts'
import { readAccounts, type PostFields } from './state-test-file.ts'
import { decodeTransaction } from './transaction-bytes.ts'

type Included = Extract<StateTestOutcome, { kind: 'included' }>
type Judged = {
  expected: PostFields
  state: Map<Address, AccountDump>
  transaction: Transaction
  env: BlockEnv
}

const CONTRACT: Address = '0xc567619e2c8ca1bcb624d54352bab82fef1be44e'
const LOG: Log = {
  address: '0xc567619e2c8ca1bcb624d54352bab82fef1be34e',
  topics: [0n, 0n, 0n, 0n],
  data: new Uint8Array(2),
}

async function judged(part: string): Promise<Judged> {
  const { test: stateTest, expected } = await fixtureCase(part)
  return {
    expected,
    state: new Map(readAccounts(expected.state!)),
    transaction: {
      ...decodeTransaction(hexToBytes(expected.txbytes!)),
      from: readSender(stateTest.transaction),
    },
    env:
      part === 'eip4844'
        ? readBlockEnv(stateTest.env, 'Cancun', 'cancun')
        : readBlockEnv(stateTest.env, 'London', 'london'),
  }
}

async function logCase(
  change: (state: Map<Address, AccountDump>, sender: Address) => void,
  logs: readonly Log[] = [LOG, LOG, LOG],
): Promise<readonly string[]> {
  const { expected, state, transaction, env } = await judged('test_log.py')
  change(state, transaction.from)
  const outcome: Included = { kind: 'included', status: 'success', gasPaid: 44_087n, logs, state }
  return differencesOf(expected, outcome, transaction, env)
}

function changeAccount(
  state: Map<Address, AccountDump>,
  address: Address,
  change: Partial<AccountDump>,
): void {
  state.set(address, { ...state.get(address)!, ...change })
}

describe('the judge', () => {
  test('passes what the test expects', async () => {
    expect(await logCase(() => {})).toEqual([])
  })

  test('hashes a state that is another than the one before it', async () => {
    const { expected, state, env, transaction } = await judged('test_log.py')
    const judge = (): readonly string[] => stateDifferences(expected, state, transaction, env)
    expect(judge()).toEqual([])
    changeAccount(state, CONTRACT, { balance: 5n })
    expect(judge()).toContainEqual(expect.stringMatching(/state root: expected 0x\w+, got 0x/))
  })

  test.each<[string, (state: Map<Address, AccountDump>) => void, RegExp]>([
    [
      'a balance',
      (state) => changeAccount(state, CONTRACT, { balance: 5n }),
      /e44e balance: expected 0, got 5/,
    ],
    ['a nonce', (state) => changeAccount(state, CONTRACT, { nonce: 2n }), /e44e nonce: expected 1, got 2/],
    [
      'code',
      (state) => changeAccount(state, CONTRACT, { code: Uint8Array.of(1) }),
      /e44e code: expected 0x73c5.*got 0x01/,
    ],
    [
      'a slot',
      (state) =>
        changeAccount(state, CONTRACT, {
          storage: new Map([
            [0n, 1n],
            [1n, 0x763n],
            [3n, 1n],
          ]),
        }),
      /slot 0x0: expected 0x763, got 0x1/,
    ],
    [
      'a missing slot',
      (state) =>
        changeAccount(state, CONTRACT, {
          storage: new Map([
            [0n, 0x763n],
            [1n, 0x763n],
          ]),
        }),
      /slot 0x3: expected 0x1, got 0x0/,
    ],
    [
      'a slot too much',
      (state) =>
        changeAccount(state, CONTRACT, {
          storage: new Map([
            [0n, 0x763n],
            [1n, 0x763n],
            [3n, 1n],
            [9n, 9n],
          ]),
        }),
      /slot 0x9: expected 0x0, got 0x9/,
    ],
    ['a missing account', (state) => state.delete(CONTRACT), /e44e is missing/],
    [
      'an account too much',
      (state) =>
        state.set('0x00000000000000000000000000000000000000aa', {
          balance: 0n,
          nonce: 0n,
          code: new Uint8Array(0),
          storage: new Map(),
        }),
      /aa should not exist/,
    ],
  ])('finds %s that differs, and the root with it', async (_, change, line) => {
    const differences = await logCase(change)
    expect(differences[0]).toMatch(line)
    expect(differences.join('\n')).toMatch(/state root: expected 0x64fc/)
    expect(differences.at(-1)).toBe('outcome: success, gas paid 44087, 3 logs')
  })

  test('finds a slot of zero in a dump', async () => {
    const zero = new Map([
      [0n, 0x763n],
      [1n, 0x763n],
      [3n, 1n],
      [9n, 0n],
    ])
    const differences = await logCase((state) => changeAccount(state, CONTRACT, { storage: zero }))
    expect(differences[0]).toMatch(/slot 0x9: a zero word in the dump/)
  })

  test('finds logs that differ in number, topics or data', async () => {
    expect((await logCase(() => {}, [LOG, LOG]))[0]).toMatch(/logs hash/)
    expect((await logCase(() => {}, [LOG, LOG, { ...LOG, topics: [0n] }]))[0]).toMatch(/logs hash/)
    expect((await logCase(() => {}, [LOG, LOG, { ...LOG, data: new Uint8Array(3) }]))[0]).toMatch(/logs hash/)
  })

  test("says in gas what the sender's balance has too much", async () => {
    const differences = await logCase((state, sender) =>
      changeAccount(state, sender, { balance: state.get(sender)!.balance + 21_000n }),
    )
    expect(differences[0]).toMatch(/\(the sender\)$/)
    expect(differences[1]).toMatch(/gas: 2100 too little/)
  })

  test('wants the root alone where a test has no state', async () => {
    const { expected, state, transaction, env } = await judged('test_log.py')
    const { state: _state, ...rootOnly } = expected
    const outcome: Included = {
      kind: 'included',
      status: 'success',
      gasPaid: 1n,
      logs: [LOG, LOG, LOG],
      state,
    }
    expect(differencesOf(rootOnly, outcome, transaction, env)).toEqual([])
    state.delete(CONTRACT)
    expect(differencesOf(rootOnly, outcome, transaction, env)).toHaveLength(2)
  })

  test('wants a rejected transaction to be rejected, for the right reason, without a change', async () => {
    const { expected, state, transaction, env } = await judged('eip4844')
    const rejected: StateTestOutcome = {
      kind: 'invalid',
      reason: 'blobFeeCapTooLow',
      detail: 'as expected',
      state,
    }
    expect(differencesOf(expected, rejected, transaction, env)).toEqual([])
    expect(differencesOf(expected, { ...rejected, reason: 'noBlobs' }, transaction, env)[0]).toMatch(
      /rejected for noBlobs/,
    )
    const included: Included = { kind: 'included', status: 'success', gasPaid: 1n, logs: [], state }
    expect(differencesOf(expected, included, transaction, env)[0]).toMatch(/expected to be rejected/)
    expect(
      differencesOf(
        { ...expected, expectException: 'TransactionException.NEW' },
        rejected,
        transaction,
        env,
      )[0],
    ).toMatch(/does not know/)
    state.set(transaction.from, { ...state.get(transaction.from)!, nonce: 1n })
    expect(differencesOf(expected, rejected, transaction, env)[0]).toMatch(/nonce: expected 0, got 1/)
  })

  test('does not let a valid transaction be rejected', async () => {
    const { expected, state, transaction, env } = await judged('test_log.py')
    const rejected: StateTestOutcome = { kind: 'invalid', reason: 'nonceTooLow', detail: '', state }
    expect(differencesOf(expected, rejected, transaction, env)[0]).toMatch(
      /expected to be valid: nonceTooLow/,
    )
  })
})
