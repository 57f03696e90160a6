import { describe, expect, test } from 'vitest'
import { WORD_MAX } from '../../src/primitives/bytes.ts'
import { createPrng, type Prng } from '../../src/primitives/prng.ts'
import { Machine } from '../../src/evm/machine.ts'
import type { AccountState, Address } from '../../src/evm/types.ts'
import { optionsOf, WAYS } from '../helpers/ways.ts'
import { chance, pick } from '../differential/random-values.ts'
import { expectPicture, pictureOf, sorted } from './machine-laws.ts'
import { act, ADDRESSES, randomAccount } from './random-history.ts'

const RUNS = 40

function randomState(machine: Machine, prng: Prng): ReadonlyMap<Address, AccountState> {
  const chosen = ADDRESSES.filter(() => chance(prng, 60))
  return new Map(chosen.map((address) => [address, randomAccount(prng, machine, address)]))
}

/** One of the elementary writes that build an account. */
type Write = (machine: Machine) => void

function writesOf(state: ReadonlyMap<Address, AccountState>): Write[] {
  const writes: Write[] = []
  for (const [address, { balance = 0n, nonce = 0n, code = new Uint8Array(), storage = new Map() }] of state) {
    writes.push((machine) => machine.setBalance(address, balance))
    writes.push((machine) => machine.setNonce(address, nonce))
    writes.push((machine) => machine.setCode(address, code))
    for (const [slot, word] of storage) writes.push((machine) => machine.setStorage(address, slot, word))
  }
  return writes
}

function shuffled<Item>(prng: Prng, items: readonly Item[]): Item[] {
  const left = [...items]
  return items.map(() => left.splice(prng.nextBelow(left.length), 1)[0]!)
}

test('what was set is what is read and dumped', () => {
  const machine = new Machine()
  for (let run = 0; run < RUNS; run++) {
    const mark = machine.mark()
    const state = randomState(machine, createPrng(BigInt(run)).fork('round trip'))
    for (const [address, account] of state) machine.setAccount(address, account)
    const expected = new Map(
      Array.from(
        state,
        ([address, { balance = 0n, nonce = 0n, code = new Uint8Array(), storage = new Map() }]) => {
          const words = new Map([...storage].filter(([, word]) => word !== 0n))
          return [address, { balance, nonce, code, storage: words }] as const
        },
      ),
    )
    expect(sorted(machine.dump())).toEqual(sorted(expected))
    for (const [address, { balance, nonce, code, storage }] of expected) {
      expect(machine.exists(address)).toBe(true)
      expect(machine.getBalance(address)).toBe(balance)
      expect(machine.getNonce(address)).toBe(nonce)
      expect(machine.getCode(address)).toEqual(code)
      for (const [slot, word] of storage) expect(machine.getStorage(address, slot)).toBe(word)
    }
    machine.rollback(mark)
    expect(machine.dump().size).toBe(0)
  }
})

test.each(WAYS)('run %s, a Machine that was reset is as a new one', (way) => {
  const used = new Machine(optionsOf(way))
  for (const [run, address] of ADDRESSES.entries()) {
    const fresh = new Machine(optionsOf(way))
    const [before, ...then] = ['before', 'then', 'then'].map((name) => createPrng(BigInt(run)).fork(name))
    for (let turn = 0; turn < 6; turn++) act(used, before!)
    // What was looked up last is what is looked up first.
    used.setStorage(address, 1n, 2n)
    used.reset()
    for (const machine of [used, fresh]) machine.setStorage(address, 1n, 3n)
    for (let turn = 0; turn < 6; turn++) {
      expectPicture(used, pictureOf(fresh))
      expect(act(used, then[0]!)).toEqual(act(fresh, then[1]!))
    }
  }
})

test('a dump put into another Machine gives the same state', () => {
  const source = new Machine()
  const prng = createPrng(4n).fork('copies')
  for (let run = 0; run < 10; run++) {
    for (let turn = 0; turn < 15; turn++) act(source, prng)
    // setStorage works on accounts that are not in the state as well. What it wrote there is not dumped.
    for (const address of ADDRESSES) if (!source.exists(address)) source.deleteAccount(address)
    const copy = new Machine()
    for (const [address, account] of source.dump()) copy.setAccount(address, account)
    expectPicture(copy, pictureOf(source))
  }
})

test('reading changes nothing', () => {
  const machine = new Machine()
  const prng = createPrng(5n)
  for (let turn = 0; turn < 30; turn++) act(machine, prng)
  const picture = pictureOf(machine)
  const mark = machine.mark()
  for (const address of [...ADDRESSES, '0x00000000000000000000000000000000deadbeef' as const]) {
    machine.getBalance(address)
    machine.getNonce(address)
    machine.getCode(address)
    machine.getCodeHash(address)
    machine.exists(address)
    for (const slot of [0n, 1n, 12_345n, WORD_MAX]) {
      machine.getStorage(address, slot)
      machine.getTransientStorage(address, slot)
    }
  }
  expect(machine.mark()).toEqual(mark)
  expectPicture(machine, picture)
})

describe('stateHash', () => {
  test('is that of the state, whatever the order of writes and the detours on the way', () => {
    const direct = new Machine()
    const winding = new Machine()
    for (let run = 0; run < RUNS; run++) {
      const prng = createPrng(BigInt(run)).fork('paths')
      const writes = writesOf(randomState(direct, prng))
      const [directStart, windingStart] = [direct.mark(), winding.mark()]
      for (const write of writes) write(direct)
      for (const write of shuffled(prng, writes)) {
        if (chance(prng, 20)) winding.stateHash()
        if (chance(prng, 30)) {
          const mark = winding.mark()
          act(winding, prng)
          if (chance(prng, 50)) winding.stateHash()
          winding.rollback(mark)
        }
        write(winding)
        if (chance(prng, 20)) write(winding)
      }
      expectPicture(winding, pictureOf(direct))
      direct.rollback(directStart)
      winding.rollback(windingStart)
    }
  })

  test('is back where it was when every change was taken back by hand', () => {
    const machine = new Machine()
    const prng = createPrng(6n)
    for (let turn = 0; turn < 30; turn++) act(machine, prng)
    const hash = machine.stateHash()
    const address = ADDRESSES[0]!
    const [balance, word] = [machine.getBalance(address), machine.getStorage(address, 9n)]
    machine.setBalance(address, balance + 1n)
    machine.setStorage(address, 9n, word + 1n)
    expect(machine.stateHash()).not.toBe(hash)
    machine.setStorage(address, 9n, word)
    machine.setBalance(address, balance)
    expect(machine.stateHash()).toBe(hash)
  })

  test('differs after any single change', () => {
    const machine = new Machine()
    const prng = createPrng(7n).fork('single changes')
    for (let run = 0; run < RUNS; run++) {
      act(machine, prng)
      const hash = machine.stateHash()
      const address = pick(prng, ADDRESSES)
      const slot = pick(prng, [0n, 1n, 77n])
      const changes: readonly Write[] = [
        (changed) => changed.setBalance(address, changed.getBalance(address) ^ 1n),
        (changed) => changed.setBalance(address, changed.getBalance(address) ^ (1n << 255n)),
        (changed) => changed.setNonce(address, changed.getNonce(address) ^ 1n),
        (changed) => changed.setCode(address, Uint8Array.of(...changed.getCode(address), 0)),
        (changed) => changed.setStorage(address, slot, changed.getStorage(address, slot) ^ 1n),
        (changed) => changed.setStorage(address, slot, changed.getStorage(address, slot) ^ (1n << 255n)),
        (changed) => changed.setBalance('0x00000000000000000000000000000000000000ff', 1n),
      ]
      const hashes = changes.map((change) => {
        const mark = machine.mark()
        change(machine)
        const changed = machine.stateHash()
        machine.rollback(mark)
        return changed
      })
      expect(new Set([hash, ...hashes]).size).toBe(1 + changes.length)
    }
  })

  test('is not fooled by values that change places', () => {
    const [left, right] = [ADDRESSES[0]!, ADDRESSES[1]!]
    const hashes = [
      (machine: Machine) => machine.setStorage(left, 1n, 2n),
      (machine: Machine) => machine.setStorage(left, 2n, 1n),
      (machine: Machine) => machine.setStorage(right, 1n, 2n),
      (machine: Machine) => machine.setBalance(left, 2n),
      (machine: Machine) => machine.setBalance(right, 2n),
      (machine: Machine) => machine.setNonce(left, 2n),
      (machine: Machine) => machine.setCode(left, Uint8Array.of(2)),
    ].map((write) => {
      const machine = new Machine()
      // Storage belongs to an account that is there.
      for (const address of [left, right]) machine.setAccount(address, { balance: 1n })
      write(machine)
      return machine.stateHash()
    })
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  test('tells many random states apart', () => {
    const machine = new Machine()
    const prng = createPrng(8n).fork('many states')
    const stateOf = new Map<bigint, string>()
    for (let run = 0; run < 1000; run++) {
      const mark = machine.mark()
      for (const [address, account] of randomState(machine, prng)) machine.setAccount(address, account)
      const { hash, dump } = pictureOf(machine)
      const text = JSON.stringify(sorted(dump), (_, value) =>
        typeof value === 'bigint' ? String(value) : value,
      )
      expect(stateOf.get(hash) ?? text).toBe(text)
      stateOf.set(hash, text)
      machine.rollback(mark)
    }
    expect(new Set(stateOf.values()).size).toBe(stateOf.size)
  })
})

describe.each(WAYS)('run %s', (way) => {
  test('the same seed gives the same run', () => {
    const runs = [1, 2].map(() => {
      const machine = new Machine(optionsOf(way))
      const prng = createPrng(9n).fork('same seed')
      const shown = Array.from({ length: 150 }, () => [act(machine, prng), machine.stateHash()])
      return { shown, dump: sorted(machine.dump()) }
    })
    expect(runs[1]).toEqual(runs[0])
  })

  test('a call that fails leaves the state as it was, but for the nonce that a creation raised', () => {
    const machine = new Machine(optionsOf(way))
    const prng = createPrng(10n).fork('failures')
    let failures = 0
    for (let turn = 0; turn < 400; turn++) {
      const before = machine.dump()
      const outcome = act(machine, prng)
      if (outcome === undefined || outcome.status === 'success') continue
      failures++
      const after = machine.dump()
      expect(sorted(withoutNonces(after))).toEqual(sorted(withoutNonces(before)))
      expect(outcome.gasRefund).toBe(0n)
      expect(outcome.logCount).toBe(0)
    }
    expect(failures).toBeGreaterThan(30)
  })
})

test('all ways do the same', () => {
  const [fast, checked, compiled] = WAYS.map((way) => {
    const machine = new Machine(optionsOf(way))
    const prng = createPrng(11n).fork('both loops')
    return Array.from({ length: 300 }, () => [act(machine, prng), machine.stateHash()])
  })
  expect(checked).toEqual(fast)
  expect(compiled).toEqual(fast)
})

type Dump = ReturnType<Machine['dump']>

// A failed creation raises the nonce of its sender, which may be what brings the sender into the state.
function withoutNonces(dump: Dump): Dump {
  const entries = Array.from(dump, ([address, account]) => [address, { ...account, nonce: 0n }] as const)
  return new Map(
    entries.filter(([, { balance, code, storage }]) => balance > 0n || code.length > 0 || storage.size > 0),
  )
}
