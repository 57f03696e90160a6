// When a lane has detectors of calls look at a call, and which of them has something to judge.

import type { WorldMark } from '../world/types.ts'
import { tryCall } from './arena.ts'
import type { CallDetector } from './detectors/types.ts'
import { detectorKey } from './failure-key.ts'
import type { LaneParts } from './lane-task.ts'
import type { Call, Property } from './types.ts'

/** Every so many calls that bring nothing new they look at one, half-way between other samples. */
const EXAMINED_EVERY = 64
/** So many calls they look at anyway, and one more for so many that were made: looking takes a few times as long as the call. */
const EXAMINED_LEAST = 8
const EXAMINED_ONE_IN = 64
/** As for looking, of judging, which takes as long as some hundred calls. */
const JUDGED_ONE_IN = 1024
/** How often a lane judges what looks the same. */
const JUDGED_MAX = 3

export class CallExaminer {
  readonly #parts: LaneParts
  readonly #detectors: readonly { readonly property: Property; readonly detector: CallDetector }[]
  /** By what looked suspicious: how often it was judged. */
  readonly #judged = new Map<string, number>()
  #examined = 0
  #judgements = 0

  /** @param open properties that are not broken yet */
  constructor(parts: LaneParts, open: readonly Property[]) {
    this.#parts = parts
    this.#detectors = open.flatMap((property) => {
      const detector = parts.target.attacker?.ofCalls.get(property.name)
      const asks = property.isOfCall === true && detector !== undefined && detector.isIdle !== true
      return asks ? { property, detector } : []
    })
  }

  /** Whether they are to look at the last call. @param executions calls that the lane has made */
  isDue(isNew: boolean, executions: number): boolean {
    if (this.#detectors.length === 0) return false
    if (!isNew && executions % EXAMINED_EVERY !== EXAMINED_EVERY / 2) return false
    return (
      this.#examined <= EXAMINED_LEAST + executions / EXAMINED_ONE_IN &&
      this.#judgements <= executions / JUDGED_ONE_IN
    )
  }

  /**
   * Makes the call again for each of them. The first that suspects something which was not judged as often as it may be; whoever comes
   * after that has its turn another time. The state is afterwards as the call leaves it.
   * @param before the last mark in front of the call
   */
  lookAt(
    call: Call,
    before: WorldMark,
    isKnown: (property: Property) => boolean,
  ): { readonly property: Property | undefined; readonly gasUsed: number } {
    this.#examined++
    const { world } = this.#parts
    let gasUsed = 0
    for (const { property, detector } of this.#detectors) {
      if (isKnown(property)) continue
      world.rollback(before)
      const suspects = detector.suspects(() => {
        const result = tryCall(world, call)
        gasUsed += Number(result.gasUsed)
        return result
      }, call)
      world.machine.coverage.merge('drop')
      const key = detectorKey(property, call)
      if (!this.#isToBeJudged(suspects.map((each) => `${key} ${each}`))) continue
      this.#judgements++
      return { property, gasUsed }
    }
    return { property: undefined, gasUsed }
  }

  #isToBeJudged(suspects: readonly string[]): boolean {
    const open = suspects.filter((each) => (this.#judged.get(each) ?? 0) < JUDGED_MAX)
    for (const each of open) this.#judged.set(each, (this.#judged.get(each) ?? 0) + 1)
    return open.length > 0
  }
}
