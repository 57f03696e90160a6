import { describe, expect, test } from 'vitest'
import {
  createForkFacts,
  ForkNotRecordedError,
  memoryForkSource,
  recordForkSource,
  replayForkSource,
} from './fork-source.ts'
import type { AccountState, Address } from './types.ts'

const TOKEN: Address = '0xabcdef0000000000000000000000000000000001'
const TOKEN_MIXED: Address = '0xABCDEF0000000000000000000000000000000001'
const NOBODY: Address = '0x00000000000000000000000000000000000000ff'

const CODE = Uint8Array.of(0x60, 0x00)

function chain(): ReturnType<typeof memoryForkSource> {
  const accounts = new Map<Address, AccountState>([
    [TOKEN, { balance: 5n, code: CODE, storage: new Map([[2n, 7n]]) }],
  ])
  return memoryForkSource(accounts, {
    block: { number: 100n, hash: 0xaan },
    blockHashes: new Map([[99n, 0xbbn]]),
  })
}

describe('memoryForkSource', () => {
  test('knows its accounts in any case and nothing else', () => {
    const source = chain()
    expect(source.account(TOKEN_MIXED)).toEqual({ balance: 5n, nonce: 0n, code: CODE })
    expect(source.account(NOBODY)).toBeUndefined()
    expect(source.storage(TOKEN_MIXED, 2n)).toBe(7n)
    expect(source.storage(TOKEN, 3n)).toBe(0n)
    expect(source.storage(NOBODY, 2n)).toBe(0n)
  })

  test('has hashes up to the pinned block and zero after it', () => {
    const source = chain()
    expect([98n, 99n, 100n, 101n].map((number) => source.blockHash(number))).toEqual([0n, 0xbbn, 0xaan, 0n])
  })
})

describe('a recording', () => {
  test('answers again what was asked, absent accounts and zero slots included', () => {
    const { source, recording } = recordForkSource(chain())
    const asked = (from: typeof source): unknown[] => [
      from.account(TOKEN_MIXED),
      from.account(NOBODY),
      from.storage(TOKEN, 2n),
      from.storage(TOKEN_MIXED, 9n),
      from.blockHash(99n),
      from.blockHash(101n),
      from.block,
    ]
    const live = asked(source)
    expect(asked(replayForkSource(recording))).toEqual(live)
  })

  test('does not take silence for absence', () => {
    const replay = replayForkSource({ block: chain().block, ...createForkFacts() })
    expect(() => replay.account(TOKEN)).toThrow(ForkNotRecordedError)
    expect(() => replay.storage(TOKEN, 2n)).toThrow(`slot 0x2 of ${TOKEN}`)
    expect(() => replay.blockHash(99n)).toThrow('hash of block 99')
    expect(replay.blockHash(100n)).toBe(0xaan)
  })
})
