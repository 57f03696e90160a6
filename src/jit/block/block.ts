// One block of compiled code: what runs from one place of the bytecode until it has to go on elsewhere. It follows the code
// through jumps whose target is known and through the likely side of conditional jumps, so that values stay in locals and
// the addresses that internal functions return to are known. The other sides leave the block.

import { CodeMap } from '../code-map.ts'
import type { Block } from '../emit/body.ts'
import { OP } from '../op.ts'
import { GROWTH_MAX } from '../words/virtual-stack.ts'
import { withEntry } from './block-entry.ts'
import { type BlockContext, BlockWriter } from './block-writer.ts'
import { keepsCondition } from './known-condition.ts'
import { noteOperands } from './operand-notes.ts'
import { writeOpcode } from './opcode.ts'
import * as L from '../../evm/core/layout.gen.ts'

/** Opcodes of a block's way: from here on it ends at a JUMPDEST, where the decoder knows no more than the next block will; and at most. */
const OPCODES_ENOUGH = 240
const OPCODES_MAX = 300
/** WebAssembly of a block: from here on it ends. A jump stores all words on the side that is not followed, so few opcodes may write much. */
const BYTES_ENOUGH = 24_000
/** Limb locals in use at most before everything is stored. */
const LIVE_MAX = 120
const HEIGHT_MAX = GROWTH_MAX - 8
const NEED_MAX = 900
/** How often a block may come through one place. */
const VISITS_MAX = 3

/** The block that begins at pc. A function of the context, which is told of the blocks that this one leads to. */
export function translateBlock(context: BlockContext, pc: number): Block {
  const writer = new BlockWriter(context, pc)
  let opcodes = 0
  while (!writer.isOver) {
    const at = writer.pc
    const why = at === pc ? undefined : endsBefore(writer, opcodes)
    if (why !== undefined) {
      writer.goTo(at, why)
      break
    }
    if (writer.stack.live > LIVE_MAX) {
      writer.forget()
      writer.stack.spill()
    }
    step(writer)
    context.trace?.opcode(writer, pc, at)
    opcodes++
  }
  const { end, gas, stack } = writer
  return {
    pc,
    body: withEntry(writer, pc),
    opcodes,
    locals: stack.locals,
    asks: { need: stack.need, grow: stack.grow, gas: gas.spent },
    end,
  }
}

/** Why another block begins where this one is; undefined if it goes on. */
function endsBefore(writer: BlockWriter, opcodes: number): string | undefined {
  if (isFull(writer, opcodes)) return 'the block is full'
  return isLoopedEnough(writer) ? 'it came here before, or the code has grown enough' : undefined
}

function isFull({ body, map, pc, stack }: BlockWriter, opcodes: number): boolean {
  if (opcodes >= OPCODES_ENOUGH && map.opcodeAt(pc) === OP.jumpdest) return true
  if (body.out.length >= BYTES_ENOUGH) return true
  return opcodes >= OPCODES_MAX || stack.height >= HEIGHT_MAX || stack.need >= NEED_MAX
}

/** Whether a JUMPDEST is where another block should begin. */
function isLoopedEnough({ context, map, pc, visits }: BlockWriter): boolean {
  if (map.opcodeAt(pc) !== OP.jumpdest) return false
  const times = (visits.get(pc) ?? 0) + 1
  visits.set(pc, times)
  return times > VISITS_MAX || !context.mayFollow()
}

/** Writes the opcode at the writer's place. */
function step(writer: BlockWriter): void {
  const { context, gas, map, pc } = writer
  const op = map.opcodeAt(pc)
  const opcode = context.opcodes[op]
  if (opcode === undefined || op === OP.invalid) {
    gas.check()
    writer.halt(L.HALT_INVALID_OPCODE)
    return
  }
  gas.spent += opcode.gas
  writer.pc = pc + CodeMap.lengthOf(op)
  if (!keepsCondition(op)) writer.condition.forget()
  if (context.notes) noteOperands(writer, op, pc)
  writeOpcode(writer, opcode, pc)
}
