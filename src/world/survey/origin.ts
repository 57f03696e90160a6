// What belongs to the protocol and what is only there to run it: mocks, test helpers, libraries of others.

import type { ContractArtifact, ProjectConfig } from '../../project/types.ts'

export type Origin = 'protocol' | 'environment'

/** Words of names that say what a contract is for; in front of a name, or at its end. */
const STAND_IN_NAME = /^I?(Mock|Fake|Stub|Dummy|Test)(?![a-z])|(?<![A-Z])(Mock|Mocked|Stub|Fake)(V?\d+)?$/
const HELPER_NAME =
  /(Test|Tests|Handler|Harness|Attacker|Attack|Exploit|Exploiter|Invariants?|Actor|Helper|Setup)(V?\d+)?$/
/** Folders for such contracts, wherever they are. */
const STAND_IN_FOLDER = /(^|\/)(mocks?|tests?|testing|test-?helpers?)\//i
const PACKAGE_FOLDER = /(^|\/)node_modules\//

/**
 * The origin of each contract. By folders and names; if that leaves no protocol, tests and protocol share a folder and names
 * alone decide; and if even that leaves none, everything is protocol.
 */
export function originsOf(artifacts: readonly ContractArtifact[], config: ProjectConfig): readonly Origin[] {
  const isLibrary = ({ source }: ContractArtifact): boolean =>
    PACKAGE_FOLDER.test(source) || config.libraryFolders.some((folder) => isUnder(source, folder))
  const isStandIn = ({ name }: ContractArtifact): boolean => STAND_IN_NAME.test(name)
  const rules: readonly ((artifact: ContractArtifact) => boolean)[] = [
    (artifact) =>
      isLibrary(artifact) ||
      isStandIn(artifact) ||
      STAND_IN_FOLDER.test(artifact.source) ||
      [config.testFolder, config.scriptFolder].some((folder) => isUnder(artifact.source, folder)),
    (artifact) => isLibrary(artifact) || isStandIn(artifact) || HELPER_NAME.test(artifact.name),
    () => false,
  ]
  for (const isEnvironment of rules) {
    const origins = artifacts.map((artifact): Origin =>
      isEnvironment(artifact) ? 'environment' : 'protocol',
    )
    if (origins.includes('protocol')) return origins
  }
  return []
}

function isUnder(source: string, folder: string): boolean {
  const path = folder.replace(/^\.\//, '').replace(/\/+$/, '')
  return path !== '' && path !== '.' && source.startsWith(`${path}/`)
}
