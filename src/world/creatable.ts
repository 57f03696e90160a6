// Which contracts of the project may come into being while a search calls those of a world: whose creation code stands in
// the code of one that exists, or in the creation code of one that these may create.

import type { Address } from '../evm/types.ts'
import { templateBytes } from '../project/bytecode-template.ts'
import type { ContractArtifact } from '../project/types.ts'
import type { World } from './types.ts'

/**
 * In order of their ids; a function of the world's state.
 * @param isCalled Whether the code of this account may run; others create nothing.
 */
export function creatableArtifacts(
  world: World,
  isCalled: (address: Address) => boolean,
): readonly ContractArtifact[] {
  const { contracts } = world.project
  const found = new Map<string, ContractArtifact>()
  const looked = new Set<string>()
  const look = (artifact: ContractArtifact): void => {
    if (found.has(artifact.id)) return
    found.set(artifact.id, artifact)
    // What its constructor creates, and what its functions will.
    for (const each of contracts.creatableBy(templateBytes(artifact.creation))) look(each)
  }
  for (const [address, { code }] of world.machine.dump()) {
    if (code.length === 0 || !isCalled(address)) continue
    const hash = world.machine.getCodeHash(address).toString(16)
    if (looked.has(hash)) continue
    looked.add(hash)
    for (const each of contracts.creatableBy(code)) look(each)
  }
  return [...found.keys()].sort().map((id) => found.get(id)!)
}
