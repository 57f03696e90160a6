// What everything that writes a block shares: where the way through the code is, the words on the stack, the gas, and the
// ways out of the block.

import type { CodeMap } from '../code-map.ts'
import { Body, LOCAL } from '../emit/body.ts'
import { helperIndex, type HelperName } from '../emit/helpers.ts'
import { W } from '../emit/wasm-opcodes.ts'
import { VirtualStack } from '../words/virtual-stack.ts'
import { BlockGas } from './block-gas.ts'
import { KnownCondition } from './known-condition.ts'
import { KnownMemory } from './known-memory.ts'
import { KnownProduct } from './known-product.ts'
import type { Opcode } from '../../evm/opcodes.ts'

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
  readonly trace?: TranslationTrace | undefined
}

/** Is told of a translation while it goes on. */
export type TranslationTrace = {
  /** The opcode at pc was written, in the block that begins at `block`. */
  opcode(writer: BlockWriter, block: number, pc: number): void
  /** The code stays interpreted. */
  refused(why: string): void
}

/** A block that is being written. */
export class BlockWriter {
  readonly context: BlockContext
  readonly map: CodeMap
  readonly body: Body = new Body()
  readonly stack: VirtualStack
  readonly gas: BlockGas
  readonly memory: KnownMemory
  readonly condition: KnownCondition
  readonly product: KnownProduct
  /** Where the code goes on. */
  pc: number
  /** How often the block came through a JUMPDEST. */
  readonly visits: Map<number, number>
  /** Whether the block has been left on every way. */
  isOver = false
  /** Whether what is written now comes to no return: then the places to return to that are stored need no blocks. */
  neverReturns = false
  /** How, for people. */
  end = ''

  constructor(context: BlockContext, pc: number) {
    this.context = context
    this.map = context.map
    this.pc = pc
    this.visits = new Map([[pc, 1]])
    this.gas = new BlockGas(this.body)
    this.stack = new VirtualStack(this.body, (value) => {
      const target = this.neverReturns ? undefined : this.map.targetOf(value)
      if (target !== undefined) context.want(target)
    })
    this.memory = new KnownMemory(this.stack)
    this.condition = new KnownCondition(this.stack)
    this.product = new KnownProduct(this.stack)
  }

  /** What is known beside the stack is given up, with the locals that it is held in. */
  forget(): void {
    this.memory.forget()
    this.condition.forget()
    this.product.forget()
  }

  /** Calls a function of the core. */
  call(name: HelperName): void {
    this.body.call(helperIndex(name))
  }

  /** Calls the function of the core that ends the frame, or hands it over; the block is over. */
  endWith(name: HelperName): void {
    this.call(name)
    this.body.op(W.return)
    this.isOver = true
    if (this.end === '') this.end = name
  }

  /** Leaves the block for the one at pc; says why it does not go on there itself. */
  goTo(pc: number, why: string): void {
    this.end = `on to 0x${pc.toString(16)}: ${why}`
    this.gas.check()
    this.stack.storeAll()
    this.leaveTo(pc)
    this.isOver = true
  }

  /** Everything is stored: on to the block at pc. */
  leaveTo(pc: number): void {
    this.context.want(pc)
    this.stack.moveSp()
    this.gas.charge()
    this.body.fixup('goto', pc)
  }

  halt(reason: number): void {
    this.body.i32(reason)
    this.endWith('compiledHalt')
  }

  /** The checked loop goes on at pc. The opcode there, which is charged already, is not done. Says why. */
  leaveToChecked(pc: number, why: string): void {
    this.end = `compiledChecked: ${why}`
    const { body, gas, stack } = this
    gas.spent -= this.context.opcodes[this.map.opcodeAt(pc)]!.gas
    gas.check()
    stack.storeAll()
    stack.moveSp()
    body.get(LOCAL.frame)
    body.get(LOCAL.sp)
    gas.load()
    body.i32(pc)
    this.endWith('compiledChecked')
  }
}
