// What one account of the attacker's did and what another one did to it, with other amounts, so that more comes out than went in. The
// second one always takes as much as goes well, also in the end: what is sought is how the first one is to stand then.

import type { Address } from '../../evm/types.ts'
import type { AttackerMoves } from '../attacker/attacker-moves.ts'
import type { Knob } from '../knobs.ts'
import type { Lane } from '../lane.ts'
import { LITTLE, type Player } from './player.ts'
import { type Call, type CallSequence, withoutReactions } from '../types.ts'
import { SURPLUS_LEAST } from './wealth.ts'

/** Sequences that one squeeze may make. */
const TRIES_MAX = 90
/** So many more once it pays: what it is at its worst is what is told. */
const MORE_TRIES = 40
const ROUNDS_MAX = 4
const EXITS_MAX = 4
const FACTORS: readonly (readonly [bigint, bigint])[] = [
  [4n, 1n],
  [1n, 4n],
  [3n, 2n],
  [2n, 3n],
]

/** 'most': as much as goes well in the state that it comes to. */
type Setting = bigint | 'most'
type Amount = { readonly step: number; readonly knob: Knob }
type Run = {
  /** Nothing is missing, and something more is there. */
  readonly isGain: boolean
  /** What came out, for what went in. */
  readonly worth: number
  readonly calls: readonly Call[]
  /** As numbers. */
  readonly amounts: readonly bigint[]
}

export type SqueezeParts = {
  readonly lane: Lane
  readonly moves: AttackerMoves
  readonly player: Player
}

/**
 * The last of the calls is what the partner did to who made the others. Calls after which the attacker has more, the partner's way out among
 * them; undefined if none were found, or what the partner did goes well without what was done before it.
 */
export function squeeze(
  parts: SqueezeParts,
  calls: CallSequence,
  partner: Address,
): CallSequence | undefined {
  const { player } = parts
  const needed = player.withoutNeedless(calls)
  if (needed === undefined) return undefined
  for (const exit of exitsOf(parts, needed, partner).slice(0, EXITS_MAX)) {
    const found = new Squeeze(parts, [...needed, exit]).run()
    if (found !== undefined || parts.lane.record.isOver) return found
  }
  return undefined
}

/** Calls by which the partner, or else who made the steps, gets something out that the attacker has put in. */
function exitsOf({ moves, player }: SqueezeParts, calls: CallSequence, partner: Address): Call[] {
  const account = calls[0]!.from
  player.begin()
  if (!calls.slice(0, -1).every((call) => player.goesWell(call))) return []
  // Of next to nothing nothing comes out.
  const dealt = moves.learned.numbersOf(calls.at(-1)!).reduce((now, knob) => {
    const first = knob.get(now) ?? 0n
    const most = first === 0n ? undefined : player.most(now, knob, first)
    return most === undefined ? now : knob.set(now, most)
  }, calls.at(-1)!)
  if (!player.goesWell(dealt)) return []
  const missing = moves.wealth.change(moves.wealth.own()).map((amount) => amount < 0n)
  const exits: Call[] = []
  for (const examples of moves.learned.outs) {
    const [known] = examples
    if (known === undefined || !known.gets.some((asset) => missing[asset] && !moves.wealth.isShare(asset)))
      continue
    if (exits.some(({ target }) => target === known.call.target)) continue
    // What is left to who was ruined may be got out by that account alone.
    const tried = [partner, account].flatMap((from) =>
      examples.map((example) => {
        const sent = withoutReactions(moves.sentBy(example.call, from))
        return moves.learned.amountsOf(sent).reduce((now, knob) => knob.set(now, LITTLE), sent)
      }),
    )
    const exit = tried.find((call) => player.wouldGoWell(call))
    if (exit !== undefined) exits.push(exit)
  }
  return exits
}

class Squeeze {
  readonly #parts: SqueezeParts
  readonly #player: Player
  readonly #calls: CallSequence
  readonly #amounts: readonly Amount[]
  #settings: readonly Setting[]
  /** Where the greatest amounts were the last time. */
  readonly #most: bigint[]
  #best: Run | undefined
  #tries = 0
  #triesMax = TRIES_MAX

  constructor(parts: SqueezeParts, calls: CallSequence) {
    this.#parts = parts
    this.#player = parts.player
    this.#calls = calls
    const { learned } = parts.moves
    const own = calls.length - 2
    this.#amounts = calls.flatMap((call, step) =>
      (step === own ? learned.numbersOf(call) : learned.amountsOf(call))
        .filter((knob) => (knob.get(call) ?? 0n) > 0n)
        .map((knob) => ({ step, knob })),
    )
    this.#most = this.#amounts.map(({ step, knob }) => knob.get(calls[step]!)!)
    this.#settings = this.#amounts.map(({ step }, i) => (step < own ? this.#most[i]! : 'most'))
  }

  /** Undefined: it ends with less than it began with. */
  run(): CallSequence | undefined {
    this.#best = this.#make(this.#settings)
    if (this.#best === undefined) return undefined
    for (let round = 0; round < ROUNDS_MAX && !this.#isDone; round++) {
      const before = this.#best.worth
      const free = this.#amounts.flatMap(({ step }, i) => (step < this.#calls.length - 2 ? i : []))
      for (const i of free.toReversed()) {
        this.#scale([i])
        this.#try(this.#settings.with(i, 'most'))
      }
      for (const [k, i] of free.entries()) for (const j of free.slice(k + 1)) this.#scale([i, j])
      if (this.#best.worth === before) break
    }
    return this.#best.isGain ? this.#best.calls : undefined
  }

  get #isDone(): boolean {
    return this.#tries >= this.#triesMax || this.#parts.lane.record.isOver
  }

  /** Together up or down, as far as that pays. */
  #scale(which: readonly number[]): void {
    for (const [up, down] of FACTORS) {
      for (;;) {
        const now = this.#best!.amounts
        const scaled = which.reduce<readonly Setting[]>(
          (settings, i) => settings.with(i, (now[i]! * up) / down),
          this.#settings,
        )
        if (this.#isDone || !this.#try(scaled)) break
      }
    }
  }

  /** Takes the settings if more comes out. */
  #try(settings: readonly Setting[]): boolean {
    if (this.#isDone) return false
    const run = this.#make(settings)
    if (run === undefined || !isBetter(run, this.#best!)) return false
    if (run.isGain && !this.#best!.isGain) this.#triesMax = this.#tries + MORE_TRIES
    this.#settings = settings
    this.#best = run
    return true
  }

  /** Makes the calls with these amounts; undefined if one fails. */
  #make(settings: readonly Setting[]): Run | undefined {
    const { wealth } = this.#parts.moves
    const player = this.#player
    this.#tries++
    player.begin()
    const made: Call[] = []
    const amounts: bigint[] = []
    const moved: bigint[][] = []
    let own = wealth.own()
    for (const [step, call] of this.#calls.entries()) {
      let now = call
      for (const [i, amount] of this.#amounts.entries()) {
        if (amount.step !== step) continue
        const setting = settings[i]!
        const value = setting === 'most' ? player.most(now, amount.knob, this.#most[i]!) : setting
        if (value === undefined || value < amount.knob.min || value > amount.knob.max) return undefined
        if (setting === 'most') this.#most[i] = value
        amounts[i] = value
        now = amount.knob.set(now, value)
      }
      if (!player.goesWell(now)) return undefined
      made.push(now)
      const after = wealth.own()
      moved.push(after.map((amount, asset) => amount - own[asset]!))
      own = after
    }
    const { surplus, deficit } = wealth.standing(own)
    const isGain = surplus >= SURPLUS_LEAST && deficit === 0
    return { calls: made, amounts, isGain, worth: wealth.returned(moved) }
  }
}

function isBetter(run: Run, than: Run): boolean {
  return run.isGain === than.isGain ? run.worth > than.worth : run.isGain
}
