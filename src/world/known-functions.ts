import type { AbiFunction } from '../project/abi/types.ts'
import type { Project } from '../project/types.ts'
import { projectIndex } from './selector-index.ts'

const functionsOf = projectIndex<AbiFunction>(({ functions }) => functions)

/**
 * Functions of a project's contracts and interfaces with a selector, each signature once: what a contract without source may
 * mean by it. All contracts are read when it is first asked.
 */
export function knownFunctions(project: Project, selector: number): readonly AbiFunction[] {
  return functionsOf(project).get(selector) ?? []
}
