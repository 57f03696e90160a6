// What the comment of a test contract says about its world: `/// forge-config: default.block_timestamp = 77`. Of functions
// alone forge would set up another world for each; ours is one for all tests of a contract.

import { parse } from 'smol-toml'
import { inlineConfig } from '../inline-config.ts'
import type { InlineValue } from '../inline-config.ts'
import type { ContractArtifact, Project } from '../types.ts'
import { withSettings } from './foundry-config.ts'

/**
 * The project as this contract wants it: the same one if its comment says nothing of the world.
 * @throws InlineConfigError for comments that cannot be understood
 */
export function inlineProject(project: Project, artifact: ContractArtifact): Project {
  const { config } = project
  const { others } = inlineConfig(artifact, config.profile, config.profiles).contract
  if (others.size === 0) return project
  const settings = Object.fromEntries([...others].map(([key, value]) => [key, valueOf(value)]))
  return { ...project, config: withSettings(config, project.root, settings) }
}

/** Lists are kept as text. One that is no TOML is the text that it is, which no setting takes. */
function valueOf(value: InlineValue): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value
  try {
    return parse(`value = ${value}`)['value']
  } catch {
    return value
  }
}
