import path from 'node:path'

import type { ProjectConfig } from './types.ts'

/** forge's default sender and origin: keccak256("foundry default caller"), last 20 bytes. */
export const DEFAULT_SENDER = '0x1804c8ab1f12e6bbf3894d4083f33e07309d1f38'

/**
 * What holds where no configuration says otherwise: the defaults of forge 1.7.1 (`forge config --json`), also for
 * projects of other tools, so that a test means the same everywhere.
 * @param root absolute path of the project
 */
export function defaultConfig(root: string): ProjectConfig {
  return {
    fork: 'osaka',
    profile: 'default',
    profiles: ['default'],
    fuzz: { runs: 256, maxTestRejects: 65_536 },
    invariant: { runs: 256, depth: 500, failOnRevert: false, callOverride: false },
    test: {
      sender: DEFAULT_SENDER,
      origin: DEFAULT_SENDER,
      initialBalance: 2n ** 96n - 1n,
      blockNumber: 1n,
      blockTimestamp: 1n,
      chainId: 31_337n,
      gasLimit: 2n ** 30n,
      gasPrice: 0n,
      baseFee: 0n,
      coinbase: '0x0000000000000000000000000000000000000000',
      prevRandao: 0n,
      codeSizeLimit: undefined,
    },
    rpcEndpoints: {},
    fsPermissions: [{ access: 'read', path: path.join(root, 'out') }],
    ffi: false,
    testFolder: 'test',
    scriptFolder: 'script',
    sourceFolder: 'src',
    libraryFolders: ['lib'],
    filter: {},
    harness: new Map(),
  }
}
