import { AbiDecodeError, decodeArguments } from '../../project/abi/decode.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import type { ContractArtifact } from '../../project/types.ts'
import { knownFunctions } from '../known-functions.ts'
import type { World } from '../types.ts'

/**
 * The function that calldata is for: of the contract itself; of any other in the world, if it hands on what it does not know (a
 * proxy); else the only one that the project has under that selector and these arguments, most often of the interface
 * through which it calls a contract without source.
 */
export function calledFunction(
  world: World,
  artifact: ContractArtifact | undefined,
  data: Uint8Array,
): AbiFunction | undefined {
  const selector = selectorIn(data)
  if (selector === undefined) return undefined
  const own = artifact?.abi.functions.find((each) => each.selector === selector)
  if (own !== undefined) return own
  for (const other of world.contracts()) {
    const found = other.artifact?.abi.functions.find((each) => each.selector === selector)
    if (found !== undefined) return found
  }
  const possible = knownFunctions(world.project, selector).filter((each) => areArguments(each, data))
  return possible.length === 1 ? possible[0] : undefined
}

function areArguments({ inputs }: AbiFunction, data: Uint8Array): boolean {
  try {
    decodeArguments(
      inputs.map(({ type }) => type),
      data.subarray(4),
    )
    return true
  } catch (error) {
    if (error instanceof AbiDecodeError) return false
    throw error
  }
}
