import type { AbiError } from '../project/abi/types.ts'
import type { ContractArtifact, Project } from '../project/types.ts'
import { ProjectError } from '../project/project-error.ts'
import type { ErrorLookup } from './revert-reason.ts'

const all = new WeakMap<Project, ReadonlyMap<number, readonly AbiError[]>>()

/**
 * The custom errors of a project by selector: those of `first` if it has the selector, else those of all its contracts.
 * All are read when an error is first asked for that `first` does not have.
 */
export function knownErrors(project: Project, first: ContractArtifact): ErrorLookup {
  const own = bySelector([first])
  return (selector) => {
    const found = own.get(selector)
    if (found !== undefined) return found
    let known = all.get(project)
    if (known === undefined) {
      known = bySelector(readableArtifacts(project))
      all.set(project, known)
    }
    return known.get(selector) ?? []
  }
}

/** The contracts and interfaces of a project. */
export function* readableArtifacts(project: Project): Generator<ContractArtifact> {
  for (const id of project.contracts.ids) {
    try {
      yield project.contracts.get(id)
    } catch (error) {
      // A broken artifact is reported where it is needed; the others still name things.
      if (!(error instanceof ProjectError)) throw error
    }
  }
}

function bySelector(artifacts: Iterable<ContractArtifact>): ReadonlyMap<number, readonly AbiError[]> {
  const out = new Map<number, AbiError[]>()
  for (const { abi } of artifacts) {
    for (const error of abi.errors) {
      const known = out.get(error.selector)
      if (known === undefined) out.set(error.selector, [error])
      else if (!known.some(({ signature }) => signature === error.signature)) known.push(error)
    }
  }
  return out
}
