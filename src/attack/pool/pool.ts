// Runs tasks on child processes. Any of them may die at any moment (kill -9, an abort of V8, no memory left) or hang; its
// task is then given to another one, and nothing else is lost. Workers start when there is work for them.

import { deserialize, serialize } from 'node:v8'
import { type ErrorJson, errorFromJson } from '../../primitives/errors.ts'
import { PoolError, taskCancelled } from './pool-error.ts'
import { TaskQueue } from './task-queue.ts'
import { type Pool, type PoolEvent, type PoolTask, type RunOptions, TASK_ATTEMPTS_MAX } from './types.ts'
import { WorkerProcess } from './worker-process.ts'

const TICK_MS = 1_000

/** A worker that needs more resident memory than this after a task is replaced. */
const RESIDENT_BYTES_MAX = 1.5 * 2 ** 30

// Workers that die one after the other before they are ready: the machine cannot run them.
const FAILED_STARTS_MAX = 5

// A task that others follow is mostly over by then, and so are some of those that follow: who loads a project beside them takes their time.
const FOLLOWERS_START_MS = 250

// What a worker that ran other campaigns since then has probably let go.
const CAMPAIGNS_LOADED_MAX = 8

export type PoolOptions<Start> = {
  /** At least 1. */
  readonly workers: number
  /** Module with `createTaskRunner` (CreateTaskRunner), made with `workerEntry(name, import.meta.url)`. */
  readonly runner: URL
  /** Plain data for `createTaskRunner`, as PoolTask.work. */
  readonly start: Start
  readonly residentBytesMax?: number
  /** A worker that was started before: the pool's from now on, if it loads the same module. */
  readonly early?: WorkerProcess
  readonly onEvent?: (event: PoolEvent) => void
}

/** A pool of worker processes. It keeps this process alive until it is closed. */
export function createPool<Start, Work, Result>(options: PoolOptions<Start>): Pool<Work, Result> {
  return new ProcessPool<Work, Result>(options)
}

/** A task with who waits for it. */
type Job = {
  readonly id: number
  readonly campaign: string
  readonly name: string
  readonly silenceSecondsMax: number
  readonly work: Uint8Array
  readonly preparation: Uint8Array | undefined
  readonly followedBy: number
  /** It is the preparation of a worker, for whatever task comes. */
  readonly isPreparation: boolean
  attempts: number
  /** It runs for so long that workers for those that follow start. */
  hasFollowers: boolean
  /** Nobody wants the rest of it: not to be given to another worker. */
  isCancelled: boolean
  readonly onProgress: ((executions: number) => void) | undefined
  readonly resolve: (result: Uint8Array) => void
  readonly reject: (error: Error) => void
}

/** A place for a worker: who is there now. */
type Slot = {
  readonly number: number
  process: WorkerProcess | undefined
  isReady: boolean
  job: Job | undefined
  /** Campaigns of its last tasks, the latest last. */
  loaded: Set<string>
}

class ProcessPool<Work, Result> implements Pool<Work, Result> {
  readonly #options: PoolOptions<unknown>
  readonly #start: Uint8Array
  readonly #slots: readonly Slot[]
  readonly #queue = new TaskQueue<Job>()
  readonly #timer: NodeJS.Timeout
  /** By campaign: how many workers ended while they prepared themselves for it. */
  readonly #lostPreparations = new Map<string, number>()
  #lastId = 0
  #early: WorkerProcess | undefined
  #failedStarts = 0
  /** Why no further task is taken. */
  #end: Error | undefined

  constructor(options: PoolOptions<unknown>) {
    if (!Number.isInteger(options.workers) || options.workers < 1) {
      throw new RangeError(`A pool has at least one worker, not ${options.workers}.`)
    }
    this.#options = options
    this.#early = options.early
    this.#start = serialize(options.start)
    this.#slots = Array.from({ length: options.workers }, (_, number) => emptySlot(number))
    this.#timer = setInterval(() => {
      for (const slot of this.#slots) slot.process?.tick()
    }, TICK_MS)
    this.#timer.unref()
  }

  async run(task: PoolTask<Work>, { onProgress, signal }: RunOptions = {}): Promise<Result> {
    if (this.#end !== undefined) throw this.#end
    if (signal?.aborted === true) throw taskCancelled(task.name)
    const work = serialize(task.work)
    const preparation = task.preparation === undefined ? undefined : serialize(task.preparation)
    let stopListening: () => void = () => undefined
    const result = new Promise<Uint8Array>((resolve, reject) => {
      const { campaign, name, silenceSecondsMax, followedBy = 0 } = task
      const id = ++this.#lastId
      const job: Job = {
        id,
        campaign,
        name,
        silenceSecondsMax,
        work,
        preparation,
        followedBy,
        isPreparation: false,
        attempts: 0,
        hasFollowers: false,
        isCancelled: false,
        onProgress,
        resolve,
        reject,
      }
      if (signal !== undefined) {
        const cancel = (): void => this.#cancel(job)
        signal.addEventListener('abort', cancel, { once: true })
        stopListening = () => signal.removeEventListener('abort', cancel)
      }
      this.#queue.add(job)
    })
    this.#assign()
    try {
      return deserialize(await result) as Result
    } finally {
      stopListening()
    }
  }

  waitingFor(campaign: string): number {
    return this.#slots.filter(
      ({ isReady, job, loaded }) => isReady && job === undefined && loaded.has(campaign),
    ).length
  }

  async close(): Promise<void> {
    this.#refuseAll(new PoolError('POOL_CLOSED', 'The pool of workers was closed.'))
    await Promise.all(this.#slots.map(async (slot) => slot.process?.end('the pool was closed')))
  }

  /** Gives waiting tasks to free workers, and starts workers for those that are left. */
  #assign(): void {
    if (this.#end !== undefined) return
    const free = (): Slot[] => this.#slots.filter((slot) => slot.isReady && slot.job === undefined)
    for (const slot of free()) this.#give(slot, this.#queue.takeOwn(slot.loaded))
    for (const slot of free()) {
      if (this.#queue.size === 0) break
      const elsewhere = new Set(this.#slots.flatMap((other) => (other === slot ? [] : [...other.loaded])))
      const job = this.#queue.take(slot.loaded, elsewhere)
      if (job === undefined || !elsewhere.has(job.campaign) || !this.#prepares(slot, job))
        this.#give(slot, job)
      // It was the first in the queue: those that come before have not been loaded by anybody.
      else this.#queue.addFirst(job)
    }
    const followed = this.#slots.flatMap(({ job }) => (job?.hasFollowers === true ? [job] : []))
    for (const slot of free()) followed.some((job) => this.#prepares(slot, job))
    const there = this.#slots.filter((slot) => slot.process !== undefined)
    const starting = there.filter((slot) => !slot.isReady)
    const following = Math.max(0, ...followed.map(({ followedBy }) => followedBy))
    let missing = Math.max(this.#queue.size - starting.length, following - there.length)
    for (const slot of this.#slots) {
      if (slot.process !== undefined || missing-- <= 0) continue
      this.#startWorker(slot)
    }
  }

  #give(slot: Slot, job: Job | undefined): void {
    if (job === undefined) return
    slot.job = job
    job.attempts++
    slot.loaded.delete(job.campaign)
    slot.loaded.add(job.campaign)
    for (const oldest of slot.loaded) {
      if (slot.loaded.size <= CAMPAIGNS_LOADED_MAX) break
      slot.loaded.delete(oldest)
    }
    slot.process?.run(job.id, job.work, job.silenceSecondsMax)
    if (job.followedBy === 0) return
    const startFollowers = (): void => {
      if (slot.job !== job) return
      job.hasFollowers = true
      this.#assign()
    }
    setTimeout(startFollowers, FOLLOWERS_START_MS).unref()
  }

  /** Has a worker that has not loaded the job's campaign do so, if the job says how. */
  #prepares(slot: Slot, { campaign, name, preparation, silenceSecondsMax }: Job): boolean {
    if (preparation === undefined || slot.loaded.has(campaign)) return false
    // It may be what ends them: then the task itself is tried, and how often that is is counted.
    if ((this.#lostPreparations.get(campaign) ?? 0) >= TASK_ATTEMPTS_MAX) return false
    this.#give(slot, {
      id: ++this.#lastId,
      campaign,
      name: `getting ready for ${name}`,
      silenceSecondsMax,
      work: preparation,
      preparation: undefined,
      followedBy: 0,
      isPreparation: true,
      attempts: 0,
      hasFollowers: false,
      isCancelled: false,
      onProgress: undefined,
      resolve: () => undefined,
      reject: () => undefined,
    })
    return true
  }

  #startWorker(slot: Slot): void {
    const worker = this.#takeEarly() ?? new WorkerProcess(this.#options.runner)
    slot.process = worker
    worker.begin(this.#start, {
      onReady: () => {
        slot.isReady = true
        this.#failedStarts = 0
        this.#assign()
      },
      onBeat: (executions) => slot.job?.onProgress?.(executions),
      onDone: (result, residentBytes) => this.#settle(slot, residentBytes, (job) => job.resolve(result)),
      onFailed: (error, residentBytes) =>
        this.#settle(slot, residentBytes, (job) => job.reject(errorFromJson(error))),
      onEnd: (reason, broken) => this.#bury(slot, reason, broken),
    })
    if (worker.pid !== undefined) {
      this.#options.onEvent?.({ kind: 'started', worker: slot.number, pid: worker.pid })
    }
  }

  #takeEarly(): WorkerProcess | undefined {
    const { runner } = this.#options
    const early = this.#early
    this.#early = undefined
    return early?.hasEnded === false && early.runner.href === runner.href ? early : undefined
  }

  #settle(slot: Slot, residentBytes: number, answer: (job: Job) => void): void {
    const { job, process: worker } = slot
    slot.job = undefined
    if (residentBytes > (this.#options.residentBytesMax ?? RESIDENT_BYTES_MAX)) {
      slot.isReady = false
      if (worker?.pid !== undefined) {
        this.#options.onEvent?.({ kind: 'replaced', worker: slot.number, pid: worker.pid, residentBytes })
      }
      void worker?.end('grew too large')
    }
    if (job !== undefined) answer(job)
    this.#assign()
  }

  /** A worker is gone: by itself, or because it was ended. */
  #bury(slot: Slot, reason: string, broken: ErrorJson | undefined): void {
    const { job, process: worker } = slot
    const wasReady = slot.isReady
    Object.assign(slot, emptySlot(slot.number))
    if (this.#end !== undefined) return
    // One that was replaced has no task and is not ready, and nobody needs to hear of it twice.
    const wasReplaced = !wasReady && reason === 'grew too large'
    if (!wasReplaced) {
      this.#options.onEvent?.({
        kind: 'lost',
        worker: slot.number,
        pid: worker?.pid,
        reason,
        task: job?.name,
      })
    }
    if (!wasReady && !wasReplaced) this.#failedStarts++
    if (broken !== undefined) this.#refuseAll(errorFromJson(broken))
    else if (this.#failedStarts >= FAILED_STARTS_MAX) this.#refuseAll(startsFailed(reason))
    if (job?.isPreparation === true) {
      this.#lostPreparations.set(job.campaign, (this.#lostPreparations.get(job.campaign) ?? 0) + 1)
    } else if (job !== undefined) {
      if (job.isCancelled) job.reject(taskCancelled(job.name))
      else if (job.attempts >= TASK_ATTEMPTS_MAX) job.reject(taskLost(job, reason))
      else this.#queue.addFirst(job)
    }
    this.#assign()
  }

  #cancel(job: Job): void {
    job.isCancelled = true
    if (this.#queue.remove(job)) job.reject(taskCancelled(job.name))
    else this.#slots.find((slot) => slot.job === job)?.process?.cancel()
  }

  #refuseAll(error: Error): void {
    if (this.#end !== undefined) return
    this.#end = error
    clearInterval(this.#timer)
    for (const slot of this.#slots) slot.job?.reject(error)
    for (const job of this.#queue.takeAll()) job.reject(error)
    for (const slot of this.#slots) void slot.process?.end('the pool was closed')
  }
}

function emptySlot(number: number): Slot {
  return { number, process: undefined, isReady: false, job: undefined, loaded: new Set() }
}

function taskLost({ name, attempts }: Job, reason: string): PoolError {
  return new PoolError(
    'POOL_TASK_LOST',
    `${name}: ${attempts} workers ended while they ran it; the last ${reason}.`,
    {
      hint: 'The rest of the run goes on without it. The same happens with the same seed: please report it.',
      details: { task: name, attempts, reason },
    },
  )
}

function startsFailed(reason: string): PoolError {
  return new PoolError(
    'POOL_BROKEN',
    `Workers do not start: ${FAILED_STARTS_MAX} in a row ended, the last ${reason}.`,
    {
      hint: 'Is there enough free memory, and may this user start processes? "faultline doctor" checks the machine.',
      details: { attempts: FAILED_STARTS_MAX, reason },
    },
  )
}
