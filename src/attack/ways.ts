// Ways of calls that were followed: how the conditions of their jumps came from the numbers in the calls, and which of them could be
// otherwise. That is a function of the way alone, so what was found out of the corpus' entries is kept from lane to lane; it costs a
// lane the same whether it was kept or not.

import { readWord } from '../primitives/bytes.ts'
import type { World, WorldResult } from '../world/types.ts'
import { callProperty, tryCall } from './arena.ts'
import type { CallWriter } from './call-writer.ts'
import type { Corpus } from './corpus.ts'
import type { Entry } from './entry.ts'
import { Cells } from './formulas/cells.ts'
import {
  type Branch,
  type CallInputs,
  type Followed,
  followCall,
  type ShadowStorage,
} from './formulas/follow-call.ts'
import { type Formula, input } from './formulas/formula.ts'
import type { JumpSides } from './formulas/jump-sides.ts'
import { settled } from './formulas/settled.ts'
import type { InputRange } from './formulas/solve.ts'
import type { Call, CampaignTarget, Property } from './types.ts'

/** Steps of one call that are followed. */
const STEPS_MAX = 20_000
/** So many steps that are followed take as long as a call. */
const STEPS_PER_CALL = 12
/** Calls at the end of a way whose numbers may be moved. */
const CALLS_MAX = 2
/** Ways that are kept, and lists of sides. */
const WAYS_KEPT = 96
const SIDES_KEPT = 8_192
/** Jumps of a way that are looked at closely; of one that goes through more, the last ones. */
const LOOKED_AT_MAX = 64

const MAX_WORD = (1n << 256n) - 1n

/** Where an input stands: a word of calldata, or beside it. */
export type Place = { readonly call: number; readonly what: number | 'value' | 'seconds' }

/** A jump, and its side that was not taken. */
export type Turn = Branch & { readonly other: number | undefined }

/** The calls of an entry on the state that it begins on, then a property. */
export type WayToFollow = {
  readonly entry: Entry
  readonly property: Property | undefined
  /** Names it among those of the corpus; undefined: it is not kept. */
  readonly name: string | undefined
}

/** What running it says. */
export type Passed = {
  /** Sides of jumps on the way that were not taken on it. */
  readonly sides: readonly number[]
  /** What it took. */
  readonly runs: number
  readonly gas: number
}

export class Way {
  readonly places: readonly Place[]
  readonly values: readonly bigint[]
  readonly ranges: readonly InputRange[]
  /** Jumps that depend on inputs, in order. */
  readonly turns: readonly Turn[]
  /** What was followed of each call, and how many of the turns lie before it. */
  readonly followed: readonly { readonly after: number; readonly of: Followed }[]
  readonly passed: Passed
  /** In calls. */
  readonly cost: number
  /** By turn: whether it could not go the other way. */
  readonly #settled = new Map<number, boolean>()

  constructor(inputs: Inputs, parts: Pick<Way, 'turns' | 'followed' | 'passed' | 'cost'>) {
    this.places = inputs.places
    this.values = inputs.values
    this.ranges = inputs.ranges
    this.turns = parts.turns
    this.followed = parts.followed
    this.passed = parts.passed
    this.cost = parts.cost
  }

  /** Those of some turns, in order, that may be able to go the other way while all before them go as they went. */
  possible(turns: readonly number[]): readonly number[] {
    const asked = turns.slice(-LOOKED_AT_MAX).filter((at) => !this.#settled.has(at))
    if (asked.length > 0) {
      const cells = new Cells(this.values)
      const met = this.turns
        .slice(0, asked.at(-1)! + 1)
        .map(({ condition, isTaken }) => ({ cell: cells.of(condition), isTrue: isTaken }))
      const answers = settled(cells, this.ranges, met, asked)
      for (const [i, at] of asked.entries()) this.#settled.set(at, answers[i]!)
    }
    return turns.filter((at) => this.#settled.get(at) !== true)
  }
}

/** The numbers of a way's calls. */
class Inputs {
  readonly places: Place[] = []
  readonly values: bigint[] = []
  readonly ranges: InputRange[] = []

  add(place: Place, value: bigint, max: bigint): Formula {
    const formula = input(this.places.length)
    this.places.push(place)
    this.values.push(value)
    this.ranges.push({ min: 0n, max })
    return formula
  }
}

export type WaysParts = {
  readonly world: World
  readonly target: CampaignTarget
  readonly corpus: Corpus
  readonly writer: CallWriter
  readonly sides: JumpSides
}

export class Ways {
  readonly #parts: WaysParts
  readonly #passed = new Map<string, Passed>()
  readonly #ways = new Map<string, Way>()

  constructor(parts: WaysParts) {
    this.#parts = parts
  }

  /** What running the way says, without following it; undefined if the state that it begins on is not there any more. */
  passed(of: WayToFollow): Passed | undefined {
    return this.#kept(this.#passed, SIDES_KEPT, of, () => {
      const { world, sides } = this.#parts
      let gas = 0
      for (const call of of.entry.calls) gas += Number(tryCall(world, call).gasUsed)
      if (of.property !== undefined) callProperty(world, world.sender, of.property)
      return { sides: sides.passedNow(), runs: of.entry.calls.length, gas }
    })
  }

  /** Undefined if the state that it begins on is not there any more. */
  follow(of: WayToFollow): Way | undefined {
    return this.#kept(this.#ways, WAYS_KEPT, of, () => new Follower(this.#parts, of).follow())
  }

  /** What is known of it, or what `find` says when it was called on the state that the way begins on. */
  #kept<Found>(
    known: Map<string, Found>,
    most: number,
    { entry, name }: WayToFollow,
    find: () => Found,
  ): Found | undefined {
    const { world, corpus } = this.#parts
    const state = corpus.stateOf(entry.stateless >= 0 ? 0 : entry.parent)
    if (state === undefined) return undefined
    const before = name === undefined ? undefined : known.get(name)
    if (before !== undefined) return before
    world.load(state)
    const found = find()
    world.machine.coverage.merge('drop')
    if (name === undefined) return found
    if (known.size >= most) for (const oldest of [...known.keys()].slice(0, most >> 2)) known.delete(oldest)
    known.set(name, found)
    return found
  }
}

/** Follows one way. */
class Follower {
  readonly #parts: WaysParts
  readonly #way: WayToFollow
  readonly #inputs = new Inputs()
  #cost = 0
  #runs = 0
  #gas = 0

  constructor(parts: WaysParts, way: WayToFollow) {
    this.#parts = parts
    this.#way = way
  }

  follow(): Way {
    const { world, sides } = this.#parts
    const { entry, property } = this.#way
    const storage: ShadowStorage = new Map()
    const branches: Branch[] = []
    const followed: { after: number; of: Followed }[] = []
    const note = (of: Followed): void => {
      followed.push({ after: branches.length, of })
      branches.push(...of.branches)
    }
    const from = entry.calls.length - CALLS_MAX
    entry.calls.forEach((call, i) => {
      if (i < from) {
        this.#note(tryCall(world, call))
        return
      }
      const inputs = call.target < 0 ? NO_INPUTS : this.#inputsOf(call, i)
      note(this.#trace(() => tryCall(world, call), inputs, storage))
    })
    if (property !== undefined && storage.size > 0)
      note(this.#trace(() => callProperty(world, world.sender, property), NO_INPUTS, storage))
    const turns = branches.map((branch) => ({
      ...branch,
      other: sides.side(branch.code, branch.pc, !branch.isTaken),
    }))
    const passed = { sides: sides.passedNow(), runs: this.#runs, gas: this.#gas }
    return new Way(this.#inputs, { turns, followed, passed, cost: this.#cost })
  }

  #note({ gasUsed }: WorldResult): void {
    this.#runs++
    this.#gas += Number(gasUsed)
  }

  #trace(run: () => WorldResult, inputs: CallInputs, storage: ShadowStorage): Followed {
    const { world, target } = this.#parts
    const { result, trace } = world.trace(run, {
      steps: true,
      stackWordsMax: 'taken',
      stepsMax: STEPS_MAX,
      bytesMax: 0,
      eventsMax: 64,
    })
    this.#note(result)
    this.#cost += 1 + trace.steps.length / STEPS_PER_CALL
    return result.verdict === 'ran'
      ? followCall(trace, inputs, storage, target.attacker?.mayWrap)
      : NOT_FOLLOWED
  }

  #inputsOf(call: Call, at: number): CallInputs {
    const { writer, target, world } = this.#parts
    const inputs = this.#inputs
    const words = new Map<number, Formula>()
    // Of what somebody else sends the attacker only says when.
    const { isTest, fixed } = target.functions[call.target]!
    const isPayable = !isTest && writer.isPayable(call.target)
    const maxSeconds = isTest ? 0 : target.maxSeconds
    return {
      wordAt: (byte) => {
        if (fixed !== undefined || byte < SELECTOR_BYTES || byte >= call.data.length) return undefined
        const known = words.get(byte)
        if (known !== undefined) return known
        const formula = inputs.add({ call: at, what: byte }, wordAt(call.data, byte), MAX_WORD)
        words.set(byte, formula)
        return formula
      },
      value: isPayable ? inputs.add({ call: at, what: 'value' }, call.value, target.maxValueWei) : undefined,
      seconds:
        maxSeconds === 0
          ? undefined
          : {
              input: inputs.add({ call: at, what: 'seconds' }, BigInt(call.seconds), BigInt(maxSeconds)),
              since: world.machine.block.timestamp,
            },
    }
  }
}

const SELECTOR_BYTES = 4
const NOT_FOLLOWED: Followed = { branches: [], writes: [], arithmetic: [] }
const NO_INPUTS: CallInputs = { wordAt: () => undefined, value: undefined, seconds: undefined }

/** The word of calldata that begins there, as the contract sees it: zeros follow the end. */
function wordAt(data: Uint8Array, byte: number): bigint {
  if (byte + 32 <= data.length) return readWord(data, byte)
  const padded = new Uint8Array(32)
  padded.set(data.subarray(byte))
  return readWord(padded, 0)
}
