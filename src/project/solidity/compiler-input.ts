// What a compiler is told: standard JSON (https://docs.soliditylang.org/en/latest/using-the-compiler.html).

import type { Fork } from '../../evm/forks.ts'
import type { CompileJob } from './compile-plan.ts'
import { evmVersionFor } from './evm-versions.ts'

export type CompilerSettings = {
  /** Rules to write for; a compiler that does not know them gets the newest that it knows. Default osaka. */
  readonly fork?: Fork | undefined
  /** Default: on, 200 runs. */
  readonly optimizer?: { readonly enabled: boolean; readonly runs: number } | undefined
  readonly viaIr?: boolean | undefined
}

const OUTPUT = [
  'abi',
  'userdoc',
  'devdoc',
  'storageLayout',
  'evm.bytecode.object',
  'evm.bytecode.sourceMap',
  'evm.bytecode.linkReferences',
  'evm.deployedBytecode.object',
  'evm.deployedBytecode.sourceMap',
  'evm.deployedBytecode.linkReferences',
  'evm.deployedBytecode.immutableReferences',
]

export type CompilerInput = {
  readonly language: 'Solidity'
  readonly sources: Readonly<Record<string, { readonly content: string }>>
  readonly settings: Readonly<Record<string, unknown>> & { readonly evmVersion?: Fork }
}

/** The input for a job; the same job gives the same text. */
export function compilerInput(job: CompileJob, settings: CompilerSettings): CompilerInput {
  const { optimizer = { enabled: true, runs: 200 }, viaIr, fork = 'osaka' } = settings
  const evmVersion = evmVersionFor(job.compiler.version, fork)
  return {
    language: 'Solidity',
    sources: Object.fromEntries([...job.sources].map(([name, { text }]) => [name, { content: text }])),
    settings: {
      remappings: remappingsOf(job),
      optimizer: { enabled: optimizer.enabled, runs: optimizer.runs },
      ...(evmVersion !== undefined && { evmVersion }),
      ...(viaIr === true && { viaIR: true }),
      outputSelection: Object.fromEntries(job.outputs.map((name) => [name, { '*': OUTPUT }])),
    },
  }
}

// We resolved the imports; the compiler is told each result, for exactly the file that has it.
function remappingsOf(job: CompileJob): readonly string[] {
  const lines = new Set<string>()
  for (const file of job.sources.values())
    for (const { path, name } of file.imports)
      if (!path.startsWith('./') && !path.startsWith('../') && path !== name)
        lines.add(`${file.name}:${path}=${name}`)
  return [...lines].sort()
}
