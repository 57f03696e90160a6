// One opcode of a block, by its byte.

import { LOCAL } from '../emit/body.ts'
import { reloadRoom } from '../emit/memory-room.ts'
import { OP } from '../op.ts'
import type { BlockWriter } from './block-writer.ts'
import { viaCore } from './core-call.ts'
import { calldataload, environmentWord } from './environment.ts'
import { jump, jumpi } from './jumps.ts'
import { keccak, mload, mstore, mstore8 } from './memory.ts'
import { pure } from './pure.ts'
import * as L from '../../evm/core/layout.gen.ts'
import type { Opcode } from '../../evm/opcodes.ts'

/** Opcodes that the core does as a whole and that may make memory. */
const MAY_GROW: ReadonlySet<number> = new Set([
  OP.calldatacopy,
  OP.codecopy,
  OP.extcodecopy,
  OP.returndatacopy,
  OP.mcopy,
  ...[0, 1, 2, 3, 4].map((topics) => OP.log0 + topics),
])

/** Writes the opcode at pc, which is charged. The writer's pc is that behind it. */
export function writeOpcode(writer: BlockWriter, { byte: op, pops, pushes }: Opcode, pc: number): void {
  const { map, stack } = writer
  if (op >= OP.push0 && op <= OP.push32) stack.pushValue(map.pushed(pc))
  else if (op >= OP.dup1 && op <= OP.dup16) stack.dup(op - OP.dup1 + 1)
  else if (op >= OP.swap1 && op <= OP.swap16) stack.swap(op - OP.swap1 + 1)
  else if (op >= OP.add && op <= OP.clz) pure(writer, op, pops)
  else if (!environmentWord(writer, op)) writeOther(writer, op, pops, pushes, pc)
}

function writeOther(writer: BlockWriter, op: number, pops: number, pushes: number, pc: number): void {
  const { body, gas, memory, stack } = writer
  switch (op) {
    case OP.stop:
      gas.check()
      body.get(LOCAL.frame)
      gas.load()
      writer.endWith('compiledStop')
      return
    case OP.keccak256:
      keccak(writer)
      return
    case OP.calldataload:
      calldataload(writer)
      return
    case OP.pop:
      stack.release(stack.pop())
      return
    case OP.mload:
      mload(writer)
      return
    case OP.mstore:
      mstore(writer)
      return
    case OP.mstore8:
      mstore8(writer)
      return
    case OP.sload:
      viaCore(writer, 'compiledSload', { pops: 1, pushes: 1 })
      return
    case OP.sstore:
      viaCore(writer, 'opSstore', { pops: 2, pushes: 0 })
      return
    case OP.jump:
      jump(writer, pc)
      return
    case OP.jumpi:
      jumpi(writer, pc)
      return
    case OP.pc:
      stack.pushValue(BigInt(pc))
      return
    case OP.jumpdest:
      return
    case OP.create:
    case OP.call:
    case OP.callcode:
    case OP.delegatecall:
    case OP.create2:
    case OP.staticcall:
      callOrCreate(writer, op, pops)
      return
    case OP.return:
    case OP.revert:
      gas.check()
      stack.storeTop(2, stack.height - 1)
      body.get(LOCAL.frame)
      stack.loadAddress(stack.height - 1)
      gas.load()
      body.i32(op === OP.return ? L.STATUS_SUCCESS : L.STATUS_REVERT)
      writer.endWith('compiledReturn')
      return
    case OP.selfdestruct:
      // The checked loop does the rest of the frame, this opcode.
      writer.leaveToChecked(pc, 'SELFDESTRUCT')
      return
    default:
      viaCore(writer, 'compiledOp', { pops, pushes, op })
      if (MAY_GROW.has(op)) {
        reloadRoom(body)
        if (op < OP.log0) memory.forget()
      }
  }
}

/** Calls and creations end the block: the frame goes on in the next one when the callee has ended. */
function callOrCreate(writer: BlockWriter, op: number, pops: number): void {
  const { body, gas, pc: next, stack } = writer
  gas.check()
  stack.storeAll()
  writer.context.want(next)
  body.get(LOCAL.frame)
  stack.loadAddress(stack.height - 1)
  gas.load()
  body.fixup('id', next)
  body.i32(op)
  writer.endWith('compiledCall')
  // The words that the call takes are part of what the block needs.
  for (let i = 0; i < pops; i++) stack.release(stack.pop())
}
