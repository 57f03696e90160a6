import { createContractIndex } from '../contract-index.ts'
import type { OpenOptions } from '../open-options.ts'
import { openSolidity } from '../solidity/open-solidity.ts'
import type { ContractIndex } from '../types.ts'
import type { FoundryConfig } from './foundry-config.ts'

/**
 * The contracts of a Foundry project where forge cannot compile them, compiled with solc-js. The result is kept in
 * `.faultline/cache`; `out` and `cache` are forge's and stay as they are.
 * @throws ProjectError PROJECT_BUILD_FAILED, PROJECT_NOT_FOUND or PROJECT_UNREADABLE
 */
export async function compileWithoutForge(
  root: string,
  foundry: FoundryConfig,
  options: OpenOptions,
  reason: string,
): Promise<ContractIndex> {
  const { config, remappings, optimizer, viaIr, solc } = foundry
  options.onProgress?.(`${reason}: compiling with solc-js`)
  const { entries } = await openSolidity({
    root,
    folders: [config.sourceFolder, config.testFolder, config.scriptFolder],
    remappings,
    libraryFolders: config.libraryFolders,
    settings: { fork: config.fork, optimizer, viaIr },
    compiler: solc?.replace(/^v/, ''),
    onProgress: options.onProgress,
  })
  return createContractIndex(entries)
}
