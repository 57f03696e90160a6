// Which custom error or event a selector means, asked of every interface that is known.

import type { AbiError, AbiEvent } from '../../project/abi/types.ts'
import type { ContractArtifact, Project } from '../../project/types.ts'
import type { World } from '../types.ts'

/** Names of a project's errors and events, whichever contract declares them. */
export type KnownNames = {
  /** @param selector First four bytes of revert data, the first most significant. */
  error(selector: number): AbiError | undefined
  /** @param indexed How many of its arguments are topics: events of one signature may differ in that. */
  event(topic: bigint, indexed: number): AbiEvent | undefined
}

type Table = { readonly errors: Map<number, AbiError>; readonly events: Map<bigint, AbiEvent[]> }

const tables = new WeakMap<Project, { readonly table: Table; readonly seen: Set<string>; isAll: boolean }>()

/** Contracts of the world are asked first; all others of the project are read when those do not know. */
export function knownNames(world: World): KnownNames {
  const { project } = world
  let known = tables.get(project)
  if (known === undefined)
    tables.set(
      project,
      (known = { table: { errors: new Map(), events: new Map() }, seen: new Set(), isAll: false }),
    )
  const { table, seen } = known
  const all = known

  const add = (artifact: ContractArtifact | undefined): void => {
    if (artifact === undefined || seen.has(artifact.id)) return
    seen.add(artifact.id)
    for (const error of artifact.abi.errors)
      if (!table.errors.has(error.selector)) table.errors.set(error.selector, error)
    for (const event of artifact.abi.events) {
      if (event.anonymous) continue
      const same = table.events.get(event.topic)
      if (same === undefined) table.events.set(event.topic, [event])
      else if (!same.some((other) => indexedCount(other) === indexedCount(event))) same.push(event)
    }
  }
  const find = <Found>(look: () => Found | undefined): Found | undefined => {
    const found = look()
    if (found !== undefined) return found
    add(world.test.artifact)
    for (const { artifact } of world.contracts()) add(artifact)
    const again = look()
    if (again !== undefined || all.isAll) return again
    all.isAll = true
    for (const id of project.contracts.ids) {
      if (seen.has(id)) continue
      try {
        add(project.contracts.get(id))
      } catch {
        // An artifact that cannot be read gives no names; who needs the artifact itself is told.
      }
    }
    return look()
  }
  return {
    error: (selector) => find(() => table.errors.get(selector)),
    event: (topic, indexed) =>
      find(() => table.events.get(topic)?.find((event) => indexedCount(event) === indexed)),
  }
}

/** How many arguments of an event are topics. */
export function indexedCount(event: AbiEvent): number {
  return event.inputs.filter((input) => input.indexed).length
}
