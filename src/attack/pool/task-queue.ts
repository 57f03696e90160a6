// Tasks that wait for a worker, and which of them a free worker gets. To load a campaign costs a worker time and memory,
// so one that has loaded it is preferred, and campaigns that nobody has loaded spread over the workers. Nobody waits for
// ever: a task that was passed over often enough is next.

/** How many later tasks may be taken before the first one. */
const PASSED_OVER_MAX = 16

/** What a queue needs to know of a task. */
export type QueuedTask = { readonly campaign: string }

/** A queue with preferences. Deterministic. */
export class TaskQueue<Task extends QueuedTask> {
  readonly #tasks: Task[] = []
  /** How often a later task was taken instead of the first. */
  #passedOver = 0

  get size(): number {
    return this.#tasks.length
  }

  add(task: Task): void {
    this.#tasks.push(task)
  }

  /** In front of all others: for a task that a worker took down with it. */
  addFirst(task: Task): void {
    this.#tasks.unshift(task)
    this.#passedOver = 0
  }

  /** Takes it out; false if it is not in the queue. */
  remove(task: Task): boolean {
    const index = this.#tasks.indexOf(task)
    if (index < 0) return false
    this.#takeAt(index)
    return true
  }

  /** All that wait, the first first; the queue is empty then. */
  takeAll(): Task[] {
    this.#passedOver = 0
    return this.#tasks.splice(0)
  }

  /**
   * The task for a worker that has loaded the campaigns `own`, while the others have loaded `elsewhere`: the first of its
   * own, else the first that nobody has loaded, else the first.
   */
  take(own: ReadonlySet<string>, elsewhere: ReadonlySet<string>): Task | undefined {
    if (this.#passedOver >= PASSED_OVER_MAX) return this.#takeAt(0)
    let index = this.#tasks.findIndex((task) => own.has(task.campaign))
    if (index < 0) index = this.#tasks.findIndex((task) => !elsewhere.has(task.campaign))
    return this.#takeAt(Math.max(index, 0))
  }

  /** The first task of one of these campaigns, if the order allows it. */
  takeOwn(own: ReadonlySet<string>): Task | undefined {
    if (this.#passedOver >= PASSED_OVER_MAX) return undefined
    const index = this.#tasks.findIndex((task) => own.has(task.campaign))
    return index < 0 ? undefined : this.#takeAt(index)
  }

  #takeAt(index: number): Task | undefined {
    this.#passedOver = index === 0 ? 0 : this.#passedOver + 1
    return this.#tasks.splice(index, 1)[0]
  }
}
