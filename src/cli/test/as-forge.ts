import type { Project } from '../../project/types.ts'

/**
 * The project without what Echidna's and Medusa's configurations say of its contracts: their senders, balances and
 * prefixes mean nothing to forge, and `faultline test` means what `forge test` means.
 */
export function asForge(project: Project): Project {
  return { ...project, config: { ...project.config, harness: new Map() } }
}
