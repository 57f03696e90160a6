// The process of a worker. Its main thread passes messages on and watches the engine, which runs in a thread of its own
// with a stack that nested Machines need. The process lives exactly as long as the connection to the pool: when the pool's
// process is gone, however it went, this one ends too.

import { errorToJson } from '../../primitives/errors.ts'
import { keepCompiledCode } from '../../world/code-cache.ts'
import { startEngineWorker } from '../../world/engine-worker.ts'
import { workerEntry } from '../../world/worker-entry.ts'
import {
  BEATS_INDEX,
  CANCELLED_INDEX,
  EXECUTIONS_INDEX,
  type EngineData,
  type FromEngine,
  type FromWorker,
  SIGNAL_INTS,
  type ToEngine,
  type ToWorker,
} from './protocol.ts'

const BEAT_MS = 500

// A terminal sends these to every process of the command. The command decides what they mean; until it lets go of us,
// there is a result to be had.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

process.once('disconnect', endAtOnce)
if (process.connected) process.once('message', (message) => serve(message as ToWorker & { kind: 'load' }))
else endAtOnce()

function serve({ runner }: ToWorker & { kind: 'load' }): void {
  const signal = new Int32Array(new SharedArrayBuffer(SIGNAL_INTS * Int32Array.BYTES_PER_ELEMENT))
  const data: EngineData = { runner, signal }
  const engine = startEngineWorker(workerEntry('engine-main', import.meta.url), { data })
  keepCompiledCode()
  let runningId = 0
  let beats = 0

  process.on('message', (message) => {
    const command = message as ToWorker
    if (command.kind === 'start') engine.postMessage({ start: command.start } satisfies ToEngine)
    else if (command.kind === 'run') {
      runningId = command.id
      engine.postMessage({ id: command.id, work: command.work } satisfies ToEngine)
    } else if (command.kind === 'cancel') {
      Atomics.store(signal, CANCELLED_INDEX, command.id)
    }
  })

  engine.on('message', (message: FromEngine) => {
    if (message.kind === 'done' || message.kind === 'failed') runningId = 0
    send(message)
  })
  // What nobody caught: an error in a callback, no memory left (ERR_WORKER_OUT_OF_MEMORY), no entry.
  engine.on('error', (error) => send({ kind: 'ended', error: errorToJson(error) }))
  engine.on('exit', (code) =>
    send({ kind: 'ended', error: errorToJson(new Error(`the engine's thread ended with code ${code}`)) }),
  )

  setInterval(() => {
    const beatsNow = Atomics.load(signal, BEATS_INDEX)
    if (runningId === 0 || beatsNow === beats) return
    beats = beatsNow
    send({ kind: 'beat', id: runningId, executions: Atomics.load(signal, EXECUTIONS_INDEX) })
  }, BEAT_MS)
}

function send(message: FromWorker): void {
  // A pool that is gone is seen by 'disconnect'.
  process.send?.(message, undefined, undefined, () => undefined)
}

// Not an orderly end: the engine may be in a loop, and there is nothing here that somebody would miss.
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL')
}
