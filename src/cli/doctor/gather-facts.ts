import os from 'node:os'
import { findCompilers } from './find-compilers.ts'
import { findProject } from './find-project.ts'
import { detectWasmFeatures } from './wasm-features.ts'
import { tryStore } from './try-store.ts'
import type { Facts } from './facts.ts'

/**
 * Looks at this process, this machine and the folder `cwd`. Leaves nothing behind, and runs nothing but
 * `forge --version`.
 */
export async function gatherFacts(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  nodeRequired: string,
): Promise<Facts> {
  const project = await findProject(cwd)
  const [compilers, store] = await Promise.all([findCompilers(project.root, env), tryStore(project.root)])
  return {
    node: { version: process.versions.node, required: nodeRequired, path: process.execPath },
    // Absent under `node --jitless`.
    wasm:
      typeof WebAssembly === 'undefined'
        ? undefined
        : detectWasmFeatures((module) => WebAssembly.validate(module)),
    project,
    compilers,
    memory: { availableBytes: process.availableMemory(), cpus: os.availableParallelism() },
    store,
  }
}
