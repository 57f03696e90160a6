// What the parts of a pool share. A pool runs tasks on workers that may die at any moment; a task is a deterministic
// function of what it is given, so that running it once more elsewhere gives the same result.

/** One piece of work. */
export type PoolTask<Work> = {
  /** Which campaign it belongs to: a worker that has run tasks of it is preferred. */
  readonly campaign: string
  /** For messages: 'test/Vault.t.sol:VaultTest, epoch 3, lane 1'. */
  readonly name: string
  /** Plain data for the task runner: what v8.serialize takes, bigint and Uint8Array included. */
  readonly work: Work
  /** Seconds, at least 1, that may pass without progress before its worker is held to hang. Generous: it is given to another. */
  readonly silenceSecondsMax: number
  /**
   * Work that makes a worker ready for tasks of the campaign, as `work`. One that has run none of them does this first where another
   * worker has: that one goes on with the tasks meanwhile. Nobody hears what it gives back.
   */
  readonly preparation?: Work
  /**
   * Tasks of the campaign that will come together when this one has ended. If it takes its time, workers for them are started; those that
   * have nothing to do while it runs do its `preparation`.
   */
  readonly followedBy?: number
}

/** What goes on while a task runs. */
export type RunOptions = {
  /** Executions of this attempt so far; about twice a second. Starts over if the task is given to another worker. */
  readonly onProgress?: (executions: number) => void
  /**
   * Aborting it asks for an early end. A task that waits is refused with POOL_TASK_CANCELLED. One that runs ends when its
   * runner looks (TaskProgress.isCancelled), and what it gives back is its result.
   */
  readonly signal?: AbortSignal
}

/** Runs tasks. Results come when they are there: who needs an order waits for the promises in that order. */
export type Pool<Work, Result> = {
  /**
   * @throws RemoteError what the runner threw: not tried again, because it would throw again.
   * @throws PoolError the task could not be run.
   */
  run(task: PoolTask<Work>, options?: RunOptions): Promise<Result>
  /** How many workers have loaded the campaign and wait for a task. Absent: it has no workers of its own. */
  waitingFor?(campaign: string): number
  /** Ends all workers at once; tasks without a result are refused with POOL_CLOSED. */
  close(): Promise<void>
}

/** What happened to the workers, for messages and statistics. `worker` counts from 0 and stays when one is replaced. */
export type PoolEvent =
  | { readonly kind: 'started'; readonly worker: number; readonly pid: number }
  /** Died, hung or could not start. */
  | {
      readonly kind: 'lost'
      readonly worker: number
      readonly pid: number | undefined
      readonly reason: string
      /** The task that it had: given to another worker, up to TASK_ATTEMPTS_MAX in all. */
      readonly task: string | undefined
    }
  /** Had grown above the limit and was ended after its task. */
  | {
      readonly kind: 'replaced'
      readonly worker: number
      readonly pid: number
      readonly residentBytes: number
    }

/** How often a task is given to a worker before it is held to be what ends them. */
export const TASK_ATTEMPTS_MAX = 3

/** Runs the tasks of one worker, one after the other. */
export type TaskRunner<Work, Result> = {
  /** The result must be plain data, as PoolTask.work. May be called again after it threw. */
  run(work: Work, progress: TaskProgress): Result | Promise<Result>
}

/** What a module that is given to a pool exports under the name `createTaskRunner`. Called once per worker. */
export type CreateTaskRunner<Start, Work, Result> = (
  start: Start,
) => TaskRunner<Work, Result> | Promise<TaskRunner<Work, Result>>

/** The task runner's way to be heard while it works. Both cost nanoseconds. */
export type TaskProgress = {
  /** Tells of executions that were done since the last time; also with 0 it says "I still work". */
  executed(count: number): void
  /** Whether nobody wants the rest of the task. */
  isCancelled(): boolean
}
