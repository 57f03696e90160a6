// Compiles proofs with the project's own means: forge with its settings where the project has it, else solc-js. Only the proofs and what they
// import; what comes out is kept in .faultline, the project's own folders stay as they are.

import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { createContractIndex } from '../../project/contract-index.ts'
import { openFoundry } from '../../project/foundry/open-foundry.ts'
import { openSolidity } from '../../project/solidity/open-solidity.ts'
import type { ContractIndex, Project } from '../../project/types.ts'

const FOLDER = '.faultline/cache/proofs'
const SOURCES = `${FOLDER}/sources`
/** Through the intermediate representation a project may take minutes; nobody waits for more than that. */
const SECONDS_MAX = 300

export type CompiledProofs = {
  readonly contracts: ContractIndex
  /** 'forge', 'solc-js'. */
  readonly by: string
  /** Path of a proof's source from the project's root, by the name of its file. */
  readonly sourceOf: (file: string) => string
}

/** Says how proofs are compiled: text by name of the file. @throws ProjectError with the compiler's errors */
export type CompileProofs = (files: ReadonlyMap<string, string>) => Promise<CompiledProofs>

/** Proofs of a project on disk. */
export function compileProofsOf(
  project: Project,
  env: Readonly<Record<string, string | undefined>>,
): CompileProofs {
  return async (files) => {
    const { root } = project
    const written = writeSources(root, files)
    try {
      return await compile(project, env, written)
    } finally {
      // Tools that look through the whole folder would find each proof twice.
      for (const file of written) rmSync(file, { force: true })
    }
  }
}

async function compile(
  project: Project,
  env: Readonly<Record<string, string | undefined>>,
  written: readonly string[],
): Promise<CompiledProofs> {
  const { root } = project
  const sourceOf = (file: string): string => `${SOURCES}/${file}`
  if (project.kind !== 'foundry') {
    const { entries } = await openSolidity({
      root,
      files: written,
      libraryFolders: project.config.libraryFolders,
      settings: { fork: project.config.fork },
    })
    return { contracts: createContractIndex(entries), by: 'solc-js', sourceOf }
  }
  // As if the proofs were all that there is to build: what they import comes along.
  const own = {
    ...env,
    FOUNDRY_SRC: SOURCES,
    FOUNDRY_TEST: SOURCES,
    FOUNDRY_SCRIPT: SOURCES,
    FOUNDRY_OUT: `${FOLDER}/out`,
    FOUNDRY_CACHE_PATH: `${FOLDER}/cache`,
    FOUNDRY_BUILD_INFO_PATH: `${FOLDER}/out/build-info`,
  }
  const { contracts, compiledBy } = await openFoundry(root, {
    root,
    env: own,
    build: 'always',
    buildSecondsMax: SECONDS_MAX,
  })
  return { contracts, by: compiledBy, sourceOf }
}

/** Writes the sources, and nothing else is among them then. Absolute paths. */
function writeSources(root: string, files: ReadonlyMap<string, string>): readonly string[] {
  const folder = path.join(root, SOURCES)
  mkdirSync(folder, { recursive: true })
  for (let at = folder; at !== root; at = path.dirname(at))
    if (lstatSync(at).isSymbolicLink()) throw new Error(`${at} is a symbolic link, which is not followed`)
  for (const name of readdirSync(folder))
    if (!files.has(name)) rmSync(path.join(folder, name), { recursive: true })
  return [...files].map(([name, text]) => {
    const file = path.join(folder, name)
    writeFileSync(file, text)
    return file
  })
}
