import { openProject } from '../../project/open-project.ts'
import type { OpenOptions } from '../../project/open-options.ts'
import type { Project } from '../../project/types.ts'
import type { ConfigCampaign } from '../../world/script/set-up-campaign.ts'
import { applyConfig, campaignsOf } from './apply-config.ts'
import { findRoot } from '../../project/find-root.ts'
import { loadConfig } from './load-config.ts'
import type { FaultlineConfig } from './types.ts'

/** A project as its own files and faultline.config.ts describe it. */
export type ConfiguredProject = {
  readonly project: Project
  readonly config: FaultlineConfig
  readonly campaigns: readonly ConfigCampaign[]
}

/**
 * Opens a project with its faultline.config.ts, if there is one. That is read first: who made a mistake in it need not wait for
 * a compiler.
 * @throws ProjectError; ConfigError
 */
export async function openConfigured(options: OpenOptions): Promise<ConfiguredProject> {
  const loaded = await loadConfig(findRoot(options.root).root)
  const project = applyConfig(await openProject(options), loaded)
  return { project, config: loaded?.config ?? {}, campaigns: campaignsOf(loaded) }
}
