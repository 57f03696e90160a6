import { createContractIndex } from './contract-index.ts'
import { defaultConfig } from './default-config.ts'
import { findRoot } from './find-root.ts'
import { findHarnessConfigs } from './harness-config.ts'
import type { OpenOptions } from './open-options.ts'
import type { Project, ProjectConfig } from './types.ts'

/**
 * Opens the project that `options.root` lies in, and compiles it first if it has to be. Nothing of the user's is
 * written or removed but by the project's own build tool; what we compile ourselves is kept in `.faultline/cache`.
 * @throws ProjectError: code, place, and a hint with the next step
 */
export async function openProject(options: OpenOptions): Promise<Project> {
  const { root, tool } = findRoot(options.root)
  switch (tool) {
    case 'foundry': {
      const { openFoundry } = await import('./foundry/open-foundry.ts')
      return openFoundry(root, options)
    }
    case 'hardhat': {
      const { openHardhat } = await import('./hardhat/open-hardhat.ts')
      const { kind, entries, sourceFolder } = await openHardhat({ ...options, root })
      const config = configWithoutToml(root, sourceFolder, options)
      return { root, kind, contracts: createContractIndex(entries), config }
    }
    case 'solidity': {
      const { openSolidity } = await import('./solidity/open-solidity.ts')
      const { kind, entries } = await openSolidity({
        root,
        files: options.files,
        onProgress: options.onProgress,
        onLeftOut: options.onWarning ?? (() => {}),
      })
      const config = configWithoutToml(root, 'contracts', options)
      return { root, kind, contracts: createContractIndex(entries), config }
    }
  }
}

// Hardhat's settings are a program; forge's defaults hold, and what Echidna's and Medusa's files say.
function configWithoutToml(root: string, sourceFolder: string, options: OpenOptions): ProjectConfig {
  const config = { ...defaultConfig(root), sourceFolder, libraryFolders: ['lib', 'node_modules'] }
  return { ...config, harness: findHarnessConfigs(root, config, options.onWarning ?? (() => {})) }
}
