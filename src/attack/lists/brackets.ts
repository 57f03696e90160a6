// Brackets: an element that a list cannot end with, as somebody owes something then, and a later one that makes it good. Between them the
// contract is where no call can leave it. One is put into the other, each as great as goes well, until next to nothing is left to be moved:
// what is lost by rounding down is lost of next to nothing everywhere else, and of much there.

import type { Prng } from '../../primitives/prng.ts'
import type { ElementKind } from './element-kinds.ts'
import type { ListPlayer, ListStep } from './list-player.ts'
import { worthOf } from './list-worth.ts'

/** What the first elements are tried with. */
const LITTLE = 1_000_000n
const STEPS_MAX = 90
/** A bracket may cost such a part of what there is to be had: it is paid back by what is done inside. */
const COST_MAX = 0.02
const FAILURES_MAX = 4
/** An amount is multiplied by so much as long as that goes well, and then made more exact. */
const FACTOR = 8n
const SHRINKS_MAX = 30
const GROWTHS_MAX = 60
/** Where nothing goes well, so many times less is tried the next time. */
const LESS = 16n
const HALVINGS = 6
/** What makes it good, for each unit, in hundredths of what did so the last time. */
const RATIOS: readonly bigint[] = [102n, 110n, 140n, 250n, 80n]
/** Ratios have so many bits behind the point. */
const RATIO_BITS = 64n
/** How exactly what is owed is met: to a thousandth about. */
const CLOSINGS = 10

/** A list that goes well, and where its middle is. */
export type ListProgram = {
  readonly steps: readonly ListStep[]
  readonly middle: number
  readonly worth: number
}

/** The same, and what is known there: what seems to be left to be moved by each kind, and what made good what. */
export type Depth = ListProgram & {
  readonly left: readonly (bigint | undefined)[]
  /** By the kinds of both: amounts for each unit, with RATIO_BITS bits behind the point. */
  readonly ratios: ReadonlyMap<string, bigint>
}

type Bracket = ListProgram & { readonly left: bigint; readonly ratio: bigint }

/** What can be an element by itself, and what only with another one after it. */
export type Closings = {
  readonly free: readonly ElementKind[]
  readonly open: readonly { readonly kind: ElementKind; readonly closers: readonly Closer[] }[]
}
/** `ratio`: amounts of it for each unit, with RATIO_BITS bits behind the point. */
type Closer = { readonly kind: ElementKind; readonly ratio: bigint }

/** Which kinds go well alone, and what makes the others good. */
export function closingsOf(player: ListPlayer, kinds: readonly ElementKind[]): Closings {
  const isWell = (steps: readonly ListStep[]): boolean => player.standing(steps) !== undefined
  const free = kinds.filter((kind) => isWell([{ kind, amount: LITTLE }]))
  const others = kinds.filter((kind) => !free.includes(kind))
  const open = others.flatMap((kind) => {
    // What gives back what was taken cannot be done alone either.
    const makers = kinds.filter((each) => free.includes(each) || each.isSeen)
    const closers = makers.flatMap((closer): Closer[] => {
      const amount = [LITTLE, LITTLE * 2n, LITTLE * 4n].find((each) =>
        isWell([
          { kind, amount: LITTLE },
          { kind: closer, amount: each },
        ]),
      )
      return amount === undefined ? [] : [{ kind: closer, ratio: (amount << RATIO_BITS) / LITTLE }]
    })
    return closers.length === 0 ? [] : [{ kind, closers }]
  })
  return { free, open }
}

/** Where nothing is in a list yet. */
export const NOTHING_IN_IT: Depth = { steps: [], middle: 0, worth: 0, left: [], ratios: new Map() }

/** Lists with one bracket more each, every one put into the middle of the one before; none if nothing can be put into `from`. */
export function deepened(player: ListPlayer, { open }: Closings, prng: Prng, from: Depth): readonly Depth[] {
  const depths: Depth[] = []
  if (open.length === 0) return depths
  let now = from
  for (let failures = 0; failures < FAILURES_MAX && now.steps.length < STEPS_MAX && !player.isOver;) {
    const which = mostLeft(
      open.map((_, i) => now.left[i]),
      prng,
    )
    const { kind, closers } = open[which]!
    const closer = closers[prng.nextBelow(closers.length)]!
    const pair = `${kind.index} ${closer.kind.index}`
    const maker = new BracketMaker(player, now, kind, closer.kind, now.ratios.get(pair) ?? closer.ratio)
    const first = now.left[which] ?? LITTLE
    const bracket = maker.make(first)
    const left = open.map((_, i) => (i === which ? (bracket?.left ?? first / LESS) : now.left[i]))
    if (bracket === undefined) {
      failures++
      now = { ...now, left }
      continue
    }
    failures = 0
    now = { ...bracket, left, ratios: new Map(now.ratios).set(pair, bracket.ratio) }
    depths.push(now)
  }
  return depths
}

/** Of what most seems to be left goes first, so that no side of anything is emptied long before the other. */
function mostLeft(left: readonly (bigint | undefined)[], prng: Prng): number {
  const unknown = left.flatMap((amount, i) => (amount === undefined ? i : []))
  if (unknown.length > 0) return unknown[prng.nextBelow(unknown.length)]!
  return left.reduce<number>((most, amount, i) => (amount! > left[most]! ? i : most), 0)
}

/** Puts one bracket into the middle of a list. */
class BracketMaker {
  readonly #player: ListPlayer
  readonly #program: ListProgram
  readonly #kind: ElementKind
  readonly #closer: ElementKind
  #ratio: bigint

  constructor(
    player: ListPlayer,
    program: ListProgram,
    kind: ElementKind,
    closer: ElementKind,
    ratio: bigint,
  ) {
    this.#player = player
    this.#program = program
    this.#kind = kind
    this.#closer = closer
    this.#ratio = ratio
  }

  /** With about the most that goes well; undefined: it does not go well. */
  make(first: bigint): Bracket | undefined {
    let amount = first
    let bad: bigint | undefined
    let closing = this.#closing(amount)
    for (let k = 0; closing === undefined && k < SHRINKS_MAX && amount > 1n; k++) {
      bad = amount
      amount /= FACTOR
      closing = this.#closing(amount)
    }
    if (closing === undefined) return undefined
    for (let k = 0; bad === undefined && k < GROWTHS_MAX; k++) {
      const more = this.#closing(amount * FACTOR)
      if (more === undefined) bad = amount * FACTOR
      else {
        amount *= FACTOR
        closing = more
      }
    }
    let above = bad ?? amount * FACTOR
    for (let k = 0; k < HALVINGS && above - amount > 1n; k++) {
      const between: bigint = (amount + above) / 2n
      const more = this.#closing(between)
      if (more === undefined) above = between
      else {
        amount = between
        closing = more
      }
    }
    const exact = this.#least(amount, (closing * 4n) / 5n, closing, CLOSINGS).least
    const worth = this.#worth(amount, exact)
    if (worth === undefined) return undefined
    const { middle } = this.#program
    const ratio = (exact << RATIO_BITS) / amount
    return {
      steps: this.#with(amount, exact),
      middle: middle + 1,
      worth,
      left: above - amount,
      ratio,
    }
  }

  #with(amount: bigint, closing: bigint): readonly ListStep[] {
    const { steps, middle } = this.#program
    return steps.toSpliced(middle, 0, { kind: this.#kind, amount }, { kind: this.#closer, amount: closing })
  }

  #worth(amount: bigint, closing: bigint): number | undefined {
    return worthOf(this.#player.standing(this.#with(amount, closing)))
  }

  /** About the least that makes good this amount at a bearable cost. */
  #closing(amount: bigint): bigint | undefined {
    for (const percent of RATIOS) {
      const closing = (((amount * this.#ratio * percent) / 100n) >> RATIO_BITS) + 2n
      const worth = this.#worth(amount, closing)
      if (worth === undefined || worth < this.#program.worth - COST_MAX) continue
      const { least, isExact } = this.#least(amount, (closing * 7n) / 10n, closing, 3)
      // What less goes well too is covered by what others owe less, and says nothing about this one.
      if (!isExact) return closing
      this.#ratio = (least << RATIO_BITS) / amount
      return least
    }
    return undefined
  }

  /** Halves the range so often; `isExact`: something in it did not go well. */
  #least(amount: bigint, from: bigint, to: bigint, times: number): { least: bigint; isExact: boolean } {
    let bad = from
    let least = to
    let isExact = false
    for (let k = 0; k < times && least - bad > 1n; k++) {
      const between = (bad + least) / 2n
      if (this.#worth(amount, between) === undefined) {
        bad = between
        isExact = true
      } else least = between
    }
    return { least, isExact }
  }
}
