// Writes what the attacker's contract does when it is called back: mostly the call once more that it is in the middle of (a
// reentrancy), or another one with the amounts of it (what a flash loan is for).

import type { Prng } from '../../primitives/prng.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import type { Answers } from './answers.ts'
import type { CallWriter } from '../call-writer.ts'
import type { Corpus } from '../corpus.ts'
import { type Call, type CallReaction, withoutReactions } from '../types.ts'

const REACTIONS_MAX = 4
const CALLS_MAX = 4
/** One in so many new reactions is an answer instead of calls. */
const ANSWERED_ONE_IN = 6
/** The same for writing, where storage is lent. */
const WRITES_ONE_IN = 3
/** Slots at which writing begins. */
const FIRST_SLOTS = 4

export class ReactionWriter {
  readonly #writer: CallWriter
  /** Functions that the contract may call. */
  readonly #functions: readonly number[]
  readonly #answers: Answers
  readonly #write: number | undefined

  /** @param write writes into storage that the contract's code is lent; undefined: nobody lends any */
  constructor(writer: CallWriter, functions: readonly number[], answers: Answers, write: number | undefined) {
    this.#answers = answers
    this.#write = write
    this.#writer = writer
    this.#functions = functions
  }

  /** The call, which the attacker's contract sends, with reactions that are new or changed; the call itself if there is nothing to call. */
  react(prng: Prng, corpus: Corpus, call: Call): Call {
    if (this.#functions.length === 0) return call
    const known = call.reactions ?? []
    if (known.length === 0 || (known.length < REACTIONS_MAX && prng.nextBelow(4) === 0))
      return { ...call, reactions: [...known, this.#invent(prng, corpus, call)] }
    const at = prng.nextBelow(known.length)
    const reaction = this.#change(prng, corpus, call, known[at]!)
    const reactions = known.flatMap((each, i) => (i !== at ? each : isSomething(reaction) ? reaction : []))
    return reactions.length > 0 ? { ...call, reactions } : withoutReactions(call)
  }

  #invent(prng: Prng, corpus: Corpus, outer: Call): CallReaction {
    if (prng.nextBelow(ANSWERED_ONE_IN) === 0) return this.#answers.draw(prng)
    if (this.#write !== undefined && prng.nextBelow(WRITES_ONE_IN) === 0)
      return { calls: this.#writes(prng, this.#write) }
    const calls = [this.#nested(prng, corpus, outer)]
    while (calls.length < CALLS_MAX && prng.nextBelow(3) === 0) calls.push(this.#nested(prng, corpus, outer))
    return { calls }
  }

  #change(prng: Prng, corpus: Corpus, outer: Call, reaction: CallReaction): CallReaction {
    const { calls } = reaction
    if (calls.length === 0) return this.#invent(prng, corpus, outer)
    const at = prng.nextBelow(calls.length)
    switch (prng.nextBelow(5)) {
      case 0:
        return { ...reaction, calls: calls.filter((_, i) => i !== at) }
      case 1:
        return calls.length < CALLS_MAX
          ? { ...reaction, calls: [...calls, this.#nested(prng, corpus, outer)] }
          : reaction
      case 2:
        return this.#invent(prng, corpus, outer)
      default: {
        const changed = nestedCall(this.#writer.change(prng, calls[at]!))
        return { ...reaction, calls: calls.map((call, i) => (i === at ? changed : call)) }
      }
    }
  }

  #nested(prng: Prng, corpus: Corpus, outer: Call): Call {
    if (outer.target >= 0 && outer.to !== ATTACKER_CONTRACT && prng.nextBelow(5) < 2) return nestedCall(outer)
    const index = this.#functions[prng.nextBelow(this.#functions.length)]!
    const call = nestedCall(this.#writer.write(prng, corpus, index, ATTACKER_CONTRACT))
    return prng.nextBelow(2) === 0 ? this.#withAmountOf(prng, outer, call) : call
  }

  /** One of the attacker's accounts, into some of the first slots of whoever lends its storage. */
  #writes(prng: Prng, index: number): readonly Call[] {
    const { own = [ATTACKER_CONTRACT] } = this.#writer.pools
    const account = own[prng.nextBelow(own.length)]!
    const first = prng.nextBelow(FIRST_SLOTS)
    const call = this.#writer.invent(prng, index, ATTACKER_CONTRACT)
    return Array.from({ length: CALLS_MAX }, (_, i) =>
      nestedCall(this.#writer.withValues(call, [BigInt(first + i), account])),
    )
  }

  /** With a number of the outer call for its value or one of its arguments. */
  #withAmountOf(prng: Prng, outer: Call, call: Call): Call {
    const amounts = this.#numbers(outer)
    if (amounts.length === 0) return call
    const amount = amounts[prng.nextBelow(amounts.length)]!
    if (this.#writer.isPayable(call.target) && prng.nextBelow(2) === 0) return { ...call, value: amount }
    const types = this.#writer.typesOf(call.target)
    const places = types.flatMap((type, i) =>
      type.kind === 'uint' && amount >> BigInt(type.bits) === 0n ? i : [],
    )
    const values = this.#writer.valuesOf(call)
    if (places.length === 0 || values === undefined) return call
    const place = places[prng.nextBelow(places.length)]!
    return nestedCall(
      this.#writer.withValues(
        call,
        values.map((value, i): AbiValue => (i === place ? amount : value)),
      ),
    )
  }

  #numbers(call: Call): bigint[] {
    const values = this.#writer.valuesOf(call)?.filter((value): value is bigint => typeof value === 'bigint')
    return [...(values ?? []), call.value].filter((value) => value > 0n)
  }
}

/** It calls, or answers as a friendly contract would not. */
function isSomething({ calls, output, fails }: CallReaction): boolean {
  return calls.length > 0 || output !== undefined || fails !== undefined
}

/** The call as the attacker's contract makes it in the middle of another: at once, without reactions of its own. */
export function nestedCall({ target, to, value, data }: Call): Call {
  return { target, to, from: ATTACKER_CONTRACT, value, data, seconds: 0, blocks: 0 }
}

/** The call without the reactions that nobody asked for. */
export function withPlayed(call: Call, played: number): Call {
  const { reactions } = call
  if (reactions === undefined || played >= reactions.length) return call
  return played === 0 ? withoutReactions(call) : { ...call, reactions: reactions.slice(0, played) }
}
