import type { Compiler, Facts, Project } from './facts.ts'

/** One thing that was looked at. */
export type Check = {
  readonly name: 'node' | 'webassembly' | 'project' | 'compilers' | 'memory' | 'store'
  /** `failed` keeps Faultline from working here, `warning` does not. */
  readonly status: 'ok' | 'warning' | 'failed'
  /** What was found, in one line. */
  readonly found: string
  /** What to do about it, unless all is well. */
  readonly nextStep?: string
}

/** Below this a campaign has little room: one worker with its stack, its state and a compiler take about as much. */
const MEMORY_COMFORTABLE_BYTES = 1024 ** 3

/** Judges the facts. Pure. */
export function examine(facts: Facts): readonly Check[] {
  return [
    examineNode(facts.node),
    examineWasm(facts.wasm),
    examineProject(facts.project),
    examineCompilers(facts.compilers, facts.project),
    examineMemory(facts.memory),
    examineStore(facts.store),
  ]
}

/** True if nothing failed. */
export function isReady(checks: readonly Check[]): boolean {
  return checks.every((check) => check.status !== 'failed')
}

/** Orders `22.18` before `22.18.1` before `24.0.0`; a suffix such as `-nightly` is not looked at. */
export function isVersionAtLeast(version: string, bound: string): boolean {
  const parts = versionNumbers(version)
  const bounds = versionNumbers(bound)
  for (const [index, least] of bounds.entries()) {
    const part = parts[index] ?? 0
    if (part !== least) return part > least
  }
  return true
}

function versionNumbers(version: string): number[] {
  return version
    .replace(/^v/, '')
    .split('-')[0]!
    .split('.')
    .map((part) => Number.parseInt(part, 10) || 0)
}

function examineNode(node: Facts['node']): Check {
  const found = `${node.version} at ${node.path}, ${node.required} or newer is needed`
  if (isVersionAtLeast(node.version, node.required)) return { name: 'node', status: 'ok', found }
  return {
    name: 'node',
    status: 'failed',
    found,
    nextStep: `Install Node ${node.required} or newer from https://nodejs.org.`,
  }
}

function examineWasm(wasm: Facts['wasm']): Check {
  if (wasm === undefined) {
    return {
      name: 'webassembly',
      status: 'failed',
      found: 'not available',
      nextStep: 'Run Node without --jitless: it switches WebAssembly off.',
    }
  }
  const needed = [
    ['SIMD', wasm.simd],
    ['tail calls', wasm.tailCalls],
    ['bulk memory', wasm.bulkMemory],
  ] as const
  const missing = needed.filter(([, isThere]) => !isThere).map(([feature]) => feature)
  const there = needed.filter(([, isThere]) => isThere).map(([feature]) => feature)
  const wide = `wide arithmetic: ${wasm.wideArithmetic ? 'yes' : 'no'} (not needed)`
  if (missing.length === 0) {
    return { name: 'webassembly', status: 'ok', found: `${there.join(', ')}; ${wide}` }
  }
  return {
    name: 'webassembly',
    status: 'failed',
    found: `missing: ${missing.join(', ')}; ${wide}`,
    nextStep: 'Use a standard build of Node from https://nodejs.org, without options that change V8.',
  }
}

function examineProject(project: Project): Check {
  if (project.kind === 'none') {
    return { name: 'project', status: 'ok', found: `no Foundry or Hardhat project around ${project.root}` }
  }
  const label = project.kind === 'foundry' ? 'Foundry' : 'Hardhat'
  const artifacts =
    project.artifacts === undefined ? 'not compiled yet' : `compiled contracts in ${project.artifacts}`
  return { name: 'project', status: 'ok', found: `${label} in ${project.root}, ${artifacts}` }
}

function examineCompilers(compilers: readonly Compiler[], project: Project): Check {
  const working = compilers.filter((compiler) => compiler.problem === undefined)
  const found = compilers.length === 0 ? 'none' : compilers.map(compilerText).join(', ')
  const suited = working.some((compiler) => compiles(compiler, project))
  if (suited) return { name: 'compilers', status: 'ok', found }
  const nextStep = COMPILER_STEPS[project.kind]
  // Contracts that are compiled already can be read as they are; and without a project there is nothing to compile.
  const isNeeded = project.kind !== 'none' && project.artifacts === undefined
  return { name: 'compilers', status: isNeeded ? 'failed' : 'warning', found, nextStep }
}

const COMPILER_STEPS: Readonly<Record<Project['kind'], string>> = {
  foundry: 'Install forge (https://getfoundry.sh), or add the compiler: npm install --save-dev solc.',
  hardhat: 'Install what the project depends on: npm install. It brings Hardhat.',
  none: 'To compile .sol files, add the compiler: npm install --save-dev solc.',
}

function compiles(compiler: Compiler, project: Project): boolean {
  switch (compiler.kind) {
    case 'solc':
      return true
    case 'forge':
      return project.kind !== 'hardhat'
    case 'hardhat':
      return project.kind === 'hardhat'
  }
}

function compilerText(compiler: Compiler): string {
  const text = `${compiler.kind} ${compiler.version} at ${compiler.path}`
  return compiler.problem === undefined ? text : `${text} (does not run: ${compiler.problem})`
}

function examineMemory(memory: Facts['memory']): Check {
  const gib = (memory.availableBytes / 1024 ** 3).toFixed(1)
  const cpus = memory.cpus === 1 ? '1 processor' : `${memory.cpus} processors`
  const found = `${gib} GiB available, ${cpus}`
  if (memory.availableBytes >= MEMORY_COMFORTABLE_BYTES) return { name: 'memory', status: 'ok', found }
  return {
    name: 'memory',
    status: 'warning',
    found,
    nextStep: 'Free some memory, or raise the limit of the container: 1 GiB is comfortable.',
  }
}

function examineStore(store: Facts['store']): Check {
  if (store.problem === undefined)
    return { name: 'store', status: 'ok', found: `${store.path} can be written` }
  return {
    name: 'store',
    status: 'failed',
    found: `${store.path} cannot be written: ${store.problem}`,
    nextStep:
      'Allow writing there: Faultline keeps its corpus and findings in that folder, and nowhere else.',
  }
}
