// Whose code each frame of a trace ran.

import type { TraceCall } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import type { ContractArtifact } from '../../project/types.ts'
import type { World } from '../types.ts'

/** The contract of a frame, as far as known. */
export type TraceArtifacts = (call: TraceCall) => ContractArtifact | undefined

/** Also knows contracts that the trace creates: after a failure they are no longer there to be asked. */
export function traceArtifacts(world: World, calls: readonly TraceCall[]): TraceArtifacts {
  const created = new Map<Address, ContractArtifact>()
  const visit = (call: TraceCall): void => {
    if (isCreation(call)) {
      const artifact = world.project.contracts.byCreationCode(call.input)
      if (artifact !== undefined) created.set(call.to, artifact)
    }
    for (const event of call.events) if (event.kind === 'call') visit(event.call)
  }
  for (const call of calls) visit(call)
  return (call) =>
    isCreation(call)
      ? created.get(call.to)
      : (world.artifactAt(call.codeAddress) ?? created.get(call.codeAddress))
}

/** A frame that runs initcode. */
export function isCreation(call: TraceCall): boolean {
  return call.kind === 'create' || call.kind === 'create2'
}
