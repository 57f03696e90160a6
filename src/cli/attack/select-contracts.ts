// Which test contracts a command line means.

import path from 'node:path'
import type { TestFilter } from '../../project/test-filter.ts'
import { type TestContract, testContracts } from '../../project/test-contracts.ts'
import type { Project } from '../../project/types.ts'

/** Tests without arguments always do the same: there is nothing to search. */
const SEARCHED: ReadonlySet<string> = new Set(['fuzz', 'invariant', 'property', 'optimize'])

/**
 * The contracts with something to search, sorted by id.
 * @param paths absolute; of files and folders within the project. The root, or none, means all.
 * @throws ProjectError if an artifact cannot be read.
 */
export function selectContracts(
  project: Project,
  filter: TestFilter,
  paths: readonly string[],
): TestContract[] {
  const inside = paths.map((each) => path.relative(project.root, each).split(path.sep).join('/'))
  const isWanted = (source: string): boolean =>
    inside.length === 0 ||
    inside.some((each) => each === '' || source === each || source.startsWith(`${each}/`))
  return testContracts(project, filter).filter(
    ({ artifact, tests, isHarness }) =>
      isWanted(artifact.source) &&
      (tests.some(({ kind }) => SEARCHED.has(kind)) || (isHarness && tests.length === 0)),
  )
}

/** What `--list` prints: a contract per line, below it what may break. Names are as in the sources. */
export function listText(contracts: readonly TestContract[]): string {
  return contracts
    .map(({ artifact, tests }) => {
      const searched = tests.filter(({ kind }) => SEARCHED.has(kind))
      const lines = searched.map(({ kind, abi }) => `  ${abi.signature}  ${kind}`)
      return `${[artifact.id, ...(lines.length > 0 ? lines : ['  assertions'])].join('\n')}\n`
    })
    .join('')
}
