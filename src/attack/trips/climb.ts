// Climbing: the calls of a trip that brought something and cost something else, with other amounts, so that it costs less for what it
// brings. Amounts are bound to each other where they were equal (what another step named, took or gave, all that there is too much
// of) and follow when those change; what is free goes up and down in steps, and to the edge of what is allowed by halving.

import type { Prng } from '../../primitives/prng.ts'
import { goesWell } from './player.ts'
import type { AttackerMoves } from '../attacker/attacker-moves.ts'
import type { Knob } from '../knobs.ts'
import type { Lane, Start } from '../lane.ts'
import type { Call } from '../types.ts'
import { SURPLUS_LEAST } from './wealth.ts'

/** Sequences that one climb may make. */
const TRIES_MAX = 160
const ROUNDS_MAX = 4
const CALLS_MAX = 10
const AMOUNTS_MAX = 12
const HALVINGS_MAX = 12
/** Parts of an amount that another gets: a half, an eighth. */
const SHIFTS: readonly bigint[] = [1n, 3n]
/** Of what came back, as a part of what was put in. */
const ROUNDING = 1e-6

/** What an amount is the same as: the number `of` of an earlier amount; what step `step` moved of an asset; all surplus of one. */
type Binding =
  | { readonly kind: 'amount'; readonly of: number }
  | { readonly kind: 'moved'; readonly step: number; readonly asset: number }
  | { readonly kind: 'surplus'; readonly asset: number }

/** A number in one of the calls. `isKnown`: that it is an amount; else it may be an id. */
type Amount = {
  readonly step: number
  readonly knob: Knob
  readonly isKnown: boolean
  readonly isNested: boolean
}
type Setting = bigint | Binding

/** What is climbed. 'gain': what it brought, for what it cost. 'return': what came back, for what was put in. */
export type Height = 'gain' | 'return'

type Run = {
  readonly worth: number
  readonly calls: readonly Call[]
  /** As numbers. */
  readonly amounts: readonly bigint[]
  /** By step, then asset. */
  readonly moved: readonly (readonly bigint[])[]
  /** By step, then asset: what there was too much of before it. */
  readonly surplus: readonly (readonly bigint[])[]
}

/** The same calls with other amounts, on the state where they began; undefined if no others are better. */
export function climb(
  lane: Lane,
  moves: AttackerMoves,
  start: Start,
  calls: readonly Call[],
  height: Height,
): readonly Call[] | undefined {
  if (calls.length > CALLS_MAX) return undefined
  return new Climb(lane, moves, start, calls, height).run()
}

class Climb {
  readonly #lane: Lane
  readonly #prng: Prng
  readonly #moves: AttackerMoves
  readonly #start: Start
  readonly #height: Height
  #calls: readonly Call[]
  #amounts: readonly Amount[]
  #settings: readonly Setting[]
  #best: Run | undefined
  #tries = 0

  constructor(lane: Lane, moves: AttackerMoves, start: Start, calls: readonly Call[], height: Height) {
    this.#lane = lane
    this.#height = height
    this.#prng = lane.prng
    this.#moves = moves
    this.#start = start
    this.#calls = calls
    const all = calls.flatMap((call, step) => numbersOf(call, moves).map((number) => ({ step, ...number })))
    // Ids only if there is room.
    const known = all.filter(({ isKnown }) => isKnown).slice(0, AMOUNTS_MAX)
    const kept = new Set([...known, ...all.filter(({ isKnown }) => !isKnown)].slice(0, AMOUNTS_MAX))
    this.#amounts = all.filter((amount) => kept.has(amount))
    this.#settings = this.#amounts.map(({ step, knob }) => knob.get(calls[step]!) ?? 0n)
  }

  run(): readonly Call[] | undefined {
    const first = this.#make(this.#calls, this.#amounts, this.#settings)
    if (first === undefined) return undefined
    this.#best = first
    this.#bindEqual(first)
    if (this.#height === 'return') this.#growTogether()
    // What is short is tried fast.
    else this.#drop()
    for (let round = 0; round < ROUNDS_MAX && !this.#isDone; round++) {
      const before = this.#best.worth
      for (const i of this.#shuffled()) {
        this.#bind(i)
        this.#move(i)
      }
      this.#moveTogether()
      if (this.#height === 'return') this.#shift()
      if (this.#height === 'gain') this.#drop()
      if (this.#best.worth === before) break
    }
    return this.#best.worth > first.worth ? this.#best.calls : undefined
  }

  get #isDone(): boolean {
    return this.#tries >= TRIES_MAX || this.#best!.worth === Infinity || this.#lane.record.isOver
  }

  // ---- ways to change ---------------------------------------------------------------------------------------------

  /** Amounts that are equal to something now are so for a reason, mostly. */
  #bindEqual(now: Run): void {
    this.#settings = this.#settings.map((setting, i) =>
      typeof setting === 'bigint' && this.#amounts[i]!.isKnown
        ? (this.#bindings(i, now).find((each) => valueOf(each, now, this.#amounts[i]!.step) === setting) ??
          setting)
        : setting,
    )
  }

  #bindings(i: number, now: Run): Binding[] {
    const { step } = this.#amounts[i]!
    const found: Binding[] = []
    for (let of = 0; of < i; of++) found.push({ kind: 'amount', of })
    now.moved.slice(0, step).forEach((moved, at) => {
      moved.forEach((amount, asset) => {
        if (amount !== 0n) found.push({ kind: 'moved', step: at, asset })
      })
    })
    now.surplus[step]!.forEach((amount, asset) => {
      if (amount > 0n) found.push({ kind: 'surplus', asset })
    })
    return found
  }

  /**
   * One that is bound for no gain follows from here on, which may be what the next gain needs: a part that was taken out has to grow
   * with the part that was made.
   */
  #bind(i: number): void {
    const { isKnown } = this.#amounts[i]!
    for (const binding of this.#bindings(i, this.#best!)) {
      if (this.#isDone) return
      this.#try(this.#settings.with(i, binding), isKnown && typeof this.#settings[i] === 'bigint')
    }
  }

  /** Up and down as far as that pays, then to the edge. */
  #move(i: number): void {
    if (typeof this.#settings[i] !== 'bigint' || !this.#amounts[i]!.isKnown) return
    for (const [up, down] of [
      [8n, 1n],
      [1n, 8n],
      [3n, 2n],
      [2n, 3n],
    ] as const) {
      for (;;) {
        const now = this.#settings[i]
        if (this.#isDone || typeof now !== 'bigint') return
        const next = (now * up) / down
        if (next === now || !this.#try(this.#settings.with(i, next))) break
      }
    }
    const good = this.#settings[i] as bigint
    let bad = good * 2n
    for (let k = 0; k < HALVINGS_MAX && !this.#isDone; k++) {
      const at = this.#settings[i] as bigint
      const middle = (at + bad) / 2n
      if (middle === at) return
      if (!this.#try(this.#settings.with(i, middle))) bad = middle
    }
  }

  /** All that are free at once: what is put in often has to grow with what is taken out. */
  #moveTogether(): void {
    for (const [up, down] of [
      [8n, 1n],
      [1n, 8n],
    ] as const) {
      for (;;) {
        if (this.#isDone) return
        const scaled = this.#settings.map((setting, i) =>
          typeof setting === 'bigint' && this.#amounts[i]!.isKnown ? (setting * up) / down : setting,
        )
        if (!this.#try(scaled)) break
      }
    }
  }

  /** The greater, the more of an effect it may have on what others think something is worth; as long as it costs no more. */
  #growTogether(): void {
    for (const [up, down] of [
      [8n, 1n],
      [3n, 2n],
    ] as const) {
      for (;;) {
        if (this.#isDone) return
        const scaled = this.#settings.map((setting, i) =>
          typeof setting === 'bigint' && this.#amounts[i]!.isKnown ? (setting * up) / down : setting,
        )
        const run = this.#make(this.#calls, this.#amounts, scaled)
        if (run === undefined || run.worth < this.#best!.worth - ROUNDING) break
        this.#settings = scaled
        this.#best = run
      }
    }
  }

  /**
   * More of one amount and as much less of another: what was put in can be used once. How much goes well in the middle is another
   * question then: what was most may be too much.
   */
  #shift(): void {
    const own = this.#shuffled().filter((i) => this.#amounts[i]!.isKnown && !this.#amounts[i]!.isNested)
    for (const to of own) {
      for (const from of own) {
        if (to === from) continue
        while (!this.#isDone && SHIFTS.some((bits) => this.#shiftBy(to, from, bits)));
      }
    }
  }

  #shiftBy(to: number, from: number, bits: bigint): boolean {
    const { amounts } = this.#best!
    const part = amounts[from]! >> bits
    if (part === 0n) return false
    const shifted = this.#settings.with(to, amounts[to]! + part).with(from, amounts[from]! - part)
    for (const eighths of [8n, 7n, 6n, 4n]) {
      const less = shifted.map((setting, i) =>
        this.#amounts[i]!.isNested && this.#amounts[i]!.isKnown ? (amounts[i]! * eighths) / 8n : setting,
      )
      if (this.#isDone) return false
      if (!this.#try(less)) continue
      for (const [i, { isNested }] of this.#amounts.entries()) if (isNested) this.#move(i)
      return true
    }
    return false
  }

  /** Without steps that do not pay. */
  #drop(): void {
    for (let step = this.#calls.length - 1; step >= 0 && this.#calls.length > 1; step--) {
      if (this.#isDone) return
      const calls = this.#calls.filter((_, at) => at !== step)
      const kept = this.#amounts.flatMap((amount, i) => (amount.step === step ? [] : i))
      const amounts = kept.map((i) => {
        const amount = this.#amounts[i]!
        return amount.step > step ? { ...amount, step: amount.step - 1 } : amount
      })
      // What was bound to the step stays at what it was.
      const settings = kept.map((i) => {
        const setting = this.#settings[i]!
        return typeof setting === 'bigint' ? setting : this.#best!.amounts[i]!
      })
      const run = this.#make(calls, amounts, settings)
      if (run === undefined || run.worth < this.#best!.worth) continue
      this.#calls = calls
      this.#amounts = amounts
      this.#settings = settings
      this.#best = run
      this.#bindEqual(run)
    }
  }

  #shuffled(): number[] {
    const order = this.#amounts.map((_, i) => i)
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.#prng.nextBelow(i + 1)
      const at = order[i]!
      order[i] = order[j]!
      order[j] = at
    }
    return order
  }

  // ---- trying ----------------------------------------------------------------------------------------------------

  /** Takes the settings if they are worth more, or, if that is enough, as much. True if more. */
  #try(settings: readonly Setting[], isAsMuchEnough = false): boolean {
    const run = this.#make(this.#calls, this.#amounts, settings)
    const { worth } = this.#best!
    if (run === undefined || run.worth < worth) return false
    const isMore = run.worth > worth
    if (!isMore && !isAsMuchEnough) return false
    this.#settings = settings
    this.#best = run
    return isMore
  }

  /** Makes the calls with these amounts; undefined if one fails, or nothing is brought. */
  #make(calls: readonly Call[], amounts: readonly Amount[], settings: readonly Setting[]): Run | undefined {
    const { parts } = this.#lane
    const { wealth } = this.#moves
    this.#tries++
    parts.world.load(this.#start.state)
    const made: Call[] = []
    const values: bigint[] = []
    const run = { amounts: values, moved: [] as bigint[][], surplus: [] as bigint[][] }
    let own = wealth.own()
    for (const [step, call] of calls.entries()) {
      run.surplus.push(wealth.change(own))
      let changed = call
      for (const [i, amount] of amounts.entries()) {
        if (amount.step !== step) continue
        const setting = settings[i]!
        const value = typeof setting === 'bigint' ? setting : valueOf(setting, run, step)
        if (value === undefined || value < amount.knob.min || value > amount.knob.max) return undefined
        values[i] = value
        changed = amount.knob.set(changed, value)
      }
      if (!goesWell(this.#lane, changed)) return undefined
      made.push(changed)
      const now = wealth.own()
      run.moved.push(now.map((amount, asset) => amount - own[asset]!))
      own = now
    }
    const { surplus, deficit } = wealth.standing(own)
    if (surplus >= SURPLUS_LEAST && deficit === 0) return { ...run, calls: made, worth: Infinity }
    if (this.#height === 'return') return { ...run, calls: made, worth: wealth.returned(run.moved) }
    return surplus < SURPLUS_LEAST ? undefined : { ...run, calls: made, worth: surplus / deficit }
  }
}

function valueOf(
  binding: Binding,
  run: Pick<Run, 'amounts' | 'moved' | 'surplus'>,
  step: number,
): bigint | undefined {
  if (binding.kind === 'amount') return run.amounts[binding.of]
  if (binding.kind === 'surplus') return run.surplus[step]?.[binding.asset]
  const moved = run.moved[binding.step]?.[binding.asset]
  return moved === undefined || moved >= 0n ? moved : -moved
}

/** Numbers of the call and of what the attacker's contract does in the middle of it. */
function numbersOf(call: Call, { learned }: AttackerMoves): Omit<Amount, 'step'>[] {
  const own = ofOne(call, learned).map((each) => ({ ...each, isNested: false }))
  const nested = (call.reactions ?? []).flatMap(({ calls }, r) =>
    // One that is made several times, with ever smaller amounts, is moved as a whole by its first.
    calls.flatMap((inner, c) =>
      calls.findIndex(({ target }) => target === inner.target) < c
        ? []
        : ofOne(inner, learned).map(({ knob, isKnown }) => ({
            knob: nestedKnob(knob, r, c),
            isKnown,
            isNested: true,
          })),
    ),
  )
  return [...own, ...nested]
}

function ofOne(call: Call, learned: AttackerMoves['learned']): Pick<Amount, 'knob' | 'isKnown'>[] {
  const known = learned.placesOf(call)
  return learned
    .numbersOf(call)
    .map((knob, place) => ({ knob, isKnown: known(place, knob.get(call) ?? 0n) }))
    .filter(({ knob }) => (knob.get(call) ?? 0n) > 0n)
}

function nestedKnob(knob: Knob, r: number, c: number): Knob {
  const inner = (call: Call): Call | undefined => call.reactions?.[r]?.calls[c]
  return {
    ...knob,
    get: (call) => {
      const nested = inner(call)
      return nested && knob.get(nested)
    },
    set: (call, value) => {
      const nested = inner(call)
      if (nested === undefined) return call
      const reactions = call.reactions!
      const reaction = reactions[r]!
      const calls = reaction.calls.with(c, knob.set(nested, value))
      return { ...call, reactions: reactions.with(r, { ...reaction, calls }) }
    },
  }
}
