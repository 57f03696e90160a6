// What lenders want to hear from a borrower. Standards say a word for it, and some lenders want another: what they compare our answer
// with before they give up is what they want.

import { bigIntToBytes32, readWord } from '../../primitives/bytes.ts'
import { answerKey } from '../attacker/friendly-answer.ts'
import type { World } from '../types.ts'

const EQ = 0x14
const COMPARED_MAX = 600
/** Hooks of which an answer is looked for. */
const TRIED_MAX = 12

export class LearnedAnswers {
  /** Grows. */
  readonly answers: Map<string, Uint8Array> = new Map<string, Uint8Array>()
  readonly #world: World
  readonly #tried = new Set<string>()

  constructor(world: World) {
    this.#world = world
  }

  /**
   * A call has failed that `play` makes again. True if it gave up at what the attacker's contract answered, and what it wants to hear
   * instead is known now. Each hook is looked at once.
   */
  learn(play: () => unknown): boolean {
    const hook = this.#world.answeredHook
    if (hook === undefined || hook.output.length < 32) return false
    const key = answerKey(hook.caller, hook.selector)
    if (this.#tried.has(key) || this.#tried.size >= TRIED_MAX) return false
    this.#tried.add(key)
    const { observations } = this.#world.machine
    const said = readWord(hook.output, 0)
    let wanted: bigint | undefined
    const mark = this.#world.mark()
    observations.observe({ comparisons: true })
    try {
      play()
      // The newest first: it gave up right after.
      observations.scan(COMPARED_MAX, (_site, opcode, at) => {
        const [left, right] = [observations.left(at), observations.right(at)]
        if (wanted !== undefined || opcode !== EQ || left === right) return
        if (left === said) wanted = right
        else if (right === said) wanted = left
      })
    } finally {
      observations.observe({})
      this.#world.rollback(mark)
    }
    if (wanted === undefined || wanted === 0n) return false
    this.answers.set(key, bigIntToBytes32(wanted))
    return true
  }
}
