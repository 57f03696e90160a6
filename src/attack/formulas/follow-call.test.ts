import { describe, expect, test } from 'vitest'

import {
  bytecode,
  call,
  type Code,
  jumpIf,
  label,
  op,
  ret,
  returnWord,
} from '../../../tests/helpers/bytecode.ts'
import { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { type CallInputs, type Followed, followCall, type ShadowStorage } from './follow-call.ts'
import { evaluate, input } from './formula.ts'

const USER: Address = '0x00000000000000000000000000000000000000a1'
const OUTER: Address = '0x00000000000000000000000000000000000000c1'
const INNER: Address = '0x00000000000000000000000000000000000000c2'

/** Two words of calldata and the ether that is sent. */
const WORDS = [5n, 6n]
const VALUE = 9n
const INPUTS: CallInputs = {
  wordAt: (byte) => (byte === 0 ? input(0) : byte === 32 ? input(1) : undefined),
  value: input(2),
  seconds: { input: input(3), since: 1_000n },
}

function followed(
  outer: readonly Code[],
  {
    inner = [],
    storage = new Map(),
    value = 0n,
  }: { inner?: readonly Code[]; storage?: ShadowStorage; value?: bigint } = {},
): Followed {
  const machine = new Machine()
  machine.setAccount(OUTER, { code: bytecode(...outer) })
  machine.setAccount(INNER, { code: bytecode(...inner) })
  machine.setAccount(USER, { balance: 10n ** 18n })
  const data = concatBytes(...WORDS.map(bigIntToBytes32))
  const { trace } = machine.trace(() => machine.call({ from: USER, to: OUTER, value, data }), {
    steps: true,
    stackWordsMax: 'taken',
  })
  return followCall(trace, INPUTS, storage)
}

/** What the conditions of all branches would be with other inputs: two words, the value and the seconds. */
function conditions({ branches }: Followed, ...values: readonly bigint[]): readonly bigint[] {
  return branches.map(({ condition }) => evaluate(condition, values))
}

/** Ends well, or goes on to the same end if the condition is met. */
function ifMet(condition: Code): Code {
  return [...jumpIf('met', condition), ...label('met'), ...op('STOP')]
}

const FIRST = op('CALLDATALOAD', 0)
const INNER_CALL = { to: BigInt(INNER), input: [0, 32], output: [64, 32] } as const

describe('a call is followed', () => {
  test('from calldata, ether and the time to its jumps, over stack and memory', () => {
    const mixed = [
      ...op('MSTORE', 7, op('ADD', FIRST, op('CALLDATALOAD', 32))),
      ...op('MSTORE', 7 + 64, op('MLOAD', 7)),
      ...ifMet(op('LT', op('MLOAD', 7 + 64), op('ADD', op('CALLVALUE'), op('TIMESTAMP')))),
    ]
    const found = followed([mixed], { value: VALUE })
    expect(found.branches).toMatchObject([{ code: OUTER }])
    expect(conditions(found, 5n, 6n, 0n, 0n)).toEqual([1n])
    expect(conditions(found, 995n, 6n, 1n, 0n)).toEqual([0n])
    expect(conditions(found, 995n, 6n, 1n, 1n)).toEqual([1n])
  })

  test('what is written over, or cut by a byte, is not known any more', () => {
    const stored = op('MSTORE', 0, FIRST)
    const read = ifMet(op('EQ', op('MLOAD', 0), 5))
    expect(followed([stored, read]).branches).toMatchObject([{ isTaken: true }])
    for (const over of [op('MSTORE', 8, 1), op('MSTORE8', 31, 5), op('CODECOPY', 16, 0, 4)])
      expect(followed([stored, over, read]).branches).toEqual([])
  })

  test('into a contract that it calls, which acts on its own storage, and back', () => {
    const inner = [
      op('SSTORE', 1, op('ADD', FIRST, 1)),
      op('MSTORE', 0, op('MUL', op('SLOAD', 1), 2)),
      ret(0, 32),
    ]
    const outer = (kind: 'CALL' | 'DELEGATECALL'): Code[] => [
      op('MSTORE', 0, op('CALLDATALOAD', 32)),
      op('POP', call(kind, INNER_CALL)),
      ifMet(op('EQ', op('MLOAD', 64), 20)),
    ]
    for (const [kind, storage] of [
      ['CALL', INNER],
      ['DELEGATECALL', OUTER],
    ] as const) {
      const found = followed(outer(kind), { inner })
      expect(found.writes).toMatchObject([{ storage, slot: 1n, after: 0 }])
      expect(conditions(found, 0n, 6n)).toEqual([0n])
      expect(conditions(found, 0n, 9n)).toEqual([1n])
    }
  })

  test('and of a contract that fails no write stays', () => {
    const read = (end: Code): Followed =>
      followed(
        [
          op('MSTORE', 0, FIRST),
          op('POP', call('DELEGATECALL', INNER_CALL)),
          ifMet(op('EQ', op('SLOAD', 3), 5)),
        ],
        { inner: [op('SSTORE', 3, FIRST), end] },
      )
    expect(read(op('STOP')).branches).toHaveLength(1)
    expect(read(op('REVERT', 0, 0)).branches).toEqual([])
    expect(read(op('INVALID')).branches).toEqual([])
  })

  test('over storage into the next call', () => {
    const storage: ShadowStorage = new Map()
    followed([op('SSTORE', 7, FIRST), op('STOP')], { storage })
    const found = followed([ifMet(op('GT', op('SLOAD', 7), 100))], { storage })
    expect(conditions(found, 100n)).toEqual([0n])
    expect(conditions(found, 101n)).toEqual([1n])
    followed([op('SSTORE', 7, 1), op('STOP')], { storage })
    expect(followed([ifMet(op('GT', op('SLOAD', 7), 100))], { storage }).branches).toEqual([])
  })

  test('what inputs have no part in is left out, and what nobody with code answered is not known', () => {
    expect(followed([ifMet(op('EQ', op('CALLER'), 1))]).branches).toEqual([])
    const identity = { to: 4, input: [0, 32], output: [0, 32] } as const
    const copied = [op('MSTORE', 0, FIRST), op('POP', call('STATICCALL', identity))]
    expect(followed([...copied, ifMet(op('EQ', op('MLOAD', 0), 5))]).branches).toEqual([])
    expect(followed([returnWord(1)])).toEqual({ branches: [], writes: [], arithmetic: [] })
  })
})
