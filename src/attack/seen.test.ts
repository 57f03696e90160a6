import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Machine } from '../evm/machine.ts'
import type { Address } from '../evm/types.ts'
import { hexToBytes } from '../primitives/hex.ts'
import { compare, difference, Seen, signed, sizeOf, sizeOfSmall, wantedDifference } from './seen.ts'
import '../../tests/helpers/property-runs.ts'

const OPCODES = { LT: 0x10, GT: 0x11, SLT: 0x12, SGT: 0x13, EQ: 0x14, ISZERO: 0x15 } as const
const MINUS_ONE = (1n << 256n) - 1n

describe('comparisons', () => {
  test.each([
    ['LT', 1n, MINUS_ONE, true],
    ['GT', 1n, MINUS_ONE, false],
    ['SLT', 1n, MINUS_ONE, false],
    ['SGT', 1n, MINUS_ONE, true],
    ['SLT', MINUS_ONE, 0n, true],
    ['EQ', 5n, 5n, true],
    ['EQ', 5n, 6n, false],
    ['ISZERO', 0n, 0n, true],
    ['ISZERO', 7n, 0n, false],
  ] as const)('%s of %i and %i', (name, left, right, holds) => {
    expect(compare(OPCODES[name], left, right)).toBe(holds)
  })

  test('small numbers have the sizes that they have as words', () => {
    for (let exponent = 0n; exponent < 53n; exponent++) {
      for (const near of [-1n, 0n, 1n]) {
        const value = (1n << exponent) + near
        expect(sizeOfSmall(Number(value))).toBe(sizeOf(value))
      }
    }
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(sizeOfSmall(value)).toBe(sizeOf(BigInt(value)))
      }),
    )
  })

  test('the wanted difference turns the answer around, and none that is nearer does', () => {
    const near = fc.bigInt({ min: -40n, max: 40n })
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(OPCODES)), near, near, (opcode, a, b) => {
        const isSigned = opcode === OPCODES.SLT || opcode === OPCODES.SGT
        const base = isSigned ? 0n : 1_000n
        const word = (value: bigint): bigint => BigInt.asUintN(256, value)
        const right = opcode === OPCODES.ISZERO ? 0n : word(b + base)
        const left = opcode === OPCODES.ISZERO ? word(a < 0n ? -a : a) : word(a + base)
        const now = difference(opcode, left, right)
        const wanted = wantedDifference(opcode, now)
        const answer = compare(opcode, left, right)
        const leftAt = (by: bigint): bigint => word((isSigned ? signed(right) : right) + by)
        expect(compare(opcode, leftAt(wanted), right)).toBe(!answer)
        const step = wanted > now ? 1n : -1n
        for (let by = now; by !== wanted; by += step) expect(compare(opcode, leftAt(by), right)).toBe(answer)
      }),
    )
  })
})

describe('what was seen', () => {
  const TARGET: Address = '0x00000000000000000000000000000000000000aa'
  // LT(calldata word, 1000), and a jump on it.
  const CODE = hexToBytes('0x6103e860003510600a57005b00')

  function prepared(): { readonly machine: Machine; readonly seen: Seen; run(word: bigint): number } {
    const machine = new Machine({ fork: 'cancun' })
    machine.setCode(TARGET, CODE)
    machine.observations.observe({ comparisons: true })
    const seen = new Seen(machine)
    const run = (word: bigint): number => {
      const data = hexToBytes(`0x${word.toString(16).padStart(64, '0')}`)
      machine.call({ from: TARGET, to: TARGET, data, gas: 100_000n })
      return seen.addComparisons(-1n)
    }
    return { machine, seen, run }
  }

  test('a site is news when it comes markedly closer, and when it turns around', () => {
    const { run, seen } = prepared()
    expect(run(1_000_000n)).toBe(0)
    expect(seen.oneSided(-1n)).toHaveLength(1)
    expect(run(999_999n)).toBe(0)
    expect(run(2_000n)).toBe(1)
    expect(run(2_001n)).toBe(0)
    expect(run(1_003n)).toBe(1)
    expect(run(5n)).toBe(1)
    expect(seen.oneSided(-1n)).toStrictEqual([])
    expect(run(1_000n)).toBe(0)
  })

  test('comparisons with the selector are none', () => {
    const { machine, seen, run } = prepared()
    run(0x12345678n)
    const fresh = new Seen(machine)
    expect(fresh.addComparisons(0x12345678n)).toBe(0)
    expect(fresh.oneSided(0x12345678n)).toStrictEqual([])
    expect(seen.oneSided(-1n)).toHaveLength(1)
  })

  test('everything goes back to the copy, and the copy stays as it is', () => {
    const { machine, seen, run } = prepared()
    run(1_000_000n)
    machine.coverage.merge('success')
    seen.isBest(3, 10n)
    const copy = seen.copy()
    const before = { success: copy.success.slice(), sites: structuredClone(copy.sites) }

    run(5n)
    expect(machine.coverage.merge('success').newEdges).toBeGreaterThan(0)
    expect(seen.isBest(3, 11n)).toBe(true)
    seen.restore(copy)
    expect(copy.success).toStrictEqual(before.success)
    expect(copy.sites).toStrictEqual(before.sites)
    expect(seen.bestOf(3)).toBe(10n)
    expect(run(5n)).toBe(1)
    expect(machine.coverage.merge('success').newEdges).toBeGreaterThan(0)
  })

  test('the first time that a function goes well by itself is news, also after it went well in the middle of another', () => {
    const { seen } = prepared()
    const call = { to: TARGET, from: TARGET, value: 0n, data: new Uint8Array(4), seconds: 0, blocks: 0 }
    const inner = { ...call, target: 2 }
    expect(seen.addNested({ ...call, target: 1, reactions: [{ calls: [inner] }] }, [inner])).toBe(1)
    const copy = seen.copy()
    expect([seen.addAlone(2), seen.addAlone(2), seen.addAlone(-1)]).toStrictEqual([1, 0, 0])
    seen.restore(copy)
    expect(seen.addAlone(2)).toBe(1)
  })

  test('only a greater value is best', () => {
    const { seen } = prepared()
    expect(seen.isBest(0, -5n)).toBe(true)
    expect(seen.isBest(0, -5n)).toBe(false)
    expect(seen.isBest(0, -6n)).toBe(false)
    expect(seen.isBest(1, -6n)).toBe(true)
    expect(seen.isBest(0, 0n)).toBe(true)
  })
})
