// Jumps: targets that the code names are resolved, and conditions in front of them become part of the jump.

import { GROUP_COUNT, GROUP_FIRST } from '../layout'
import { addEdge, EDGE_KIND_FALL, EDGE_KIND_JUMP } from '../coverage'
import {
  I_DUP_JUMPI, I_JUMP, I_JUMPI, I_LT_JUMPI, I_SELECTOR, I_STATIC_LAST,
} from '../instructions'
import { dropHeld, flush, top } from './held'
import {
  OP_DUP1, OP_EQ, OP_ISZERO, OP_JUMP, OP_JUMPDEST, OP_JUMPI, OP_LT, OP_PUSH0,
} from './opcodes'
import { closeSection, count, emit, emitMore, openSection, out } from './section'
import { codeEnd, isDup, isJumpdest, isSmallPush, opcodeAt, smallPushValue } from './source'

/** Set in a resulting pc if nothing after it can be reached in a straight line. */
export const ENDS: u32 = 0x80000000

let pcMap: usize = 0
let group: usize = 0
/** Whether the edges of the group still have to be numbered. */
let fresh: bool = false
/** Next edge id; 0 if the group has no more. */
let edge: u32 = 0
/** Behind the last id of a group that was numbered before. */
let edgeEnd: u32 = 0

/** Starts a code: where its pcs are mapped, and the coverage group that it belongs to. */
export function openJumps(map: usize, coverageGroup: usize, isFresh: bool): void {
  pcMap = map
  group = coverageGroup
  fresh = isFresh
  const first = load<u32>(coverageGroup, GROUP_FIRST)
  edge = first == 0 ? 0 : first + 3
  edgeEnd = first + load<u32>(coverageGroup, GROUP_COUNT)
}

/** Id of the next edge in order of the code; 0 if there is none (left). */
function nextEdge(kind: u32, from: u32, to: u32): u32 {
  if (fresh) return addEdge(group, kind, from, to)
  // Codes with equal skeletons have equal jumps, but for a collision of skeletons: it must not spill into other groups.
  return edge && edge < edgeEnd ? edge++ : 0
}

/** Notes where the instruction or header for a pc is. */
export function mapPc(pc: u32, at: usize): void {
  store<u32>(pcMap + (<usize>pc << 2), <u32>at)
}

export function staticJump(pc: u32): u32 {
  const target = load<u32>(top())
  dropHeld()
  flush()
  count(OP_JUMP)
  mapPc(pc, out)
  emit(I_JUMP, 0, target)
  emitMore(nextEdge(EDGE_KIND_JUMP, pc, target), 0)
  closeSection()
  return (pc + 1) | ENDS
}

/** Emits a conditional jump at pc (the JUMPI's) in one of its forms; everything before the JUMPI is counted. */
export function staticJumpi(pc: u32, form: u32, inverted: u32, target: u32, extra: u64): u32 {
  count(OP_JUMPI)
  mapPc(pc, out)
  emit(form, inverted & 1, target)
  const taken = nextEdge(EDGE_KIND_JUMP, pc, target)
  emitMore(taken, nextEdge(EDGE_KIND_FALL, pc, pc + 1))
  if (form >= I_SELECTOR) {
    emitMore(<u32>extra, 0)
  }
  closeSection()
  openSection(pc + 1)
  return pc + 1
}

/** pc of the JUMPI if `[ISZERO]* PUSH target JUMPI` with a valid target starts at pc, else 0. Sets the three below. */
let aheadInverted: u32 = 0
let aheadTarget: u32 = 0
let aheadPush: u32 = 0
export function conditionAhead(pc: u32): u32 {
  let at = pc
  let inverted: u32 = 0
  while (inverted < 3 && opcodeAt(at) == OP_ISZERO) {
    inverted++
    at++
  }
  const push = opcodeAt(at)
  if (!isSmallPush(push, at)) return 0
  const jumpi = at + 1 + (push - OP_PUSH0)
  if (opcodeAt(jumpi) != OP_JUMPI) return 0
  const target = smallPushValue(push, at)
  if (!isJumpdest(target)) return 0
  aheadInverted = inverted
  aheadTarget = target
  aheadPush = push
  return jumpi
}

/** Whether the comparison at pc belongs to a conditional jump: that form is better than one with a constant. */
export function aheadIsConditional(pc: u32): bool {
  const op = opcodeAt(pc)
  return op >= OP_LT && op <= OP_EQ && conditionAhead(pc + 1) != 0
}

/** The forms of a conditional jump that start before its PUSH. Result: the pc behind the JUMPI, or 0. */
export function conditionalJump(op: u32, pc: u32): u32 {
  if (op >= OP_LT && op <= OP_EQ) {
    const jumpi = conditionAhead(pc + 1)
    if (!jumpi) return 0
    flush()
    count(op)
    countAhead()
    return staticJumpi(jumpi, I_LT_JUMPI + (op - OP_LT), aheadInverted, aheadTarget, 0)
  }
  if (op == OP_ISZERO) {
    const jumpi = conditionAhead(pc)
    if (!jumpi) return 0
    flush()
    countAhead()
    return staticJumpi(jumpi, I_JUMPI, aheadInverted, aheadTarget, 0)
  }
  if (!isDup(op)) return 0
  let jumpi = conditionAhead(pc + 1)
  if (jumpi) {
    flush()
    count(op)
    countAhead()
    return staticJumpi(jumpi, I_DUP_JUMPI, aheadInverted, aheadTarget, <u64>(op - OP_DUP1) << 5)
  }
  // The dispatch of a function selector: DUP1 PUSH4 EQ PUSH JUMPI.
  const selector = opcodeAt(pc + 1)
  if (op != OP_DUP1 || !isSmallPush(selector, pc + 1)) return 0
  const eqAt = pc + 2 + (selector - OP_PUSH0)
  if (opcodeAt(eqAt) != OP_EQ) return 0
  jumpi = conditionAhead(eqAt + 1)
  if (!jumpi || aheadInverted) return 0
  flush()
  count(op)
  count(selector)
  count(OP_EQ)
  countAhead()
  return staticJumpi(jumpi, I_SELECTOR, 0, aheadTarget, <u64>smallPushValue(selector, pc + 1))
}

/** Counts the ISZEROs and the PUSH that conditionAhead found. */
function countAhead(): void {
  for (let i: u32 = 0; i < aheadInverted; i++) count(OP_ISZERO)
  count(aheadPush)
}

/** A jump whose target is on the stack, after some stack work in the same instruction. */
export function dynamicJump(instruction: u32, place: u32, pops: u32, pc: u32): u32 {
  count(OP_JUMP)
  mapPc(pc, out)
  emit(instruction, place, pc)
  // No targets yet: no pc is that large.
  emitMore(pops, 0xffffffff)
  emitMore(0, 0xffffffff)
  emitMore(0, 0)
  closeSection()
  return (pc + 1) | ENDS
}

/** Replaces the target pcs of static jumps by pointers to their headers. */
export function resolveJumps(): void {
  for (let pc: u32 = 0; pc < codeEnd; pc++) {
    const at = <usize>load<u32>(pcMap + (<usize>pc << 2))
    if (at == 0 || opcodeAt(pc) == OP_JUMPDEST) continue
    const op = <u32>load<u16>(at)
    if (op >= I_JUMP && op <= I_STATIC_LAST) {
      store<u32>(at, load<u32>(pcMap + (<usize>load<u32>(at, 4) << 2)), 4)
    }
  }
}
