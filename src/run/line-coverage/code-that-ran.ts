// From edges to instructions: what of a code ran.
//
// A block runs from its first instruction to its last, unless it halts in between (out of gas, a write in a static call):
// then it counts as run. Nothing else can leave a block in the middle.

import { type HitEdges, edgeOf } from './hit-edges.ts'
import { nextPc } from './instructions.ts'

const STOP = 0x00
const JUMP = 0x56
const JUMPI = 0x57
const RETURN = 0xf3
const REVERT = 0xfd
const INVALID = 0xfe
const SELFDESTRUCT = 0xff

/** Instructions of a code that ran: bits of `hit-edges.ts` at the pc of each, 0 where it never ran. */
export function codeThatRan(code: Uint8Array, hits: HitEdges): Uint8Array {
  const ran = new Uint8Array(code.length)
  if (code.length === 0) return ran
  ran[0] = hits.ended
  for (const [key, bits] of hits.jumps) {
    ran[0]! |= bits
    const { to } = edgeOf(key)
    if (to < code.length) ran[to]! |= bits
  }
  let before = 0
  for (let pc = 0; pc < code.length; pc = nextPc(code, pc)) {
    before |= ran[pc]!
    ran[pc] = before
    const opcode = code[pc]!
    if (isBranch(opcode)) before = 0
  }
  return ran
}

function isBranch(opcode: number): boolean {
  return opcode === JUMPI || endsBlock(opcode)
}

function endsBlock(opcode: number): boolean {
  return (
    opcode === JUMP ||
    opcode === STOP ||
    opcode === RETURN ||
    opcode === REVERT ||
    opcode === INVALID ||
    opcode === SELFDESTRUCT
  )
}
