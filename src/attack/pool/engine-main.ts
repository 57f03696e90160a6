// The engine's thread of a worker: loads the task runner and runs tasks, one after the other. While it works it answers
// nobody; its progress stands in shared memory, where the main thread of the process reads it.

import { deserialize, serialize } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { keepCompiledCode } from '../../world/code-cache.ts'
import { sourceStack } from '../../world/source-frame.ts'
import { type ErrorJson, errorToJson } from '../../primitives/errors.ts'
import {
  BEATS_INDEX,
  CANCELLED_INDEX,
  type EngineData,
  EXECUTIONS_INDEX,
  type FromEngine,
  type ToEngine,
} from './protocol.ts'
import type { CreateTaskRunner, TaskProgress, TaskRunner } from './types.ts'

const { runner: runnerUrl, signal } = workerData as EngineData
const port = parentPort!

const { promise: start, resolve: begin } = Promise.withResolvers<Uint8Array>()
let runner: TaskRunner<unknown, unknown> | undefined
// Tasks come one at a time, and the first when the runner is there: each after the last was answered.
port.on('message', (message: ToEngine) => {
  if ('start' in message) begin(message.start)
  else void answer(runner!, message)
})

try {
  const module = (await import(runnerUrl)) as {
    createTaskRunner: CreateTaskRunner<unknown, unknown, unknown>
  }
  keepCompiledCode()
  runner = await module.createTaskRunner(deserialize(await start))
  send({ kind: 'ready' })
  keepCompiledCode()
} catch (error) {
  send({ kind: 'broken', error: errorToJson(error) })
}

async function answer(
  runner: TaskRunner<unknown, unknown>,
  { id, work }: Exclude<ToEngine, { readonly start: Uint8Array }>,
): Promise<void> {
  Atomics.store(signal, EXECUTIONS_INDEX, 0)
  const progress: TaskProgress = {
    executed: (count) => {
      Atomics.add(signal, EXECUTIONS_INDEX, count)
      Atomics.add(signal, BEATS_INDEX, 1)
    },
    isCancelled: () => Atomics.load(signal, CANCELLED_INDEX) === id,
  }
  try {
    const result = serialize(await runner.run(deserialize(work), progress))
    send({ kind: 'done', id, result, residentBytes: process.memoryUsage.rss() }, [result.buffer])
  } catch (error) {
    send({ kind: 'failed', id, error: located(error), residentBytes: process.memoryUsage.rss() })
  }
}

function located(error: unknown): ErrorJson {
  const json = errorToJson(error)
  return json.stack === undefined ? json : { ...json, stack: sourceStack(json.stack) }
}

function send(message: FromEngine, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}
