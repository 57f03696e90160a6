// The line of source at which a frame of a trace was, as a place for a report.

import type { TraceCall } from '../../evm/trace.ts'
import { clippedText } from '../../primitives/plain-text.ts'
import { selectorIn, selectorText } from '../../project/abi/selector.ts'
import type { ContractArtifact } from '../../project/types.ts'
import type { SourceLocation } from '../../project/source-map.ts'
import { isCreation } from '../../evm/host.ts'

export type CallLine = {
  readonly place: string
  readonly line?: { readonly path: string; readonly line: number; readonly text: string }
}

/** The line, else the function that the frame was called for. Safe to print. */
export function callLine(
  call: TraceCall,
  location: SourceLocation | undefined,
  artifact: ContractArtifact | undefined,
): CallLine {
  if (location === undefined) return { place: functionOf(call, artifact) }
  const path = clippedText(location.path, 200)
  return {
    place: `${path}:${location.line}`,
    line: { path, line: location.line, text: clippedText(location.text, 400) },
  }
}

/** 'Vault.withdraw(uint256)'. Safe to print. */
export function functionOf(call: TraceCall, artifact: ContractArtifact | undefined): string {
  if (isCreation(call.kind)) return clippedText(`${artifact?.name ?? 'contract'} constructor`, 160)
  const selector = selectorIn(call.input)
  const found = artifact?.abi.functions.find((each) => each.selector === selector)
  const name = found?.signature ?? (selector === undefined ? 'receive' : selectorText(selector))
  return clippedText(`${artifact?.name ?? 'unknown contract'}.${name}`, 160)
}
