// Formulas written out as cells, as a table computes: every part once, however many formulas it is in, with its present value. When
// an input changes, only what depends on it is computed again.

import { apply, type Formula, INPUT, type Term } from './formula.ts'

/** `op` of a cell that is always the same. */
export const CONSTANT = -2

/** Numbers of cells below this one fit into one number together. */
const NUMBERS_PACKED = 2 ** 15
const PARTS_MAX = 3

/** A part of a formula. Parts that are written alike are the same cell. */
export class Cell {
  /** An opcode, INPUT or CONSTANT. */
  readonly op: number
  /** What it is computed from: the top of the stack first. Itself where there is no part. */
  readonly a: Cell
  readonly b: Cell
  readonly c: Cell
  readonly arity: number
  /** Inputs are numbered by their position; all others follow as they are written. */
  readonly number: number
  /** With the present inputs. */
  value: bigint

  constructor(number: number, op: number, parts: readonly Cell[], value: bigint) {
    this.number = number
    this.op = op
    this.a = parts[0] ?? this
    this.b = parts[1] ?? this
    this.c = parts[2] ?? this
    this.arity = parts.length
    this.value = value
  }

  compute(): bigint {
    return apply(this.op, this.a.value, this.b.value, this.c.value)
  }
}

export class Cells {
  readonly #inputs: readonly Cell[]
  /** By input: what depends on it, parts before what they are parts of. */
  readonly #dependents: readonly Cell[][]
  readonly #byFormula = new Map<Formula, Cell>()
  readonly #constants = new Map<bigint, Cell>()
  /** By what they are made of. */
  readonly #made = new Map<number | string, Cell>()
  /** All of them, by their numbers: parts before what they are parts of. */
  readonly all: Cell[] = []
  /** Values before `attempt`. */
  readonly #before: bigint[] = []

  /** @param values of the inputs */
  constructor(values: readonly bigint[]) {
    this.#inputs = values.map((value) => this.#new(INPUT, [], value))
    this.#dependents = values.map(() => [])
  }

  /** The cell of a term, which is written out if it is not there yet. */
  of(term: Term): Cell {
    if (typeof term === 'bigint') {
      let cell = this.#constants.get(term)
      if (cell === undefined) this.#constants.set(term, (cell = this.#new(CONSTANT, [], term)))
      return cell
    }
    if (term.op === INPUT) return this.#inputs[Number(term.parts[0] as bigint)]!
    let cell = this.#byFormula.get(term)
    if (cell === undefined) this.#byFormula.set(term, (cell = this.#write(term)))
    return cell
  }

  #write({ op, parts, inputs }: Formula): Cell {
    const cells = parts.map((part) => this.of(part))
    const key = keyOf(op, cells)
    const known = this.#made.get(key)
    if (known !== undefined) return known
    const cell = this.#new(op, cells, 0n)
    cell.value = cell.compute()
    this.#made.set(key, cell)
    for (const input of inputs) this.#dependents[input]!.push(cell)
    return cell
  }

  #new(op: number, parts: readonly Cell[], value: bigint): Cell {
    const cell = new Cell(this.all.length, op, parts, value)
    this.all.push(cell)
    return cell
  }

  /** Gives an input another value. */
  set(input: number, value: bigint): void {
    this.#inputs[input]!.value = value
    for (const cell of this.#dependents[input]!) cell.value = cell.compute()
  }

  /** The same, until `undo` with the same input. */
  attempt(input: number, value: bigint): void {
    const cells = this.#dependents[input]!
    const before = this.#before
    before[0] = this.#inputs[input]!.value
    this.#inputs[input]!.value = value
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]!
      before[i + 1] = cell.value
      cell.value = cell.compute()
    }
  }
  undo(input: number): void {
    const cells = this.#dependents[input]!
    const before = this.#before
    this.#inputs[input]!.value = before[0]!
    for (let i = 0; i < cells.length; i++) cells[i]!.value = before[i + 1]!
  }
}

/** The same for the same operation on the same cells. */
function keyOf(op: number, parts: readonly Cell[]): number | string {
  let key = op
  for (let i = 0; i < PARTS_MAX; i++) {
    // 0 is for no part.
    const number = (parts[i]?.number ?? -1) + 1
    if (number >= NUMBERS_PACKED) return `${op} ${parts.map((part) => part.number).join(' ')}`
    key = key * NUMBERS_PACKED + number
  }
  return key
}
