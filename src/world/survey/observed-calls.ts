// How the project's own tests call its contracts: setUp() run once more, and the tests without arguments, on a state that is
// gone afterwards. They know the structs, names and amounts that nobody could guess.

import { isCreation } from '../../evm/host.ts'
import type { TraceCall } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { readWord, writeWord } from '../../primitives/bytes.ts'
import { wordToAddress } from '../../primitives/hex.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { CONSOLE_ADDRESS, VM_ADDRESS } from '../addresses.ts'
import { likelyAddress } from '../likely-address.ts'
import { traceOfTest } from '../trace-of-test.ts'
import type { KnownContract, World } from '../types.ts'

/** A call to a contract by an account or by the test contract. */
export type ObservedCall = {
  readonly from: Address
  readonly to: Address
  /** Wei. */
  readonly value: bigint
  readonly data: Uint8Array
  readonly isSetup: boolean
  /** Seconds of the clock when it was made, as the setup or test last set it; 0: it had not set it yet. */
  readonly time: bigint
}

export type Observed = {
  /** Calls that succeeded, those of setUp() first. */
  readonly calls: readonly ObservedCall[]
  /** Accounts without code that created contracts in setUp(). */
  readonly deployers: readonly Address[]
  /** Accounts without code that sent calls in setUp(), or are named in what was sent. */
  readonly accounts: readonly Address[]
}

/** warp(uint256) of the cheatcodes. */
const WARP = 0xe5d6bf02

type Frame = Pick<TraceCall, 'events'>

const ACCOUNTS_MAX = 24
const TESTS_MAX = 48
const CALLS_MAX = 1_000
const BYTES_MAX = 4_096
const LIMITS = { eventsMax: 4_000, bytesMax: BYTES_MAX } as const
/** Of one test, and of all together. */
const GAS_MAX = 30_000_000n
const GAS_OF_ALL_MAX = 400_000_000n

/** What the test contract's setup and tests do. The state stays as it is. */
export function observeTests(world: World): Observed {
  const { functions } = world.test.artifact.abi
  const calls: ObservedCall[] = []
  const deployers = new Set<Address>()
  let gasLeft = GAS_OF_ALL_MAX
  const setUp = functions.find(({ signature }) => signature === 'setUp()')
  const traced = world.setupTrace?.calls.at(-1)
  if (traced !== undefined) {
    for (const creator of creationsIn(traced).creators) if (!hasCode(world, creator)) deployers.add(creator)
    calls.push(...callsIn(world, traced, true))
  } else if (setUp !== undefined)
    traceOfTest(world, setUp, { ...LIMITS, gasMax: GAS_OF_ALL_MAX }, (outer) => {
      gasLeft -= outer.gasUsed
      const { made, creators } = creationsIn(outer)
      const known = sameContracts(world, made)
      for (const creator of creators) if (!hasCode(world, creator)) deployers.add(creator)
      for (const call of callsIn(world, outer, true)) calls.push(translated(call, known))
    })
  const later: Frame = { events: world.laterSetup.map((call) => ({ kind: 'call', call })) }
  for (const creator of creationsIn(later).creators) if (!hasCode(world, creator)) deployers.add(creator)
  calls.push(...callsIn(world, later, true))
  const tests = functions.filter(({ name, inputs }) => /^test(?!Fail)/.test(name) && inputs.length === 0)
  for (const test of tests.slice(0, TESTS_MAX)) {
    if (gasLeft <= 0n || calls.length >= CALLS_MAX) break
    traceOfTest(world, test, { ...LIMITS, gasMax: GAS_MAX }, (outer) => {
      gasLeft -= outer.gasUsed
      calls.push(...callsIn(world, outer, false))
    })
  }
  const setupCalls = calls.filter(({ isSetup }) => isSetup)
  return {
    calls: calls.filter(({ to }) => hasCode(world, to)).slice(0, CALLS_MAX),
    deployers: [...deployers],
    accounts: accountsIn(world, setupCalls),
  }
}

function accountsIn(world: World, calls: readonly ObservedCall[]): readonly Address[] {
  const found = new Set<Address>()
  const add = (address: Address): void => {
    if (found.size < ACCOUNTS_MAX && !hasCode(world, address)) found.add(address)
  }
  for (const { from, data } of calls) {
    add(from)
    for (let at = 4; at + 32 <= data.length; at += 32) {
      const named = likelyAddress(readWord(data, at))
      if (named !== undefined) add(named)
    }
  }
  return [...found]
}

/** Calls by the test contract or accounts without code, as deep as they are: a test may be helped by others. */
function callsIn(world: World, outer: Frame, isSetup: boolean): readonly ObservedCall[] {
  const found: ObservedCall[] = []
  let time = 0n
  const visit = ({ events }: Frame): void => {
    for (const event of events) {
      if (event.kind !== 'call') continue
      const { call } = event
      time = clockSetBy(call) ?? time
      const isOutside = call.from === world.test.address || !hasCode(world, call.from)
      const isCheat = call.to === VM_ADDRESS || call.to === CONSOLE_ADDRESS
      if (
        call.kind === 'call' &&
        isOutside &&
        !isCheat &&
        call.status === 'success' &&
        call.input.length < BYTES_MAX
      )
        found.push({ from: call.from, to: call.to, value: call.value, data: call.input, isSetup, time })
      if (!isCheat) visit(call)
    }
  }
  visit(outer)
  return found
}

/** What the clock shows after a cheatcode that sets it. */
function clockSetBy({ to, input, status }: TraceCall): bigint | undefined {
  const isWarp = to === VM_ADDRESS && status === 'success' && selectorIn(input) === WARP
  return isWarp && input.length >= 36 ? readWord(input, 4) : undefined
}

function creationsIn(outer: Frame): {
  readonly made: readonly Address[]
  readonly creators: ReadonlySet<Address>
} {
  const made: Address[] = []
  const creators = new Set<Address>()
  const visit = ({ events }: Frame): void => {
    for (const event of events) {
      if (event.kind !== 'call') continue
      const { call } = event
      if (isCreation(call.kind) && call.status === 'success') {
        made.push(call.to)
        creators.add(call.from)
      }
      visit(call)
    }
  }
  visit(outer)
  return { made, creators }
}

/**
 * The second run of setUp() makes new contracts: which of the first run each of them is. By their code, in order from the
 * last: what the constructor made was made before. Asked while the new ones exist.
 */
function sameContracts(world: World, made: readonly Address[]): ReadonlyMap<bigint, bigint> {
  const fresh = new Set(made)
  const old = world.contracts().filter(({ address }) => !fresh.has(address))
  const known = new Map<bigint, bigint>()
  const byName = (list: readonly KnownContract[]): Map<string, Address[]> => {
    const groups = new Map<string, Address[]>()
    for (const { address, artifact } of list) {
      const key = artifact?.id ?? String(world.machine.getCodeHash(address))
      groups.set(key, [...(groups.get(key) ?? []), address])
    }
    return groups
  }
  const olds = byName(old)
  for (const [key, news] of byName(
    made.map((address) => ({ address, artifact: world.artifactAt(address) })),
  )) {
    const before = (olds.get(key) ?? []).slice(-news.length)
    if (before.length === news.length)
      news.forEach((address, i) => known.set(BigInt(address), BigInt(before[i]!)))
  }
  return known
}

/** The same call in the world as it is: new contracts' addresses become those of the old ones. */
function translated(call: ObservedCall, known: ReadonlyMap<bigint, bigint>): ObservedCall {
  const data = call.data.slice()
  for (let at = 4; at + 32 <= data.length; at += 32) {
    const old = known.get(readWord(data, at))
    if (old !== undefined) writeWord(data, at, old)
  }
  const addressOf = (address: Address): Address => {
    const old = known.get(BigInt(address))
    return old === undefined ? address : wordToAddress(old)
  }
  return { ...call, data, to: addressOf(call.to), from: addressOf(call.from) }
}

function hasCode({ machine }: World, address: Address): boolean {
  return machine.getCode(address).length > 0
}

/** The function of an interface that a call is for. */
export function functionOf(functions: readonly AbiFunction[], data: Uint8Array): AbiFunction | undefined {
  const selector = selectorIn(data)
  return selector === undefined ? undefined : functions.find((each) => each.selector === selector)
}
