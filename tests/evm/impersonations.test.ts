// An impersonation does what an interceptor does that changes callers: the same calls, with one and with the other.

import { describe, expect, test } from 'vitest'
import type { Interceptor } from '../../src/evm/intercept.ts'
import { type Host, isCreation } from '../../src/evm/host.ts'
import { Machine } from '../../src/evm/machine.ts'
import type { Impersonation, ImpersonationSelectors } from '../../src/evm/impersonations.ts'
import type { Address } from '../../src/evm/types.ts'
import { bytesToBigInt } from '../../src/primitives/bytes.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'
import { createPrng, type Prng } from '../../src/primitives/prng.ts'
import { bytecode, type Code, op } from '../helpers/bytecode.ts'
import { optionsOf, WAYS, type Way } from '../helpers/ways.ts'

const address = (n: number): Address => `0x${n.toString(16).padStart(40, '0')}`
const USER = address(0xa1)
const [TOP, MIDDLE, LEAF] = [address(0xc1), address(0xc2), address(0xc3)]
const RICH = address(0xd1)
const EMPTY = address(0xe1)
const HOST = address(0xf1)
const OTHER_HOST = address(0xf2)

/** Logs who called it, with what. */
const LEAF_CODE = bytecode(op('LOG2', 0, 0, op('CALLER'), op('CALLVALUE')), op('STOP'))

const PROGRAMS = 30

describe.each(WAYS)('%s', (way) => {
  test('it does what an interceptor does that changes callers', () => {
    const prng = createPrng(7n)
    for (let i = 0; i < PROGRAMS; i++) {
      const top = program(prng, [MIDDLE, LEAF, EMPTY, HOST, OTHER_HOST])
      const middle = program(prng, [LEAF, EMPTY, HOST])
      const impersonation: Impersonation = {
        of: prng.nextBelow(4) > 0 ? TOP : MIDDLE,
        as: prng.nextBelow(3) > 0 ? RICH : EMPTY,
        depth: 1 + prng.nextBelow(2),
        isOnce: prng.nextBelow(2) === 0,
        exempt: [HOST, HOST],
      }
      const [one, other] = [stage(way, top, middle), stage(way, top, middle)]
      expect(one.impersonations.set(impersonation, false)).toBe(true)
      const seen = imitate(other, impersonation)
      expect(run(one), `program ${i}`).toEqual(run(other))
      expect(one.impersonations.state, `program ${i}`).toBe(seen())
    }
  })
})

test('while another interceptor listens it changes nothing, and none can be set', () => {
  const machine = stage('fast', bytecode(op('POP', op('CALL', 50_000, BigInt(LEAF), 0, 0, 0, 0, 0))), NOTHING)
  const impersonation: Impersonation = { of: TOP, as: RICH, depth: 1, isOnce: true, exempt: [HOST, HOST] }
  machine.impersonations.set(impersonation, false)
  expect(machine.isIntercepted).toBe(true)
  const callers: Address[] = []
  const listener: Interceptor = { after: (frame) => void callers.push(frame.caller) as undefined }
  machine.withInterceptor(listener, { frames: true }, () => {
    expect(machine.impersonations.set(impersonation, false)).toBe(false)
    run(machine)
  })
  expect(callers).toEqual([TOP, USER])
  expect(machine.impersonations.state).toBe('waiting')
  run(machine)
  expect(machine.impersonations.state).toBe('over')
  expect(machine.isIntercepted).toBe(false)
  machine.impersonations.clear()
  expect(machine.impersonations.state).toBe('none')
})

const SELECTORS: ImpersonationSelectors = { once: 0xa1b2c3d4, start: 0x05060708, end: 0xfffefdfc }

describe.each(WAYS)('%s', (way) => {
  test('what the core answers is what the host would have done', () => {
    const prng = createPrng(11n)
    let asked = 0
    let active = 0
    for (let i = 0; i < PROGRAMS; i++) {
      const top = program(prng, [MIDDLE, LEAF, EMPTY, HOST], asking)
      const middle = program(prng, [LEAF, EMPTY, HOST], asking)
      const [one, other] = [stage(way, top, middle), stage(way, top, middle)]
      for (const machine of [one, other]) machine.bindHost(HOST, impersonator(machine))
      one.impersonations.prepareAnswers(EXEMPT, SELECTORS)
      one.impersonations.answer(true)
      expect(run(one), `program ${i}`).toEqual(run(other))
      expect(one.impersonations.isActive, `program ${i}`).toBe(other.impersonations.isActive)
      if (one.impersonations.isActive) {
        active++
        expect(one.impersonations.asked, `program ${i}`).toEqual(other.impersonations.asked)
      }
      expect(one.impersonations.state === 'applied').toBe(other.impersonations.state === 'applied')
      asked += one.impersonations.answered
      expect(other.impersonations.answered).toBe(0)
    }
    expect(asked).toBeGreaterThan(PROGRAMS)
    expect(active).toBeGreaterThan(0)
  })
})

test('while another interceptor listens the host is asked', () => {
  const machine = stage('fast', bytecode(...asking(createPrng(1n), BigInt(HOST), 0)), NOTHING)
  let asked = 0
  machine.bindHost(HOST, () => {
    asked++
    return { status: 'return' }
  })
  machine.impersonations.prepareAnswers(EXEMPT, SELECTORS)
  machine.impersonations.answer(true)
  run(machine)
  expect([asked, machine.impersonations.answered]).toEqual([0, 1])
  machine.impersonations.clear()
  machine.withInterceptor({}, { frames: true }, () => run(machine))
  expect([asked, machine.impersonations.answered]).toEqual([1, 1])
})

const EXEMPT = [HOST, HOST] as const

/** Asks `to` for an impersonation, or to end it; mostly as a compiler would. */
function asking(prng: Prng, to: bigint, kind = prng.nextBelow(8)): Code[] {
  const { once, start, end } = SELECTORS
  const selector = [once, once, once, start, start, end, end, 0x01020304][kind]!
  const as = BigInt(prng.nextBelow(2) === 0 ? RICH : EMPTY)
  const isDirty = prng.nextBelow(8) === 0
  const bytes = prng.nextBelow(8) === 0 ? 35 : 36
  const call =
    prng.nextBelow(8) === 0
      ? op('STATICCALL', 50_000, to, 0, bytes, 0, 0)
      : op('CALL', 50_000, to, 0, 0, bytes, 0, 0)
  return [
    op('MSTORE', 0, BigInt(selector) << 224n),
    op('MSTORE', 4, isDirty ? as | (1n << 160n) : as),
    op('POP', call),
  ]
}

/** Host code that does what the core can do by itself. */
function impersonator(machine: Machine): Host {
  return ({ input, caller, depth }) => {
    const { impersonations } = machine
    const selector = Number(bytesToBigInt(input.subarray(0, 4)))
    if (selector === SELECTORS.end) {
      if (impersonations.isActive && impersonations.asked.depth === depth) impersonations.clear()
      return { status: 'return' }
    }
    if (selector !== SELECTORS.once && selector !== SELECTORS.start) return { status: 'revert' }
    const as = bytesToBigInt(input.subarray(4, 36))
    if (impersonations.isActive || input.length < 36 || as >> 160n !== 0n) return { status: 'revert' }
    const isOnce = selector === SELECTORS.once
    impersonations.set({ of: caller, as: address(Number(as)), depth, isOnce, exempt: EXEMPT }, false)
    return { status: 'return' }
  }
}

const NOTHING = bytecode(op('STOP'))

/** Some calls and creations in a row; what they give is stored. `asks`: what comes before some of them. */
function program(
  prng: Prng,
  targets: readonly Address[],
  asks?: (prng: Prng, to: bigint) => Code[],
): Uint8Array {
  const parts: Code[] = []
  for (let i = 0; i < 4; i++) {
    if (asks !== undefined && prng.nextBelow(2) === 0) parts.push(...asks(prng, BigInt(HOST)))
    const to = BigInt(targets[prng.nextBelow(targets.length)]!)
    // More than they have, at times.
    const value = [0, 0, 1, 3, 5_000][prng.nextBelow(5)]!
    const gas = 200_000
    const kind = prng.nextBelow(6)
    const made =
      kind === 0
        ? op('STATICCALL', gas, to, 0, 0, 0, 0)
        : kind === 1
          ? op('DELEGATECALL', gas, to, 0, 0, 0, 0)
          : kind === 2
            ? op('CALLCODE', gas, to, value, 0, 0, 0, 0)
            : kind === 3
              ? op('CREATE', value, 0, 0)
              : op('CALL', gas, to, value, 0, 0, 0, 0)
    parts.push(op('SSTORE', i, op('ADD', made, 1)))
  }
  parts.push(op('SSTORE', 9, op('GAS')))
  return bytecode(...parts)
}

function stage(way: Way, top: Uint8Array, middle: Uint8Array): Machine {
  const machine = new Machine(optionsOf(way))
  machine.setAccount(TOP, { code: top, balance: 100n })
  machine.setAccount(MIDDLE, { code: middle, balance: 10n })
  machine.setAccount(LEAF, { code: LEAF_CODE })
  machine.setAccount(RICH, { balance: 1_000n })
  machine.bindHost(HOST, () => ({ status: 'return' }))
  machine.bindHost(OTHER_HOST, () => ({ status: 'revert' }))
  return machine
}

/** The same by an interceptor; gives what became of it. */
function imitate(machine: Machine, { of, as, depth, isOnce, exempt }: Impersonation): () => string {
  let state = 'waiting'
  machine.setInterceptor({
    before: (call) => {
      const isOther = call.to !== undefined && exempt.includes(call.to)
      if (state === 'over' || call.kind === 'delegatecall' || isOther) return undefined
      if (call.depth + 1 !== depth || call.caller !== of) return undefined
      call.setCaller(as)
      state = 'applied'
      return undefined
    },
    after: (frame) => {
      const isOther = !isCreation(frame.kind) && exempt.includes(frame.codeAddress)
      if (state === 'over' || isOther || frame.depth !== depth || !isOnce) return undefined
      state = 'over'
      machine.intercept({})
      return undefined
    },
  })
  machine.intercept({ frames: true })
  return () => state
}

function run(machine: Machine): unknown {
  const { status, gasUsed, output, logs } = machine.call({ from: USER, to: TOP, gas: 2_000_000n })
  return {
    status,
    gasUsed,
    output: bytesToHex(output),
    logs: logs.map((log) => [log.address, ...log.topics, bytesToHex(log.data)]),
    state: machine.stateHash(),
  }
}
