// Runs files on several threads. Each thread has engines of its own and a fixed list of files, so that what one case
// might leave behind for the next is the same in every run with as many threads. A file is read once for all engines.

import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

import { BaseError } from '../../src/primitives/errors.ts'
import type { VectorFile } from './archives.ts'
import type { EngineOptions } from './engine.ts'
import type { DeadCases, FileResult } from './run-file.ts'
import { mayMatchFile, type Selection } from './selection.ts'
import type { Run, WorkerInput, WorkerOutput } from './worker.ts'

/** How to run. */
export type RunOptions = {
  readonly selection: Selection
  /** One engine for each. */
  readonly engines: readonly EngineOptions[]
  /** Threads, at least 1. */
  readonly workerCount: number
  /** URL of a module that exports `createEngine`; default: our Machine. */
  readonly engineModule?: string
  /** Told after each file of each engine. */
  readonly onFile?: (runsDone: number, runCount: number) => void
  /** A thread whose case does not end within this time is given up. */
  readonly caseMsMax?: number
}

// Frames of the EVM nest 1,024 deep on the native stack.
const STACK_MB = 64
// The longest takes 40 s on a machine that has nothing else to do.
const CASE_MS_MAX = 600_000

// Node does not rewrite the names of worker files: the source has .ts beside it, a build has .js.
const EXTENSION: string = extname(import.meta.url)
const MACHINE_ENGINE: string = new URL(`./machine-engine${EXTENSION}`, import.meta.url).href

/** For each engine the results of all files that may hold selected cases, sorted by name. */
export async function runVectors(
  files: readonly VectorFile[],
  options: RunOptions,
): Promise<readonly (readonly FileResult[])[]> {
  const selected = files.filter((file) => mayMatchFile(options.selection, file.name))
  const results = options.engines.map((): FileResult[] => [])
  let runsDone = 0
  const record = (engine: number, result: FileResult): void => {
    results[engine]!.push(result)
    options.onFile?.(++runsDone, selected.length * results.length)
  }
  const lists = distribute(selected, options.workerCount)
  await Promise.all(
    lists.map((list) => {
      const runs = list.flatMap((file) => results.map((_, engine): Run => ({ file, engine })))
      return runList(runs, options, record)
    }),
  )
  return results.map((each) => each.sort((left, right) => (left.fileName < right.fileName ? -1 : 1)))
}

/** Files in as many lists as there are threads, of about the same size: each next largest to the shortest list. */
export function distribute(
  files: readonly VectorFile[],
  listCount: number,
): readonly (readonly VectorFile[])[] {
  const lists = Array.from({ length: Math.min(listCount, files.length) }, () => ({
    bytes: 0,
    files: [] as VectorFile[],
  }))
  const bySize = [...files].sort(
    (left, right) => right.bytes - left.bytes || (left.name < right.name ? -1 : 1),
  )
  for (const file of bySize) {
    const shortest = lists.reduce((best, list) => (list.bytes < best.bytes ? list : best))
    shortest.files.push(file)
    shortest.bytes += file.bytes
  }
  return lists.map((list) => list.files)
}

type Recorder = (engine: number, result: FileResult) => void

// One thread after another. Where one dies, the case that it ran is a failure, and the next thread runs that file again
// without it, so that all others are counted.
async function runList(runs: readonly Run[], options: RunOptions, record: Recorder): Promise<void> {
  let remaining = runs
  let dead = new Map<number, string>()
  while (remaining.length > 0) {
    const { doneCount, death } = await runThread(remaining, dead, options, record)
    if (death === undefined) return
    if (!death.hasStarted) throw new EngineStartError(death.reason)
    remaining = remaining.slice(doneCount)
    if (doneCount > 0) dead = new Map()
    const reason = `the thread that ran it died: ${death.reason}`
    if (death.position >= 0) dead.set(death.position, reason)
    else {
      const { file, engine } = remaining[0]!
      record(engine, failureOfFile(file, reason))
      remaining = remaining.slice(1)
      dead = new Map()
    }
  }
}

// `hasStarted`: the engine was made. The position is -1 if no case ran.
type Death = { readonly reason: string; readonly hasStarted: boolean; readonly position: number }

async function runThread(
  runs: readonly Run[],
  dead: DeadCases,
  options: RunOptions,
  record: Recorder,
): Promise<{ doneCount: number; death?: Death }> {
  const progress = new Int32Array(new SharedArrayBuffer(8)).fill(-1)
  const input: WorkerInput = {
    engineModule: options.engineModule ?? MACHINE_ENGINE,
    engines: options.engines,
    selection: options.selection,
    runs,
    dead,
    progress,
  }
  const worker = new Worker(new URL(`./worker${EXTENSION}`, import.meta.url), {
    workerData: input,
    execArgv: [],
    resourceLimits: { stackSizeMb: STACK_MB },
  })
  let doneCount = 0
  let reason: string | undefined
  const watchdog = watchProgress(progress, options.caseMsMax ?? CASE_MS_MAX, (seconds) => {
    reason = `no end within ${seconds} s`
    void worker.terminate()
  })
  return new Promise((settle) => {
    worker.on('message', (result: WorkerOutput) => {
      record(runs[doneCount]!.engine, result)
      doneCount++
    })
    worker.on('error', (error) => {
      reason ??= error instanceof Error ? (error.stack ?? error.message) : String(error)
    })
    worker.on('exit', (exitCode) => {
      clearInterval(watchdog)
      if (doneCount === runs.length) settle({ doneCount })
      else {
        const runIndex = Atomics.load(progress, 0)
        const position = runIndex === doneCount ? Atomics.load(progress, 1) : -1
        const hasStarted = runIndex >= 0
        settle({ doneCount, death: { reason: reason ?? `exit code ${exitCode}`, hasStarted, position } })
      }
    })
  })
}

// Looks from time to time instead of at each case: two looks that see the same are a case without an end. Loading the
// engine is not timed.
function watchProgress(
  progress: Int32Array<SharedArrayBuffer>,
  caseMsMax: number,
  onStill: (seconds: number) => void,
): NodeJS.Timeout {
  const look = (): string => `${Atomics.load(progress, 0)}/${Atomics.load(progress, 1)}`
  const unstarted = look()
  let last = unstarted
  return setInterval(() => {
    const now = look()
    if (now === last && now !== unstarted) onStill(caseMsMax / 1000)
    last = now
  }, caseMsMax)
}

function failureOfFile({ name }: VectorFile, reason: string): FileResult {
  const forkName = 'no fork'
  return {
    fileName: name,
    forks: { [forkName]: { passed: 0, failed: 1, unsupported: 0, leftOut: 0 } },
    failures: [{ id: name, forkName, differences: [reason] }],
    undecodable: [],
  }
}

/** No thread can make the engine. */
export class EngineStartError extends BaseError {
  readonly code = 'VECTORS_ENGINE'

  constructor(reason: string) {
    super(`The engine for the vectors cannot be started: ${reason}`)
  }
}
