// Calls that were kept and take a call as `bytes` beside an address, themselves or by what the attacker's contract does in the middle of
// them. Some make that call at once; others only write it down, for later.

import type { Prng } from '../../primitives/prng.ts'
import type { CallWriter } from '../call-writer.ts'
import type { Call } from '../types.ts'
import { payloadInto } from '../values/generate-value.ts'

const KNOWN_MAX = 8

/** Where the payload goes: undefined: into the call itself; else into this call of this reaction. */
type Place = { readonly reaction: number; readonly call: number } | undefined

export class Proposals {
  readonly #writer: CallWriter
  readonly #known: { readonly key: string; readonly call: Call; readonly place: Place }[] = []
  #next = 0

  constructor(writer: CallWriter) {
    this.#writer = writer
  }

  get isEmpty(): boolean {
    return this.#known.length === 0
  }

  /** A call is kept. `succeeded`: calls of its reactions that went well. */
  note(call: Call, succeeded: readonly object[]): void {
    if (this.#takesPayload(call)) this.#add(call, undefined)
    for (const [reaction, { calls }] of (call.reactions ?? []).entries())
      for (const [at, nested] of calls.entries())
        if (succeeded.includes(nested) && this.#takesPayload(nested)) this.#add(call, { reaction, call: at })
  }

  /** One of them with another payload. */
  draw(prng: Prng): Call {
    const { call, place } = this.#known[prng.nextBelow(this.#known.length)]!
    if (place === undefined) return this.#withPayload(prng, call)
    const reactions = call.reactions!
    const reaction = reactions[place.reaction]!
    const nested = this.#withPayload(prng, reaction.calls[place.call]!)
    const calls = reaction.calls.with(place.call, nested)
    return { ...call, reactions: reactions.with(place.reaction, { ...reaction, calls }) }
  }

  /** The newest of each function: what was kept later went further. */
  #add(call: Call, place: Place): void {
    const key = `${call.target} ${place === undefined ? '' : call.reactions![place.reaction]!.calls[place.call]!.target}`
    const at = this.#known.findIndex((each) => each.key === key)
    if (at >= 0) this.#known[at] = { key, call, place }
    else if (this.#known.length < KNOWN_MAX) this.#known.push({ key, call, place })
    else this.#known[this.#next++ % KNOWN_MAX] = { key, call, place }
  }

  #takesPayload({ target }: Call): boolean {
    if (target < 0 || this.#writer.pools.payload === undefined) return false
    const types = this.#writer.typesOf(target)
    return types.some(({ kind }) => kind === 'bytes') && types.some(({ kind }) => kind === 'address')
  }

  #withPayload(prng: Prng, call: Call): Call {
    const values = this.#writer.valuesOf(call)
    const types = this.#writer.typesOf(call.target)
    const changed = values && payloadInto(types, values, prng, this.#writer.pools)
    return changed === undefined ? call : this.#writer.withValues(call, changed)
  }
}
