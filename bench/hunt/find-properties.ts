/** Which properties a project has. */

import { openProject } from '../../src/project/open-project.ts'
import { testContracts, type TestContract, type TestFunction } from '../../src/project/test-contracts.ts'
import { createTestFilter } from '../../src/project/test-filter.ts'
import type { TestFilterPatterns } from '../../src/project/types.ts'
import type { ForgeTarget } from '../parity/ask-forge.ts'
import type { HuntProperty } from './rows.ts'

export type HuntTarget = HuntProperty & {
  readonly kind: 'invariant' | 'boolean' | 'stateless' | 'optimize'
  /** 'test/Vault.t.sol'. */
  readonly source: string
  readonly contract: string
  /** Name and signature of the function. */
  readonly name: string
  readonly signature: string
  /** The project's own fail_on_revert. */
  readonly failOnRevert: boolean
}

/**
 * All properties of all test contracts that the patterns let through, in order of their names.
 * @throws ProjectError if the project cannot be read
 */
export async function findProperties(root: string, patterns: TestFilterPatterns): Promise<HuntTarget[]> {
  const project = await openProject({ root, env: process.env })
  const { failOnRevert } = project.config.invariant
  const filter = createTestFilter(patterns, project.config.filter, project.root)
  return testContracts(project, filter)
    .flatMap((contract) => contract.tests.flatMap((test) => targetOf(contract, test, failOnRevert) ?? []))
    .sort((a, b) => (a.case < b.case ? -1 : 1))
}

function targetOf(contract: TestContract, test: TestFunction, failOnRevert: boolean): HuntTarget | undefined {
  // Tests of forge wrap the properties that they inherit from a harness of Echidna; those would be counted twice.
  if (test.kind === 'property' && !contract.isHarness) return undefined
  const kind = kindOf(test)
  if (kind === undefined) return undefined
  const { name, source } = contract.artifact
  return {
    case: `${source}:${name}.${test.abi.signature}`,
    kind,
    // forge runs invariant_* that return a bool too, but does not look at what they return.
    isForges: kind === 'stateless' || kind === 'invariant',
    source,
    contract: name,
    name: test.abi.name,
    signature: test.abi.signature,
    failOnRevert,
  }
}

function kindOf({ kind, isBoolean }: TestFunction): HuntTarget['kind'] | undefined {
  switch (kind) {
    case 'invariant':
      return isBoolean ? 'boolean' : 'invariant'
    case 'property':
      return 'boolean'
    case 'optimize':
      return 'optimize'
    case 'fuzz':
      return 'stateless'
    case 'unit':
    case 'failing':
    case 'table':
      return undefined
  }
}

/** The property as forge's test. */
export function forgeTarget(target: HuntTarget): ForgeTarget {
  return { ...target, kind: target.kind === 'stateless' ? 'fuzz' : 'invariant' }
}
