// What may be spent on something that costs much at once: a part of all executions, and up to twice that if it pays.

export class Allowance {
  readonly #oneIn: number
  #spent = 0
  #paid = 0

  /** @param oneIn this part of all executions */
  constructor(oneIn: number) {
    this.#oneIn = oneIn
  }

  /** Executions that were spent. */
  get spent(): number {
    return this.#spent
  }

  /** Whether something is left, of a lane that has made so many executions. */
  isLeft(executions: number): boolean {
    const part = executions / this.#oneIn
    return this.#spent <= part + Math.min(part, this.#paid)
  }

  note(executions: number, hasPaid: boolean): void {
    this.#spent += executions
    if (hasPaid) this.#paid += executions
  }
}
