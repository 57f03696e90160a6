// Goes along a traced call and says of each conditional jump how its condition came from the inputs, and of each write to storage how
// its slot and its word did. What an operation made
// that formulas do not know (hashes, balances, sizes) is constant, as it was in the trace; so is what came from
// precompiles, host accounts and constructors. A wrong guess costs a try: what is found with formulas is executed.

import type { Address } from '../../evm/types.ts'
import { opcodeOf } from '../../evm/opcodes.ts'
import type { Trace, TraceStep } from '../../evm/trace.ts'
import { wordToAddress } from '../../primitives/hex.ts'
import { ADD, compute, type Formula, isComputed, MUL, SUB, type Term } from './formula.ts'
import { ShadowMemory } from './shadow-memory.ts'

const STOP = 0x00
const CALLVALUE = 0x34
const CALLDATALOAD = 0x35
const CALLDATACOPY = 0x37
const CODECOPY = 0x39
const EXTCODECOPY = 0x3c
const RETURNDATACOPY = 0x3e
const TIMESTAMP = 0x42
const MLOAD = 0x51
const MSTORE = 0x52
const MSTORE8 = 0x53
const SLOAD = 0x54
const SSTORE = 0x55
const JUMPI = 0x57
const MCOPY = 0x5e
const DUP1 = 0x80
const DUP16 = 0x8f
const SWAP1 = 0x90
const SWAP16 = 0x9f
const CALL = 0xf1
const CALLCODE = 0xf2
const RETURN = 0xf3
const DELEGATECALL = 0xf4
const STATICCALL = 0xfa
const REVERT = 0xfd
const SELFDESTRUCT = 0xff

const COPIED_MAX = 4_096
const MEMORY_MAX = 2 ** 32

/** Inputs of the call that is followed; undefined where it has none. */
export type CallInputs = {
  /** The word of its calldata that begins at this byte. */
  wordAt(byte: number): Formula | undefined
  readonly value: Formula | undefined
  /** What is added to the input is the timestamp, and when it began. */
  readonly seconds: { readonly input: Formula; readonly since: bigint } | undefined
}

/** A conditional jump. */
export type Branch = {
  readonly code: Address
  readonly pc: number
  readonly condition: Formula
  readonly isTaken: boolean
}

/** A write to storage of which inputs decide the place or the word. A slot that was hashed from an input counts as constant. */
export type Write = {
  /** Whose storage it is. */
  readonly storage: Address
  readonly slot: Term
  readonly word: Term
  /** How many of the branches lie before it. */
  readonly after: number
}

/** A sum, difference or product of which inputs decide an operand. */
export type Arithmetic = {
  readonly code: Address
  readonly pc: number
  readonly opcode: number
  /** The top of the stack, and what is below: how they came, and what they were. */
  readonly left: Term
  readonly right: Term
  readonly values: readonly [bigint, bigint]
  /** How many of the branches lie before it. */
  readonly after: number
}

/** What inputs decide in a call, in order. */
export type Followed = {
  readonly branches: readonly Branch[]
  readonly writes: readonly Write[]
  readonly arithmetic: readonly Arithmetic[]
}

/** Which arithmetic opcodes are wanted. */
export type IsWanted = (code: Address, pc: number, opcode: number) => boolean

/** Slots that came from inputs, by account and slot. Goes from one call to the next. */
export type ShadowStorage = Map<string, Formula>

type Frame = {
  readonly depth: number
  readonly code: Address
  /** Whose storage it acts on. */
  readonly storage: Address
  readonly calldata: (byte: number) => Formula | undefined
  readonly value: Formula | undefined
  readonly memory: ShadowMemory
  stack: (Formula | undefined)[]
  /** Never written to. */
  returned: ShadowMemory
  /** The call that it is in the middle of. */
  pending: { readonly at: number; readonly bytes: number } | undefined
  /** Of the frame in the middle of which it is, before it. */
  readonly storageBefore: ShadowStorage
}

/** Where nothing came from inputs. */
const UNKNOWN = new ShadowMemory()
const NOTHING: CallInputs = { wordAt: () => undefined, value: undefined, seconds: undefined }

/**
 * Conditional jumps, writes and wanted arithmetic of a call that depend on inputs.
 * @param trace with the words of the stack that each opcode takes
 */
export function followCall(
  trace: Trace,
  inputs: CallInputs,
  storage: ShadowStorage,
  isWanted: IsWanted = () => false,
): Followed {
  const [outermost] = trace.calls
  if (outermost === undefined || trace.steps.length === 0) return { branches: [], writes: [], arithmetic: [] }
  return new Follower(storage, inputs, isWanted).follow(trace.steps, outermost.codeAddress, outermost.to)
}

class Follower {
  readonly #storage: ShadowStorage
  readonly #inputs: CallInputs
  readonly #branches: Branch[] = []
  readonly #writes: Write[] = []
  readonly #arithmetic: Arithmetic[] = []
  readonly #isWanted: IsWanted
  readonly #frames: Frame[] = []

  constructor(storage: ShadowStorage, inputs: CallInputs, isWanted: IsWanted) {
    this.#storage = storage
    this.#inputs = inputs
    this.#isWanted = isWanted
  }

  follow(steps: readonly TraceStep[], code: Address, to: Address): Followed {
    const { wordAt, value } = this.#inputs
    const depth = steps[0]!.depth
    this.#frames.push(this.#frame(depth, code, to, wordAt, value))
    steps.forEach((step, i) => {
      const frame = this.#frames.at(-1)!
      if (frame.stack.length !== step.stack.length) frame.stack = step.stack.map(() => undefined)
      this.#run(frame, step)
      this.#goTo(step, steps[i + 1])
    })
    return { branches: this.#branches, writes: this.#writes, arithmetic: this.#arithmetic }
  }

  #frame(
    depth: number,
    code: Address,
    storage: Address,
    calldata: Frame['calldata'],
    value: Formula | undefined,
  ): Frame {
    return {
      depth,
      code,
      storage,
      calldata,
      value,
      memory: new ShadowMemory(),
      stack: [],
      returned: UNKNOWN,
      pending: undefined,
      storageBefore: new Map(this.#storage),
    }
  }

  /** Into a frame or out of some, as the next step is. */
  #goTo(step: TraceStep, next: TraceStep | undefined): void {
    const frame = this.#frames.at(-1)!
    const depth = next?.depth ?? -1
    if (depth > frame.depth) {
      this.#enter(frame, step, depth)
      return
    }
    // Nobody with code was called: what came back is not known.
    if (frame.pending !== undefined) this.#comeBack(frame, UNKNOWN)
    let returned = this.#endOf(frame, step, depth)
    while (this.#frames.length > 1 && this.#frames.at(-1)!.depth > depth) {
      this.#frames.pop()
      const caller = this.#frames.at(-1)!
      this.#comeBack(caller, returned)
      returned = UNKNOWN
    }
  }

  /** What a frame gives back that ends with this step; if it failed, its storage is as before. */
  #endOf(frame: Frame, { opcode, stack }: TraceStep, depth: number): ShadowMemory {
    if (depth >= frame.depth) return UNKNOWN
    const isGood = opcode === RETURN || opcode === STOP || opcode === SELFDESTRUCT
    if (!isGood) {
      this.#storage.clear()
      for (const [slot, word] of frame.storageBefore) this.#storage.set(slot, word)
    }
    if (opcode !== RETURN && opcode !== REVERT) return UNKNOWN
    return frame.memory.part(placeIn(stack.at(-1)), placeIn(stack.at(-2)))
  }

  #comeBack(caller: Frame, returned: ShadowMemory): void {
    const { pending } = caller
    caller.pending = undefined
    caller.returned = returned
    if (pending !== undefined) caller.memory.paste(pending.at, returned, 0, pending.bytes)
  }

  #enter(caller: Frame, { opcode, stack }: TraceStep, depth: number): void {
    const isCall = isCalling(opcode) && depth === caller.depth + 1
    if (!isCall) {
      // A constructor, or host code that calls.
      this.#frames.push(this.#frame(depth, caller.code, NOBODY, NOTHING.wordAt, undefined))
      return
    }
    const hasValue = opcode === CALL || opcode === CALLCODE
    const code = wordToAddress(stack.at(-2) ?? 0n)
    const isOwn = opcode === CALLCODE || opcode === DELEGATECALL
    const at = placeIn(stack.at(hasValue ? -4 : -3))
    const bytes = placeIn(stack.at(hasValue ? -5 : -4))
    const calldata = caller.memory.part(at, bytes)
    this.#frames.push(
      this.#frame(
        depth,
        code,
        isOwn ? caller.storage : code,
        (byte) => calldata.get(byte),
        opcode === DELEGATECALL ? caller.value : undefined,
      ),
    )
  }

  /** What the step does to formulas. */
  #run(frame: Frame, step: TraceStep): void {
    const { opcode: op } = step
    const { stack } = frame
    if (op >= DUP1 && op <= DUP16) {
      stack.push(stack.at(-1 - (op - DUP1)))
      return
    }
    if (op >= SWAP1 && op <= SWAP16) {
      const other = stack.length - 2 - (op - SWAP1)
      const top = stack.at(-1)
      stack[stack.length - 1] = stack[other]
      stack[other] = top
      return
    }
    const opcode = opcodeOf(op)
    if (opcode === undefined) return
    const parts: (Formula | undefined)[] = []
    for (let i = 0; i < opcode.pops; i++) parts.push(stack.pop())
    if (op === ADD || op === MUL || op === SUB) this.#noteArithmetic(frame, step, parts)
    const made = isComputed(op) ? this.#computed(op, parts, step) : this.#read(frame, step)
    for (let i = 0; i < opcode.pushes; i++) stack.push(made)
    if (opcode.pushes === 0 || isCalling(op)) this.#effect(frame, step, parts)
  }

  #noteArithmetic(
    frame: Frame,
    { opcode, pc, stack }: TraceStep,
    parts: readonly (Formula | undefined)[],
  ): void {
    const [a, b] = parts
    if ((a === undefined && b === undefined) || !this.#isWanted(frame.code, pc, opcode)) return
    const values = [stack.at(-1) ?? 0n, stack.at(-2) ?? 0n] as const
    const [left, right] = [a ?? values[0], b ?? values[1]]
    this.#arithmetic.push({ code: frame.code, pc, opcode, left, right, values, after: this.#branches.length })
  }

  #computed(op: number, parts: readonly (Formula | undefined)[], { stack }: TraceStep): Formula | undefined {
    if (parts.every((part) => part === undefined)) return undefined
    return compute(
      op,
      parts.map((part, i): Term => part ?? stack[stack.length - 1 - i] ?? 0n),
    )
  }

  /** What is put on the stack from elsewhere. */
  #read(frame: Frame, { opcode, stack }: TraceStep): Formula | undefined {
    switch (opcode) {
      case CALLVALUE:
        return frame.value
      case CALLDATALOAD:
        return frame.calldata(placeIn(stack.at(-1)))
      case TIMESTAMP: {
        const { seconds } = this.#inputs
        return seconds && compute(ADD, [seconds.input, seconds.since])
      }
      case MLOAD:
        return frame.memory.get(placeIn(stack.at(-1)))
      case SLOAD:
        return this.#storage.get(slotKey(frame, stack))
      default:
        return undefined
    }
  }

  /** What is written or decided. */
  #effect(frame: Frame, { opcode, pc, stack }: TraceStep, parts: readonly (Formula | undefined)[]): void {
    const word = (i: number): number => placeIn(stack[stack.length - 1 - i])
    switch (opcode) {
      case MSTORE:
        frame.memory.set(word(0), parts[1], stack.at(-2))
        return
      case MSTORE8:
        frame.memory.clear(word(0), 1)
        return
      case SSTORE:
        if (parts[0] !== undefined || parts[1] !== undefined)
          this.#writes.push({
            storage: frame.storage,
            slot: parts[0] ?? stack.at(-1)!,
            word: parts[1] ?? stack.at(-2)!,
            after: this.#branches.length,
          })
        if (parts[1] === undefined) this.#storage.delete(slotKey(frame, stack))
        else this.#storage.set(slotKey(frame, stack), parts[1])
        return
      case JUMPI:
        if (parts[1] !== undefined)
          this.#branches.push({
            code: frame.code,
            pc,
            condition: parts[1],
            isTaken: stack.at(-2) !== 0n,
          })
        return
      case CALLDATACOPY:
        this.#copyCalldata(frame, word(0), word(1), word(2))
        return
      case CODECOPY:
        frame.memory.clear(word(0), word(2))
        return
      case EXTCODECOPY:
        frame.memory.clear(word(1), word(3))
        return
      case RETURNDATACOPY:
        frame.memory.paste(word(0), frame.returned, word(1), word(2))
        return
      case MCOPY:
        frame.memory.paste(word(0), frame.memory, word(1), word(2))
        return
      case CALL:
      case CALLCODE:
        frame.pending = { at: word(5), bytes: word(6) }
        return
      case DELEGATECALL:
      case STATICCALL:
        frame.pending = { at: word(4), bytes: word(5) }
    }
  }

  #copyCalldata(frame: Frame, to: number, from: number, bytes: number): void {
    frame.memory.clear(to, bytes)
    for (let done = 0; done + 32 <= Math.min(bytes, COPIED_MAX); done += 32) {
      const word = frame.calldata(from + done)
      if (word !== undefined) frame.memory.set(to + done, word)
    }
  }
}

const NOBODY: Address = '0x0000000000000000000000000000000000000000'

function isCalling(op: number): boolean {
  return op === CALL || op === CALLCODE || op === DELEGATECALL || op === STATICCALL
}

function slotKey({ storage }: Frame, stack: readonly bigint[]): string {
  return `${storage} ${stack.at(-1)}`
}

/** A place in memory; what is beyond all memories is nowhere. */
function placeIn(word: bigint | undefined): number {
  return word === undefined || word > BigInt(MEMORY_MAX) ? MEMORY_MAX : Number(word)
}
