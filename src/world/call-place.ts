// Where a contract calls a cheatcode: the Machine does not say at which instruction a host was called, but the selector
// stands in the code just before.

import { templateBytes } from '../project/bytecode-template.ts'
import { createSourceMap } from '../project/source-map.ts'
import type { ContractArtifact } from '../project/types.ts'

/** A place in the code of a contract that uses a selector, and in its source. */
export type SelectorPlace = { readonly pc: number; readonly path: string; readonly line: number }

const PUSH1 = 0x60
const PUSH4 = 0x63
const PUSH32 = 0x7f

/**
 * Where a contract uses a selector, in order of its code; one place per source line.
 * @param code what the account has now; empty or one byte: it is being created
 */
export function selectorPlaces(
  artifact: ContractArtifact | undefined,
  code: Uint8Array,
  selector: number,
): readonly SelectorPlace[] {
  if (artifact === undefined) return []
  const isDeployed = code.length > 1
  const template = isDeployed ? artifact.runtime : artifact.creation
  const map = createSourceMap(template, artifact)
  const places: SelectorPlace[] = []
  for (const pc of selectorPushes(isDeployed ? code : templateBytes(template), selector)) {
    const found = map.locate(pc)
    const last = places.at(-1)
    if (found === undefined || (last?.path === found.path && last.line === found.line)) continue
    places.push({ pc, path: found.path, line: found.line })
  }
  return places
}

function* selectorPushes(code: Uint8Array, selector: number): Generator<number> {
  for (let pc = 0; pc < code.length; pc++) {
    const opcode = code[pc]!
    if (opcode < PUSH1 || opcode > PUSH32) continue
    // Alone, or as the first bytes of a word.
    if ((opcode === PUSH4 || opcode === PUSH32) && startsWithSelector(code, pc + 1, selector)) yield pc
    pc += opcode - PUSH1 + 1
  }
}

function startsWithSelector(code: Uint8Array, at: number, selector: number): boolean {
  for (let i = 0; i < 4; i++) if (code[at + i] !== ((selector >>> (24 - 8 * i)) & 0xff)) return false
  return true
}
