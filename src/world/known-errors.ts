import type { Abi, AbiError } from '../project/abi/types.ts'
import type { ContractArtifact, Project } from '../project/types.ts'
import type { ErrorLookup } from './revert-reason.ts'
import { projectIndex, selectorIndex } from './selector-index.ts'

const itemsOf = ({ errors }: Abi): readonly AbiError[] => errors
const errorsOf = projectIndex(itemsOf)

/**
 * The custom errors of a project by selector: those of `first` if it has the selector, else those of all its contracts.
 * All are read when an error is first asked for that `first` does not have.
 */
export function knownErrors(project: Project, first: ContractArtifact): ErrorLookup {
  const own = selectorIndex([first], itemsOf)
  return (selector) => own.get(selector) ?? errorsOf(project).get(selector) ?? []
}
