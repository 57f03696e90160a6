// Thread entry: runs the files that it is given, one after another, on an engine of its own.

import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'

import type { VectorFile } from './archives.ts'
import type { EngineModule, EngineOptions } from './engine.ts'
import { runFile, type DeadCases, type FileResult } from './run-file.ts'
import type { Selection } from './selection.ts'

/** What a thread is started with. */
export type WorkerInput = {
  /** URL of a module that exports `createEngine`. */
  readonly engineModule: string
  readonly engineOptions: EngineOptions
  readonly selection: Selection
  readonly files: readonly VectorFile[]
  /** Cases of the first file that killed earlier threads. */
  readonly dead: DeadCases
  /** Two words, shared: index of the file that runs, position of the case in it; -1: none yet. They outlive the thread. */
  readonly progress: Int32Array<SharedArrayBuffer>
}

/** What a thread sends, once for each file, in order. */
export type WorkerOutput = FileResult

const input = workerData as WorkerInput
const engineModule = (await import(input.engineModule)) as EngineModule
const engine = engineModule.createEngine(input.engineOptions)
for (const [index, file] of input.files.entries()) {
  Atomics.store(input.progress, 1, -1)
  Atomics.store(input.progress, 0, index)
  const text = await readFile(file.path, 'utf8')
  const result = await runFile(file.name, text, {
    engine,
    selection: input.selection,
    ...(index === 0 && { dead: input.dead }),
    onCase: (position) => Atomics.store(input.progress, 1, position),
  })
  parentPort!.postMessage(result satisfies WorkerOutput)
}
