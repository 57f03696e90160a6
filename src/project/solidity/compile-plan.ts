// Which files go to which compiler together. A whole project in one go kills the compiler: its memory is limited
// (argotorg/solidity#13966). What one file imports is little enough, and each file is translated once.

import type { Compiler } from './compilers.ts'
import { allowedCompilers } from './compilers.ts'
import type { SourceFile, SourceGraph } from './source-graph.ts'
import { closureOf } from './source-graph.ts'

// Large enough that shared imports are not read over and over, small enough that there is work for every core and none of the jobs
// comes near what has killed compilers (1 to 2 MB). What one file imports may be more.
const JOB_CHARACTERS_MAX = 200_000
/**
 * What one file imports is often more than that (a test and forge-std), and the next file imports the same: it may bring its own text
 * along, so much in all, where the job stays below the second number.
 */
const ADDED_CHARACTERS_MAX = 60_000
const GROWN_CHARACTERS_MAX = 700_000

/** One run of a compiler. */
export type CompileJob = {
  readonly compiler: Compiler
  /** All that it has to see, by name. */
  readonly sources: ReadonlyMap<string, SourceFile>
  /** Those of them whose contracts it should make, sorted. */
  readonly outputs: readonly string[]
}

/**
 * Jobs that make every own file and all that they import, in a fixed order. A file that two compilers are needed for is made by both.
 * @throws ProjectError if there is no compiler for a file
 */
export function planJobs(graph: SourceGraph, compilers: readonly Compiler[]): readonly CompileJob[] {
  const jobs: CompileJob[] = []
  const made = new Set<string>()
  const closures = rootsOf(graph).map((root) => filesOf(graph, closureOf(graph, [root])))
  const chosen = chooseCompilers(closures, compilers)
  for (const compiler of new Set(chosen)) {
    const mine = closures.filter((_, index) => chosen[index] === compiler)
    for (const sources of mergeClosures(mine)) {
      const outputs = [...sources.keys()].filter((name) => !made.has(`${compiler.version} ${name}`))
      for (const name of outputs) made.add(`${compiler.version} ${name}`)
      if (outputs.length > 0) jobs.push({ compiler, sources, outputs })
    }
  }
  return jobs
}

// Files share most of what they import; together it is read once. The largest go first: they take longest.
function mergeClosures(
  closures: readonly ReadonlyMap<string, SourceFile>[],
): readonly ReadonlyMap<string, SourceFile>[] {
  const merged: { readonly sources: Map<string, SourceFile>; readonly first: number }[] = []
  const bySize = closures.toSorted((left, right) => charactersOf(right) - charactersOf(left))
  for (const closure of bySize) {
    const home = merged.find(({ sources, first }) => {
      const together = charactersOf(new Map([...sources, ...closure]))
      const isGrown = together <= GROWN_CHARACTERS_MAX && together - first <= ADDED_CHARACTERS_MAX
      return isGrown || together <= JOB_CHARACTERS_MAX
    })
    if (home === undefined) merged.push({ sources: new Map(closure), first: charactersOf(closure) })
    else for (const [name, file] of closure) home.sources.set(name, file)
  }
  return merged.map(({ sources }) => new Map([...sources].sort(byName)))
}

function charactersOf(sources: ReadonlyMap<string, SourceFile>): number {
  let characters = 0
  for (const { text } of sources.values()) characters += text.length
  return characters
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** The same work in two jobs; undefined if it is one file only. */
export function splitJob(job: CompileJob): readonly [CompileJob, CompileJob] | undefined {
  if (job.outputs.length < 2) return undefined
  const graph: SourceGraph = { files: job.sources, own: job.outputs }
  const middle = job.outputs.length >> 1
  const part = (outputs: readonly string[]): CompileJob => ({
    compiler: job.compiler,
    sources: filesOf(graph, closureOf(graph, outputs)),
    outputs,
  })
  return [part(job.outputs.slice(0, middle)), part(job.outputs.slice(middle))]
}

// As few compilers as will do, and the newest of those that do for as many: in a project of one old compiler, files that name no
// upper limit ('>=0.5.0') are nevertheless written for it.
function chooseCompilers(
  closures: readonly ReadonlyMap<string, SourceFile>[],
  compilers: readonly Compiler[],
): readonly Compiler[] {
  const allowed = closures.map((closure) => allowedCompilers(closure.values(), compilers))
  const chosen: Compiler[] = []
  while (allowed.some((_, index) => chosen[index] === undefined)) {
    const waiting = allowed.filter((_, index) => chosen[index] === undefined)
    const uses = compilers.map((compiler) => waiting.filter((each) => each.includes(compiler)).length)
    const best = compilers[uses.indexOf(Math.max(...uses))]!
    for (const [index, each] of allowed.entries()) if (each.includes(best)) chosen[index] ??= best
  }
  return chosen
}

// Own files that no other own file leads to, and one of each circle that is left.
function rootsOf(graph: SourceGraph): readonly string[] {
  const imported = new Set(
    graph.own.flatMap((name) => graph.files.get(name)!.imports.map((each) => each.name)),
  )
  const roots = graph.own.filter((name) => !imported.has(name))
  const reached = new Set(closureOf(graph, roots))
  for (const name of graph.own) {
    if (reached.has(name)) continue
    roots.push(name)
    for (const inside of closureOf(graph, [name])) reached.add(inside)
  }
  return roots
}

function filesOf(graph: SourceGraph, names: ReadonlySet<string>): ReadonlyMap<string, SourceFile> {
  return new Map([...names].sort().map((name) => [name, graph.files.get(name)!]))
}
