// The campaigns of the attacker: one for each setup that has no property, and where nobody sets anything up, one for each
// contract.

import { hasSetups, plainContracts, setUpContracts } from '../project/attackable-contracts.ts'
import type { TestFilter } from '../project/test-filter.ts'
import type { ConfiguredProject } from './config/open-configured.ts'

const PREFIX = 'attacker:'

/** 'attacker:test/Vault.t.sol:VaultTest', 'attacker:src/Vault.sol:Vault'. */
export function attackerId(contract: string): string {
  return `${PREFIX}${contract}`
}

/** The contract of an attacker campaign; undefined for the id of another campaign. */
export function attackedContract(id: string): string | undefined {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : undefined
}

/**
 * What attacker campaigns begin with, without their prefix and sorted: ids of test contracts with a setUp() and no stateful
 * property, and of campaigns of faultline.config.ts that list no property; of the contracts themselves where nothing is set up
 * otherwise, and in sources that somebody named.
 * @param isWanted by path of the source from the root
 * @param isNamed the source itself was asked for, not only a folder that it is in
 * @param besideProperties also tests and campaigns that have properties
 * @throws ProjectError if an artifact cannot be read
 */
export function attackedContracts(options: {
  readonly opened: ConfiguredProject
  readonly filter: TestFilter
  readonly isWanted: (source: string) => boolean
  readonly isNamed: (source: string) => boolean
  readonly besideProperties: boolean
}): readonly string[] {
  const { opened, filter, isWanted, isNamed, besideProperties } = options
  const { project, campaigns } = opened
  const isAsked = (source: string, name: string): boolean =>
    isWanted(source) && filter.matchesPath(source) && filter.matchesContract(name)
  const tests = setUpContracts(project, { besideProperties }).map(({ artifact }) => artifact)
  const isSetUp = campaigns.length > 0 || hasSetups(project)
  const plain = plainContracts(project, isNamed).filter(
    ({ source, id }) => (!isSetUp || isNamed(source)) && tests.every((test) => test.id !== id),
  )
  const open = campaigns.filter(
    ({ setup, name, file }) =>
      (besideProperties || Object.keys(setup.properties ?? {}).length === 0) && isAsked(file, name),
  )
  const contracts = [...tests, ...plain].filter(({ source, name }) => isAsked(source, name))
  return [...contracts, ...open].map(({ id }) => id).toSorted()
}
