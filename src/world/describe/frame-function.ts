// What a frame was called for, as reports name it.

import type { TraceCall } from '../../evm/trace.ts'
import { clippedText } from '../../primitives/plain-text.ts'
import { selectorIn, selectorText } from '../../project/abi/selector.ts'
import type { ContractArtifact } from '../../project/types.ts'
import type { World } from '../types.ts'
import { isCreation } from '../../evm/host.ts'
import { calledFunction } from './called-function.ts'

/** 'Vault.withdraw(uint256)', 'Vault constructor', 'Vault.receive'. Safe to print. */
export function frameFunction(world: World, artifact: ContractArtifact | undefined, call: TraceCall): string {
  if (isCreation(call.kind)) return clippedText(`${artifact?.name ?? 'contract'} constructor`, 160)
  const selector = selectorIn(call.input)
  const contract = artifact?.name ?? world.labels.get(call.codeAddress) ?? 'unknown contract'
  // A proxy's own name stands before what it hands on: its functions only.
  const found =
    artifact === undefined
      ? calledFunction(world, undefined, call.input)
      : artifact.abi.functions.find((each) => each.selector === selector)
  const name = found?.signature ?? (selector === undefined ? 'receive' : selectorText(selector))
  return clippedText(`${contract}.${name}`, 160)
}
