// The failures of one campaign: which are known, which of them are told, and their findings as they are made short.

import { BaseError } from '../primitives/errors.ts'
import type { CampaignEvent, Checkpoint, StoredCampaign, StoredFailure } from './campaign.ts'
import { withHint } from './error-text.ts'
import type { CampaignAnswer, FailureToShrink, ShrunkFinding } from './tasks.ts'

/** Failures of one detector that are made short and told: what it finds after that is mostly the same once more. */
const DETECTED_MAX = 6
/** Positions of what optimisations reached: behind all failures. */
const OPTIMISED_FROM = 1_000_000

export type FailureOptions = {
  readonly contract: string
  readonly checkpoint: Checkpoint | undefined
  readonly onEvent: (event: CampaignEvent) => void
  /** Has a worker make the failure short. */
  readonly shrink: (failure: FailureToShrink) => Promise<CampaignAnswer>
  /** A sentence for the user. */
  readonly warn: (text: string) => void
}

export class FoundFailures {
  readonly #options: FailureOptions
  readonly #keys = new Set<string>()
  readonly #broken = new Set<number>()
  /** By detector: how many failures it found. */
  readonly #detected = new Map<number, number>()
  /** By the position of their failure: the order in which shrinking ends is chance. */
  readonly #findings = new Map<number, ShrunkFinding>()
  readonly #unshrunk: FailureToShrink[] = []
  readonly #shrinking: Promise<void>[] = []
  #count = 0

  constructor(options: FailureOptions) {
    this.#options = options
  }

  get count(): number {
    return this.#count
  }
  /** Keys of all that are known. */
  get keys(): ReadonlySet<string> {
    return this.#keys
  }
  /** Properties of which no further failure is wanted. */
  get broken(): ReadonlySet<number> {
    return this.#broken
  }
  /** Those that could not be made short, or again, in time. */
  get unshrunk(): readonly FailureToShrink[] {
    return this.#unshrunk
  }
  /** In the order of their failures; of those with one signature the first. */
  get findings(): readonly ShrunkFinding[] {
    const out: ShrunkFinding[] = []
    for (const [, finding] of [...this.#findings].sort(([a], [b]) => a - b)) {
      if (out.every((known) => !isSame(known, finding))) out.push(finding)
    }
    return out
  }

  /** Takes a failure in, unless it is known. */
  add(failure: StoredFailure): boolean {
    if (this.#keys.has(failure.key) || this.#broken.has(failure.property)) return false
    this.#shrink(failure, this.#note(failure), failure.key)
    return true
  }

  /** Takes in those of an earlier run, with what had become of them. */
  resume({ failures, shrunk }: Pick<StoredCampaign, 'failures' | 'shrunk'>): void {
    for (const failure of failures) {
      const ordinal = this.#note(failure)
      const known = shrunk.find(({ key }) => key === failure.key)
      if (known === undefined) this.#shrink(failure, ordinal, failure.key)
      else this.#addFinding(ordinal, known.finding)
    }
  }

  /** Makes short what optimisations reached, and waits for all that is made short. */
  async end(reached: readonly FailureToShrink[]): Promise<void> {
    for (const [i, failure] of reached.entries()) this.#shrink(failure, OPTIMISED_FROM + i, '')
    await Promise.all(this.#shrinking)
  }

  /** Its position. */
  #note(failure: StoredFailure): number {
    this.#keys.add(failure.key)
    this.#noteBroken(failure)
    const { property, executions, seconds, sequence } = failure
    const { contract, onEvent } = this.#options
    onEvent({ kind: 'found', contract, property, calls: sequence.length, executions, seconds })
    return this.#count++
  }

  /** A property that has one function is broken once. Assertions are many, and so is what a detector finds: each has its key. */
  #noteBroken({ key, property }: StoredFailure): void {
    if (key.startsWith('assertion ')) return
    if (key.startsWith('detector ')) {
      const count = (this.#detected.get(property) ?? 0) + 1
      this.#detected.set(property, count)
      if (count < DETECTED_MAX) return
    }
    this.#broken.add(property)
  }

  /** Those that show another failure once more are not told; false then. */
  #addFinding(ordinal: number, finding: ShrunkFinding): boolean {
    const { contract, onEvent } = this.#options
    const isNew = [...this.#findings.values()].every((known) => !isSame(known, finding))
    this.#findings.set(ordinal, finding)
    if (isNew) onEvent({ kind: 'shrunk', contract, finding })
    return isNew
  }

  /** @param key Of the failure; empty for what an optimisation reached, which the next run reaches again. */
  #shrink(failure: FailureToShrink, ordinal: number, key: string): void {
    this.#shrinking.push(this.#shrinkNow(failure, ordinal, key))
  }

  async #shrinkNow(failure: FailureToShrink, ordinal: number, key: string): Promise<void> {
    const { contract, onEvent, checkpoint, shrink, warn } = this.#options
    const { property } = failure
    onEvent({ kind: 'shrinking', contract, property, calls: failure.sequence.length })
    let isDropped = key !== ''
    try {
      const answer = await shrink(failure)
      if (answer.kind === 'notReproduced') {
        warn(
          `A failure of property ${property} after ${failure.sequence.length} calls did not show again when the calls were made anew; it is not reported.`,
        )
        return
      }
      if (answer.kind !== 'shrunk') throw new TypeError(`A worker answered 'shrink' with '${answer.kind}'.`)
      const { finding } = answer
      if (key !== '') checkpoint?.saveFinding(key, finding)
      if (this.#addFinding(ordinal, finding)) isDropped = false
    } catch (error) {
      if (!(error instanceof BaseError)) throw error
      isDropped = false
      this.#unshrunk.push(failure)
      warn(`A failure could not be shrunk: ${withHint(error)}`)
    } finally {
      onEvent({ kind: 'shrinkingEnded', contract, property, isDropped })
    }
  }
}

function isSame(a: ShrunkFinding, b: ShrunkFinding): boolean {
  return (
    a.property === b.property &&
    a.signature.mechanism === b.signature.mechanism &&
    a.signature.place === b.signature.place
  )
}
