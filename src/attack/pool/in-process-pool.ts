// A pool without processes, for tests and for embedding: same promises, same copies, one task at a time on this thread.

import { deserialize, serialize } from 'node:v8'
import { PoolError, taskCancelled } from './pool-error.ts'
import type { Pool, PoolTask, RunOptions, TaskProgress, TaskRunner } from './types.ts'

/**
 * Runs tasks on this thread, in the order in which they come. Between two of them the event loop turns, within one it
 * does not. Nothing protects from a task that hangs or takes the process down.
 */
export function createInProcessPool<Work, Result>(runner: TaskRunner<Work, Result>): Pool<Work, Result> {
  let isClosed = false
  let queue: Promise<unknown> = Promise.resolve()

  const runOne = async (task: PoolTask<Work>, work: Uint8Array, options: RunOptions): Promise<Result> => {
    await new Promise((resolve) => setImmediate(resolve))
    if (isClosed) throw new PoolError('POOL_CLOSED', 'The pool of workers was closed.')
    if (options.signal?.aborted === true) throw taskCancelled(task.name)
    let executions = 0
    const progress: TaskProgress = {
      executed: (count) => {
        executions += count
        options.onProgress?.(executions)
      },
      isCancelled: () => isClosed || options.signal?.aborted === true,
    }
    return copy(await runner.run(deserialize(work) as Work, progress))
  }

  return {
    run: async (task, options = {}) => {
      // Copied now and not when it is its turn, as a pool of processes would.
      const work = serialize(task.work)
      const result = queue.then(() => runOne(task, work, options))
      queue = result.catch(() => undefined)
      return await result
    },
    close: async () => {
      isClosed = true
      await queue
    },
  }
}

// What cannot go to another process fails here too, and nobody comes to rely on sharing an object with a task.
function copy<Value>(value: Value): Value {
  return deserialize(serialize(value)) as Value
}
