import type { AbiFunction } from '../project/abi/types.ts'
import type { Project } from '../project/types.ts'
import { readableArtifacts } from './known-errors.ts'

const all = new WeakMap<Project, ReadonlyMap<number, readonly AbiFunction[]>>()

/**
 * Functions of a project's contracts and interfaces with a selector, each signature once: what a contract without source may
 * mean by it. All contracts are read when it is first asked.
 */
export function knownFunctions(project: Project, selector: number): readonly AbiFunction[] {
  let known = all.get(project)
  if (known === undefined) {
    const found = new Map<number, AbiFunction[]>()
    for (const { abi } of readableArtifacts(project))
      for (const fn of abi.functions) {
        const same = found.get(fn.selector)
        if (same === undefined) found.set(fn.selector, [fn])
        else if (!same.some(({ signature }) => signature === fn.signature)) same.push(fn)
      }
    known = found
    all.set(project, known)
  }
  return known.get(selector) ?? []
}
