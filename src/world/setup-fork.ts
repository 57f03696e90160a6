import type { ForkSource } from '../evm/fork-source.ts'
import type { BlockEnv } from '../evm/types.ts'
import { type ForkRequest, LateFork, mayChooseFork } from './cheatcodes/plain/late-fork.ts'
import { createRpcForkSource } from './fork/rpc-fork-source.ts'
import type { SetupOptions } from './types.ts'

/**
 * The chain that the world stands on: asked for on the command line, or one that the test may choose while it runs.
 * @param block the world's own block until a fork is chosen
 * @throws ForkError
 */
export function setupForkSource(options: SetupOptions, block: BlockEnv): ForkSource | undefined {
  const { fork, project, artifact } = options
  const open = ({ url, block: pinned }: ForkRequest): ForkSource =>
    createRpcForkSource({
      url: project.config.rpcEndpoints[url] ?? url,
      block: pinned,
      cacheDirectory: `${project.root}/.faultline/fork`,
    })
  if (fork !== undefined) return open({ url: fork.url, block: fork.block ?? 'latest' })
  if (!mayChooseFork(artifact)) return undefined
  const { blockHash: _, ...own } = block
  return new LateFork({ ...own, hash: 0n }, open)
}
