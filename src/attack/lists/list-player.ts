// Makes a call with this list or that, from one state, and says what the attacker has then.

import type { AbiValue } from '../../project/abi/types.ts'
import { outcomeOf, tryCall } from '../arena.ts'
import type { AttackerMoves } from '../attacker/attacker-moves.ts'
import type { Lane, Start } from '../lane.ts'
import type { Call } from '../types.ts'
import type { ElementKind } from './element-kinds.ts'
import { withElements } from './list-calls.ts'
import type { ListStanding } from './list-worth.ts'

/** What it may cost to look into one list: calls, and gas, of which the rest of a lane has little. */
const CALLS_MAX = 5_000
const GAS_MAX = 8_000_000_000

/** An element with its amount. */
export type ListStep = { readonly kind: ElementKind; readonly amount: bigint }

/** A call whose lists are to be filled. */
export type ListCall = {
  readonly call: Call
  readonly values: readonly AbiValue[]
  readonly places: readonly number[]
}

export class ListPlayer {
  readonly #lane: Lane
  readonly #moves: AttackerMoves
  readonly #start: Start
  readonly #list: ListCall
  readonly #callsMax: number
  #calls = 0
  #gas = 0

  /** @param callsMax at most, whatever there is to be found */
  constructor(lane: Lane, moves: AttackerMoves, start: Start, list: ListCall, callsMax: number) {
    this.#lane = lane
    this.#moves = moves
    this.#start = start
    this.#list = list
    this.#callsMax = Math.min(CALLS_MAX, callsMax)
  }

  /** Made so far. */
  get calls(): number {
    return this.#calls
  }
  get isOver(): boolean {
    return this.#calls >= this.#callsMax || this.#gas >= GAS_MAX || this.#lane.record.isOver
  }

  callOf(steps: readonly ListStep[]): Call {
    const { call, values, places } = this.#list
    const elements = steps.map(({ kind, amount }) => kind.with(amount))
    return this.#lane.parts.writer.withValues(call, withElements(values, places, elements))
  }

  /** How the attacker stands after it; undefined: it fails. */
  standing(steps: readonly ListStep[]): ListStanding | undefined {
    if (this.isOver || steps.some(({ kind, amount }) => amount <= 0n || amount > kind.max)) return undefined
    const { parts, record } = this.#lane
    const { world } = parts
    world.load(this.#start.state)
    const result = tryCall(world, this.callOf(steps))
    world.machine.coverage.merge('drop')
    record.countApart()
    this.#calls++
    this.#gas += Number(result.gasUsed)
    if (outcomeOf(result) !== 'success') return undefined
    const { wealth } = this.#moves
    const own = wealth.own()
    return { ...wealth.standing(own), isFree: wealth.hasPaidNothing(own) }
  }
}
