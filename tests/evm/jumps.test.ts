// A jump goes to a JUMPDEST that is not inside the data of a PUSH (Yellow Paper, section 9.4.3).

import { describe, expect, it } from 'vitest'
import { bigIntToBytes32 } from '../../src/primitives/bytes.ts'
import { bytecode, jump, jumpIf, label, op, raw, ret, returnWord, type Code } from '../helpers/bytecode.ts'
import { expectGas, expectHalt, INTERPRETERS, PUSH, run, send, sendCreation, stage, wordOf } from './stage.ts'

const JUMPDEST = 0x5b
const PUSH1 = 0x60

/** Where jumps may go, by the definition. */
function jumpdestsOf(code: Uint8Array): Set<number> {
  const places = new Set<number>()
  for (let pc = 0; pc < code.length; pc++) {
    const byte = code[pc]!
    if (byte === JUMPDEST) places.add(pc)
    if (byte >= PUSH1 && byte < PUSH1 + 32) pc += byte - PUSH1 + 1
  }
  return places
}

describe.each(INTERPRETERS)('jumps (%s)', (interpreter) => {
  it('JUMP costs 8, JUMPI 10, JUMPDEST 1', () => {
    const machine = stage(interpreter)
    expectGas(machine, [...jump('to'), ...label('to')], PUSH + 8n + 1n)
    expectGas(machine, [...jumpIf('to', 1), ...op('INVALID'), ...label('to')], 2n * PUSH + 10n + 1n)
    expectGas(machine, [...jumpIf('to', 0), ...op('STOP'), ...label('to')], 2n * PUSH + 10n)
    expectGas(machine, label('here'), 1n)
  })

  it.each([1n, 2n, 1n << 64n, 1n << 255n, (1n << 256n) - 1n])('JUMPI jumps for %i', (condition) => {
    const code = [...jumpIf('to', condition), ...returnWord(1), ...label('to'), ...returnWord(2)]
    expect(wordOf(run(stage(interpreter), code))).toBe(2n)
  })

  it('JUMPI that does not jump may name any place', () => {
    const machine = stage(interpreter)
    for (const place of [0n, 1_000n, 1n << 32n, (1n << 256n) - 1n]) {
      expect(wordOf(run(machine, [...op('JUMPI', place, 0), ...returnWord(1)]))).toBe(1n)
    }
  })

  it('takes the place as a whole word, not modulo anything', () => {
    const machine = stage(interpreter)
    // The JUMPDEST is at 35: behind PUSH32 and its data, JUMP and a STOP; or at 37, behind PUSH1 1 SWAP1 JUMPI.
    for (const extra of [0n, 1n << 16n, 1n << 32n, 1n << 64n, 1n << 128n, 1n << 255n]) {
      const code = [...raw([0x7f, ...bigIntToBytes32(extra + 35n), 0x56, 0x00, JUMPDEST]), ...returnWord(4)]
      if (extra === 0n) expect(wordOf(run(machine, code))).toBe(4n)
      else expectHalt(run(machine, code), 'invalidJump')
      const conditional = [
        ...raw([0x7f, ...bigIntToBytes32(extra + 37n), PUSH1, 1, 0x90, 0x57, JUMPDEST]),
        ...returnWord(4),
      ]
      if (extra === 0n) expect(wordOf(run(machine, conditional))).toBe(4n)
      else expectHalt(run(machine, conditional), 'invalidJump')
    }
  })

  it.each([
    ['an instruction that is no JUMPDEST', [PUSH1, 2, 0x56]],
    ['the end of the code', [PUSH1, 3, 0x56]],
    ['beyond the end', [PUSH1, 200, 0x56]],
    ['a JUMPDEST byte that is PUSH1 data', [PUSH1, 4, 0x56, PUSH1, JUMPDEST]],
    ['a JUMPDEST byte that is the last byte of PUSH3 data', [PUSH1, 6, 0x56, 0x62, 0, 0, JUMPDEST]],
    ['data of a PUSH that is itself data of none', [PUSH1, 4, 0x56, 0x61, JUMPDEST, JUMPDEST]],
    ['data of a PUSH32 that the code ends in', [PUSH1, 5, 0x56, 0x7f, 0, JUMPDEST]],
  ])('to %s halts', (_, code) => {
    expectHalt(run(stage(interpreter), raw(code)), 'invalidJump')
  })

  it('to a JUMPDEST behind bytes that look like a PUSH inside data is right', () => {
    // PUSH1 0x7f: the 0x7f is data, so what follows it is code.
    expect(
      wordOf(
        run(stage(interpreter), [...raw([PUSH1, 6, 0x56, PUSH1, 0x7f, 0x00, JUMPDEST]), ...returnWord(3)]),
      ),
    ).toBe(3n)
  })

  it.each(Array.from({ length: 32 }, (_, index) => index + 1))(
    'PUSH%i hides exactly its own bytes',
    (bytes) => {
      const machine = stage(interpreter)
      // JUMP to the place in calldata; then PUSH with JUMPDESTs as data, and JUMPDESTs behind it.
      const head = bytecode(op('JUMP', op('CALLDATALOAD', 0)))
      const code = Uint8Array.from([
        ...head,
        PUSH1 + bytes - 1,
        ...new Uint8Array(bytes).fill(JUMPDEST),
        JUMPDEST,
        JUMPDEST,
      ])
      run(machine, raw(code))
      const valid = jumpdestsOf(code)
      expect([...valid]).toEqual([head.length + 1 + bytes, head.length + 2 + bytes])
      for (let place = 0; place <= code.length + 1; place++) {
        const { status, halt } = send(machine, { data: bigIntToBytes32(BigInt(place)) })
        const expected = valid.has(place)
          ? { status: 'success', halt: undefined }
          : { status: 'halt', halt: 'invalidJump' }
        expect({ place, status, halt }).toEqual({ place, ...expected })
      }
    },
  )

  it('holds for initcode as well', () => {
    const machine = stage(interpreter)
    expect(sendCreation(machine, bytecode(jump('to'), op('INVALID'), label('to'))).status).toBe('success')
    expectHalt(sendCreation(machine, Uint8Array.of(PUSH1, 4, 0x56, PUSH1, JUMPDEST)), 'invalidJump')
    expectHalt(sendCreation(machine, Uint8Array.of(PUSH1, 100, 0x56)), 'invalidJump')
  })

  it('code that ends without STOP stops', () => {
    const machine = stage(interpreter)
    expect(run(machine, [])).toMatchObject({ status: 'success', gasUsed: 0n })
    expect(run(machine, op('ADD', 1, 2))).toMatchObject({ status: 'success', gasUsed: 9n })
    // Behind a jump to the last byte.
    expectGas(machine, [...jump('end'), ...op('INVALID'), ...label('end')], PUSH + 9n)
  })

  it.each([1, 2, 31, 32])('PUSH%i that the code ends in costs 3 and stops', (bytes) => {
    for (let present = 0; present < bytes; present++) {
      const code = raw([PUSH1 + bytes - 1, ...new Uint8Array(present).fill(1)])
      expect(run(stage(interpreter), code)).toMatchObject({ status: 'success', gasUsed: 3n })
    }
  })

  it('PC is the place of the instruction itself and costs 2', () => {
    const machine = stage(interpreter)
    expectGas(machine, op('PC'), 2n)
    const pcAfter = (before: Code): bigint =>
      wordOf(run(machine, [...before, ...op('PC'), ...raw([PUSH1, 0, 0x52]), ...ret(0, 32)]))
    expect(pcAfter([])).toBe(0n)
    expect(pcAfter(raw([0x7f, ...new Uint8Array(32), 0x50]))).toBe(34n)
    expect(pcAfter([...jump('to'), ...raw(new Uint8Array(300)), ...label('to')])).toBe(305n)
  })

  it('to itself runs until the gas is gone', () => {
    // JUMPDEST PUSH1 0 JUMP: 12 a turn.
    expectHalt(run(stage(interpreter), raw([JUMPDEST, PUSH1, 0, 0x56])), 'outOfGas')
  })

  it('needs its operands', () => {
    const machine = stage(interpreter)
    expectHalt(run(machine, op('JUMP')), 'stackUnderflow')
    expectHalt(run(machine, [...op('PUSH0'), ...op('JUMPI')]), 'stackUnderflow')
  })
})
