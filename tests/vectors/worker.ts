// Thread entry: runs the files that it is given, one after another, on engines of its own.

import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'

import type { VectorFile } from './archives.ts'
import type { EngineModule, EngineOptions } from './engine.ts'
import { openFile, runFile, type DeadCases, type FileResult } from './run-file.ts'
import type { Selection } from './selection.ts'

/** A file to run, and the position of the engine among those of the thread. */
export type Run = { readonly file: VectorFile; readonly engine: number }

/** What a thread is started with. */
export type WorkerInput = {
  /** URL of a module that exports `createEngine`. */
  readonly engineModule: string
  readonly engines: readonly EngineOptions[]
  readonly selection: Selection
  /** Those of one file one after another: it is read once. */
  readonly runs: readonly Run[]
  /** Cases of the first run that killed earlier threads. */
  readonly dead: DeadCases
  /** Two words, shared: index of the run, position of the case in its file; -1: none yet. They outlive the thread. */
  readonly progress: Int32Array<SharedArrayBuffer>
}

/** What a thread sends, once for each run, in order. */
export type WorkerOutput = FileResult

const input = workerData as WorkerInput
const engineModule = (await import(input.engineModule)) as EngineModule
const engines = input.engines.map((options) => engineModule.createEngine(options))
let opened: { readonly file: VectorFile; readonly cases: ReturnType<typeof openFile> } | undefined
for (const [index, { file, engine }] of input.runs.entries()) {
  Atomics.store(input.progress, 1, -1)
  Atomics.store(input.progress, 0, index)
  if (opened?.file.path !== file.path)
    opened = { file, cases: openFile(file.name, await readFile(file.path, 'utf8')) }
  const result = await runFile(file.name, opened.cases, {
    engine: engines[engine]!,
    selection: input.selection,
    ...(index === 0 && { dead: input.dead }),
    onCase: (position) => Atomics.store(input.progress, 1, position),
  })
  parentPort!.postMessage(result satisfies WorkerOutput)
}
