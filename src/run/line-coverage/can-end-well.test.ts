import { expect, test } from 'vitest'
import { canEndWell } from './can-end-well.ts'
import { edgeKey, IN_SETUP, IN_SUCCESS } from './hit-edges.ts'

function hits(bits: number, ...edges: readonly (readonly [number, number])[]) {
  return { ended: bits, jumps: new Map(edges.map(([from, to]) => [edgeKey(from, to), bits])) }
}

// Two functions share one that returns to who called: at 0 PUSH1 5 PUSH1 14 JUMP, at 5 JUMPDEST REVERT; at 7 PUSH1 12 PUSH1 14
// JUMP, at 12 JUMPDEST STOP; at 14 JUMPDEST JUMP.
const SHARED = Uint8Array.of(
  0x60,
  5,
  0x60,
  14,
  0x56,
  0x5b,
  0xfd,
  0x60,
  12,
  0x60,
  14,
  0x56,
  0x5b,
  0x00,
  0x5b,
  0x56,
)
const ALL = [
  [4, 14],
  [11, 14],
  [15, 5],
  [15, 12],
] as const

test('a shared function returns to its caller only', () => {
  expect(canEndWell(SHARED, hits(IN_SUCCESS, ...ALL), 0)).toBe(false)
  expect(canEndWell(SHARED, hits(IN_SUCCESS, ...ALL), 7)).toBe(true)
})

test('a way needs edges that the campaign took', () => {
  expect(canEndWell(SHARED, hits(IN_SUCCESS, [11, 14]), 7)).toBe(false)
  expect(canEndWell(SHARED, hits(IN_SETUP, ...ALL), 7)).toBe(false)
})

test('a place that comes from elsewhere may be any that was jumped to', () => {
  // CALLDATALOAD of what is below, JUMP; JUMPDEST STOP.
  const code = Uint8Array.of(0x35, 0x56, 0x5b, 0x00)
  expect(canEndWell(code, hits(IN_SUCCESS, [1, 2]), 0)).toBe(true)
  // SWAP2 and DUP2 of values that nobody put there.
  expect(canEndWell(Uint8Array.of(0x91, 0x81, 0x56, 0x5b, 0x00), hits(IN_SUCCESS, [2, 3]), 0)).toBe(true)
})

test('loops and recursion end', () => {
  // Pushes its own place again and again, until the stack is full.
  const recursion = Uint8Array.of(0x5b, 0x60, 0, 0x60, 0, 0x56)
  expect(canEndWell(recursion, hits(IN_SUCCESS, [5, 0]), 0)).toBe(false)
  // The same with two ways to go on: too many stacks to look at.
  const branching = Uint8Array.of(
    0x5b,
    0x60,
    0,
    0x33,
    0x60,
    9,
    0x57,
    0x5f,
    0xfd,
    0x5b,
    0x60,
    9,
    0x33,
    0x60,
    0,
    0x57,
    0xfd,
  )
  expect(canEndWell(branching, hits(IN_SUCCESS, [6, 7], [6, 9], [15, 0], [15, 16]), 0)).toBe(false)
})

test('unknown opcodes fail, the end of the code does not', () => {
  expect(canEndWell(Uint8Array.of(0x0c), hits(IN_SUCCESS), 0)).toBe(false)
  expect(canEndWell(Uint8Array.of(0x5f), hits(IN_SUCCESS), 0)).toBe(true)
  expect(canEndWell(new Uint8Array(0), hits(IN_SUCCESS), 0)).toBe(true)
})
