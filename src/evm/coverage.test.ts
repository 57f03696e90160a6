import { describe, expect, it } from 'vitest'
import { bytecode, jump, label, op, placeOf } from '../../tests/helpers/bytecode.ts'
import { bigIntToBytes32 } from '../primitives/bytes.ts'
import type { Edge } from './coverage.ts'
import { Machine } from './machine.ts'
import type { Address } from './types.ts'

const USER: Address = '0x00000000000000000000000000000000000000a1'
const CODE: Address = '0x00000000000000000000000000000000000000c3'

/** Runs the loop calldata[0] times, then reverts if calldata[32] is set. `immutable` is a PUSH32. */
function looper(immutable: bigint): Uint8Array {
  return bytecode(
    [Uint8Array.of(0x7f), bigIntToBytes32(immutable)],
    op('POP'),
    op('CALLDATALOAD', 0),
    label('loop'),
    [Uint8Array.of(0x80)],
    op('ISZERO'),
    placeOf('end'),
    op('JUMPI'),
    [Uint8Array.of(0x60, 1, 0x90, 0x03)],
    jump('loop'),
    label('end'),
    op('CALLDATALOAD', 32),
    placeOf('fail'),
    op('JUMPI'),
    op('STOP'),
    label('fail'),
    op('REVERT', 0, 0),
  )
}

function words(...values: bigint[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [...bigIntToBytes32(value)]))
}

function covered(machine: Machine, kind: 'success' | 'failure'): Edge[] {
  const edges: Edge[] = []
  for (const [id, buckets] of machine.coverage.seen(kind).entries()) {
    if (buckets !== 0) edges.push(machine.coverage.edge(id)!)
  }
  return edges
}

describe.each(['fast', 'checked'] as const)('coverage (%s)', (interpreter) => {
  it('counts the edges that ran, with buckets, apart for success and failure', () => {
    const machine = new Machine({ interpreter })
    machine.setAccount(CODE, { code: looper(1n) })
    machine.call({ from: USER, to: CODE, data: words(0n) })
    expect(machine.coverage.merge('success')).toEqual({ newEdges: 3, newBuckets: 3 })
    machine.call({ from: USER, to: CODE, data: words(0n) })
    expect(machine.coverage.merge('success')).toEqual({ newEdges: 0, newBuckets: 0 })
    // The loop runs once: its jump back and its fall are new.
    machine.call({ from: USER, to: CODE, data: words(1n) })
    expect(machine.coverage.merge('success')).toEqual({ newEdges: 2, newBuckets: 2 })
    // Twice and thrice: no new edge, but new buckets of both.
    machine.call({ from: USER, to: CODE, data: words(2n) })
    expect(machine.coverage.merge('success')).toEqual({ newEdges: 0, newBuckets: 2 })
    machine.call({ from: USER, to: CODE, data: words(3n) })
    expect(machine.coverage.merge('success')).toEqual({ newEdges: 0, newBuckets: 2 })
    // Four to seven share a bucket.
    machine.call({ from: USER, to: CODE, data: words(4n) })
    expect(machine.coverage.merge('success')).toEqual({ newEdges: 0, newBuckets: 2 })
    machine.call({ from: USER, to: CODE, data: words(7n) })
    expect(machine.coverage.merge('success')).toEqual({ newEdges: 0, newBuckets: 0 })
    machine.call({ from: USER, to: CODE, data: words(0n, 1n) })
    expect(machine.coverage.merge('failure')).toEqual({ newEdges: 3, newBuckets: 3 })
    expect(covered(machine, 'failure').map((e) => e.kind)).toEqual(['end', 'jump', 'jump'])
    expect(covered(machine, 'success').map((e) => e.kind)).toEqual(['end', 'jump', 'fall', 'jump', 'fall'])
  })

  it('saturates: a loop of 256 is not a loop of none', () => {
    const machine = new Machine({ interpreter })
    machine.setAccount(CODE, { code: looper(1n) })
    machine.call({ from: USER, to: CODE, data: words(256n) })
    expect(Math.max(...machine.coverage.hits())).toBe(255)
    machine.coverage.merge('drop')
    expect(Math.max(...machine.coverage.hits())).toBe(0)
    expect(covered(machine, 'success')).toEqual([])
  })

  it('shares ids between codes that differ in immediates only', () => {
    const machine = new Machine({ interpreter })
    machine.setAccount(CODE, { code: looper(1n) })
    machine.call({ from: USER, to: CODE, data: words(3n) })
    machine.coverage.merge('success')
    const other: Address = '0x00000000000000000000000000000000000000c4'
    machine.setAccount(other, { code: looper(2n ** 200n) })
    machine.call({ from: USER, to: other, data: words(3n) })
    expect(machine.coverage.merge('success')).toEqual({ newEdges: 0, newBuckets: 0 })
  })

  it('has one code of each group that ran', () => {
    const machine = new Machine({ interpreter })
    const other: Address = '0x00000000000000000000000000000000000000c4'
    const third: Address = '0x00000000000000000000000000000000000000c5'
    machine.setAccount(CODE, { code: looper(1n) })
    machine.setAccount(other, { code: looper(2n ** 200n) })
    machine.setAccount(third, { code: bytecode(op('STOP')) })
    machine.call({ from: USER, to: CODE, data: words(3n) })
    machine.call({ from: USER, to: other, data: words(3n) })
    machine.coverage.merge('success')
    const codes = machine.coverage.codes()
    expect([...codes.keys()]).toEqual([machine.getCodeHash(CODE)])
    expect(codes.get(covered(machine, 'success')[0]!.codeHash)).toSatisfy((code: Uint8Array) =>
      [looper(1n), looper(2n ** 200n)].some((each) => Buffer.compare(each, code) === 0),
    )
  })

  it('tells dynamic jumps apart by where they lead', () => {
    const machine = new Machine({ interpreter })
    const code = bytecode(op('JUMP', op('CALLDATALOAD', 0)), label('a'), op('STOP'), label('b'), op('STOP'))
    machine.setAccount(CODE, { code })
    machine.call({ from: USER, to: CODE, data: words(BigInt(code.indexOf(0x5b))) })
    expect(machine.coverage.merge('success').newEdges).toBe(2)
    machine.call({ from: USER, to: CODE, data: words(BigInt(code.lastIndexOf(0x5b))) })
    expect(machine.coverage.merge('success').newEdges).toBe(1)
    const dynamic = covered(machine, 'success').filter((e) => e.kind === 'dynamic')
    expect(dynamic.map((e) => e.to)).toEqual([code.indexOf(0x5b), code.lastIndexOf(0x5b)])
  })
})

it('fast and checked execution cover the same', () => {
  const [fast, checked] = (['fast', 'checked'] as const).map((interpreter) => {
    const machine = new Machine({ interpreter })
    machine.setAccount(CODE, { code: looper(5n) })
    for (const [loops, fails] of [
      [0n, 0n],
      [3n, 1n],
      [40n, 0n],
      [200n, 1n],
    ] as const) {
      machine.call({ from: USER, to: CODE, data: words(loops, fails) })
      machine.coverage.merge(fails ? 'failure' : 'success')
    }
    return [machine.coverage.seen('success').slice(), machine.coverage.seen('failure').slice()]
  })
  expect(fast).toEqual(checked)
})
