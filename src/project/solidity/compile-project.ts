// Runs the jobs of a plan: what is in the cache is taken from there, the rest is compiled in processes of its own.

import { statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { ProjectError } from '../project-error.ts'
import { fieldOf, textAt } from '../read-file.ts'
import type { CompileCache } from './compile-cache.ts'
import { cacheKey } from './compile-cache.ts'
import type { CompileJob } from './compile-plan.ts'
import { splitJob } from './compile-plan.ts'
import type { CompilerInput, CompilerSettings } from './compiler-input.ts'
import { compilerInput } from './compiler-input.ts'
import type { Compiler } from './compilers.ts'
import { pickJson } from './pick-json.ts'
import type { SolcProcess } from './solc-process.ts'
import { SolcCrashError, startSolc } from './solc-process.ts'

// Each compiler takes up to a gigabyte.
const PROCESSES_MAX = 4
const ERRORS_SHOWN_MAX = 10

export type CompileOptions = {
  readonly settings: CompilerSettings
  readonly cache: CompileCache
  readonly onProgress?: ((text: string) => void) | undefined
  /** Starts a compiler; the default is a process of its own. */
  readonly start?: (compiler: Compiler) => SolcProcess
}

/** A job that is done: its output is in the file. */
export type CompiledJob = { readonly job: CompileJob; readonly file: string }

/**
 * The outputs of all jobs, in the order of the jobs.
 * @throws ProjectError PROJECT_BUILD_FAILED with the compiler's errors, each with file and line
 */
export async function compileJobs(
  jobs: readonly CompileJob[],
  options: CompileOptions,
): Promise<readonly CompiledJob[]> {
  const results: (readonly CompiledJob[])[] = []
  const left = [...jobs.entries()]
  const workshop: Workshop = { ...options, progress: createProgress(jobs, options.onProgress), isOver: false }
  const benches = new Set<Bench>()
  const work = async (): Promise<void> => {
    const bench = createBench(options.start ?? startSolc)
    benches.add(bench)
    try {
      for (let next = left.shift(); next !== undefined; next = left.shift())
        results[next[0]] = await compileJob(next[1], workshop, bench)
    } finally {
      bench.clear()
    }
  }
  try {
    const count = Math.min(jobs.length, PROCESSES_MAX, os.availableParallelism())
    await Promise.all(Array.from({ length: count }, () => work()))
  } finally {
    // After an error the others have nothing left to do.
    workshop.isOver = true
    for (const bench of benches) bench.clear()
  }
  return results.flat()
}

type Workshop = CompileOptions & { readonly progress: (job: CompileJob) => void; isOver: boolean }

/** One process at a time, kept while its compiler is the one that is wanted. */
type Bench = { take(compiler: Compiler): SolcProcess; clear(): void }

function createBench(start: (compiler: Compiler) => SolcProcess): Bench {
  let current: { readonly compiler: Compiler; readonly solc: SolcProcess } | undefined
  const clear = (): void => {
    current?.solc.end()
    current = undefined
  }
  return {
    clear,
    take(compiler) {
      if (current?.compiler !== compiler) {
        clear()
        current = { compiler, solc: start(compiler) }
      }
      return current!.solc
    },
  }
}

async function compileJob(
  job: CompileJob,
  workshop: Workshop,
  bench: Bench,
): Promise<readonly CompiledJob[]> {
  const { cache, settings } = workshop
  const ways = waysToCompile(settings).map((way) => {
    const input = compilerInput(job, way)
    const text = JSON.stringify(input)
    return { input, text, key: cacheKey(identityOf(job.compiler), text) }
  })
  const known = ways.find(({ key }) => cache.has(key))
  if (known !== undefined) return [{ job, file: cache.fileOf(known.key) }]
  workshop.progress(job)
  const [{ input }] = ways as [(typeof ways)[number]]
  try {
    for (const [i, { text, key }] of ways.entries()) {
      const { version, output } = await bench.take(job.compiler).compile(text)
      const refused = refusalOf(output, job, settings)
      if (refused?.details?.['isTooDeep'] === true && i + 1 < ways.length) continue
      if (refused !== undefined) throw refused
      cache.write(key, { solcLongVersion: version, evmVersion: input.settings.evmVersion, output })
      return [{ job, file: cache.fileOf(key) }]
    }
    return []
  } catch (error) {
    if (!(error instanceof SolcCrashError) || workshop.isOver) throw error
    bench.clear()
    const parts = splitJob(job)
    if (parts === undefined) throw crashed(error, job, input)
    const done: CompiledJob[] = []
    for (const part of parts) done.push(...(await compileJob(part, workshop, bench)))
    return done
  }
}

/**
 * What somebody said of optimizer and pipeline is kept to. Where nobody did, what does not fit onto the stack in one way may do in
 * another: Hardhat's own default is no optimizer.
 */
function waysToCompile(settings: CompilerSettings): readonly CompilerSettings[] {
  if (isSaid(settings)) return [settings]
  return [settings, { ...settings, optimizer: { enabled: false, runs: 200 } }, { ...settings, viaIr: true }]
}

function isSaid({ optimizer, viaIr }: CompilerSettings): boolean {
  return optimizer !== undefined || viaIr !== undefined
}

// The package's version alone would not notice one that was replaced by hand.
function identityOf({ version, folder }: Compiler): string {
  const bytes = statSync(path.join(folder, 'soljson.js'), { throwIfNoEntry: false })?.size ?? 0
  return `${version} ${bytes}`
}

function createProgress(
  jobs: readonly CompileJob[],
  onProgress: ((text: string) => void) | undefined,
): (job: CompileJob) => void {
  const total = jobs.reduce((sum, { outputs }) => sum + outputs.length, 0)
  return (job) => {
    const [first] = job.outputs
    const others = job.outputs.length > 1 ? ` and ${job.outputs.length - 1} more` : ''
    onProgress?.(
      `Compiling ${first}${others} (${total} file${total === 1 ? '' : 's'}) with Solidity ${job.compiler.version}`,
    )
  }
}

/** The compiler's errors; undefined if there are none. Warnings are the user's business with their compiler. */
function refusalOf(output: string, job: CompileJob, settings: CompilerSettings): ProjectError | undefined {
  const picked = pickJson(Buffer.from(output), { errors: 'value' })
  const all = fieldOf(picked, 'errors')
  const errors = (Array.isArray(all) ? (all as unknown[]) : []).filter(
    (each) => textAt(each, 'severity') === 'error',
  )
  if (errors.length === 0) return undefined
  const shown = errors
    .slice(0, ERRORS_SHOWN_MAX)
    .map((each) => (textAt(each, 'formattedMessage') ?? textAt(each, 'message') ?? '').trim())
  const more = errors.length > shown.length ? `\n\n… and ${errors.length - shown.length} more.` : ''
  const isTooDeep = shown.some((text) => text.includes('Stack too deep'))
  const tool = isSaid(settings) ? 'Set via_ir = true in foundry.toml, or compile' : 'Compile'
  return new ProjectError(
    'PROJECT_BUILD_FAILED',
    `Solidity ${job.compiler.version} refuses:\n${shown.join('\n\n')}${more}`,
    {
      hint: isTooDeep
        ? `${tool} the project with its own tool first.`
        : 'Correct the source, then start again.',
      details: { errors: errors.length, compiler: job.compiler.version, isTooDeep },
    },
  )
}

function crashed(error: SolcCrashError, job: CompileJob, input: CompilerInput): ProjectError {
  const [name] = job.outputs
  const files = Object.keys(input.sources).length
  return new ProjectError(
    'PROJECT_BUILD_FAILED',
    `${error.message}, on ${name} with ${files === 1 ? 'nothing' : `${files - 1} files`} that it imports.`,
    {
      hint: 'Compile the project with its own tool (forge build, npx hardhat build), or try a newer compiler.',
      cause: error,
      details: { file: name ?? null, files },
    },
  )
}
