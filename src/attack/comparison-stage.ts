// The comparison stage: takes one kept call, looks at the comparisons that it and the properties make, and tries to turn
// around one that was only ever seen with one outcome.
//
// First by writing: an operand that stands in the arguments is replaced by the other operand (input-to-state, REDQUEEN,
// NDSS 2019). Then by arithmetic: each number in the arguments is moved a little; if the operands' difference moves too,
// the secant method leads to where it changes sign. That solves equations a fuzzer cannot guess, without a solver, as far as
// they are nearly linear between where one is and where one wants to be.

import type { Prng } from '../primitives/prng.ts'
import type { AbiType, AbiValue } from '../project/abi/types.ts'
import { callProperty, tryCall } from './arena.ts'
import type { Entry } from './entry.ts'
import type { Lane } from './lane.ts'
import { compare, difference, wantedDifference } from './seen.ts'
import type { Call, Property } from './types.ts'

/** Executions that one stage may use. */
const RUNS_MAX = 48
const SECANT_STEPS = 7
/** Stages of one lane that try the same comparison. */
const PURSUITS_MAX = 4
const WORD = 1n << 256n

/** A number in a call that can be moved. */
type Knob = {
  readonly name: string
  readonly min: bigint
  readonly max: bigint
  get(call: Call): bigint | undefined
  set(call: Call, value: bigint): Call
}

/** What is to be turned around: the comparison at `site`, in the call itself or in a property asked after it. */
type Goal = { readonly site: number; readonly property: Property | undefined }

type Reading = { readonly opcode: number; readonly left: bigint; readonly right: bigint }

/** Runs one stage. False if there was nothing to do. */
export function comparisonStage(lane: Lane): boolean {
  const { corpus } = lane.parts
  const number = corpus.chooseInput(lane.prng)
  if (number === undefined) return false
  const entry = corpus.entry(number)
  const last = entry.calls.at(-1)
  if (last === undefined || last.target < 0) return false
  const stage = new Stage(lane, entry, last)
  const goal = stage.chooseGoal()
  if (goal === undefined) return false
  stage.pursue(goal)
  return true
}

class Stage {
  readonly #lane: Lane
  readonly #entry: Entry
  readonly #call: Call
  #runs = 0

  constructor(lane: Lane, entry: Entry, call: Call) {
    this.#lane = lane
    this.#entry = entry
    this.#call = call
  }

  /** A one-sided comparison of the call or of an open property after it. */
  chooseGoal(): Goal | undefined {
    const { prng, openProperties } = this.#lane
    const properties = this.#entry.stateless < 0 && !this.#entry.isReverted ? openProperties : []
    // A property is what we are after: half of the stages, if there is one to ask.
    const property =
      properties.length > 0 && prng.nextBelow(2) === 0
        ? properties[prng.nextBelow(properties.length)]
        : undefined
    const goals = this.#observe(this.#call, property, () => {
      const selector =
        property === undefined ? selectorIn(this.#call.data) : BigInt(property.abi?.selector ?? 0)
      const { pursued } = this.#lane
      return this.#lane.parts.seen
        .oneSided(selector)
        .filter((site) => (pursued.get(site) ?? 0) < PURSUITS_MAX)
    })
    if (goals === undefined || goals.length === 0) return undefined
    // Later comparisons are nearer to what was not reached: half of the draws go to the last few.
    const range = prng.nextBelow(2) === 0 ? Math.min(goals.length, 4) : goals.length
    const site = goals[prng.nextBelow(range)]!
    this.#lane.pursued.set(site, (this.#lane.pursued.get(site) ?? 0) + 1)
    return { site, property }
  }

  pursue(goal: Goal): void {
    const start = this.#read(this.#call, goal)
    if (start === undefined) return
    const knobs = this.#knobs()
    if (this.#substitute(goal, start, knobs)) return
    // In an order of its own each time: the budget may not suffice for all.
    for (let i = knobs.length - 1; i > 0; i--) {
      const j = this.#lane.prng.nextBelow(i + 1)
      const knob = knobs[i]!
      knobs[i] = knobs[j]!
      knobs[j] = knob
    }
    for (const knob of knobs) {
      if (this.#runs >= RUNS_MAX) return
      if (this.#turn(goal, start, knob, this.#call)) return
      // What it takes may lie below zero from here: once more from elsewhere.
      const elsewhere = knob.set(this.#call, randomIn(knob, this.#lane.prng))
      const reading = this.#read(elsewhere, goal)
      if (reading === undefined) continue
      if (answers(reading) !== answers(start)) {
        if (this.#tryCall(goal, start, elsewhere)) return
      } else if (this.#turn(goal, reading, knob, elsewhere)) return
    }
  }

  /** Operands that stand in the arguments are replaced by what they are compared with. */
  #substitute(goal: Goal, start: Reading, knobs: readonly Knob[]): boolean {
    const pairs = [
      [start.left, start.right],
      [start.right, start.left],
    ] as const
    for (const knob of knobs) {
      const value = knob.get(this.#call)
      if (value === undefined) continue
      const word = value < 0n ? value + WORD : value
      for (const [mine, other] of pairs) {
        if (word !== mine) continue
        for (const wanted of [other, other + 1n, other - 1n]) {
          const signed = knob.min < 0n && wanted >= WORD >> 1n ? wanted - WORD : wanted
          if (signed < knob.min || signed > knob.max) continue
          if (this.#tryCall(goal, start, knob.set(this.#call, signed))) return true
        }
      }
    }
    return false
  }

  /** Moves one number until the comparison turns around. */
  #turn(goal: Goal, start: Reading, knob: Knob, call: Call): boolean {
    const x0 = knob.get(call)
    if (x0 === undefined) return false
    const f0 = difference(start.opcode, start.left, start.right)
    const wanted = wantedDifference(start.opcode, f0)
    for (const step of stepsFrom(x0, knob)) {
      const nudged = this.#read(knob.set(this.#call, x0 + step), goal)
      if (nudged === undefined) continue
      if (answers(nudged) !== answers(start))
        return this.#tryCall(goal, start, knob.set(this.#call, x0 + step))
      const f1 = difference(nudged.opcode, nudged.left, nudged.right)
      if (f1 === f0) continue
      return this.#secant(goal, start, knob, [x0, f0], [x0 + step, f1], wanted)
    }
    return false
  }

  #secant(
    goal: Goal,
    start: Reading,
    knob: Knob,
    from: readonly [bigint, bigint],
    to: readonly [bigint, bigint],
    wanted: bigint,
  ): boolean {
    let [xa, fa] = from
    let [xb, fb] = to
    for (let i = 0; i < SECANT_STEPS && this.#runs < RUNS_MAX; i++) {
      if (fb === fa) return false
      let x = xb + ((wanted - fb) * (xb - xa)) / (fb - fa)
      if (x < knob.min) x = knob.min
      if (x > knob.max) x = knob.max
      if (x === xb) x += wanted > fb === fb > fa ? 1n : -1n
      if (x < knob.min || x > knob.max || x === xa) return false
      const reading = this.#read(knob.set(this.#call, x), goal)
      if (reading === undefined) {
        // The comparison is not reached there: half of the way.
        xa = x
        x = (x + xb) / 2n
        const half = this.#read(knob.set(this.#call, x), goal)
        if (half === undefined) return false
        if (answers(half) !== answers(start)) return this.#tryCall(goal, start, knob.set(this.#call, x))
        ;[xa, fa, xb, fb] = [xb, fb, x, difference(half.opcode, half.left, half.right)]
        continue
      }
      if (answers(reading) !== answers(start)) return this.#tryCall(goal, start, knob.set(this.#call, x))
      ;[xa, fa, xb, fb] = [xb, fb, x, difference(reading.opcode, reading.left, reading.right)]
    }
    return false
  }

  /** Makes the call for real if it turns the comparison around. */
  #tryCall(goal: Goal, start: Reading, call: Call): boolean {
    const reading = this.#read(call, goal)
    // Not reached any more is news too: something in front of it went another way.
    if (reading !== undefined && answers(reading) === answers(start)) return false
    this.#lane.tryOn(this.#entry, call)
    return reading !== undefined
  }

  /** What the goal compares after this call; undefined if it does not get there. */
  #read(call: Call, goal: Goal): Reading | undefined {
    const { observations } = this.#lane.parts.world.machine
    return this.#observe(call, goal.property, () => {
      let reading: Reading | undefined
      observations.scan(4_000, (site, opcode, at) => {
        if (site === goal.site && reading === undefined)
          reading = { opcode, left: observations.left(at), right: observations.right(at) }
      })
      return reading
    })
  }

  /** Makes the call on the entry's state, then asks the property, with comparisons noted; undoes both. */
  #observe<Result>(call: Call, property: Property | undefined, look: () => Result): Result | undefined {
    const { world, corpus } = this.#lane.parts
    const { machine } = world
    const state = corpus.stateOf(this.#entry.stateless >= 0 ? 0 : this.#entry.parent)
    if (state === undefined) return undefined
    this.#runs++
    this.#lane.stageRuns++
    this.#lane.executions++
    world.load(state)
    for (const before of this.#entry.calls.slice(0, -1)) tryCall(world, before)
    if (property === undefined) machine.observations.observe({ comparisons: true })
    const result = tryCall(world, call)
    this.#lane.addGas(result)
    let out: Result | undefined
    if (property === undefined) {
      out = result.verdict === 'ran' ? look() : undefined
    } else if (result.verdict === 'ran' && result.status === 'success') {
      machine.observations.observe({ comparisons: true })
      callProperty(world, world.sender, property)
      out = look()
    }
    machine.observations.observe({})
    machine.coverage.merge('drop')
    return out
  }

  #knobs(): Knob[] {
    const { writer, target } = this.#lane.parts
    const knobs: Knob[] = []
    const types = writer.typesOf(this.#call.target)
    types.forEach((type, i) => collect(type, [i], this.#call, writer, knobs))
    const fn = target.functions[this.#call.target]!
    if (fn.abi.mutability === 'payable' && !fn.isTest)
      knobs.push({
        name: 'value',
        min: 0n,
        max: target.maxValueWei,
        get: (call) => call.value,
        set: (call, value) => ({ ...call, value }),
      })
    if (target.maxSeconds > 0 && !fn.isTest)
      knobs.push({
        name: 'seconds',
        min: 0n,
        max: BigInt(target.maxSeconds),
        get: (call) => BigInt(call.seconds),
        set: (call, value) => ({ ...call, seconds: Number(value) }),
      })
    return knobs
  }
}

function answers({ opcode, left, right }: Reading): boolean {
  return compare(opcode, left, right)
}

/** A number of random size within the knob's range. */
function randomIn(knob: Knob, prng: Prng): bigint {
  const span = knob.max - knob.min + 1n
  const bits = 1 + prng.nextBelow(span.toString(2).length)
  return knob.min + (prng.nextBigInt(bits) % span)
}

/** How far a number is moved first, to see whether anything depends on it. */
function stepsFrom(x: bigint, knob: Knob): bigint[] {
  const magnitude = x < 0n ? -x : x
  return [1n, -1n, magnitude >> 3n, -(magnitude >> 1n), 10n ** 18n].filter(
    (step) => step !== 0n && x + step >= knob.min && x + step <= knob.max,
  )
}

/** Numbers in a value: whole arguments, members of structs, the first elements of arrays. */
function collect(
  type: AbiType,
  path: readonly number[],
  call: Call,
  writer: Lane['parts']['writer'],
  into: Knob[],
): void {
  if (into.length >= 24) return
  if (type.kind === 'tuple') {
    type.components.forEach((component, i) => collect(component.type, [...path, i], call, writer, into))
    return
  }
  if (type.kind === 'array') {
    const values = valueAt(writer.valuesOf(call), path)
    const length = Array.isArray(values) ? Math.min(values.length, 3) : 0
    for (let i = 0; i < length; i++) collect(type.element, [...path, i], call, writer, into)
    return
  }
  const codec = numberCodec(type)
  if (codec === undefined) return
  into.push({
    name: path.join('.'),
    min: codec.min,
    max: codec.max,
    get: (of) => {
      const value = valueAt(writer.valuesOf(of), path)
      return value === undefined ? undefined : codec.toNumber(value)
    },
    set: (of, number) => {
      const values = writer.valuesOf(of)
      return values === undefined
        ? of
        : writer.withValues(of, replaced(values, path, codec.fromNumber(number)))
    },
  })
}

type NumberCodec = {
  readonly min: bigint
  readonly max: bigint
  toNumber(value: AbiValue): bigint | undefined
  fromNumber(number: bigint): AbiValue
}

function numberCodec(type: AbiType): NumberCodec | undefined {
  const plain = {
    toNumber: (value: AbiValue) => (typeof value === 'bigint' ? value : undefined),
    fromNumber: (number: bigint) => number,
  }
  if (type.kind === 'uint') return { min: 0n, max: (1n << BigInt(type.bits)) - 1n, ...plain }
  if (type.kind === 'int')
    return { min: -(1n << BigInt(type.bits - 1)), max: (1n << BigInt(type.bits - 1)) - 1n, ...plain }
  if (type.kind === 'address')
    return {
      min: 0n,
      max: (1n << 160n) - 1n,
      toNumber: (value) => (typeof value === 'string' ? BigInt(value) : undefined),
      fromNumber: (number) => `0x${number.toString(16).padStart(40, '0')}`,
    }
  if (type.kind === 'fixedBytes') {
    // As the word that the contract sees: bytes stand at its upper end.
    const shift = BigInt(8 * (32 - type.size))
    return {
      min: 0n,
      max: ((1n << BigInt(8 * type.size)) - 1n) << shift,
      toNumber: (value) =>
        value instanceof Uint8Array
          ? BigInt(`0x0${[...value].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`) << shift
          : undefined,
      fromNumber: (number) => {
        const bytes = new Uint8Array(type.size)
        let rest = number >> shift
        for (let i = type.size - 1; i >= 0; i--) {
          bytes[i] = Number(rest & 255n)
          rest >>= 8n
        }
        return bytes
      },
    }
  }
  return undefined
}

function valueAt(values: readonly AbiValue[] | undefined, path: readonly number[]): AbiValue | undefined {
  let at: AbiValue | undefined = values
  for (const i of path) at = Array.isArray(at) ? (at as readonly AbiValue[])[i] : undefined
  return at
}

function replaced(values: readonly AbiValue[], path: readonly number[], value: AbiValue): AbiValue[] {
  const [first = 0, ...rest] = path
  const out = [...values]
  const inner = out[first]
  out[first] =
    rest.length === 0 || !Array.isArray(inner) ? value : replaced(inner as readonly AbiValue[], rest, value)
  return out
}

function selectorIn(data: Uint8Array): bigint {
  if (data.length < 4) return -1n
  return BigInt(((data[0]! << 24) | (data[1]! << 16) | (data[2]! << 8) | data[3]!) >>> 0)
}
