// Which side of a conditional jump is worth following.

import { CodeMap } from '../code-map.ts'
import { OP } from '../op.ts'
import type { BlockContext } from './block-writer.ts'

/** Opcodes looked at. */
const AHEAD_MAX = 60

/** Opcodes behind which nothing more is said. */
const ENDS: ReadonlySet<number> = new Set([
  OP.stop,
  OP.jump,
  OP.jumpi,
  OP.create,
  OP.call,
  OP.callcode,
  OP.return,
  OP.delegatecall,
  OP.create2,
  OP.staticcall,
  OP.selfdestruct,
])

/**
 * Whether the code from pc on fails, as far as it goes straight on or jumps to where the opcode before the jump says, without
 * calling anything: compilers have one place for each panic.
 */
export function alwaysFails({ map, opcodes }: BlockContext, pc: number): boolean {
  let at = pc
  let before = at
  for (let i = 0; i < AHEAD_MAX; i++) {
    const op = map.opcodeAt(at)
    if (op === OP.revert || op === OP.invalid || opcodes[op] === undefined) return true
    const target = op === OP.jump ? targetPushedAt(map, before) : undefined
    if (target === undefined && (ENDS.has(op) || (op === OP.jumpdest && at !== pc))) return false
    before = at
    at = target === undefined ? at + CodeMap.lengthOf(op) : target + 1
  }
  return false
}

/** The place that the opcode at pc pushes; undefined if it is no PUSH of one. */
function targetPushedAt(map: CodeMap, pc: number): number | undefined {
  const op = map.opcodeAt(pc)
  return op > OP.push0 && op <= OP.push32 ? map.targetOf(map.pushed(pc)) : undefined
}
