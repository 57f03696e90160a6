// LOG0 to LOG4 (Yellow Paper, appendix H): 375, 375 a topic, 8 a byte, and the memory.

import { describe, expect, it } from 'vitest'
import type { Log } from '../../src/evm/types.ts'
import { bytecode, call, create, op, storeBytes, type Code } from '../helpers/bytecode.ts'
import { createdAddress } from './created-address.ts'
import {
  expectGas,
  expectHalt,
  include,
  INTERPRETERS,
  memoryGas,
  OTHER,
  PUSH,
  run,
  stage,
  TARGET,
} from './stage.ts'

const MAX = (1n << 256n) - 1n
const TOPICS = [MAX, 0n, 1n << 255n, 7n]

function logOf(topics: number, offset = 0, bytes = 0): Code {
  return op(`LOG${topics}`, offset, bytes, ...TOPICS.slice(0, topics))
}

/** The first topic of each. */
function namesOf(logs: readonly Log[]): bigint[] {
  return logs.map(({ topics }) => topics[0]!)
}

function named(name: number): Code {
  return op('LOG1', 0, 0, name)
}

describe.each(INTERPRETERS)('logs (%s)', (interpreter) => {
  describe.each([0, 1, 2, 3, 4])('LOG%i', (topics) => {
    const gas = PUSH * BigInt(2 + topics) + 375n + 375n * BigInt(topics)

    it.each([
      [0, 0],
      [1, 1],
      [32, 1],
      [100, 4],
    ])('costs 375, 375 a topic and 8 a byte: %i bytes', (bytes, words) => {
      expectGas(stage(interpreter), logOf(topics, 0, bytes), gas + 8n * BigInt(bytes) + memoryGas(words))
    })

    it('has its topics in order and its data', () => {
      const data = Uint8Array.from({ length: 45 }, (_, index) => index + 1)
      const machine = stage(interpreter)
      const { logs } = run(machine, [
        ...storeBytes(10, data),
        ...logOf(topics, 10, 45),
        ...logOf(topics, 11, 1),
        ...logOf(topics),
      ])
      expect(logs).toEqual([
        { address: TARGET, topics: TOPICS.slice(0, topics), data },
        { address: TARGET, topics: TOPICS.slice(0, topics), data: Uint8Array.of(2) },
        { address: TARGET, topics: TOPICS.slice(0, topics), data: new Uint8Array(0) },
      ])
    })

    it('violates a static call', () => {
      expectHalt(run(stage(interpreter), logOf(topics), { static: true }), 'staticViolation')
    })

    it('needs its operands', () => {
      const operands = Array.from({ length: 1 + topics }, () => op('PUSH0')).flat()
      expectHalt(run(stage(interpreter), [...operands, ...op(`LOG${topics}`)]), 'stackUnderflow')
    })
  })

  it('come in the order in which they were made, over calls', () => {
    const machine = stage(interpreter)
    machine.setAccount(OTHER, { code: bytecode(named(20)) })
    const { logs } = run(machine, [
      ...named(10),
      ...op('POP', call('CALL', { to: BigInt(OTHER) })),
      ...named(30),
    ])
    expect(namesOf(logs)).toEqual([10n, 20n, 30n])
    expect(logs.map(({ address }) => address)).toEqual([TARGET, OTHER, TARGET])
  })

  it.each(['DELEGATECALL', 'CALLCODE'] as const)('are the caller’s in a %s', (kind) => {
    const machine = stage(interpreter)
    machine.setAccount(OTHER, { code: bytecode(named(20)) })
    expect(run(machine, call(kind, { to: BigInt(OTHER) })).logs).toMatchObject([
      { address: TARGET, topics: [20n] },
    ])
  })

  it('of initcode are the new account’s', () => {
    const { logs } = run(stage(interpreter), create(bytecode(named(20))))
    expect(logs).toMatchObject([{ address: createdAddress(TARGET, 0n), topics: [20n] }])
  })

  it.each([
    ['reverts', op('REVERT', 0, 0)],
    ['halts', op('INVALID')],
  ])('of a frame that %s are gone, with those of what it called', (_, end) => {
    const machine = stage(interpreter)
    const third = '0x7b14d7b14d7b14d7b14d7b14d7b14d7b14d7b14d'
    machine.setAccount(third, { code: bytecode(named(25)) })
    machine.setAccount(OTHER, {
      code: bytecode(named(20), op('POP', call('CALL', { to: BigInt(third) })), named(21), end),
    })
    const calls = op('POP', call('CALL', { gas: 50_000, to: BigInt(OTHER) }))
    expect(namesOf(run(machine, [...named(10), ...calls, ...named(30)]).logs)).toEqual([10n, 30n])
    expect(run(machine, [...named(10), ...end]).logs).toEqual([])
  })

  it('begin anew with every message and transaction', () => {
    const machine = stage(interpreter)
    machine.setCode(TARGET, bytecode(named(1), named(2)))
    for (let nonce = 0n; nonce < 3n; nonce++)
      expect(namesOf(include(machine, { nonce }).logs)).toEqual([1n, 2n])
    expect(namesOf(run(machine, named(3)).logs)).toEqual([3n])
    expect(run(machine, op('STOP')).logs).toEqual([])
  })

  it('can be many', () => {
    const code = Array.from({ length: 300 }, (_, index) => op('LOG2', 0, index, index, 5)).flat()
    const { logs } = run(stage(interpreter), code, { gas: 10_000_000n })
    expect(logs.map(({ topics, data }) => [topics[0], data.length])).toEqual(
      Array.from({ length: 300 }, (_, index) => [BigInt(index), index]),
    )
  })
})
