// The contracts of a world, as a survey sees them.

import type { Address } from '../../evm/types.ts'
import type { Abi, AbiFunction } from '../../project/abi/types.ts'
import type { ContractArtifact } from '../../project/types.ts'
import { accountNames } from '../describe/account-names.ts'
import type { Experiments } from './experiments.ts'
import { createInterfaceIndex } from './interface-of-code.ts'
import { templates } from './open-implementations.ts'
import { originsOf } from './origin.ts'
import { implementationOf } from './proxy.ts'
import { rolesOf } from './roles.ts'
import type { SurveyedContract } from './types.ts'

/** More are not looked at: a setup that deploys hundreds means no one of them in particular. */
const CONTRACTS_MAX = 60

export type SurveyedContracts = {
  readonly contracts: readonly SurveyedContract[]
  /** What is behind the proxies among them, or is there to be. */
  readonly implementations: readonly SurveyedContract[]
  readonly notes: readonly string[]
}

/**
 * All that can be attacked or used, in order of creation. Without the test contract and the implementations of proxies.
 *
 * @param outsider an account of which the world knows nothing
 */
export function surveyContracts(experiments: Experiments, outsider: Address): SurveyedContracts {
  const { world } = experiments
  const names = accountNames(world)
  const interfaces = createInterfaceIndex(experiments)
  const notes: string[] = []
  const found: { address: Address; artifact: ContractArtifact; implementation: Address | undefined }[] = []
  const unknown: Address[] = []
  let left = 0
  for (const { address, artifact: own } of world.contracts()) {
    if (address === world.test.address) continue
    if (found.length >= CONTRACTS_MAX) {
      left++
      continue
    }
    const implementation = implementationOf(experiments, address)
    const behind = implementation === undefined ? undefined : world.artifactAt(implementation)
    const artifact =
      behind === undefined ? (own ?? interfaces.of(address, implementation)) : withBoth(behind, own)
    if (artifact === undefined) unknown.push(address)
    else found.push({ address, artifact, implementation })
  }
  if (left > 0) notes.push(`${left} contracts beyond the first ${CONTRACTS_MAX} are left out.`)
  if (unknown.length > 0)
    notes.push(
      `Of ${unknown.length === 1 ? 'a contract' : `${unknown.length} contracts`} no source is known: ${unknown
        .slice(0, 3)
        .map((address) => names.nameOf(address))
        .join(', ')}${unknown.length > 3 ? ', ...' : ''}. They are left out.`,
    )
  const implementations = new Set([
    ...found.map(({ implementation }) => implementation),
    ...templates(
      experiments,
      found.filter(({ implementation }) => implementation === undefined),
      outsider,
    ),
  ])
  const shown = found.filter(({ address }) => !implementations.has(address))
  const surveyed = (some: typeof found): readonly SurveyedContract[] => {
    const origins = originsOf(
      some.map(({ artifact }) => artifact),
      world.project.config,
    )
    return some.map(({ address, artifact, implementation }, i): SurveyedContract => {
      const roles = rolesOf(experiments, address, artifact.abi)
      return {
        address,
        name: names.nameOf(address),
        artifact,
        // What the project has no source of is not its own.
        origin: artifact.runtime.object === '' ? 'environment' : origins[i]!,
        roles: implementation === undefined ? roles : [...roles, 'proxy'],
        implementation,
      }
    })
  }
  const contracts = surveyed(shown)
  const behind = surveyed(found.filter(({ address }) => implementations.has(address)))
  return { contracts, implementations: behind, notes }
}

/** A proxy's interface: the implementation's and, where that has no such function, its own. */
function withBoth(behind: ContractArtifact, own: ContractArtifact | undefined): ContractArtifact {
  if (own === undefined) return behind
  const taken = new Set(behind.abi.functions.map(({ selector }) => selector))
  const added: readonly AbiFunction[] = own.abi.functions.filter(({ selector }) => !taken.has(selector))
  if (added.length === 0) return behind
  const abi: Abi = { ...behind.abi, functions: [...behind.abi.functions, ...added] }
  return { ...behind, abi }
}
