// Unnoticed failures: calls that a contract of the protocol makes, and of which it does not notice whether they succeed. Nobody need lose
// anything by one, so these are notes and no findings; where somebody does, `ignored-failure` says it.

import type { Address } from '../../evm/types.ts'
import type { CallLine } from '../../world/describe/call-line.ts'
import type { WorldResult } from '../../world/types.ts'
import { type InnerCall, isSameBut, recordCall } from './call-record.ts'
import { placeOfCall } from './call-place.ts'
import type { Scene } from './scene.ts'

export type UnnoticedFailure = CallLine & {
  /** 'Safe does not notice whether its call of alice succeeds'. */
  readonly words: string
}

/** Inner calls of one call that are tried with the other answer. */
const TRIED_MAX = 12
/** Of one contract, to one account, in calls of one function. */
const ALIKE_MAX = 3
/** Addresses of precompiles are below (EIP-7587). */
const PRECOMPILES_END = 0x200n

export class UnnoticedFailures {
  readonly #scene: Scene
  readonly #protocol: ReadonlySet<Address>
  readonly #tried = new Map<string, number>()
  readonly #found = new Map<string, UnnoticedFailure>()

  constructor(scene: Scene) {
    this.#scene = scene
    const { contracts } = scene.survey
    this.#protocol = new Set(
      contracts.flatMap(({ origin, address }) => (origin === 'protocol' ? [address] : [])),
    )
  }

  /** By place, each once, in the order in which they were seen. */
  get found(): readonly UnnoticedFailure[] {
    return [...this.#found.values()]
  }

  /**
   * Makes a call that succeeds in the present state, and then once more for each inner call of it with the other answer to that: a
   * failure for a success, and a success for a failure. If nothing else changes, nobody noticed. The world is afterwards as before.
   * False if there are no such calls in it.
   * @param about the same for calls of the same function: of those that look alike only some are tried
   */
  look(run: () => WorldResult, about: string): boolean {
    const { world } = this.#scene
    const mark = world.mark()
    const seen = recordCall(world, run)
    world.rollback(mark)
    if (seen?.isSuccess !== true) return false
    const open = [...seen.calls.entries()].filter(([, call]) => this.#mayFail(call))
    let tried = 0
    for (const [index, call] of open) {
      const { kind, caller, to, value } = call
      if (!this.#isNews(`${about} ${kind} ${caller} ${to} ${value > 0n}`)) continue
      if (++tried > TRIED_MAX) break
      const answer = { status: call.status === 'return' ? 'revert' : 'return' } as const
      const other = recordCall(world, run, { call: index, answer })
      world.rollback(mark)
      if (other === undefined || !isSameBut(index, seen, other)) continue
      const line = placeOfCall(this.#scene, run, seen.calls, index)
      world.rollback(mark)
      if (!this.#found.has(line.place)) this.#found.set(line.place, { ...line, words: this.#wordsOf(call) })
    }
    return open.length > 0
  }

  /** Precompiles do not fail, and what whoever builds the block gets is a courtesy. Reading has nothing to lose. */
  #mayFail({ kind, caller, to, isUndone }: InnerCall): boolean {
    if (isUndone) return false
    if (kind !== 'call' && kind !== 'callcode' && kind !== 'delegatecall') return false
    if (to === undefined || to === caller || !this.#protocol.has(caller)) return false
    return BigInt(to) >= PRECOMPILES_END && to !== this.#scene.world.machine.block.coinbase
  }

  #isNews(name: string): boolean {
    const tried = (this.#tried.get(name) ?? 0) + 1
    this.#tried.set(name, tried)
    return tried <= ALIKE_MAX
  }

  #wordsOf({ caller, to, kind }: InnerCall): string {
    const [payer, receiver] = [caller, to!].map((each) => this.#scene.nameOf(each))
    const what = kind === 'call' ? 'its call' : `its ${kind.toUpperCase()}`
    return `${payer} does not notice whether ${what} of ${receiver} succeeds`
  }
}
