import { describe, expect, test } from 'vitest'
import { MachineLimitError } from '../evm/errors.ts'
import type { World, WorldResult } from '../world/types.ts'
import { couldNotPay, failsAssertion, judge, makeCall, MACHINE_FULL, outcomeOf } from './arena.ts'
import type { Property } from './types.ts'

const AT = '0x00000000000000000000000000000000000000aa'

function result(changes: Partial<WorldResult> = {}): WorldResult {
  const output = new Uint8Array(0)
  const rest = {
    gasUsed: 1n,
    gasRefund: 0n,
    logs: [],
    verdict: 'ran',
    isFailed: false,
    isAssertion: false,
  } as const
  return { status: 'success', output, ...rest, ...changes }
}
function property(kind: Property['kind']): Property {
  return { index: 0, kind, name: 'p()', to: AT, abi: undefined, isAtEnd: false, target: -1 }
}
function word(value: bigint): Uint8Array {
  const hex = BigInt.asUintN(256, value).toString(16).padStart(64, '0')
  return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}
function panic(code: number): Uint8Array {
  return new Uint8Array([0x4e, 0x48, 0x7b, 0x71, ...word(BigInt(code))])
}

describe('what a property says', () => {
  test.each([
    ['invariant', result(), false],
    ['invariant', result({ status: 'revert' }), true],
    ['invariant', result({ status: 'halt' }), true],
    ['invariant', result({ isFailed: true }), true],
    ['invariant', result({ output: word(0n) }), false],
    ['invariant', result({ status: 'revert', verdict: 'assume' }), false],
    ['boolean', result({ output: word(1n) }), false],
    ['boolean', result({ output: word(0n) }), true],
    ['boolean', result(), true],
    ['boolean', result({ output: word(1n), status: 'revert' }), true],
    ['boolean', result({ output: word(1n), isFailed: true }), true],
    ['optimize', result({ status: 'revert' }), false],
    ['optimize', result({ output: word(5n) }), false],
    ['invariant', MACHINE_FULL, false],
    ['boolean', MACHINE_FULL, false],
  ] as const)('%s, %#', (kind, given, isBroken) => {
    expect(judge(property(kind), given).isBroken).toBe(isBroken)
  })

  test.each([0n, 1n, -1n, (1n << 255n) - 1n, -(1n << 255n)])('the value %i of an optimisation', (value) => {
    expect(judge(property('optimize'), result({ output: word(value) })).value).toBe(value)
  })

  test('no value without a word', () => {
    expect(judge(property('optimize'), result({ output: new Uint8Array(31) })).value).toBeUndefined()
    expect(judge(property('optimize'), result({ status: 'revert', output: word(1n) })).value).toBeUndefined()
  })
})

describe('failed assertions', () => {
  test.each([
    ['assert()', result({ status: 'revert', output: panic(1) }), true],
    ['an overflow', result({ status: 'revert', output: panic(0x11) }), false],
    ['panic 0x101', result({ status: 'revert', output: panic(0x101) }), false],
    ['the panic as a result', result({ output: panic(1) }), false],
    ['an assertion cheatcode', result({ status: 'revert', isAssertion: true }), true],
    ['a plain revert', result({ status: 'revert' }), false],
    ['the mark of ds-test', result({ isFailed: true }), true],
  ] as const)('%s', (_, given, fails) => {
    expect(failsAssertion(given)).toBe(fails)
  })
})

test('a Machine that is full is an answer, other errors are not', () => {
  const call = {
    target: 0,
    to: AT,
    from: AT,
    value: 0n,
    data: new Uint8Array(0),
    seconds: 0,
    blocks: 0,
  } as const
  const world = (error: Error): World =>
    ({
      call: () => {
        throw error
      },
    }) as unknown as World
  const full = makeCall(world(new MachineLimitError('bytes of logs', 10, 11)), call)
  expect(full).toBe(MACHINE_FULL)
  expect(outcomeOf(full)).toBe('discarded')
  expect(failsAssertion(full)).toBe(false)
  expect(() => makeCall(world(new RangeError('broken')), call)).toThrow(RangeError)
})

test('who cannot pay was not heard', () => {
  expect(couldNotPay(result({ status: 'halt', halt: 'insufficientBalance', gasUsed: 0n }))).toBe(true)
  expect(couldNotPay(result({ status: 'halt', halt: 'outOfGas' }))).toBe(false)
  expect(couldNotPay(result({ status: 'revert' }))).toBe(false)
})
