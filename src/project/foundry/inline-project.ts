// What the comment of a test contract says about its world: `/// forge-config: default.evm_version = "cancun"`.

import { parse } from 'smol-toml'
import type { Fork } from '../../evm/forks.ts'
import { inlineConfig } from '../inline-config.ts'
import type { InlineConfig, InlineValue } from '../inline-config.ts'
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

/**
 * The rules that one function of a test contract is to run by, if its own comment names others than its contract has; undefined if
 * not. Of what a comment says of the world forge follows nothing else for a function alone but `sender`.
 * @param project as the contract's comment wants it
 */
export function inlineFork(
  { config, root }: Project,
  inline: InlineConfig,
  signature: string,
): Fork | undefined {
  const { others } = inline.of(signature)
  if (FORK_KEYS.every((key) => others.get(key) === inline.contract.others.get(key))) return undefined
  const settings = Object.fromEntries(
    FORK_KEYS.flatMap((key) => (others.has(key) ? [[key, others.get(key)]] : [])),
  )
  const { fork } = withSettings(config, root, settings)
  return fork === config.fork ? undefined : fork
}

const FORK_KEYS = ['hardfork', 'evm_version'] as const

/** Lists are kept as text. One that is no TOML is the text that it is, which no setting takes. */
function valueOf(value: InlineValue): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value
  try {
    return parse(`value = ${value}`)['value']
  } catch {
    return value
  }
}
