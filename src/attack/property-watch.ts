// Asks properties, and knows which need not be asked again: one that was answered answers the same until something that it
// read is written. Most calls write nothing that most properties read.

import type { Address, Mark } from '../evm/types.ts'
import type { CoverageGain } from '../evm/coverage.ts'
import type { Watched } from '../evm/feedback.ts'
import type { World, WorldMark } from '../world/types.ts'
import { askProperty, type PropertyAnswer } from './arena.ts'
import type { Property } from './types.ts'

/** Bits of all watchers of a Machine. */
const EVERYBODY = (1n << 64n) - 1n
const WATCHERS = 64

/** The watcher that the property is for the Machine; see Feedback.watch. */
export function watcherOf({ index, readsWith }: Pick<Property, 'index' | 'readsWith'>): number {
  return (readsWith ?? index) % WATCHERS
}

export type WatchCopy = { readonly watched: Watched; readonly opaque: ReadonlySet<number> }

const NOTHING_NEW: CoverageGain = { newEdges: 0, newBuckets: 0 }

export class PropertyWatch {
  readonly #world: World
  /** Properties that looked at something through a cheatcode: what it was is not known. */
  readonly #opaque = new Set<number>()
  /** A property that is none of detectors ran since coverage was merged, and what was new before. */
  #isUnmerged = false
  #gain: CoverageGain = NOTHING_NEW
  /** The copy that says what is known now, if nothing was asked since: it has half a megabyte. */
  #asCopied: WatchCopy | undefined

  constructor(world: World) {
    this.#world = world
  }

  /** What is known of who read what, and who cannot be known: as data, to come back to. */
  copy(): WatchCopy {
    const watched = this.#world.machine.feedback.getWatched()
    this.#asCopied = { watched, opaque: new Set(this.#opaque) }
    return this.#asCopied
  }
  restore(copy: WatchCopy): void {
    if (copy === this.#asCopied) return
    this.#world.machine.feedback.setWatched(copy.watched)
    this.#opaque.clear()
    for (const index of copy.opaque) this.#opaque.add(index)
    this.#asCopied = copy
  }

  /**
   * Asks, and notes what is read. Call `done` after the last one. What a detector has others do (users leave, somebody tries what
   * anybody may do) is not what the search has reached: its coverage is dropped, and the way there stays open.
   */
  ask(sender: Address, property: Property): PropertyAnswer {
    const world = this.#world
    const isDetector = property.kind === 'detector'
    if (isDetector) this.#merge()
    const effects = world.cheatcodeEffects
    this.#asCopied = undefined
    world.machine.feedback.watch(watcherOf(property))
    const answer = askProperty(world, sender, property)
    if (world.cheatcodeEffects !== effects) this.#opaque.add(property.index)
    if (isDetector) world.machine.coverage.merge('drop')
    else this.#isUnmerged = true
    return answer
  }

  /** What is new of what properties covered. */
  done(): CoverageGain {
    this.#world.machine.feedback.watch(undefined)
    this.#merge()
    const gain = this.#gain
    this.#gain = NOTHING_NEW
    return gain
  }

  #merge(): void {
    if (!this.#isUnmerged) return
    this.#isUnmerged = false
    const { newEdges, newBuckets } = this.#world.machine.coverage.merge('success')
    this.#gain = {
      newEdges: this.#gain.newEdges + newEdges,
      newBuckets: this.#gain.newBuckets + newBuckets,
    }
  }

  /** Whom the calls since the mark concern, as bits. */
  concernedSince(mark: WorldMark): bigint {
    const { machine } = this.#world
    // A cheatcode that changes what calls do: everybody may see that.
    if (!this.#world.remembersSame(mark)) return EVERYBODY
    const readers = machine.feedback.watchersSince(mark.machine as Mark)
    return this.#world.isInBlockOf(mark) ? readers : readers | machine.feedback.blockWatchers
  }
  /** No property looked at something that is not known. */
  get followsAll(): boolean {
    return this.#opaque.size === 0
  }
  /** Whom it concerns that time passes. */
  get ofTime(): bigint {
    return this.#world.machine.feedback.blockWatchers
  }
  get everybody(): bigint {
    return EVERYBODY
  }

  /** Whether the property's answer may be another one than before. */
  isConcerned(property: Property, concerned: bigint): boolean {
    return (
      concerned === EVERYBODY ||
      this.#opaque.has(property.index) ||
      ((concerned >> BigInt(watcherOf(property))) & 1n) === 1n
    )
  }
}
