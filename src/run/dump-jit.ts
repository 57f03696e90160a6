// What `faultline dev jit` does: finds a contract of a project and has its translation dumped.

import { compileRequestOf } from '../jit/dump/request.ts'
import { dumpTranslation, type JitDump } from '../jit/dump/dump.ts'
import { templateBytes } from '../project/bytecode-template.ts'
import { ProjectError } from '../project/project-error.ts'
import type { Project } from '../project/types.ts'

/** Names in a message at most. */
const NAMES_MAX = 10

export type ContractDump = JitDump & {
  /** ContractArtifact.id. */
  readonly contract: string
  /** Whether addresses of libraries or immutables are zeros in what was translated. */
  readonly hasBlanks: boolean
}

/**
 * Translates the deployed code of a contract as the Machine of a search would.
 * @param name 'Token', 'Token.sol:Token' or 'src/Token.sol:Token'
 * @throws ProjectError if no contract has the name, several have it, or it has no code
 */
export function dumpJit(
  project: Project,
  name: string,
  options: { readonly countsEdges: boolean; readonly notes: boolean },
): ContractDump {
  const found = project.contracts.named(name)
  const [artifact] = found
  if (artifact === undefined)
    throw new ProjectError('PROJECT_CONTRACT_UNKNOWN', `The project has no contract ${name}.`, {
      hint: 'Give the name of a contract, or a file and a name: src/Token.sol:Token.',
    })
  if (found.length > 1)
    throw new ProjectError('PROJECT_CONTRACT_UNKNOWN', `${found.length} contracts are called ${name}.`, {
      hint: `Say which: ${found
        .slice(0, NAMES_MAX)
        .map(({ id }) => id)
        .join(', ')}.`,
    })
  const code = templateBytes(artifact.runtime)
  const request = compileRequestOf(code, { ...options, fork: project.config.fork })
  if (request === undefined)
    throw new ProjectError('PROJECT_CONTRACT_UNKNOWN', `${artifact.id} has no code that could be compiled.`, {
      hint: 'Interfaces and abstract contracts have none.',
    })
  return {
    contract: artifact.id,
    hasBlanks: artifact.runtime.links.length > 0 || artifact.immutables.length > 0,
    ...dumpTranslation(request),
  }
}
