// What is known of a bytecode before anything is translated: where opcodes and jump targets are.

const JUMPDEST = 0x5b
const PUSH0 = 0x5f
const PUSH32 = 0x7f

/** A code with its jump targets. Beyond its end are zeros: STOP. */
export class CodeMap {
  readonly code: Uint8Array
  readonly #isJumpdest: Uint8Array
  /** Opcodes, PUSH data left out. */
  readonly opcodes: number

  constructor(code: Uint8Array) {
    this.code = code
    this.#isJumpdest = new Uint8Array(code.length)
    let count = 0
    for (let pc = 0; pc < code.length; count++) {
      const op = code[pc]!
      if (op === JUMPDEST) this.#isJumpdest[pc] = 1
      pc += op > PUSH0 && op <= PUSH32 ? op - PUSH0 + 1 : 1
    }
    this.opcodes = count
  }

  isJumpdest(pc: number): boolean {
    return this.#isJumpdest[pc] === 1
  }

  /** The place that the word names, if a jump may go there. */
  targetOf(word: bigint): number | undefined {
    if (word >= BigInt(this.code.length)) return undefined
    const pc = Number(word)
    return this.isJumpdest(pc) ? pc : undefined
  }

  opcodeAt(pc: number): number {
    return this.code[pc] ?? 0
  }

  /** Data of the PUSH at pc; what is cut off by the end of the code is zero. */
  pushed(pc: number): bigint {
    const bytes = this.code[pc]! - PUSH0
    let word = 0n
    if (bytes <= 6) {
      let small = 0
      for (let i = 1; i <= bytes; i++) small = small * 256 + (this.code[pc + i] ?? 0)
      return BigInt(small)
    }
    for (let i = 1; i <= bytes; i++) word = (word << 8n) | BigInt(this.code[pc + i] ?? 0)
    return word
  }

  /** Bytes of the opcode with its data. */
  static lengthOf(op: number): number {
    return op > PUSH0 && op <= PUSH32 ? op - PUSH0 + 1 : 1
  }
}
