// Where exactly a contract called a cheatcode that nobody runs: from a trace, step by step, of the call that stopped there.

import { isCreation } from '../evm/host.ts'
import type { Trace, TraceCall } from '../evm/trace.ts'
import { createSourceMap } from '../project/source-map.ts'
import type { SelectorPlace } from './call-place.ts'
import { traceArtifacts } from './describe/trace-artifacts.ts'
import type { World } from './types.ts'

/** The source line of the last step; undefined if it is not known. Exact also if code of a library or a constructor made the call. */
export function unsupportedPlace(world: World, trace: Trace): SelectorPlace | undefined {
  const step = trace.steps.at(-1)
  const caller = innermostCaller(trace)
  if (trace.stepsCut || step === undefined || caller?.depth !== step.depth) return undefined
  const artifact = traceArtifacts(world, trace.calls)(caller)
  if (artifact === undefined) return undefined
  const template = isCreation(caller.kind) ? artifact.creation : artifact.runtime
  const found = createSourceMap(template, artifact).locate(step.pc)
  return found === undefined ? undefined : { pc: step.pc, path: found.path, line: found.line }
}

/** Who made the last call of a trace that ended inside of it. */
function innermostCaller({ calls }: Trace): TraceCall | undefined {
  let caller: TraceCall | undefined
  let call = calls.at(-1)
  while (call !== undefined && call.runs !== 'host') {
    caller = call
    call = caller.events.findLast((event) => event.kind === 'call')?.call
  }
  return call === undefined ? undefined : caller
}
