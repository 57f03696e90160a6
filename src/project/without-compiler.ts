import type { ContractArtifact } from './types.ts'

/** What an artifact says of its compiler and sources where no compiler of the user's made it. */
export const WITHOUT_COMPILER: Pick<
  ContractArtifact,
  'immutables' | 'compilerVersion' | 'evmVersion' | 'sources' | 'storageLayout' | 'notices'
> = {
  immutables: [],
  compilerVersion: undefined,
  evmVersion: undefined,
  sources: { pathOf: () => undefined, textOf: () => undefined },
  storageLayout: undefined,
  notices: { contract: undefined, functions: new Map() },
}
