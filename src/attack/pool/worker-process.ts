// The pool's side of one worker: a child process that is started, given tasks one at a time, watched and ended.

import { type ChildProcess, fork } from 'node:child_process'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { ErrorJson } from '../../primitives/errors.ts'
import { withCodeCache } from '../../world/code-cache.ts'
import { workerEntry } from '../../world/worker-entry.ts'
import type { FromWorker, ToWorker } from './protocol.ts'

/** Seconds in which a worker must have made its task runner: it may have to read a large project. */
const START_SECONDS_MAX = 300

// Enough for V8's last words, which end with a stack trace of some kilobytes.
const STDERR_CHARACTERS_KEPT = 8_192

/** What the pool hears of a worker. After `onEnd` nothing more. */
export type WorkerListener = {
  onReady(): void
  onBeat(executions: number): void
  onDone(result: Uint8Array, residentBytes: number): void
  onFailed(error: ErrorJson, residentBytes: number): void
  /** @param broken why the task runner could not be made: another worker would fare no better. */
  onEnd(reason: string, broken: ErrorJson | undefined): void
}

/**
 * A worker from its start to its end. It loads the module of the task runner at once, and does more when somebody begins with it. Until then
 * it keeps nobody from ending.
 */
export class WorkerProcess {
  readonly pid: number | undefined
  readonly runner: URL
  #listener: WorkerListener | undefined
  /** Why it ended, once it has. */
  #ending: string | undefined
  readonly #child: ChildProcess
  readonly #ended: Promise<void>
  /** Number of the running task; 0: none. */
  #taskId = 0
  /** Seconds without a sign of the engine, and how many of them are too many. */
  #silentSeconds = 0
  #silentSecondsMax = 0
  #isWaitedFor = false
  #stderr = ''
  #reason: string | undefined
  #broken: ErrorJson | undefined

  /** @param runner as PoolOptions.runner */
  constructor(runner: URL) {
    this.runner = runner
    this.#child = fork(fileURLToPath(workerEntry('worker-main', import.meta.url)), [], {
      serialization: 'advanced',
      // What this process was started with (an inspector's port, a loader, a test runner's flags) is not meant for them.
      execArgv: [],
      env: withCodeCache({
        ...process.env,
        NODE_OPTIONS: withoutInspector(process.env['NODE_OPTIONS'] ?? ''),
      }),
      // stdout belongs to the result of the command.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.pid = this.#child.pid
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_CHARACTERS_KEPT)
    })
    this.#ended = new Promise((resolve) => {
      const end = (reason: string): void => {
        if (this.#ending !== undefined) return
        this.#ending = this.#reason ?? reason
        this.#taskId = 0
        this.#isWaitedFor = false
        this.#listener?.onEnd(this.#ending, this.#broken)
        resolve()
      }
      // 'close' and not 'exit': then its last words and messages have been read.
      this.#child.once('close', (code, signal) => end(endText(code, signal, this.#stderr)))
      this.#child.on('error', (error) => {
        if (this.#child.pid === undefined) end(`could not be started: ${error.message}`)
      })
    })
    this.#child.on('message', (message) => this.#hear(message as FromWorker))
    this.#send({ kind: 'load', runner: runner.href })
    this.#hold('unref')
  }

  get hasEnded(): boolean {
    return this.#ending !== undefined
  }

  /** Has it make its task runner. Once; it must not have ended. */
  begin(start: Uint8Array, listener: WorkerListener): void {
    this.#listener = listener
    this.#hold('ref')
    this.#wait(START_SECONDS_MAX)
    this.#send({ kind: 'start', start })
  }

  /** Gives it a task; it must be ready and without one. `id` is positive and new. */
  run(id: number, work: Uint8Array, silenceSecondsMax: number): void {
    this.#taskId = id
    this.#wait(silenceSecondsMax)
    this.#send({ kind: 'run', id, work })
  }

  /** Asks the runner to end the running task early. */
  cancel(): void {
    this.#send({ kind: 'cancel', id: this.#taskId })
  }

  /** To be called once a second. Not by the clock: a laptop that slept for a night has not hung for a night. */
  tick(): void {
    if (!this.#isWaitedFor) return
    this.#silentSeconds++
    if (this.#silentSeconds <= this.#silentSecondsMax) return
    void this.end(`made no progress for ${this.#silentSecondsMax} s`)
  }

  /** Ends it, whatever it is doing. Resolves when it is gone. */
  async end(reason: string): Promise<void> {
    this.#reason ??= reason
    // Who waits for its end is still there when it comes.
    this.#hold('ref')
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  #hear(message: FromWorker): void {
    const listener = this.#listener
    switch (message.kind) {
      case 'ready':
        this.#isWaitedFor = false
        listener?.onReady()
        break
      case 'beat':
        if (message.id !== this.#taskId) break
        this.#silentSeconds = 0
        listener?.onBeat(message.executions)
        break
      case 'done':
      case 'failed':
        if (message.id !== this.#taskId) break
        this.#taskId = 0
        this.#isWaitedFor = false
        if (message.kind === 'done') listener?.onDone(message.result, message.residentBytes)
        else listener?.onFailed(message.error, message.residentBytes)
        break
      case 'broken':
        this.#broken = message.error
        void this.end(message.error.message)
        break
      case 'ended':
        void this.end(message.error.message)
        break
    }
  }

  /** Whether it keeps this process alive. */
  #hold(how: 'ref' | 'unref'): void {
    const { stderr, channel } = this.#child
    this.#child[how]()
    channel?.[how]()
    if (stderr instanceof Socket) stderr[how]()
  }

  #wait(secondsMax: number): void {
    this.#isWaitedFor = true
    this.#silentSeconds = 0
    this.#silentSecondsMax = secondsMax
  }

  #send(message: ToWorker): void {
    // If the connection is gone, so is the process, and that is told by 'close'.
    this.#child.send(message, () => undefined)
  }
}

function endText(code: number | null, signal: string | null, stderr: string): string {
  const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`
  // '#  Fatal error in ...' or 'FATAL ERROR: Reached heap limit ...': what V8 says before it aborts.
  const fatal = stderr.split('\n').find((line) => /fatal/i.test(line))
  return fatal === undefined ? how : `${how}: ${fatal.replace(/^[#\s]+/, '').trim()}`
}

// NODE_OPTIONS of an editor's debugger would make every worker wait for a debugger, or fight for one port.
function withoutInspector(options: string): string {
  return options
    .split(' ')
    .filter((option) => !option.startsWith('--inspect'))
    .join(' ')
}
