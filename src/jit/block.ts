// One block of compiled code: what runs from one place of the bytecode until it has to go on elsewhere. It follows the code
// through jumps whose target is known and through the likely side of conditional jumps, so that values stay in locals and
// the addresses that internal functions return to are known. The other sides leave the block.
//
// Gas: nothing is charged at the start, but the block is entered only if the static gas of its whole way is there.
// LOCAL.gas is what was there at the start less what operands have cost since; the exact gas behind an opcode is that less
// `spent`, a constant. Once something was charged by operands, "exact gas below zero" is looked for at each place where it
// could be noticed: before edges are counted, before the core is called, and where the block is left.

import {
  add,
  bitwise,
  byteAt,
  equal,
  isZero,
  less,
  not,
  shiftLeft,
  shiftRight,
  shiftRightSigned,
  signExtend,
  subtract,
  testNonZero,
  testZero,
  type Writer,
} from './arithmetic.ts'
import { Body, LOCAL } from './body.ts'
import { CodeMap } from './code-map.ts'
import { fold } from './fold.ts'
import { GLOBAL, helperIndex, type HelperName, OWN_FUNCTION } from './helpers.ts'
import { constLimb, isLow, type Limb, lowWord, valueOf, type Word, ZERO } from './limbs.ts'
import { GROWTH_MAX, VirtualStack } from './virtual-stack.ts'
import { SIMD, W } from './wasm-opcodes.ts'
import * as L from '../evm/core/layout.gen.ts'
import type { Opcode } from '../evm/opcodes.ts'

/** Opcodes of a block's way at most. */
const OPCODES_MAX = 220
/** Limb locals in use at most before everything is stored. */
const LIVE_MAX = 120
const HEIGHT_MAX = GROWTH_MAX - 8
/** How often a block may come through one place. */
const VISITS_MAX = 3
/** Opcodes looked at to find out whether a side of a jump fails. */
const AHEAD_MAX = 60

/** Edges of a jump that the decoder resolved, counted from the group's first. */
export type StaticEdges = { readonly taken: number; readonly fall: number }

/** What a code's blocks are made with. */
export type BlockContext = {
  readonly map: CodeMap
  readonly opcodes: readonly (Opcode | undefined)[]
  /** Edges of the jump at pc; undefined if the core gives them ids when they are taken. */
  readonly edgesAt: (pc: number) => StaticEdges | undefined
  readonly countsEdges: boolean
  /** Whether operands are noted. */
  readonly notes: boolean
  /** Asks for a block that begins at pc. */
  readonly want: (pc: number) => void
  /** Whether blocks may still follow jumps: false once the code has grown enough. */
  readonly mayFollow: () => boolean
}

export type Block = {
  readonly pc: number
  readonly body: Body
  /** Opcodes that were translated. */
  readonly opcodes: number
  readonly locals: number
}

export function translateBlock(context: BlockContext, pc: number): Block {
  return new BlockTranslator(context, pc).run()
}

class BlockTranslator {
  readonly #context: BlockContext
  readonly #map: CodeMap
  readonly #start: number
  readonly #body = new Body()
  readonly #stack: VirtualStack
  readonly #writer: Writer
  readonly #visits = new Map<number, number>()
  #pc: number
  #count = 0
  #spent = 0
  /** Whether operands were charged since the block began. */
  #isUncertain = false
  #isOver = false

  constructor(context: BlockContext, pc: number) {
    this.#context = context
    this.#map = context.map
    this.#start = pc
    this.#pc = pc
    this.#stack = new VirtualStack(this.#body, (value) => {
      const target = this.#map.targetOf(value)
      if (target !== undefined) context.want(target)
    })
    this.#writer = { body: this.#body, stack: this.#stack }
  }

  run(): Block {
    while (!this.#isOver) this.#step()
    return {
      pc: this.#start,
      body: this.#withEntry(),
      opcodes: this.#count,
      locals: this.#stack.locals,
    }
  }

  // ---- the way through the code ------------------------------------------------------------------------------------

  #step(): void {
    const pc = this.#pc
    const op = this.#map.opcodeAt(pc)
    if (
      pc !== this.#start &&
      (this.#count >= OPCODES_MAX || this.#stack.height >= HEIGHT_MAX || this.#stack.need >= 900)
    ) {
      this.#goTo(pc)
      return
    }
    if (this.#stack.live > LIVE_MAX) this.#stack.spill()
    if (op === 0x5b && pc !== this.#start) {
      const visits = (this.#visits.get(pc) ?? 0) + 1
      this.#visits.set(pc, visits)
      if (visits > VISITS_MAX || !this.#context.mayFollow()) {
        this.#goTo(pc)
        return
      }
    }
    const opcode = this.#context.opcodes[op]
    this.#count++
    if (opcode === undefined || op === 0xfe) {
      this.#check()
      this.#halt(L.HALT_INVALID_OPCODE)
      return
    }
    this.#spent += opcode.gas
    this.#pc = pc + CodeMap.lengthOf(op)
    if (this.#context.notes) this.#note(op, pc)
    this.#opcode(op, opcode, pc)
  }

  /** Leaves the block for the one at pc. */
  #goTo(pc: number): void {
    this.#check()
    this.#stack.storeAll()
    this.#leaveTo(pc)
    this.#isOver = true
  }

  /** Everything is stored: on to the block at pc. */
  #leaveTo(pc: number): void {
    this.#context.want(pc)
    this.#stack.moveSp()
    this.#chargeSpent()
    this.#body.fixup('goto', pc)
  }

  #halt(reason: number): void {
    this.#body.i32(reason)
    this.#call('compiledHalt')
    this.#body.op(W.return)
    this.#isOver = true
  }

  /** The checked loop goes on at pc, whose opcode was not counted. */
  #leaveToChecked(pc: number): void {
    this.#check()
    this.#stack.storeAll()
    this.#stack.moveSp()
    this.#body.get(LOCAL.frame)
    this.#body.get(LOCAL.sp)
    this.#exactGas()
    this.#body.i32(pc)
    this.#call('compiledChecked')
    this.#body.op(W.return)
    this.#isOver = true
  }

  /** Whether the code from pc on fails without doing anything that could be seen. */
  #fails(pc: number): boolean {
    let at = pc
    for (let i = 0; i < AHEAD_MAX; i++) {
      const op = this.#map.opcodeAt(at)
      if (op === 0xfd || op === 0xfe || this.#context.opcodes[op] === undefined) return true
      if (
        op === 0x56 ||
        op === 0x57 ||
        op === 0x00 ||
        op === 0xf3 ||
        op === 0xff ||
        (op >= 0xf0 && op <= 0xfa)
      )
        return false
      if (op === 0x5b && at !== pc) return false
      at += CodeMap.lengthOf(op)
    }
    return false
  }

  // ---- gas ---------------------------------------------------------------------------------------------------------

  /** Pushes the gas that is left behind the opcode. */
  #exactGas(): void {
    this.#body.get(LOCAL.gas)
    if (this.#spent === 0) return
    this.#body.i64(BigInt(this.#spent))
    this.#body.op(W.i64Sub)
  }
  #chargeSpent(): void {
    if (this.#spent === 0) return
    this.#exactGas()
    this.#body.set(LOCAL.gas)
  }
  /** Halts if the gas has not sufficed up to here. */
  #check(): void {
    if (!this.#isUncertain) return
    this.#body.get(LOCAL.gas)
    this.#body.i64(BigInt(this.#spent))
    this.#body.op(W.i64LtS)
    this.#body.fixup('outOfGasIf')
  }
  /** Takes the exact gas, or minus a halt, that the core left on WebAssembly's stack. */
  #takeGas(reason: 'any' | 'outOfGas'): void {
    const body = this.#body
    body.tee(LOCAL.wide)
    body.i64(0n)
    body.op(W.i64LtS)
    if (reason === 'outOfGas') {
      body.fixup('outOfGasIf')
    } else {
      body.open(W.if)
      body.i32(0)
      body.get(LOCAL.wide)
      body.op(W.i32Wrap)
      body.op(W.i32Sub)
      this.#call('compiledHalt')
      body.op(W.return)
      body.close()
    }
    body.get(LOCAL.wide)
    if (this.#spent !== 0) {
      body.i64(BigInt(this.#spent))
      body.op(W.i64Add)
    }
    body.set(LOCAL.gas)
    this.#isUncertain = true
  }

  // ---- the core ----------------------------------------------------------------------------------------------------

  #call(name: HelperName): void {
    this.#body.call(helperIndex(name))
  }

  /** Has the core do an opcode that reads `pops` words and leaves its result, if any, where the last of them was. */
  #viaCore(name: HelperName, pops: number, pushes: number, op?: number): void {
    const [body, stack] = [this.#body, this.#stack]
    this.#check()
    stack.storeTop(pops, stack.height - pops)
    const position = pops > 0 ? stack.height - 1 : stack.height
    body.get(LOCAL.frame)
    stack.loadAddress(position)
    this.#exactGas()
    if (op !== undefined) body.i32(op)
    this.#call(name)
    this.#takeGas('any')
    this.#replace(pops, pushes)
  }

  /** Pops words that are stored; the result is in memory. */
  #replace(pops: number, pushes: number): void {
    const stack = this.#stack
    for (let i = 0; i < pops; i++) stack.release(stack.pop())
    if (pushes > 0) stack.push(stack.inMemory(stack.height))
  }

  /** Has the core compute a pure opcode of words in memory. */
  #compute(name: HelperName, pops: number): void {
    const stack = this.#stack
    stack.storeTop(pops, stack.height - pops)
    const top = stack.height - 1
    stack.loadAddress(top - pops + 1)
    for (let i = 0; i < pops; i++) stack.loadAddress(top - i)
    this.#call(name)
    this.#replace(pops, 1)
  }

  // ---- observation -------------------------------------------------------------------------------------------------

  /** Notes the operands of the opcode wherever the checked loop does: behind its charge, before it is done. */
  #note(op: number, pc: number): void {
    if (op >= 0x10 && op <= 0x15) this.#noteOperands('compiledCompare', pc, op, op === 0x15 ? 1 : 2)
    // Compilers test for equality with a difference, and for zero with the value itself.
    else if ((op === 0x03 || op === 0x18) && this.#isBranchAt(pc + 1))
      this.#noteOperands('compiledCompare', pc, 0x14, 2)
    else if (op === 0x57) this.#noteCondition(pc)
    if ((op >= 0x01 && op <= 0x03) || op === 0x16) this.#noteOperands('compiledWrap', pc, op, 2)
  }

  #noteOperands(name: 'compiledCompare' | 'compiledWrap', pc: number, op: number, count: 1 | 2): void {
    const [body, stack] = [this.#body, this.#stack]
    this.#check()
    stack.storeTop(count, stack.height - 1)
    body.get(LOCAL.frame)
    body.i32(pc)
    body.i32(op)
    stack.loadAddress(stack.height - 1)
    if (count === 2) stack.loadAddress(stack.height - 2)
    else body.i32(0)
    this.#call(name)
  }

  #noteCondition(pc: number): void {
    const [body, stack] = [this.#body, this.#stack]
    // A jump to a place that is not known is left for the checked loop, which notes it.
    if (valueOf(stack.peek(0)) === undefined) return
    const condition = stack.peek(1)
    if (isLow(condition) && condition[0].kind === 'local' && condition[0].isBool) return
    this.#check()
    stack.storeTop(2, stack.height - 1)
    body.get(LOCAL.frame)
    body.i32(pc)
    stack.loadAddress(stack.height - 2)
    this.#call('compiledCondition')
  }

  /** Whether the code at pc pushes a target and jumps there on what is on the stack. */
  #isBranchAt(pc: number): boolean {
    const op = this.#map.opcodeAt(pc)
    return op >= 0x60 && op <= 0x63 && this.#map.opcodeAt(pc + CodeMap.lengthOf(op)) === 0x57
  }

  // ---- opcodes -----------------------------------------------------------------------------------------------------

  #opcode(op: number, { pops, pushes }: Opcode, pc: number): void {
    const stack = this.#stack
    if (op >= 0x5f && op <= 0x7f) {
      stack.pushValue(this.#map.pushed(pc))
    } else if (op >= 0x80 && op <= 0x8f) {
      stack.dup(op - 0x7f)
    } else if (op >= 0x90 && op <= 0x9f) {
      stack.swap(op - 0x8f)
    } else if (op >= 0x01 && op <= 0x1e) {
      this.#arithmetic(op, pops)
    } else if (op >= 0xa0 && op <= 0xa4) {
      this.#viaCore('compiledOp', pops, 0, op)
      this.#reloadMemory()
    } else {
      this.#other(op, pops, pushes, pc)
    }
  }

  #arithmetic(op: number, pops: number): void {
    const stack = this.#stack
    const operands = Array.from({ length: pops }, (_, i) => stack.peek(i))
    const values = operands.map(valueOf)
    // EXP pays by its exponent (EIP-160), which must be known before anything is computed.
    if (op === 0x0a && values[1] !== undefined)
      this.#spent += 50 * Math.ceil((values[1] === 0n ? 0 : values[1].toString(2).length) / 8)
    if (values.every((value) => value !== undefined)) {
      const value = fold(op, values)
      if (value !== undefined) {
        for (let i = 0; i < pops; i++) stack.release(stack.pop())
        stack.pushValue(value)
        return
      }
    }
    if (op === 0x0a) {
      if (values[1] !== undefined)
        this.#spent -= 50 * Math.ceil((values[1] === 0n ? 0 : values[1].toString(2).length) / 8)
      this.#viaCore('compiledOp', 2, 1, op)
      return
    }
    const result = this.#inline(op, operands, values)
    if (result === undefined) {
      this.#compute(COMPUTED[op]!, pops)
      return
    }
    for (let i = 0; i < pops; i++) stack.pop()
    stack.push(result)
    for (const operand of operands) stack.release(operand)
  }

  /** The result of an opcode that is written out; undefined if the core computes it. */
  #inline(op: number, operands: readonly Word[], values: readonly (bigint | undefined)[]): Word | undefined {
    const [a, b] = operands as readonly [Word, Word]
    const [known, second] = values
    const writer = this.#writer
    switch (op) {
      case 0x01:
        return add(writer, a, b)
      case 0x02: {
        const [value, factor] = known !== undefined ? [b, known] : [a, second]
        if (factor === undefined) return undefined
        if (factor === 0n) return [ZERO, ZERO, ZERO, ZERO]
        const bits = powerOfTwo(factor)
        return bits === undefined ? undefined : shiftLeft(writer, value, bits)
      }
      case 0x03:
        return subtract(writer, a, b)
      case 0x04: {
        const bits = second === undefined ? undefined : powerOfTwo(second)
        return bits === undefined ? undefined : shiftRight(writer, a, bits)
      }
      case 0x06: {
        const bits = second === undefined ? undefined : powerOfTwo(second)
        if (bits === undefined) return undefined
        const mask = second! - 1n
        return bitwise(
          writer,
          0x16,
          a,
          [0n, 64n, 128n, 192n].map((shift) =>
            constLimb((mask >> shift) & 0xffff_ffff_ffff_ffffn),
          ) as unknown as Word,
        )
      }
      case 0x0b:
        if (known === undefined) return undefined
        return known >= 31n ? b : signExtend(writer, b, Number(known))
      case 0x10:
        return less(writer, a, b, false)
      case 0x11:
        return less(writer, b, a, false)
      case 0x12:
        return less(writer, a, b, true)
      case 0x13:
        return less(writer, b, a, true)
      case 0x14:
        return equal(writer, a, b)
      case 0x15:
        return isZero(writer, a)
      case 0x16:
      case 0x17:
      case 0x18:
        return bitwise(writer, op, a, b)
      case 0x19:
        return not(writer, a)
      case 0x1a:
        if (known === undefined) return undefined
        return known >= 32n ? [ZERO, ZERO, ZERO, ZERO] : byteAt(writer, b, Number(known))
      case 0x1b:
      case 0x1c:
        if (known === undefined) return undefined
        if (known >= 256n) return [ZERO, ZERO, ZERO, ZERO]
        return (op === 0x1b ? shiftLeft : shiftRight)(writer, b, Number(known))
      case 0x1d:
        if (known === undefined) return undefined
        return shiftRightSigned(writer, b, known >= 256n ? 255 : Number(known))
      default:
        return undefined
    }
  }

  #other(op: number, pops: number, pushes: number, pc: number): void {
    const [body, stack] = [this.#body, this.#stack]
    switch (op) {
      case 0x00:
        this.#check()
        body.get(LOCAL.frame)
        this.#exactGas()
        this.#call('compiledStop')
        body.op(W.return)
        this.#isOver = true
        return
      case 0x20:
        this.#viaCore('opKeccak', 2, 1)
        this.#reloadMemory()
        return
      case 0x30:
        this.#frameWord(L.F_ADDRESS, true)
        return
      case 0x33:
        this.#frameWord(L.F_CALLER, true)
        return
      case 0x34:
        this.#frameWord(L.F_VALUE, false)
        return
      case 0x32:
        this.#wordAt(() => body.i32(0), L.ENV + L.ENV_ORIGIN, true)
        return
      case 0x3a:
        this.#wordAt(() => body.i32(0), L.ENV + L.ENV_GAS_PRICE, false)
        return
      case 0x35:
        this.#calldataload()
        return
      case 0x36:
        body.get(LOCAL.frame)
        body.access(W.i64Load32, L.F_INPUT_BYTES)
        stack.push(lowWord(stack.keep()))
        return
      case 0x38:
        body.get(LOCAL.frame)
        body.access(W.i64Load32, L.F_CODE_BYTES)
        stack.push(lowWord(stack.keep()))
        return
      case 0x3d:
        body.op(W.globalGet)
        body.out.u32(GLOBAL.returnBytes)
        body.op(W.i64ExtendU)
        stack.push(lowWord(stack.keep()))
        return
      case 0x50:
        stack.release(stack.pop())
        return
      case 0x51:
        this.#mload()
        return
      case 0x52:
        this.#mstore()
        return
      case 0x53:
        this.#mstore8()
        return
      case 0x54:
        this.#viaCore('compiledSload', 1, 1)
        return
      case 0x55:
        this.#viaCore('opSstore', 2, 0)
        return
      case 0x56:
        this.#jump(pc)
        return
      case 0x57:
        this.#jumpi(pc)
        return
      case 0x58:
        stack.pushValue(BigInt(pc))
        return
      case 0x59:
        body.get(LOCAL.frame)
        body.access(W.i64Load32, L.F_MEM_BYTES)
        stack.push(lowWord(stack.keep()))
        return
      case 0x5a:
        this.#check()
        this.#exactGas()
        stack.push(lowWord(stack.keep()))
        return
      case 0x5b:
        return
      case 0xf0:
      case 0xf1:
      case 0xf2:
      case 0xf4:
      case 0xf5:
      case 0xfa:
        this.#check()
        stack.storeAll()
        this.#context.want(this.#pc)
        body.get(LOCAL.frame)
        stack.loadAddress(stack.height - 1)
        this.#exactGas()
        body.fixup('id', this.#pc)
        body.i32(op)
        this.#call('compiledCall')
        body.op(W.return)
        // The words that the call takes are part of what the block needs.
        for (let i = 0; i < pops; i++) stack.release(stack.pop())
        this.#isOver = true
        return
      case 0xf3:
      case 0xfd: {
        this.#check()
        stack.storeTop(2, stack.height - 1)
        body.get(LOCAL.frame)
        stack.loadAddress(stack.height - 1)
        this.#exactGas()
        body.i32(op === 0xf3 ? L.STATUS_SUCCESS : L.STATUS_REVERT)
        this.#call('compiledReturn')
        body.op(W.return)
        this.#isOver = true
        return
      }
      case 0xff:
        // SELFDESTRUCT: the checked loop does the rest of the frame, this opcode.
        this.#spent -= this.#context.opcodes[op]!.gas
        this.#leaveToChecked(pc)
        return
      default:
        this.#viaCore('compiledOp', pops, pushes, op)
        if (MAY_GROW.has(op)) this.#reloadMemory()
    }
  }

  // ---- words of the frame ------------------------------------------------------------------------------------------

  #frameWord(offset: number, isAddress: boolean): void {
    this.#wordAt(() => this.#body.get(LOCAL.frame), offset, isAddress)
  }
  /** Pushes the word that lies at a base and an offset. */
  #wordAt(base: () => void, offset: number, isAddress: boolean): void {
    const limbs: Limb[] = []
    for (let part = 0; part < (isAddress ? 3 : 4); part++) {
      base()
      this.#body.access(W.i64Load, offset + 8 * part)
      limbs.push(this.#stack.keep())
    }
    if (isAddress) limbs.push(ZERO)
    this.#stack.push(limbs as unknown as Word)
  }

  #calldataload(): void {
    const [body, stack] = [this.#body, this.#stack]
    const offset = stack.pop()
    const known = valueOf(offset)
    const at = known === undefined ? this.#saturated(offset) : undefined
    stack.release(offset)
    const position = stack.height
    stack.claim(position)
    const limbs = [0, 1, 2, 3].map(() => stack.take())
    const loadOffset = (): void => {
      if (at === undefined) body.i64(known! > 0x3fff_ffff_ffff_ffffn ? 0x3fff_ffff_ffff_ffffn : known!)
      else stack.load(at)
    }
    // offset + 32 <= length, without wrapping: the offset is below 2^63 or no offset at all.
    loadOffset()
    body.i64(32n)
    body.op(W.i64Add)
    body.get(LOCAL.frame)
    body.access(W.i64Load32, L.F_INPUT_BYTES)
    body.op(W.i64LeU)
    body.open(W.if)
    body.get(LOCAL.frame)
    body.access(W.i32Load, L.F_INPUT)
    loadOffset()
    body.op(W.i32Wrap)
    body.op(W.i32Add)
    body.set(LOCAL.scratch)
    this.#readBytes(() => body.get(LOCAL.scratch), 0, limbs)
    body.else()
    body.get(LOCAL.frame)
    stack.loadAddress(position)
    loadOffset()
    this.#call('compiledCalldata')
    for (let part = 0; part < 4; part++) {
      stack.load({ kind: 'stack', position, part })
      body.set(limbs[part]!)
    }
    body.close()
    if (at !== undefined) stack.drop(at)
    stack.push(limbs.map((index): Limb => ({ kind: 'local', index, isBool: false })) as unknown as Word)
  }

  /** Reads 32 bytes, the most significant first, into four locals. */
  #readBytes(base: () => void, offset: number, limbs: readonly number[]): void {
    const body = this.#body
    for (const half of [0, 1]) {
      base()
      body.vectorAccess(SIMD.load, offset + 16 - 16 * half)
      body.reverse()
      body.tee(LOCAL.vector)
      body.lane(SIMD.extract64, 0)
      body.set(limbs[2 * half]!)
      body.get(LOCAL.vector)
      body.lane(SIMD.extract64, 1)
      body.set(limbs[2 * half + 1]!)
    }
  }

  // ---- memory ------------------------------------------------------------------------------------------------------

  /** Takes the memory's size from the frame. */
  #reloadMemory(): void {
    reloadRoom(this.#body)
  }

  /** The word as a number below 2^62, or 2^62 - 1 for anything larger: beyond what any gas reaches. In a local. */
  #saturated(word: Word): Limb {
    const [body, stack] = [this.#body, this.#stack]
    stack.load(word[0])
    body.i64(0x3fff_ffff_ffff_ffffn)
    if (word[0].kind === 'local' && word[0].isBool && isLow(word)) {
      body.op(W.drop)
      return stack.keep()
    }
    stack.load(word[0])
    body.i64(62n)
    body.op(W.i64ShrU)
    for (const limb of word.slice(1)) {
      if (limb.kind === 'const' && limb.value === 0n) continue
      stack.load(limb)
      body.op(W.i64Or)
    }
    body.op(W.i64Eqz)
    body.op(W.select)
    return stack.keep()
  }

  /**
   * Makes sure that `bytes` bytes of memory are there at the offset, and gives what pushes the address, less `immediate`.
   * The operands are popped already.
   */
  #reach(
    offset: Word,
    bytes: number,
  ): { readonly base: () => void; readonly immediate: number; readonly end: () => void } {
    const [body, stack] = [this.#body, this.#stack]
    const known = valueOf(offset)
    const isSmall = known !== undefined && known < 0x1000_0000n
    const at = isSmall ? constLimb(known) : this.#saturated(offset)
    // A byte fits wherever a word does not need new memory; elsewhere the core decides.
    stack.load(at)
    body.get(LOCAL.room)
    body.op(W.i64GeU)
    body.open(W.if)
    body.get(LOCAL.frame)
    stack.load(at)
    body.i64(BigInt(bytes))
    this.#exactGas()
    this.#call('compiledGrow')
    const before = this.#isUncertain
    this.#takeGas('outOfGas')
    this.#isUncertain = before || true
    this.#reloadMemory()
    body.close()
    return {
      base: () => {
        body.get(LOCAL.memory)
        if (isSmall) return
        stack.load(at)
        body.op(W.i32Wrap)
        body.op(W.i32Add)
      },
      immediate: isSmall ? Number(known) : 0,
      end: () => stack.drop(at),
    }
  }

  #mload(): void {
    const stack = this.#stack
    const offset = stack.pop()
    const { base, immediate, end } = this.#reach(offset, 32)
    const limbs = [0, 1, 2, 3].map(() => stack.take())
    this.#readBytes(base, immediate, limbs)
    end()
    stack.push(limbs.map((index): Limb => ({ kind: 'local', index, isBool: false })) as unknown as Word)
    stack.release(offset)
  }

  #mstore(): void {
    const [body, stack] = [this.#body, this.#stack]
    const offset = stack.pop()
    const value = stack.pop()
    const { base, immediate, end } = this.#reach(offset, 32)
    for (const half of [0, 1]) {
      const [low, high] = [value[2 * half]!, value[2 * half + 1]!]
      base()
      if (low.kind === 'const' && high.kind === 'const') {
        body.vectorConst(swapBytes(high.value), swapBytes(low.value))
      } else {
        if (
          low.kind === 'stack' &&
          high.kind === 'stack' &&
          low.position === high.position &&
          low.part === 2 * half &&
          high.part === 2 * half + 1
        ) {
          body.get(LOCAL.base)
          body.vectorAccess(SIMD.load, VirtualStack.offset(low.position, low.part))
        } else {
          body.get(LOCAL.zero)
          for (const [lane, limb] of [low, high].entries()) {
            if (limb.kind === 'const' && limb.value === 0n) continue
            stack.load(limb)
            body.lane(SIMD.replace64, lane)
          }
        }
        body.reverse()
      }
      body.vectorAccess(SIMD.store, immediate + 16 - 16 * half)
    }
    end()
    stack.release(offset)
    stack.release(value)
  }

  #mstore8(): void {
    const [body, stack] = [this.#body, this.#stack]
    const offset = stack.pop()
    const value = stack.pop()
    const { base, immediate, end } = this.#reach(offset, 1)
    base()
    stack.load(value[0])
    body.access(W.i64Store8, immediate)
    end()
    stack.release(offset)
    stack.release(value)
  }

  // ---- jumps -------------------------------------------------------------------------------------------------------

  /** Counts an edge whose ends are known. */
  #edge(edges: StaticEdges | undefined, side: 'taken' | 'fall', from: number, to: number): void {
    if (!this.#context.countsEdges) return
    const body = this.#body
    if (edges === undefined) {
      // The id is asked for when the edge is first taken, and remembered.
      const known = body.newGlobal(0)
      body.global(W.globalGet, known)
      body.tee(LOCAL.scratch)
      body.op(W.i32Eqz)
      body.open(W.if)
      body.get(LOCAL.frame)
      body.i32(from)
      body.i32(to)
      this.#call('compiledEdgeId')
      body.tee(LOCAL.scratch)
      body.global(W.globalSet, known)
      body.close()
      body.get(LOCAL.scratch)
      body.call(OWN_FUNCTION.hit)
      return
    }
    const at = L.EDGE_HITS + edges[side]
    body.op(W.globalGet)
    body.out.u32(GLOBAL.edges)
    body.op(W.globalGet)
    body.out.u32(GLOBAL.edges)
    body.access(W.i32Load8, at)
    body.tee(LOCAL.scratch)
    body.get(LOCAL.scratch)
    // Saturates: a wrapped counter would look like a new bucket.
    body.i32(255)
    body.op(W.i32Ne)
    body.op(W.i32Add)
    body.access(W.i32Store8, at)
  }

  /** Counts the edge to the pc in `scratch`. The last two targets and their edges are remembered, as in the fast loop. */
  #edgeToScratch(from: number): void {
    const body = this.#body
    // No pc is -1.
    const [target, id] = [body.newGlobal(-1), body.newGlobal(0)]
    const [olderTarget, olderId] = [body.newGlobal(-1), body.newGlobal(0)]
    const differs = (global: number): void => {
      body.global(W.globalGet, global)
      body.get(LOCAL.scratch)
      body.op(W.i32Ne)
    }
    const move = (from: number, to: number): void => {
      body.global(W.globalGet, from)
      body.global(W.globalSet, to)
    }
    differs(target)
    body.open(W.if)
    differs(olderTarget)
    body.open(W.if)
    move(target, olderTarget)
    move(id, olderId)
    body.get(LOCAL.scratch)
    body.global(W.globalSet, target)
    body.get(LOCAL.frame)
    body.i32(from)
    body.get(LOCAL.scratch)
    this.#call('compiledEdgeId')
    body.global(W.globalSet, id)
    body.global(W.globalGet, id)
    body.call(OWN_FUNCTION.hit)
    body.else()
    body.global(W.globalGet, olderId)
    body.call(OWN_FUNCTION.hit)
    body.close()
    body.else()
    body.global(W.globalGet, id)
    body.call(OWN_FUNCTION.hit)
    body.close()
  }

  #jump(pc: number): void {
    const stack = this.#stack
    const edges = this.#context.edgesAt(pc)
    const word = stack.pop()
    const value = valueOf(word)
    if (value === undefined) {
      if (edges === undefined) this.#jumpDynamic(pc, word)
      else {
        // The decoder knows what this does not: its edge is not to be counted as another.
        stack.push(word)
        this.#spent -= this.#context.opcodes[0x56]!.gas
        this.#leaveToChecked(pc)
      }
      return
    }
    this.#check()
    const target = this.#map.targetOf(value)
    if (target === undefined) {
      this.#halt(L.HALT_INVALID_JUMP)
      return
    }
    this.#edge(edges, 'taken', pc, target)
    const returns = stack.words.some((each) => valueOf(each) === BigInt(pc + 1))
    const isLoop = target <= pc && edges !== undefined && !returns
    if (isLoop || !this.#context.mayFollow()) this.#goTo(target)
    else this.#pc = target
  }

  #jumpDynamic(pc: number, word: Word): void {
    const [body, stack] = [this.#body, this.#stack]
    this.#check()
    // A place in the code, or no place at all.
    const at = stack.atHand(word[0])
    stack.load(at)
    body.i64(32n)
    body.op(W.i64ShrU)
    for (const limb of word.slice(1)) {
      if (limb.kind === 'const' && limb.value === 0n) continue
      stack.load(limb)
      body.op(W.i64Or)
    }
    body.op(W.i64Eqz)
    body.op(W.i32Eqz)
    body.fixup('invalidJumpIf')
    stack.load(at)
    body.op(W.i32Wrap)
    body.set(LOCAL.scratch)
    if (at !== word[0]) stack.drop(at)
    stack.release(word)
    stack.storeAll()
    stack.moveSp()
    body.get(LOCAL.scratch)
    body.i32(this.#map.code.length)
    body.op(W.i32LtU)
    body.open(W.if)
    body.op(W.globalGet)
    body.out.u32(GLOBAL.targets)
    body.get(LOCAL.scratch)
    body.get(LOCAL.scratch)
    body.op(W.i32Add)
    body.op(W.i32Add)
    body.access(W.i32Load16, 0)
    body.tee(LOCAL.block)
    body.open(W.if)
    if (this.#context.countsEdges) {
      this.#edgeToScratch(pc)
    }
    body.get(LOCAL.block)
    body.i32(1)
    body.op(W.i32Sub)
    body.set(LOCAL.block)
    this.#chargeSpent()
    body.fixup('goto', -1)
    body.close()
    body.close()
    body.get(LOCAL.frame)
    body.get(LOCAL.sp)
    this.#exactGas()
    body.i32(pc)
    body.get(LOCAL.scratch)
    body.i32(this.#context.notes ? 1 : 0)
    this.#call('compiledJump')
    body.op(W.return)
    this.#isOver = true
  }

  #jumpi(pc: number): void {
    const [body, stack] = [this.#body, this.#stack]
    const edges = this.#context.edgesAt(pc)
    const value = valueOf(stack.peek(0))
    if (value === undefined) {
      this.#spent -= this.#context.opcodes[0x57]!.gas
      this.#leaveToChecked(pc)
      return
    }
    stack.release(stack.pop())
    const condition = stack.pop()
    const target = this.#map.targetOf(value)
    const known = valueOf(condition)
    this.#check()
    if (target === undefined) {
      // Only where it is not taken does the code go on.
      testNonZero(this.#writer, condition)
      body.fixup('invalidJumpIf')
      stack.release(condition)
      this.#edge(edges, 'fall', pc, pc + 1)
      return
    }
    if (known !== undefined) {
      const isTaken = known !== 0n
      const to = isTaken ? target : pc + 1
      this.#edge(edges, isTaken ? 'taken' : 'fall', pc, to)
      if (isTaken && (target <= pc || !this.#context.mayFollow())) this.#goTo(to)
      else this.#pc = to
      return
    }
    const staysOnTaken =
      target > pc && this.#context.mayFollow() && this.#fails(pc + 1) && !this.#fails(target)
    if (staysOnTaken) testZero(this.#writer, condition)
    else testNonZero(this.#writer, condition)
    stack.release(condition)
    body.open(W.if)
    const other = staysOnTaken ? pc + 1 : target
    this.#edge(edges, staysOnTaken ? 'fall' : 'taken', pc, other)
    stack.aside(() => {
      stack.storeAll()
      this.#leaveTo(other)
    })
    body.close()
    this.#edge(edges, staysOnTaken ? 'taken' : 'fall', pc, staysOnTaken ? target : pc + 1)
    this.#pc = staysOnTaken ? target : pc + 1
  }

  // ---- entry -------------------------------------------------------------------------------------------------------

  /** The block behind the test whether gas and stack suffice for its whole way; if not, a loop takes over. */
  #withEntry(): Body {
    const body = new Body()
    body.globals = this.#body.globals
    const { need, grow } = this.#stack
    body.get(LOCAL.sp)
    body.i32(32 * GROWTH_MAX)
    body.op(W.i32Sub)
    body.set(LOCAL.base)
    let tests = 0
    if (need > 0) {
      body.get(LOCAL.stackBase)
      body.get(LOCAL.sp)
      body.op(W.i32Sub)
      body.i32(32 * need)
      body.op(W.i32LtU)
      tests++
    }
    if (grow > 0) {
      body.get(LOCAL.sp)
      body.get(LOCAL.stackLimit)
      body.op(W.i32Sub)
      body.i32(32 * grow)
      body.op(W.i32LtU)
      if (tests++ > 0) body.op(W.i32Or)
    }
    if (this.#spent > 0) {
      body.get(LOCAL.gas)
      body.i64(BigInt(this.#spent))
      body.op(W.i64LtS)
      if (tests++ > 0) body.op(W.i32Or)
    }
    if (tests > 0) {
      body.i32(this.#start)
      body.set(LOCAL.block)
      body.fixup('leaveIf')
    }
    const shift = body.out.length
    body.out.bytes(this.#body.out.view())
    for (const fixup of this.#body.fixups) body.fixups.push({ ...fixup, at: fixup.at + shift })
    return body
  }
}

/** Sets `room` from the frame's memory: 0 if there is none, else its size less 31, so that an offset below it has 32 bytes. */
export function reloadRoom(body: Body): void {
  body.get(LOCAL.frame)
  body.access(W.i64Load32, L.F_MEM_BYTES)
  body.tee(LOCAL.room)
  body.i64(31n)
  body.op(W.i64Sub)
  body.i64(0n)
  body.get(LOCAL.room)
  body.i64(0n)
  body.op(W.i64Ne)
  body.op(W.select)
  body.set(LOCAL.room)
}

/** Pure opcodes that the core computes. */
const COMPUTED: Readonly<Record<number, HelperName>> = {
  0x02: 'mul',
  0x04: 'div',
  0x05: 'sdiv',
  0x06: 'mod',
  0x07: 'smod',
  0x08: 'addmod',
  0x09: 'mulmod',
  0x0b: 'signextend',
  0x1a: 'byte',
  0x1b: 'shl',
  0x1c: 'shr',
  0x1d: 'sar',
  0x1e: 'clz',
}

/** Opcodes that the core does as a whole and that may make memory. */
const MAY_GROW: ReadonlySet<number> = new Set([0x37, 0x39, 0x3c, 0x3e, 0x5e])

/** The exponent of a power of two. */
function powerOfTwo(value: bigint): number | undefined {
  return value > 0n && (value & (value - 1n)) === 0n ? value.toString(2).length - 1 : undefined
}

function swapBytes(limb: bigint): bigint {
  if (limb === 0n) return 0n
  SWAPPED.setBigUint64(0, limb, true)
  return SWAPPED.getBigUint64(0, false)
}
const SWAPPED = new DataView(new ArrayBuffer(8))
