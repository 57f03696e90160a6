import { describe, expect, it } from 'vitest'
import { bytecode, deployer, op, returnWord } from '../../tests/helpers/bytecode.ts'
import { bigIntToBytes32 } from '../primitives/bytes.ts'
import { createPrng } from '../primitives/prng.ts'
import type { PreparedCall } from './batch.ts'
import { MachineInputError } from './errors.ts'
import { Machine } from './machine.ts'
import type { Address } from './types.ts'

const USERS: readonly Address[] = [
  '0x00000000000000000000000000000000000000a1',
  '0x00000000000000000000000000000000000000a2',
]
const CODE: Address = '0x00000000000000000000000000000000000000c3'

function build(): Machine {
  const machine = new Machine()
  for (const user of USERS) machine.setAccount(user, { balance: 10n ** 18n })
  machine.setAccount(CODE, { code: adder })
  machine.commit()
  return machine
}

/** Adds the first word of calldata to the caller's slot; halts if it is odd, else returns time + 10^6 number + origin. */
const adder = bytecode(
  op('SSTORE', op('CALLER'), op('ADD', op('SLOAD', op('CALLER')), op('CALLDATALOAD', 0))),
  // 1 is no JUMPDEST.
  op('JUMPI', 1, op('AND', 1, op('CALLDATALOAD', 0))),
  returnWord(op('ADD', op('TIMESTAMP'), op('ADD', op('MUL', 1_000_000, op('NUMBER')), op('ORIGIN')))),
)

function randomCalls(seed: bigint, count: number): PreparedCall[] {
  const prng = createPrng(seed)
  return Array.from({ length: count }, () =>
    prng.nextBelow(10) === 0
      ? {
          from: USERS[prng.nextBelow(2)]!,
          data: deployer(Uint8Array.of(prng.nextBelow(250), 0)),
          gas: 100_000n,
        }
      : {
          from: USERS[prng.nextBelow(2)]!,
          to: prng.nextBelow(8) === 0 ? USERS[0]! : CODE,
          value: BigInt(prng.nextBelow(3)),
          data: bigIntToBytes32(BigInt(prng.nextBelow(6))),
          gas: prng.nextBelow(6) === 0 ? 3_000n : 200_000n,
          static: prng.nextBelow(9) === 0,
          seconds: prng.nextBelow(100),
          blocks: prng.nextBelow(5),
        },
  )
}

describe('a batch', () => {
  it('does what its calls do one by one', () => {
    const together = build()
    const single = build()
    const calls = randomCalls(7n, 300)
    const batch = together.batch()
    for (const call of calls) batch.add(call)
    const ran = batch.run()
    expect(ran).toBe(calls.length)
    const seen = new Set<string>()
    for (const [i, result] of batch.results(ran).entries()) {
      const call = calls[i]!
      const { number, timestamp } = single.block
      single.setBlock({
        number: number + BigInt(call.blocks ?? 0),
        timestamp: timestamp + BigInt(call.seconds ?? 0),
      })
      const expected = single.call(call)
      expect({ i, ...result, newEdges: 0 }).toEqual({
        i,
        status: expected.status,
        ...(expected.halt !== undefined && { halt: expected.halt }),
        gasUsed: expected.gasUsed,
        gasRefund: expected.gasRefund,
        outputBytes: expected.output.length,
        output: expected.output.slice(0, 32),
        ...(expected.created !== undefined && { created: expected.created }),
        newEdges: 0,
      })
      seen.add(expected.halt ?? expected.status)
    }
    expect(together.stateHash()).toBe(single.stateHash())
    expect(together.block).toEqual(single.block)
    expect([...seen].toSorted()).toEqual(['invalidJump', 'outOfGas', 'staticViolation', 'success'])
  })

  it('can be run again from the same state with the same results', () => {
    const machine = build()
    const batch = machine.batch()
    for (const call of randomCalls(11n, 50)) batch.add({ ...call, seconds: 0, blocks: 0 })
    const mark = machine.mark()
    batch.run()
    const first = batch.results(50)
    const hash = machine.stateHash()
    machine.rollback(mark)
    batch.run()
    expect(batch.results(50)).toEqual(first)
    expect(machine.stateHash()).toBe(hash)
  })

  it('stops behind the first failure if asked to', () => {
    const machine = build()
    const batch = machine.batch()
    for (const word of [2n, 4n, 3n, 6n]) batch.add({ from: USERS[0]!, to: CODE, data: bigIntToBytes32(word) })
    expect(batch.run({ stopAtFailure: true })).toBe(3)
    expect(machine.getStorage(CODE, BigInt(USERS[0]!))).toBe(6n)
    expect(batch.results(3).map((r) => r.status)).toEqual(['success', 'success', 'halt'])
  })

  it('tells which call covered something new', () => {
    const machine = build()
    const batch = machine.batch()
    for (const word of [2n, 4n, 3n, 6n, 5n])
      batch.add({ from: USERS[0]!, to: CODE, data: bigIntToBytes32(word) })
    batch.run({ coverage: true })
    const gains = batch.results(5).map((r) => r.newEdges > 0)
    expect(gains).toEqual([true, false, true, false, false])
  })

  it('refuses delays and gas that do not fit', () => {
    const batch = build().batch()
    expect(() => batch.add({ from: USERS[0]!, seconds: -1 })).toThrow(MachineInputError)
    expect(() => batch.add({ from: USERS[0]!, blocks: 0.5 })).toThrow(MachineInputError)
    expect(() => batch.add({ from: USERS[0]!, gas: 1n << 63n })).toThrow(MachineInputError)
    expect(batch.length).toBe(0)
  })

  it('says so when its place was taken, instead of running what is there now', () => {
    const machine = build()
    const batch = machine.batch()
    batch.add({ from: USERS[0]!, to: CODE })
    machine.capture()
    expect(() => batch.run()).toThrow(MachineInputError)
    expect(() => batch.add({ from: USERS[0]!, to: CODE })).toThrow(MachineInputError)
    batch.clear()
    batch.add({ from: USERS[0]!, to: CODE, data: bigIntToBytes32(2n) })
    expect(batch.run()).toBe(1)
    machine.batch().add({ from: USERS[0]!, to: CODE })
    expect(() => batch.results(1)).toThrow(MachineInputError)
  })

  it('cannot run inside an execution', () => {
    const machine = build()
    machine.bindHost(CODE, () => {
      expect(() => machine.batch().add({ from: USERS[0]!, to: CODE })).toThrow(MachineInputError)
      return { status: 'return' }
    })
    expect(machine.call({ from: USERS[0]!, to: CODE }).status).toBe('success')
  })
})
