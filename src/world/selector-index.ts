// What selectors mean, asked of all contracts and interfaces of a project.

import type { Abi } from '../project/abi/types.ts'
import { ProjectError } from '../project/project-error.ts'
import type { ContractArtifact, Project } from '../project/types.ts'

type Selected = { readonly selector: number; readonly signature: string }
export type SelectorIndex<Item> = ReadonlyMap<number, readonly Item[]>

/** Items of the artifacts' interfaces by selector, each signature once, the first that has it. */
export function selectorIndex<Item extends Selected>(
  artifacts: Iterable<ContractArtifact>,
  itemsOf: (abi: Abi) => readonly Item[],
): SelectorIndex<Item> {
  const index = new Map<number, Item[]>()
  for (const { abi } of artifacts)
    for (const item of itemsOf(abi)) {
      const same = index.get(item.selector)
      if (same === undefined) index.set(item.selector, [item])
      else if (!same.some(({ signature }) => signature === item.signature)) same.push(item)
    }
  return index
}

/** The same of a whole project: all of it is read when it is asked for the first time. */
export function projectIndex<Item extends Selected>(
  itemsOf: (abi: Abi) => readonly Item[],
): (project: Project) => SelectorIndex<Item> {
  const indexes = new WeakMap<Project, SelectorIndex<Item>>()
  return (project) => {
    let index = indexes.get(project)
    if (index === undefined)
      indexes.set(project, (index = selectorIndex(readableArtifacts(project), itemsOf)))
    return index
  }
}

function* readableArtifacts(project: Project): Generator<ContractArtifact> {
  for (const id of project.contracts.ids) {
    try {
      yield project.contracts.get(id)
    } catch (error) {
      // A broken artifact is reported where it is needed; the others still name things.
      if (!(error instanceof ProjectError)) throw error
    }
  }
}
