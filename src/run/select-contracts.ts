// What a run attacks: test contracts, campaigns of the configuration, and what the attacker is let loose on.

import path from 'node:path'
import { createTestFilter } from '../project/test-filter.ts'
import { type TestContract, testContracts } from '../project/test-contracts.ts'
import type { TestFilterPatterns } from '../project/types.ts'
import type { ConfigCampaign } from '../world/script/set-up-campaign.ts'
import { propertySignature } from '../world/script/stand-in.ts'
import type { Attacked } from './attacked.ts'
import { attackedContracts, attackerId } from './attacker-campaigns.ts'
import type { ConfiguredProject } from './config/open-configured.ts'

export type Selection = {
  /** With something to search, sorted by id. */
  readonly contracts: readonly TestContract[]
  readonly campaigns: readonly ConfigCampaign[]
  /** Ids of what makes the world of an attacker: a test's setup, a campaign, a contract's constructor. Sorted. */
  readonly attacked: readonly string[]
  /** Of the campaigns of all these, in that order. */
  readonly ids: readonly string[]
  /** Nothing was left out by name or path. */
  readonly isEverything: boolean
}

/** Tests without arguments always do the same: there is nothing to search. */
const SEARCHED: ReadonlySet<string> = new Set(['fuzz', 'invariant', 'property', 'optimize'])

/**
 * What the patterns and paths mean.
 * @param paths absolute; of files and folders within the project. The root, or none, means all.
 * @throws ProjectError if an artifact cannot be read, or a pattern is none
 */
export function selectContracts(
  opened: ConfiguredProject,
  patterns: TestFilterPatterns,
  paths: readonly string[],
  attackers: Attacked,
): Selection {
  const { project, campaigns } = opened
  const filter = createTestFilter(patterns, project.config.filter, project.root)
  const inside = paths.map((each) => path.relative(project.root, each).split(path.sep).join('/'))
  const isWanted = (source: string): boolean =>
    inside.length === 0 ||
    inside.some((each) => each === '' || source === each || source.startsWith(`${each}/`))
  const contracts = testContracts(project, filter).filter(
    ({ artifact, tests, isHarness }) =>
      isWanted(artifact.source) &&
      (tests.some(({ kind }) => SEARCHED.has(kind)) || (isHarness && tests.length === 0)),
  )
  const declared = campaigns.filter(
    ({ name, file }) => isWanted(file) && filter.matchesPath(file) && filter.matchesContract(name),
  )
  // Who asks for tests by name does not mean the attacker.
  const isForTests = (patterns.matchTest ?? project.config.filter.matchTest) !== undefined
  const attacked =
    attackers === 'nothing' || isForTests
      ? []
      : attackedContracts({
          opened,
          filter,
          isWanted,
          isNamed: (source) => inside.includes(source),
          besideProperties: attackers === 'everything',
        })
  return {
    contracts,
    campaigns: declared,
    attacked,
    ids: [
      ...contracts.map(({ artifact }) => artifact.id),
      ...declared.map(({ id }) => id),
      ...attacked.map(attackerId),
    ],
    isEverything: filter.isEmpty && paths.length === 0,
  }
}

/** What `--list` prints: a contract or campaign per line, below it what may break. Names are as in the sources. */
export function listText({ contracts, campaigns, attacked }: Selection): string {
  return [
    ...contracts.map(({ artifact, tests }) => {
      const searched = tests.filter(({ kind }) => SEARCHED.has(kind))
      return linesOf(
        artifact.id,
        searched.map(({ kind, abi }) => `${abi.signature}  ${kind}`),
      )
    }),
    ...campaigns.map(({ id, setup }) =>
      linesOf(
        id,
        Object.keys(setup.properties ?? {}).map((name) => `${propertySignature(name)}  property`),
      ),
    ),
    ...attacked.map((id) => linesOf(attackerId(id), ['attacker'])),
  ].join('')
}

function linesOf(id: string, searched: readonly string[]): string {
  const lines = searched.length > 0 ? searched : ['assertions']
  return `${[id, ...lines.map((line) => `  ${line}`)].join('\n')}\n`
}
