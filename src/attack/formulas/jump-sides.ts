// Which sides of conditional jumps nobody has taken, by the coverage of the Machine. A side is known by its edge's id.

import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'

type Sides = { jump: number | undefined; fall: number | undefined }

export class JumpSides {
  readonly #machine: Machine
  /** By the hash of a group of codes, then by pc. */
  readonly #groups = new Map<bigint, Map<number, Sides>>()
  readonly #all: Sides[] = []
  /** By the hash of a code: the hash of its group. */
  readonly #groupOf = new Map<bigint, bigint>()
  #read = 0

  constructor(machine: Machine) {
    this.#machine = machine
  }

  /** A side of a conditional jump; undefined if it is not one that coverage tells apart. */
  side(code: Address, pc: number, isTaken: boolean): number | undefined {
    this.#learn()
    const sides = this.#sidesAt(code, pc)
    return isTaken ? sides?.jump : sides?.fall
  }

  /** Whether nobody took this side, in calls that succeeded or failed. */
  isOpen(side: number): boolean {
    const { coverage } = this.#machine
    return coverage.seen('success')[side] === 0 && coverage.seen('failure')[side] === 0
  }

  /** Sides that were not taken, of jumps that ran since coverage was merged last. */
  passedNow(): readonly number[] {
    this.#learn()
    const hits = this.#machine.coverage.hits()
    const passed: number[] = []
    for (const { jump, fall } of this.#all) {
      if (jump === undefined || fall === undefined) continue
      if (hits[fall] !== 0 && hits[jump] === 0) passed.push(jump)
      if (hits[jump] !== 0 && hits[fall] === 0) passed.push(fall)
    }
    return passed
  }

  /** Those of them that nobody ever took. */
  openNow(): readonly number[] {
    const { coverage } = this.#machine
    const passed = this.passedNow()
    const [success, failure] = [coverage.seen('success'), coverage.seen('failure')]
    return passed.filter((side) => success[side] === 0 && failure[side] === 0)
  }

  #sidesAt(code: Address, pc: number): Sides | undefined {
    const hash = this.#machine.getCodeHash(code)
    let group = this.#groupOf.get(hash)
    if (group === undefined) {
      // Codes that differ in immediates share a group, which has the hash of one of them.
      group = this.#machine.coverage.groupAt(code)
      if (group === undefined) return undefined
      this.#groupOf.set(hash, group)
    }
    return this.#groups.get(group)?.get(pc)
  }

  /** Edges that got ids since. */
  #learn(): void {
    const { coverage } = this.#machine
    const count = coverage.edgeCount
    if (count === this.#read) return
    // The ids of one code stand together.
    let last = -1
    let places = new Map<number, Sides>()
    coverage.scanJumps(this.#read, (id, group, isTaken, pc) => {
      if (group !== last) {
        const hash = coverage.groupHash(group)
        places = this.#groups.get(hash) ?? new Map<number, Sides>()
        this.#groups.set(hash, places)
        last = group
      }
      let sides = places.get(pc)
      if (sides === undefined) {
        sides = { jump: undefined, fall: undefined }
        places.set(pc, sides)
        this.#all.push(sides)
      }
      if (isTaken) sides.jump = id
      else sides.fall = id
    })
    this.#read = count
  }
}
