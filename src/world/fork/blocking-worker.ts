// Asks a worker thread something and blocks until the answer is there.
//
// The EVM is synchronous and HTTP is not. Node has no synchronous HTTP, but a thread may sleep on shared memory while
// another one works: the asking thread posts a message, sleeps in Atomics.wait, and takes the answer from the port with
// receiveMessageOnPort, which needs no event loop. While it sleeps, nothing else runs on it: no timers, no 'exit' event
// of the worker. So a worker that ends says so in the shared memory. One that cannot even do that (no entry, no memory)
// is noticed because it also counts a pulse there, and the pulse stops: the wait ends with an error and not never.

import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
  workerData,
} from 'node:worker_threads'

// The shared memory, as 32-bit integers.
const ANSWERS_INDEX = 0
const PULSE_INDEX = 1
const ENDED_INDEX = 2
const SIGNAL_INTS = 3

const PULSE_MS = 500
const WAIT_SLICE_MS = 5_000
// 40 s. Several slices and not one long wait: after a laptop has slept, one slice is over at once without meaning anything.
const SLICES_WITHOUT_PULSE_MAX = 8

/** A worker that is asked synchronously. */
export type BlockingWorker<Request, Answer> = {
  /**
   * Blocks this thread until the worker has answered.
   * @throws WorkerLostError if the worker does not run, or stopped.
   */
  ask(request: Request): Answer
  /** Stops the worker. Waiting for it is optional; the process may exit without. */
  close(): Promise<void>
}

/**
 * Starts a worker whose entry calls `serveBlockedThread`. It does not keep the process alive.
 * @param waitSliceMs how often the pulse is looked at; must be well above half a second for a worker that lives.
 */
export function startBlockingWorker<Settings, Request, Answer>(
  entry: URL,
  settings: Settings,
  waitSliceMs: number = WAIT_SLICE_MS,
): BlockingWorker<Request, Answer> {
  const signal = new Int32Array(new SharedArrayBuffer(SIGNAL_INTS * Int32Array.BYTES_PER_ELEMENT))
  const { port1: port, port2: workerPort } = new MessageChannel()
  const data: BlockingWorkerData<Settings> = { signal, port: workerPort, settings }
  const worker = new Worker(entry, { workerData: data, transferList: [workerPort] })
  worker.unref()
  // A start that fails is seen by the missing pulse; without a listener the event would end the process.
  worker.on('error', () => undefined)

  return {
    ask(request) {
      // Before the end is looked for: an end that comes later changes this number, and the wait is over at once.
      const answersBefore = Atomics.load(signal, ANSWERS_INDEX)
      if (Atomics.load(signal, ENDED_INDEX) !== 0) throw new WorkerLostError()
      port.postMessage(request)
      let pulse = Atomics.load(signal, PULSE_INDEX)
      let slicesWithoutPulse = 0
      while (Atomics.wait(signal, ANSWERS_INDEX, answersBefore, waitSliceMs) === 'timed-out') {
        const pulseNow = Atomics.load(signal, PULSE_INDEX)
        slicesWithoutPulse = pulseNow === pulse ? slicesWithoutPulse + 1 : 0
        pulse = pulseNow
        if (slicesWithoutPulse >= SLICES_WITHOUT_PULSE_MAX) throw new WorkerLostError()
      }
      const received = receiveMessageOnPort(port) as { message: Answer } | undefined
      if (received === undefined) throw new WorkerLostError()
      return received.message
    },
    async close() {
      port.close()
      await worker.terminate()
    },
  }
}

/**
 * The worker's side: answers requests one after the other, in order. `start` is given the settings and returns what
 * answers. If either throws, the worker ends, and the asking thread gets WorkerLostError.
 */
export function serveBlockedThread<Settings, Request, Answer>(
  start: (settings: Settings) => (request: Request) => Promise<Answer>,
): void {
  const { signal, port, settings } = workerData as BlockingWorkerData<Settings>
  const wake = (): void => {
    Atomics.add(signal, ANSWERS_INDEX, 1)
    Atomics.notify(signal, ANSWERS_INDEX)
  }
  process.once('exit', () => {
    Atomics.store(signal, ENDED_INDEX, 1)
    wake()
  })
  const answer = start(settings)
  setInterval(() => Atomics.add(signal, PULSE_INDEX, 1), PULSE_MS).unref()
  let queue = Promise.resolve()
  port.on('message', (request: Request) => {
    queue = queue.then(async () => {
      port.postMessage(await answer(request))
      wake()
    })
  })
}

type BlockingWorkerData<Settings> = {
  readonly signal: Int32Array
  readonly port: MessagePort
  readonly settings: Settings
}

/** The worker did not start, or ended without an answer. Caught by the owner of the worker, who knows what it was for. */
export class WorkerLostError extends Error {}
