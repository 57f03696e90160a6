// The marks of a Machine that are still good, as a stack.

import { StaleSnapshotError } from './errors.ts'
import type { Mark } from './types.ts'

export class Marks {
  /** Deepest first. */
  readonly #live: Mark[] = []

  /** The mark of the present position of the journal. */
  at(position: number): Mark {
    this.dropAbove(position)
    const last = this.#live.at(-1)
    if (last?.position === position) return last
    const mark = { position }
    this.#live.push(mark)
    return mark
  }

  /** Ends the marks that were made after this one. @throws StaleSnapshotError if it ended itself. */
  dropAfter(mark: Mark): void {
    const live = this.#live
    // The newest marks are the ones used.
    let i = live.length - 1
    while (i >= 0 && live[i] !== mark) i--
    if (i < 0)
      throw new StaleSnapshotError(
        'mark',
        'the Machine went back below it, or commit() or reset() was called',
      )
    // Mostly it is the newest; to be told its length takes an array as long as all the rest here.
    while (live.length > i + 1) live.pop()
  }

  /** Marks above this position are of a history that was undone. */
  dropAbove(position: number): void {
    while (this.#live.length > 0 && this.#live.at(-1)!.position > position) this.#live.pop()
  }

  clear(): void {
    this.#live.length = 0
  }
}
