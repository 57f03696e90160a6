// An impersonation does what an interceptor does that changes callers: the same calls, with one and with the other.

import { describe, expect, test } from 'vitest'
import type { Interceptor } from '../../src/evm/intercept.ts'
import { isCreation } from '../../src/evm/host.ts'
import { Machine } from '../../src/evm/machine.ts'
import type { Impersonation } from '../../src/evm/impersonations.ts'
import type { Address } from '../../src/evm/types.ts'
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

const NOTHING = bytecode(op('STOP'))

/** Some calls and creations in a row; what they give is stored. */
function program(prng: Prng, targets: readonly Address[]): Uint8Array {
  const parts: Code[] = []
  for (let i = 0; i < 4; i++) {
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
