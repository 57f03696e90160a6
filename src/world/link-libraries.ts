import type { Trace } from '../evm/trace.ts'
import type { Address } from '../evm/types.ts'
import { librariesOf, linkBytecode } from '../project/link.ts'
import type { ContractArtifact } from '../project/types.ts'
import { LIBRARY_DEPLOYER } from './addresses.ts'
import { libraryAddressesSlot } from './cheatcodes/plain/code.ts'
import type { WorldResult } from './types.ts'
import type { ContractWorld } from './world.ts'

/** Creation code that is ready to run, or the library whose deployment failed. */
export type Linked =
  | { readonly initcode: Uint8Array }
  | { readonly failed: ContractArtifact; readonly result: WorldResult; readonly trace: Trace }

/**
 * Deploys the libraries that a contract needs, as forge does: by an account of their own.
 * @param addresses those that are deployed already, by id; new ones are added
 * @throws UnlinkedError
 */
export function linkLibraries(
  world: ContractWorld,
  artifact: ContractArtifact,
  addresses: Map<string, Address> = new Map(),
): Linked {
  const addressOf = (library: string): Address | undefined => addresses.get(library)
  for (const library of librariesOf(artifact, world.project.contracts)) {
    if (addresses.has(library.id)) continue
    const initcode = linkBytecode(library.creation, addressOf, library.id)
    const deploy = (): WorldResult => world.create({ from: LIBRARY_DEPLOYER, initcode })
    const mark = world.mark()
    const result = deploy()
    if (result.created === undefined) {
      world.rollback(mark)
      return { failed: library, ...world.trace(deploy) }
    }
    addresses.set(library.id, result.created)
    addresses.set(`${library.source}:${library.name}`, result.created)
  }
  // vm.getCode and vm.deployCode link with the same.
  world.cheats.set(libraryAddressesSlot, new Map(addresses))
  return { initcode: linkBytecode(artifact.creation, addressOf, artifact.id) }
}
