// What a configuration file means for the project that it lies in.

import type { Address } from '../../evm/types.ts'
import type { SearchSettings } from '../../project/search-settings.ts'
import type { Project, TestFilterPatterns } from '../../project/types.ts'
import { actorAddress } from '../../world/script/actor-address.ts'
import type { ConfigCampaign } from '../../world/script/set-up-campaign.ts'
import type { LoadedConfig } from './load-config.ts'
import type { SearchConfig } from './types.ts'

const PATTERNS = [
  'matchTest',
  'noMatchTest',
  'matchContract',
  'noMatchContract',
  'matchPath',
  'noMatchPath',
] as const satisfies readonly (keyof TestFilterPatterns)[]

/** The project with what its configuration says about tests and searches. The command line still wins. */
export function applyConfig(project: Project, loaded: LoadedConfig | undefined): Project {
  if (loaded === undefined) return project
  const { config } = project
  const { seed } = loaded.config
  const patterns: { -readonly [Key in keyof TestFilterPatterns]: TestFilterPatterns[Key] } = {}
  for (const key of PATTERNS) {
    const pattern = loaded.config[key]
    if (pattern !== undefined) patterns[key] = pattern
  }
  return {
    ...project,
    config: {
      ...config,
      ...(seed !== undefined && { fuzz: { ...config.fuzz, seed: BigInt(seed) } }),
      filter: { ...config.filter, ...patterns },
      search: searchOf(loaded.config),
      ...(loaded.config.survey !== undefined && { survey: loaded.config.survey }),
    },
  }
}

/** The campaigns that it declares, by id, sorted. */
export function campaignsOf(loaded: LoadedConfig | undefined): readonly ConfigCampaign[] {
  if (loaded === undefined) return []
  const { file } = loaded
  return Object.entries(loaded.config.campaigns ?? {})
    .map(([name, campaign]) => ({
      id: `${file}:${name}`,
      name,
      file,
      setup: campaign,
      search: searchOf(campaign),
    }))
    .sort((left, right) => (left.id < right.id ? -1 : 1))
}

function searchOf(config: SearchConfig): SearchSettings {
  const { senders, targets, maxValueWei, maxTimeDelaySeconds, maxBlockDelay, depth } = config
  return {
    ...(senders !== undefined && { senders: senders.map(senderOf) }),
    ...(targets !== undefined && { targets }),
    ...(maxValueWei !== undefined && { maxValueWei: BigInt(maxValueWei) }),
    ...(maxTimeDelaySeconds !== undefined && { maxTimeDelaySeconds }),
    ...(maxBlockDelay !== undefined && { maxBlockDelay }),
    ...(depth !== undefined && { depth }),
  }
}

function senderOf(text: string): Address {
  return /^0x[0-9a-fA-F]{40}$/.test(text) ? (text.toLowerCase() as Address) : actorAddress(text)
}
