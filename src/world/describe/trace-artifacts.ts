// Whose code each frame of a trace ran.

import { isCreation } from '../../evm/host.ts'
import type { TraceCall } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import type { ContractArtifact } from '../../project/types.ts'
import type { World } from '../types.ts'

/** The contract of a frame, as far as known. */
export type TraceArtifacts = (call: TraceCall) => ContractArtifact | undefined

type SetupCreations = {
  readonly created: ReadonlyMap<Address, ContractArtifact>
  readonly laterCount: number
}

const ofSetups = new WeakMap<World, SetupCreations>()

/** Also knows contracts that are no longer there to be asked: those that the trace creates, and of the setup what was destroyed. */
export function traceArtifacts(world: World, calls: readonly TraceCall[]): TraceArtifacts {
  const created = creationsIn(world, calls)
  return (call) => {
    if (isCreation(call.kind)) return created.get(call.to)
    const { codeAddress } = call
    return world.artifactAt(codeAddress) ?? created.get(codeAddress) ?? setupCreations(world).get(codeAddress)
  }
}

/** What the setup created. Kept, as shrinking asks again and again, and calls of accounts without code get as far as this. */
function setupCreations(world: World): ReadonlyMap<Address, ContractArtifact> {
  const { setupTrace, laterSetup } = world
  const known = ofSetups.get(world)
  if (known?.laterCount === laterSetup.length) return known.created
  const created = creationsIn(world, [...(setupTrace?.calls ?? []), ...laterSetup])
  ofSetups.set(world, { created, laterCount: laterSetup.length })
  return created
}

/** What calls create, by address. */
function creationsIn(world: World, calls: readonly TraceCall[]): ReadonlyMap<Address, ContractArtifact> {
  const created = new Map<Address, ContractArtifact>()
  const visit = (call: TraceCall): void => {
    if (isCreation(call.kind)) {
      const artifact = world.project.contracts.byCreationCode(call.input)
      if (artifact !== undefined) created.set(call.to, artifact)
    }
    for (const event of call.events) if (event.kind === 'call') visit(event.call)
  }
  for (const call of calls) visit(call)
  return created
}
